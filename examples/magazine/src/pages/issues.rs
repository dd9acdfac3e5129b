//! The list of issues.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use super::{issue::Cover, shown::shown};
use crate::archive::get_issues;

#[component]
pub fn IssuesPage() -> impl IntoView {
    let answer = Resource::new_blocking(|| (), |()| async { get_issues().await.map(Some) });
    view! {
        <Title text="Issues"/>
        <Meta name="description" content="Every issue of Quarto so far, as a PDF to keep."/>
        <div class="page wrap">
            <h1>"Issues"</h1>
            <p class="lede">"Each is a PDF, laid out for paper and yours to print."</p>
            {shown(answer, |issues| view! {
                <ol class="issues">
                    {issues.into_iter().map(|issue| view! {
                        <li class="issues__issue">
                            <Cover issue=issue.clone()/>
                            <h2><a href=issue.path()>"No. " {issue.number} ": " {issue.title.clone()}</a></h2>
                            <p class="teaser__by">{issue.season} " · " {issue.price.to_string()}</p>
                        </li>
                    }).collect_view()}
                </ol>
            })}
        </div>
    }
}
