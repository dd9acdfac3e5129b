//! Error pages.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// No page has this URL (404).
#[component]
pub fn NotFound() -> impl IntoView {
    status(404);
    view! {
        <Title text="Page not found"/>
        <Meta name="robots" content="noindex"/>
        <div class="page wrap prose">
            <h1>"This page is blank."</h1>
            <p>"It may have been left that way on purpose. More likely, there's a typo in the address, or we've moved something."</p>
            <p><a href="/">"Back to the home page"</a></p>
        </div>
    }
}

/// The server failed.
#[component]
pub fn Trouble() -> impl IntoView {
    status(503);
    view! {
        <Title text="Paper jam"/>
        <div class="page wrap prose">
            <h1>"Paper jam."</h1>
            <p>"Something is stuck on our side. Please try again in a moment."</p>
        </div>
    }
}

/// Sets the status of the response, on the server.
fn status(code: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), axum::http::StatusCode::from_u16(code))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = code;
}
