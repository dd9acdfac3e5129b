//! The pages' HTML.

use leptos::prelude::*;

use super::super::{
    decision::{APPROVALS, Decision, REFUSALS},
    ledger::Record,
};
use crate::store::payment::sandbox::wire::Status;

/// A payment: what it is for and the buttons that decide it, or how it was decided.
pub(super) fn payment(payment: &Record, merchant: &str, style: &str) -> String {
    let body = view! {
        <header>
            <p class="merchant">{merchant.to_owned()}</p>
            <p class="amount">{payment.amount.to_string()}</p>
            <p>{format!("Order {}", payment.order_number)}</p>
        </header>
        {match payment.status {
            Status::Open => buttons(payment).into_any(),
            _ => outcome(payment, merchant).into_any(),
        }}
    };
    page(&format!("Pay {merchant}"), style, body)
}

/// No such payment.
pub(super) fn unknown(style: &str) -> String {
    let body = view! {
        <section class="outcome">
            <h1>"No such payment"</h1>
            <p>"Check the address, or go back to the shop and start the payment again."</p>
        </section>
    };
    page("No such payment", style, body)
}

fn buttons(payment: &Record) -> impl IntoView + use<> {
    view! {
        <h1 class="hidden">"Payment"</h1>
        <form method="post">
            <button class="primary" name="decision" value=Decision::Approve.value()>
                {Decision::Approve.label()}
            </button>
            <h2>"Approve as gateways do on a bad day"</h2>
            {choices(&APPROVALS)}
            <h2>"Do not approve"</h2>
            {choices(&REFUSALS)}
        </form>
        <p class="away">
            <a href=payment.return_url.clone()>"Walk away"</a>
            " to the shop without deciding. You can come back to this page."
        </p>
    }
}

fn choices(decisions: &[Decision]) -> impl IntoView + use<> {
    let button = |decision: &Decision| {
        view! {
            <li>
                <button name="decision" value=decision.value()>
                    <strong>{decision.label()}</strong>
                    <span>{decision.hint()}</span>
                </button>
            </li>
        }
    };
    view! { <ul>{decisions.iter().map(button).collect_view()}</ul> }
}

fn outcome(payment: &Record, merchant: &str) -> impl IntoView + use<> {
    let (title, text) = match payment.status {
        Status::Open => ("Open", "This payment is not decided yet."),
        Status::Processing => ("Processing", "This payment is being processed. The shop is told once it is decided."),
        Status::Succeeded => ("Approved", "This payment is approved. Nothing more is to be done here."),
        Status::Declined => ("Declined", "This payment was declined. Nothing was charged."),
        Status::Cancelled => ("Cancelled", "This payment was cancelled. Nothing was charged."),
        Status::Expired => ("Expired", "This payment has expired. Nothing was charged."),
    };
    view! {
        <section class=format!("outcome {}", payment.status.as_str())>
            <h1>{title}</h1>
            <p>{text}</p>
            {payment.message.clone().map(|message| view! { <p>{message}</p> })}
            <a class="primary" href=payment.return_url.clone()>{format!("Back to {merchant}")}</a>
        </section>
    }
}

fn page(title: &str, style: &str, body: impl IntoView) -> String {
    let html = view! {
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="robots" content="noindex" />
                <meta name="color-scheme" content="light dark" />
                <title>{title.to_owned()}</title>
                <link rel="stylesheet" href=style.to_owned() />
                // It has no icon. Unless that is said, a browser asks for one now and then, and complains when the policy refuses it.
                <link rel="icon" href="data:," />
            </head>
            <body>
                <aside class="sandbox" aria-label="Notice">
                    <strong>"Sandbox gateway."</strong>
                    " This is a test: no money moves, and no card is asked for."
                </aside>
                <main>{body}</main>
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", html.to_html())
}
