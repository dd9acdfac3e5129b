//! What is about to be bought, and what will be charged.

use leptos::prelude::*;

use super::scripts::paths;
use crate::{LineView, Money, Totals};

/// What it is about, at hand while a telephone shows the form: the total, and the lines for whoever opens it. Where there is room
/// for the whole summary beside the form, it is not shown.
#[component]
pub(super) fn CheckoutGlance(lines: Vec<LineView>, total: Money) -> impl IntoView {
    view! {
        <details class="pn-glance">
            <summary class="pn-glance__sum">
                <span>"Your order"</span>
                <strong>{total.to_string()}</strong>
            </summary>
            <Lines lines/>
        </details>
    }
}

/// Lines and sums.
#[component]
pub(super) fn CheckoutSummary(lines: Vec<LineView>, totals: Totals) -> impl IntoView {
    let shipping = |price: Option<Money>| match price {
        None => "—".to_owned(),
        Some(price) if price.amount == 0 => "Free".to_owned(),
        Some(price) => price.to_string(),
    };
    view! {
        <div class="pn-checkout__head">
            <h2>"Your order"</h2>
            <a href=paths().basket rel="external">"Change"<span class="visually-hidden">" your basket"</span></a>
        </div>
        <Lines lines/>
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

#[component]
fn Lines(lines: Vec<LineView>) -> impl IntoView {
    view! {
        <ul class="pn-checkout__lines" role="list">
            {lines.into_iter().map(|line| view! {
                <li class="pn-checkout__line">
                    {line.image.map(|src| view! {
                        <img class="pn-checkout__image" src=src alt="" width="48" height="48" loading="lazy"/>
                    })}
                    <span>{format!("{} × {}", line.quantity, line.title)}</span>
                    <span>{line.total.to_string()}</span>
                    {line.notice.map(|notice| view! { <span class="pn-hint">{notice.to_string()}</span> })}
                </li>
            }).collect_view()}
        </ul>
    }
}
