//! Everything that happened to an order, from the tables of each domain.
//!
//! A timeline takes ten statements, each of which reads rows of one order by an index. It is read page by page, from its end:
//! of what has one entry for each row, no more is read than a page may show.

use serde::{Deserialize, Serialize};

use self::page::{Entries, add};
use super::correction::{self, FieldChange};
use crate::{
    args,
    model::{DisputeStatus, Money, OrderStatus, PaymentIssue, PaymentStatus, RefundReason, Timestamp, Tracking},
    store::{
        admin::Admin,
        audit::{AuditEntry, AuditQuery},
        db::{self, Row},
        error::AdminError,
        outbox::admin::SignalDelivery,
        receivers::SignalKind,
        staff::role::Act,
    },
};

mod delivery;
mod money;
mod page;

/// The maximum number of entries of [`Admin::timeline`], and of the rows with several entries that are read from one table.
const MOST: u32 = 1000;

/// A page of an order's timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TimelinePage {
    /// The entries, the oldest first.
    pub entries: Vec<TimelineEntry>,
    /// The time before which there are earlier ones: the next page is that of [`Admin::timeline_page`] before it.
    pub earlier: Option<Timestamp>,
}

/// An entry of an order's timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TimelineEntry {
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub event: TimelineEvent,
}

/// What happened to an order. Payments, refunds and shipments are named by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TimelineEvent {
    /// The order was placed.
    Placed {
        /// The amount to pay.
        total: Money,
    },
    /// The order was completed: it is paid.
    Completed,
    /// The order was cancelled.
    Cancelled,
    /// An attempt to pay was started.
    PaymentStarted {
        /// The attempt.
        payment: String,
        /// The payment provider.
        provider: String,
        /// The amount to pay.
        amount: Money,
    },
    /// The shopper has paid, and the money has yet to arrive.
    PaymentProcessing {
        /// The attempt.
        payment: String,
    },
    /// An attempt to pay has ended.
    PaymentEnded {
        /// The attempt.
        payment: String,
        /// The payment provider.
        provider: String,
        /// How it has ended.
        status: PaymentStatus,
        /// The amount paid.
        paid: Option<Money>,
        /// The gateway's id of the attempt.
        reference: Option<String>,
        /// The gateway's message to the shopper.
        message: Option<String>,
    },
    /// A payment arrived that does not match the order.
    IssueFound {
        /// The attempt.
        payment: String,
        /// What does not match. `None` if a later issue has taken its place.
        issue: Option<PaymentIssue>,
        /// The amount paid.
        paid: Option<Money>,
    },
    /// The issue of a payment no longer needs attention.
    IssueClosed {
        /// The attempt.
        payment: String,
        /// The issue.
        issue: PaymentIssue,
    },
    /// A refund was to be requested from the gateway, or was found to be made there.
    RefundStarted {
        /// The refund.
        refund: String,
        /// The amount.
        amount: Money,
        /// The reason.
        reason: RefundReason,
    },
    /// The gateway has accepted a refund.
    RefundAccepted {
        /// The refund.
        refund: String,
        /// The amount.
        amount: Money,
    },
    /// A refund was made.
    RefundMade {
        /// The refund.
        refund: String,
        /// The amount.
        amount: Money,
        /// Whether the merchant has made it outside of the store, and only recorded it.
        manual: bool,
    },
    /// A refund was refused, or has failed since it was made.
    RefundFailed {
        /// The refund.
        refund: String,
        /// The amount.
        amount: Money,
        /// The gateway's error.
        error: Option<String>,
    },
    /// A dispute was opened.
    DisputeOpened {
        /// The gateway's id of the dispute. Empty for a reversal that came without one.
        reference: String,
    },
    /// A dispute was decided.
    DisputeClosed {
        /// The gateway's id of the dispute.
        reference: String,
        /// How it was decided.
        status: DisputeStatus,
    },
    /// A shipment was about to be requested from a supplier.
    ShipmentBegun {
        /// The shipment.
        shipment: String,
        /// Its number within the order.
        position: u32,
        /// The supplier's reference.
        reference: Option<String>,
    },
    /// A shipment was sent, for the first time.
    ShipmentSent {
        /// The shipment.
        shipment: String,
        /// Its number within the order.
        position: u32,
        /// The label of its shipping option.
        label: String,
        /// The tracking information, as it is now.
        tracking: Tracking,
    },
    /// A shipment was delivered or picked up.
    ShipmentDelivered {
        /// The shipment.
        shipment: String,
        /// Its number within the order.
        position: u32,
    },
    /// A shipment has failed, and was not sent again since.
    ShipmentFailed {
        /// The shipment.
        shipment: String,
        /// Its number within the order.
        position: u32,
        /// Why, for the merchant.
        note: Option<String>,
    },
    /// A shipment was cancelled, because the order was refunded in full.
    ShipmentCancelled {
        /// The shipment.
        shipment: String,
        /// Its number within the order.
        position: u32,
    },
    /// A download was activated.
    DownloadActivated {
        /// The title of what was sold.
        title: String,
        /// The name of the file.
        file_name: String,
    },
    /// A download was used, for the last time until now.
    DownloadUsed {
        /// The title of what was sold.
        title: String,
        /// The name of the file.
        file_name: String,
        /// The attempts that are used up, since the download was activated or renewed.
        attempts: u32,
        /// The maximum number of attempts, if there is one.
        max_attempts: Option<u32>,
    },
    /// Receivers were told about the order.
    Signal {
        /// The id of the signal.
        id: String,
        /// What it is about; `None` if only a newer version knows it.
        kind: Option<SignalKind>,
        /// The [subject](crate::OrderSignal::subject).
        subject: String,
        /// What each receiver has done about it.
        deliveries: Vec<SignalDelivery>,
    },
    /// A webhook about a payment of the order arrived.
    Webhook {
        /// The id that [`Admin::webhook`] takes.
        id: String,
        /// The payment provider.
        provider: String,
        /// The gateway's id of the event.
        event: Option<String>,
        /// Whether it was handled.
        handled: bool,
        /// Why it was not handled, or had no effect.
        error: Option<String>,
    },
    /// The e-mail address or the address was [corrected](Admin::correct).
    Corrected {
        /// Who has done that, as the text of an [`Actor`](crate::Actor).
        actor: String,
        /// What was changed.
        changes: Vec<FieldChange>,
    },
    /// An entry of the audit log: what was done in the name of the merchant, and notes.
    Audit(AuditEntry),
}

/// The row of an order.
struct Order {
    id: String,
    number: i64,
    status: OrderStatus,
    total: Money,
    placed_at: Timestamp,
    closed_at: Option<Timestamp>,
}

impl Order {
    fn read(row: &Row) -> db::Result<Order> {
        Ok(Order {
            id: row.get("id")?,
            number: row.get("number")?,
            status: row.get("status")?,
            total: row.money("total_amount", "currency")?,
            placed_at: row.get("placed_at")?,
            closed_at: row.get("closed_at")?,
        })
    }

    /// Adds that it was placed, and how it was closed.
    fn add(&self, entries: &mut Entries) {
        add(entries, Some(self.placed_at), TimelineEvent::Placed { total: self.total });
        match self.status {
            OrderStatus::Completed => add(entries, self.closed_at, TimelineEvent::Completed),
            OrderStatus::Cancelled => add(entries, self.closed_at, TimelineEvent::Cancelled),
            OrderStatus::Created | OrderStatus::Pending => {}
        }
    }
}

impl Admin<'_> {
    /// Returns everything that happened to an order, the oldest first: the newest 1,000 entries, and those of
    /// the same millisecond.
    ///
    /// What happened to a shipment or a download more than once has one entry: the last time counts, and the first for
    /// a shipment that was sent. The entry of the audit log about a correction is left out, because
    /// [`TimelineEvent::Corrected`] says the same.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::TimelineEvent;
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let timeline = admin.timeline(order.number).await?;
    /// assert!(timeline.iter().any(|entry| entry.event == TimelineEvent::Completed));
    /// assert!(timeline.is_sorted_by_key(|entry| entry.at));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`].
    pub async fn timeline(&self, order: i64) -> Result<Vec<TimelineEntry>, AdminError> {
        Ok(self.timeline_page(order, None, MOST).await?.entries)
    }

    /// Returns a page of what happened to an order: the newest entries before a time, or of all, `most` and those of the same
    /// millisecond. See [`Admin::timeline`].
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let (mut page, mut count) = (admin.timeline_page(order.number, None, 2).await?, 0);
    /// loop {
    ///     count += page.entries.len();
    ///     let Some(earlier) = page.earlier else { break };
    ///     page = admin.timeline_page(order.number, Some(earlier), 2).await?;
    /// }
    /// assert_eq!(count, admin.timeline(order.number).await?.len());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`].
    pub async fn timeline_page(
        &self,
        order: i64,
        before: Option<Timestamp>,
        most: u32,
    ) -> Result<TimelinePage, AdminError> {
        let db = self.store.db();
        let sql = "SELECT id, number, status, total_amount, currency, placed_at, closed_at FROM pannier_orders \
                   WHERE number = $1";
        let row = db.fetch_optional(sql, args![order]).await?.ok_or(AdminError::UnknownOrder(order))?;
        let before = before.unwrap_or(Timestamp::from_millis(i64::MAX));
        let (order, mut entries) = (Order::read(&row)?, Entries { before, most: most.max(1), found: Vec::new() });
        order.add(&mut entries);
        money::payments(db, &order, &mut entries).await?;
        money::refunds(db, &order, &mut entries).await?;
        money::disputes(db, &order, &mut entries).await?;
        money::webhooks(db, &order, &mut entries).await?;
        delivery::shipments(db, &order, &mut entries).await?;
        delivery::downloads(db, &order, &mut entries).await?;
        delivery::signals(self.store, &order, &mut entries).await?;
        for record in correction::of_order(db, &order.id).await? {
            let (actor, changes) = (record.actor, record.changes);
            add(&mut entries, Some(record.at), TimelineEvent::Corrected { actor, changes });
        }
        let audit = AuditQuery::default().order(order.number).until(before).limit(entries.rows());
        for entry in self.audit(&audit).await?.into_iter().rev().filter(|entry| entry.act != Act::Correct.as_str()) {
            add(&mut entries, Some(entry.at), TimelineEvent::Audit(entry));
        }
        Ok(entries.page())
    }
}
