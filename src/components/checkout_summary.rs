//! What is about to be bought, and what will be charged.

use leptos::prelude::*;

use super::language::use_texts;
use crate::{LineView, Money, Totals};

/// Lines and sums.
#[component]
pub(super) fn CheckoutSummary(lines: Vec<LineView>, totals: Totals) -> impl IntoView {
    let texts = use_texts();
    let shipping = |price: Option<Money>| match price {
        None => "—".to_owned(),
        Some(price) if price.amount == 0 => texts.say("checkout-free"),
        Some(price) => texts.money(price),
    };
    view! {
        <h2>{texts.say("checkout-your-order")}</h2>
        <ul class="pn-checkout__lines" role="list">
            {lines.into_iter().map(|line| view! {
                <li class="pn-checkout__line">
                    <span>{format!("{} × {}", line.quantity, line.title)}</span>
                    <span>{texts.money(line.total)}</span>
                    {line.notice.map(|notice| view! { <span class="pn-hint">{notice.in_words(&texts)}</span> })}
                </li>
            }).collect_view()}
        </ul>
        <dl class="pn-totals">
            <div>
                <dt>{texts.say("checkout-items")}</dt>
                <dd>{texts.money(totals.items)}</dd>
            </div>
            <div>
                <dt>{texts.say("checkout-shipping")}</dt>
                <dd>{shipping(totals.shipping)}</dd>
            </div>
            <div class="pn-totals__grand">
                <dt>{texts.say("checkout-total")}</dt>
                <dd data-announce>{texts.money(totals.total)}</dd>
            </div>
        </dl>
    }
}
