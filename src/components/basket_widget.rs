//! The basket link in the header, with item count and total.

use leptos::{html::Span, prelude::*};

use super::{
    browser::basket_sums,
    island_loader::{ISLAND_ENDS, PageScripts},
    language::use_texts,
    page_context::{has_session, load, paths},
    server_part::server_part,
};
use crate::{BasketSummary, api};

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
    let current = || {
        let basket = load(|| async {
            match has_session() {
                true => api::get_basket_summary().await,
                false => Ok(BasketSummary::default()),
            }
        });
        view! {
            <Suspense>
                {Suspend::new(async move {
                    let basket = basket.await.ok();
                    let full = basket.as_ref().is_some_and(|basket| basket.count > 0);
                    view! { <PageScripts only_if=full/> {shown(basket)} }
                })}
            </Suspense>
        }
    };
    view! {
        <a class=format!("pn-widget {class}") href=paths().basket rel="external">
            {picture(children)}
            {server_part(current, basket_sums::keep_in_sync)}
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
            {server_part(|| shown(basket), basket_sums::keep_in_sync)}
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

fn shown(basket: Option<BasketSummary>) -> AnyView {
    match basket {
        Some(basket) => sums(basket).into_any(),
        None => unavailable().into_any(),
    }
}

/// Shown instead of a basket that could not be loaded, which need not be empty.
fn unavailable() -> impl IntoView {
    view! { <span class="pn-widget__unavailable">{use_texts().get("basket-unavailable")}</span> }
}

/// The island has no props, which would be JSON and pull in a parser: it reads them from the page.
fn sums(basket: BasketSummary) -> impl IntoView {
    let words = basket.words(&use_texts());
    let BasketSummary { count, total } = basket;
    let data_total = total.clone();
    view! {
        <span class="pn-widget__sums" data-count=count data-total=data_total>
            <span class="pn-visually-hidden">{words}</span>
            <span class="pn-widget__count" aria-hidden="true" hidden=count == 0>{count}</span>
            <span class="pn-widget__total" aria-hidden="true">{total}</span>
            <BasketSums/>
        </span>
    }
}

#[island]
fn BasketSums() -> impl IntoView {
    let place = NodeRef::<Span>::new();
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| {
        let around = place.get().and_then(|place| place.closest(".pn-widget__sums").ok().flatten());
        if let Some(around) = around {
            basket_sums::keep_in_sync(around);
        }
    });
    view! {
        <span node_ref=place hidden></span>
        {ISLAND_ENDS}
    }
}
