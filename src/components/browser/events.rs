//! Event handling on pages that update in place.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, SubmitEvent};

use super::{
    dom::{all, listen},
    entered,
    fetch::fetch,
    navigate, payment_element,
    queue::enqueue,
    region::{POLL, Region, fields, refresh, reload},
    submit::{self, UPDATE},
    validate,
};

/// The first and the last interval of polling, which backs off for about ten minutes in all.
const FIRST_WAIT: Duration = Duration::from_millis(1500);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The time for which a link is disabled after a click.
const COOLDOWN: Duration = Duration::from_secs(3);

/// Attaches event handlers to the element with this id, if the page has one: a page with an error has none.
pub(crate) fn attach(id: String) {
    let region = Region::new(id);
    let Some(root) = region.element() else { return };
    // Restored from the back/forward cache: the content may be outdated.
    let shown = window_event_listener(leptos::ev::pageshow, move |event| {
        if event.persisted() {
            navigate::enable_all(region);
            reload(region);
        }
    });
    let online = window_event_listener(leptos::ev::online, move |_| submit::send_again(region));
    on_cleanup(move || [shown, online].into_iter().for_each(WindowListenerHandle::remove));
    listen(&root, "submit", move |event| on_submit(region, event));
    listen(&root, "change", move |event| on_change(region, &event));
    listen(&root, "focusout", |event| validate::leave(&event));
    listen(&root, "click", move |event| on_click(region, &event));
    listen(&root, payment_element::REFRESH, move |_| reload(region));
    payment_element::load(&root);
    // From here on, the buttons for use without JavaScript are not needed.
    let _ = root.set_attribute("data-live", "");
    take_entered(region, &root);
    if root.has_attribute(POLL) {
        poll(region, FIRST_WAIT);
    }
}

/// Takes what was entered before the script had loaded, as if it were entered now.
fn take_entered(region: Region, root: &Element) {
    for form in all::<HtmlFormElement>(root, "form") {
        let fields = entered::changed(&form);
        on_changed(region, form, &fields);
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
    // Submitted once: a second click or a form with errors is ignored.
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
    on_changed(region, form, &[field]);
}

/// Sends a form of which these fields have changed, as its attributes say.
fn on_changed(region: Region, form: HtmlFormElement, fields: &[Element]) {
    let any = |attribute| fields.iter().any(|field| field.has_attribute(attribute));
    if any("data-update") {
        submit::send(region, form, Some(UPDATE));
    } else if any("data-submit") {
        submit::send(region, form, None);
    } else if !fields.is_empty() && form.has_attribute("data-autosave") {
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
    // The reloaded page shows the attempts left and has the link enabled.
    set_timeout(move || reload(region), COOLDOWN);
}

/// Saves the form in the background. A failure is not reported: the form is still there.
fn autosave(form: HtmlFormElement) {
    enqueue(async move {
        let (Some(address), Some(fields)) = (form.get_attribute("data-autosave"), fields(&form, None)) else { return };
        fetch(&address, "application/json", Some(&fields)).await;
    });
}

/// Polls the page until it no longer asks for it.
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
