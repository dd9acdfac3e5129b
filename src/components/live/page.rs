//! Listening, sending, and putting the answer in its place.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomParser, Element, Event, FormData, HtmlElement, HtmlFormElement, Response, SubmitEvent, SupportedType,
    UrlSearchParams,
};

use super::{basket, checkout, element, leading, unsent};
use crate::{
    Problem,
    components::{
        ask::fetch,
        in_turn::in_turn,
        language::use_texts,
        state::{listen, use_basket},
    },
};

/// What is still waited for is asked for again after so long, a little longer each time, up to about ten minutes in all.
const FIRST_WAIT: Duration = Duration::from_millis(1500);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// What the button means that shows a form's page for another choice.
pub(super) const UPDATE: &str = "update";
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

/// The elements of a kind that a selector finds below `root`, in the order of the page.
pub(super) fn all<E: JsCast>(root: &Element, selector: &str) -> Vec<E> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|n| found.get(n)?.dyn_into().ok()).collect()
}

pub(super) fn attach(id: String) {
    let region = Region(StoredValue::new(id));
    // Kept by the browser and shown again: what it shows may be long over.
    let shown = window_event_listener(leptos::ev::pageshow, move |event| {
        if event.persisted() {
            leading::wake_all(region);
            look_again(region);
        }
    });
    let online = window_event_listener(leptos::ev::online, move |_| unsent::send_again(region));
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
    listen(&root, "submit", move |event| submit(region, event));
    listen(&root, "change", move |event| change(region, &event));
    listen(&root, "focusout", |event| checkout::leave(&event));
    listen(&root, "click", move |event| click(region, &event));
    listen(&root, element::REFRESH, move |_| look_again(region));
    element::load(&root);
    // From here on nobody needs the buttons that stand in for a script.
    let _ = root.set_attribute("data-live", "");
    if waiting(&root) {
        follow(region, FIRST_WAIT);
    }
}

fn submit(region: Region, event: Event) {
    let Some(form) = event.target().and_then(|t| t.dyn_into::<HtmlFormElement>().ok()) else { return };
    let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
    if button.as_ref().and_then(|b| b.get_attribute("value")).as_deref() == Some(UPDATE) {
        event.prevent_default();
        send(region, form, Some(UPDATE));
        return;
    }
    let leads = form.has_attribute("data-leads");
    if !leads && !form.has_attribute("data-native") {
        event.prevent_default();
        send(region, form, None);
        return;
    }
    // Sent once: the second click, and a form with errors in it, go nowhere.
    if form.has_attribute("data-sent") || !checkout::ready(&form) {
        event.prevent_default();
        return;
    }
    let _ = form.set_attribute("data-sent", "");
    if let Some(button) = &button {
        let _ = button.set_attribute("aria-disabled", "true");
    }
    if leads && !element::pays(&form) {
        event.prevent_default();
        leading::post(region, form, button);
    }
}

fn change(region: Region, event: &Event) {
    let Some(field) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
    let Ok(Some(form)) = field.closest("form") else { return };
    let Ok(form) = form.dyn_into::<HtmlFormElement>() else { return };
    if field.has_attribute("data-update") {
        send(region, form, Some(UPDATE));
    } else if field.has_attribute("data-submit") {
        send(region, form, None);
    } else if form.has_attribute("data-keep") {
        keep(form);
    }
}

fn click(region: Region, event: &Event) {
    let Some(target) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
    if let Some(form) = checkout::take_suggestion(&target) {
        keep(form);
        return;
    }
    let Ok(Some(link)) = target.closest("[data-once]") else { return };
    if link.has_attribute("aria-disabled") {
        event.prevent_default();
        return;
    }
    let _ = link.set_attribute("aria-disabled", "true");
    // The page that comes then says how many attempts are left, and its link is awake again.
    set_timeout(move || look_again(region), REST);
}

/// Has the store keep what was typed, without a word: if it cannot be reached now, the form is still here.
fn keep(form: HtmlFormElement) {
    in_turn(async move {
        let (Some(address), Some(fields)) = (form.get_attribute("data-keep"), fields(&form, None)) else { return };
        fetch(&address, "application/json", Some(&fields)).await;
    });
}

/// Posts a form and shows the page that its answer leads to.
fn send(region: Region, form: HtmlFormElement, intent: Option<&'static str>) {
    let Some(root) = region.element() else { return };
    basket::guess(&root, &form);
    send_as_it_is(region, form, intent);
}

/// The same, without a guess at what it will come to.
pub(super) fn send_as_it_is(region: Region, form: HtmlFormElement, intent: Option<&'static str>) {
    let Some(fields) = fields(&form, intent) else { return };
    let action = form.action();
    in_turn(async move {
        if let Some((url, html)) = post(&action, &fields).await {
            swap(region, &html, &url);
            return;
        }
        let Some(root) = region.element() else { return };
        // What was typed stays where it is.
        basket::take_back(&root);
        use_basket().roll_back();
        unsent::keep(region, &root, &form, intent);
    });
}

pub(super) fn fields(form: &HtmlFormElement, intent: Option<&str>) -> Option<UrlSearchParams> {
    let data = FormData::new_with_form(form).ok()?;
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    if let Some(intent) = intent {
        fields.set("intent", intent);
    }
    Some(fields)
}

async fn post(action: &str, fields: &UrlSearchParams) -> Option<(String, String)> {
    page_of(fetch(action, "text/html", Some(fields)).await?).await
}

/// The address and the text of a page; `None` if the store cannot answer.
async fn page_of(response: Response) -> Option<(String, String)> {
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
    for name in ["data-waiting", "data-count", "data-total"] {
        let _ = match new.get_attribute(name) {
            Some(value) => old.set_attribute(name, &value),
            None => old.remove_attribute(name),
        };
    }
    // A page that has not changed is left alone, with its focus and its selection.
    if new.inner_html() == old.inner_html() {
        return Some(());
    }
    if let (Ok(Some(_)), Ok(Some(again))) = (old.query_selector("details[open]"), new.query_selector("details")) {
        let _ = again.set_attribute("open", "");
    }
    let focused = document().active_element().map(|e| e.id()).filter(|id| !id.is_empty());
    let typed = checkout::typed(&old);
    if !element::swapped(&old, &new) {
        old.set_inner_html(&new.inner_html());
    }
    element::load(&old);
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

/// Says in the region, or right above what was pressed, why something came to nothing. Nothing was lost.
pub(super) fn complain(root: &HtmlElement, above: Option<&HtmlElement>, problem: &Problem) {
    if let Ok(Some(before)) = root.query_selector(".pn-complaint") {
        before.remove();
    }
    let Ok(notice) = document().create_element("p") else { return };
    notice.set_class_name("pn-notice pn-notice--error pn-complaint");
    let _ = notice.set_attribute("role", "alert");
    notice.set_text_content(Some(&problem.in_words(&use_texts())));
    let _ = match above.filter(|element| element.is_connected()) {
        Some(element) => element.before_with_node_1(&notice),
        None => root.prepend_with_node_1(&notice),
    };
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

/// Shows the page as it is after the changes that are under way.
fn look_again(region: Region) {
    in_turn(async move {
        refresh(region).await;
    });
}

/// Fetches the page anew and shows it. `None` if the store cannot be reached.
pub(super) async fn refresh(region: Region) -> Option<()> {
    if !region.lives() {
        return None;
    }
    let here = window().location().href().ok()?;
    let (url, html) = page_of(fetch(&here, "text/html", None).await?).await?;
    swap(region, &html, &url)
}
