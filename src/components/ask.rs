//! Asking the store, by what every browser has. The client that comes with a server function can do more, and weighs as much as all
//! that our islands do (`docs/weight.md`).

use web_sys::UrlSearchParams;

use crate::{BasketSummary, Problem};

/// Posts fields to a server function that answers with the sums of the basket.
///
/// # Errors
/// What the store says no with; [`Problem::Offline`] if it cannot be reached.
#[cfg(not(feature = "ssr"))]
pub(super) async fn for_sums(path: &str, fields: &UrlSearchParams) -> Result<BasketSummary, Problem> {
    let response = browser::post(path, fields).await.ok_or(Problem::Offline)?;
    let answer = browser::json(&response).await.ok_or(Problem::Unavailable)?;
    if !response.ok() {
        return Err(browser::problem(&answer).unwrap_or(Problem::Unavailable));
    }
    let count = browser::get(&answer, "count").as_f64().unwrap_or_default() as u32;
    Ok(BasketSummary { count, total: browser::get(&answer, "total").as_string() })
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

    use crate::Problem;

    pub(super) async fn post(path: &str, fields: &UrlSearchParams) -> Option<Response> {
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_body(fields);
        let headers = Headers::new().ok()?;
        headers.set("Accept", "application/json").ok()?;
        request.set_headers(&headers);
        JsFuture::from(window().fetch_with_str_and_init(path, &request)).await.ok()?.dyn_into().ok()
    }

    pub(super) async fn json(response: &Response) -> Option<JsValue> {
        JsFuture::from(response.json().ok()?).await.ok()
    }

    pub(super) fn get(object: &JsValue, name: &str) -> JsValue {
        js_sys::Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }

    /// The problem that serde has written: its name, or an object with its name and what goes with it.
    pub(super) fn problem(answer: &JsValue) -> Option<Problem> {
        if let Some(name) = answer.as_string() {
            return Problem::from_name(&name, None);
        }
        let name = js_sys::Object::keys(answer.dyn_ref::<js_sys::Object>()?).get(0).as_string()?;
        Problem::from_name(&name, get(answer, &name).as_f64().map(|number| number as u32))
    }
}
