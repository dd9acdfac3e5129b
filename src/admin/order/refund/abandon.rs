//! Refunds that are given up: they are not requested any more.

use axum::{
    extract::{Form, Path, Query},
    response::Response,
};
use serde::Deserialize;

use super::{
    super::{
        act_page::ActPage,
        errors::{Outcome, outcome},
        found::Found,
        labels,
        offer::Offer,
    },
    Which,
};
use crate::{
    Act,
    admin::{
        form::{FieldKind, Token, act_form, field},
        here::{Answer, Failure, Here},
        routes::Route,
    },
};

pub(super) fn route() -> Route {
    Route::act("/orders/{number}/abandon-refund", Act::AbandonRefund, ask_to_abandon, abandon)
}

#[derive(Deserialize)]
struct AbandonForm {
    #[serde(flatten)]
    token: Token,
    #[serde(default)]
    refund: String,
}

async fn ask_to_abandon(here: Here, Path(number): Path<String>, Query(Which { refund }): Query<Which>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    Ok(abandon_page(&here, &found, &refund, None))
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
        return page.refused(refusal).not_now();
    }
    let which = field("refund", &here.text("admin-abandon-refund-which"), chosen, None, FieldKind::Choice(refunds));
    let form = act_form(&here.path(&found.path(offer.path())), &title, offer.is_dangerous(), which);
    let says = [here.text("admin-abandon-refund-effect"), here.text("admin-abandon-refund-look-first")];
    page.says(says).refused(refusal).show(form)
}
