//! Everything that happened to an order, the newest first, page by page.

use axum::extract::{Path, Query};
use leptos::prelude::*;
use serde::Deserialize;

use super::{found::Found, idle, labels};
use crate::{
    Act, Arg, AuditEntry, DeliveryState, DisputeStatus, Field, FieldChange, Money, RefundReason, SignalDelivery,
    SignalKind, TimelineEntry, TimelineEvent, TimelinePage, Timestamp,
    admin::{
        audit::{act_name, actor_name},
        detail::detail,
        here::{Answer, Here},
        page::Tab,
        routes::Route,
    },
    country, encode,
    inert::IntoInert,
};

/// The entries on the page of an order, and on each page of what was earlier.
pub(super) const ON_A_PAGE: u32 = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page("/orders/{number}/timeline", Act::View, earlier)]
}

#[derive(Deserialize)]
struct Before {
    /// A time, in milliseconds.
    before: Option<i64>,
}

/// `GET /orders/1001/timeline?before=1796048000000`: what happened before a time.
async fn earlier(here: Here, Path(number): Path<String>, Query(Before { before }): Query<Before>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    let before = before.map(Timestamp::from_millis);
    let page = here.admin().timeline_page(found.number, before, ON_A_PAGE).await?;
    let title = here.format("admin-order-timeline-of", &[("number", (&found.number.to_string()).into())]);
    let entries = match page.entries.is_empty() {
        true => view! { <p class="ad-empty">{here.text("admin-order-timeline-none")}</p> }.into_inert(),
        false => one_page(&here, &found, &page),
    };
    let back = here.format("admin-order-title", &[("number", (&found.number.to_string()).into())]);
    let body = view! {
        <p><a href=here.path(&found.path(""))>{back}</a></p>
        {entries}
    };
    Ok(here.page(Tab::Orders, &title, body))
}

/// Renders a page of the timeline, with a link to what was earlier.
pub(super) fn one_page(here: &Here, found: &Found, page: &TimelinePage) -> AnyView {
    let older = page.earlier.map(|before| {
        let to = here.path(&found.path(&format!("/timeline?before={}", before.as_millis())));
        view! {
            <nav class="ad-pager" aria-label=here.text("admin-pages")>
                <a href=to rel="next">{here.text("admin-order-timeline-earlier")}</a>
            </nav>
        }
    });
    view! { {timeline(here, found, &page.entries)} {older} }.into_inert()
}

/// Renders entries, the newest first.
fn timeline(here: &Here, found: &Found, entries: &[TimelineEntry]) -> AnyView {
    let told: Vec<SignalKind> = entries.iter().filter_map(|entry| signal_of(&entry.event)).collect();
    let is_told =
        |event: &TimelineEvent| matches!(event, TimelineEvent::Signal { kind: Some(kind), .. } if told.contains(kind));
    let entries: Vec<_> = entries
        .iter()
        .rev()
        .filter(|entry| !is_told(&entry.event))
        .map(|entry| {
            let mut said = said(here, found, &entry.event);
            if let Some(kind) = signal_of(&entry.event) {
                said = passed_on(said, here, found, kind, entries);
            }
            let Said { what, more, ids, below, bad } = said;
            let ids = (!ids.is_empty()).then(|| {
                let about = here.text("admin-technical-details");
                view! { <details class="ad-more"><summary>{about}</summary> <code>{ids.join(" ")}</code></details> }
            });
            let more = more.into_iter().map(|more| view! { " " <span class="ad-muted">{more}</span> }).collect_view();
            let class = bad.then_some("ad-bad");
            view! { <li class=class>{here.when(entry.at)} <p>{what} {more}</p> {below} {ids}</li> }
        })
        .collect();
    view! { <ol class="ad-timeline">{entries}</ol> }.into_inert()
}

/// What an entry says: a sentence, what else is known, and what belongs to it.
struct Said {
    what: String,
    more: Vec<String>,
    /// The ids that a payment service or a supplier has given.
    ids: Vec<String>,
    below: Option<AnyView>,
    /// Whether something went wrong.
    bad: bool,
}

impl Said {
    /// Says a text, with its values.
    fn new(here: &Here, name: &str, with: &[(&str, Arg<'_>)]) -> Said {
        Said { what: here.format(name, with), more: Vec::new(), ids: Vec::new(), below: None, bad: false }
    }

    /// Adds what else is known, unless it is empty.
    fn more(mut self, more: impl IntoIterator<Item = String>) -> Said {
        self.more.extend(more.into_iter().filter(|more| !more.is_empty()));
        self
    }

    /// Adds an id, unless there is none.
    fn id(mut self, id: Option<&String>) -> Said {
        self.ids.extend(id.filter(|id| !id.is_empty()).cloned());
        self
    }

    fn below(self, below: AnyView) -> Said {
        Said { below: Some(below), ..self }
    }

    fn bad(self) -> Said {
        Said { bad: true, ..self }
    }
}

/// Returns the kind of the signal that says the same as an entry, and is shown as one with it.
const fn signal_of(event: &TimelineEvent) -> Option<SignalKind> {
    match event {
        TimelineEvent::Placed { .. } => Some(SignalKind::Pending),
        TimelineEvent::Completed => Some(SignalKind::Completed),
        TimelineEvent::Cancelled => Some(SignalKind::Cancelled),
        _ => None,
    }
}

/// Adds what each receiver has done about the signal of this kind.
fn passed_on(said: Said, here: &Here, found: &Found, kind: SignalKind, entries: &[TimelineEntry]) -> Said {
    let signal = entries.iter().find_map(|entry| match &entry.event {
        TimelineEvent::Signal { id, kind: Some(of), subject, deliveries } if *of == kind => {
            Some((id, subject, deliveries))
        }
        _ => None,
    });
    let Some((id, subject, deliveries)) = signal else { return said };
    let bad = said.bad || deliveries.iter().any(|delivery| delivery.state == DeliveryState::Failed);
    Said { below: receivers(here, found, (id, subject), deliveries), bad, ..said }
}

fn said(here: &Here, found: &Found, event: &TimelineEvent) -> Said {
    let texts = &here.texts;
    let plain = |name: &str| Said::new(here, name, &[]);
    let provided = |name: &str, id: &str| Said::new(here, name, &[("provider", (&labels::provider(id, texts)).into())]);
    let money = |name: &str, amount: &Money| Said::new(here, name, &[("amount", (&texts.money(*amount)).into())]);
    let pick_up = |n: &u32| {
        let parcel = found.shipments.iter().find(|parcel| parcel.position == *n);
        parcel.is_some_and(|parcel| here.store.is_picked_up(&parcel.method))
    };
    let parcel = |name: &str, n: &u32| Said::new(here, name, &[("position", (&n.to_string()).into())]);
    let either =
        |parcel_name: &str, pick_up_name: &str, n: &u32| parcel(if pick_up(n) { pick_up_name } else { parcel_name }, n);
    let sum = |amount: &Option<Money>| amount.map(|amount| texts.money(amount));
    match event {
        TimelineEvent::Placed { total } => money("admin-timeline-placed", total),
        TimelineEvent::Completed => plain("admin-timeline-completed"),
        TimelineEvent::Cancelled => plain("admin-timeline-cancelled"),
        TimelineEvent::PaymentStarted { provider, amount, .. } => {
            provided("admin-timeline-payment-started", provider).more([texts.money(*amount)])
        }
        TimelineEvent::PaymentProcessing { .. } => plain("admin-timeline-payment-processing"),
        TimelineEvent::PaymentEnded { provider, status, paid, reference, message, .. } => {
            let said = provided("admin-timeline-payment-ended", provider);
            let said = said.more([labels::payment_status(*status, texts)]).more(sum(paid));
            said.more(message.clone()).id(reference.as_ref())
        }
        TimelineEvent::IssueFound { issue, paid, .. } => {
            let issue = issue.map(|issue| labels::issue(issue, texts));
            plain("admin-timeline-issue-found").more(issue).more(sum(paid)).bad()
        }
        TimelineEvent::IssueClosed { issue, .. } => {
            plain("admin-timeline-issue-closed").more([labels::issue(*issue, texts)])
        }
        TimelineEvent::RefundStarted { amount, reason: RefundReason::MadeAtTheGateway, .. } => {
            money("admin-timeline-refund-found", amount)
        }
        TimelineEvent::RefundStarted { amount, reason, .. } => {
            money("admin-timeline-refund-started", amount).more([labels::refund_reason(*reason, false, texts)])
        }
        TimelineEvent::RefundAccepted { amount, .. } => money("admin-timeline-refund-accepted", amount),
        TimelineEvent::RefundMade { amount, .. } if amount.amount == 0 => plain("admin-timeline-taken-back"),
        TimelineEvent::RefundMade { amount, manual: true, .. } => money("admin-timeline-refund-recorded", amount),
        TimelineEvent::RefundMade { amount, manual: false, .. } => money("admin-timeline-refund-made", amount),
        TimelineEvent::RefundFailed { amount, error, .. } => {
            money("admin-timeline-refund-failed", amount).more(error.clone()).bad()
        }
        TimelineEvent::DisputeOpened { reference } => plain("admin-timeline-dispute-opened").id(Some(reference)).bad(),
        TimelineEvent::DisputeClosed { reference, status } => {
            let said = match status {
                DisputeStatus::Won => plain("admin-timeline-dispute-won"),
                DisputeStatus::Lost => plain("admin-timeline-dispute-lost").bad(),
                DisputeStatus::Open => plain("admin-timeline-dispute-opened").bad(),
            };
            said.id(Some(reference))
        }
        TimelineEvent::ShipmentBegun { position, reference, .. } => {
            parcel("admin-timeline-parcel-begun", position).id(reference.as_ref())
        }
        TimelineEvent::ShipmentSent { position, label, tracking, .. } => {
            let known = [Some(label.clone()), tracking.carrier.clone(), tracking.number.clone()];
            either("admin-timeline-parcel-sent", "admin-timeline-pick-up-ready", position)
                .more(known.into_iter().flatten())
        }
        TimelineEvent::ShipmentDelivered { position, .. } => {
            either("admin-timeline-parcel-delivered", "admin-timeline-pick-up-picked-up", position)
        }
        TimelineEvent::ShipmentFailed { position, note, .. } => {
            either("admin-timeline-parcel-failed", "admin-timeline-pick-up-failed", position).more(note.clone()).bad()
        }
        TimelineEvent::ShipmentCancelled { position, .. } => {
            either("admin-timeline-parcel-cancelled", "admin-timeline-pick-up-cancelled", position)
        }
        TimelineEvent::DownloadActivated { title, .. } => {
            Said::new(here, "admin-timeline-download-activated", &[("title", title.into())])
        }
        TimelineEvent::DownloadUsed { title, attempts, max_attempts: Some(most), .. } => {
            let with = [("title", title.into()), ("attempts", (*attempts).into()), ("most", (*most).into())];
            Said::new(here, "admin-timeline-download-used-of", &with)
        }
        TimelineEvent::DownloadUsed { title, attempts, max_attempts: None, .. } => {
            let with = [("title", title.into()), ("attempts", (*attempts).into())];
            Said::new(here, "admin-timeline-download-used", &with)
        }
        TimelineEvent::Signal { id, kind, subject, deliveries } => {
            let what = match kind {
                Some(kind) => labels::signal(*kind, texts),
                None => texts.get("admin-timeline-unknown-signal"),
            };
            let bad = deliveries.iter().any(|delivery| delivery.state == DeliveryState::Failed);
            Said {
                what,
                more: Vec::new(),
                ids: Vec::new(),
                below: receivers(here, found, (id, subject), deliveries),
                bad,
            }
        }
        TimelineEvent::Webhook { id, provider, handled, error, .. } => {
            let name = if *handled { "admin-timeline-webhook" } else { "admin-timeline-webhook-waiting" };
            let said = provided(name, provider).more(error.clone());
            if !here.may(Act::ReadWebhooks) {
                return said;
            }
            let to = here.path(&format!("/webhooks/{}", encode::component(id)));
            said.below(view! { <p><a href=to>{texts.get("admin-timeline-details")}</a></p> }.into_inert())
        }
        TimelineEvent::Corrected { actor, changes } => {
            let said = Said::new(here, "admin-timeline-corrected", &[("actor", (&actor_name(here, actor)).into())]);
            said.more(changes.iter().map(|change| changed(here, found, change)))
        }
        TimelineEvent::Audit(entry) => audited(here, entry),
    }
}

/// Renders what each receiver has done about a signal.
fn receivers(
    here: &Here,
    found: &Found,
    (signal, subject): (&str, &str),
    deliveries: &[SignalDelivery],
) -> Option<AnyView> {
    let texts = &here.texts;
    let items: Vec<_> = deliveries
        .iter()
        .map(|delivery| {
            let idle = idle::had_nothing_to_do(delivery, subject, found);
            let (state, at) = match delivery.state {
                DeliveryState::Handled { at } if idle => ("admin-timeline-delivery-idle", at),
                DeliveryState::Waiting { until } => ("admin-timeline-delivery-waiting", Some(until)),
                DeliveryState::InProgress { since } => ("admin-timeline-delivery-in-progress", Some(since)),
                DeliveryState::Failed => ("admin-timeline-delivery-failed", None),
                DeliveryState::Handled { at } => ("admin-timeline-delivery-handled", at),
            };
            let receiver = labels::receiver(&delivery.receiver, texts);
            let at = at.map(|at| view! { " " {here.when(at)} });
            let error = delivery.error.clone().map(|error| view! { " " <span class="ad-muted">{error}</span> });
            let about = here.path(&format!("/deliveries/{}", encode::component(signal)));
            let handled = matches!(delivery.state, DeliveryState::Handled { .. });
            let (to, link) = match handled && !idle && here.may(Act::ReplayDelivery) {
                true => {
                    let receiver = encode::component(&delivery.receiver);
                    (format!("{about}/replay?receiver={receiver}&from=order"), "admin-timeline-again")
                }
                false => (about, "admin-timeline-details"),
            };
            let what = format!("{receiver}: {}", texts.get(state));
            view! { <li>{what} {at} {error} " " <a href=to>{texts.get(link)}</a></li> }
        })
        .collect();
    (!items.is_empty()).then(|| view! { <ul>{items}</ul> }.into_inert())
}

/// Returns what a correction has changed: "City: Berln → Berlin".
fn changed(here: &Here, found: &Found, change: &FieldChange) -> String {
    let label = match change.field {
        Field::ShippingAddress(field) => {
            let country = found.shipments.first().map(|parcel| parcel.to.country.as_str()).unwrap_or_default();
            let rules = country::rules_in(country, &here.texts);
            let rule = rules.as_ref().and_then(|rules| rules.field(field));
            rule.map_or_else(|| field.name().to_owned(), |rule| rule.label.clone())
        }
        _ => here.text("admin-customer-email"),
    };
    let value = |value: &str| if value.is_empty() { "–".to_owned() } else { value.to_owned() };
    format!("{label}: {} → {}", value(&change.old), value(&change.new))
}

/// Returns what an entry of the audit log says. A note is its text.
fn audited(here: &Here, entry: &AuditEntry) -> Said {
    let actor = actor_name(here, &entry.actor);
    if entry.act == Act::Note.as_str() {
        let said = Said::new(here, "admin-timeline-note", &[("actor", (&actor).into())]);
        let lines: Vec<String> = entry.detail.lines().map(str::to_owned).collect();
        return said.below(view! { <p>{labels::lines(&lines)}</p> }.into_inert());
    }
    let act = act_name(here, &entry.act);
    let said = Said::new(here, "admin-timeline-act", &[("actor", (&actor).into()), ("act", (&act).into())]);
    said.more([detail(here, entry)])
}
