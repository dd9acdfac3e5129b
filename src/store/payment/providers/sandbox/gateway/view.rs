//! The HTML of the payment page.

use leptos::prelude::*;

use super::{
    after_sale::AfterSale,
    decision::{APPROVALS, Decision, REFUSALS},
    ledger::Record,
};
use crate::{
    DisputeStatus, RefundStatus, Texts,
    inert::IntoInert,
    store::{http::html_page, payment::providers::sandbox::wire::Status},
};

/// Renders a payment: an open one with the buttons that decide it, a decided one with its outcome. An approved one, with
/// these `refunds`, has buttons for what happens after the sale.
pub(super) fn payment(
    payment: &Record,
    refunds: &[RefundStatus],
    merchant: &str,
    style: &str,
    texts: &Texts,
) -> String {
    let number = payment.order_number.to_string();
    let body = view! {
        <header>
            <p class="merchant">{merchant.to_owned()}</p>
            <p class="amount">{texts.money(payment.amount)}</p>
            <p>{texts.format("sandbox-order", &[("number", (&number).into())])}</p>
        </header>
        {match payment.status {
            Status::Open => buttons(payment, texts).into_inert(),
            _ => outcome(payment, merchant, texts).into_inert(),
        }}
        {(payment.status == Status::Succeeded).then(|| after_sale(payment, refunds, texts))}
    };
    page(&texts.format("sandbox-pay", &[("merchant", merchant.into())]), style, texts, body)
}

/// Renders the page for an unknown payment.
pub(super) fn unknown(style: &str, texts: &Texts) -> String {
    let body = view! {
        <section class="outcome">
            <h1>{texts.get("sandbox-unknown")}</h1>
            <p>{texts.get("sandbox-unknown-text")}</p>
        </section>
    };
    page(&texts.get("sandbox-unknown"), style, texts, body)
}

fn buttons(payment: &Record, texts: &Texts) -> impl IntoView + use<> {
    view! {
        <h1 class="hidden">{texts.get("sandbox-payment")}</h1>
        <form method="post">
            <button class="primary" name="decision" value=Decision::Approve.value()>
                {texts.get("sandbox-approve")}
            </button>
            <h2>{texts.get("sandbox-bad-day")}</h2>
            {choices(&APPROVALS.map(Decision::value), texts)}
            <h2>{texts.get("sandbox-refuse")}</h2>
            {choices(&REFUSALS.map(Decision::value), texts)}
        </form>
        <p class="away">
            <a href=payment.return_url.clone()>{texts.get("sandbox-walk-away")}</a>
            " "
            {texts.get("sandbox-walk-away-text")}
        </p>
        <p class="away">{texts.get("sandbox-come-back")}</p>
    }
}

/// Renders the buttons with these values, each with the sentence that describes it.
fn choices(values: &[&'static str], texts: &Texts) -> impl IntoView + use<> {
    let button = |value: &&'static str| {
        view! {
            <li>
                <button name="decision" value=*value>
                    <strong>{texts.get(&format!("sandbox-{value}"))}</strong>
                    <span>{texts.get(&format!("sandbox-{value}-hint"))}</span>
                </button>
            </li>
        }
    };
    (!values.is_empty()).then(|| view! { <ul>{values.iter().map(button).collect_view()}</ul> })
}

fn after_sale(payment: &Record, refunds: &[RefundStatus], texts: &Texts) -> impl IntoView + use<> {
    let dispute = payment.dispute.map_or("none", DisputeStatus::as_str);
    let list = |buttons: Vec<AfterSale>| {
        let values: Vec<&'static str> = buttons.into_iter().map(AfterSale::value).collect();
        choices(&values, texts)
    };
    view! {
        <form method="post">
            <h2>{texts.get("sandbox-dispute-title")}</h2>
            <p>{texts.get(&format!("sandbox-dispute-is-{dispute}"))}</p>
            {list(AfterSale::about_dispute(payment))}
            <h2>{texts.get("sandbox-refunds-title")}</h2>
            <p>{texts.get(&format!("sandbox-refunds-are-{}", payment.refunds.as_str()))}</p>
            {list(AfterSale::about_refunds(payment, refunds))}
        </form>
    }
}

fn outcome(payment: &Record, merchant: &str, texts: &Texts) -> impl IntoView + use<> {
    let status = payment.status.as_str();
    let (title, text) = (texts.get(&format!("sandbox-{status}")), texts.get(&format!("sandbox-{status}-text")));
    view! {
        <section class=format!("outcome {}", payment.status.as_str())>
            <h1>{title}</h1>
            <p>{text}</p>
            {payment.message.clone().filter(|_| payment.status == Status::Declined).map(|message| view! { <p>{message}</p> })}
            <a class="primary" href=payment.return_url.clone()>{texts.format("sandbox-back", &[("merchant", merchant.into())])}</a>
        </section>
    }
}

fn page(title: &str, style: &str, texts: &Texts, body: impl IntoView) -> String {
    // An empty icon, since browsers otherwise request a default one, which the content security policy blocks.
    let head = view! {
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href=style.to_owned() />
        <link rel="icon" href="data:," />
    };
    let body = view! {
        <aside class="sandbox" aria-label=texts.get("sandbox-notice-label")>
            <strong>{texts.get("sandbox-notice")}</strong>
            " "
            {texts.get("sandbox-notice-text")}
        </aside>
        <main>{body}</main>
    };
    html_page(texts, title, head.into_inert(), body.into_inert())
}
