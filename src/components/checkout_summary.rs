//! What is about to be bought, and what will be charged.

use leptos::prelude::*;

use crate::{LineView, Money, Totals};

/// Lines and sums.
#[component]
pub(super) fn CheckoutSummary(lines: Vec<LineView>, totals: Totals) -> impl IntoView {
    let shipping = |price: Option<Money>| match price {
        None => "—".to_owned(),
        Some(price) if price.amount == 0 => "Free".to_owned(),
        Some(price) => price.to_string(),
    };
    view! {
        <h2>"Your order"</h2>
        <ul class="pn-checkout__lines" role="list">
            {lines.into_iter().map(|line| view! {
                <li class="pn-checkout__line">
                    <span>{format!("{} × {}", line.quantity, line.title)}</span>
                    <span>{line.total.to_string()}</span>
                    {line.notice.map(|notice| view! { <span class="pn-hint">{notice.to_string()}</span> })}
                </li>
            }).collect_view()}
        </ul>
        <dl class="pn-totals">
            <div>
                <dt>"Items"</dt>
                <dd>{totals.items.to_string()}</dd>
            </div>
            <div>
                <dt>"Shipping"</dt>
                <dd>{shipping(totals.shipping)}</dd>
            </div>
            <div class="pn-totals__grand">
                <dt>"Total"</dt>
                <dd data-announce>{totals.total.to_string()}</dd>
            </div>
        </dl>
    }
}
