//! The client of Stripe's API: form-encoded requests, JSON responses (<https://docs.stripe.com/api>).

use std::{collections::BTreeMap, time::Duration};

use reqwest::{RequestBuilder, StatusCode, header::CONTENT_TYPE};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::amount;
use crate::{
    Attempt, PaymentError, PaymentState, Refund, RefundState,
    store::{
        http::{client, encode},
        payment::providers::request,
    },
};

/// The API version, whatever the account's default is.
const VERSION: &str = "2024-06-20";
/// The delays between retries of a call whose idempotency key is in use by a concurrent call.
const IN_USE: [Duration; 4] =
    [Duration::from_millis(100), Duration::from_millis(300), Duration::from_millis(900), Duration::from_millis(2_700)];
/// The metadata key of a session that the store has cancelled, since Stripe reports it as expired.
const CALLED_OFF: &str = "called_off";

#[derive(Clone)]
pub(super) struct Api {
    http: reqwest::Client,
    pub base: String,
    secret_key: String,
}

impl Api {
    pub fn new(base: &str, secret_key: impl Into<String>) -> Api {
        Api { http: client::to(base), base: base.to_owned(), secret_key: secret_key.into() }
    }

    pub fn at(self, base: &str) -> Api {
        let base = base.trim_end_matches('/').to_owned();
        Api { http: client::to(&base), base, ..self }
    }

    pub async fn create(&self, path: &str, form: &Form, key: &str) -> Result<Object, PaymentError> {
        self.send(|| self.post(path, form, Some(key))).await
    }

    /// Fetches an intent (`pi_..`), or a session (`cs_..`) with its intent, and the charge that was tried last.
    pub async fn fetch(&self, id: &str) -> Result<Object, PaymentError> {
        let expand = if is_session(id) { "payment_intent.latest_charge" } else { "latest_charge" };
        let url = format!("{}/v1/{}?expand[]={expand}", self.base, path_of(id));
        self.send(|| self.http.get(&url)).await
    }

    pub async fn cancel(&self, object: &Object) -> Result<Object, PaymentError> {
        let path = path_of(&object.id);
        if !is_session(&object.id) {
            return self.send(|| self.post(&format!("{path}/cancel"), &Form::default(), None)).await;
        }
        let mark = Form::default().with(&format!("metadata[{CALLED_OFF}]"), "true");
        self.send::<Object>(|| self.post(&path, &mark, None)).await?;
        self.send(|| self.post(&format!("{path}/expire"), &Form::default(), None)).await
    }

    pub async fn refund(&self, form: &Form, key: &str) -> Result<Refund, PaymentError> {
        let refund: RefundObject = self.send(|| self.post("refunds", form, Some(key))).await?;
        match refund.read()? {
            Refund { state: RefundState::Failed { reason }, .. } => Err(PaymentError::Refused(reason)),
            refund => Ok(refund),
        }
    }

    pub async fn fetch_refund(&self, id: &str) -> Result<Refund, PaymentError> {
        let url = format!("{}/v1/refunds/{}", self.base, encode::component(id));
        self.send::<RefundObject>(|| self.http.get(&url)).await?.read()
    }

    fn post(&self, path: &str, form: &Form, key: Option<&str>) -> RequestBuilder {
        let request = self.http.post(format!("{}/v1/{path}", self.base));
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.encode());
        match key {
            Some(key) => request.header("Idempotency-Key", key),
            None => request,
        }
    }

    async fn send<T: DeserializeOwned>(&self, request: impl Fn() -> RequestBuilder) -> Result<T, PaymentError> {
        let mut waits = IN_USE.into_iter();
        loop {
            let request = request().bearer_auth(&self.secret_key).header("Stripe-Version", VERSION);
            let (status, body) = request::send(request).await?;
            if status.is_success() {
                return serde_json::from_slice(&body).map_err(|e| PaymentError::Unknown(e.to_string()));
            }
            match waits.next().filter(|_| status == StatusCode::CONFLICT) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(failure(status, &body)),
            }
        }
    }
}

/// Maps an unsuccessful response to an error, with Stripe's message if there is one.
fn failure(status: StatusCode, body: &[u8]) -> PaymentError {
    let said = serde_json::from_slice::<Failure>(body).ok().map(|failure| failure.error);
    let missing = said.as_ref().is_some_and(|said| said.code.as_deref() == Some("resource_missing"));
    match request::failure(status, said.and_then(|said| said.message)) {
        // Any proxy on the way can answer 404, and an attempt that is not found is cancelled.
        PaymentError::NotFound if !missing => PaymentError::Unknown("404 without resource_missing".to_owned()),
        error => error,
    }
}

fn unreadable() -> PaymentError {
    PaymentError::Unknown("unreadable amount in Stripe's response".to_owned())
}

fn is_session(id: &str) -> bool {
    id.starts_with("cs_")
}

fn path_of(id: &str) -> String {
    let kind = if is_session(id) { "checkout/sessions" } else { "payment_intents" };
    format!("{kind}/{}", encode::component(id))
}

/// The fields of a form-encoded request.
#[derive(Clone, Debug, Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub fn with(mut self, name: &str, value: &str) -> Form {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds the attempt and its order, for the webhooks and for Stripe's dashboard.
    pub fn metadata(self, field: &str, attempt: &Attempt) -> Form {
        self.with(&format!("{field}[attempt]"), &attempt.id)
            .with(&format!("{field}[order]"), &attempt.order_number.to_string())
    }

    /// Adds the shipping address, if anything ships: it is evidence in a dispute.
    pub fn shipping(self, field: &str, attempt: &Attempt) -> Form {
        let Some(to) = &attempt.shipping_address else { return self };
        let parts = [
            ("[name]", &to.name),
            ("[address][line1]", &to.line1),
            ("[address][line2]", &to.line2),
            ("[address][city]", &to.city),
            ("[address][state]", &to.region),
            ("[address][postal_code]", &to.postal_code),
            ("[address][country]", &to.country),
        ];
        let known = parts.into_iter().filter(|(_, value)| !value.is_empty());
        known.fold(self, |form, (part, value)| form.with(&format!("{field}{part}"), value))
    }

    fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

/// A PaymentIntent, a Checkout Session or a Charge, with the fields that are used.
#[derive(Debug, Deserialize)]
pub(super) struct Object {
    pub id: String,
    pub object: String,
    #[serde(default)]
    metadata: Option<BTreeMap<String, String>>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    currency: Option<String>,
    /// Intents and charges.
    #[serde(default)]
    amount: Option<i64>,
    /// Intents.
    #[serde(default)]
    amount_received: Option<i64>,
    /// Intents.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// Intents.
    #[serde(default)]
    last_payment_error: Option<Said>,
    /// Sessions.
    #[serde(default)]
    amount_total: Option<i64>,
    /// Sessions.
    #[serde(default)]
    payment_status: Option<String>,
    /// Open sessions.
    #[serde(default)]
    pub url: Option<String>,
    /// Sessions and charges.
    #[serde(default)]
    payment_intent: Option<Intent>,
    /// Intents: the charge that was tried last, by its id or, if expanded, as an object.
    #[serde(default)]
    latest_charge: Value,
    /// Charges.
    #[serde(default)]
    payment_method_details: Value,
    /// Charges.
    #[serde(default)]
    amount_captured: Option<i64>,
    /// Charges.
    #[serde(default)]
    amount_refunded: Option<i64>,
}

/// An intent, by its id or, if expanded, as an object.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Intent {
    Id(String),
    Whole(Box<Object>),
}

impl Intent {
    fn id(&self) -> &str {
        match self {
            Intent::Id(id) => id,
            Intent::Whole(intent) => &intent.id,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct RefundObject {
    id: String,
    amount: i64,
    currency: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    failure_reason: Option<String>,
    #[serde(default)]
    metadata: Option<BTreeMap<String, String>>,
    #[serde(default)]
    payment_intent: Option<Intent>,
}

impl RefundObject {
    /// Returns the attempt, if the store has requested the refund.
    pub fn attempt(&self) -> Option<&str> {
        attempt_in(self.metadata.as_ref())
    }

    pub fn intent_id(&self) -> Option<&str> {
        self.payment_intent.as_ref().map(Intent::id)
    }

    /// Maps the status (<https://docs.stripe.com/refunds#refund-statuses>).
    pub fn read(self) -> Result<Refund, PaymentError> {
        let state = match self.status.as_str() {
            "pending" | "requires_action" => RefundState::Pending,
            "failed" | "canceled" => RefundState::Failed { reason: self.failure_reason.unwrap_or(self.status) },
            _ => RefundState::Succeeded,
        };
        let amount = amount::from_stripe(self.amount, &self.currency).ok_or_else(unreadable)?;
        Ok(Refund::new(self.id, amount).state(state))
    }
}

/// A dispute. Its metadata is its own, not that of the payment.
#[derive(Debug, Deserialize)]
pub(super) struct DisputeObject {
    pub id: String,
    pub status: String,
    #[serde(default)]
    payment_intent: Option<Intent>,
    #[serde(default)]
    payment_method_details: Value,
}

impl DisputeObject {
    pub fn intent_id(&self) -> Option<&str> {
        self.payment_intent.as_ref().map(Intent::id)
    }

    /// Whether it was prevented without returning the money
    /// (<https://docs.stripe.com/api/disputes/object#dispute_object-payment_method_details-card-case_type>).
    pub fn is_blocked(&self) -> bool {
        self.payment_method_details["card"]["case_type"] == "block"
    }
}

fn attempt_in(metadata: Option<&BTreeMap<String, String>>) -> Option<&str> {
    metadata?.get("attempt").map(String::as_str)
}

#[derive(Debug, Deserialize)]
struct Failure {
    error: Said,
}

#[derive(Debug, Deserialize)]
struct Said {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

impl Object {
    /// Returns the attempt, if the store has started the payment.
    pub fn attempt(&self) -> Option<&str> {
        attempt_in(self.metadata.as_ref())
    }

    pub fn intent_id(&self) -> Option<&str> {
        match self.object.as_str() {
            "payment_intent" => Some(&self.id),
            _ => self.payment_intent.as_ref().map(Intent::id),
        }
    }

    /// Returns the country of the card, the account or the wallet that has paid, if Stripe says so
    /// (<https://docs.stripe.com/api/charges/object#charge_object-payment_method_details>). Of an intent or a session it
    /// is known if its charge is expanded. A card that was declined is no payer's.
    pub fn payer_country(&self) -> Option<&str> {
        if let Some(Intent::Whole(intent)) = &self.payment_intent {
            return intent.payer_country();
        }
        if self.status.as_deref() != Some("succeeded") {
            return None;
        }
        let details = match self.object.as_str() {
            "charge" => &self.payment_method_details,
            _ => &self.latest_charge["payment_method_details"],
        };
        details[details["type"].as_str()?]["country"].as_str()
    }

    /// Maps the status to a [`PaymentState`].
    pub fn state(&self) -> Result<PaymentState, PaymentError> {
        match self.object.as_str() {
            "payment_intent" => self.intent_state(),
            "checkout.session" => self.session_state(),
            other => Err(PaymentError::Unknown(format!("unexpected object in Stripe's response: {other}"))),
        }
    }

    /// Maps the status of an intent (<https://docs.stripe.com/payments/paymentintents/lifecycle>). An intent
    /// with a declined card is open: the shopper may try another one.
    fn intent_state(&self) -> Result<PaymentState, PaymentError> {
        match self.status.as_deref() {
            Some("succeeded") => self.succeeded(self.amount_received.or(self.amount)),
            Some("canceled") => Ok(PaymentState::Cancelled),
            Some("processing") => Ok(PaymentState::Processing),
            _ => Ok(PaymentState::Open),
        }
    }

    /// Maps the status of a session. `complete` means that the shopper is done, and `paid` that the money has
    /// arrived: with a bank transfer, that takes days.
    fn session_state(&self) -> Result<PaymentState, PaymentError> {
        match (self.status.as_deref(), self.payment_status.as_deref()) {
            (_, Some("paid" | "no_payment_required")) => self.succeeded(self.amount_total),
            (Some("expired"), _) if self.called_off() => Ok(PaymentState::Cancelled),
            (Some("expired"), _) => Ok(PaymentState::Expired),
            (Some("complete"), _) => Ok(self.failed_later().unwrap_or(PaymentState::Processing)),
            _ => Ok(PaymentState::Open),
        }
    }

    fn called_off(&self) -> bool {
        self.metadata.as_ref().is_some_and(|metadata| metadata.contains_key(CALLED_OFF))
    }

    /// Returns the final state of a complete session whose payment has failed since: it cannot be paid again.
    fn failed_later(&self) -> Option<PaymentState> {
        let Some(Intent::Whole(intent)) = &self.payment_intent else { return None };
        match intent.status.as_deref() {
            Some("requires_payment_method") => Some(intent.declined()),
            Some("canceled") => Some(PaymentState::Cancelled),
            _ => None,
        }
    }

    /// Returns the declined state, with Stripe's message to the shopper if there is one.
    pub fn declined(&self) -> PaymentState {
        let said = self.last_payment_error.as_ref().and_then(|error| error.message.clone());
        PaymentState::Declined { message: said.unwrap_or_else(|| "Your payment was declined.".to_owned()) }
    }

    /// Returns the state of a charge, and the total refunded.
    pub fn refunded(&self) -> Result<(PaymentState, crate::Money), PaymentError> {
        let (state, currency) = (self.succeeded(self.amount_captured.or(self.amount))?, self.currency.as_deref());
        let refunded = amount::from_stripe(self.amount_refunded.unwrap_or(0), currency.unwrap_or_default());
        Ok((state, refunded.ok_or_else(unreadable)?))
    }

    fn succeeded(&self, amount: Option<i64>) -> Result<PaymentState, PaymentError> {
        let money = amount.zip(self.currency.as_deref()).and_then(|(a, currency)| amount::from_stripe(a, currency));
        money.map(|amount| PaymentState::Succeeded { amount }).ok_or_else(unreadable)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Currency, Money};

    fn state(object: serde_json::Value) -> PaymentState {
        serde_json::from_value::<Object>(object).unwrap().state().unwrap()
    }

    fn intent(status: &str) -> serde_json::Value {
        json!({"id": "pi_1", "object": "payment_intent", "status": status, "amount": 500, "amount_received": 500,
               "currency": "isk", "last_payment_error": {"code": "card_declined", "message": "Your card was declined."}})
    }

    fn session(status: &str, paid: &str, intent: serde_json::Value) -> serde_json::Value {
        json!({"id": "cs_1", "object": "checkout.session", "status": status, "payment_status": paid, "amount_total": 500,
               "currency": "isk", "payment_intent": intent, "metadata": {"attempt": "a1"}})
    }

    const PAID: PaymentState = PaymentState::Succeeded { amount: Money::new(5, Currency::from_code("ISK").unwrap()) };

    #[test]
    fn only_a_final_status_of_an_intent_moves_an_order() {
        assert_eq!(state(intent("succeeded")), PAID);
        assert_eq!(state(intent("canceled")), PaymentState::Cancelled);
        assert_eq!(state(intent("processing")), PaymentState::Processing);
        for open in ["requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"] {
            assert_eq!(state(intent(open)), PaymentState::Open, "{open}");
        }
    }

    #[test]
    fn a_session_is_paid_when_the_money_has_come() {
        assert_eq!(state(session("complete", "paid", json!("pi_1"))), PAID);
        assert_eq!(state(session("open", "unpaid", json!(null))), PaymentState::Open);
        assert_eq!(state(session("complete", "unpaid", intent("processing"))), PaymentState::Processing);
        assert_eq!(state(session("complete", "unpaid", json!("pi_1"))), PaymentState::Processing);
        let message = "Your card was declined.".to_owned();
        let failed = session("complete", "unpaid", intent("requires_payment_method"));
        assert_eq!(state(failed), PaymentState::Declined { message });
    }

    #[test]
    fn the_payer_is_where_the_card_that_has_paid_is_from() {
        let country = |object: serde_json::Value| {
            let object: Object = serde_json::from_value(object).unwrap();
            object.payer_country().map(str::to_owned)
        };
        let with_charge = |status: &str| {
            let mut intent = intent(status);
            intent["latest_charge"] = json!({"id": "ch_1", "object": "charge", "status": "succeeded", "payment_method_details":
                                             {"type": "card", "card": {"brand": "visa", "country": "NL"}}});
            intent
        };
        assert_eq!(country(with_charge("succeeded")).as_deref(), Some("NL"));
        assert_eq!(country(session("complete", "paid", with_charge("succeeded"))).as_deref(), Some("NL"));
        assert_eq!(country(with_charge("requires_payment_method")), None, "another card may follow");
        assert_eq!(country(intent("succeeded")), None);
        assert_eq!(country(session("complete", "paid", json!("pi_1"))), None);
    }

    #[test]
    fn a_session_called_off_is_cancelled() {
        let mut over = session("expired", "unpaid", json!(null));
        assert_eq!(state(over.clone()), PaymentState::Expired);
        over["metadata"]["called_off"] = json!("true");
        assert_eq!(state(over), PaymentState::Cancelled);
    }

    #[test]
    fn stripes_own_words_are_passed_on() {
        let body = br#"{"error":{"type":"card_error","code":"card_declined","message":"Your card was declined."}}"#;
        let refused = PaymentError::Refused("Your card was declined.".into());
        assert_eq!(failure(StatusCode::PAYMENT_REQUIRED, body), refused);
        assert!(matches!(failure(StatusCode::BAD_GATEWAY, b"<html>"), PaymentError::Unknown(_)));
    }

    #[test]
    fn only_stripe_itself_can_say_that_a_payment_is_missing() {
        let missing =
            br#"{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such payment"}}"#;
        assert_eq!(failure(StatusCode::NOT_FOUND, missing), PaymentError::NotFound);
        for other in [&b"gone"[..], b"<html>nginx</html>", br#"{"error":{"message":"Unrecognized request URL"}}"#] {
            assert!(matches!(failure(StatusCode::NOT_FOUND, other), PaymentError::Unknown(_)));
        }
        for rejected in [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN] {
            assert!(matches!(failure(rejected, b"{}"), PaymentError::Unauthorized(_)), "the keys can be fixed");
        }
    }

    #[test]
    fn a_refund_is_made_when_stripe_says_so() {
        let refund = |status: &str| {
            let json =
                json!({"id": "re_1", "amount": 500, "currency": "isk", "status": status, "failure_reason": null});
            serde_json::from_value::<RefundObject>(json).unwrap().read().unwrap().state
        };
        assert_eq!(refund("succeeded"), RefundState::Succeeded);
        assert_eq!((refund("pending"), refund("requires_action")), (RefundState::Pending, RefundState::Pending));
        for failed in ["failed", "canceled"] {
            assert_eq!(refund(failed), RefundState::Failed { reason: failed.to_owned() });
        }
    }
}
