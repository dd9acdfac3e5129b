//! Changes that have not reached the store. They are tried again by themselves, with what the fields say then: when the browser is online
//! again, and every few seconds, as a store that restarts is no news to a browser.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::{HtmlElement, HtmlFormElement};

use super::page::{Region, UPDATE, all, complain, send_as_it_is};
use crate::Problem;

const PAUSE: Duration = Duration::from_secs(4);

/// Says so, and remembers the form. What adds to the basket is left to the shopper: it may have arrived, and only its answer is lost.
pub(super) fn keep(region: Region, root: &HtmlElement, form: &HtmlFormElement, intent: Option<&str>) {
    let known = root.query_selector(".pn-complaint").ok().flatten().is_some();
    if !known {
        complain(root, None, &Problem::Offline);
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
