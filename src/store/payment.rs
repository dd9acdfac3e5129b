//! Payment providers: one file each, one trait, one line to register.
//!
//! A payment is an *attempt* to pay one frozen order. Its id is the idempotency key of every call and travels in every
//! webhook. A provider gets values and answers with values; it holds no database handle and moves no order: what it says is
//! turned into a change of status by one function, [`Store::settle`](crate::Store::settle), whoever brought the news.
//!
//! A gateway is met in one of four ways: on a page of its own (a redirect, or a form that is posted there), in an
//! [`Element`] of its own on the checkout page, or not at all, when money comes by other means.
//!
//! ```
//! use pannier::payment::Stripe;
//!
//! let stripe = Stripe::new("sk_test_1", "pk_test_1", "whsec_1");
//! ```

use std::collections::BTreeMap;

use async_trait::async_trait;
use http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::{
    language::Texts,
    model::{Element, Instructions, Money},
};

#[cfg(feature = "bank-transfer")]
mod bank_transfer;
mod call;
mod paypal;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod signature;
mod stripe;

pub use stripe::{Stripe, StripeElement};

#[cfg(feature = "bank-transfer")]
pub use bank_transfer::BankTransfer;
pub use paypal::{PayPal, PayPalApp};

/// A payment gateway.
///
/// A whole one, with signed webhooks: [`recipes::payment_provider`](crate::recipes::payment_provider).
///
/// ```
/// use http::HeaderMap;
/// use pannier::*;
///
/// /// Any way to pay, for orders of €10 or more.
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
///     fn offline(&self) -> bool {
///         self.0.offline()
///     }
///     fn origins(&self) -> Vec<String> {
///         self.0.origins()
///     }
///     fn element(&self, total: Money) -> Option<Element> {
///         self.0.element(total)
///     }
///     fn element_origins(&self) -> Vec<String> {
///         self.0.element_origins()
///     }
///     fn routes(&self) -> axum::Router {
///         self.0.routes()
///     }
///     async fn start(&self, attempt: &Attempt) -> Result<Started, PaymentError> {
///         self.0.start(attempt).await
///     }
///     async fn read_webhook(&self, headers: &HeaderMap, body: &[u8], now: i64) -> Result<WebhookEvent, WebhookError> {
///         self.0.read_webhook(headers, body, now).await
///     }
///     async fn query(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
///         self.0.query(attempt).await
///     }
///     async fn cancel(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
///         self.0.cancel(attempt).await
///     }
///     async fn refund(&self, attempt: &AttemptRef, amount: Money, key: &str) -> Result<Refund, PaymentError> {
///         self.0.refund(attempt, amount, key).await
///     }
/// }
/// ```
#[async_trait]
pub trait PaymentProvider: Send + Sync + 'static {
    /// The name in tables, forms and webhook addresses. Never change it once something was paid with it.
    fn id(&self) -> &'static str;

    /// What the shopper chooses: "Card".
    fn label(&self) -> String;

    /// What will happen next, in a sentence.
    fn description(&self) -> Option<String> {
        None
    }

    /// Whether it can be offered for this amount to this country (ISO 3166-1 alpha-2, if known).
    fn accepts(&self, total: Money, country: Option<&str>) -> bool {
        let _ = (total, country);
        true
    }

    /// Whether the shopper orders now and pays later, by means of their own: [`start`](PaymentProvider::start) answers with
    /// [`Action::AwaitOffline`]. The button of the checkout says so.
    fn offline(&self) -> bool {
        false
    }

    /// The origins (`https://pay.example`) that the shopper's browser is sent to by [`Action::Redirect`] or
    /// [`Action::PostForm`]. The pages' content security policy lets a form lead to them and to no other.
    fn origins(&self) -> Vec<String> {
        Vec::new()
    }

    /// The gateway's element for the checkout page, where it has one: there the shopper enters a card without leaving the page.
    /// It is loaded when this way to pay is chosen, and not before. Where no JavaScript runs it is not there, and
    /// [`Attempt::embedded`] says so.
    fn element(&self, total: Money) -> Option<Element> {
        let _ = total;
        None
    }

    /// The origins (`https://js.pay.example`) that the element frames, connects to and shows pictures of, for the pages' content
    /// security policy.
    fn element_origins(&self) -> Vec<String> {
        Vec::new()
    }

    /// Routes that the provider itself must serve, if any, such as the module of its [`Element`]. [`Store::routes`](crate::Store::routes)
    /// has them as they are, whatever the store's own prefix: so the provider knows their addresses. Name them after it
    /// (`/pannier/acme.js`).
    fn routes(&self) -> axum::Router {
        axum::Router::new()
    }

    /// Starts an attempt. Called again with the same [`Attempt::id`], it must not charge again but give the same answer: that
    /// is how an answer that was lost is asked for.
    async fn start(&self, attempt: &Attempt) -> Result<Started, PaymentError>;

    /// Verifies a webhook and reads it, from its headers and raw body. Verification comes first: nothing of an unverified body
    /// is believed. `now` (seconds since the Unix epoch) is the time of its arrival, the one clock there is: a webhook that was
    /// kept is read again, years later, as of the time at which it came. Where a secret is all that verification takes, no call
    /// is made.
    async fn read_webhook(&self, headers: &HeaderMap, body: &[u8], now: i64) -> Result<WebhookEvent, WebhookError>;

    /// Asks the gateway how an attempt stands. A gateway that only notes what the shopper has approved, and takes the money when
    /// it is told to, is told so here.
    ///
    /// # Errors
    /// [`PaymentError::NotFound`] also for an attempt without a [reference](AttemptRef::reference) that the gateway cannot find
    /// by its id alone, provided that nobody can pay for an attempt whose start was never answered.
    async fn query(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError>;

    /// Cancels an attempt that is still open, and answers how it stands now. One that has succeeded stays so.
    async fn cancel(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError>;

    /// Gives money back; `key` is the idempotency key of this refund.
    async fn refund(&self, attempt: &AttemptRef, amount: Money, key: &str) -> Result<Refund, PaymentError>;
}

/// What a provider is told when an attempt starts. Everything is frozen.
///
/// ```
/// use pannier::{Attempt, Currency, Money};
///
/// let (back, webhooks) = ("https://shop.example/payments/return", "https://shop.example/webhooks/acme");
/// let attempt = Attempt::new("a1", 1001, Money::new(2490, Currency::EUR), "ada@example.com", back, webhooks);
/// assert_eq!(attempt.amount.to_string(), "€24.90");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// Names the attempt; use it as the idempotency key.
    pub id: String,
    /// The number of the order, for the shopper's statement.
    pub order_number: i64,
    /// What is charged, once.
    pub amount: Money,
    /// The shopper's e-mail address.
    pub email: String,
    /// Where the gateway sends the shopper's browser back to, whatever came of it.
    pub return_url: String,
    /// Where the gateway posts its webhooks.
    pub webhook_url: String,
    /// Whether the provider's [`Element`] is on the page that the shopper pays from, ready to go on with
    /// [`Action::Embed`]. If not, there is no JavaScript, and the payment goes on at a page of the gateway's.
    pub embedded: bool,
    /// What is said to the shopper, and in which language.
    pub texts: Texts,
}

impl Attempt {
    /// An attempt to charge `amount` for an order. The addresses are absolute.
    ///
    /// ```
    /// use pannier::{Attempt, Currency, Money};
    ///
    /// let amount = Money::new(2490, Currency::EUR);
    /// let attempt = Attempt::new("a1", 1001, amount, "ada@example.com", "https://shop.example/", "https://shop.example/");
    /// assert_eq!(attempt.order_number, 1001);
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
        let texts = crate::language::server::english();
        Attempt { id, order_number, amount, email, return_url, webhook_url, embedded: false, texts }
    }

    /// The same attempt, of a shopper who speaks another language than English.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Attempt, Currency, Language, Money};
    ///
    /// let (amount, url) = (Money::new(2490, Currency::EUR), "https://shop.example/");
    /// let attempt = Attempt::new("a1", 1001, amount, "ada@example.com", url, url).speaking(store.texts(Language::GERMAN));
    /// assert_eq!(attempt.texts.money(attempt.amount), "24,90\u{a0}€");
    /// # Ok(())
    /// # });
    /// ```
    #[must_use]
    pub fn speaking(self, texts: Texts) -> Attempt {
        Attempt { texts, ..self }
    }

    /// The same attempt, from a page that shows the provider's [`Element`].
    ///
    /// ```
    /// use pannier::{Attempt, Currency, Money};
    ///
    /// let amount = Money::new(2490, Currency::EUR);
    /// let attempt = Attempt::new("a1", 1001, amount, "ada@example.com", "https://shop.example/", "https://shop.example/");
    /// assert!(!attempt.embedded && attempt.embedded().embedded);
    /// ```
    #[must_use]
    pub fn embedded(self) -> Attempt {
        Attempt { embedded: true, ..self }
    }
}

/// Names an attempt in a later call.
///
/// ```
/// use pannier::AttemptRef;
///
/// let lost = AttemptRef::new("a1", None);
/// assert!(lost.reference.is_none(), "the answer to the start never came");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttemptRef {
    /// [`Attempt::id`].
    pub id: String,
    /// [`Started::reference`], if the answer to [`PaymentProvider::start`] arrived.
    pub reference: Option<String>,
}

impl AttemptRef {
    /// The attempt with this id, and with the reference that the gateway gave it.
    ///
    /// ```
    /// let attempt = pannier::AttemptRef::new("a1", Some("pay_1".into()));
    /// assert_eq!(attempt.id, "a1");
    /// ```
    pub fn new(id: impl Into<String>, reference: Option<String>) -> AttemptRef {
        AttemptRef { id: id.into(), reference }
    }
}

/// The answer to [`PaymentProvider::start`].
///
/// ```
/// use pannier::{Action, PaymentState, Started};
///
/// let started = Started::new(Some("pay_1".into()), Action::Decided(PaymentState::Open));
/// assert_eq!(started.reference.as_deref(), Some("pay_1"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Started {
    /// The gateway's own name for the attempt. No two attempts of a provider share one.
    pub reference: Option<String>,
    /// What happens next.
    pub action: Action,
}

impl Started {
    /// An attempt that has started. `reference` is the gateway's own name for it, if it gives one.
    ///
    /// ```
    /// use pannier::{Action, Instructions, Started};
    ///
    /// let instructions = Instructions::new("Please pay when you pick it up.");
    /// let started = Started::new(None, Action::AwaitOffline { instructions });
    /// ```
    pub fn new(reference: Option<String>, action: Action) -> Started {
        Started { reference, action }
    }

    /// An attempt that goes on at a page of the gateway's.
    ///
    /// ```
    /// # use pannier::{Action, Started};
    /// let started = Started::redirect(Some("pay_1".into()), "https://pay.example/pay_1");
    /// assert_eq!(started.action, Action::Redirect { url: "https://pay.example/pay_1".into() });
    /// ```
    pub fn redirect(reference: Option<String>, url: impl Into<String>) -> Started {
        Started::new(reference, Action::Redirect { url: url.into() })
    }
}

/// What happens next, once an attempt has started.
///
/// ```
/// use pannier::Action;
///
/// let action = Action::PostForm {
///     url: "https://pay.example/3ds".into(),
///     fields: [("token".to_owned(), "abc".to_owned())].into(),
/// };
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// Send the browser to the gateway's page.
    Redirect {
        /// The address of the page.
        url: String,
    },
    /// Have the browser post a form to the gateway.
    PostForm {
        /// The form's action.
        url: String,
        /// Its hidden fields.
        fields: BTreeMap<String, String>,
    },
    /// Have the element on the page confirm the payment, with what it needs to know for that. On the order's page, where an
    /// interrupted payment is resumed, it is shown anew.
    Embed(Element),
    /// Nothing: the shopper pays by other means, and the answer comes in its own time. The order waits for it without end, and
    /// its provider is not asked.
    AwaitOffline {
        /// What the shopper has to do. It is on the order's page, and is mailed.
        instructions: Instructions,
    },
    /// Nothing: it is decided already.
    Decided(PaymentState),
}

/// How an attempt stands, in the gateway's final words. "Processing" is [`PaymentState::Open`]: only final states move an order.
///
/// ```
/// use pannier::{Currency, Money, PaymentState};
///
/// let paid = PaymentState::Succeeded { amount: Money::new(2490, Currency::EUR) };
/// assert_ne!(paid, PaymentState::Open);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PaymentState {
    /// Not decided yet.
    Open,
    /// The money is ours.
    Succeeded {
        /// How much was charged.
        amount: Money,
    },
    /// Refused, and over.
    Declined {
        /// What to tell the shopper.
        message: String,
    },
    /// Called off, by the shopper or by us.
    Cancelled,
    /// The gateway has stopped waiting.
    Expired,
}

/// A call that brought no answer about the payment.
///
/// ```
/// use pannier::PaymentError;
///
/// /// What an HTTP status of a gateway means.
/// fn error(status: http::StatusCode) -> PaymentError {
///     match status.as_u16() {
///         404 => PaymentError::NotFound,
///         408 | 429 | 500.. => PaymentError::Unknown(status.to_string()),
///         _ => PaymentError::Refused(status.to_string()),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PaymentError {
    /// A time-out, a broken connection, a server error: it may have happened or not. The order stays pending; ask again.
    #[error("the outcome is unknown: {0}")]
    Unknown(String),
    /// The gateway does not know the attempt: nothing was charged.
    #[error("the gateway does not know this attempt")]
    NotFound,
    /// The gateway refuses the call, and will refuse it again: a wrong key, a currency it does not take.
    #[error("the gateway refused the call: {0}")]
    Refused(String),
}

/// What a refund came to.
///
/// ```
/// use pannier::{Currency, Money, Refund};
///
/// let refund = Refund::new("re_1", Money::new(990, Currency::EUR));
/// assert_eq!(refund.reference, "re_1");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Refund {
    /// The gateway's own name for it.
    pub reference: String,
    /// What was given back.
    pub amount: Money,
}

impl Refund {
    /// A refund under the gateway's own name for it.
    ///
    /// ```
    /// use pannier::{Currency, Money, Refund};
    ///
    /// let refund = Refund::new("re_1", Money::new(990, Currency::EUR));
    /// assert_eq!(refund.amount.to_string(), "€9.90");
    /// ```
    pub fn new(reference: impl Into<String>, amount: Money) -> Refund {
        Refund { reference: reference.into(), amount }
    }
}

/// A verified webhook.
///
/// ```
/// use pannier::{PaymentState, WebhookEvent};
///
/// let event = WebhookEvent::new("evt_1", "a1", PaymentState::Expired);
/// assert_eq!(event.attempt, "a1");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WebhookEvent {
    /// The gateway's name for the event; the same event may come again.
    pub id: String,
    /// [`Attempt::id`].
    pub attempt: String,
    /// How the attempt stands. [`PaymentState::Open`] only says that something happened: the gateway is asked what.
    pub state: PaymentState,
    /// How much of what was paid has been given back by now, in all, if the event is about that.
    pub refunded: Option<Money>,
}

impl WebhookEvent {
    /// The event `id` says that `attempt` stands so.
    ///
    /// ```
    /// use pannier::{PaymentState, WebhookEvent};
    ///
    /// let event = WebhookEvent::new("evt_1", "a1", PaymentState::Cancelled);
    /// assert_eq!(event.id, "evt_1");
    /// ```
    pub fn new(id: impl Into<String>, attempt: impl Into<String>, state: PaymentState) -> WebhookEvent {
        WebhookEvent { id: id.into(), attempt: attempt.into(), state, refunded: None }
    }

    /// An event about refunds: so much has been given back in all, whether the store asked for it or somebody at the gateway.
    ///
    /// ```
    /// use pannier::{Currency, Money, PaymentState, WebhookEvent};
    ///
    /// let paid = PaymentState::Succeeded { amount: Money::new(2490, Currency::EUR) };
    /// let event = WebhookEvent::new("evt_2", "a1", paid).refunded(Money::new(990, Currency::EUR));
    /// assert_eq!(event.refunded.map(|money| money.amount), Some(990));
    /// ```
    #[must_use]
    pub fn refunded(self, total: Money) -> WebhookEvent {
        WebhookEvent { refunded: Some(total), ..self }
    }
}

/// A webhook that is not believed, or not of interest.
///
/// ```
/// use pannier::WebhookError;
///
/// assert_eq!(WebhookError::Unverified("too old").to_string(), "signature: too old");
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// No signature, a wrong one, or too old: answered with 400 or 401, and changes nothing.
    #[error("signature: {0}")]
    Unverified(&'static str),
    /// Verified, but not understood.
    #[error("body: {0}")]
    Malformed(String),
    /// Verified, understood, and about something else: answered with 200.
    #[error("not about a payment attempt")]
    Irrelevant,
    /// It cannot be verified now, because the gateway has to be asked and does not answer: it has to come again.
    #[error("cannot be verified now: {0}")]
    Unavailable(String),
}
