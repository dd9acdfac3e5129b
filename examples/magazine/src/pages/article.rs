//! An article.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use super::shown::{param, shown};
use crate::articles::{Article, Passage, get_article};

#[component]
pub fn ArticlePage() -> impl IntoView {
    let answer = Resource::new_blocking(param("slug"), get_article);
    shown(answer, |Article { teaser, body, next }| {
        view! {
            <Title text=teaser.title.clone()/>
            <Meta name="description" content=teaser.standfirst.clone()/>
            <article class="page wrap article">
                <header class="article__head">
                    <p class="kicker"><a href=format!("/issues/no-{}", teaser.issue)>"From No. " {teaser.issue}</a></p>
                    <h1>{teaser.title}</h1>
                    <p class="article__standfirst">{teaser.standfirst}</p>
                    <p class="article__by">"by " {teaser.by} " · " {teaser.minutes} " minutes"</p>
                </header>
                <div class="article__body">{body.into_iter().map(set).collect_view()}</div>
                <footer class="article__end">
                    <p class="ornament" aria-hidden="true">"❧"</p>
                    <p>"Next: " <a href=format!("/articles/{}", next.slug)>{next.title}</a></p>
                </footer>
            </article>
        }
    })
}

/// Renders a block. Every second run of a paragraph is emphasized.
fn set(passage: Passage) -> AnyView {
    match passage {
        Passage::Heading(heading) => view! { <h2>{heading}</h2> }.into_any(),
        Passage::Quote(quote) => view! { <p class="pull">{quote}</p> }.into_any(),
        Passage::Text(runs) => {
            let run = |(n, run): (usize, String)| match n % 2 {
                0 => run.into_any(),
                _ => view! { <em>{run}</em> }.into_any(),
            };
            view! { <p>{runs.into_iter().enumerate().map(run).collect_view()}</p> }.into_any()
        }
    }
}
