//! PayPal's webhooks: verified by a call to PayPal, then read.

use std::time::Duration;

use http::HeaderMap;
use reqwest::{StatusCode, Url};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    amount::Amount,
    app,
    client::{Client, Failure},
    wire,
};
use crate::{Dispute, DisputeStatus, PaymentError, PaymentState, Timestamp, WebhookError, WebhookEvent};

/// The maximum age of a webhook. PayPal retries up to 25 times over three days, and does not
/// promise a new timestamp for each; the extra hour is for the last retry.
const OLDEST: Duration = Duration::from_secs((3 * 24 + 1) * 60 * 60);
/// The maximum time by which PayPal's clock may be ahead of ours.
const AHEAD: Duration = Duration::from_secs(300);

/// The request that PayPal's reference calls "Verify webhook signature".
#[derive(Serialize)]
pub(super) struct Question<'a> {
    auth_algo: &'a str,
    cert_url: &'a str,
    transmission_id: &'a str,
    transmission_sig: &'a str,
    transmission_time: &'a str,
    webhook_id: &'a str,
    webhook_event: &'a RawValue,
}

#[derive(Deserialize)]
struct Answer {
    verification_status: String,
}

/// Verifies a webhook by a call to PayPal.
pub(super) async fn verify(client: &Client, question: &Question<'_>) -> Result<(), WebhookError> {
    let answer = client.ask(client.post("/v1/notifications/verify-webhook-signature", question)).await;
    match answer {
        Ok(Answer { verification_status }) if verification_status == "SUCCESS" => Ok(()),
        Ok(_) => Err(WebhookError::Unverified("PayPal rejected the signature")),
        Err(Failure::Said { status: StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY, .. }) => {
            Err(WebhookError::Unverified("PayPal rejected the verification request"))
        }
        Err(failure) => Err(WebhookError::Unavailable(PaymentError::from(failure).to_string())),
    }
}

/// Prepares the verification of a webhook.
///
/// # Errors
/// [`WebhookError::Unverified`] for an obvious forgery.
pub(super) fn question<'a>(
    webhook_id: &'a str,
    headers: &'a HeaderMap,
    body: &'a [u8],
    now: Timestamp,
) -> Result<Question<'a>, WebhookError> {
    let header = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.filter(|value| !value.is_empty()).ok_or(WebhookError::Unverified("missing header"))
    };
    let question = Question {
        auth_algo: header("paypal-auth-algo")?,
        cert_url: header("paypal-cert-url")?,
        transmission_id: header("paypal-transmission-id")?,
        transmission_sig: header("paypal-transmission-sig")?,
        transmission_time: header("paypal-transmission-time")?,
        webhook_id,
        webhook_event: event(body)?,
    };
    let certificate = Url::parse(question.cert_url).ok();
    if certificate.is_none_or(|url| url.scheme() != "https" || !app::of_paypal(&url)) {
        return Err(WebhookError::Unverified("the certificate URL is not PayPal's"));
    }
    let sent = OffsetDateTime::parse(question.transmission_time, &Rfc3339);
    let sent = Timestamp::from_secs(sent.map_err(|_| WebhookError::Unverified("no timestamp"))?.unix_timestamp());
    if now.duration_since(sent) > OLDEST {
        return Err(WebhookError::Unverified("signature too old"));
    }
    if sent.duration_since(now) > AHEAD {
        return Err(WebhookError::Unverified("timestamp in the future"));
    }
    Ok(question)
}

/// Returns the body, to be passed on byte for byte. It must be exactly one JSON object: text around the
/// object would not be passed on, and so not be verified; invalid JSON could break out of the request and
/// forge it.
fn event(body: &[u8]) -> Result<&RawValue, WebhookError> {
    let event: &RawValue = serde_json::from_slice(body).map_err(|_| WebhookError::Unverified("not JSON"))?;
    if !event.get().starts_with('{') || event.get().len() != body.len() {
        return Err(WebhookError::Unverified("not a single JSON object"));
    }
    Ok(event)
}

#[derive(Deserialize)]
struct Event {
    id: String,
    event_type: String,
    #[serde(default)]
    create_time: Option<String>,
    #[serde(default)]
    resource: Value,
}

/// An event, and the capture by which its attempt has to be looked up if the event does not name it.
#[derive(Debug, PartialEq)]
pub(super) struct Read {
    pub event: WebhookEvent,
    pub capture: Option<String>,
}

/// Reads a webhook, which need not be verified yet.
pub(super) fn read(body: &[u8]) -> Result<Read, WebhookError> {
    let event: Event = serde_json::from_slice(body).map_err(malformed)?;
    let created = event.create_time.as_deref().and_then(|time| OffsetDateTime::parse(time, &Rfc3339).ok());
    let mut read = match event.event_type.as_str() {
        // Open: the store then queries the order, which captures it.
        "CHECKOUT.ORDER.APPROVED" | "CHECKOUT.ORDER.COMPLETED" => order(event, PaymentState::Open),
        // PayPal revokes the approval and cancels the order.
        "CHECKOUT.ORDER.VOIDED" | "CHECKOUT.PAYMENT-APPROVAL.REVERSED" => order(event, PaymentState::Cancelled),
        "PAYMENT.CAPTURE.PENDING" => capture(event, |_| Some(PaymentState::Processing)),
        "PAYMENT.CAPTURE.DENIED" | "PAYMENT.CAPTURE.DECLINED" => capture(event, |_| Some(wire::declined())),
        "PAYMENT.CAPTURE.COMPLETED" => {
            capture(event, |capture| Some(PaymentState::Succeeded { amount: capture.amount.money()? }))
        }
        "PAYMENT.CAPTURE.REFUNDED" => refunded(event),
        "PAYMENT.REFUND.PENDING" | "PAYMENT.REFUND.FAILED" => refund(event),
        "PAYMENT.CAPTURE.REVERSED" => reversal(event),
        "CUSTOMER.DISPUTE.CREATED" | "CUSTOMER.DISPUTE.RESOLVED" => dispute(event),
        _ => ignored(event),
    }?;
    read.event.created_at = created.map(|at| Timestamp::from_secs(at.unix_timestamp()));
    Ok(read)
}

/// The part of an order event's resource that is read.
#[derive(Deserialize)]
struct Order {
    #[serde(default)]
    purchase_units: Vec<wire::Unit>,
}

fn order(event: Event, state: PaymentState) -> Result<Read, WebhookError> {
    let order: Order = resource(event.resource)?;
    let attempt = order.purchase_units.into_iter().next().and_then(|unit| unit.custom_id);
    Ok(of(WebhookEvent::new(event.id, named(attempt)?, state)))
}

fn capture(event: Event, state: impl FnOnce(&wire::Capture) -> Option<PaymentState>) -> Result<Read, WebhookError> {
    let capture: wire::Capture = resource(event.resource)?;
    let state = state(&capture).ok_or_else(|| malformed("unreadable amount"))?;
    Ok(of(WebhookEvent::new(event.id, named(capture.custom_id)?, state)))
}

fn refunded(event: Event) -> Result<Read, WebhookError> {
    let refund: wire::Refund = resource(event.resource)?;
    let (attempt, capture) = either(refund.custom_id.clone(), wire::refunded_capture(&refund.links))?;
    let total = refund.seller_payable_breakdown.as_ref().and_then(|breakdown| breakdown.total_refunded_amount.as_ref());
    let total = total.and_then(Amount::money).ok_or_else(|| malformed("no total_refunded_amount"))?;
    let event = WebhookEvent::new(event.id, attempt, PaymentState::Open).refunded(total);
    Ok(Read { event: event.refund(refund.read(total)), capture })
}

fn refund(event: Event) -> Result<Read, WebhookError> {
    let refund: wire::Refund = resource(event.resource)?;
    let (attempt, capture) = either(refund.custom_id.clone(), wire::refunded_capture(&refund.links))?;
    let amount = refund.amount.as_ref().and_then(Amount::money).ok_or_else(|| malformed("no amount"))?;
    let event = WebhookEvent::new(event.id, attempt, PaymentState::Open).refund(refund.read(amount));
    Ok(Read { event, capture })
}

/// The part of a reversal's resource that is read: a refund, with a link to its capture.
#[derive(Deserialize)]
struct Reversal {
    id: String,
    custom_id: Option<String>,
    #[serde(default)]
    links: Vec<wire::Link>,
}

fn reversal(event: Event) -> Result<Read, WebhookError> {
    let Reversal { id, custom_id, links } = resource(event.resource)?;
    let capture = wire::refunded_capture(&links).unwrap_or(id);
    disputed(event.id, custom_id, Some(capture), Dispute::new("", DisputeStatus::Open))
}

/// The part of a dispute that is read.
#[derive(Deserialize)]
struct Disputed {
    dispute_id: String,
    #[serde(default)]
    disputed_transactions: Vec<Transaction>,
    dispute_outcome: Option<Outcome>,
}

#[derive(Deserialize)]
struct Transaction {
    /// The `custom_id` of the purchase unit.
    custom: Option<String>,
    /// The id of the capture.
    seller_transaction_id: Option<String>,
}

#[derive(Deserialize)]
struct Outcome {
    outcome_code: String,
}

fn dispute(event: Event) -> Result<Read, WebhookError> {
    let resolved = event.event_type == "CUSTOMER.DISPUTE.RESOLVED";
    let dispute: Disputed = resource(event.resource)?;
    let outcome = dispute.dispute_outcome.map(|outcome| outcome.outcome_code);
    let status = match outcome.as_deref() {
        _ if !resolved => DisputeStatus::Open,
        Some("RESOLVED_SELLER_FAVOUR" | "RESOLVED_WITH_PAYOUT" | "CANCELED_BY_BUYER" | "DENIED" | "NONE") => {
            DisputeStatus::Won
        }
        _ => DisputeStatus::Lost,
    };
    let transaction = dispute.disputed_transactions.into_iter().next().ok_or(WebhookError::Ignored)?;
    let dispute = Dispute::new(dispute.dispute_id, status);
    disputed(event.id, transaction.custom, transaction.seller_transaction_id, dispute)
}

fn disputed(
    id: String,
    attempt: Option<String>,
    capture: Option<String>,
    dispute: Dispute,
) -> Result<Read, WebhookError> {
    let (attempt, capture) = either(attempt, capture)?;
    Ok(Read { event: WebhookEvent::new(id, attempt, PaymentState::Open).dispute(dispute), capture })
}

/// Reads an event that the store has no use for, if it names an attempt: as captures, authorizations and refunds do,
/// orders, or disputes.
fn ignored(event: Event) -> Result<Read, WebhookError> {
    let (unit, transaction) = (&event.resource["purchase_units"][0], &event.resource["disputed_transactions"][0]);
    let places = [&event.resource["custom_id"], &unit["custom_id"], &transaction["custom"]];
    let attempt = named(places.into_iter().find_map(Value::as_str).map(str::to_owned))?;
    Ok(of(WebhookEvent::new(event.id, attempt, PaymentState::Open).ignored(event.event_type)))
}

fn of(event: WebhookEvent) -> Read {
    Read { event, capture: None }
}

/// Returns the attempt. A payment without one was made by other means, with the same app.
pub(super) fn named(attempt: Option<String>) -> Result<String, WebhookError> {
    attempt.filter(|id| !id.is_empty()).ok_or(WebhookError::Ignored)
}

/// Returns the attempt or, if it is not named, the capture to look it up by.
fn either(attempt: Option<String>, capture: Option<String>) -> Result<(String, Option<String>), WebhookError> {
    match (named(attempt), capture) {
        (Ok(attempt), _) => Ok((attempt, None)),
        (Err(_), Some(capture)) => Ok((String::new(), Some(capture))),
        (Err(error), None) => Err(error),
    }
}

fn resource<T: DeserializeOwned>(value: Value) -> Result<T, WebhookError> {
    serde_json::from_value(value).map_err(malformed)
}

fn malformed(why: impl ToString) -> WebhookError {
    WebhookError::Malformed(why.to_string())
}

#[cfg(test)]
mod tests;
