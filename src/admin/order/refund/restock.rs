//! Whether the pieces of a refund go back into stock that was made at the gateway. No money moves.

use axum::{
    extract::{Form, Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    super::{
        act_page::ActPage,
        errors::{Outcome, outcome},
        found::Found,
        labels,
    },
    Which, path_about,
};
use crate::{
    Act, RefundRecord,
    admin::{
        form::{Token, act_form},
        here::{Answer, Here},
        routes::Route,
    },
    contents_of,
    inert::IntoInert,
};

const BELOW: &str = "/restock-refund";

/// Returns the path of the page about a refund.
pub(in crate::admin) fn path(number: i64, refund: &str) -> String {
    path_about(number, BELOW, refund)
}

/// Returns the pieces of a refund that were taken from stock: "2 × Dunes".
fn pieces(refund: &RefundRecord) -> String {
    let items = refund.items.iter().filter(|item| item.quantity > 0 && item.reserved);
    contents_of(items.map(|item| (item.quantity, item.title.as_str())))
}

pub(super) fn route() -> Route {
    Route::act("/orders/{number}/restock-refund", Act::RestockRefund, ask, answer)
}

#[derive(Deserialize)]
struct AnswerForm {
    #[serde(flatten)]
    token: Token,
    #[serde(default)]
    refund: String,
    /// Whether the pieces stay out of stock.
    #[serde(default)]
    leave_out: String,
}

async fn ask(here: Here, Path(number): Path<String>, Query(Which { refund }): Query<Which>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    Ok(page(&here, &found, &refund, None))
}

async fn answer(
    here: Here,
    Path(number): Path<String>,
    Form(AnswerForm { token, refund, leave_out }): Form<AnswerForm>,
) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    let (form, is_left_out) = (here.form(&token.form), leave_out == "1");
    let admin = here.admin().once(&form);
    let result = match is_left_out {
        true => admin.leave_out_of_stock(found.number, &refund).await,
        false => admin.restock_refund(found.number, &refund).await,
    };
    let done = if is_left_out { "leave-out-of-stock" } else { "restock-refund" };
    Ok(match outcome(result, &here.texts)? {
        Outcome::Done(()) | Outcome::AlreadyDone => here.done(&found.path(""), done),
        Outcome::Refused(why) => page(&here, &found, &refund, Some(why)),
    })
}

/// Renders the question, with a form for each answer that can be given.
fn page(here: &Here, found: &Found, refund: &str, refusal: Option<String>) -> Response {
    let title = here.text("admin-do-restock-refund");
    let page = ActPage::new(here, found, title.clone());
    let mut refunds = found.payments.iter().flat_map(|payment| &payment.refunds);
    let Some(refund) = refunds.find(|other| other.not_in_stock && other.id == refund) else {
        return page.refused(refusal).not_now();
    };
    let facts = labels::facts([
        (here.text("admin-money-refunded"), Some(here.texts.money(refund.amount))),
        (here.text("admin-restock-pieces"), Some(pieces(refund))),
    ]);
    let action = here.path(&found.path(BELOW));
    let named = || view! { <input type="hidden" name="refund" value=refund.id.clone()/> };
    let back = act_form(&action, &title, false, named());
    let left_out = refund.awaits_restock.then(|| {
        let fields = view! { {named()} <input type="hidden" name="leave_out" value="1"/> };
        act_form(&action, &here.text("admin-do-leave-out-of-stock"), false, fields)
    });
    let says = ["admin-restock-effect", "admin-restock-twice"].map(|name| here.text(name));
    page.says(says).refused(refusal).show(view! { {facts} {back} {left_out} }.into_inert())
}
