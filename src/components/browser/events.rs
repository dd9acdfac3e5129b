//! What a shopper does on a page that changes in place, and who sees to it.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, SubmitEvent};

use super::{
    dom::listen,
    fetch::fetch,
    navigate, payment_element,
    queue::enqueue,
    region::{POLL, Region, fields, refresh, reload},
    submit::{self, UPDATE},
    validate,
};

/// What is still to come is asked for again after so long, a little longer each time, up to about ten minutes in all.
const FIRST_WAIT: Duration = Duration::from_millis(1500);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long a link rests that must not be followed twice.
const COOLDOWN: Duration = Duration::from_secs(3);

/// Listens to everything that happens in the element with this id.
pub(super) fn attach(id: String) {
    let region = Region::new(id);
    // Kept by the browser and shown again: what it shows may be long over.
    let shown = window_event_listener(leptos::ev::pageshow, move |event| {
        if event.persisted() {
            navigate::enable_all(region);
            reload(region);
        }
    });
    let online = window_event_listener(leptos::ev::online, move |_| submit::send_again(region));
    on_cleanup(move || [shown, online].into_iter().for_each(WindowListenerHandle::remove));
    attach_to(region);
}

fn attach_to(region: Region) {
    let Some(root) = region.element() else {
        // A page that is rendered in the browser is held back until all of it is there.
        if region.lives() {
            request_animation_frame(move || attach_to(region));
        }
        return;
    };
    listen(&root, "submit", move |event| on_submit(region, event));
    listen(&root, "change", move |event| on_change(region, &event));
    listen(&root, "focusout", |event| validate::leave(&event));
    listen(&root, "click", move |event| on_click(region, &event));
    listen(&root, payment_element::REFRESH, move |_| reload(region));
    payment_element::load(&root);
    // From here on nobody needs the buttons that stand in for a script.
    let _ = root.set_attribute("data-live", "");
    if root.has_attribute(POLL) {
        poll(region, FIRST_WAIT);
    }
}

fn on_submit(region: Region, event: Event) {
    let Some(form) = event.target().and_then(|t| t.dyn_into::<HtmlFormElement>().ok()) else { return };
    let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
    if button.as_ref().and_then(|b| b.get_attribute("value")).as_deref() == Some(UPDATE) {
        event.prevent_default();
        submit::send(region, form, Some(UPDATE));
        return;
    }
    let navigates = form.has_attribute("data-navigate");
    if !navigates && !form.has_attribute("data-native") {
        event.prevent_default();
        submit::send(region, form, None);
        return;
    }
    // Sent once: the second click, and a form with errors in it, go nowhere.
    if form.has_attribute("data-sent") || !validate::ready(&form) {
        event.prevent_default();
        return;
    }
    let _ = form.set_attribute("data-sent", "");
    if let Some(button) = &button {
        let _ = button.set_attribute("aria-disabled", "true");
    }
    if navigates && !payment_element::pays(&form) {
        event.prevent_default();
        navigate::post(region, form, button);
    }
}

fn on_change(region: Region, event: &Event) {
    let Some(field) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
    let Ok(Some(form)) = field.closest("form") else { return };
    let Ok(form) = form.dyn_into::<HtmlFormElement>() else { return };
    if field.has_attribute("data-update") {
        submit::send(region, form, Some(UPDATE));
    } else if field.has_attribute("data-submit") {
        submit::send(region, form, None);
    } else if form.has_attribute("data-autosave") {
        autosave(form);
    }
}

fn on_click(region: Region, event: &Event) {
    let Some(target) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
    if let Some(form) = validate::take_suggestion(&target) {
        autosave(form);
        return;
    }
    let Ok(Some(link)) = target.closest("[data-cooldown]") else { return };
    if link.has_attribute("aria-disabled") {
        event.prevent_default();
        return;
    }
    let _ = link.set_attribute("aria-disabled", "true");
    // The page that comes then says how many attempts are left, and its link is awake again.
    set_timeout(move || reload(region), COOLDOWN);
}

/// Has the store keep what was typed, without a word: if it cannot be reached now, the form is still here.
fn autosave(form: HtmlFormElement) {
    enqueue(async move {
        let (Some(address), Some(fields)) = (form.get_attribute("data-autosave"), fields(&form, None)) else { return };
        fetch(&address, "application/json", Some(&fields)).await;
    });
}

/// Fetches the page again and again while something is still to come.
fn poll(region: Region, wait: Duration) {
    set_timeout(
        move || {
            leptos::task::spawn_local(async move {
                refresh(region).await;
                if wait < LONGEST_WAIT && region.element().is_some_and(|root| root.has_attribute(POLL)) {
                    poll(region, wait.mul_f32(1.1));
                }
            });
        },
        wait,
    );
}
