//! The table of orders.

use leptos::prelude::*;

use crate::{
    OrderStatus, OrderSummary, Texts,
    admin::{here::Here, order::labels},
    inert::IntoInert,
};

/// Renders a table of orders. With `choosable`, each row has a tick with the number, for a form around the table.
pub(in crate::admin) fn table(here: &Here, orders: &[OrderSummary], choosable: bool) -> AnyView {
    let texts = &here.texts;
    let tick = choosable.then(|| view! { <th scope="col">{texts.get("admin-orders-choose")}</th> });
    let rows: Vec<_> = orders.iter().map(|order| row(here, order, choosable)).collect();
    view! {
        <table class="ad-table ad-orders">
            <caption class="ad-hidden">{texts.get("admin-orders-caption")}</caption>
            <thead>
                <tr>
                    {tick}
                    <th scope="col">{texts.get("admin-orders-number")}</th>
                    <th scope="col">{texts.get("admin-orders-placed")}</th>
                    <th scope="col">{texts.get("admin-orders-customer")}</th>
                    <th scope="col">{texts.get("admin-orders-status")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-orders-total")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_inert()
}

fn row(here: &Here, order: &OrderSummary, choosable: bool) -> AnyView {
    let texts = &here.texts;
    let number = order.number.to_string();
    let tick = choosable.then(|| {
        let label = texts.format("admin-orders-choose-one", &[("number", (&number).into())]);
        view! {
            <td data-label=texts.get("admin-orders-choose")>
                <input type="checkbox" name="order" value=number.clone() aria-label=label/>
            </td>
        }
    });
    let path = here.path(&format!("/orders/{number}"));
    let whose = [&order.name, &order.country].into_iter().filter(|text| !text.is_empty()).cloned();
    let whose = whose.collect::<Vec<_>>().join(", ");
    let second = (!whose.is_empty()).then_some("ad-second");
    view! {
        <tr>
            {tick}
            <th scope="row" data-label=texts.get("admin-orders-number")><a href=path>{number}</a></th>
            <td class="ad-when" data-label=texts.get("admin-orders-placed")>{here.when(order.placed_at)}</td>
            <td class="ad-who" data-label=texts.get("admin-orders-customer")>
                {(!whose.is_empty()).then(|| view! { <span>{whose}</span> " " })}
                <span class=second>{order.email.clone()}</span>
            </td>
            <td class="ad-state" data-label=texts.get("admin-orders-status")>{badges(order, texts)}</td>
            <td class="ad-amount" data-label=texts.get("admin-orders-total")>{texts.money(order.total)}</td>
        </tr>
    }
    .into_inert()
}

/// Renders the status, and what stands out about an order.
fn badges(order: &OrderSummary, texts: &Texts) -> AnyView {
    let completed = order.status == OrderStatus::Completed;
    let counted = |name: &str, count: u32| texts.format(name, &[("count", count.into())]);
    let to_prepare = order.pick_ups_to_prepare;
    let to_send = order.shipments_to_send.saturating_sub(to_prepare);
    let mut badges = vec![labels::order_status(order.status, texts)];
    let marks = [
        (to_send > 0, counted("admin-mark-to-send", to_send), "wait"),
        (to_prepare > 0, counted("admin-mark-to-prepare", to_prepare), "wait"),
        (order.withdrawn, texts.get("admin-mark-withdrawn"), "bad"),
        (completed && order.on_hold, texts.get("admin-mark-on-hold"), "bad"),
        (order.refunded, texts.get("admin-mark-refunded"), "plain"),
        (order.partly_refunded, texts.get("admin-mark-partly-refunded"), "plain"),
        (order.refund_pending, texts.get("admin-money-refund-pending"), "wait"),
        (order.refund_stuck, texts.get("admin-mark-stuck-refund"), "bad"),
        (order.failed_shipments > 0, counted("admin-mark-failed-parcels", order.failed_shipments), "bad"),
        (order.failed_deliveries > 0, counted("admin-mark-failed-deliveries", order.failed_deliveries), "bad"),
    ];
    badges.extend(marks.into_iter().filter(|(holds, ..)| *holds).map(|(_, text, tone)| labels::badge(text, tone)));
    badges.extend(order.issues.iter().map(|issue| labels::badge(labels::issue(*issue, texts), "bad")));
    badges.into_iter().map(|badge| view! { {badge} " " }).collect_view().into_inert()
}
