//! Asking the store, by what every browser has. The client that comes with a server function can do more, and weighs as much as all
//! that our islands do (`docs/weight.md`).

use web_sys::UrlSearchParams;

use crate::{BasketSummary, Problem};

/// Posts fields to a server function that answers with the basket or its sums.
///
/// # Errors
/// What the store says no with; [`Problem::Offline`] if it cannot be reached.
#[cfg(not(feature = "ssr"))]
pub(super) async fn for_sums(path: &str, fields: &UrlSearchParams) -> Result<BasketSummary, Problem> {
    use super::{json, language::local_path};

    let response = browser::post(&local_path(path), fields).await.ok_or(Problem::Offline)?;
    let answer = browser::read(&response).await.ok_or(Problem::Unavailable)?;
    match response.ok() {
        true => Ok(json::basket_summary(&answer)),
        false => Err(json::problem(&answer).unwrap_or(Problem::Unavailable)),
    }
}

/// Nobody clicks while a page is rendered.
#[cfg(feature = "ssr")]
pub(super) async fn for_sums(_: &str, _: &UrlSearchParams) -> Result<BasketSummary, Problem> {
    Err(Problem::Offline)
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use leptos::prelude::window;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Headers, RequestInit, Response, UrlSearchParams};

    pub(super) async fn post(path: &str, fields: &UrlSearchParams) -> Option<Response> {
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_body(fields);
        let headers = Headers::new().ok()?;
        headers.set("Accept", "application/json").ok()?;
        request.set_headers(&headers);
        JsFuture::from(window().fetch_with_str_and_init(path, &request)).await.ok()?.dyn_into().ok()
    }

    pub(super) async fn read(response: &Response) -> Option<JsValue> {
        JsFuture::from(response.json().ok()?).await.ok()
    }
}
