//! HTTP requests with the browser's `fetch`. The client of Leptos's server functions can do more, but is as
//! large as all our islands together (`docs/weight.md`).

use web_sys::UrlSearchParams;

use crate::{BasketSummary, Problem};

/// Posts fields to a server function that returns the basket or its summary.
///
/// # Errors
/// The store's error; [`Problem::Offline`] if the store is unreachable.
#[cfg(not(feature = "ssr"))]
pub(crate) async fn post_for_summary(path: &str, fields: &UrlSearchParams) -> Result<BasketSummary, Problem> {
    use super::json;
    use crate::components::language::local_path;

    let response = fetch(&local_path(path), "application/json", Some(fields)).await.ok_or(Problem::Offline)?;
    match response.ok() {
        true => json_of(&response).await.map(|basket| json::basket_summary(&basket)).ok_or(Problem::Offline),
        false => Err(problem_of(&response).await),
    }
}

/// Never called: there are no clicks during server-side rendering.
#[cfg(feature = "ssr")]
pub(crate) async fn post_for_summary(_: &str, _: &UrlSearchParams) -> Result<BasketSummary, Problem> {
    Err(Problem::Offline)
}

#[cfg(not(feature = "ssr"))]
pub(super) use browser::{fetch, json_of, problem_of};

#[cfg(not(feature = "ssr"))]
mod browser {
    use leptos::prelude::window;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Headers, RequestInit, Response, UrlSearchParams};

    use crate::{Problem, components::browser::json};

    /// Sends a GET request, or a POST with fields. `None` if the store is unreachable.
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

    /// Parses a response as JSON; `None` if the connection broke or it is not JSON.
    pub(crate) async fn json_of(response: &Response) -> Option<JsValue> {
        JsFuture::from(response.json().ok()?).await.ok()
    }

    /// Returns the problem that an error response reports.
    pub(crate) async fn problem_of(response: &Response) -> Problem {
        let answer = json_of(response).await;
        answer.and_then(|answer| json::problem(&answer)).unwrap_or(Problem::Unavailable)
    }
}
