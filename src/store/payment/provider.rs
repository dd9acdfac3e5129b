//! The trait of a payment gateway, and the values it takes and returns.

use std::collections::BTreeMap;

use async_trait::async_trait;
use http::HeaderMap;
use serde::{Deserialize, Serialize};

use super::{ElementOrigins, PaymentReport, Refund, WebhookError, WebhookEvent};
use crate::{
    language::Texts,
    model::{Address, Instructions, Money, PaymentElement, PaymentState, Timestamp},
};

/// A payment gateway.
///
/// For a complete one, with signed webhooks, see
/// [`recipes::payment_provider`](crate::recipes::payment_provider).
///
/// ```
/// use http::HeaderMap;
/// use pannier::*;
///
/// /// Wraps a provider, and offers it for orders of €10 or more only.
/// struct FromTen<P>(P);
///
/// #[async_trait]
/// impl<P: PaymentProvider> PaymentProvider for FromTen<P> {
///     fn id(&self) -> &'static str {
///         self.0.id()
///     }
///     fn label(&self) -> String {
///         self.0.label()
///     }
///     fn description(&self) -> Option<String> {
///         self.0.description()
///     }
///     fn accepts(&self, total: Money, country: Option<&str>) -> bool {
///         total.currency == Currency::EUR && total.amount >= 10_00 && self.0.accepts(total, country)
///     }
///     fn pays_offline(&self) -> bool {
///         self.0.pays_offline()
///     }
///     fn makes_refunds(&self) -> bool {
///         self.0.makes_refunds()
///     }
///     fn origins(&self) -> Vec<String> {
///         self.0.origins()
///     }
///     fn element(&self, total: Money) -> Option<PaymentElement> {
///         self.0.element(total)
///     }
///     fn element_origins(&self) -> ElementOrigins {
///         self.0.element_origins()
///     }
///     fn routes(&self) -> axum::Router {
///         self.0.routes()
///     }
///     fn sends_webhooks(&self) -> bool {
///         self.0.sends_webhooks()
///     }
///     fn claimed_attempt(&self, body: &[u8]) -> Option<String> {
///         self.0.claimed_attempt(body)
///     }
///     async fn start(&self, attempt: &Attempt) -> Result<StartedPayment, PaymentError> {
///         self.0.start(attempt).await
///     }
///     async fn verify_webhook(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<WebhookEvent, WebhookError> {
///         self.0.verify_webhook(headers, body, now).await
///     }
///     async fn fetch_state(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
///         self.0.fetch_state(attempt).await
///     }
///     async fn fetch_report(&self, attempt: &AttemptRef) -> Result<PaymentReport, PaymentError> {
///         self.0.fetch_report(attempt).await
///     }
///     async fn cancel(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
///         self.0.cancel(attempt).await
///     }
///     async fn refund(&self, attempt: &AttemptRef, request: &RefundRequest) -> Result<Refund, PaymentError> {
///         self.0.refund(attempt, request).await
///     }
///     async fn fetch_refund(&self, attempt: &AttemptRef, refund: &Refund) -> Result<Refund, PaymentError> {
///         self.0.fetch_refund(attempt, refund).await
///     }
/// }
/// ```
#[async_trait]
pub trait PaymentProvider: Send + Sync + 'static {
    /// The name in tables, forms and webhook URLs. Never change it once a payment was made with it.
    fn id(&self) -> &'static str;

    /// The name of the payment option at the checkout, such as "Card".
    fn label(&self) -> String;

    /// A sentence on what happens next, shown below the label.
    fn description(&self) -> Option<String> {
        None
    }

    /// Whether the provider can be offered for this amount and country (ISO 3166-1 alpha-2, if known).
    fn accepts(&self, total: Money, country: Option<&str>) -> bool {
        let _ = (total, country);
        true
    }

    /// Whether the shopper orders now and pays later, outside of any gateway:
    /// [`start`](PaymentProvider::start) then returns [`NextAction::AwaitOffline`]. Affects the label of the
    /// checkout button.
    fn pays_offline(&self) -> bool {
        false
    }

    /// Whether [`refund`](PaymentProvider::refund) can make refunds. Otherwise the merchant makes them by hand, as the
    /// advice in mails and on the command line says once a refund has failed.
    ///
    /// By default, whether the shopper pays through a gateway.
    fn makes_refunds(&self) -> bool {
        !self.pays_offline()
    }

    /// The origins (`https://pay.example`) to which [`NextAction::Redirect`] and [`NextAction::PostForm`] send the
    /// browser. The pages' content security policy allows forms to lead to these and to no others.
    fn origins(&self) -> Vec<String> {
        Vec::new()
    }

    /// The gateway's element for the checkout page, if it has one, in which the shopper enters a card without
    /// leaving the page. It is loaded when the shopper selects this provider. Without JavaScript there is no
    /// element, and [`Attempt::embedded`] is `false`.
    fn element(&self, total: Money) -> Option<PaymentElement> {
        let _ = total;
        None
    }

    /// The origins that the element uses. The pages' content security policy allows them, and the log names those
    /// that a policy of the app's own leaves out.
    fn element_origins(&self) -> ElementOrigins {
        ElementOrigins::new()
    }

    /// Routes that the provider serves itself, if any, such as the module of its [`PaymentElement`]: an
    /// [`Asset`](crate::Asset).
    ///
    /// [`Store::routes`](crate::Store::routes) serves them without the store's prefix, so that the provider
    /// knows their URLs. Name them after the provider (`/pannier/acme.js`). Like the store's forms, they answer a
    /// request that changes something only if a page of the shop sends it: a gateway sends webhooks instead.
    fn routes(&self) -> axum::Router {
        axum::Router::new()
    }

    /// Whether the gateway sends webhooks. The store answers those of other providers with 404.
    fn sends_webhooks(&self) -> bool {
        !self.pays_offline()
    }

    /// Returns the [`Attempt::id`] that an unverified webhook claims to be about. The store ignores webhooks
    /// about attempts that do not exist, without verifying them.
    ///
    /// For a provider whose [`verify_webhook`](PaymentProvider::verify_webhook) calls the gateway, since
    /// anybody could make the shop call it. `None`, the default, leads to a verification.
    fn claimed_attempt(&self, body: &[u8]) -> Option<String> {
        let _ = body;
        None
    }

    /// Starts an attempt.
    ///
    /// Must be idempotent: called again with the same [`Attempt::id`], it returns the same response and does
    /// not charge again. The store calls it again when a response was lost.
    ///
    /// # Errors
    /// [`PaymentError::Refused`] and [`PaymentError::Unauthorized`] end the attempt. After any other error, the order
    /// stays pending, and the payment is polled.
    async fn start(&self, attempt: &Attempt) -> Result<StartedPayment, PaymentError>;

    /// Verifies a webhook and reads it, from its headers and raw body. An unverified body must have no
    /// effect.
    ///
    /// `now` is when the webhook arrived. Use it instead of the system clock: stored webhooks are verified
    /// again later. Make no network call if a secret is enough to verify the webhook.
    ///
    /// # Errors
    /// See [`WebhookError`]: each variant says how the gateway is answered.
    async fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<WebhookEvent, WebhookError>;

    /// Queries the state of an attempt. A gateway that only authorizes the payment, and leaves the capture to
    /// the merchant, is asked to capture here.
    ///
    /// # Errors
    /// [`PaymentError::NotFound`] also for an attempt without a [reference](AttemptRef::reference) that the
    /// gateway cannot find by its id alone, provided that such an attempt cannot be paid.
    async fn fetch_state(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError>;

    /// Queries the state of an attempt, as [`fetch_state`](PaymentProvider::fetch_state) does, and what else the gateway
    /// says about it. The store calls this one.
    ///
    /// By default the state alone. For a gateway that knows the [country of the payer](PaymentReport::payer_country) from
    /// the same answer; make no further call for it.
    ///
    /// # Errors
    /// As for [`fetch_state`](PaymentProvider::fetch_state).
    async fn fetch_report(&self, attempt: &AttemptRef) -> Result<PaymentReport, PaymentError> {
        Ok(PaymentReport::new(self.fetch_state(attempt).await?))
    }

    /// Cancels an open attempt and returns its state. An attempt that has succeeded, or that can no longer be
    /// cancelled because it is [processing](PaymentState::Processing), is left as it is.
    ///
    /// # Errors
    /// [`PaymentError::NotFound`] for an attempt that the gateway does not know.
    async fn cancel(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError>;

    /// Refunds an attempt, in full or in part.
    ///
    /// Must be idempotent: called again with the same [`RefundRequest::id`], it returns the same refund and does not
    /// refund again. The store calls it again when a response was lost.
    ///
    /// # Errors
    /// [`PaymentError::Refused`] for more than is left of the payment.
    async fn refund(&self, attempt: &AttemptRef, request: &RefundRequest) -> Result<Refund, PaymentError>;

    /// Queries a refund that was returned by [`refund`](PaymentProvider::refund) before. Called for pending
    /// refunds until they are made or have failed, and when the total of the refunds of a payment has fallen.
    ///
    /// # Errors
    /// By default [`PaymentError::Unknown`], for gateways whose refunds are made at once or reported by
    /// [webhook](WebhookEvent::refund).
    async fn fetch_refund(&self, attempt: &AttemptRef, refund: &Refund) -> Result<Refund, PaymentError> {
        let _ = (attempt, refund);
        Err(PaymentError::Unknown("this provider does not query refunds".to_owned()))
    }
}

/// The input of [`PaymentProvider::start`]. Immutable: the same for every call about an attempt.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// The id of the attempt; use it as the idempotency key.
    pub id: String,
    /// The number of the order, for the shopper's statement.
    pub order_number: i64,
    /// The amount to charge, once.
    pub amount: Money,
    /// The shopper's e-mail address.
    pub email: String,
    /// The shipping address, which gateways ask for as evidence in disputes; `None` if nothing ships.
    pub shipping_address: Option<Address>,
    /// The URL to which the gateway returns the shopper's browser, whatever the outcome.
    pub return_url: String,
    /// The URL to which the gateway posts its webhooks.
    pub webhook_url: String,
    /// Whether the provider's [`PaymentElement`] is on the page that the shopper pays from, ready for
    /// [`NextAction::Embed`]. If not, there is no JavaScript, and the payment continues on the gateway's page.
    pub embedded: bool,
    /// The shopper's language and its texts.
    pub texts: Texts,
    /// The name of the shop, for the gateway's page; empty if unknown. It alone can differ from one call to the next.
    pub shop_name: String,
}

impl Attempt {
    /// Creates an attempt to charge `amount` for an order, in English. The URLs are absolute.
    ///
    /// ```
    /// use pannier::{Attempt, Currency, Money};
    ///
    /// let (back, webhooks) = ("https://shop.example/payments/return", "https://shop.example/webhooks/acme");
    /// let attempt = Attempt::new("a1", 1001, Money::new(2490, Currency::EUR), "ada@example.com", back, webhooks);
    /// assert_eq!(attempt.amount.to_string(), "€24.90");
    /// ```
    pub fn new(
        id: impl Into<String>,
        order_number: i64,
        amount: Money,
        email: impl Into<String>,
        return_url: impl Into<String>,
        webhook_url: impl Into<String>,
    ) -> Attempt {
        let (id, email, return_url, webhook_url) = (id.into(), email.into(), return_url.into(), webhook_url.into());
        let texts = crate::language::fluent::english();
        let (shipping_address, embedded) = (None, false);
        Attempt {
            id,
            order_number,
            amount,
            email,
            shipping_address,
            return_url,
            webhook_url,
            embedded,
            texts,
            shop_name: String::new(),
        }
    }

    /// Sets the shipping address.
    ///
    /// ```
    /// use pannier::{Address, Attempt, Currency, Money};
    ///
    /// let (amount, url) = (Money::new(2490, Currency::EUR), "https://shop.example/");
    /// let address = Address { country: "DE".into(), city: "Berlin".into(), ..Address::default() };
    /// let attempt = Attempt::new("a1", 1001, amount, "ada@example.com", url, url).shipping_address(address);
    /// assert!(attempt.shipping_address.is_some_and(|address| address.city == "Berlin"));
    /// ```
    #[must_use]
    pub fn shipping_address(self, address: Address) -> Attempt {
        Attempt { shipping_address: Some(address), ..self }
    }

    /// Sets the shopper's language.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Attempt, Currency, Language, Money};
    ///
    /// let (amount, url) = (Money::new(2490, Currency::EUR), "https://shop.example/");
    /// let attempt = Attempt::new("a1", 1001, amount, "ada@example.com", url, url).texts(store.texts(Language::GERMAN));
    /// assert_eq!(attempt.texts.money(attempt.amount), "24,90\u{a0}€");
    /// # Ok(())
    /// # });
    /// ```
    #[must_use]
    pub fn texts(self, texts: Texts) -> Attempt {
        Attempt { texts, ..self }
    }

    /// Marks the attempt as one from a page that shows the provider's [`PaymentElement`].
    #[must_use]
    pub fn embedded(self) -> Attempt {
        Attempt { embedded: true, ..self }
    }
}

/// A reference to an attempt, for calls after its start.
///
/// ```
/// use pannier::AttemptRef;
///
/// let lost = AttemptRef::new("a1", None);
/// assert!(lost.reference.is_none(), "the response to the start was lost");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptRef {
    /// [`Attempt::id`].
    pub id: String,
    /// [`StartedPayment::reference`], if the answer to [`PaymentProvider::start`] arrived.
    pub reference: Option<String>,
}

impl AttemptRef {
    /// Creates a reference from an attempt's id and the gateway's reference, if known.
    pub fn new(id: impl Into<String>, reference: Option<String>) -> AttemptRef {
        AttemptRef { id: id.into(), reference }
    }
}

/// The input of [`PaymentProvider::refund`]. Immutable: the same for every call about a refund.
///
/// ```
/// use pannier::{Currency, Money, RefundRequest};
///
/// let request = RefundRequest::new("r1", Money::new(990, Currency::EUR));
/// assert_eq!(request.amount.to_string(), "€9.90");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefundRequest {
    /// The id of the refund; use it as the idempotency key.
    pub id: String,
    /// The amount to refund, once.
    pub amount: Money,
}

impl RefundRequest {
    /// Creates a request to refund `amount`.
    pub fn new(id: impl Into<String>, amount: Money) -> RefundRequest {
        RefundRequest { id: id.into(), amount }
    }
}

/// The response to [`PaymentProvider::start`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StartedPayment {
    /// The gateway's id of the attempt, unique per provider.
    pub reference: Option<String>,
    /// The next step.
    pub action: NextAction,
}

impl StartedPayment {
    /// Creates a response. `reference` is the gateway's id of the attempt, if it assigns one.
    ///
    /// ```
    /// use pannier::{NextAction, Instructions, StartedPayment};
    ///
    /// let instructions = Instructions::new("Please pay when you pick it up.");
    /// let started = StartedPayment::new(None, NextAction::AwaitOffline { instructions });
    /// ```
    pub fn new(reference: Option<String>, action: NextAction) -> StartedPayment {
        StartedPayment { reference, action }
    }

    /// Creates a response that continues on the gateway's page.
    pub fn redirect(reference: Option<String>, url: impl Into<String>) -> StartedPayment {
        StartedPayment::new(reference, NextAction::Redirect { url: url.into() })
    }
}

/// The next step of an attempt that has started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NextAction {
    /// Redirect the browser to the gateway's page.
    Redirect {
        /// The URL of the page.
        url: String,
    },
    /// Make the browser post a form to the gateway.
    PostForm {
        /// The action of the form.
        url: String,
        /// Its hidden fields.
        fields: BTreeMap<String, String>,
    },
    /// Confirm the payment in the element on the page, which gets the data it needs for that. On the order's
    /// page, where an interrupted payment is resumed, the element is shown again.
    Embed(PaymentElement),
    /// None: the shopper pays outside of any gateway. The order waits without a time limit, and the provider
    /// is not polled.
    AwaitOffline {
        /// What the shopper has to do. Shown on the order's page, and mailed.
        instructions: Instructions,
    },
    /// None: the payment is settled already.
    Decided(PaymentState),
}

/// The error of a call to a gateway.
///
/// ```
/// use pannier::PaymentError;
///
/// /// Maps a gateway's HTTP status.
/// fn error(status: http::StatusCode) -> PaymentError {
///     match status.as_u16() {
///         404 => PaymentError::NotFound,
///         401 | 403 => PaymentError::Unauthorized(status.to_string()),
///         408 | 429 | 500.. => PaymentError::Unknown(status.to_string()),
///         _ => PaymentError::Refused(status.to_string()),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PaymentError {
    /// A time-out, a broken connection or a server error: the call may have had its effect or not. The order
    /// stays pending, and the payment is polled.
    #[error("the outcome is unknown: {0}")]
    Unknown(String),
    /// The attempt is unknown to the gateway: nothing was charged.
    #[error("the attempt is unknown to the gateway")]
    NotFound,
    /// The gateway refused the call and will refuse it again: an unsupported currency, a payment that is not
    /// open.
    #[error("the gateway refused the call: {0}")]
    Refused(String),
    /// The gateway rejected the credentials, or they lack a permission. Nothing happened, and the call succeeds
    /// once the merchant has fixed them: a refund is retried.
    #[error("the gateway rejected the credentials: {0}")]
    Unauthorized(String),
}
