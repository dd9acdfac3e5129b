//! The basket in the header: how many pieces, how much money.

use leptos::prelude::*;

use super::{IslandScripts, in_turn::in_turn, state::use_basket};
use crate::{BasketSummary, api};

/// A link to the basket with its count and total. A visitor without a session gets the bare link.
#[component]
pub fn BasketWidget(
    /// Where the basket is.
    #[prop(into, default = String::from("/basket"))]
    href: String,
) -> impl IntoView {
    view! {
        <Suspense>
            {Suspend::new(async move {
                let basket = match super::scripts::has_session() {
                    true => api::get_basket_summary().await.unwrap_or_default(),
                    false => BasketSummary::default(),
                };
                let full = basket.count > 0;
                view! { <BasketWidgetLink href basket/> <IslandScripts only_if=full/> }
            })}
        </Suspense>
    }
}

#[island]
fn BasketWidgetLink(href: String, basket: BasketSummary) -> impl IntoView {
    let state = use_basket();
    state.confirm(basket);
    // Back from another tab, or by the back button: the basket may have changed in the meantime.
    Effect::new(|_| {
        window_event_listener(leptos::ev::visibilitychange, |_| look_again());
        window_event_listener(leptos::ev::pageshow, |event| {
            if event.persisted() {
                look_again()
            }
        });
    });
    let shown = ArcMemo::new(move |_| state.shown.get().unwrap_or_default());
    let (words, empty, count, total) = (shown.clone(), shown.clone(), shown.clone(), shown);
    view! {
        <a class="pn-widget" href=href aria-label=move || words.with(BasketSummary::words)>
            <span class="pn-widget__icon" aria-hidden="true"></span>
            <span class="pn-widget__count" hidden=move || empty.with(|b| b.count == 0)>{move || count.with(|b| b.count)}</span>
            <span class="pn-widget__total">{move || total.with(|b| b.total.clone())}</span>
        </a>
    }
}

fn look_again() {
    if document().visibility_state() == web_sys::VisibilityState::Visible {
        in_turn(async {
            if let Ok(basket) = api::get_basket_summary().await {
                use_basket().confirm(basket);
            }
        });
    }
}
