//! An issue: its articles, and a button to buy it.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use super::{
    articles::Teasers,
    shown::{param, query, shown},
};
use crate::{
    archive::{Contents, Issue, get_contents},
    take::Take,
};

#[component]
pub fn IssuePage() -> impl IntoView {
    let (id, preview) = (param("id"), query("preview"));
    let answer = Resource::new_blocking(move || (id(), preview()), |(id, preview)| get_contents(id, preview));
    shown(answer, |Contents { issue, articles, circulation }| {
        let sold = match circulation {
            0 => "Nobody has taken one yet. Be the first.".to_owned(),
            1 => "One reader has taken it home.".to_owned(),
            n => format!("{n} readers have taken it home."),
        };
        view! {
            <Title text=format!("No. {}: {}", issue.number, issue.title)/>
            <Meta name="description" content=issue.about.clone()/>
            <div class="page wrap issue">
                <Cover issue=issue.clone()/>
                <div class="issue__text">
                    <p class="kicker">{issue.season.clone()}</p>
                    <h1>"No. " {issue.number} ": " {issue.title.clone()}</h1>
                    <p class="lede">{issue.about.clone()}</p>
                    <Take issue/>
                    <p class="issue__sold">"A PDF that you can download three times. " {sold}</p>
                    {(!articles.is_empty()).then(|| view! {
                        <h2>"In this issue"</h2>
                        <Teasers articles level=3/>
                    })}
                </div>
            </div>
        }
    })
}

/// The cover. Decorative: the text beside it says the same.
#[component]
pub fn Cover(issue: Issue) -> impl IntoView {
    view! { <img class="cover" src=issue.cover() alt="" width="300" height="400"/> }
}
