//! The payments of an order, with their refunds and disputes.

use leptos::prelude::*;

use super::{
    found::Found,
    labels,
    offer::Offer,
    refund::{allocate_path, path_about, restock, tax},
};
use crate::{
    Act, DisputeRecord, PaymentRecord, RefundRecord, RefundStatus, Texts, admin::here::Here, inert::IntoInert,
};

/// Renders the payments of an order, the latest first.
pub(super) fn payments(here: &Here, found: &Found) -> AnyView {
    let payments: Vec<_> = found.payments.iter().map(|payment| one(here, found, payment)).collect();
    payments.into_inert()
}

fn one(here: &Here, found: &Found, payment: &PaymentRecord) -> AnyView {
    let texts = &here.texts;
    let refunds = (!payment.refunds.is_empty()).then(|| refunds(here, found, payment));
    let disputes = payment.disputes.iter().map(|dispute| view! { <li>{dispute_line(dispute, texts)}</li> });
    let disputes = (!payment.disputes.is_empty()).then(|| {
        view! { <h4>{texts.get("admin-payment-disputes")}</h4> <ul>{disputes.collect_view()}</ul> }
    });
    view! {
        <article>
            <h3>{labels::provider(&payment.provider, texts)}</h3>
            {labels::facts([
                (texts.get("admin-payment-status"), Some(labels::payment_status(payment.status, texts))),
                (texts.get("admin-payment-amount"), Some(texts.money(payment.amount))),
                (texts.get("admin-money-paid"), payment.paid.map(|paid| texts.money(paid))),
                (texts.get("admin-payment-transfer-reference"), transfer_reference(payment, found.number)),
                (texts.get("admin-payment-payer-country"), payment.payer_country.clone()),
            ])}
            {refunds}
            {disputes}
            <details class="ad-more">
                <summary>{texts.get("admin-technical-details")}</summary>
                {labels::facts([
                    (texts.get("admin-payment-gateway-reference"), payment.reference.clone()),
                    (texts.get("admin-payment-id"), Some(payment.id.clone())),
                ])}
            </details>
        </article>
    }
    .into_inert()
}

/// Returns the reference that a shopper is asked to name in a bank transfer.
#[cfg(feature = "bank-transfer")]
fn transfer_reference(payment: &PaymentRecord, number: i64) -> Option<String> {
    (payment.provider == "bank-transfer").then(|| crate::payment::BankTransfer::reference(number))
}

/// A build without bank transfers has no references for them.
#[cfg(not(feature = "bank-transfer"))]
fn transfer_reference(_: &PaymentRecord, _: i64) -> Option<String> {
    None
}

fn refunds(here: &Here, found: &Found, payment: &PaymentRecord) -> AnyView {
    let texts = &here.texts;
    let rows: Vec<_> = payment.refunds.iter().map(|refund| refund_row(here, found, refund)).collect();
    view! {
        <table class="ad-table">
            <caption>{texts.get("admin-payment-refunds")}</caption>
            <thead>
                <tr>
                    <th scope="col" class="ad-amount">{texts.get("admin-refund-column-amount")}</th>
                    <th scope="col">{texts.get("admin-refund-column-why")}</th>
                    <th scope="col">{texts.get("admin-refund-column-status")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_inert()
}

fn refund_row(here: &Here, found: &Found, refund: &RefundRecord) -> AnyView {
    let texts = &here.texts;
    let error = refund.error.clone().map(|error| view! { <br/> <span class="ad-muted">{error}</span> });
    let abandonable = here.may(Offer::AbandonRefund.act()) && found.abandonable().any(|other| other.id == refund.id);
    let abandon = abandonable.then(|| {
        let path = path_about(found.number, Offer::AbandonRefund.path(), &refund.id);
        view! { <br/> <a href=here.path(&path)>{texts.get(Offer::AbandonRefund.label())}</a> }
    });
    let allocate = (refund.awaits_items && here.may(Act::AllocateRefund)).then(|| {
        let path = here.path(&allocate_path(found.number, &refund.id));
        view! { <br/> <a href=path>{texts.get("admin-do-allocate-refund")}</a> }
    });
    let tax = (refund.returns_tax && refund.status == RefundStatus::Failed && here.may(Act::Refund)).then(|| {
        view! { <br/> <a href=here.path(&tax::path(found.number))>{texts.get("admin-return-tax")}</a> }
    });
    let not_in_stock = refund.not_in_stock.then(|| {
        let link = here.may(Act::RestockRefund).then(|| {
            let path = here.path(&restock::path(found.number, &refund.id));
            view! { " " <a href=path>{texts.get("admin-do-restock-refund")}</a> }
        });
        view! { <span class="ad-muted">{texts.get("admin-refund-not-in-stock")}</span> {link} }
    });
    let note = (!refund.note.is_empty()).then(|| {
        view! { <br/> <span class="ad-muted">{refund.note.clone()}</span> }
    });
    view! {
        <tr>
            <td class="ad-amount" data-label=texts.get("admin-refund-column-amount")>{texts.money(refund.amount)}</td>
            <td data-label=texts.get("admin-refund-column-why")>
                {match refund.amount.amount {
                    0 => texts.get("admin-refund-taken-back"),
                    _ => labels::refund_reason(refund.reason, refund.manual, texts),
                }}
                {note}
                {items(refund, texts)}
                {not_in_stock}
                {allocate}
            </td>
            <td data-label=texts.get("admin-refund-column-status")>
                {labels::refund_status(refund.status, texts)}
                {error}
                {abandon}
                {tax}
            </td>
        </tr>
    }
    .into_inert()
}

/// Renders what a refund is for, if it is more than an amount.
fn items(refund: &RefundRecord, texts: &Texts) -> Option<AnyView> {
    let what = labels::refunded(&refund.items, texts).into_iter().map(|what| view! { <li>{what}</li> });
    let what: Vec<_> = what.collect();
    (!what.is_empty()).then(|| view! { <ul>{what}</ul> }.into_inert())
}

/// Returns a dispute as one line. A reversal can come without an id.
fn dispute_line(dispute: &DisputeRecord, texts: &Texts) -> String {
    let status = labels::dispute_status(dispute.status, texts);
    match dispute.reference.is_empty() {
        true => status,
        false => format!("{status}: {}", dispute.reference),
    }
}
