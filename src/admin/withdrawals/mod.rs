//! The pages about withdrawals: a list, one as it was declared, and what is done about it.

use axum::{
    extract::{Form, Path, Query},
    http::StatusCode,
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    form::{FieldKind, Token, act_form, field, refused},
    here::{Answer, Failure, Here},
    order::errors::{Outcome, about_order, outcome},
    page::Tab,
    routes::Route,
};
use crate::{Act, AdminError, WithdrawalQuery, WithdrawalRecord, encode, inert::IntoInert};

mod refund;
mod view;

/// The path of the list, below the admin's own.
pub(super) const PATH: &str = "/withdrawals";
/// The withdrawals on a page.
const LISTED: u32 = 50;
/// The value of `show` for those as well that are closed.
const ALL: &str = "all";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(PATH, Act::View, list),
        Route::page("/withdrawals/{id}", Act::View, show),
        Route::act("/withdrawals/{id}/match", Act::MatchWithdrawal, ask_match, assign),
        Route::act("/withdrawals/{id}/close", Act::CloseWithdrawal, ask_close, close),
    ]
}

/// Returns the path of the page about a withdrawal.
fn path(id: &str) -> String {
    format!("{PATH}/{}", encode::component(id))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    show: String,
    /// The id of the last withdrawal of the page before.
    before: String,
}

/// `GET /withdrawals`: those that are open, or all of them.
async fn list(here: Here, Query(asked): Query<Asked>) -> Answer {
    let all = asked.show == ALL;
    let mut query = WithdrawalQuery::default().limit(LISTED);
    if !all {
        query = query.open();
    }
    if !asked.before.is_empty() {
        query = query.before(asked.before);
    }
    let page = here.admin().withdrawals(&query).await?;
    Ok(here.page(Tab::Withdrawals, &here.text("admin-tab-withdrawals"), view::list(&here, &page, all)))
}

/// Returns the withdrawal that a path names.
async fn found(here: &Here, id: &str) -> Result<WithdrawalRecord, Failure> {
    Ok(here.admin().withdrawal(id).await?)
}

/// `GET /withdrawals/{id}`.
async fn show(here: Here, Path(id): Path<String>) -> Answer {
    let found = found(&here, &id).await?;
    let progress = refund::progress(&here, &found).await?;
    let title = here.format("admin-withdrawals-title", &[("name", (&found.name).into())]);
    Ok(here.page(Tab::Withdrawals, &title, view::one(&here, &found, progress)))
}

/// Renders the withdrawals from an order, for its page.
pub(super) async fn of_order(here: &Here, number: i64) -> Result<Option<AnyView>, Failure> {
    let page = here.admin().withdrawals(&WithdrawalQuery::default().order(number)).await?;
    Ok((!page.withdrawals.is_empty()).then(|| view::of_order(here, &page.withdrawals)))
}

#[derive(Deserialize)]
struct MatchForm {
    #[serde(flatten)]
    token: Token,
    #[serde(default)]
    number: String,
}

/// `GET /withdrawals/{id}/match`.
async fn ask_match(here: Here, Path(id): Path<String>) -> Answer {
    let found = found(&here, &id).await?;
    if found.order.is_some() {
        let why = about_order(&AdminError::WithdrawalMatched, &here.texts);
        return Ok(refused(&here, Tab::Withdrawals, &here.text("admin-withdrawals-match"), &why, back(&here, &found)));
    }
    Ok(match_page(&here, &found, "", None, None))
}

/// `POST /withdrawals/{id}/match`: says which order is meant.
async fn assign(
    here: Here,
    Path(id): Path<String>,
    Form(MatchForm { token, number: typed }): Form<MatchForm>,
) -> Answer {
    let found = found(&here, &id).await?;
    let Ok(number) = typed.trim().trim_start_matches('#').parse::<i64>() else {
        let wrong = here.text("admin-withdrawals-number-wrong");
        return Ok(match_page(&here, &found, &typed, Some(&wrong), None));
    };
    let result = here.admin().once(&here.form(&token.form)).match_withdrawal(&found.id, number).await;
    if let Err(error @ AdminError::UnknownOrder(_)) = &result {
        return Ok(match_page(&here, &found, &typed, Some(&about_order(error, &here.texts)), None));
    }
    Ok(match outcome(result, &here.texts)? {
        Outcome::Done(()) | Outcome::AlreadyDone => here.done(&path(&found.id), "withdrawal-matched"),
        Outcome::Refused(why) => match_page(&here, &found, &typed, None, Some(why)),
    })
}

fn match_page(
    here: &Here,
    found: &WithdrawalRecord,
    typed: &str,
    wrong: Option<&str>,
    refusal: Option<String>,
) -> Response {
    let title = here.text("admin-withdrawals-match");
    let number = field("number", &here.text("admin-withdrawals-number"), typed, wrong, FieldKind::Number);
    let body = view! {
        <p>{here.text("admin-withdrawals-match-text")}</p>
        {view::declared(here, found)}
        {act_form(&here.path(&format!("{}/match", path(&found.id))), &title, false, number)}
        {back(here, found)}
    };
    match (refusal, wrong) {
        (Some(why), _) => refused(here, Tab::Withdrawals, &title, &why, body),
        (None, Some(_)) => here.page_with(StatusCode::UNPROCESSABLE_ENTITY, Tab::Withdrawals, &title, body),
        (None, None) => here.page(Tab::Withdrawals, &title, body),
    }
}

/// `GET /withdrawals/{id}/close`.
async fn ask_close(here: Here, Path(id): Path<String>) -> Answer {
    let found = found(&here, &id).await?;
    Ok(close_page(&here, &found, None))
}

/// `POST /withdrawals/{id}/close`: says that it was dealt with.
async fn close(here: Here, Path(id): Path<String>, Form(token): Form<Token>) -> Answer {
    let found = found(&here, &id).await?;
    let result = here.admin().once(&here.form(&token.form)).close_withdrawal(&found.id).await;
    Ok(match outcome(result, &here.texts)? {
        Outcome::Done(()) | Outcome::AlreadyDone => here.done(&path(&found.id), "withdrawal-closed"),
        Outcome::Refused(why) => close_page(&here, &found, Some(why)),
    })
}

fn close_page(here: &Here, found: &WithdrawalRecord, refusal: Option<String>) -> Response {
    let title = here.text("admin-withdrawals-close");
    let body = view! {
        <p>{here.text("admin-withdrawals-close-text")}</p>
        {act_form(&here.path(&format!("{}/close", path(&found.id))), &title, false, ())}
        {back(here, found)}
    };
    match refusal {
        Some(why) => refused(here, Tab::Withdrawals, &title, &why, body),
        None => here.page(Tab::Withdrawals, &title, body),
    }
}

fn back(here: &Here, found: &WithdrawalRecord) -> AnyView {
    let to = here.path(&path(&found.id));
    view! { <p><a href=to>{here.text("admin-withdrawals-back")}</a></p> }.into_inert()
}
