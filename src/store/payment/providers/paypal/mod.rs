//! PayPal (Orders v2): the shopper approves the payment on PayPal's page, and the store captures it.
//!
//! An approval charges nothing. The money is captured when the store queries the attempt: when the shopper
//! returns, when a webhook arrives, and by polling. Source: PayPal's REST reference (Orders v2, Payments v2,
//! Webhooks Management v1).

use std::fmt;

use async_trait::async_trait;
use http::HeaderMap;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::{
    Attempt, AttemptRef, Money, NextAction, PaymentError, PaymentProvider, PaymentReport, PaymentState, Refund,
    RefundRequest, RefundState, StartedPayment, Timestamp, WebhookError, WebhookEvent, language::fluent::english,
    store::http::encode,
};

mod amount;
mod app;
mod client;
mod settings;
mod webhook;
mod wire;

pub use app::PayPalApp;

use amount::Amount;
use client::Client;

const ORDERS: &str = "/v2/checkout/orders";
/// The maximum number of webhooks that are verified at once. Others are refused, and sent again, so that
/// they do not use up the app's rate limit at PayPal, which captures need.
const MAX_VERIFICATIONS: usize = 4;
/// The maximum length of the brand name, in characters.
const LONGEST_BRAND: usize = 127;

/// Issues of a failed capture after which the payer must start over with another funding source (PayPal's
/// reference, "Handle payment failures").
const DECLINED: [&str; 10] = [
    "CARD_EXPIRED",
    "COMPLIANCE_VIOLATION",
    "INSTRUMENT_DECLINED",
    "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED",
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED",
    "PAYER_ACCOUNT_RESTRICTED",
    "PAYER_CANNOT_PAY",
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING",
    "TRANSACTION_BLOCKED_BY_PAYEE",
    "TRANSACTION_REFUSED",
];
/// Issues of a failed capture that say that the order's state changed in the meantime.
const OVERTAKEN: [&str; 5] = [
    "ACTION_DOES_NOT_MATCH_INTENT",
    "ORDER_ALREADY_CAPTURED",
    "ORDER_ALREADY_COMPLETED",
    "ORDER_NOT_APPROVED",
    "PAYER_ACTION_REQUIRED",
];

/// The PayPal payment provider.
///
/// The demo shop offers it when `PANNIER_PAYPAL_CLIENT_ID`, `.._CLIENT_SECRET` and `.._WEBHOOK_ID` are set.
///
/// ```
/// use pannier::{Currency, Money, PaymentProvider, payment::{PayPal, PayPalApp}};
///
/// let app = PayPalApp::new("the client id", "the secret", "the webhook's id").api("https://api-m.sandbox.paypal.com");
/// let paypal = PayPal::new(app, "Quarto");
/// assert!(paypal.accepts(Money::new(24_90, Currency::EUR), None));
/// assert!(!paypal.accepts(Money::new(24_900, Currency::from_code("KWD").unwrap()), None), "PayPal does not support KWD");
/// ```
pub struct PayPal {
    client: Client,
    brand: String,
    verifications: Semaphore,
}

/// Without the access token.
impl fmt::Debug for PayPal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PayPal").field("app", &self.client.app).field("brand", &self.brand).finish_non_exhaustive()
    }
}

impl PayPal {
    /// Creates a provider for an app of PayPal's. PayPal's page shows the first 127 characters of `brand` as
    /// the shop's name.
    pub fn new(app: PayPalApp, brand: impl AsRef<str>) -> PayPal {
        let brand = brand.as_ref().chars().take(LONGEST_BRAND).collect();
        PayPal { client: Client::new(app), brand, verifications: Semaphore::new(MAX_VERIFICATIONS) }
    }

    /// Queries the PayPal order of an attempt. An attempt without a reference counts as unknown: the URL of
    /// its page never reached the shopper, so it cannot be approved.
    async fn order(&self, attempt: &AttemptRef) -> Result<wire::Order, PaymentError> {
        let reference = attempt.reference.as_deref().ok_or(PaymentError::NotFound)?;
        let order: wire::Order = self.client.ask(self.client.get(&path(reference, ""))).await?;
        if order.attempt() == Some(&attempt.id) { Ok(order) } else { Err(PaymentError::NotFound) }
    }

    /// Returns the attempt of a capture, for a webhook that does not name it.
    async fn attempt_of(&self, capture: &str) -> Result<String, WebhookError> {
        let path = format!("/v2/payments/captures/{}", encode::component(capture));
        match self.client.ask::<wire::Capture>(self.client.get(&path)).await.map_err(PaymentError::from) {
            Ok(capture) => webhook::named(capture.custom_id),
            Err(PaymentError::NotFound) => Err(WebhookError::Ignored),
            Err(error) => Err(WebhookError::Unavailable(error.to_string())),
        }
    }

    /// Captures the payment that the payer has approved.
    async fn capture(&self, attempt: &AttemptRef, order: &wire::Order) -> Result<PaymentReport, PaymentError> {
        let request = self.client.post(&path(&order.id, "/capture"), &json!({}));
        let request = request.header("PayPal-Request-Id", format!("{}-capture", attempt.id));
        match self.client.ask::<wire::Order>(request).await {
            Ok(order) => order.report(),
            Err(failure) if DECLINED.contains(&failure.issue()) => {
                // The payer could go back and approve another funding source, for an order that is cancelled
                // here.
                let order = self.call_off(attempt, order).await?;
                if order.capture().is_some() { order.report() } else { Ok(PaymentReport::new(wire::declined())) }
            }
            Err(failure) if OVERTAKEN.contains(&failure.issue()) => self.order(attempt).await?.report(),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Prevents the capture of an order, and returns its new state.
    ///
    /// PayPal has no call for that. But an order whose intent is AUTHORIZE cannot be captured
    /// (`ACTION_DOES_NOT_MATCH_INTENT`), and the intent can be changed until the order is captured. So PayPal
    /// itself decides which of the two came first, whichever instance of the store calls.
    async fn call_off(&self, attempt: &AttemptRef, order: &wire::Order) -> Result<wire::Order, PaymentError> {
        let change = json!([{ "op": "replace", "path": "/intent", "value": "AUTHORIZE" }]);
        match self.client.tell(self.client.patch(&path(&order.id, ""), &change)).await.map_err(PaymentError::from) {
            // Captured in the meantime, or in a state that does not allow the change.
            Ok(_) | Err(PaymentError::Refused(_)) => self.order(attempt).await,
            Err(error) => Err(error),
        }
    }
}

fn path(order: &str, call: &str) -> String {
    format!("{ORDERS}/{}{call}", encode::component(order))
}

/// Returns a readable invoice number that is unique per attempt: PayPal accepts each number only once.
fn invoice(attempt: &Attempt) -> String {
    let tail = attempt.id.char_indices().rev().nth(11).map_or(0, |(at, _)| at);
    format!("{}-{}", attempt.order_number, &attempt.id[tail..])
}

#[async_trait]
impl PaymentProvider for PayPal {
    fn id(&self) -> &'static str {
        "paypal"
    }

    fn label(&self) -> String {
        "PayPal".to_owned()
    }

    fn description(&self) -> Option<String> {
        english().get_own("payment-paypal-description")
    }

    /// Whether PayPal supports the currency and the amount: HUF, JPY and TWD have no decimals there.
    fn accepts(&self, total: Money, _: Option<&str>) -> bool {
        Amount::of(total).is_some()
    }

    fn origins(&self) -> Vec<String> {
        vec![self.client.app.origin()]
    }

    async fn start(&self, attempt: &Attempt) -> Result<StartedPayment, PaymentError> {
        let unable = || PaymentError::Refused(format!("PayPal does not support {}", attempt.amount));
        let amount = Amount::of(attempt.amount).ok_or_else(unable)?;
        let mut unit = json!({
            "custom_id": attempt.id,
            "invoice_id": invoice(attempt),
            "description": format!("Order {}", attempt.order_number),
            "amount": amount,
        });
        let shipping = match &attempt.shipping_address {
            Some(address) => {
                unit["shipping"] = wire::shipping(address);
                "SET_PROVIDED_ADDRESS"
            }
            None => "NO_SHIPPING",
        };
        let new = json!({
            "intent": "CAPTURE",
            "purchase_units": [unit],
            "payment_source": { "paypal": { "experience_context": {
                "brand_name": self.brand,
                "user_action": "PAY_NOW",
                "shipping_preference": shipping,
                "return_url": attempt.return_url,
                "cancel_url": attempt.return_url,
            } } },
        });
        let request = self.client.post(ORDERS, &new).header("PayPal-Request-Id", &attempt.id);
        let order: wire::Order = self.client.ask(request).await?;
        let action = match order.page() {
            Some(page) => NextAction::Redirect { url: page.to_owned() },
            // Started again after it was approved: there is nothing left to do for the shopper.
            None if matches!(order.status.as_str(), "APPROVED" | "COMPLETED") => {
                NextAction::Decided(PaymentState::Open)
            }
            None => return Err(PaymentError::Unknown("PayPal returned no approval link".to_owned())),
        };
        Ok(StartedPayment::new(Some(order.id), action))
    }

    async fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<WebhookEvent, WebhookError> {
        let question = webhook::question(&self.client.app.webhook_id, headers, body, now)?;
        let read = webhook::read(body);
        if read == Err(WebhookError::Ignored) {
            return Err(WebhookError::Ignored);
        }
        let busy = |_| WebhookError::Unavailable("too many webhooks at once".to_owned());
        let _permit = self.verifications.try_acquire().map_err(busy)?;
        webhook::verify(&self.client, &question).await?;
        let webhook::Read { mut event, capture } = read?;
        if let Some(capture) = capture {
            event.attempt = self.attempt_of(&capture).await?;
        }
        Ok(event)
    }

    fn claimed_attempt(&self, body: &[u8]) -> Option<String> {
        let webhook::Read { event, capture } = webhook::read(body).ok()?;
        // Of an event that names a capture only, the attempt is looked up after verification.
        capture.is_none().then_some(event.attempt)
    }

    /// Captures the payment if the payer has approved it.
    ///
    /// A declined card then ends the attempt. PayPal would let the payer choose another card for the same
    /// order, but the shopper is back in the shop by now. The basket is restored with a message, and paying
    /// again leads to PayPal again.
    async fn fetch_state(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        Ok(self.fetch_report(attempt).await?.state)
    }

    async fn fetch_report(&self, attempt: &AttemptRef) -> Result<PaymentReport, PaymentError> {
        let order = self.order(attempt).await?;
        if order.status == "APPROVED" && order.uncaptured() {
            return self.capture(attempt, &order).await;
        }
        order.report()
    }

    /// Makes the order one that cannot be captured, since PayPal has no call to cancel an order.
    ///
    /// An approval moves no money, only a capture does, and only the store captures. So where PayPal does not
    /// allow the change, nothing is lost: the store captures only attempts that it queries, and does not
    /// query cancelled ones. An order that was captured before stays captured, and its state is returned.
    async fn cancel(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        let order = self.order(attempt).await?;
        if !order.uncaptured() {
            return order.state();
        }
        let order = self.call_off(attempt, &order).await?;
        if order.uncaptured() { Ok(PaymentState::Cancelled) } else { order.state() }
    }

    async fn refund(&self, attempt: &AttemptRef, request: &RefundRequest) -> Result<Refund, PaymentError> {
        let refused = |why: &str| PaymentError::Refused(why.to_owned());
        let order = self.order(attempt).await?;
        let capture = order.capture().ok_or_else(|| refused("the order was not paid"))?;
        let wire = Amount::of(request.amount).ok_or_else(|| refused("PayPal cannot refund this amount"))?;
        let path = format!("/v2/payments/captures/{}/refund", encode::component(&capture.id));
        let call = self.client.post(&path, &json!({ "amount": wire })).header("PayPal-Request-Id", &request.id);
        match self.client.ask::<wire::Refund>(call).await?.read(request.amount) {
            Refund { state: RefundState::Failed { reason }, .. } => Err(PaymentError::Refused(reason)),
            refund => Ok(refund),
        }
    }

    async fn fetch_refund(&self, _: &AttemptRef, refund: &Refund) -> Result<Refund, PaymentError> {
        let path = format!("/v2/payments/refunds/{}", encode::component(&refund.reference));
        Ok(self.client.ask::<wire::Refund>(self.client.get(&path)).await?.read(refund.amount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn attempt(id: &str) -> Attempt {
        let here = "https://shop.example/";
        Attempt::new(id, 1001, Money::new(2490, Currency::EUR), "ada@example.com", here, here)
    }

    #[test]
    fn each_attempt_has_an_invoice_of_its_own() {
        assert_eq!(invoice(&attempt("0193f1e2-0000-7000-8000-00c0ffee0001")), "1001-00c0ffee0001");
        assert_eq!(invoice(&attempt("a1")), "1001-a1");
        assert_eq!(invoice(&attempt("ééééééééééééé")), "1001-éééééééééééé");
    }

    #[tokio::test]
    async fn a_paypal_that_cannot_be_reached_says_nothing_about_the_payment() {
        let app = PayPalApp::new("id", "secret", "webhook").api("http://127.0.0.1:9");
        let paypal = PayPal::new(app, "Quarto");
        let name = AttemptRef::new("a1", Some("5O1".to_owned()));
        for answer in [
            paypal.fetch_state(&name).await.map(drop),
            paypal.cancel(&name).await.map(drop),
            paypal.start(&attempt("a1")).await.map(drop),
            paypal.refund(&name, &RefundRequest::new("key", Money::new(1, Currency::EUR))).await.map(drop),
        ] {
            assert!(matches!(answer, Err(PaymentError::Unknown(_))), "{answer:?}");
        }
    }
}
