//! The pages about deliveries: what could not be delivered, and the deliveries of one signal.

use leptos::prelude::*;

use super::{
    here::{Answer, Here},
    order::labels,
    page::Tab,
    routes::Route,
};
use crate::{Act, DeliveryState, SignalDelivery, inert::IntoInert};

mod acts;
mod signal;

/// The maximum number of failed deliveries on the page, and of pending ones.
const LISTED: u32 = 100;

pub(super) fn routes() -> Vec<Route> {
    let pages =
        vec![Route::page("/deliveries", Act::View, list), Route::page("/deliveries/{signal}", Act::View, signal::show)];
    pages.into_iter().chain(acts::routes()).collect()
}

/// `GET /deliveries`.
async fn list(here: Here) -> Answer {
    // One more than are listed, to know whether there are more.
    let failed = here.admin().failed_deliveries(LISTED + 1).await?;
    let pending = here.admin().pending_deliveries(LISTED + 1).await?;
    let none = failed.is_empty() && pending.is_empty();
    let retry = (!none && here.may(Act::RetryDelivery)).then(|| {
        let to = here.path("/deliveries/retry");
        view! { <p class="ad-actions"><a class="ad-button" href=to>{here.text("admin-deliveries-retry-all")}</a></p> }
    });
    let body = view! {
        <p>{here.text("admin-deliveries-text")}</p>
        {none.then(|| view! { <p class="ad-empty">{here.text("admin-deliveries-none")}</p> })}
        {retry}
        {section(&here, "admin-deliveries-failed", "admin-deliveries-failed-text", &failed)}
        {section(&here, "admin-deliveries-pending", "admin-deliveries-pending-text", &pending)}
    };
    Ok(here.page(Tab::Deliveries, &here.text("admin-tab-deliveries"), body))
}

/// Renders a list with the messages of its heading and of the sentence below it; nothing if it is empty.
fn section(here: &Here, heading: &str, text: &str, deliveries: &[SignalDelivery]) -> Option<AnyView> {
    if deliveries.is_empty() {
        return None;
    }
    let listed = usize::try_from(LISTED).unwrap_or(usize::MAX);
    let more = (deliveries.len() > listed).then(|| {
        let more = here.format("admin-deliveries-more", &[("count", LISTED.into())]);
        view! { <p>{more}</p> }
    });
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = deliveries.iter().take(listed).map(|delivery| row(here, delivery)).collect_view();
    let section = view! {
        <section>
            <h2>{here.text(heading)}</h2>
            <p>{here.text(text)}</p>
            <table class="ad-table" aria-label=here.text(heading)>
                <thead>
                    <tr>
                        {head("admin-deliveries-event")}
                        {head("admin-deliveries-order")}
                        {head("admin-deliveries-receiver")}
                        {head("admin-deliveries-state")}
                        {head("admin-deliveries-error")}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {more}
        </section>
    };
    Some(section.into_inert())
}

fn row(here: &Here, delivery: &SignalDelivery) -> impl IntoView + use<> {
    let to = here.path(&path(&delivery.signal_id));
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-deliveries-event")>
                <a href=to>{event(here, delivery)}</a> " " {here.when(delivery.at)}
            </th>
            <td class="ad-words" data-label=here.text("admin-deliveries-order")>{order(here, delivery)}</td>
            <td class="ad-words" data-label=here.text("admin-deliveries-receiver")>{labels::receiver(&delivery.receiver, &here.texts)}</td>
            <td class="ad-words" data-label=here.text("admin-deliveries-state")>{state(here, delivery)}</td>
            <td data-label=here.text("admin-deliveries-error")>{error(here, delivery)}</td>
        </tr>
    }
}

/// Returns the path of the page about a signal.
fn path(signal: &str) -> String {
    format!("/deliveries/{signal}")
}

/// Returns what a signal reports.
fn event(here: &Here, delivery: &SignalDelivery) -> String {
    match delivery.kind {
        Some(kind) => labels::signal(kind, &here.texts),
        None => here.text("admin-deliveries-unknown-event"),
    }
}

/// Renders a link to the order, if it has a number.
fn order(here: &Here, delivery: &SignalDelivery) -> AnyView {
    match delivery.order_number {
        Some(number) => {
            let to = here.path(&format!("/orders/{number}"));
            view! { <a href=to>{number.to_string()}</a> }.into_inert()
        }
        None => here.text("admin-deliveries-basket").into_inert(),
    }
}

/// Renders how far a delivery has come.
fn state(here: &Here, delivery: &SignalDelivery) -> AnyView {
    let (name, tone) = match delivery.state {
        DeliveryState::Waiting { .. } => ("admin-deliveries-waiting", "wait"),
        DeliveryState::InProgress { .. } => ("admin-deliveries-in-progress", "wait"),
        DeliveryState::Failed => ("admin-deliveries-has-failed", "bad"),
        DeliveryState::Handled { .. } => ("admin-deliveries-handled", "good"),
    };
    let time = match delivery.state {
        DeliveryState::Waiting { until } if until <= here.store.db().now() => {
            Some(here.text("admin-deliveries-next-now").into_inert())
        }
        DeliveryState::Waiting { until } => {
            Some(view! { {here.text("admin-deliveries-next")} " " {here.when(until)} }.into_inert())
        }
        DeliveryState::InProgress { since: at } | DeliveryState::Handled { at: Some(at) } => {
            Some(here.when(at).into_inert())
        }
        DeliveryState::Failed | DeliveryState::Handled { at: None } => None,
    };
    let is_handled = matches!(delivery.state, DeliveryState::Handled { .. });
    let tries = here.format("admin-deliveries-attempts", &[("count", delivery.attempts.into())]);
    let unregistered = (!delivery.registered && !is_handled).then(|| here.text("admin-deliveries-unregistered"));
    view! {
        {labels::badge(here.text(name), tone)}
        {(!is_handled).then(|| view! { <p>{tries}</p> })}
        {time.map(|time| view! { <p>{time}</p> })}
        {unregistered.map(|text| view! { <p>{text}</p> })}
    }
    .into_inert()
}

/// Renders the error of the last attempt: after a success, there is none to speak of.
fn error(here: &Here, delivery: &SignalDelivery) -> AnyView {
    match (&delivery.error, delivery.state) {
        (Some(error), DeliveryState::Waiting { .. } | DeliveryState::InProgress { .. } | DeliveryState::Failed) => {
            view! { <code>{error.clone()}</code> }.into_inert()
        }
        _ => here.text("admin-deliveries-no-error").into_inert(),
    }
}
