//! The forms about deliveries: retry, dismiss, deliver again.

use axum::{
    extract::{Form, Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    path,
    signal::{can_be_replayed, of_signal, title},
};
use crate::{
    Act, SignalDelivery,
    admin::{
        form::{Token, act_form, refused},
        here::{Answer, Failure, Here},
        order::{
            errors::{Outcome, outcome},
            labels,
        },
        page::Tab,
        routes::Route,
    },
    encode,
    inert::IntoInert,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::act("/deliveries/retry", Act::RetryDelivery, ask_retry_all, retry_all),
        of_one("/deliveries/{signal}/retry", Change::Retry),
        of_one("/deliveries/{signal}/dismiss", Change::Dismiss),
        Route::act("/deliveries/{signal}/replay", Act::ReplayDelivery, ask_replay, replay),
    ]
}

fn of_one(path: &'static str, change: Change) -> Route {
    Route::act(
        path,
        change.act(),
        move |here: Here, signal: Path<String>| ask(change, here, signal),
        move |here: Here, signal: Path<String>, form: Form<Token>| perform(change, here, signal, form),
    )
}

/// What is done to the deliveries of a signal.
#[derive(Clone, Copy)]
enum Change {
    Retry,
    Dismiss,
}

impl Change {
    const fn act(self) -> Act {
        match self {
            Change::Retry => Act::RetryDelivery,
            Change::Dismiss => Act::DismissDelivery,
        }
    }

    /// Returns the last part of the path, and the messages of the button, of what it will do, of what it has done, and of
    /// why there is nothing to do.
    const fn texts(self) -> (&'static str, &'static str, &'static str, &'static str, &'static str) {
        match self {
            Change::Retry => (
                "retry",
                "admin-deliveries-retry",
                "admin-deliveries-retry-text",
                "deliveries-retried",
                "admin-deliveries-nothing-to-retry",
            ),
            Change::Dismiss => (
                "dismiss",
                "admin-deliveries-dismiss",
                "admin-deliveries-dismiss-text",
                "deliveries-dismissed",
                "admin-deliveries-nothing-to-dismiss",
            ),
        }
    }
}

async fn ask(change: Change, here: Here, Path(signal): Path<String>) -> Answer {
    let deliveries = of_signal(&here, &signal).await?;
    let first = deliveries.first().ok_or(Failure::NotFound)?;
    Ok(page(change, &here, first, None))
}

async fn perform(change: Change, here: Here, Path(signal): Path<String>, Form(token): Form<Token>) -> Answer {
    let deliveries = of_signal(&here, &signal).await?;
    let first = deliveries.first().ok_or(Failure::NotFound)?;
    let form = here.form(&token.form);
    let admin = here.admin().once(&form);
    let changed = match change {
        Change::Retry => admin.retry(&signal).await,
        Change::Dismiss => admin.dismiss(&signal).await,
    };
    let (_, _, _, done, nothing) = change.texts();
    Ok(match outcome(changed, &here.texts)? {
        Outcome::Done(0) => page(change, &here, first, Some(here.text(nothing))),
        Outcome::Done(_) | Outcome::AlreadyDone => here.done(&path(&signal), done),
        Outcome::Refused(why) => page(change, &here, first, Some(why)),
    })
}

fn page(change: Change, here: &Here, delivery: &SignalDelivery, refusal: Option<String>) -> Response {
    let (last, button, text, ..) = change.texts();
    let back = here.path(&path(&delivery.signal_id));
    let form = act_form(&format!("{back}/{last}"), &here.text(button), false, ());
    let about = title(here, delivery);
    asked(here, &here.text(button), &[about, here.text(text)], form, to_deliveries(here, back), refusal)
}

/// Renders the page of a form: what it will do, and the way back. A form that was refused says why.
fn asked(
    here: &Here,
    title: &str,
    says: &[String],
    form: AnyView,
    back: (String, String),
    refusal: Option<String>,
) -> Response {
    let says = says.iter().map(|sentence| view! { <p>{sentence.clone()}</p> }).collect_view();
    let (back, back_text) = back;
    let body = view! {
        {says}
        {form}
        <p><a href=back>{back_text}</a></p>
    };
    match refusal {
        Some(why) => refused(here, Tab::Deliveries, title, &why, body),
        None => here.page(Tab::Deliveries, title, body),
    }
}

/// Returns a way back to deliveries.
fn to_deliveries(here: &Here, path: String) -> (String, String) {
    (path, here.text("admin-deliveries-back"))
}

/// `GET /deliveries/retry`.
async fn ask_retry_all(here: Here) -> Answer {
    Ok(retry_all_page(&here, None))
}

/// `POST /deliveries/retry`.
async fn retry_all(here: Here, Form(token): Form<Token>) -> Answer {
    let retried = here.admin().once(&here.form(&token.form)).retry_all().await;
    Ok(match outcome(retried, &here.texts)? {
        Outcome::Done(0) => retry_all_page(&here, Some(here.text("admin-deliveries-nothing-to-retry"))),
        Outcome::Done(_) | Outcome::AlreadyDone => here.done("/deliveries", "deliveries-retried"),
        Outcome::Refused(why) => retry_all_page(&here, Some(why)),
    })
}

fn retry_all_page(here: &Here, refusal: Option<String>) -> Response {
    let title = here.text("admin-deliveries-retry-all");
    let form = act_form(&here.path("/deliveries/retry"), &title, false, ());
    let says = [here.text("admin-deliveries-retry-all-text")];
    asked(here, &title, &says, form, to_deliveries(here, here.path("/deliveries")), refusal)
}

/// The receiver that gets a signal again.
#[derive(Deserialize)]
struct To {
    #[serde(default)]
    receiver: String,
    /// `order` if the page of the order leads here, and this back to it.
    #[serde(default)]
    from: String,
}

impl To {
    /// Returns the path of the page to go back to, and the message of the link.
    fn back(&self, here: &Here, delivery: &SignalDelivery) -> (String, String) {
        match delivery.order_number.filter(|_| self.from == FROM_ORDER) {
            Some(number) => {
                let text = here.format("admin-do-back", &[("number", (&number.to_string()).into())]);
                (format!("/orders/{number}"), text)
            }
            None => (path(&delivery.signal_id), here.text("admin-deliveries-back")),
        }
    }
}

/// Where the page of an order says that its links come from.
const FROM_ORDER: &str = "order";

#[derive(Deserialize)]
struct Replay {
    #[serde(flatten)]
    token: Token,
    #[serde(flatten)]
    to: To,
}

/// `GET /deliveries/{signal}/replay?receiver=..`.
async fn ask_replay(here: Here, Path(signal): Path<String>, Query(to): Query<To>) -> Answer {
    let delivery = handled(&here, &signal, &to.receiver).await?;
    Ok(replay_page(&here, &delivery, &to, None))
}

/// `POST /deliveries/{signal}/replay`.
async fn replay(here: Here, Path(signal): Path<String>, Form(form): Form<Replay>) -> Answer {
    let to = &form.to;
    let delivery = handled(&here, &signal, &to.receiver).await?;
    let order = delivery.order_number.ok_or(Failure::NotFound)?;
    let replayed =
        here.admin().once(&here.form(&form.token.form)).replay(order, Some(&to.receiver), delivery.kind).await;
    Ok(match outcome(replayed, &here.texts)? {
        Outcome::Done(_) | Outcome::AlreadyDone => here.done(&to.back(&here, &delivery).0, "deliveries-replayed"),
        Outcome::Refused(why) => replay_page(&here, &delivery, to, Some(why)),
    })
}

/// Returns the delivery that is to be made again.
async fn handled(here: &Here, signal: &str, receiver: &str) -> Result<SignalDelivery, Failure> {
    let deliveries = of_signal(here, signal).await?;
    let found = deliveries.into_iter().find(|delivery| delivery.receiver == receiver);
    found.ok_or(Failure::NotFound)
}

fn replay_page(here: &Here, delivery: &SignalDelivery, to: &To, refusal: Option<String>) -> Response {
    let (back, back_text) = to.back(here, delivery);
    let back = (here.path(&back), back_text);
    let button = here.text("admin-deliveries-replay");
    let receiver = labels::receiver(&delivery.receiver, &here.texts);
    let text = here.format("admin-deliveries-replay-text", &[("receiver", (&receiver).into())]);
    let says = [title(here, delivery), text];
    if can_be_replayed(delivery).is_none() {
        let why = refusal.unwrap_or_else(|| here.text("admin-deliveries-nothing-to-replay"));
        return asked(here, &button, &says, ().into_inert(), back, Some(why));
    }
    let receiver = encode::component(&delivery.receiver);
    let action = here.path(&format!("{}/replay?receiver={receiver}", path(&delivery.signal_id)));
    let receiver = delivery.receiver.clone();
    let from = (to.from == FROM_ORDER).then(|| view! { <input type="hidden" name="from" value=FROM_ORDER/> });
    let fields = view! {
        <input type="hidden" name="receiver" value=receiver/>
        {from}
    };
    let form = act_form(&action, &button, false, fields);
    asked(here, &button, &says, form, back, refusal)
}
