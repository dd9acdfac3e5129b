//! Stripe's webhooks (<https://docs.stripe.com/api/events/types>), after verification.

use serde::Deserialize;

use super::api::Object;
use crate::{PaymentState, WebhookError, WebhookEvent};

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: serde_json::Value,
}

/// Reads an event. Events about payments that the store did not start are ignored: the account may have other
/// uses.
pub(super) fn read(body: &[u8]) -> Result<WebhookEvent, WebhookError> {
    let malformed = |why: String| WebhookError::Malformed(why);
    let Event { id, kind, data } = serde_json::from_slice(body).map_err(|e| malformed(e.to_string()))?;
    let about_payment = kind == "charge.refunded"
        || ["payment_intent.", "checkout.session."].iter().any(|family| kind.starts_with(family));
    if !about_payment {
        return Err(WebhookError::Ignored);
    }
    let object: Object = serde_json::from_value(data.object).map_err(|e| malformed(e.to_string()))?;
    let attempt = object.attempt().ok_or(WebhookError::Ignored)?.to_owned();
    if kind == "charge.refunded" {
        let (state, refunded) = object.refunded().map_err(|e| malformed(e.to_string()))?;
        return Ok(WebhookEvent::new(id, attempt, state).refunded(refunded));
    }
    let state = match kind.as_str() {
        "checkout.session.async_payment_failed" => object.declined(),
        "payment_intent.succeeded"
        | "payment_intent.canceled"
        | "checkout.session.completed"
        | "checkout.session.async_payment_succeeded"
        | "checkout.session.expired" => object.state().map_err(|e| malformed(e.to_string()))?,
        // Not final: the card was declined, and the shopper may try another one.
        "payment_intent.payment_failed" => PaymentState::Open,
        _ => return Err(WebhookError::Ignored),
    };
    Ok(WebhookEvent::new(id, attempt, state))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::{Currency, Money, store::payment::providers::random_json::bodies};

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

    fn event(kind: &str, object: &Value) -> Result<WebhookEvent, WebhookError> {
        read(json!({"id": "evt_1", "object": "event", "type": kind, "data": {"object": object}}).to_string().as_bytes())
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
        assert_eq!(state("payment_intent.payment_failed", &declined), PaymentState::Open, "another card may do");
    }

    #[test]
    fn events_of_a_session() {
        let paid = PaymentState::Succeeded { amount: euro(2490) };
        assert_eq!(state("checkout.session.completed", &session("complete", "paid")), paid);
        assert_eq!(state("checkout.session.completed", &session("complete", "unpaid")), PaymentState::Open);
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
    fn what_is_not_ours_is_not_of_interest() {
        let mut foreign = intent("succeeded");
        foreign["metadata"] = json!({});
        assert_eq!(event("payment_intent.succeeded", &foreign), Err(WebhookError::Ignored));
        assert_eq!(event("payout.paid", &json!({"id": "po_1"})), Err(WebhookError::Ignored));
        assert_eq!(event("payment_intent.processing", &intent("processing")), Err(WebhookError::Ignored));
    }

    #[test]
    fn what_makes_no_sense_is_malformed() {
        let mut euros = intent("succeeded");
        euros["currency"] = json!("euros");
        for read in
            [read(b"{}"), event("payment_intent.succeeded", &json!([])), event("payment_intent.succeeded", &euros)]
        {
            assert!(matches!(read, Err(WebhookError::Malformed(_))), "{read:?}");
        }
    }
}
