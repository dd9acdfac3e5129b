//! A server-rendered part of the page that is fetched and replaced in place.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomParser, Element, FormData, HtmlElement, HtmlFormElement, Response, SupportedType, UrlSearchParams};

use super::{
    basket_state::use_basket,
    dom::all,
    entered::{self, Entries},
    fetch::fetch,
    payment_element,
    queue::enqueue,
};
use crate::{BasketSummary, Problem, components::language::use_texts};

/// Attribute of a region that is polled.
pub(super) const POLL: &str = "data-poll";

/// A server-rendered part of the page, by id.
#[derive(Clone, Copy)]
pub(super) struct Region(StoredValue<String>);

impl Region {
    pub fn new(id: String) -> Region {
        Region(StoredValue::new(id))
    }

    pub fn element(self) -> Option<HtmlElement> {
        document().get_element_by_id(&self.0.try_get_value()?)?.dyn_into().ok()
    }
}

/// Returns the current values of a form's fields, including the pressed button's.
pub(super) fn fields(form: &HtmlFormElement, intent: Option<&str>) -> Option<UrlSearchParams> {
    let data = FormData::new_with_form(form).ok()?;
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    if let Some(intent) = intent {
        fields.set("intent", intent);
    }
    Some(fields)
}

/// Posts fields. Returns the URL and the text of the resulting page for [`swap`]; `None` if the store is
/// unavailable.
pub(super) async fn post(action: &str, fields: &UrlSearchParams) -> Option<(String, String)> {
    page_of(fetch(action, "text/html", Some(fields)).await?).await
}

/// Returns the URL and the text of a page; `None` if the store is unavailable.
async fn page_of(response: Response) -> Option<(String, String)> {
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    Some((response.url(), text.as_string()?))
}

/// Replaces the region by that of a new page, which answers what was `sent`. What has been entered since is kept. If the
/// new page lacks the region, the browser navigates to it.
pub(super) fn swap(region: Region, (url, html): &(String, String), sent: &Entries) -> Option<()> {
    let old = region.element()?;
    let parsed = DomParser::new().ok()?.parse_from_string(html, SupportedType::TextHtml).ok()?;
    let Some(new) = parsed.get_element_by_id(&old.id()) else {
        return window().location().set_href(url).ok();
    };
    for name in [POLL, "data-count", "data-total"] {
        let _ = match new.get_attribute(name) {
            Some(value) => old.set_attribute(name, &value),
            None => old.remove_attribute(name),
        };
    }
    // An unchanged page is left alone, to keep focus and selection.
    if new.inner_html() == old.inner_html() {
        return Some(());
    }
    for details in all::<Element>(&old, "details[open]") {
        if let Some(again) = parsed.get_element_by_id(&details.id()) {
            let _ = again.set_attribute("open", "");
        }
    }
    let focused = document().active_element().map(|e| e.id()).filter(|id| !id.is_empty());
    let kept = entered::kept(&old, sent);
    if !payment_element::swapped(&old, &new) {
        old.set_inner_html(&new.inner_html());
    }
    payment_element::load(&old);
    entered::restore(&kept);
    if let Some(element) = focused.and_then(|id| document().get_element_by_id(&id)) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
    let _ = window().history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(url));
    confirm(&old);
    announce(&old);
    Some(())
}

/// Passes the basket's summary on the page to the other islands.
fn confirm(root: &HtmlElement) {
    if let Some(count) = root.get_attribute("data-count").and_then(|count| count.parse().ok()) {
        use_basket().confirm(BasketSummary { count, total: root.get_attribute("data-total") });
    }
}

/// Announces the change to screen readers. If there is nothing to announce, the status is emptied, which is
/// silent: the previous announcement may no longer be true.
fn announce(root: &HtmlElement) {
    let Some(status) = document().get_element_by_id(&format!("{}-status", root.id())) else { return };
    let text = root.query_selector("[data-announce]").ok().flatten().and_then(|e| e.text_content());
    status.set_text_content(text.as_deref());
}

/// Shows an error in the region, or right above the pressed button. No input is lost.
pub(super) fn show_error(root: &HtmlElement, above: Option<&HtmlElement>, problem: &Problem) {
    if let Ok(Some(before)) = root.query_selector(".pn-complaint") {
        before.remove();
    }
    let Ok(notice) = document().create_element("p") else { return };
    notice.set_class_name("pn-notice pn-notice--error pn-complaint");
    let _ = notice.set_attribute("role", "alert");
    notice.set_text_content(Some(&problem.message(&use_texts())));
    let _ = match above.filter(|element| element.is_connected()) {
        Some(element) => element.before_with_node_1(&notice),
        None => root.prepend_with_node_1(&notice),
    };
}

/// Reloads the region after the queued changes.
pub(super) fn reload(region: Region) {
    enqueue(async move {
        refresh(region).await;
    });
}

/// Fetches the page again and shows it. `None` if the store is unreachable.
pub(super) async fn refresh(region: Region) -> Option<()> {
    let sent = entered::choices(&region.element()?.into());
    let here = window().location().href().ok()?;
    swap(region, &page_of(fetch(&here, "text/html", None).await?).await?, &sent)
}
