//! Receivers of signals: one file each, one trait, one line to register.
//!
//! ```
//! # fn main() -> Result<(), pannier::SettingsError> {
//! use pannier::{Settings, receivers::{Mailer, OrderMail}};
//!
//! let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
//! let mail = OrderMail::new(Mailer::from_settings(&settings)?, &settings)?;
//! # Ok(())
//! # }
//! ```

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    args,
    model::{DisputeStatus, Money, OrderStatus, OrderView, PaymentIssue, RefundReason, Timestamp, named::named},
    store::{
        Store,
        db::{self, Db, Tx},
        mail::mailer::MailError,
    },
};

mod downloads;
mod order_mail;
mod outgoing_webhook;
mod owner_mail;

pub use crate::store::mail::mailer::Mailer;
pub use downloads::ActivateDownloads;
pub use order_mail::OrderMail;
pub use outgoing_webhook::{OutgoingWebhook, OutgoingWebhookSettings, WebhookSecret};
pub use owner_mail::OwnerMail;

/// A handler of signals, such as a status change of an order or a refund.
///
/// Each receiver handles each signal once according to its record. A signal is delivered again if the
/// receiver or the process fails before the record is written, so a receiver must be idempotent: use
/// [`OrderSignal::id`] as the idempotency key. One that writes to the store's database can write the record with it:
/// see [`Event::commit`]. For a complete one, see [`recipes::receiver`](crate::recipes::receiver).
///
/// ```
/// use pannier::{Event, Receiver, ReceiverError, SignalKind, async_trait};
///
/// /// Writes a packing slip for each paid order. Idempotent: a second delivery writes the same file.
/// struct PackingSlips(std::path::PathBuf);
///
/// #[async_trait]
/// impl Receiver for PackingSlips {
///     fn name(&self) -> &'static str {
///         "packing-slips"
///     }
///     fn accepts(&self, kind: SignalKind) -> bool {
///         kind == SignalKind::Completed
///     }
///     async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
///         let slip = format!("Order {}\n{}\n", event.order.number, event.order.address.join("\n"));
///         tokio::fs::write(self.0.join(&event.signal.id), slip).await.map_err(ReceiverError::new)
///     }
/// }
/// ```
#[async_trait]
pub trait Receiver: Send + Sync + 'static {
    /// The name in the outbox. Never change it while deliveries are pending.
    fn name(&self) -> &'static str;

    /// Whether the receiver accepts signals of this kind.
    fn accepts(&self, kind: SignalKind) -> bool;

    /// Whether the receiver, if it accepts [`SignalKind::Pending`], accepts it of an order that is paid
    /// [offline](crate::PaymentProvider::pays_offline), or of one that is not.
    ///
    /// `true` by default. One that only tells shoppers how to pay offline, such as [`OrderMail`], returns `offline`:
    /// other orders then cost no delivery.
    fn accepts_pending(&self, offline: bool) -> bool {
        let _ = offline;
        true
    }

    /// Whether the receiver, if it accepts [`SignalKind::Completed`], accepts it of an order with something to ship, or
    /// of one without.
    ///
    /// `true` by default. One that is only about parcels returns `ships`: other orders then cost no delivery.
    fn accepts_completed(&self, ships: bool) -> bool {
        let _ = ships;
        true
    }

    /// How long the receiver may take to handle a signal; the worker renews its lease meanwhile. For one that
    /// must not be interrupted, such as a dialogue with a mail server: what it has sent would be sent again.
    ///
    /// `None`, the default, is four fifths of [`Settings::outbox_lease`](crate::Settings::outbox_lease).
    fn timeout(&self) -> Option<Duration> {
        None
    }

    /// Whether the receiver mails the shopper about an order: how to pay, and a confirmation once it is paid. The
    /// checkout and the order's page promise these mails if a receiver of the store sends them; if none does,
    /// [`StoreBuilder::build`](crate::StoreBuilder::build) logs a warning.
    ///
    /// `false` by default, and `true` for [`OrderMail`] and any receiver that does its work instead.
    fn confirms_orders(&self) -> bool {
        false
    }

    /// Handles a signal.
    ///
    /// # Errors
    /// The delivery is retried with back-off, and finally left to the merchant.
    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError>;
}

/// A signal with its order and the store, as passed to a receiver.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Event<'a> {
    /// The signal.
    pub signal: &'a OrderSignal,
    /// The order in its current state, which may be later than the signal's.
    pub order: &'a OrderView,
    /// The store. A receiver that updates the order's shipments does so as
    /// [`Actor::Plugin`](crate::Actor::Plugin).
    pub store: &'a Store,
    /// The record of the delivery; none in the test of a receiver.
    record: Option<&'a Record>,
}

impl<'a> Event<'a> {
    /// Creates an event, for the test of a receiver.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Event, Receiver, SignalKind, receivers::ActivateDownloads, testing};
    ///
    /// let order = testing::order(&[("album", "blue-hour", 1)]);
    /// let signal = testing::signal(SignalKind::Completed, &order);
    /// ActivateDownloads.receive(&Event::new(&signal, &order, &store)).await?;
    /// # Ok(())
    /// # });
    /// ```
    pub fn new(signal: &'a OrderSignal, order: &'a OrderView, store: &'a Store) -> Event<'a> {
        Event { signal, order, store, record: None }
    }

    /// Adds the record of the delivery.
    pub(in crate::store) fn recorded_in(self, record: &'a Record) -> Event<'a> {
        Event { record: Some(record), ..self }
    }

    /// Commits a transaction of the receiver, and records with it that the signal is handled. What the receiver has
    /// written is then written once: neither a crash nor an error after the commit repeats the delivery. If another
    /// instance has handled the signal meanwhile, because the lease of this delivery is over, the transaction is
    /// rolled back. [`Admin::replay`](crate::Admin::replay) delivers the signal again.
    ///
    /// ```
    /// use pannier::{Event, args, db};
    ///
    /// /// Adds an order to what its customer has spent.
    /// async fn add_up(event: &Event<'_>) -> db::Result<()> {
    ///     let mut tx = event.store.db().begin().await?;
    ///     let sql = "UPDATE customers SET spent = spent + $2 WHERE email = $1";
    ///     tx.execute(sql, args![&event.order.email, event.order.total.amount]).await?;
    ///     event.commit(tx).await
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Tx::commit`].
    pub async fn commit(&self, mut tx: Tx) -> db::Result<()> {
        let Some(record) = self.record else { return tx.commit().await };
        if record.write_in(&mut tx).await? {
            tx.commit().await?;
        }
        record.written.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Returns whether the signal is the first that asks for this group, whichever instance it is delivered by: for a
    /// receiver that handles several signals at once, such as those of a day, and lets the first wait for the others.
    /// Each delivery of the first signal gets the same answer.
    ///
    /// Begin the name of the group with that of the receiver: groups are common to all receivers.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Event, SignalKind, testing};
    ///
    /// let order = testing::order(&[("album", "blue-hour", 1)]);
    /// let [one, two] = [(); 2].map(|()| testing::signal(SignalKind::Completed, &order));
    /// let (one, two) = (Event::new(&one, &order, &store), Event::new(&two, &order, &store));
    /// assert!(one.is_first_of("accounts 2026-01-31").await?);
    /// assert!(!two.is_first_of("accounts 2026-01-31").await?);
    /// assert!(one.is_first_of("accounts 2026-01-31").await?, "still");
    /// assert!(two.is_first_of("accounts 2026-02-01").await?);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database is unavailable.
    pub async fn is_first_of(&self, group: &str) -> db::Result<bool> {
        let (db, id) = (self.store.db(), &self.signal.id);
        if let Some(first) = first_of(db, group).await? {
            return Ok(first == *id);
        }
        let sql = "INSERT INTO pannier_signal_groups (name, first_signal, created_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (name) DO NOTHING";
        db.execute(sql, args![group, id, db.now()]).await?;
        Ok(first_of(db, group).await?.is_some_and(|first| first == *id))
    }
}

async fn first_of(db: &Db, group: &str) -> db::Result<Option<String>> {
    let sql = "SELECT first_signal FROM pannier_signal_groups WHERE name = $1";
    db.fetch_optional(sql, args![group]).await?.map(|row| row.get("first_signal")).transpose()
}

/// The record in the outbox that a receiver has handled a signal.
#[derive(Debug)]
pub(in crate::store) struct Record {
    signal: String,
    receiver: &'static str,
    written: AtomicBool,
}

impl Record {
    const SQL: &str = "UPDATE pannier_signal_deliveries SET status = 'done', error = NULL, started_at = NULL, \
                       handled_at = $3 WHERE signal_id = $1 AND receiver = $2 AND status <> 'done'";

    pub fn new(signal: &str, receiver: &'static str) -> Record {
        Record { signal: signal.to_owned(), receiver, written: AtomicBool::new(false) }
    }

    /// Writes the record, unless [`Event::commit`] has.
    pub async fn write(&self, db: &Db) -> db::Result<()> {
        if self.written.load(Ordering::Relaxed) {
            return Ok(());
        }
        db.execute(Record::SQL, args![&self.signal, self.receiver, db.now()]).await.map(drop)
    }

    /// Writes the record within a transaction. Returns whether it was not there yet.
    async fn write_in(&self, tx: &mut Tx) -> db::Result<bool> {
        Ok(tx.execute(Record::SQL, args![&self.signal, self.receiver, tx.now()]).await? == 1)
    }
}

/// The kind of a signal.
///
/// ```
/// use pannier::{SignalKind, OrderStatus};
///
/// assert_eq!(SignalKind::from(OrderStatus::Completed), SignalKind::Completed);
/// assert_eq!("refunded".parse(), Ok(SignalKind::Refunded));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SignalKind {
    /// A basket was created.
    Created,
    /// The order was placed, and awaits payment.
    Pending,
    /// The order is paid.
    Completed,
    /// The order is not paid and will not be.
    Cancelled,
    /// The shopper has paid, and the money has yet to arrive, which can take days. [`OrderSignal::subject`] is the
    /// attempt's id.
    Processing,
    /// The order was refunded, in full or in part. [`OrderSignal::subject`] is the refund's id. A refund of 0, which takes back
    /// what cost nothing, has no signal.
    Refunded,
    /// A payment does not match the order or is disputed, or a refund failed: the merchant must look at it.
    /// [`OrderSignal::subject`] is the id of the payment attempt, the dispute or the refund.
    Attention,
    /// A dispute of a payment was decided. [`OrderSignal::subject`] is the dispute's id.
    DisputeClosed,
    /// A shipment of the order was sent for the first time. [`OrderSignal::subject`] is the [shipment's
    /// id](crate::ShipmentView::id).
    Fulfilled,
    /// An offline payment of the order has not arrived. [`OrderSignal::subject`] is the attempt's id: the shopper
    /// is reminded once per attempt.
    Overdue,
    /// The merchant has reset the attempts and the expiry of the order's downloads. [`OrderSignal::subject`] is
    /// the renewal's id.
    DownloadsRenewed,
    /// A file sold with the order is missing from the storage. [`OrderSignal::subject`] is the day and the key,
    /// `2026-01-31 albums/blue-hour.flac`: there is one signal per file and day, about the first order that
    /// requested it.
    FileMissing,
    /// A signal of the order could not be delivered and is not retried. [`OrderSignal::subject`] is the name of the
    /// receiver, the id of that signal and the time of the last attempt, separated by spaces. There is none about a
    /// basket, nor about a signal of this kind or the next.
    DeliveryFailed,
    /// A receiver has waited for a week for [work in progress elsewhere](ReceiverError::retry_after). The week starts
    /// over when the order is no longer on hold. [`OrderSignal::subject`] is the name of the receiver and the id of
    /// the signal that it has not handled yet.
    DeliveryDelayed,
    /// The merchant has said what a refund is for that was made at the gateway. [`OrderSignal::subject`] is the refund's id.
    RefundAllocated,
    /// The customer has withdrawn from the contract, in full or in part. [`OrderSignal::subject`] is the withdrawal's id.
    Withdrawn,
    /// The invoice of the order was [corrected](crate::Admin::correct_invoice). [`OrderSignal::subject`] is the number of the
    /// new invoice; the credit note and other documents of the same correction were issued at the same time.
    InvoiceCorrected,
}

named! { SignalKind {
    Created => OrderStatus::Created.as_str(),
    Pending => OrderStatus::Pending.as_str(),
    Completed => OrderStatus::Completed.as_str(),
    Cancelled => OrderStatus::Cancelled.as_str(),
    Processing => "processing",
    Refunded => "refunded",
    Attention => "attention",
    DisputeClosed => "dispute-closed",
    Fulfilled => "fulfilled",
    Overdue => "overdue",
    DownloadsRenewed => "downloads-renewed",
    FileMissing => "file-missing",
    DeliveryFailed => "delivery-failed",
    DeliveryDelayed => "delivery-delayed",
    RefundAllocated => "refund-allocated",
    Withdrawn => "withdrawn",
    InvoiceCorrected => "invoice-corrected",
} }

impl From<OrderStatus> for SignalKind {
    fn from(status: OrderStatus) -> SignalKind {
        match status {
            OrderStatus::Created => SignalKind::Created,
            OrderStatus::Pending => SignalKind::Pending,
            OrderStatus::Completed => SignalKind::Completed,
            OrderStatus::Cancelled => SignalKind::Cancelled,
        }
    }
}

/// A record of what happened to an order, delivered to receivers as part of an [`Event`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderSignal {
    /// The id of the signal, to be used as the idempotency key of everything the receiver does.
    pub id: String,
    /// The id of the order.
    pub order_id: String,
    /// The kind of the event.
    pub kind: SignalKind,
    /// The id of the refund, payment attempt, dispute, shipment, file, delivery, withdrawal or invoice that the signal is
    /// about. Empty for a status change.
    pub subject: String,
    /// The amount refunded or received. `None` for a status change.
    pub amount: Option<Money>,
    /// The sum refunded of the payment up to the refund that the signal is about, with it. `None` if it is not about one.
    /// Later refunds do not change it, unlike [`OrderView::refunded`].
    #[serde(default)]
    pub refunded: Option<Money>,
    /// The payment issue that needs attention. `None` for other kinds.
    pub issue: Option<PaymentIssue>,
    /// The status of the dispute that the signal is about. `None` if it is not about one.
    pub dispute: Option<DisputeStatus>,
    /// The reason for the refund that the signal is about. `None` if it is not about one.
    pub reason: Option<RefundReason>,
    /// The gateway's error, if it refused a refund.
    pub error: Option<String>,
    /// When the signal was written.
    pub at: Timestamp,
}

/// The error of a receiver that could not handle a signal.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct ReceiverError {
    what: String,
    again: Again,
}

/// Whether and when a delivery is retried.
#[derive(Debug, PartialEq)]
enum Again {
    /// With exponential back-off.
    Soon,
    /// After a fixed delay, without counting as a failure.
    After(Duration),
    Never,
}

impl ReceiverError {
    /// Creates a retryable error. The message must not contain personal data: it is logged and stored.
    ///
    /// ```
    /// let error = std::fs::read("/no/such/file").map_err(pannier::ReceiverError::new);
    /// assert!(error.is_err());
    /// ```
    pub fn new(what: impl std::fmt::Display) -> ReceiverError {
        ReceiverError { what: what.to_string(), again: Again::Soon }
    }

    /// Creates a permanent error: the signal is not retried, and left to the merchant.
    ///
    /// ```
    /// use pannier::ReceiverError;
    ///
    /// assert!(ReceiverError::permanent("the warehouse has closed down").is_permanent());
    /// assert!(!ReceiverError::new("the warehouse does not answer").is_permanent());
    /// ```
    pub fn permanent(what: impl std::fmt::Display) -> ReceiverError {
        ReceiverError { what: what.to_string(), again: Again::Never }
    }

    /// Whether the error is permanent.
    pub fn is_permanent(&self) -> bool {
        self.again == Again::Never
    }

    /// Creates an error for work in progress elsewhere: the receiver is called again after this delay, which
    /// does not count as a failure. `what` says what it is waiting for.
    ///
    /// ```
    /// use std::time::Duration;
    /// use pannier::ReceiverError;
    ///
    /// let waiting = ReceiverError::retry_after(Duration::from_secs(3600), "the printers have it");
    /// assert_eq!(waiting.retry_delay(), Some(Duration::from_secs(3600)));
    /// ```
    pub fn retry_after(after: Duration, what: impl std::fmt::Display) -> ReceiverError {
        ReceiverError { what: what.to_string(), again: Again::After(after) }
    }

    /// Returns the delay of an error created by [`ReceiverError::retry_after`].
    pub fn retry_delay(&self) -> Option<Duration> {
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
