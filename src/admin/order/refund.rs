//! Refunds: through the gateway, recorded, and given up.

use axum::{
    extract::{Form, Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    act_page::ActPage,
    confirmation::confirmation,
    errors::{Outcome, about_order, outcome},
    found::Found,
    labels,
    offer::Offer,
};
use crate::{
    Act, AdminError, Money, RefundRecord, RefundStatus,
    admin::{
        form::{self, FieldKind, Token, act_form, field},
        here::{Answer, Failure, Here},
        routes::Route,
    },
    encode,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        way("/orders/{number}/refund", Way::Gateway),
        way("/orders/{number}/record-refund", Way::ByHand),
        Route::act("/orders/{number}/abandon-refund", Act::AbandonRefund, ask_to_abandon, abandon),
    ]
}

/// Who makes a refund.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The gateway, asked by the store.
    Gateway,
    /// The merchant, who has made it elsewhere.
    ByHand,
}

impl Way {
    const fn offer(self) -> Offer {
        match self {
            Way::Gateway => Offer::Refund,
            Way::ByHand => Offer::RecordRefund,
        }
    }
}

fn way(path: &'static str, way: Way) -> Route {
    Route::act(
        path,
        way.offer().act(),
        move |here: Here, number: Path<String>, typed: Query<Typed>| ask(way, here, number, typed),
        move |here: Here, number: Path<String>, form: Form<RefundForm>| refund(way, here, number, form),
    )
}

/// An amount that was typed before a new sign-in.
#[derive(Deserialize)]
struct Typed {
    amount: Option<String>,
}

#[derive(Deserialize)]
struct RefundForm {
    #[serde(flatten)]
    token: Token,
    #[serde(default)]
    amount: String,
}

/// What is wrong with a form that was submitted.
#[derive(Default)]
struct Wrong {
    amount: Option<String>,
    form: Option<String>,
}

async fn ask(way: Way, here: Here, Path(number): Path<String>, Query(typed): Query<Typed>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    match found.refundable() {
        Some(left) if way.offer().applies(&found) => {
            let amount = typed.amount.unwrap_or_else(|| left.decimal());
            Ok(page(way, &here, &found, left, &amount, Wrong::default()))
        }
        _ => Ok(ActPage::new(&here, &found, here.text(way.offer().label())).not_now()),
    }
}

async fn refund(
    way: Way,
    here: Here,
    Path(number): Path<String>,
    Form(RefundForm { token, amount: typed }): Form<RefundForm>,
) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    // Nothing is left after the first of two submissions of one form: the second must get to the operation.
    let paid = found.paid().and_then(|payment| payment.paid).unwrap_or(found.order.total);
    let left = found.refundable().unwrap_or(Money::zero(paid.currency));
    let Some(amount) = form::amount(&typed, left.currency) else {
        let example = left.decimal();
        let wrong = here.format("admin-refund-amount-wrong", &[("example", (&example).into())]);
        return Ok(page(way, &here, &found, left, &typed, Wrong { amount: Some(wrong), form: None }));
    };
    let next = format!("{}?amount={}", found.path(way.offer().path()), encode::component(&typed));
    if let Some(sign_in) = confirmation(&here, found.paid(), amount, &token.form, &next).await? {
        return Ok(sign_in);
    }
    let form = here.form(&token.form);
    let admin = here.admin().once(&form);
    let result = match way {
        Way::Gateway => admin.refund(found.number, Some(amount)).await,
        Way::ByHand => admin.record_manual_refund(found.number, Some(amount)).await,
    };
    if let Err(error @ (AdminError::ExceedsRefundable(_) | AdminError::NotPositive(_))) = &result {
        let wrong = Wrong { amount: Some(about_order(error, &here.texts)), form: None };
        return Ok(page(way, &here, &found, left, &typed, wrong));
    }
    match outcome(result, &here.texts)? {
        Outcome::AlreadyDone => Ok(here.done(&found.path(""), "refund-submitted")),
        Outcome::Refused(why) => Ok(page(way, &here, &found, left, &typed, Wrong { amount: None, form: Some(why) })),
        Outcome::Done(refund) => made(way, &here, &found, &typed, &refund).await,
    }
}

/// Answers a refund that was recorded: what its gateway has said.
async fn made(way: Way, here: &Here, found: &Found, typed: &str, refund: &RefundRecord) -> Answer {
    let message = match (way, refund.status) {
        (Way::ByHand, _) => "record-refund",
        (Way::Gateway, RefundStatus::Succeeded) => "refund-made",
        (Way::Gateway, RefundStatus::Pending) => "refund-accepted",
        (Way::Gateway, RefundStatus::Starting) => "refund-requested",
        (Way::Gateway, RefundStatus::Failed) => {
            let reason = refund.error.clone().unwrap_or_else(|| here.text("admin-refund-without-reason"));
            let amount = here.texts.money(refund.amount);
            let why = here.format("admin-refund-failed", &[("amount", (&amount).into()), ("reason", (&reason).into())]);
            // As it is now: what has failed can be refunded again.
            let found = Found::by_number(here, &found.number.to_string()).await?;
            let left = found.refundable().unwrap_or(Money::zero(refund.amount.currency));
            return Ok(page(way, here, &found, left, typed, Wrong { amount: None, form: Some(why) }));
        }
    };
    Ok(here.done(&found.path(""), message))
}

fn page(way: Way, here: &Here, found: &Found, left: Money, typed: &str, wrong: Wrong) -> Response {
    let offer = way.offer();
    let title = here.text(offer.label());
    let mut says = vec![here.text(match way {
        Way::Gateway => "admin-refund-effect",
        Way::ByHand => "admin-record-refund-effect",
    })];
    says.push(here.text("admin-refund-in-full"));
    if way == Way::ByHand && found.paid().is_some_and(Found::lost) {
        says.push(here.text("admin-record-refund-lost"));
    }
    let label = here.format("admin-refund-amount", &[("currency", left.currency.code().into())]);
    let amount = field("amount", &label, typed, wrong.amount.as_deref(), FieldKind::Amount);
    let fields = view! {
        {labels::facts([
            (here.text("admin-money-paid"), found.paid().and_then(|payment| payment.paid).map(|m| here.texts.money(m))),
            (here.text("admin-money-refunded"), found.order.refunded.map(|m| here.texts.money(m))),
            (here.text("admin-money-refund-pending"), found.order.refund_pending.map(|m| here.texts.money(m))),
            (here.text("admin-money-left"), Some(here.texts.money(left))),
        ])}
        {amount}
    };
    let form = act_form(&here.path(&found.path(offer.path())), &title, offer.is_dangerous(), fields);
    let invalid = wrong.amount.is_some();
    ActPage::new(here, found, title).says(says).refused(wrong.form).invalid(invalid).show(form)
}

#[derive(Deserialize)]
struct AbandonForm {
    #[serde(flatten)]
    token: Token,
    #[serde(default)]
    refund: String,
}

/// A refund that a link names.
#[derive(Deserialize)]
struct Which {
    refund: Option<String>,
}

async fn ask_to_abandon(here: Here, Path(number): Path<String>, Query(which): Query<Which>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    Ok(abandon_page(&here, &found, which.refund.as_deref().unwrap_or_default(), None))
}

async fn abandon(
    here: Here,
    Path(number): Path<String>,
    Form(AbandonForm { token, refund }): Form<AbandonForm>,
) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    if refund.is_empty() {
        return Err(Failure::BadRequest(here.text("admin-error-several-refunds")));
    }
    let result = here.admin().once(&here.form(&token.form)).abandon_refund(found.number, Some(&refund)).await;
    Ok(match outcome(result, &here.texts)? {
        Outcome::Done(()) | Outcome::AlreadyDone => here.done(&found.path(""), "abandon-refund"),
        Outcome::Refused(why) => abandon_page(&here, &found, &refund, Some(why)),
    })
}

fn abandon_page(here: &Here, found: &Found, chosen: &str, refusal: Option<String>) -> Response {
    let offer = Offer::AbandonRefund;
    let title = here.text(offer.label());
    let page = ActPage::new(here, found, title.clone());
    let refunds: Vec<_> = found
        .abandonable()
        .map(|refund| {
            let label =
                format!("{}, {}", here.texts.money(refund.amount), labels::refund_status(refund.status, &here.texts));
            (refund.id.clone(), label)
        })
        .collect();
    if refunds.is_empty() {
        return match refusal {
            Some(why) => page.refused(Some(why)).show(().into_any()),
            None => page.not_now(),
        };
    }
    let which = field("refund", &here.text("admin-abandon-refund-which"), chosen, None, FieldKind::Choice(refunds));
    let form = act_form(&here.path(&found.path(offer.path())), &title, offer.is_dangerous(), which);
    let says = [here.text("admin-abandon-refund-effect"), here.text("admin-abandon-refund-look-first")];
    page.says(says).refused(refusal).show(form)
}
