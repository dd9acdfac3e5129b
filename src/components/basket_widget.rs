//! The basket link in the header, with item count and total.

use leptos::prelude::*;

use super::{
    browser::{basket_state::use_basket, fetch::post_for_summary, queue::enqueue},
    island_loader::IslandScripts,
    language::use_texts,
    page_context::{has_session, load, paths},
};
use crate::{BasketSummary, Texts, api};

/// A link to the basket with its count and total. For a visitor without a session it is a bare link and
/// needs no query.
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
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
    /// The content before the count. Defaults to a basket icon.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let basket = load(|| async {
        match has_session() {
            true => api::get_basket_summary().await,
            false => Ok(BasketSummary::default()),
        }
    });
    view! {
        <a class=format!("pn-widget {class}") href=paths().basket rel="external">
            {picture(children)}
            <Suspense>
                {Suspend::new(async move {
                    let Ok(basket) = basket.await else { return unavailable().into_any() };
                    let full = basket.count > 0;
                    view! { <IslandScripts only_if=full/> {sums(basket)} }.into_any()
                })}
            </Suspense>
        </a>
    }
}

/// The view of a [`BasketWidget`], for a summary you have loaded.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::{BasketSummary, components::BasketLink};
///
/// let html = Owner::new().with(|| view! { <BasketLink basket=BasketSummary::default()/> }.to_html());
/// assert!(html.contains("Basket, empty"));
/// ```
#[component]
pub fn BasketLink(
    /// The summary to show.
    basket: BasketSummary,
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
    /// The content before the count. Defaults to a basket icon.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    view! {
        <a class=format!("pn-widget {class}") href=paths().basket rel="external">
            {picture(children)}
            {sums(basket)}
        </a>
    }
}

fn picture(children: Option<ChildrenFn>) -> AnyView {
    match children {
        Some(children) => children(),
        None => icon().into_any(),
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

/// Shown instead of a basket that could not be loaded, which need not be empty.
fn unavailable() -> impl IntoView {
    view! { <span class="pn-widget__unavailable">{use_texts().get("basket-unavailable")}</span> }
}

/// Wraps the island, which has no props and reads its initial values from the page: props would be JSON and
/// pull in a parser.
fn sums(basket: BasketSummary) -> impl IntoView {
    let (count, total) = (basket.count, basket.total.clone());
    provide_context(AtFirst { basket, words: None });
    view! { <span class="pn-widget__sums" data-count=count data-total=total><BasketSums/></span> }
}

/// The summary that the page was rendered with, and its phrase. The island does not format it again:
/// loading the browser's number and plural rules takes longer than the rest of its start.
#[derive(Clone)]
struct AtFirst {
    basket: BasketSummary,
    words: Option<String>,
}

impl AtFirst {
    fn read() -> AtFirst {
        if let Some(at_first) = use_context() {
            return at_first;
        }
        #[cfg(not(feature = "ssr"))]
        if let Ok(Some(sums)) = document().query_selector(".pn-widget__sums") {
            let count = sums.get_attribute("data-count").and_then(|count| count.parse().ok());
            let basket = BasketSummary { count: count.unwrap_or_default(), total: sums.get_attribute("data-total") };
            let words = sums.query_selector(".pn-visually-hidden").ok().flatten();
            return AtFirst { basket, words: words.and_then(|words| words.text_content()) };
        }
        AtFirst { basket: BasketSummary::default(), words: None }
    }

    fn words(&self, now: &BasketSummary, texts: &Texts) -> String {
        let said = self.words.as_ref().filter(|_| *now == self.basket);
        said.cloned().unwrap_or_else(|| now.words(texts))
    }
}

#[island]
fn BasketSums() -> impl IntoView {
    let (state, at_first) = (use_basket(), AtFirst::read());
    let shown = {
        let (state, basket) = (state.clone(), at_first.basket.clone());
        ArcMemo::new(move |_| state.known().unwrap_or_else(|| basket.clone()))
    };
    let basket = at_first.basket.clone();
    Effect::new(move |_| {
        state.confirm(basket.clone());
        // Restored by the back button, or visible again after use of another tab: the basket may have
        // changed.
        let seen = window_event_listener(leptos::ev::visibilitychange, |_| reload());
        let shown = window_event_listener(leptos::ev::pageshow, |event| {
            if event.persisted() {
                reload()
            }
        });
        on_cleanup(|| [seen, shown].into_iter().for_each(WindowListenerHandle::remove));
    });
    let texts = use_texts();
    let (words, empty, count, total) = (shown.clone(), shown.clone(), shown.clone(), shown);
    view! {
        <span class="pn-visually-hidden">{move || words.with(|basket| at_first.words(basket, &texts))}</span>
        <span class="pn-widget__count" aria-hidden="true" hidden=move || empty.with(|b| b.count == 0)>
            {move || count.with(|b| b.count)}
        </span>
        <span class="pn-widget__total" aria-hidden="true">{move || total.with(|b| b.total.clone())}</span>
    }
}

fn reload() {
    if document().visibility_state() == web_sys::VisibilityState::Visible {
        enqueue(async {
            let Ok(nothing) = web_sys::UrlSearchParams::new() else { return };
            if let Ok(basket) = post_for_summary(api::BASKET_SUMMARY_PATH, &nothing).await {
                use_basket().confirm(basket);
            }
        });
    }
}
