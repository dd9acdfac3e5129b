//! Error pages.

use axum::http::StatusCode;
use leptos::prelude::*;
use pannier::{components::local_path, page_status};

use super::{layout::PrivateHead, texts::say};
use crate::shop::site;

/// The page for unknown URLs (404).
#[component]
pub fn NotFound() -> impl IntoView {
    page_status(StatusCode::NOT_FOUND);
    view! {
        <PrivateHead title=say("trouble-not-found") description=say("trouble-not-found-description")/>
        <section class="trouble wrap">
            <p class="trouble__code" aria-hidden="true">"404"</p>
            <h1>{say("trouble-not-found-head")}</h1>
            <p class="lede">{say("trouble-not-found-text")}</p>
            <WaysOn/>
        </section>
    }
}

/// The page for products that are permanently gone (410).
#[component]
pub fn Gone() -> impl IntoView {
    page_status(StatusCode::GONE);
    view! {
        <PrivateHead title=say("trouble-gone") description=say("trouble-gone-text")/>
        <section class="trouble wrap">
            <p class="trouble__code" aria-hidden="true">"410"</p>
            <h1>{say("trouble-gone-head")}</h1>
            <p class="lede">{say("trouble-gone-text")}</p>
            <WaysOn/>
        </section>
    }
}

/// Links from an error page to the rest of the shop.
#[component]
fn WaysOn() -> impl IntoView {
    view! {
            <ul class="trouble__links">
                <li><a class="pn-button pn-button--primary" href=local_path("/")>{say("trouble-front-page")}</a></li>
                <li><a class="pn-button pn-button--quiet" href=local_path("/albums")>{say("shop-records")}</a></li>
                <li><a class="pn-button pn-button--quiet" href=local_path("/posters")>{say("shop-prints")}</a></li>
                <li><a class="pn-button pn-button--quiet" href=local_path("/tickets")>{say("shop-evenings")}</a></li>
                <li><a class="pn-button pn-button--quiet" href=local_path(site::SEARCH)>{say("search-title")}</a></li>
            </ul>
    }
}

/// The page for an unavailable database (503).
#[component]
pub fn Trouble() -> impl IntoView {
    page_status(StatusCode::SERVICE_UNAVAILABLE);
    view! {
        <PrivateHead title=say("trouble-wrong") description=say("trouble-wrong-description")/>
        <section class="trouble wrap">
            <p class="trouble__code" aria-hidden="true">"503"</p>
            <h1>{say("trouble-wrong-head")}</h1>
            <p class="lede">{say("trouble-wrong-text")}</p>
            <ul class="trouble__links">
                <li><a class="pn-button pn-button--primary" href=local_path("/")>{say("trouble-front-page")}</a></li>
            </ul>
        </section>
    }
}
