//! Forms that change the page they are on. What does not reach the store is sent again by itself, with what the fields say then: when the
//! browser is online again, and every few seconds, as a store that restarts is no news to a browser.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::{HtmlElement, HtmlFormElement};

use super::{
    dom::all,
    optimistic,
    queue::enqueue,
    region::{Region, fields, post, show_error, swap},
};
use crate::Problem;

/// What the button means that shows a form's page for another choice.
pub(super) const UPDATE: &str = "update";
const PAUSE: Duration = Duration::from_secs(4);

/// Posts a form and shows the page that its answer leads to.
pub(super) fn send(region: Region, form: HtmlFormElement, intent: Option<&'static str>) {
    let Some(root) = region.element() else { return };
    optimistic::apply(&root, &form);
    send_as_it_is(region, form, intent);
}

/// The same, without a guess at what it will come to.
fn send_as_it_is(region: Region, form: HtmlFormElement, intent: Option<&'static str>) {
    let Some(fields) = fields(&form, intent) else { return };
    let action = form.action();
    enqueue(async move {
        if let Some(page) = post(&action, &fields).await {
            swap(region, &page);
            return;
        }
        let Some(root) = region.element() else { return };
        // What was typed stays where it is.
        optimistic::revert(&root);
        retry_later(region, &root, &form, intent);
    });
}

/// Says so, and remembers the form. What adds to the basket is left to the shopper: it may have arrived, and only its answer is lost.
fn retry_later(region: Region, root: &HtmlElement, form: &HtmlFormElement, intent: Option<&str>) {
    let known = root.query_selector(".pn-complaint").ok().flatten().is_some();
    if !known {
        show_error(root, None, &Problem::Offline);
    }
    let repeatable = intent.is_some() || form.closest(".pn-line").ok().flatten().is_some();
    if !repeatable {
        return;
    }
    let _ = form.set_attribute("data-unsent", intent.unwrap_or_default());
    if !root.has_attribute("data-retrying") {
        let _ = root.set_attribute("data-retrying", "");
        set_timeout(move || send_again(region), PAUSE);
    }
}

/// Tries once more whatever has not arrived.
pub(super) fn send_again(region: Region) {
    let Some(root) = region.element() else { return };
    let _ = root.remove_attribute("data-retrying");
    for form in all::<HtmlFormElement>(&root, "form[data-unsent]") {
        let update = form.get_attribute("data-unsent").as_deref() == Some(UPDATE);
        let _ = form.remove_attribute("data-unsent");
        send_as_it_is(region, form, update.then_some(UPDATE));
    }
}
