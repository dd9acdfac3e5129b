//! The order summary of the checkout.

use leptos::prelude::*;

use super::language::{amount, paths, use_texts};
use crate::{BasketLineView, Money, Totals, model::shipping_price};

/// A collapsed summary for small screens: the total, and the lines once expanded. Hidden if the full
/// summary fits beside the form.
#[component]
pub(super) fn CheckoutGlance(lines: Vec<BasketLineView>, total: Money) -> impl IntoView {
    let texts = use_texts();
    view! {
        <details class="pn-glance">
            <summary class="pn-glance__sum">
                <span>{texts.get("checkout-your-order")}</span>
                <strong>{texts.money(total)}</strong>
            </summary>
            <Lines lines/>
        </details>
    }
}

/// Lines and totals.
#[component]
pub(super) fn CheckoutSummary(
    lines: Vec<BasketLineView>,
    totals: Totals,
    /// Whether everything is picked up.
    picked_up: bool,
) -> impl IntoView {
    let texts = use_texts();
    let shipping = match picked_up {
        true => texts.get("pick-up"),
        false => texts.get("checkout-shipping"),
    };
    let shipping_costs = match totals.shipping {
        Some(price) => shipping_price(price, &texts),
        None => amount(&texts, None),
    };
    view! {
        <div class="pn-checkout__head">
            <h2>{texts.get("checkout-your-order")}</h2>
            <a href=paths().basket rel="external">
                {texts.get("checkout-change")}<span class="pn-visually-hidden">{format!(" {}", texts.get("checkout-change-what"))}</span>
            </a>
        </div>
        <Lines lines/>
        <dl class="pn-totals">
            <div>
                <dt>{texts.get("checkout-items")}</dt>
                <dd>{texts.money(totals.items)}</dd>
            </div>
            <div>
                <dt>{shipping}</dt>
                <dd>{shipping_costs}</dd>
            </div>
            <div class="pn-totals__grand">
                <dt>{texts.get("checkout-total")}</dt>
                <dd data-announce>{texts.money(totals.total)}</dd>
            </div>
        </dl>
    }
}

#[component]
fn Lines(lines: Vec<BasketLineView>) -> impl IntoView {
    let texts = use_texts();
    view! {
        <ol class="pn-checkout__lines">
            {lines.into_iter().map(|line| view! {
                <li class="pn-checkout__line">
                    {line.image.map(|src| view! {
                        <img class="pn-checkout__image" src=src alt="" width="48" height="48" loading="lazy"/>
                    })}
                    <span>{format!("{} × {}", line.quantity, line.title)}</span>
                    <span>{amount(&texts, line.total)}</span>
                    {line.notice.map(|notice| view! { <span class="pn-hint">{notice.message(&texts)}</span> })}
                </li>
            }).collect_view()}
        </ol>
    }
}
