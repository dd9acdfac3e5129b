//! The basket in the header: how many pieces, how much money.

use leptos::prelude::*;

use super::{IslandScripts, state::use_basket};
use crate::{BasketView, Money, api};

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
                let BasketView { count, total, .. } = match super::scripts::has_session() {
                    true => api::get_basket().await.unwrap_or_default(),
                    false => BasketView::default(),
                };
                view! { <BasketWidgetLink href count total/> <IslandScripts only_if={count > 0}/> }
            })}
        </Suspense>
    }
}

#[island]
fn BasketWidgetLink(href: String, count: u32, total: Option<Money>) -> impl IntoView {
    let basket = use_basket();
    basket.start_with(BasketView { count, total, ..BasketView::default() });
    let shown = basket.shown;
    let count = move || shown.with(|basket| basket.as_ref().map_or(count, |b| b.count));
    let shown = use_basket().shown;
    let total = move || shown.with(|basket| basket.as_ref().map_or(total, |b| b.total));
    let words = {
        let count = count.clone();
        move || match count() {
            0 => "Basket, empty".to_owned(),
            1 => "Basket, 1 item".to_owned(),
            n => format!("Basket, {n} items"),
        }
    };
    view! {
        <a class="pn-widget" href=href aria-label=words>
            <span class="pn-widget__icon" aria-hidden="true"></span>
            <span class="pn-widget__count" hidden={ let count = count.clone(); move || count() == 0 }>{count.clone()}</span>
            <span class="pn-widget__total">{move || total().map(|t| t.to_string())}</span>
        </a>
    }
}
