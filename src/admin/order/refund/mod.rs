//! Refunds: through the gateway, recorded, of what cost nothing, and what one that was made at the gateway is for. Each is asked
//! for in two steps: the first says what will happen, the second does it.

use axum::{
    extract::{Path, RawForm},
    response::Response,
};
use serde::Deserialize;

use self::{
    input::{Input, Wrong},
    task::{Task, Way},
};
use super::{act_page::ActPage, confirmation::confirmation, found::Found};
use crate::{
    Money, RefundItems, RefundRecord, RefundStatus,
    admin::{
        bulk::Sent,
        here::{Answer, Failure, Here},
        routes::Route,
    },
    encode,
};

mod abandon;
mod check;
mod form;
mod input;
pub(in crate::admin) mod restock;
mod task;
pub(in crate::admin) mod tax;

/// Returns the path of the page on which it is said what a refund is for that was made at the gateway.
pub(in crate::admin) fn allocate_path(number: i64, refund: &str) -> String {
    path_about(number, Way::Allocate.path(), refund)
}

/// Returns the path of a page about one refund. `below` is where it is below the order's page.
pub(super) fn path_about(number: i64, below: &str, refund: &str) -> String {
    format!("/orders/{number}{below}?refund={}", encode::component(refund))
}

/// The refund that a link names; empty, if none.
#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    refund: String,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        way("/orders/{number}/refund", Way::Gateway),
        way("/orders/{number}/record-refund", Way::ByHand),
        way("/orders/{number}/take-back", Way::TakeBack),
        way("/orders/{number}/allocate-refund", Way::Allocate),
        abandon::route(),
        restock::route(),
    ]
    .into_iter()
    .chain(tax::routes())
    .collect()
}

fn way(path: &'static str, way: Way) -> Route {
    Route::act(
        path,
        way.act(),
        move |here: Here, number: Path<String>, query: RawForm| ask(way, here, number, query),
        move |here: Here, number: Path<String>, form: RawForm| submit(way, here, number, form),
    )
}

/// What the button that was pressed shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// What will happen.
    Check,
    /// The form, with all that is left.
    Everything,
}

impl Step {
    /// The name of the buttons.
    const NAME: &str = "step";

    /// The value that a form sends.
    const fn value(self) -> &'static str {
        match self {
            Step::Check => "check",
            Step::Everything => "everything",
        }
    }

    /// Returns the step that a button leads to. `None` if no button was pressed.
    fn of(sent: &Sent) -> Option<Step> {
        let name = sent.get(Step::NAME)?;
        [Step::Check, Step::Everything].into_iter().find(|step| step.value() == name)
    }
}

/// The form, filled in by the query: `?line=poster/dunes*2&shipping=1&extra=5.00&note=Torn`. It is sent here as well, so that
/// the back button and a reload of the second step change nothing.
async fn ask(way: Way, here: Here, Path(number): Path<String>, RawForm(query): RawForm) -> Answer {
    let (found, sent) = (Found::by_number(&here, &number).await?, Sent::read(&query));
    let Some(task) = Task::of(way, &here, &found, sent.get("refund")).await?.filter(Task::applies) else {
        return Ok(ActPage::new(&here, &found, here.text(way.label())).not_now());
    };
    match Step::of(&sent) {
        None => Ok(form::page(&task, &Input::in_query(&sent), Wrong::default())),
        Some(Step::Everything) => {
            let input = Input::in_form(&sent).everything(&task.left);
            Ok(form::page(&task, &input, Wrong::default()))
        }
        Some(Step::Check) => {
            let input = Input::in_form(&sent);
            Ok(match check(&task, &input, "").await? {
                Ok(Checked::Amount(items, amount)) => check::page(&task, &input, &items, amount, None),
                Ok(Checked::SignIn(sign_in)) => sign_in,
                Err(wrong) => form::page(&task, &input, wrong),
            })
        }
    }
}

/// Makes the refund that the second step shows.
async fn submit(way: Way, here: Here, Path(number): Path<String>, RawForm(body): RawForm) -> Answer {
    let sent = Sent::read(&body);
    let token = sent.token()?;
    let found = Found::by_number(&here, &number).await?;
    // After the first of two submissions of one form, nothing may be left that the second one could be about.
    if is_done(&here, token).await? {
        return Ok(submitted(&here, &found));
    }
    let Some(task) = Task::of(way, &here, &found, sent.get("refund")).await? else {
        return Ok(ActPage::new(&here, &found, here.text(way.label())).not_now());
    };
    let input = Input::in_form(&sent);
    let wrong = match check(&task, &input, token).await? {
        Ok(Checked::SignIn(sign_in)) => return Ok(sign_in),
        // A concurrent refund has changed the amount since it was shown.
        Ok(Checked::Amount(items, amount)) if is_another(&sent, amount) => {
            let why = here.text("admin-refund-changed");
            return Ok(check::page(&task, &input, &items, amount, Some(why)));
        }
        Ok(Checked::Amount(items, _)) => match task.make(&items, &here.form(token)).await? {
            Ok(refund) => return made(&task, &input, refund.as_ref()).await,
            Err(wrong) => wrong,
        },
        Err(wrong) => wrong,
    };
    Ok(match is_done(&here, token).await? {
        true => submitted(&here, &found),
        false => form::page(&task, &input, wrong),
    })
}

/// Whether the second step has shown another amount.
fn is_another(sent: &Sent, amount: Money) -> bool {
    sent.get(check::SHOWN).is_some_and(|shown| shown != amount.amount.to_string())
}

/// What was found about a form without an error.
enum Checked {
    /// What is refunded, and what that comes to.
    Amount(RefundItems, Money),
    /// It needs a new sign-in, to which this leads.
    SignIn(Response),
}

/// Checks what is filled in, and whether it needs a new sign-in.
async fn check(task: &Task<'_>, input: &Input, token: &str) -> Result<Result<Checked, Wrong>, Failure> {
    let mut items = match input.items(task) {
        Ok(items) => items,
        Err(wrong) => return Ok(Err(wrong)),
    };
    if task.way == Way::Allocate {
        // Shown, and not asked for: it is what the pieces and the shipping leave.
        match task.rest(&items).await? {
            Ok(rest) => items.extra = Some(rest).filter(|rest| rest.amount > 0),
            Err(wrong) => return Ok(Err(wrong)),
        }
    }
    let amount = match task.quote(&items).await? {
        Ok(amount) => amount,
        Err(wrong) => return Ok(Err(wrong)),
    };
    if task.way.moves_money() {
        let next = input.address(&task.found.path(task.way.path()));
        if let Some(sign_in) = confirmation(task.here, task.found.paid(), amount, token, &next).await? {
            return Ok(Ok(Checked::SignIn(sign_in)));
        }
    }
    Ok(Ok(Checked::Amount(items, amount)))
}

/// Whether the form has taken effect before.
async fn is_done(here: &Here, token: &str) -> Result<bool, Failure> {
    Ok(here.admin().once(&here.form(token)).is_done().await?)
}

/// Answers a form that has taken effect before.
fn submitted(here: &Here, found: &Found) -> Response {
    here.done(&found.path(""), "refund-submitted")
}

/// Answers a refund that was recorded: what its gateway has said.
async fn made(task: &Task<'_>, input: &Input, refund: Option<&RefundRecord>) -> Answer {
    let (here, found) = (task.here, task.found);
    let message = match (task.way, refund) {
        (Way::Allocate, _) | (_, None) => "allocate-refund",
        (_, Some(refund)) if refund.amount.amount == 0 => "take-back",
        (Way::ByHand, Some(_)) => "record-refund",
        (Way::TakeBack, Some(_)) => "take-back",
        (Way::Gateway, Some(refund)) => match refund.status {
            RefundStatus::Succeeded => "refund-made",
            RefundStatus::Pending => "refund-accepted",
            RefundStatus::Starting => "refund-requested",
            RefundStatus::Failed => return failed(task, input, refund).await,
        },
    };
    Ok(here.done(&found.path(""), message))
}

/// Shows the form again, as it is now: what has failed can be refunded again.
async fn failed(task: &Task<'_>, input: &Input, refund: &RefundRecord) -> Answer {
    let here = task.here;
    let reason = refund.error.clone().unwrap_or_else(|| here.text("admin-refund-without-reason"));
    let amount = here.texts.money(refund.amount);
    let why = here.format("admin-refund-failed", &[("amount", (&amount).into()), ("reason", (&reason).into())]);
    let found = Found::by_number(here, &task.found.number.to_string()).await?;
    Ok(match Task::of(task.way, here, &found, None).await? {
        Some(task) => form::page(&task, input, Wrong::form(why)),
        None => ActPage::new(here, &found, here.text(task.way.label())).refused(Some(why)).not_now(),
    })
}
