//! Forms that lead to another page: the gateway, the order or the basket. They are posted by script rather
//! than by the browser, so that the filled-in page stays until there is another one to go to.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, HtmlFormElement, UrlSearchParams};

use super::{
    dom::all,
    fetch::{fetch, json_of, problem_of},
    json,
    queue::enqueue,
    region::{Region, fields, refresh, show_error},
};
use crate::{CheckoutOutcome, Problem};

/// Posts a form and navigates to the URL in the response. The fields are read at the time of the click,
/// including the total the shopper saw.
pub(super) fn post(region: Region, form: HtmlFormElement, button: Option<HtmlElement>) {
    let Some(fields) = fields(&form, None) else { return };
    enqueue(async move {
        let Err(problem) = follow(region, &form.action(), &fields).await else { return };
        enable(&form);
        if let Some(root) = region.element() {
            show_error(&root, button.as_ref(), &problem);
        }
    });
}

async fn follow(region: Region, action: &str, fields: &UrlSearchParams) -> Result<(), Problem> {
    let response = fetch(action, "application/json", Some(fields)).await.ok_or(Problem::Offline)?;
    let location = window().location();
    // The reloaded page explains the problem: an empty basket or an order that has already been placed. It does not
    // explain a rate limit.
    if (400..500).contains(&response.status()) && response.status() != 429 {
        return location.reload().map_err(|_| Problem::Unavailable);
    }
    if !response.ok() {
        return Err(problem_of(&response).await);
    }
    let answer = json_of(&response).await.ok_or(Problem::Offline)?;
    match answer.as_string().or_else(|| json::get(&answer, CheckoutOutcome::REDIRECT).as_string()) {
        Some(url) => location.set_href(&url).map_err(|_| Problem::Unavailable),
        None => review(region, &json::get(&answer, CheckoutOutcome::REVIEW)).await.ok_or(Problem::Offline),
    }
}

/// Shows the page again with its errors or changes, and focuses them.
async fn review(region: Region, review: &JsValue) -> Option<()> {
    let errors: js_sys::Array = json::get(review, "errors").dyn_into().ok()?;
    let changed = errors.iter().any(|error| json::get(&error, "field").as_string().as_deref() == Some("total"));
    let address = if changed { "?check=changed" } else { "?check=fields" };
    window().history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(address)).ok()?;
    refresh(region).await?;
    if let Some(summary) = document().get_element_by_id("checkout-errors") {
        let _ = summary.unchecked_into::<HtmlElement>().focus();
    }
    Some(())
}

/// Lets a form be submitted again.
fn enable(form: &HtmlFormElement) {
    let _ = form.remove_attribute("data-sent");
    for button in all::<HtmlElement>(form, "button[aria-disabled]") {
        let _ = button.remove_attribute("aria-disabled");
    }
}

/// Lets every form of the region be submitted again, when the shopper has returned to the page.
pub(super) fn enable_all(region: Region) {
    let Some(root) = region.element() else { return };
    for form in all(&root, "form[data-sent]") {
        enable(&form);
    }
}
