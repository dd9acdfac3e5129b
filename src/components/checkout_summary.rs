//! What is about to be bought, and what will be charged.

use leptos::prelude::*;

use super::checkout_fields::ErrorOf;
use crate::{CheckoutView, Field};

/// Lines and sums.
#[component]
pub(super) fn CheckoutSummary(checkout: RwSignal<CheckoutView>) -> impl IntoView {
    let errors = RwSignal::new(Vec::new());
    Effect::new(move |_| errors.set(checkout.with(|c| c.errors.clone())));
    let totals = move || checkout.with(|c| c.totals.clone());
    let ships = move || checkout.with(|c| c.address.is_some());
    view! {
        <h2>"Your order"</h2>
        <ul class="pn-checkout__lines" role="list">
            {move || checkout.with(|c| c.lines.clone()).into_iter().map(|line| view! {
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
                <dd>{move || totals().items.to_string()}</dd>
            </div>
            {move || ships().then(|| view! {
                <div>
                    <dt>"Shipping"</dt>
                    <dd>{totals().shipping.map_or("—".to_owned(), |s| match s.amount { 0 => "Free".to_owned(), _ => s.to_string() })}</dd>
                </div>
            })}
            <div class="pn-totals__grand">
                <dt>"Total"</dt>
                <dd aria-live="polite">{move || totals().total.to_string()}</dd>
            </div>
        </dl>
        <ErrorOf field=Field::Total errors/>
    }
}
