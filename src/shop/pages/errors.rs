//! Error pages.

use axum::http::StatusCode;
use leptos::prelude::*;
use pannier::{components::local_path, set_response_status};

use super::{layout::PrivateHead, texts::text};
use crate::shop::{sections, site};

/// The page for unknown URLs (404).
#[component]
pub fn NotFound() -> impl IntoView {
    set_response_status(StatusCode::NOT_FOUND);
    view! {
        <PrivateHead title=text("trouble-not-found") description=text("trouble-not-found-description")/>
        <section class="trouble wrap">
            <p class="trouble__code" aria-hidden="true">"404"</p>
            <h1>{text("trouble-not-found-head")}</h1>
            <p class="lede">{text("trouble-not-found-text")}</p>
            <FurtherLinks/>
        </section>
    }
}

/// The page for products that are permanently gone (410).
#[component]
pub fn Gone() -> impl IntoView {
    set_response_status(StatusCode::GONE);
    view! {
        <PrivateHead title=text("trouble-gone") description=text("trouble-gone-text")/>
        <section class="trouble wrap">
            <p class="trouble__code" aria-hidden="true">"410"</p>
            <h1>{text("trouble-gone-head")}</h1>
            <p class="lede">{text("trouble-gone-text")}</p>
            <FurtherLinks/>
        </section>
    }
}

/// Links from an error page to the rest of the shop.
#[component]
fn FurtherLinks() -> impl IntoView {
    let sections = sections::open().into_iter().map(|section| {
        view! { <li><a class="pn-button pn-button--quiet" href=local_path(section.path)>{text(section.name)}</a></li> }
    });
    view! {
        <ul class="trouble__links">
            <li><a class="pn-button pn-button--primary" href=local_path("/")>{text("trouble-front-page")}</a></li>
            {sections.collect_view()}
            <li><a class="pn-button pn-button--quiet" href=local_path(site::SEARCH)>{text("search-title")}</a></li>
        </ul>
    }
}

/// The page for an unavailable database (503).
#[component]
pub fn Unavailable() -> impl IntoView {
    set_response_status(StatusCode::SERVICE_UNAVAILABLE);
    view! {
        <PrivateHead title=text("trouble-wrong") description=text("trouble-wrong-description")/>
        <section class="trouble wrap">
            <p class="trouble__code" aria-hidden="true">"503"</p>
            <h1>{text("trouble-wrong-head")}</h1>
            <p class="lede">{text("trouble-wrong-text")}</p>
            <ul class="trouble__links">
                <li><a class="pn-button pn-button--primary" href=local_path("/")>{text("trouble-front-page")}</a></li>
            </ul>
        </section>
    }
}
