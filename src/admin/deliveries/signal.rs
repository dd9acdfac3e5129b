//! The page of a signal: each of its deliveries, and what to do about it.

use axum::extract::Path;
use leptos::prelude::*;

use super::{error, event, order, path, state};
use crate::{
    Act, DeliveryState, SignalDelivery,
    admin::{
        here::{Answer, Failure, Here},
        order::labels,
        page::Tab,
    },
    encode,
    inert::IntoInert,
    store::is_key,
};

/// `GET /deliveries/{signal}`.
pub(super) async fn show(here: Here, Path(signal): Path<String>) -> Answer {
    let deliveries = of_signal(&here, &signal).await?;
    let Some(first) = deliveries.first() else { return Err(Failure::NotFound) };
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = deliveries.iter().map(|delivery| row(&here, delivery)).collect_view();
    let body = view! {
        <dl class="ad-facts">
            <dt>{here.text("admin-deliveries-order")}</dt>
            <dd>{order(&here, first)}</dd>
            <dt>{here.text("admin-deliveries-at")}</dt>
            <dd>{here.when(first.at)}</dd>
            <dt>{here.text("admin-deliveries-id")}</dt>
            <dd><code>{signal.clone()}</code></dd>
        </dl>
        <table class="ad-table" aria-label=here.text("admin-tab-deliveries")>
            <thead>
                <tr>
                    {head("admin-deliveries-receiver")}
                    {head("admin-deliveries-state")}
                    {head("admin-deliveries-error")}
                    {head("admin-deliveries-advice")}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {links(&here, &signal, &deliveries)}
        <p><a href=here.path("/deliveries")>{here.text("admin-deliveries-all")}</a></p>
    };
    Ok(here.page(Tab::Deliveries, &title(&here, first), body))
}

/// Returns the deliveries of a signal; none if there is no such signal.
pub(super) async fn of_signal(here: &Here, signal: &str) -> Result<Vec<SignalDelivery>, Failure> {
    match is_key(signal) {
        true => Ok(here.admin().deliveries(signal).await?),
        false => Ok(Vec::new()),
    }
}

/// Returns the heading: what the signal reports.
pub(super) fn title(here: &Here, delivery: &SignalDelivery) -> String {
    let (event, number) = (event(here, delivery), delivery.order_number.map(|number| number.to_string()));
    match &number {
        Some(number) => here.format("admin-deliveries-title", &[("number", number.into()), ("event", (&event).into())]),
        None => event,
    }
}

fn row(here: &Here, delivery: &SignalDelivery) -> impl IntoView + use<> {
    let replay = can_be_replayed(delivery).filter(|_| here.may(Act::ReplayDelivery)).map(|_| {
        let receiver = encode::component(&delivery.receiver);
        let to = here.path(&format!("{}/replay?receiver={receiver}", path(&delivery.signal_id)));
        view! { <p><a href=to>{here.text("admin-deliveries-replay")}</a></p> }
    });
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-deliveries-receiver")>
                {labels::receiver(&delivery.receiver, &here.texts)}
            </th>
            <td class="ad-words" data-label=here.text("admin-deliveries-state")>{state(here, delivery)}</td>
            <td data-label=here.text("admin-deliveries-error")>{error(here, delivery)}</td>
            <td class="ad-words" data-label=here.text("admin-deliveries-advice")>{advice(here, delivery)} {replay}</td>
        </tr>
    }
}

/// Returns what happens next, and what a person can do.
fn advice(here: &Here, delivery: &SignalDelivery) -> String {
    here.text(match delivery.state {
        DeliveryState::Waiting { .. } => "admin-deliveries-advice-waiting",
        DeliveryState::InProgress { .. } => "admin-deliveries-advice-in-progress",
        DeliveryState::Failed => "admin-deliveries-advice-failed",
        DeliveryState::Handled { .. } => "admin-deliveries-advice-handled",
    })
}

/// Returns the number of the order, if the delivery can be made again: it was made, and this store has the receiver.
pub(super) fn can_be_replayed(delivery: &SignalDelivery) -> Option<i64> {
    let handled = matches!(delivery.state, DeliveryState::Handled { .. });
    delivery.order_number.filter(|_| handled && delivery.registered && delivery.kind.is_some())
}

/// Renders the links to what can be done about the signal as a whole.
fn links(here: &Here, signal: &str, deliveries: &[SignalDelivery]) -> Option<AnyView> {
    let failed = deliveries.iter().any(|delivery| delivery.state == DeliveryState::Failed);
    let waiting = deliveries.iter().any(|delivery| matches!(delivery.state, DeliveryState::Waiting { .. }));
    let link = |act: Act, offered: bool, to: &str, text: &str| {
        (offered && here.may(act)).then(|| {
            let to = here.path(&format!("{}{to}", path(signal)));
            view! { <a class="ad-button" href=to>{here.text(text)}</a> }
        })
    };
    let retry = link(Act::RetryDelivery, failed || waiting, "/retry", "admin-deliveries-retry");
    let dismiss = link(Act::DismissDelivery, failed, "/dismiss", "admin-deliveries-dismiss");
    (retry.is_some() || dismiss.is_some())
        .then(|| view! { <p class="ad-actions">{retry} " " {dismiss}</p> }.into_inert())
}
