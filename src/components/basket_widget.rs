//! The basket link in the header, with item count and total.

#[cfg(feature = "ssr")]
mod view;

use leptos::prelude::*;

use super::{browser::place::island_at, language::paths, server_part::server_part};
use crate::BasketSummary;

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
    view! {
        <a class=format!("pn-widget {class}") href=paths().basket rel="external">
            {picture(children)}
            {server_part!(view::current(), super::browser::basket_sums::keep_in_sync)}
        </a>
    }
}

/// The view of a [`BasketWidget`], for a summary you have loaded.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::{BasketSummary, components::BasketLink};
///
/// let html = |basket: Option<BasketSummary>| Owner::new().with(|| view! { <BasketLink basket/> }.to_html());
/// assert!(html(Some(BasketSummary::default())).contains("Basket, empty"));
/// assert!(html(None).contains("Basket unavailable right now"));
/// ```
#[component]
pub fn BasketLink(
    /// The summary to show; `None` for a basket that could not be loaded, which need not be empty.
    #[prop(into)]
    basket: Option<BasketSummary>,
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
            {server_part!(view::shown(basket), super::browser::basket_sums::keep_in_sync)}
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

/// The island has no props, which would be JSON and pull in a parser: it reads them from the page.
#[island]
fn BasketSums() -> impl IntoView {
    island_at!(".pn-widget__sums", super::browser::basket_sums::keep_in_sync)
}
