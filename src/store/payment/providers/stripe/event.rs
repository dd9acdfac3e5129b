//! Stripe's webhooks (<https://docs.stripe.com/api/events/types>), after verification.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::api::{DisputeObject, Object, RefundObject};
use crate::{Dispute, DisputeStatus, PaymentState, Timestamp, WebhookError, WebhookEvent};

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    created: Option<i64>,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

/// An event, and the intent by which its attempt has to be looked up if the event does not name it.
#[derive(Debug, PartialEq)]
pub(super) struct Read {
    pub event: WebhookEvent,
    pub intent: Option<String>,
}

/// Reads an event. Events about payments that the store did not start are of no interest: the account may have
/// other uses.
pub(super) fn read(body: &[u8]) -> Result<Read, WebhookError> {
    let Event { id, kind, created, data } = serde_json::from_slice(body).map_err(malformed)?;
    let mut read = match kind.as_str() {
        "charge.refunded" => charge(id, data.object),
        "charge.succeeded" => charged(id, data.object),
        "charge.dispute.created" | "charge.dispute.closed" => dispute(id, &kind, data.object),
        "charge.refund.updated" | "refund.created" | "refund.updated" | "refund.failed" => refund(id, data.object),
        "payment_intent.succeeded"
        | "payment_intent.processing"
        | "payment_intent.canceled"
        | "payment_intent.payment_failed"
        | "checkout.session.completed"
        | "checkout.session.expired"
        | "checkout.session.async_payment_succeeded"
        | "checkout.session.async_payment_failed" => payment(id, &kind, data.object),
        _ => ignored(id, &kind, data.object),
    }?;
    read.event.created_at = created.map(Timestamp::from_secs);
    Ok(read)
}

fn payment(id: String, kind: &str, object: Value) -> Result<Read, WebhookError> {
    let object: Object = parse(object)?;
    let attempt = object.attempt().ok_or(WebhookError::Ignored)?;
    let event = |state| of_payer(WebhookEvent::new(id, attempt, state), &object);
    Ok(named(match kind {
        "checkout.session.async_payment_failed" => event(object.declined()),
        // Not final: the card was declined, and the shopper may try another one.
        "payment_intent.payment_failed" => event(PaymentState::Open).declined(),
        _ => event(object.state().map_err(malformed)?),
    }))
}

fn charge(id: String, object: Value) -> Result<Read, WebhookError> {
    let charge: Object = parse(object)?;
    let attempt = charge.attempt().ok_or(WebhookError::Ignored)?;
    let (state, refunded) = charge.refunded().map_err(malformed)?;
    Ok(named(of_payer(WebhookEvent::new(id, attempt, state).refunded(refunded), &charge)))
}

/// Reads the event of a charge, which alone says where its card is from. Whether it is the payment, its intent says.
fn charged(id: String, object: Value) -> Result<Read, WebhookError> {
    let charge: Object = parse(object)?;
    let attempt = charge.attempt().ok_or(WebhookError::Ignored)?;
    Ok(named(of_payer(WebhookEvent::new(id, attempt, PaymentState::Open), &charge)))
}

/// Adds the country of the payer, if the object names it.
fn of_payer(event: WebhookEvent, object: &Object) -> WebhookEvent {
    WebhookEvent { payer_country: object.payer_country().map(str::to_owned), ..event }
}

fn refund(id: String, object: Value) -> Result<Read, WebhookError> {
    let refund: RefundObject = parse(object)?;
    let attempt = refund.attempt().unwrap_or_default().to_owned();
    let intent = if attempt.is_empty() { Some(known(refund.intent_id())?) } else { None };
    let event = WebhookEvent::new(id, attempt, PaymentState::Open).refund(refund.read().map_err(malformed)?);
    Ok(Read { event, intent })
}

/// Reads a dispute. Some are decided when they are created, such as those that were prevented from becoming a
/// chargeback.
fn dispute(id: String, kind: &str, object: Value) -> Result<Read, WebhookError> {
    let dispute: DisputeObject = parse(object)?;
    let intent = Some(known(dispute.intent_id())?);
    let status = match dispute.status.as_str() {
        // An inquiry that was closed has not become a chargeback.
        "won" | "warning_closed" => DisputeStatus::Won,
        "prevented" if dispute.is_blocked() => DisputeStatus::Won,
        // Not blocked, but resolved: the money was returned.
        "lost" | "prevented" => DisputeStatus::Lost,
        _ if kind == "charge.dispute.closed" => DisputeStatus::Lost,
        _ => DisputeStatus::Open,
    };
    let event = WebhookEvent::new(id, "", PaymentState::Open).dispute(Dispute::new(dispute.id, status));
    Ok(Read { event, intent })
}

/// Reads an event that the store has no use for, if it is about a payment of the store.
fn ignored(id: String, kind: &str, object: Value) -> Result<Read, WebhookError> {
    let event = |attempt: &str| WebhookEvent::new(id, attempt, PaymentState::Open).ignored(kind);
    if let Some(attempt) = object["metadata"]["attempt"].as_str() {
        return Ok(named(event(attempt)));
    }
    // The metadata of a dispute is its own. Of other events, the intent is not looked up: each would cost a call.
    if !kind.starts_with("charge.dispute.") {
        return Err(WebhookError::Ignored);
    }
    let dispute: DisputeObject = parse(object)?;
    Ok(Read { event: event(""), intent: Some(known(dispute.intent_id())?) })
}

/// Returns the id of an intent. A charge without one was not made by the store.
fn known(intent: Option<&str>) -> Result<String, WebhookError> {
    intent.map(str::to_owned).ok_or(WebhookError::Ignored)
}

fn named(event: WebhookEvent) -> Read {
    Read { event, intent: None }
}

fn parse<T: DeserializeOwned>(object: Value) -> Result<T, WebhookError> {
    serde_json::from_value(object).map_err(malformed)
}

fn malformed(why: impl ToString) -> WebhookError {
    WebhookError::Malformed(why.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{Currency, Money, Refund, RefundState, store::payment::providers::random_json::bodies};

    const DOCUMENTS: &[&str] = &[
        r#"{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","object":"payment_intent",
            "amount":2490,"amount_received":2490,"currency":"eur","status":"succeeded","metadata":{"attempt":"a1"}}}}"#,
        r#"{"id":"evt_1","type":"checkout.session.completed","data":{"object":{"id":"cs_1","object":"checkout.session",
            "amount_total":2490,"currency":"eur","status":"complete","payment_status":"paid","payment_intent":"pi_1",
            "metadata":{"attempt":"a1"}}}}"#,
        r#"{"id":"evt_1","type":"charge.refunded","data":{"object":{"id":"ch_1","object":"charge","amount":2490,
            "amount_captured":2490,"amount_refunded":990,"currency":"eur","metadata":{"attempt":"a1"}}}}"#,
    ];
    const WORDS: &[&str] = &[
        "id",
        "type",
        "data",
        "object",
        "metadata",
        "attempt",
        "status",
        "amount",
        "currency",
        "succeeded",
        "canceled",
        "paid",
        "payment_intent",
        "checkout.session",
        "charge",
        "checkout.session.expired",
        "payment_intent.payment_failed",
        "jpy",
    ];

    proptest! {
        #[test]
        fn any_body_is_read_ignored_or_malformed(body in bodies(DOCUMENTS, WORDS)) {
            let read = read(&body);
            let told = matches!(read, Ok(_) | Err(WebhookError::Ignored | WebhookError::Malformed(_)));
            prop_assert!(told, "{:?}", read);
        }
    }

    fn read_event(kind: &str, object: &Value) -> Result<Read, WebhookError> {
        read(json!({"id": "evt_1", "object": "event", "type": kind, "data": {"object": object}}).to_string().as_bytes())
    }

    fn event(kind: &str, object: &Value) -> Result<WebhookEvent, WebhookError> {
        read_event(kind, object).map(|read| read.event)
    }

    fn state(kind: &str, object: &Value) -> PaymentState {
        event(kind, object).unwrap().state
    }

    fn euro(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    fn intent(status: &str) -> Value {
        json!({"id": "pi_1", "object": "payment_intent", "amount": 2490, "amount_received": 2490, "currency": "eur",
               "status": status, "metadata": {"attempt": "a1", "order": "1001"}})
    }

    fn session(status: &str, paid: &str) -> Value {
        json!({"id": "cs_1", "object": "checkout.session", "amount_total": 2490, "currency": "eur", "mode": "payment",
               "status": status, "payment_status": paid, "payment_intent": "pi_1", "client_reference_id": "a1",
               "metadata": {"attempt": "a1", "order": "1001"}})
    }

    #[test]
    fn events_of_an_intent() {
        let paid = PaymentState::Succeeded { amount: euro(2490) };
        assert_eq!(event("payment_intent.succeeded", &intent("succeeded")), Ok(WebhookEvent::new("evt_1", "a1", paid)));
        assert_eq!(state("payment_intent.canceled", &intent("canceled")), PaymentState::Cancelled);
        let declined = intent("requires_payment_method");
        let declined = event("payment_intent.payment_failed", &declined).unwrap();
        assert_eq!((declined.state, declined.declined), (PaymentState::Open, true), "another card may do");
        assert_eq!(state("payment_intent.processing", &intent("processing")), PaymentState::Processing);
    }

    #[test]
    fn a_dispute_is_that_of_its_intent() {
        let dispute = |kind: &str, status: &str| {
            let object = json!({"id": "dp_1", "object": "dispute", "charge": "ch_1", "payment_intent": "pi_1", "status": status,
                                "amount": 2490, "currency": "eur", "metadata": {}});
            let Read { event, intent } = read_event(kind, &object).unwrap();
            assert_eq!((event.state, intent.as_deref()), (PaymentState::Open, Some("pi_1")));
            event.dispute.unwrap()
        };
        for (kind, stripe, status) in [
            ("charge.dispute.created", "needs_response", DisputeStatus::Open),
            ("charge.dispute.created", "warning_needs_response", DisputeStatus::Open),
            ("charge.dispute.closed", "won", DisputeStatus::Won),
            ("charge.dispute.closed", "warning_closed", DisputeStatus::Won),
            ("charge.dispute.closed", "lost", DisputeStatus::Lost),
            ("charge.dispute.closed", "of_a_later_version", DisputeStatus::Lost),
            // Decided when they are created.
            ("charge.dispute.created", "lost", DisputeStatus::Lost),
            ("charge.dispute.created", "prevented", DisputeStatus::Lost),
        ] {
            assert_eq!(dispute(kind, stripe), Dispute::new("dp_1", status), "{kind}: {stripe}");
        }
        let blocked = json!({"id": "dp_1", "object": "dispute", "payment_intent": "pi_1", "status": "prevented",
                             "payment_method_details": {"type": "card", "card": {"brand": "visa", "case_type": "block"}}});
        let blocked = event("charge.dispute.created", &blocked).unwrap().dispute;
        assert_eq!(blocked, Some(Dispute::new("dp_1", DisputeStatus::Won)));
    }

    #[test]
    fn a_refund_is_that_of_its_attempt_or_of_its_intent() {
        let refund = |metadata: Value| {
            json!({"id": "re_1", "object": "refund", "amount": 990, "currency": "eur", "status": "failed",
                   "failure_reason": "declined", "payment_intent": "pi_1", "metadata": metadata})
        };
        let failed = Refund::new("re_1", euro(990)).state(RefundState::Failed { reason: "declined".into() });
        let Read { event, intent } = read_event("refund.failed", &refund(json!({"attempt": "a1"}))).unwrap();
        assert_eq!((event.attempt.as_str(), event.refund.as_ref(), intent), ("a1", Some(&failed), None));
        let Read { event, intent } = read_event("charge.refund.updated", &refund(json!({}))).unwrap();
        assert_eq!((event.refund, intent.as_deref()), (Some(failed), Some("pi_1")), "made on the dashboard");
    }

    #[test]
    fn events_of_a_session() {
        let paid = PaymentState::Succeeded { amount: euro(2490) };
        assert_eq!(state("checkout.session.completed", &session("complete", "paid")), paid);
        assert_eq!(state("checkout.session.completed", &session("complete", "unpaid")), PaymentState::Processing);
        assert_eq!(state("checkout.session.async_payment_succeeded", &session("complete", "paid")), paid);
        let failed = state("checkout.session.async_payment_failed", &session("complete", "unpaid"));
        assert!(matches!(failed, PaymentState::Declined { message } if !message.is_empty()));
        assert_eq!(state("checkout.session.expired", &session("expired", "unpaid")), PaymentState::Expired);
    }

    #[test]
    fn a_refund_says_how_much_was_given_back_in_all() {
        let charge = json!({"id": "ch_1", "object": "charge", "amount": 2490, "amount_captured": 2490, "currency": "eur",
                            "amount_refunded": 990, "refunded": false, "payment_intent": "pi_1",
                            "metadata": {"attempt": "a1", "order": "1001"}});
        let read = event("charge.refunded", &charge).unwrap();
        assert_eq!((read.refunded, read.attempt.as_str()), (Some(euro(990)), "a1"));
        assert_eq!(read.state, PaymentState::Succeeded { amount: euro(2490) });
    }

    #[test]
    fn a_charge_says_where_its_card_is_from() {
        let charge = |kind: &str, details: Value| {
            let object = json!({"id": "ch_1", "object": "charge", "status": "succeeded", "amount": 2490, "amount_captured": 2490,
                                "currency": "eur", "amount_refunded": 990, "metadata": {"attempt": "a1"},
                                "payment_method_details": details});
            event(kind, &object).unwrap()
        };
        let card = json!({"type": "card", "card": {"brand": "visa", "country": "NL"}});
        let succeeded = charge("charge.succeeded", card.clone());
        assert_eq!((succeeded.state, succeeded.payer_country.as_deref()), (PaymentState::Open, Some("NL")));
        assert_eq!(charge("charge.refunded", card).payer_country.as_deref(), Some("NL"));
        let cash = json!({"type": "multibanco", "multibanco": {"entity": null}});
        assert_eq!(charge("charge.succeeded", cash).payer_country, None);
        let mut paid = intent("succeeded");
        paid["latest_charge"] = json!("ch_1");
        assert_eq!(event("payment_intent.succeeded", &paid).unwrap().payer_country, None, "an id alone");
    }

    #[test]
    fn what_is_not_ours_is_not_of_interest() {
        let mut foreign = intent("succeeded");
        foreign["metadata"] = json!({});
        assert_eq!(event("payment_intent.succeeded", &foreign), Err(WebhookError::Ignored));
        assert_eq!(event("payment_intent.created", &foreign), Err(WebhookError::Ignored));
        assert_eq!(event("payout.paid", &json!({"id": "po_1"})), Err(WebhookError::Ignored));
        assert_eq!(event("payout.paid", &json!([])), Err(WebhookError::Ignored));
        let charge = json!({"id": "ch_1", "object": "charge", "payment_intent": "pi_1", "metadata": {}});
        assert_eq!(event("charge.updated", &charge), Err(WebhookError::Ignored), "it costs no call to look it up");
    }

    #[test]
    fn what_is_ours_and_of_no_use_is_kept() {
        let kept = |kind: &str, attempt: &str| WebhookEvent::new("evt_1", attempt, PaymentState::Open).ignored(kind);
        for kind in ["payment_intent.created", "payment_intent.requires_action"] {
            assert_eq!(event(kind, &intent("requires_payment_method")), Ok(kept(kind, "a1")));
        }
        let dispute =
            json!({"id": "dp_1", "object": "dispute", "payment_intent": "pi_1", "status": "won", "metadata": {}});
        for kind in ["charge.dispute.updated", "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated"] {
            let read = read_event(kind, &dispute).unwrap();
            assert_eq!((read.event, read.intent.as_deref()), (kept(kind, ""), Some("pi_1")));
        }
    }

    #[test]
    fn what_makes_no_sense_is_malformed() {
        let mut euros = intent("succeeded");
        euros["currency"] = json!("euros");
        let succeeded = "payment_intent.succeeded";
        for read in [read(b"{}"), read_event(succeeded, &json!([])), read_event(succeeded, &euros)] {
            assert!(matches!(read, Err(WebhookError::Malformed(_))), "{read:?}");
        }
    }
}
