//! Receivers: told of every change of an order's status. One file each, one trait, one line to register.
//!
//! ```
//! # fn main() -> Result<(), String> {
//! use pannier::{Settings, delivery::{Mailer, OrderMail}};
//!
//! let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
//! let mail = OrderMail::new(Mailer::from_settings(&settings)?, &settings)?;
//! # Ok(())
//! # }
//! ```

use std::time::Duration;

use async_trait::async_trait;

use crate::{
    model::{Money, OrderView, Status},
    store::{Store, mail::mailer::MailError},
};

mod downloads;
mod order_mail;
mod outgoing_webhook;
mod owner_mail;

pub use crate::store::mail::mailer::Mailer;
pub use downloads::ActivateDownloads;
pub use order_mail::OrderMail;
pub use outgoing_webhook::{OutgoingWebhook, WebhookSecret, WebhookSettings};
pub use owner_mail::OwnerMail;

/// Something that happens when an order changes its status, or money of it is moved.
///
/// Each receiver handles each signal once by its record, but may be asked again when it, or the process, fails before the
/// record is written. Use [`Signal::id`] as the key that makes the second time do nothing. A whole
/// one: [`recipes::receiver`](crate::recipes::receiver).
///
/// ```
/// use pannier::{OrderView, Receiver, ReceiverError, Signal, SignalKind, async_trait};
///
/// /// A packing slip for each order that was paid. Written again, it is the same file.
/// struct PackingSlips(std::path::PathBuf);
///
/// #[async_trait]
/// impl Receiver for PackingSlips {
///     fn name(&self) -> &'static str {
///         "packing-slips"
///     }
///     fn listens(&self, kind: SignalKind) -> bool {
///         kind == SignalKind::Completed
///     }
///     async fn receive(&self, signal: &Signal, order: &OrderView) -> Result<(), ReceiverError> {
///         let slip = format!("Order {}\n{}\n", order.number, order.address.join("\n"));
///         tokio::fs::write(self.0.join(&signal.id), slip).await.map_err(ReceiverError::new)
///     }
/// }
/// ```
#[async_trait]
pub trait Receiver: Send + Sync + 'static {
    /// The name in the outbox. Never change it while signals wait.
    fn name(&self) -> &'static str;

    /// Whether it wants to be told of signals of this kind.
    fn listens(&self, kind: SignalKind) -> bool;

    /// Handles a signal. The order is as it stands now, which may be further on than the signal says.
    ///
    /// # Errors
    /// It is tried again later, and at last left for a person.
    async fn receive(&self, signal: &Signal, order: &OrderView) -> Result<(), ReceiverError>;

    /// The same, with the store whose signal it is: for receivers that have something to say to it, such as that a parcel was
    /// sent. The outbox calls this one; all others leave it as it is.
    ///
    /// # Errors
    /// As [`Receiver::receive`].
    async fn receive_in(&self, store: &Store, signal: &Signal, order: &OrderView) -> Result<(), ReceiverError> {
        let _ = store;
        self.receive(signal, order).await
    }
}

/// What a signal is about.
///
/// ```
/// use pannier::{SignalKind, Status};
///
/// assert_eq!(SignalKind::from(Status::Completed), SignalKind::Completed);
/// assert_eq!("refunded".parse(), Ok(SignalKind::Refunded));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignalKind {
    /// A basket was begun.
    Created,
    /// The order was placed, and waits for its payment.
    Pending,
    /// The order is paid.
    Completed,
    /// The order is not paid and will not be.
    Cancelled,
    /// Money of the order was given back, all of it or a part. [`Signal::subject`] names the refund.
    Refunded,
    /// Money came that does not fit the order: a person has to look at it. [`Signal::subject`] names the attempt to pay.
    Attention,
    /// A parcel of the order was sent, for the first time. [`Signal::subject`] names the [parcel](crate::ParcelView::id).
    Fulfilled,
    /// The order still waits for a payment that comes by other means than at a gateway. [`Signal::subject`] names the attempt
    /// to pay: of each the shopper is reminded once.
    Overdue,
    /// The owner has given the downloads of the order all their attempts and all their time again. [`Signal::subject`] names the
    /// renewal.
    DownloadsRenewed,
    /// A file that was sold with the order is not in the storage. [`Signal::subject`] is the day and the key,
    /// `2026-01-31 albums/blue-hour.flac`: a file is told of once a day, by the first order that has asked for it.
    FileMissing,
}

impl SignalKind {
    /// All of them.
    ///
    /// ```
    /// assert!(pannier::SignalKind::ALL.iter().all(|kind| kind.as_str().parse() == Ok(*kind)));
    /// ```
    pub const ALL: [SignalKind; 10] = [
        SignalKind::Created,
        SignalKind::Pending,
        SignalKind::Completed,
        SignalKind::Cancelled,
        SignalKind::Refunded,
        SignalKind::Attention,
        SignalKind::Fulfilled,
        SignalKind::Overdue,
        SignalKind::DownloadsRenewed,
        SignalKind::FileMissing,
    ];

    /// The name in tables.
    ///
    /// ```
    /// assert_eq!(pannier::SignalKind::Attention.as_str(), "attention");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            SignalKind::Created => Status::Created.as_str(),
            SignalKind::Pending => Status::Pending.as_str(),
            SignalKind::Completed => Status::Completed.as_str(),
            SignalKind::Cancelled => Status::Cancelled.as_str(),
            SignalKind::Refunded => "refunded",
            SignalKind::Attention => "attention",
            SignalKind::Fulfilled => "fulfilled",
            SignalKind::Overdue => "overdue",
            SignalKind::DownloadsRenewed => "downloads-renewed",
            SignalKind::FileMissing => "file-missing",
        }
    }
}

impl From<Status> for SignalKind {
    fn from(status: Status) -> SignalKind {
        match status {
            Status::Created => SignalKind::Created,
            Status::Pending => SignalKind::Pending,
            Status::Completed => SignalKind::Completed,
            Status::Cancelled => SignalKind::Cancelled,
        }
    }
}

impl std::str::FromStr for SignalKind {
    type Err = ();
    fn from_str(name: &str) -> Result<Self, ()> {
        SignalKind::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or(())
    }
}

/// Something that happened to an order.
///
/// ```
/// fn message_id(signal: &pannier::Signal) -> String {
///     format!("<{}@shop.example>", signal.id)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signal {
    /// Unique; the idempotency key of whatever the receiver does.
    pub id: String,
    /// The order.
    pub order_id: String,
    /// What happened.
    pub kind: SignalKind,
    /// Which of several such things it is about: a refund, an attempt to pay, a parcel, a file. Empty for a change of status.
    pub subject: String,
    /// The money that is about: what was given back, or what has come. `None` for a change of status.
    pub amount: Option<Money>,
    /// Why a person has to look at it, as [`Attention`](crate::machine::Attention) names it; or why money was given back, which
    /// may be for one of these as well. Empty for a change of status.
    pub reason: String,
    /// What the gateway has said where it refused.
    pub error: Option<String>,
    /// When: milliseconds since the Unix epoch, UTC.
    pub at: i64,
}

/// A receiver that could not do its work.
///
/// ```
/// use pannier::ReceiverError;
///
/// assert_eq!(ReceiverError::new("the warehouse does not answer").to_string(), "the warehouse does not answer");
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct ReceiverError {
    what: String,
    again: Again,
}

/// Whether and when a receiver is asked again.
#[derive(Debug, PartialEq)]
enum Again {
    /// Soon, and later and later.
    Soon,
    /// After so long: it was no failure.
    After(Duration),
    Never,
}

impl ReceiverError {
    /// Says what went wrong, without personal data: it is logged and kept.
    ///
    /// ```
    /// let error = std::fs::read("/no/such/file").map_err(pannier::ReceiverError::new);
    /// assert!(error.is_err());
    /// ```
    pub fn new(what: impl std::fmt::Display) -> ReceiverError {
        ReceiverError { what: what.to_string(), again: Again::Soon }
    }

    /// The same for what no later try will change: the signal is left for a person at once.
    ///
    /// ```
    /// use pannier::ReceiverError;
    ///
    /// assert!(ReceiverError::for_good("the warehouse has closed down").is_for_good());
    /// assert!(!ReceiverError::new("the warehouse does not answer").is_for_good());
    /// ```
    pub fn for_good(what: impl std::fmt::Display) -> ReceiverError {
        ReceiverError { what: what.to_string(), again: Again::Never }
    }

    /// Whether trying again is of no use.
    ///
    /// ```
    /// assert!(!pannier::ReceiverError::new("the line is busy").is_for_good());
    /// ```
    pub fn is_for_good(&self) -> bool {
        self.again == Again::Never
    }

    /// For work that is under way elsewhere, and not done yet: the receiver is asked again after so long, which does not count as a
    /// failure. `what` says what it waits for.
    ///
    /// ```
    /// use std::time::Duration;
    /// use pannier::ReceiverError;
    ///
    /// let waiting = ReceiverError::later(Duration::from_secs(3600), "the printers have it");
    /// assert_eq!(waiting.asked_again_after(), Some(Duration::from_secs(3600)));
    /// ```
    pub fn later(after: Duration, what: impl std::fmt::Display) -> ReceiverError {
        ReceiverError { what: what.to_string(), again: Again::After(after) }
    }

    /// When a receiver whose work is [under way](ReceiverError::later) is asked again.
    ///
    /// ```
    /// assert_eq!(pannier::ReceiverError::new("the line is busy").asked_again_after(), None);
    /// ```
    pub fn asked_again_after(&self) -> Option<Duration> {
        match self.again {
            Again::After(after) => Some(after),
            Again::Soon | Again::Never => None,
        }
    }
}

impl From<MailError> for ReceiverError {
    fn from(error: MailError) -> Self {
        ReceiverError::new(error)
    }
}
