//! The basket in the header: how many pieces, how much money.

use leptos::prelude::*;

use super::{
    IslandScripts,
    in_turn::in_turn,
    language::use_texts,
    scripts::{has_session, load, paths},
    state::use_basket,
};
use crate::{BasketSummary, api};

/// A link to the basket with its count and total. A visitor without a session gets the bare link, and costs no query.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::BasketWidget;
///
/// #[component]
/// fn Header() -> impl IntoView {
///     view! { <header><a href="/">"Quarto"</a> <BasketWidget class="header__basket"/></header> }
/// }
/// ```
#[component]
pub fn BasketWidget(
    /// Classes beside the component's own.
    #[prop(into, optional)]
    class: String,
    /// What stands before the sums; the picture of a basket if nothing does.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let basket = load(|| async {
        match has_session() {
            true => api::get_basket_summary().await.unwrap_or_default(),
            false => BasketSummary::default(),
        }
    });
    view! {
        <a class=format!("pn-widget {class}") href=paths().basket rel="external">
            {match children {
                Some(children) => children(),
                None => icon().into_any(),
            }}
            <Suspense>
                {Suspend::new(async move {
                    let basket = basket.await;
                    let full = basket.count > 0;
                    view! { <IslandScripts only_if=full/> <span class="pn-widget__sums"><BasketSums basket/></span> }
                })}
            </Suspense>
        </a>
    }
}

fn icon() -> impl IntoView {
    view! {
        <svg class="pn-widget__icon" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
            <path
                d="M3 9h18l-2.2 10.2a2 2 0 0 1-2 1.6H7.2a2 2 0 0 1-2-1.6zM8 9l3-6M16 9l-3-6"
                fill="none"
                stroke="currentColor"
                stroke-width="1.8"
                stroke-linecap="round"
                stroke-linejoin="round"
            />
        </svg>
    }
}

#[island]
fn BasketSums(basket: BasketSummary) -> impl IntoView {
    let state = use_basket();
    let shown = {
        let (state, at_first) = (state.clone(), basket.clone());
        ArcMemo::new(move |_| state.known().unwrap_or_else(|| at_first.clone()))
    };
    Effect::new(move |_| {
        state.confirm(basket.clone());
        // Back from another tab, or by the back button: the basket may have changed in the meantime.
        let seen = window_event_listener(leptos::ev::visibilitychange, |_| look_again());
        let shown = window_event_listener(leptos::ev::pageshow, |event| {
            if event.persisted() {
                look_again()
            }
        });
        on_cleanup(|| [seen, shown].into_iter().for_each(WindowListenerHandle::remove));
    });
    let texts = use_texts();
    let (words, empty, count, total) = (shown.clone(), shown.clone(), shown.clone(), shown);
    view! {
        <span class="visually-hidden">{move || words.with(|basket| basket.words(&texts))}</span>
        <span class="pn-widget__count" aria-hidden="true" hidden=move || empty.with(|b| b.count == 0)>
            {move || count.with(|b| b.count)}
        </span>
        <span class="pn-widget__total" aria-hidden="true">{move || total.with(|b| b.total.clone())}</span>
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
