//! The count and the total in the header, which show the basket as the browser knows it.

#[cfg(not(feature = "ssr"))]
pub(crate) use browser::keep_in_sync;

/// What the server renders for an empty basket, for a widget that is rendered in the browser.
#[cfg(any(test, not(feature = "ssr")))]
pub(crate) const EMPTY: &str = "<span class=\"pn-widget__sums\"><span class=\"pn-visually-hidden\"></span>\
    <span class=\"pn-widget__count\" aria-hidden=\"true\"></span>\
    <span class=\"pn-widget__total\" aria-hidden=\"true\"></span></span>";

#[cfg(not(feature = "ssr"))]
mod browser {
    use leptos::prelude::*;
    use web_sys::{Element, UrlSearchParams, VisibilityState};

    use super::EMPTY;
    use crate::{
        BasketSummary, api,
        components::{
            browser::{basket_state::use_basket, fetch::post_for_summary, place::react, queue::enqueue},
            language::use_texts,
            server_part::is_rendered,
        },
    };

    /// Shows the basket in the widget with these sums, which are in `part` or are `part` itself, for as long as the current
    /// owner lives.
    pub(crate) fn keep_in_sync(part: Element) {
        let state = use_basket();
        match is_rendered(&part) {
            true => {
                if let Some(rendered) = rendered(&part) {
                    state.confirm(rendered);
                }
            }
            false => {
                part.set_inner_html(EMPTY);
                if untrack(|| state.known()).is_none() {
                    reload();
                }
            }
        }
        // Restored by the back button, or visible again after use of another tab: the basket may have changed.
        let seen = window_event_listener(leptos::ev::visibilitychange, |_| reload());
        let shown = window_event_listener(leptos::ev::pageshow, |event| {
            if event.persisted() {
                reload();
            }
        });
        on_cleanup(|| [seen, shown].into_iter().for_each(WindowListenerHandle::remove));
        let texts = use_texts();
        react(move || {
            let Some(basket) = state.known() else {
                if state.has_failed() {
                    name(&part, &texts.get("basket-unavailable"));
                }
                return;
            };
            // Not formatted again: loading the browser's number and plural rules takes longer than the rest of the start.
            if rendered(&part).as_ref() == Some(&basket) {
                return;
            }
            show(&part, &basket, &basket.words(&texts));
        });
    }

    fn sums(part: &Element) -> Option<Element> {
        part.closest(".pn-widget__sums")
            .ok()
            .flatten()
            .or_else(|| part.query_selector(".pn-widget__sums").ok().flatten())
    }

    /// Returns the basket that is shown.
    fn rendered(part: &Element) -> Option<BasketSummary> {
        let sums = sums(part)?;
        let count = sums.get_attribute("data-count")?.parse().ok()?;
        Some(BasketSummary { count, total: sums.get_attribute("data-total") })
    }

    /// Names a link that has no basket to show. The texts may be as unavailable as the basket.
    fn name(part: &Element, words: &str) {
        if let Some(place) = sums(part).and_then(|sums| sums.query_selector(".pn-visually-hidden").ok().flatten()) {
            place.set_text_content(Some(if words.is_empty() { "Basket" } else { words }));
        }
    }

    fn show(part: &Element, basket: &BasketSummary, words: &str) {
        let Some(sums) = sums(part) else { return };
        let count = basket.count.to_string();
        let _ = sums.set_attribute("data-count", &count);
        let _ = match &basket.total {
            Some(total) => sums.set_attribute("data-total", total),
            None => sums.remove_attribute("data-total"),
        };
        let set = |class: &str, text: Option<&str>| {
            if let Ok(Some(element)) = sums.query_selector(class) {
                element.set_text_content(text);
            }
        };
        set(".pn-visually-hidden", Some(words));
        set(".pn-widget__total", basket.total.as_deref());
        set(".pn-widget__count", (basket.count > 0).then_some(&*count));
    }

    /// Loads the basket.
    fn reload() {
        if document().visibility_state() != VisibilityState::Visible {
            return;
        }
        enqueue(async move {
            let Ok(nothing) = UrlSearchParams::new() else { return };
            match post_for_summary(api::BASKET_SUMMARY_PATH, &nothing).await {
                Ok(basket) => use_basket().confirm(basket),
                Err(_) => use_basket().fail(),
            }
        });
    }
}
