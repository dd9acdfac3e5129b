//! The front page: the newest issue, and the articles of the others.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use super::{articles::Teasers, issue::Cover, shown::shown};
use crate::{
    archive::get_issues,
    articles::{Teaser, get_articles},
    take::Take,
};

#[component]
pub fn HomePage() -> impl IntoView {
    let newest =
        Resource::new_blocking(|| (), |()| async { get_issues().await.map(|issues| Some(issues.into_iter().next())) });
    let answer = Resource::new_blocking(|| (), |()| async { get_articles().await.map(Some) });
    view! {
        <Title formatter=|title: String| title text="Quarto, a quarterly about paper"/>
        <Meta name="description" content="A small magazine about paper, ink, libraries and the post. Four times a year."/>
        <div class="page wrap">
            <h1 class="pn-visually-hidden">"Quarto, a quarterly about paper"</h1>
            {shown(answer, |articles| {
                let (lead, others) = articles.split_first().map(|(l, o)| (l.clone(), o.to_vec())).unzip();
                view! {
                    {lead.map(lead_story)}
                    <section class="home__section">
                        <h2>"More to read"</h2>
                        <Teasers articles=others.unwrap_or_default() level=3/>
                    </section>
                }
            })}
            {shown(newest, |issue| issue.map(|issue| view! {
                <section class="home__issue">
                    <Cover issue=issue.clone()/>
                    <div class="home__issue-text">
                        <p class="kicker">"Out now · " {issue.season.clone()}</p>
                        <h2>"No. " {issue.number} ": " {issue.title.clone()}</h2>
                        <p>{issue.about.clone()}</p>
                        <Take issue/>
                    </div>
                </section>
            }))}
            <section class="home__strip">
                <h2>"Four times a year, in the letter box"</h2>
                <p>
                    "The printed paper smells better than this page. "
                    <a href="/subscribe">"See the subscriptions"</a>
                </p>
            </section>
        </div>
    }
}

fn lead_story(article: Teaser) -> impl IntoView {
    let path = format!("/articles/{}", article.slug);
    view! {
        <article class="lead">
            <p class="kicker">"In this issue"</p>
            <h2 class="lead__title"><a href=path>{article.title}</a></h2>
            <p class="lead__standfirst">{article.standfirst}</p>
            <p class="teaser__by">"by " {article.by} " · " {article.minutes} " minutes"</p>
        </article>
    }
}
