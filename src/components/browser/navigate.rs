//! Forms that lead elsewhere: to the gateway, to the order, back to the basket. They are posted here and not by the browser, so that a
//! page with everything that was typed stays where it is until there is another one to go to.

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
use crate::Problem;

/// Posts a form and has the browser go where the answer says. The fields are those of the moment in which it was pressed, the total
/// that the shopper saw among them.
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
    // The page that comes then says what the matter is: an empty basket, an order that was placed already.
    if (400..500).contains(&response.status()) {
        return location.reload().map_err(|_| Problem::Unavailable);
    }
    if !response.ok() {
        return Err(problem_of(&response).await);
    }
    let answer = json_of(&response).await.ok_or(Problem::Offline)?;
    match answer.as_string().or_else(|| json::get(&answer, "Go").as_string()) {
        Some(url) => location.set_href(&url).map_err(|_| Problem::Unavailable),
        None => review(region, &json::get(&answer, "Review")).await.ok_or(Problem::Offline),
    }
}

/// Shows the page again, with what is missing in it or has changed, and takes the reader there.
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

/// Lets a form be sent once more.
fn enable(form: &HtmlFormElement) {
    let _ = form.remove_attribute("data-sent");
    for button in all::<HtmlElement>(form, "button[aria-disabled]") {
        let _ = button.remove_attribute("aria-disabled");
    }
}

/// Lets every form of the region be sent once more: the shopper is back on the page.
pub(super) fn enable_all(region: Region) {
    let Some(root) = region.element() else { return };
    for form in all(&root, "form[data-sent]") {
        enable(&form);
    }
}
