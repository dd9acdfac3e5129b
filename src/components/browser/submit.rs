//! Forms that change the page they are on. A failed submission is retried with the current field values:
//! when the browser goes online again, and every few seconds, because browsers do not notice the restart of
//! a store.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::{HtmlElement, HtmlFormElement};

use super::{
    dom::all,
    entered, optimistic,
    queue::enqueue,
    region::{Region, fields, post, show_error, swap},
};
use crate::Problem;

/// The value of the button that renders the page for another choice.
pub(super) const UPDATE: &str = "update";
const PAUSE: Duration = Duration::from_secs(4);

/// Posts a form and shows the resulting page.
pub(super) fn send(region: Region, form: HtmlFormElement, intent: Option<&'static str>) {
    let Some(root) = region.element() else { return };
    optimistic::apply(&root, &form);
    send_as_it_is(region, form, intent);
}

/// Posts a form without an optimistic update.
fn send_as_it_is(region: Region, form: HtmlFormElement, intent: Option<&'static str>) {
    let (Some(fields), Some(root)) = (fields(&form, intent), region.element()) else { return };
    let (action, sent) = (form.action(), entered::choices(&root));
    enqueue(async move {
        if let Some(page) = post(&action, &fields).await {
            swap(region, &page, &sent);
            return;
        }
        let Some(root) = region.element() else { return };
        // The input stays in place.
        optimistic::revert(&root);
        retry_later(region, &root, &form, intent);
    });
}

/// Reports the failure and schedules a retry. Adding to the basket is not retried, since only the response
/// may have been lost.
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

/// Retries all failed submissions.
pub(super) fn send_again(region: Region) {
    let Some(root) = region.element() else { return };
    let _ = root.remove_attribute("data-retrying");
    for form in all::<HtmlFormElement>(&root, "form[data-unsent]") {
        let update = form.get_attribute("data-unsent").as_deref() == Some(UPDATE);
        let _ = form.remove_attribute("data-unsent");
        send_as_it_is(region, form, update.then_some(UPDATE));
    }
}
