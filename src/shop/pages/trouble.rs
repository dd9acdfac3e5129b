//! Pages that nobody wants to see.

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::{layout::PrivateHead, search};

fn answer_with(status: StatusCode) {
    // There is no answer to give a status to while the list of routes is made.
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// Nothing is at this address (404).
#[component]
pub fn NotFound() -> impl IntoView {
    answer_with(StatusCode::NOT_FOUND);
    view! {
        <PrivateHead title="Not found"/>
        <section class="trouble wrap">
            <p class="trouble__code" aria-hidden="true">"404"</p>
            <h1>"There is nothing on this shelf."</h1>
            <p class="lede">"The page has moved, or was never here. The rest of the shop is where it was."</p>
            <WaysOn/>
        </section>
    }
}

/// What was at this address is not there any more, and will not be (410).
#[component]
pub fn Gone() -> impl IntoView {
    answer_with(StatusCode::GONE);
    view! {
        <PrivateHead title="Gone"/>
        <section class="trouble wrap">
            <p class="trouble__code" aria-hidden="true">"410"</p>
            <h1>"We do not have this any more."</h1>
            <p class="lede">"It was here once, and has left the shop for good. What is like it may still be here."</p>
            <WaysOn/>
        </section>
    }
}

/// Where to go from a page that is none.
#[component]
fn WaysOn() -> impl IntoView {
    view! {
            <ul class="trouble__links">
                <li><a class="pn-button pn-button--primary" href="/">"Go to the front page"</a></li>
                <li><a class="pn-button pn-button--quiet" href="/albums">"Records"</a></li>
                <li><a class="pn-button pn-button--quiet" href="/posters">"Prints"</a></li>
                <li><a class="pn-button pn-button--quiet" href="/tickets">"Evenings"</a></li>
                <li><a class="pn-button pn-button--quiet" href=search::PATH>"Search"</a></li>
            </ul>
    }
}

/// The shop cannot answer now (503).
#[component]
pub fn Trouble() -> impl IntoView {
    answer_with(StatusCode::SERVICE_UNAVAILABLE);
    view! {
        <PrivateHead title="Something went wrong"/>
        <section class="trouble wrap">
            <p class="trouble__code" aria-hidden="true">"503"</p>
            <h1>"Something went wrong on our side."</h1>
            <p class="lede">"Nothing was changed and nothing was charged. Please try again in a moment."</p>
            <ul class="trouble__links">
                <li><a class="pn-button pn-button--primary" href="/">"Go to the front page"</a></li>
            </ul>
        </section>
    }
}
