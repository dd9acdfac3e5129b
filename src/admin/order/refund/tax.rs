//! Tax that is returned because the buyer's VAT number has proved valid after the order was placed: through the gateway, or
//! recorded if the payment can only be returned by hand, or was after its gateway had refused.

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
    Act, Money, RefundRecord, RefundStatus,
    admin::{
        form::{Token, act_form},
        here::{Answer, Failure, Here},
        routes::Route,
    },
    inert::IntoInert,
};

const BELOW: &str = "/return-tax";
/// The path of the page on which it is recorded after a gateway has refused.
const RECORD: &str = "/record-returned-tax";

/// Returns the path of the page of an order.
pub(in crate::admin) fn path(number: i64) -> String {
    format!("/orders/{number}{BELOW}")
}

/// Returns the tax of an order that the member of staff can return. `None` if there is none, and of most orders without asking.
///
/// # Errors
/// If the database gives no answer.
pub(in crate::admin::order) async fn returnable(here: &Here, found: &Found) -> Result<Option<Money>, Failure> {
    if !found.order.is_taxed_unchecked() || !here.may(Act::Refund) {
        return Ok(None);
    }
    Ok(match outcome(here.admin().returnable_tax(found.number).await, &here.texts)? {
        Outcome::Done(amount) => Some(amount),
        Outcome::AlreadyDone | Outcome::Refused(_) => None,
    })
}

pub(super) fn routes() -> [Route; 2] {
    let route = |path, act, recorded| {
        Route::act(
            path,
            act,
            move |here: Here, number: Path<String>| ask(recorded, here, number),
            move |here: Here, number: Path<String>, token: Form<Token>| submit(recorded, here, number, token),
        )
    };
    [
        route("/orders/{number}/return-tax", Act::Refund, false),
        route("/orders/{number}/record-returned-tax", Act::RecordRefund, true),
    ]
}

async fn ask(recorded: bool, here: Here, Path(number): Path<String>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    page(&here, &found, recorded, None).await
}

async fn submit(recorded: bool, here: Here, Path(number): Path<String>, Form(token): Form<Token>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    // After the first of two submissions of one form, no tax is left that the second one could be about.
    if is_done(&here, &token.form).await? {
        return Ok(submitted(&here, &found));
    }
    let amount = match outcome(here.admin().returnable_tax(found.number).await, &here.texts)? {
        Outcome::Done(amount) => amount,
        Outcome::AlreadyDone => return Ok(submitted(&here, &found)),
        Outcome::Refused(why) => return page(&here, &found, recorded, Some(why)).await,
    };
    if let Some(sign_in) = confirmation(&here, found.paid(), amount, &token.form, &found.path(below(recorded))).await? {
        return Ok(sign_in);
    }
    let (form, by_hand) = (here.form(&token.form), recorded || is_by_hand(&found));
    let admin = here.admin().once(&form);
    let result = match by_hand {
        true => admin.record_returned_tax(found.number).await,
        false => admin.return_tax(found.number).await,
    };
    let refund = match outcome(result, &here.texts)? {
        Outcome::Done(refund) => refund,
        Outcome::AlreadyDone => return Ok(submitted(&here, &found)),
        Outcome::Refused(why) => return page(&here, &found, recorded, Some(why)).await,
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
            let why = here.format("admin-return-tax-failed", &with);
            let found = Found::by_number(&here, &number).await?;
            return page(&here, &found, recorded, Some(why)).await;
        }
    };
    Ok(here.done(&found.path(""), message))
}

/// Whether the merchant returns the payment, and the shop only records that.
fn is_by_hand(found: &Found) -> bool {
    found.paid().is_some_and(|payment| payment.refunds_by_hand)
}

/// Whether the gateway has refused to return the tax, so that it may have been returned elsewhere.
fn was_refused(found: &Found) -> bool {
    let failed = |refund: &RefundRecord| refund.returns_tax && refund.status == RefundStatus::Failed;
    found.paid().is_some_and(|payment| payment.refunds.iter().any(failed))
}

const fn below(recorded: bool) -> &'static str {
    if recorded { RECORD } else { BELOW }
}

/// Renders what will happen, with the form if there is tax to return.
async fn page(here: &Here, found: &Found, recorded: bool, refusal: Option<String>) -> Answer {
    let title = here.text(if recorded { "admin-record-returned-tax" } else { "admin-return-tax" });
    let page = ActPage::new(here, found, title.clone());
    Ok(match outcome(here.admin().returnable_tax(found.number).await, &here.texts)? {
        Outcome::Done(amount) => form(here, found, recorded, page, &title, amount, refusal),
        Outcome::AlreadyDone => page.not_now(),
        Outcome::Refused(why) => page.refused(Some(refusal.unwrap_or(why))).not_now(),
    })
}

fn form(
    here: &Here,
    found: &Found,
    recorded: bool,
    page: ActPage<'_>,
    title: &str,
    amount: Money,
    refusal: Option<String>,
) -> Response {
    let amount = here.texts.money(amount);
    let with = [("amount", (&amount).into()), ("vat_id", (&found.order.vat_id).into())];
    let by_hand = (recorded || is_by_hand(found)).then(|| here.text("admin-record-refund-effect"));
    let documents = here.text("admin-return-tax-documents");
    let says = [here.format("admin-return-tax-text", &with)].into_iter().chain(by_hand).chain([documents]);
    let form = act_form(&here.path(&found.path(below(recorded))), title, true, ());
    let offers_record = !recorded && !is_by_hand(found) && was_refused(found) && here.may(Act::RecordRefund);
    let record = offers_record.then(|| {
        view! { <p><a href=here.path(&found.path(RECORD))>{here.text("admin-record-returned-tax")}</a></p> }
    });
    page.says(says).refused(refusal).show(view! { {form} {record} }.into_inert())
}
