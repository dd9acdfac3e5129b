//! What gateways report about payments, refunds and disputes, and their webhooks.

use serde::{Deserialize, Serialize};

use crate::model::{DisputeStatus, Money, PaymentState, RefundState, Timestamp};

/// What a gateway reports about an attempt.
///
/// ```
/// use pannier::{Currency, Money, PaymentReport, PaymentState};
///
/// let paid = PaymentState::Succeeded { amount: Money::new(2490, Currency::EUR) };
/// let report = PaymentReport::new(paid).payer_country("NL");
/// assert_eq!(report.payer_country.as_deref(), Some("NL"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentReport {
    /// The state.
    pub state: PaymentState,
    /// The country of the payer (ISO 3166-1 alpha-2), as far as the gateway knows it: that of the card, the account or
    /// the wallet.
    pub payer_country: Option<String>,
}

impl PaymentReport {
    /// Creates a report of a state.
    pub fn new(state: PaymentState) -> PaymentReport {
        PaymentReport { state, payer_country: None }
    }

    /// Sets the country of the payer. A store with a tax provider keeps it once the attempt has succeeded, as evidence of
    /// where the buyer is: [`Admin::tax_report`](crate::Admin::tax_report) lists the orders that it contradicts. It ignores
    /// what is no code of two capital letters.
    #[must_use]
    pub fn payer_country(self, country: impl Into<String>) -> PaymentReport {
        PaymentReport { payer_country: Some(country.into()), ..self }
    }
}

/// A refund at a gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refund {
    /// The gateway's id of the refund.
    pub reference: String,
    /// The amount refunded.
    pub amount: Money,
    /// The state.
    pub state: RefundState,
}

impl Refund {
    /// Creates a refund that was made, with the gateway's id.
    pub fn new(reference: impl Into<String>, amount: Money) -> Refund {
        Refund { reference: reference.into(), amount, state: RefundState::Succeeded }
    }

    /// Sets the state.
    ///
    /// ```
    /// use pannier::{Currency, Money, Refund, RefundState};
    ///
    /// let refund = Refund::new("re_1", Money::new(990, Currency::EUR)).state(RefundState::Pending);
    /// assert_eq!(refund.state, RefundState::Pending);
    /// ```
    #[must_use]
    pub fn state(self, state: RefundState) -> Refund {
        Refund { state, ..self }
    }
}

/// A dispute of a payment: a chargeback, a claim, or a reversal by the gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Dispute {
    /// The gateway's id of the dispute. Empty for a reversal that comes without one: it ends with the next
    /// dispute of the payment that ends.
    pub reference: String,
    /// The status.
    pub status: DisputeStatus,
}

impl Dispute {
    /// Creates a dispute with the gateway's id.
    pub fn new(reference: impl Into<String>, status: DisputeStatus) -> Dispute {
        Dispute { reference: reference.into(), status }
    }
}

/// A verified webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebhookEvent {
    /// The gateway's event id; the same event may be delivered more than once.
    pub id: String,
    /// [`Attempt::id`](crate::Attempt::id).
    pub attempt: String,
    /// The state of the attempt. [`PaymentState::Open`] only says that something happened: the gateway is
    /// polled.
    pub state: PaymentState,
    /// When the gateway created the event, if it says so.
    pub created_at: Option<Timestamp>,
    /// Whether a card or another payment method was declined and the attempt is still open. After ten of these,
    /// the store cancels the attempt, because stolen cards are being tested.
    pub declined: bool,
    /// The total refunded so far, if the event is about a refund.
    pub refunded: Option<Money>,
    /// The refund that the event is about, if any.
    pub refund: Option<Refund>,
    /// The dispute that the event is about, if any.
    pub dispute: Option<Dispute>,
    /// The country of the payer (ISO 3166-1 alpha-2), if the event says so: see [`PaymentReport::payer_country`].
    pub payer_country: Option<String>,
    /// The gateway's name for an event that the provider has no use for. It changes nothing and is only stored, for
    /// the merchant to look up.
    pub ignored: Option<String>,
}

impl WebhookEvent {
    /// Creates an event `id` that reports the `state` of `attempt`.
    pub fn new(id: impl Into<String>, attempt: impl Into<String>, state: PaymentState) -> WebhookEvent {
        WebhookEvent {
            id: id.into(),
            attempt: attempt.into(),
            state,
            created_at: None,
            declined: false,
            refunded: None,
            refund: None,
            dispute: None,
            payer_country: None,
            ignored: None,
        }
    }

    /// Sets when the gateway created the event.
    #[must_use]
    pub fn created_at(self, at: Timestamp) -> WebhookEvent {
        WebhookEvent { created_at: Some(at), ..self }
    }

    /// Marks the event as one about a declined card, which leaves the attempt open.
    #[must_use]
    pub fn declined(self) -> WebhookEvent {
        WebhookEvent { declined: true, ..self }
    }

    /// Sets the total refunded so far, whether by the store or at the gateway's dashboard.
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

    /// Sets the refund that the event is about.
    #[must_use]
    pub fn refund(self, refund: Refund) -> WebhookEvent {
        WebhookEvent { refund: Some(refund), ..self }
    }

    /// Sets the dispute that the event is about.
    ///
    /// ```
    /// use pannier::{Dispute, DisputeStatus, PaymentState, WebhookEvent};
    ///
    /// let dispute = Dispute::new("dp_1", DisputeStatus::Open);
    /// let event = WebhookEvent::new("evt_3", "a1", PaymentState::Open).dispute(dispute);
    /// assert!(event.dispute.is_some());
    /// ```
    #[must_use]
    pub fn dispute(self, dispute: Dispute) -> WebhookEvent {
        WebhookEvent { dispute: Some(dispute), ..self }
    }

    /// Sets the country of the payer: see [`PaymentReport::payer_country`].
    ///
    /// ```
    /// use pannier::{PaymentState, WebhookEvent};
    ///
    /// let event = WebhookEvent::new("evt_5", "a1", PaymentState::Open).payer_country("NL");
    /// assert_eq!(event.payer_country.as_deref(), Some("NL"));
    /// ```
    #[must_use]
    pub fn payer_country(self, country: impl Into<String>) -> WebhookEvent {
        WebhookEvent { payer_country: Some(country.into()), ..self }
    }

    /// Marks the event as one that the provider has no use for. `kind` is the gateway's name for it.
    ///
    /// ```
    /// use pannier::{PaymentState, WebhookEvent};
    ///
    /// let event = WebhookEvent::new("evt_4", "a1", PaymentState::Open).ignored("charge.updated");
    /// assert_eq!(event.ignored.as_deref(), Some("charge.updated"));
    /// ```
    #[must_use]
    pub fn ignored(self, kind: impl Into<String>) -> WebhookEvent {
        WebhookEvent { ignored: Some(kind.into()), ..self }
    }
}

/// A webhook that failed verification, or is not of interest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// No signature, a wrong one, or one too old: answered with 400 or 401, and has no effect.
    #[error("verification failed: {0}")]
    Unverified(&'static str),
    /// Verified, but the body could not be read.
    #[error("malformed body: {0}")]
    Malformed(String),
    /// Names no payment attempt: answered with 200, and not stored. An event that names one but is of no use is
    /// marked with [`WebhookEvent::ignored`] instead.
    #[error("not about a payment attempt")]
    Ignored,
    /// It cannot be verified now, because that takes a call to the gateway, which gives no answer: it must be
    /// sent again.
    #[error("cannot be verified now: {0}")]
    Unavailable(String),
}
