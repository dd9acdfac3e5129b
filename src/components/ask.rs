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
    use super::language::local_path;

    let response = fetch(&local_path(path), "application/json", Some(fields)).await.ok_or(Problem::Offline)?;
    match response.ok() {
        true => json(&response).await.map(|basket| super::json::basket_summary(&basket)).ok_or(Problem::Offline),
        false => Err(problem(&response).await),
    }
}

/// Nobody clicks while a page is rendered.
#[cfg(feature = "ssr")]
pub(super) async fn for_sums(_: &str, _: &UrlSearchParams) -> Result<BasketSummary, Problem> {
    Err(Problem::Offline)
}

#[cfg(not(feature = "ssr"))]
pub(super) use browser::{fetch, json, problem};

#[cfg(not(feature = "ssr"))]
mod browser {
    use leptos::prelude::window;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Headers, RequestInit, Response, UrlSearchParams};

    use crate::Problem;

    /// Asks for a kind of answer, or posts fields for it; `None` if the store cannot be reached.
    pub(crate) async fn fetch(url: &str, accept: &str, fields: Option<&UrlSearchParams>) -> Option<Response> {
        let request = RequestInit::new();
        if let Some(fields) = fields {
            request.set_method("POST");
            request.set_body(fields);
        }
        let headers = Headers::new().ok()?;
        headers.set("Accept", accept).ok()?;
        request.set_headers(&headers);
        JsFuture::from(window().fetch_with_str_and_init(url, &request)).await.ok()?.dyn_into().ok()
    }

    /// What an answer says; `None` if the line broke, or it is no JSON.
    pub(crate) async fn json(response: &Response) -> Option<JsValue> {
        JsFuture::from(response.json().ok()?).await.ok()
    }

    /// Why the store says no.
    pub(crate) async fn problem(response: &Response) -> Problem {
        let answer = json(response).await;
        answer.and_then(|answer| super::super::json::problem(&answer)).unwrap_or(Problem::Unavailable)
    }
}
