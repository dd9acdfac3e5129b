//! Stripe: cards and the account's other payment methods, on the checkout page or on Stripe's.
//!
//! With JavaScript, an attempt is a [PaymentIntent](https://docs.stripe.com/api/payment_intents), confirmed
//! by Stripe.js on the page. Without, it is a [Checkout
//! Session](https://docs.stripe.com/api/checkout/sessions), on Stripe's page. The store calls Stripe's REST
//! API itself, because the client library is a large set of generated crates, and eight calls are needed.

use std::fmt;

use async_trait::async_trait;
use http::{HeaderMap, HeaderName};

use super::stripe_signature;
use crate::{
    Attempt, AttemptRef, ElementOrigins, Money, NextAction, PaymentElement, PaymentError, PaymentProvider,
    PaymentReport, PaymentState, Refund, RefundRequest, StartedPayment, Timestamp, WebhookError, WebhookEvent,
    language::fluent::english,
};

mod amount;
mod api;
mod element;
mod event;
mod settings;

use api::{Api, Form, Object};

/// The header that carries a webhook's signature.
const SIGNATURE: HeaderName = HeaderName::from_static("stripe-signature");
const API: &str = "https://api.stripe.com";
const JS: &str = "https://js.stripe.com/v3/";

/// The Stripe payment provider.
///
/// Its webhooks go to `/webhooks/stripe` under the store's prefix. Subscribe that endpoint to
/// `payment_intent.succeeded`, `payment_intent.processing`, `payment_intent.canceled`,
/// `payment_intent.payment_failed`, `checkout.session.completed`, `checkout.session.expired`,
/// `checkout.session.async_payment_succeeded`, `checkout.session.async_payment_failed`, `charge.refunded`,
/// `refund.updated`, `refund.failed`, `charge.dispute.created` and `charge.dispute.closed`. If its API version is
/// older than 2024-10-28, also to `charge.refund.updated`, which then stands for the two events of a refund
/// (<https://docs.stripe.com/changelog/acacia/2024-10-28/refund-webhook-update>). `charge.succeeded` says where a card is
/// from, which is evidence for [taxes](crate::Admin::tax_report), if the webhook of the payment arrives before the store
/// asks Stripe. Other events about the store's payments are stored and change nothing.
///
/// ```
/// use pannier::{Currency, Money, PaymentProvider, payment::Stripe};
///
/// let stripe = Stripe::new("sk_test_1", "pk_test_1", "whsec_1");
/// assert!(stripe.accepts(Money::new(2490, Currency::EUR), Some("DE")));
/// // Stripe's minimum is €0.50.
/// assert!(!stripe.accepts(Money::new(49, Currency::EUR), Some("DE")));
/// // Stripe charges dinars in multiples of ten fils.
/// let fils = Money::new(1_255, Currency::from_code("KWD").unwrap());
/// assert!(!stripe.accepts(fils, None));
/// ```
#[derive(Clone)]
pub struct Stripe {
    api: Api,
    publishable_key: String,
    webhook_secret: String,
    js: String,
    element: StripeElement,
}

/// Without the secrets.
impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stripe")
            .field("publishable_key", &self.publishable_key)
            .field("element", &self.element)
            .finish_non_exhaustive()
    }
}

/// The Stripe element on the checkout page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StripeElement {
    /// The Payment Element: every payment method that is enabled in Stripe's dashboard and fits the order.
    #[default]
    Payment,
    /// A single line for a card; cards only.
    Card,
}

impl StripeElement {
    fn as_str(self) -> &'static str {
        match self {
            StripeElement::Payment => "payment",
            StripeElement::Card => "card",
        }
    }
}

impl Stripe {
    /// Creates a provider for the account of these keys. `webhook_secret` is the signing secret of its
    /// webhook endpoint (`whsec_..`).
    pub fn new(
        secret_key: impl Into<String>,
        publishable_key: impl Into<String>,
        webhook_secret: impl Into<String>,
    ) -> Stripe {
        let (publishable_key, webhook_secret) = (publishable_key.into(), webhook_secret.into());
        let api = Api::new(API, secret_key);
        Stripe { api, publishable_key, webhook_secret, js: JS.to_owned(), element: StripeElement::default() }
    }

    /// Sets the element on the checkout page.
    #[must_use]
    pub fn with_element(self, element: StripeElement) -> Stripe {
        Stripe { element, ..self }
    }

    /// Sets other servers than Stripe's, such as a mock server for tests: `api` in place of
    /// `https://api.stripe.com`, and `js` in place of `https://js.stripe.com/v3/`.
    #[must_use]
    pub fn at(self, api: &str, js: &str) -> Stripe {
        Stripe { api: self.api.at(api), js: js.to_owned(), ..self }
    }

    async fn start_intent(&self, attempt: &Attempt) -> Result<StartedPayment, PaymentError> {
        let form = self.charge(attempt)?;
        let form = match self.element {
            StripeElement::Payment => form.with("automatic_payment_methods[enabled]", "true"),
            StripeElement::Card => form.with("payment_method_types[]", "card"),
        };
        let intent = self.api.create("payment_intents", &form.metadata("metadata", attempt), &attempt.id).await?;
        let secret = intent.client_secret.ok_or_else(|| missing("client_secret"))?;
        let mut element = self.part(attempt.amount).ok_or_else(|| not_chargeable(attempt.amount))?;
        element.data.insert("client-secret".to_owned(), secret);
        element.data.insert("return-url".to_owned(), attempt.return_url.clone());
        Ok(StartedPayment::new(Some(intent.id), NextAction::Embed(element)))
    }

    /// Starts a Checkout Session. It expires after 24 hours unless the store cancels it. No shorter time is
    /// set, since a retry must send the same request with the same key.
    async fn start_session(&self, attempt: &Attempt) -> Result<StartedPayment, PaymentError> {
        let charge = amount::to_stripe(attempt.amount).ok_or_else(|| not_chargeable(attempt.amount))?;
        let price = "line_items[0][price_data]";
        let form = Form::default()
            .with("mode", "payment")
            .with("client_reference_id", &attempt.id)
            .with("line_items[0][quantity]", "1")
            .with(&format!("{price}[currency]"), &amount::code(attempt.amount.currency))
            .with(&format!("{price}[unit_amount]"), &charge.to_string())
            .with(&format!("{price}[product_data][name]"), &format!("Order {}", attempt.order_number))
            .with("success_url", &attempt.return_url)
            .with("cancel_url", &attempt.return_url)
            .with("customer_email", &attempt.email)
            .metadata("metadata", attempt)
            .metadata("payment_intent_data[metadata]", attempt)
            .shipping("payment_intent_data[shipping]", attempt);
        let form = match self.element {
            StripeElement::Payment => form,
            StripeElement::Card => form.with("payment_method_types[]", "card"),
        };
        let session = self.api.create("checkout/sessions", &form, &attempt.id).await?;
        // A session that is over has no URL; the return URL shows how it ended.
        let url = session.url.unwrap_or_else(|| attempt.return_url.clone());
        Ok(StartedPayment::redirect(Some(session.id), url))
    }

    fn charge(&self, attempt: &Attempt) -> Result<Form, PaymentError> {
        let charge = amount::to_stripe(attempt.amount).ok_or_else(|| not_chargeable(attempt.amount))?;
        let currency = amount::code(attempt.amount.currency);
        let form = Form::default().with("amount", &charge.to_string()).with("currency", &currency);
        Ok(form.shipping("shipping", attempt))
    }

    /// Returns the element before an attempt has started.
    fn part(&self, total: Money) -> Option<PaymentElement> {
        let size = match self.element {
            StripeElement::Payment => "form",
            StripeElement::Card => "line",
        };
        let data = [
            ("size", size.to_owned()),
            ("kind", self.element.as_str().to_owned()),
            ("stripe-js", self.js.clone()),
            ("publishable-key", self.publishable_key.clone()),
            ("amount", amount::to_stripe(total)?.to_string()),
            ("currency", amount::code(total.currency)),
        ];
        Some(PaymentElement::new(element::MODULE.url(), data))
    }

    /// Fetches the intent or session of an attempt. Without a reference it cannot be paid: neither the secret
    /// of an intent nor the URL of a session has reached the shopper.
    async fn find(&self, attempt: &AttemptRef) -> Result<Object, PaymentError> {
        let reference = attempt.reference.as_deref().ok_or(PaymentError::NotFound)?;
        let object = self.api.fetch(reference).await?;
        if object.attempt() == Some(&*attempt.id) { Ok(object) } else { Err(PaymentError::NotFound) }
    }

    /// Returns the attempt of an intent, for an event that does not name it.
    async fn attempt_of(&self, intent: &str) -> Result<String, WebhookError> {
        match self.api.fetch(intent).await {
            Ok(object) => object.attempt().map(str::to_owned).ok_or(WebhookError::Ignored),
            Err(PaymentError::NotFound) => Err(WebhookError::Ignored),
            Err(error) => Err(WebhookError::Unavailable(error.to_string())),
        }
    }
}

#[async_trait]
impl PaymentProvider for Stripe {
    fn id(&self) -> &'static str {
        "stripe"
    }

    fn label(&self) -> String {
        match self.element {
            StripeElement::Payment => "Card and more".to_owned(),
            StripeElement::Card => "Card".to_owned(),
        }
    }

    fn description(&self) -> Option<String> {
        english().get_own("payment-stripe-description")
    }

    /// Whether Stripe charges this amount exactly, and it is not below the minimum of its currency.
    fn accepts(&self, total: Money, _: Option<&str>) -> bool {
        amount::to_stripe(total).is_some_and(|amount| amount >= amount::minimum(total.currency))
    }

    fn origins(&self) -> Vec<String> {
        let own = "https://checkout.stripe.com".to_owned();
        if self.api.base == API { vec![own] } else { vec![own, element::origin(&self.api.base)] }
    }

    fn element(&self, total: Money) -> Option<PaymentElement> {
        self.part(total)
    }

    fn element_origins(&self) -> ElementOrigins {
        element::origins(&self.api.base, &self.js)
    }

    fn routes(&self) -> axum::Router {
        element::MODULE.routes()
    }

    async fn start(&self, attempt: &Attempt) -> Result<StartedPayment, PaymentError> {
        if attempt.embedded { self.start_intent(attempt).await } else { self.start_session(attempt).await }
    }

    async fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<WebhookEvent, WebhookError> {
        stripe_signature::check(&self.webhook_secret, headers, &SIGNATURE, body, now)?;
        let event::Read { mut event, intent } = event::read(body)?;
        if let Some(intent) = intent {
            event.attempt = self.attempt_of(&intent).await?;
        }
        Ok(event)
    }

    async fn fetch_state(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        self.find(attempt).await?.state()
    }

    async fn fetch_report(&self, attempt: &AttemptRef) -> Result<PaymentReport, PaymentError> {
        let object = self.find(attempt).await?;
        Ok(PaymentReport { state: object.state()?, payer_country: object.payer_country().map(str::to_owned) })
    }

    async fn cancel(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        let object = self.find(attempt).await?;
        let state = object.state()?;
        if state != PaymentState::Open {
            return Ok(state);
        }
        match self.api.cancel(&object).await {
            Ok(cancelled) => cancelled.state(),
            // Settled in between, or already with the bank and past cancellation.
            Err(PaymentError::Refused(_)) => self.fetch_state(attempt).await,
            Err(error) => Err(error),
        }
    }

    async fn refund(&self, attempt: &AttemptRef, request: &RefundRequest) -> Result<Refund, PaymentError> {
        let object = self.find(attempt).await?;
        let PaymentState::Succeeded { amount: paid } = object.state()? else {
            return Err(PaymentError::Refused("the order was not paid".to_owned()));
        };
        let intent = object.intent_id().ok_or_else(|| missing("payment_intent"))?;
        let charge = amount::to_stripe(request.amount).filter(|_| request.amount.currency == paid.currency);
        let charge = charge.ok_or_else(|| not_chargeable(request.amount))?;
        let form = Form::default()
            .with("payment_intent", intent)
            .with("amount", &charge.to_string())
            .with("metadata[attempt]", &attempt.id);
        self.api.refund(&form, &request.id).await
    }

    async fn fetch_refund(&self, _: &AttemptRef, refund: &Refund) -> Result<Refund, PaymentError> {
        self.api.fetch_refund(&refund.reference).await
    }
}

fn missing(field: &str) -> PaymentError {
    PaymentError::Unknown(format!("no {field} in Stripe's response"))
}

fn not_chargeable(amount: Money) -> PaymentError {
    PaymentError::Refused(format!("Stripe cannot charge exactly {amount}"))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::Currency;

    fn stripe() -> Stripe {
        Stripe::new("sk_test_1", "pk_test_1", "whsec").at("http://127.0.0.1:9", "http://127.0.0.1:9/js.stripe.com/v3/")
    }

    #[tokio::test]
    async fn a_webhook_is_verified_before_anything_else() {
        let body = br#"{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","object":"payment_intent",
            "status":"succeeded","amount":1990,"amount_received":1990,"currency":"eur","metadata":{"attempt":"a1"}}}}"#;
        let at = Timestamp::from_secs;
        let headers = |signed: &[u8]| {
            let value = HeaderValue::from_str(&stripe_signature::sign(b"whsec", at(1000), signed)).unwrap();
            HeaderMap::from_iter([(SIGNATURE, value)])
        };
        let paid = PaymentState::Succeeded { amount: Money::new(1990, Currency::EUR) };
        let read = stripe().verify_webhook(&headers(body), body, at(1300)).await;
        assert_eq!(read, Ok(WebhookEvent::new("evt_1", "a1", paid)));
        assert_eq!(
            stripe().verify_webhook(&headers(body), body, at(1301)).await,
            Err(WebhookError::Unverified("signature too old"))
        );
        assert_eq!(
            stripe().verify_webhook(&headers(body), b"no JSON", at(1000)).await,
            Err(WebhookError::Unverified("wrong signature"))
        );
        assert_eq!(
            stripe().verify_webhook(&HeaderMap::new(), body, at(1000)).await,
            Err(WebhookError::Unverified("no signature"))
        );
    }

    #[tokio::test]
    async fn silence_leaves_the_outcome_unknown() {
        let answer = stripe().fetch_state(&AttemptRef::new("a1", Some("pi_1".into()))).await;
        assert!(matches!(answer, Err(PaymentError::Unknown(_))), "{answer:?}");
        assert_eq!(stripe().fetch_state(&AttemptRef::new("a1", None)).await, Err(PaymentError::NotFound));
    }

    #[test]
    fn the_page_may_load_what_stripe_needs_and_no_more() {
        let real = Stripe::new("sk", "pk", "whsec");
        let element = real.element_origins();
        assert_eq!(element.scripts, ["https://js.stripe.com", "https://*.js.stripe.com"]);
        assert_eq!(element.frames, ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"]);
        assert_eq!((element.connections, element.images), (vec!["https://api.stripe.com".to_owned()], Vec::new()));
        assert_eq!(real.origins(), ["https://checkout.stripe.com"]);
        assert_eq!(stripe().element_origins().connections, ["http://127.0.0.1:9"]);
    }
}
