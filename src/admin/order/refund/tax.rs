//! Tax that is returned because the buyer's VAT number has proved valid after the order was placed: through the gateway, or
//! recorded if the payment can only be returned by hand.

use axum::{
    extract::{Form, Path},
    response::Response,
};
use leptos::prelude::*;

use super::{
    super::{
        act_page::ActPage,
        confirmation::confirmation,
        errors::{Outcome, outcome},
        found::Found,
    },
    is_done, submitted,
};
use crate::{
    Act, Money, RefundStatus,
    admin::{
        form::{Token, act_form},
        here::{Answer, Failure, Here},
        routes::Route,
    },
};

const BELOW: &str = "/return-tax";

/// Returns the path of the page of an order.
pub(in crate::admin) fn path(number: i64) -> String {
    format!("/orders/{number}{BELOW}")
}

/// Returns the tax of an order that the member of staff can return. `None` if there is none, and of most orders without asking.
///
/// # Errors
/// If the database gives no answer.
pub(in crate::admin) async fn returnable(here: &Here, found: &Found) -> Result<Option<Money>, Failure> {
    if !found.order.is_taxed_unchecked() || !here.may(Act::Refund) {
        return Ok(None);
    }
    Ok(match outcome(here.admin().returnable_tax(found.number).await, &here.texts)? {
        Outcome::Done(amount) => Some(amount),
        Outcome::AlreadyDone | Outcome::Refused(_) => None,
    })
}

pub(super) fn route() -> Route {
    Route::act("/orders/{number}/return-tax", Act::Refund, ask, submit)
}

async fn ask(here: Here, Path(number): Path<String>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    page(&here, &found, None).await
}

async fn submit(here: Here, Path(number): Path<String>, Form(token): Form<Token>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    // After the first of two submissions of one form, no tax is left that the second one could be about.
    if is_done(&here, &token.form).await? {
        return Ok(submitted(&here, &found));
    }
    let amount = match outcome(here.admin().returnable_tax(found.number).await, &here.texts)? {
        Outcome::Done(amount) => amount,
        Outcome::AlreadyDone => return Ok(submitted(&here, &found)),
        Outcome::Refused(why) => return page(&here, &found, Some(why)).await,
    };
    if let Some(sign_in) = confirmation(&here, found.paid(), amount, &token.form, &found.path(BELOW)).await? {
        return Ok(sign_in);
    }
    let (form, by_hand) = (here.form(&token.form), is_by_hand(&found));
    let admin = here.admin().once(&form);
    let result = match by_hand {
        true => admin.record_returned_tax(found.number).await,
        false => admin.return_tax(found.number).await,
    };
    let refund = match outcome(result, &here.texts)? {
        Outcome::Done(refund) => refund,
        Outcome::AlreadyDone => return Ok(submitted(&here, &found)),
        Outcome::Refused(why) => return page(&here, &found, Some(why)).await,
    };
    let message = match refund.status {
        RefundStatus::Succeeded if by_hand => "record-refund",
        RefundStatus::Succeeded => "refund-made",
        RefundStatus::Pending => "refund-accepted",
        RefundStatus::Starting => "refund-requested",
        RefundStatus::Failed => {
            let reason = refund.error.unwrap_or_else(|| here.text("admin-refund-without-reason"));
            let amount = here.texts.money(refund.amount);
            let with = [("amount", (&amount).into()), ("reason", (&reason).into())];
            return page(&here, &found, Some(here.format("admin-refund-failed", &with))).await;
        }
    };
    Ok(here.done(&found.path(""), message))
}

/// Whether the merchant returns the payment, and the shop only records that.
fn is_by_hand(found: &Found) -> bool {
    found.paid().is_some_and(|payment| payment.refunds_by_hand)
}

/// Renders what will happen, with the form if there is tax to return.
async fn page(here: &Here, found: &Found, refusal: Option<String>) -> Answer {
    let title = here.text("admin-return-tax");
    let page = ActPage::new(here, found, title.clone());
    Ok(match outcome(here.admin().returnable_tax(found.number).await, &here.texts)? {
        Outcome::Done(amount) => form(here, found, page, &title, amount, refusal),
        Outcome::AlreadyDone => page.not_now(),
        Outcome::Refused(why) => page.refused(Some(refusal.unwrap_or(why))).show(().into_any()),
    })
}

fn form(
    here: &Here,
    found: &Found,
    page: ActPage<'_>,
    title: &str,
    amount: Money,
    refusal: Option<String>,
) -> Response {
    let amount = here.texts.money(amount);
    let with = [("amount", (&amount).into()), ("vat_id", (&found.order.vat_id).into())];
    let by_hand = is_by_hand(found).then(|| here.text("admin-record-refund-effect"));
    let documents = here.text("admin-return-tax-documents");
    let says = [here.format("admin-return-tax-text", &with)].into_iter().chain(by_hand).chain([documents]);
    let form = act_form(&here.path(&found.path(BELOW)), title, true, ());
    page.says(says).refused(refusal).show(form)
}
