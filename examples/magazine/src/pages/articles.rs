//! The list of articles.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use super::shown::shown;
use crate::articles::{Teaser, get_articles};

#[component]
pub fn ArticlesPage() -> impl IntoView {
    let answer = Resource::new_blocking(|| (), |()| async { get_articles().await.map(Some) });
    view! {
        <Title text="Articles"/>
        <Meta name="description" content="Everything from the four issues of Quarto so far, free to read."/>
        <div class="page wrap">
            <h1>"Articles"</h1>
            <p class="lede">"Everything here is free to read. If you'd rather hold it, take an issue home."</p>
            {shown(answer, |articles| view! { <Teasers articles/> })}
        </div>
    }
}

/// Articles in a list.
#[component]
pub fn Teasers(articles: Vec<Teaser>, #[prop(default = 2)] level: u8) -> impl IntoView {
    let teaser = move |article: Teaser| {
        let link = view! { <a href=format!("/articles/{}", article.slug)>{article.title}</a> };
        let heading = match level {
            2 => view! { <h2 class="teaser__title">{link}</h2> }.into_any(),
            _ => view! { <h3 class="teaser__title">{link}</h3> }.into_any(),
        };
        view! {
            <li class="teaser">
                {heading}
                <p>{article.standfirst}</p>
                <p class="teaser__by">
                    {article.by} " · " {article.minutes} " min · "
                    <a href=format!("/issues/no-{}", article.issue)>"No. " {article.issue}</a>
                </p>
            </li>
        }
    };
    view! { <ol class="teasers">{articles.into_iter().map(teaser).collect_view()}</ol> }
}
