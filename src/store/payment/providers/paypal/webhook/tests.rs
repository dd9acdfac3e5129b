use http::{HeaderName, HeaderValue};
use proptest::prelude::*;

use super::*;
use crate::{Currency, Money, Refund, RefundState, store::payment::providers::random_json::bodies};

/// 2026-01-02T03:04:05Z.
const SENT: Timestamp = Timestamp::from_secs(1_767_323_045);
const EVENT: &[u8] = br#"{"id":"WH-1","event_type":"CHECKOUT.ORDER.APPROVED"}"#;

fn headers() -> HeaderMap {
    [
        ("paypal-auth-algo", "SHA256withRSA"),
        ("paypal-cert-url", "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594"),
        ("paypal-transmission-id", "69cd13f0-d67a-11e5-baa3-778b53f4ae55"),
        ("paypal-transmission-sig", "lmI95Jx3Y9nhR5SJWlHVIWpg4AgFk7n9bCHSRxbrd8A="),
        ("paypal-transmission-time", "2026-01-02T03:04:05Z"),
    ]
    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
    .into_iter()
    .collect()
}

fn with(name: &'static str, value: &'static str) -> HeaderMap {
    let mut headers = headers();
    headers.insert(name, HeaderValue::from_static(value));
    headers
}

fn refused(headers: &HeaderMap, body: &[u8], now: Timestamp) -> bool {
    matches!(question("4JH8", headers, body, now), Err(WebhookError::Unverified(_)))
}

#[test]
fn the_question_holds_the_body_byte_for_byte() {
    // Spaces, an escape, a number beyond the precision of floats, a duplicate key: all must be preserved.
    let body = br#"{ "id" : "WH-\u0031", "n": 1.2300000000000000000001, "a": 1, "a": 2 }"#;
    let headers = headers();
    let json = serde_json::to_string(&question("4JH8", &headers, body, SENT).unwrap()).unwrap();
    assert!(json.ends_with(&format!(r#""webhook_event":{}}}"#, str::from_utf8(body).unwrap())), "{json}");
    assert!(json.contains(r#""webhook_id":"4JH8""#));
}

#[test]
fn a_body_cannot_answer_for_itself() {
    for body in [
        &b""[..],
        b"{",
        b"{} ",
        b" {}",
        b"{}\n",
        b"{},\"webhook_id\":\"mine\"",
        b"{}} {",
        b"[]",
        b"\"text\"",
        b"null",
        b"{\"a\":\"\xff\"}",
    ] {
        assert!(refused(&headers(), body, SENT), "{:?}", String::from_utf8_lossy(body));
    }
}

#[test]
fn without_all_of_its_headers_it_is_not_paypals() {
    for name in headers().keys() {
        let mut rest = headers();
        rest.remove(name);
        assert!(refused(&rest, EVENT, SENT), "{name} is missing");
        rest.insert(name, HeaderValue::from_static(""));
        assert!(refused(&rest, EVENT, SENT), "{name} is empty");
    }
}

#[test]
fn the_certificate_must_be_paypals_own() {
    for url in [
        "http://api.paypal.com/cert",
        "https://api.paypal.com.evil.example/cert",
        "https://evilpaypal.com/cert",
        "https://evil.example/?.paypal.com",
        "https://api.paypal.com@evil.example/cert",
        "file:///etc/passwd",
        "cert",
    ] {
        assert!(refused(&with("paypal-cert-url", url), EVENT, SENT), "{url}");
    }
    for url in ["https://api.paypal.com/v1/notifications/certs/CERT-1", "https://API.PayPal.com:443/cert"] {
        assert!(!refused(&with("paypal-cert-url", url), EVENT, SENT), "{url}");
    }
}

#[test]
fn it_may_be_as_old_as_paypal_goes_on_sending_it() {
    let (seconds, three_days) = (Duration::from_secs, Duration::from_secs(3 * 24 * 60 * 60));
    for now in [SENT, SENT - seconds(300), SENT + three_days] {
        assert!(!refused(&headers(), EVENT, now), "{now}");
    }
    for now in [SENT - seconds(301), SENT + three_days + seconds(3601), SENT + three_days * 3, SENT + Duration::MAX] {
        assert!(refused(&headers(), EVENT, now), "{now}");
    }
    assert!(refused(&with("paypal-transmission-time", "yesterday"), EVENT, SENT));
}

fn read_event(kind: &str, resource: &str) -> Result<Read, WebhookError> {
    read(format!(r#"{{"id":"WH-1","event_type":"{kind}","resource":{resource}}}"#).as_bytes())
}

fn event(kind: &str, resource: &str) -> Result<WebhookEvent, WebhookError> {
    read_event(kind, resource).map(|read| read.event)
}

const ORDER: &str = r#"{"id":"5O1","status":"APPROVED","purchase_units":[{"custom_id":"a1"}]}"#;
const CAPTURE: &str =
    r#"{"id":"3C6","status":"COMPLETED","custom_id":"a1","amount":{"currency_code":"EUR","value":"24.90"}}"#;
const REFUND: &str = r#"{"id":"1Y1","status":"COMPLETED","custom_id":"a1","amount":{"currency_code":"EUR","value":"5.00"},
    "seller_payable_breakdown":{"total_refunded_amount":{"currency_code":"EUR","value":"14.90"}}}"#;

#[test]
fn each_event_says_how_the_attempt_stands() {
    let says = |state| Ok(WebhookEvent::new("WH-1", "a1", state));
    let paid = PaymentState::Succeeded { amount: Money::new(2490, Currency::EUR) };
    assert_eq!(event("CHECKOUT.ORDER.APPROVED", ORDER), says(PaymentState::Open));
    assert_eq!(event("CHECKOUT.ORDER.COMPLETED", ORDER), says(PaymentState::Open));
    assert_eq!(event("CHECKOUT.ORDER.VOIDED", ORDER), says(PaymentState::Cancelled));
    let reversed = r#"{"order_id":"5O1","purchase_units":[{"reference_id":"default","custom_id":"a1"}]}"#;
    assert_eq!(event("CHECKOUT.PAYMENT-APPROVAL.REVERSED", reversed), says(PaymentState::Cancelled));
    assert_eq!(event("PAYMENT.CAPTURE.COMPLETED", CAPTURE), says(paid));
    assert_eq!(event("PAYMENT.CAPTURE.PENDING", CAPTURE), says(PaymentState::Processing));
    assert_eq!(event("PAYMENT.CAPTURE.DENIED", CAPTURE), says(wire::declined()));
    assert_eq!(event("PAYMENT.CAPTURE.DECLINED", CAPTURE), says(wire::declined()));
    let given = Money::new(1490, Currency::EUR);
    let refund = Refund::new("1Y1", Money::new(500, Currency::EUR));
    let refunded = WebhookEvent::new("WH-1", "a1", PaymentState::Open).refunded(given).refund(refund.clone());
    assert_eq!(event("PAYMENT.CAPTURE.REFUNDED", REFUND), Ok(refunded));
    let failed = event("PAYMENT.REFUND.FAILED", &REFUND.replace("COMPLETED", "FAILED")).unwrap().refund.unwrap();
    assert!(matches!(failed.state, RefundState::Failed { .. }) && failed.reference == refund.reference);
}

/// As PayPal sends it, but for the texts.
const DISPUTE: &str = r#"{"dispute_id":"PP-D-27803","reason":"MERCHANDISE_OR_SERVICE_NOT_RECEIVED","status":"RESOLVED",
    "disputed_transactions":[{"seller_transaction_id":"3C6","custom":"a1","invoice_number":"1001-a1"}],
    "dispute_outcome":{"outcome_code":"RESOLVED_SELLER_FAVOUR"}}"#;

#[test]
fn a_dispute_is_that_of_its_attempt_or_of_its_capture() {
    let dispute = |kind: &str, resource: &str| event(kind, resource).unwrap().dispute.unwrap();
    let with = |status| Dispute::new("PP-D-27803", status);
    assert_eq!(dispute("CUSTOMER.DISPUTE.CREATED", DISPUTE), with(DisputeStatus::Open));
    for (outcome, status) in [
        ("RESOLVED_SELLER_FAVOUR", DisputeStatus::Won),
        ("CANCELED_BY_BUYER", DisputeStatus::Won),
        ("RESOLVED_BUYER_FAVOUR", DisputeStatus::Lost),
        ("OF_A_LATER_VERSION", DisputeStatus::Lost),
    ] {
        let resolved = DISPUTE.replace("RESOLVED_SELLER_FAVOUR", outcome);
        assert_eq!(dispute("CUSTOMER.DISPUTE.RESOLVED", &resolved), with(status), "{outcome}");
    }
    let Read { event, capture } = read_event("CUSTOMER.DISPUTE.CREATED", DISPUTE).unwrap();
    assert_eq!((event.attempt.as_str(), capture), ("a1", None));
    let nameless = DISPUTE.replace(r#","custom":"a1""#, "");
    assert_eq!(read_event("CUSTOMER.DISPUTE.CREATED", &nameless).unwrap().capture.as_deref(), Some("3C6"));
}

#[test]
fn a_reversal_is_a_dispute_without_an_id() {
    let up = r#""links":[{"rel":"up","href":"https://api.paypal.com/v2/payments/captures/3C6"}],"custom_id":"a1","#;
    let reversed = REFUND.replace(r#""custom_id":"a1","#, up);
    let Read { event, capture } = read_event("PAYMENT.CAPTURE.REVERSED", &reversed).unwrap();
    assert_eq!(
        (event.attempt.as_str(), event.dispute, capture),
        ("a1", Some(Dispute::new("", DisputeStatus::Open)), None)
    );
    let nameless = reversed.replace(r#""custom_id":"a1","#, "");
    let read = read_event("PAYMENT.CAPTURE.REVERSED", &nameless).unwrap();
    assert_eq!(read.capture.as_deref(), Some("3C6"));
}

#[test]
fn a_refund_is_that_of_its_attempt_or_of_its_capture() {
    let links = r#""links":[{"rel":"self","href":"https://api.paypal.com/v2/payments/refunds/1Y1"},
        {"rel":"up","href":"https://api.paypal.com/v2/payments/captures/3C6"}],"#;
    let linked = REFUND.replace(r#""custom_id""#, &format!(r#"{links}"custom_id""#));
    let nameless = linked.replace(r#""custom_id":"a1","#, "");
    for kind in ["PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.PENDING", "PAYMENT.REFUND.FAILED"] {
        let Read { event, capture } = read_event(kind, &linked).unwrap();
        assert_eq!((event.attempt.as_str(), capture), ("a1", None), "{kind}");
        let Read { event, capture } = read_event(kind, &nameless).unwrap();
        assert_eq!((event.attempt.as_str(), capture.as_deref()), ("", Some("3C6")), "{kind}");
        assert_eq!(event.refund.map(|refund| refund.reference).as_deref(), Some("1Y1"), "{kind}");
    }
}

#[test]
fn what_is_ours_and_of_no_use_is_kept() {
    for (kind, resource) in [
        ("CHECKOUT.ORDER.SAVED", ORDER),
        ("CUSTOMER.DISPUTE.UPDATED", DISPUTE),
        ("PAYMENT.AUTHORIZATION.CREATED", CAPTURE),
    ] {
        let kept = WebhookEvent::new("WH-1", "a1", PaymentState::Open).ignored(kind);
        assert_eq!(read_event(kind, resource), Ok(Read { event: kept, capture: None }));
    }
}

#[test]
fn what_is_about_something_else_is_not_of_interest() {
    for (kind, resource) in [
        ("BILLING.PLAN.CREATED", "{}"),
        ("BILLING.PLAN.CREATED", "[]"),
        ("BILLING.PLAN.CREATED", "null"),
        ("CUSTOMER.DISPUTE.UPDATED", r#"{"dispute_id":"PP-D-1","disputed_transactions":[]}"#),
        ("CUSTOMER.DISPUTE.CREATED", r#"{"dispute_id":"PP-D-1"}"#),
        ("CHECKOUT.ORDER.APPROVED", r#"{"id":"5O1","purchase_units":[]}"#),
        ("PAYMENT.CAPTURE.COMPLETED", &CAPTURE.replace(r#""custom_id":"a1","#, "")),
        ("PAYMENT.CAPTURE.REFUNDED", &REFUND.replace(r#""custom_id":"a1","#, "")),
    ] {
        assert_eq!(event(kind, resource), Err(WebhookError::Ignored), "{kind}");
    }
}

#[test]
fn what_cannot_be_understood_is_said_so() {
    for (kind, resource) in [
        ("PAYMENT.CAPTURE.COMPLETED", "{}"),
        ("PAYMENT.CAPTURE.COMPLETED", &CAPTURE.replace("24.90", "24.901")),
        ("PAYMENT.CAPTURE.REFUNDED", &REFUND.replace("total_refunded_amount", "total")),
        ("CHECKOUT.ORDER.APPROVED", "null"),
    ] {
        let answer = event(kind, resource);
        assert!(matches!(answer, Err(WebhookError::Malformed(_))), "{kind}: {answer:?}");
    }
    assert!(matches!(read(b"{}"), Err(WebhookError::Malformed(_))));
}

const DOCUMENTS: &[&str] = &[
    r#"{"id":"WH-1","event_type":"CHECKOUT.ORDER.APPROVED","resource":{"id":"5O1","purchase_units":[{"custom_id":"a1"}]}}"#,
    r#"{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{"id":"3C6","status":"COMPLETED","custom_id":"a1",
        "amount":{"currency_code":"EUR","value":"24.90"}}}"#,
    r#"{"id":"WH-1","event_type":"PAYMENT.CAPTURE.REFUNDED","resource":{"id":"1Y1","status":"COMPLETED","custom_id":"a1",
        "seller_payable_breakdown":{"total_refunded_amount":{"currency_code":"EUR","value":"14.90"}}}}"#,
];
const WORDS: &[&str] = &[
    "id",
    "event_type",
    "resource",
    "purchase_units",
    "custom_id",
    "amount",
    "currency_code",
    "value",
    "status",
    "JPY",
    "1e3",
    "-1",
    "CHECKOUT.ORDER.VOIDED",
    "PAYMENT.CAPTURE.DENIED",
    "PAYMENT.CAPTURE.PENDING",
    "seller_payable_breakdown",
];

proptest! {
    #[test]
    fn any_body_is_read_ignored_or_malformed(body in bodies(DOCUMENTS, WORDS)) {
        let read = read(&body);
        prop_assert!(matches!(read, Ok(_) | Err(WebhookError::Ignored | WebhookError::Malformed(_))), "{:?}", read);
    }

    /// No matter what the headers hold: what PayPal is asked about is the body, and nothing else.
    #[test]
    fn any_body_is_passed_on_whole_or_refused(
        body in bodies(DOCUMENTS, WORDS),
        text in "[ -~]{0,60}",
        at in 0..headers().len(),
    ) {
        let mut headers = headers();
        let name = headers.keys().nth(at).expect("a header").clone();
        headers.insert(name, HeaderValue::from_str(&text).expect("a value"));
        for (all, intact) in [(&headers, false), (&self::headers(), true)] {
            match question("4JH8", all, &body, SENT) {
                Ok(question) => {
                    let json = serde_json::to_string(&question).expect("JSON");
                    let whole = format!("\"webhook_event\":{}}}", String::from_utf8_lossy(&body));
                    prop_assert!(json.ends_with(&whole), "{}", json);
                }
                Err(error) => {
                    prop_assert!(matches!(error, WebhookError::Unverified(_)), "{:?}", error);
                    let whole = body.starts_with(b"{") && serde_json::from_slice::<Value>(&body).is_ok();
                    prop_assert!(!intact || !whole, "{:?}", error);
                }
            }
        }
    }
}
