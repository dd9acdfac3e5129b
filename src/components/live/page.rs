//! Listening, sending, and putting the answer in its place.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomParser, Element, Event, FormData, Headers, HtmlElement, HtmlFormElement, RequestInit, Response, SubmitEvent,
    SupportedType, UrlSearchParams,
};

use super::{basket, checkout, element};
use crate::{
    Problem,
    components::{in_turn::in_turn, language::use_texts, state::use_basket},
};

/// What is still waited for is asked for again after so long, a little longer each time, up to about ten minutes in all.
const FIRST_WAIT: Duration = Duration::from_millis(1500);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long a link rests that must not be followed twice.
const REST: Duration = Duration::from_secs(3);

/// A part of the page that the server renders, by its id.
#[derive(Clone, Copy)]
pub(super) struct Region(StoredValue<String>);

impl Region {
    pub fn element(self) -> Option<HtmlElement> {
        document().get_element_by_id(&self.0.try_get_value()?)?.dyn_into().ok()
    }

    /// Whether the page is still the one that the region is on.
    fn lives(self) -> bool {
        self.0.try_get_value().is_some()
    }
}

pub(super) fn attach(id: &str) {
    let region = Region(StoredValue::new(id.to_owned()));
    // Kept by the browser and shown again: what it shows may be long over.
    let listener = window_event_listener(leptos::ev::pageshow, move |event| {
        if event.persisted() {
            in_turn(refresh(region));
        }
    });
    on_cleanup(move || listener.remove());
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
    listen(&root, "submit", move |event| submit(region, event));
    listen(&root, "change", move |event| change(region, &event));
    listen(&root, "focusout", |event| checkout::leave(&event));
    listen(&root, "click", move |event| click(region, &event));
    listen(&root, element::REFRESH, move |_| in_turn(refresh(region)));
    element::load(&root);
    if waiting(&root) {
        follow(region, FIRST_WAIT);
    }
}

/// Listens for as long as the page lives: what is in the region comes and goes, the region stays.
fn listen(root: &HtmlElement, event: &str, handle: impl Fn(Event) + 'static) {
    let handle = Closure::<dyn Fn(Event)>::new(handle).into_js_value();
    let _ = root.add_event_listener_with_callback(event, handle.unchecked_ref());
}

fn submit(region: Region, event: Event) {
    let Some(form) = event.target().and_then(|t| t.dyn_into::<HtmlFormElement>().ok()) else { return };
    let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
    if form.has_attribute("data-native") {
        // Sent once: the second click, and a form with errors in it, go nowhere.
        if form.has_attribute("data-sent") || !checkout::ready(&form) {
            event.prevent_default();
        } else {
            let _ = form.set_attribute("data-sent", "");
            if let Some(button) = button {
                let _ = button.set_attribute("aria-disabled", "true");
            }
        }
        return;
    }
    event.prevent_default();
    send(region, form, None);
}

fn change(region: Region, event: &Event) {
    let Some(field) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
    let Ok(Some(form)) = field.closest("form") else { return };
    let Ok(form) = form.dyn_into::<HtmlFormElement>() else { return };
    if field.has_attribute("data-update") {
        send(region, form, Some("update"));
    } else if field.has_attribute("data-submit") {
        send(region, form, None);
    }
}

fn click(region: Region, event: &Event) {
    let Some(target) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
    let Ok(Some(link)) = target.closest("[data-once]") else { return };
    if link.has_attribute("aria-disabled") {
        event.prevent_default();
        return;
    }
    let _ = link.set_attribute("aria-disabled", "true");
    // The page that comes then says how many attempts are left, and its link is awake again.
    set_timeout(move || in_turn(refresh(region)), REST);
}

/// Posts a form and shows the page that its answer leads to.
fn send(region: Region, form: HtmlFormElement, intent: Option<&'static str>) {
    let Some(root) = region.element() else { return };
    let Some(fields) = fields(&form, intent) else { return };
    let (action, before) = (form.action(), root.inner_html());
    basket::guess(&root, &form);
    in_turn(async move {
        match post(&action, &fields).await {
            Some((url, html)) => {
                swap(region, &html, &url);
            }
            None => {
                if intent.is_none() {
                    root.set_inner_html(&before);
                }
                use_basket().roll_back();
                complain(&root);
            }
        }
    });
}

fn fields(form: &HtmlFormElement, intent: Option<&str>) -> Option<UrlSearchParams> {
    let data = FormData::new_with_form(form).ok()?;
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    if let Some(intent) = intent {
        fields.set("intent", intent);
    }
    Some(fields)
}

async fn post(action: &str, fields: &UrlSearchParams) -> Option<(String, String)> {
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(fields);
    fetch(action, &request).await
}

/// The address and the text of a page; `None` if the store cannot be reached or cannot answer.
async fn fetch(url: &str, request: &RequestInit) -> Option<(String, String)> {
    let headers = Headers::new().ok()?;
    headers.set("Accept", "text/html").ok()?;
    request.set_headers(&headers);
    let response = JsFuture::from(window().fetch_with_str_and_init(url, request)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    Some((response.url(), text.as_string()?))
}

/// Puts the region of a new page in the place of the old one. A page without the region is another page: the browser goes
/// there.
fn swap(region: Region, html: &str, url: &str) -> Option<()> {
    let old = region.element()?;
    let parsed = DomParser::new().ok()?.parse_from_string(html, SupportedType::TextHtml).ok()?;
    let Some(new) = parsed.get_element_by_id(&old.id()) else {
        return window().location().set_href(url).ok();
    };
    // A page that has not changed is left alone, with its focus and its selection.
    if new.outer_html() == old.outer_html() {
        return Some(());
    }
    let focused = document().active_element().map(|e| e.id()).filter(|id| !id.is_empty());
    let typed = checkout::typed(&old);
    if !element::swapped(&old, &new) {
        old.set_inner_html(&new.inner_html());
    }
    element::load(&old);
    for name in ["data-waiting", "data-count", "data-total"] {
        let _ = match new.get_attribute(name) {
            Some(value) => old.set_attribute(name, &value),
            None => old.remove_attribute(name),
        };
    }
    checkout::restore(&typed);
    if let Some(element) = focused.and_then(|id| document().get_element_by_id(&id)) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
    let _ = window().history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(url));
    basket::confirm(&old);
    announce(&old);
    Some(())
}

/// Has a screen reader say what is new.
fn announce(root: &HtmlElement) {
    let text = root.query_selector("[data-announce]").ok().flatten().and_then(|e| e.text_content());
    if let (Some(text), Some(status)) = (text, document().get_element_by_id(&format!("{}-status", root.id()))) {
        status.set_text_content(Some(&text));
    }
}

/// Says that the store could not be reached. Nothing was lost.
fn complain(root: &HtmlElement) {
    let Ok(notice) = document().create_element("p") else { return };
    notice.set_class_name("pn-notice pn-notice--error");
    let _ = notice.set_attribute("role", "alert");
    notice.set_text_content(Some(&Problem::Offline.in_words(&use_texts())));
    let _ = root.prepend_with_node_1(&notice);
}

fn waiting(root: &HtmlElement) -> bool {
    root.has_attribute("data-waiting")
}

/// Fetches the page again and again while something is still to come.
fn follow(region: Region, wait: Duration) {
    set_timeout(
        move || {
            leptos::task::spawn_local(async move {
                refresh(region).await;
                if wait < LONGEST_WAIT && region.element().is_some_and(|root| waiting(&root)) {
                    follow(region, wait.mul_f32(1.1));
                }
            });
        },
        wait,
    );
}

async fn refresh(region: Region) {
    if !region.lives() {
        return;
    }
    let here = window().location().href().unwrap_or_default();
    if let Some((url, html)) = fetch(&here, &RequestInit::new()).await {
        swap(region, &html, &url);
    }
}
