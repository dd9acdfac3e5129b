//! Jobs: what a member of staff does to many orders at once, worked off in the background.
//!
//! A job goes through its orders from the highest number down, each change in a transaction of its own. It remembers
//! the number that it has come to, so that another instance, or the next start, continues where one was cut off; a
//! change that was made and not counted is not made a second time, because each names itself to
//! [`Admin::once`](Admin::once).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    args,
    model::{OrderStatus, Timestamp, named::named},
    store::{
        admin::{Actor, Admin},
        audit,
        db::{self, DbError, Row, new_id, read_from},
        order::list::{OrderCount, OrderQuery},
        shipping::admin::{FulfilmentError, tidy},
        staff::role::Act,
    },
};

mod query;
pub(in crate::store) mod worker;

/// The maximum number of orders that can be chosen one by one.
const CHOSEN: usize = 1_000;
/// The maximum number of refusals that are read with a job.
const REFUSALS: u32 = 500;

/// The orders of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobOrders {
    /// Those with these numbers.
    Numbers(Vec<i64>),
    /// All that match a query. Its limit does not count.
    Matching(OrderQuery),
}

/// A job to be started: see [`Admin::start_job`].
///
/// ```
/// use pannier::{JobOrders, NewJob, OrderQuery};
///
/// let two = NewJob::mark_sent(JobOrders::Numbers(vec![1001, 1002])).carrier("DHL");
/// assert_eq!(two.carrier.as_deref(), Some("DHL"));
/// let all = NewJob::mark_sent(JobOrders::Matching(OrderQuery::default().email("ada@example.com")));
/// assert_eq!(all.as_of, None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewJob {
    /// What is done to each order.
    pub act: JobAct,
    /// The orders.
    pub orders: JobOrders,
    /// The carrier of all parcels, except those that are picked up.
    pub carrier: Option<String>,
    /// The tracking numbers, by the id of the shipment. Those of other orders do nothing.
    pub tracking_numbers: BTreeMap<String, String>,
    /// When somebody decided which orders these are: those that were paid later are refused. By default, when the job
    /// is started.
    pub as_of: Option<Timestamp>,
}

impl NewJob {
    /// Creates a job that marks the pending shipments of orders as sent.
    pub fn mark_sent(orders: JobOrders) -> NewJob {
        NewJob { act: JobAct::MarkSent, orders, carrier: None, tracking_numbers: BTreeMap::new(), as_of: None }
    }

    /// Sets the carrier.
    #[must_use]
    pub fn carrier(self, carrier: impl Into<String>) -> NewJob {
        NewJob { carrier: Some(carrier.into()), ..self }
    }

    /// Sets the tracking number of a shipment, by its id.
    #[must_use]
    pub fn tracking_number(mut self, shipment: impl Into<String>, number: impl Into<String>) -> NewJob {
        self.tracking_numbers.insert(shipment.into(), number.into());
        self
    }

    /// Sets when somebody decided which orders these are.
    #[must_use]
    pub fn as_of(self, at: Timestamp) -> NewJob {
        NewJob { as_of: Some(at), ..self }
    }
}

/// What a job does to each of its orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum JobAct {
    /// [Marks](Admin::mark_sent) its pending shipments as sent, except those that a supplier sends.
    MarkSent,
}

named! { JobAct {
    MarkSent => "mark-sent",
} }

read_from! {
    JobAct: String => db::named,
}

/// Why a job left an order, or a shipment of it, as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum JobRefusal {
    /// No order has this number.
    UnknownOrder,
    /// The order is not paid.
    NotPaid,
    /// The order is cancelled.
    Cancelled,
    /// The order was paid after somebody had decided which orders the job is about.
    PaidSince,
    /// The payment is disputed or to be refunded.
    OnHold,
    /// No shipment is pending.
    NothingToSend,
    /// A supplier makes and sends it, and reports that itself.
    SentBySupplier,
    /// Somebody else has changed the shipment meanwhile.
    Changed,
    /// The database reported an error, again and again.
    Failed,
}

named! { JobRefusal {
    UnknownOrder => "unknown-order",
    NotPaid => "not-paid",
    Cancelled => "cancelled",
    PaidSince => "paid-since",
    OnHold => "on-hold",
    NothingToSend => "nothing-to-send",
    SentBySupplier => "sent-by-supplier",
    Changed => "changed",
    Failed => "failed",
} }

/// A job, and how far it has come.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// for job in store.acting(&pannier::Actor::CommandLine).jobs(20).await? {
///     println!("{} by {}: {} orders done, {} refused", job.id, job.staff, job.done, job.refused);
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Job {
    /// The id.
    pub id: String,
    /// What is done to each order; `None` if only a newer version knows it, which then does it.
    pub act: Option<JobAct>,
    /// The e-mail address of who has started it.
    pub staff: String,
    /// The number of orders; `None` if there were too many to be counted.
    pub total: Option<u32>,
    /// The number of orders that it is done with, refused or not.
    pub done: u32,
    /// The number of shipments that it has marked as sent.
    pub sent: u32,
    /// The number of orders that it has left as they were, or of which it has left a shipment.
    pub refused: u32,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Whether it ended early, because who started it may no longer do what it does.
    pub stopped: bool,
}

/// An order that a job has left as it was, at least in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RefusedOrder {
    /// The order number.
    pub number: i64,
    /// Why; `None` if only a newer version knows the reason.
    pub reason: Option<JobRefusal>,
}

/// The reason why a job was not started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JobError {
    /// The actor is not a member of staff.
    #[error("a job is started by a member of staff who may do this, in whose name it works")]
    NotStaff,
    /// There is nothing to do.
    #[error("no order matches")]
    NoOrders,
    /// The query has a search that finds only a part of the orders: see [`OrderPage::truncated`](crate::OrderPage::truncated).
    #[error("the search finds only a part of the orders: search for more of the name or the address")]
    TooBroad,
    /// Too many orders were chosen one by one.
    #[error("at most 1,000 orders can be chosen one by one")]
    TooManyOrders,
    /// A database error.
    #[error(transparent)]
    Database(#[from] DbError),
}

const SELECT: &str =
    "SELECT id, act, staff, total, done, sent, refused, created_at, finished_at, stopped FROM pannier_jobs";

impl JobAct {
    /// Returns the act of starting such a job.
    fn start(self) -> Act {
        match self {
            JobAct::MarkSent => Act::StartMarkSent,
        }
    }
}

impl Job {
    fn read(row: &Row) -> db::Result<Job> {
        let total: Option<i64> = row.get("total")?;
        Ok(Job {
            id: row.get("id")?,
            act: row.get::<String>("act")?.parse().ok(),
            staff: row.get("staff")?,
            total: total.map(|total| u32::try_from(total).unwrap_or(u32::MAX)),
            done: row.get_u32("done")?,
            sent: row.get_u32("sent")?,
            refused: row.get_u32("refused")?,
            created_at: row.get("created_at")?,
            finished_at: row.get("finished_at")?,
            stopped: row.get::<i64>("stopped")? > 0,
        })
    }
}

impl JobRefusal {
    fn of(error: &FulfilmentError) -> JobRefusal {
        match error {
            FulfilmentError::NotPaid(OrderStatus::Cancelled) => JobRefusal::Cancelled,
            FulfilmentError::NotPaid(_) => JobRefusal::NotPaid,
            FulfilmentError::OnHold => JobRefusal::OnHold,
            _ => JobRefusal::Changed,
        }
    }
}

impl Admin<'_> {
    /// Starts a job, which the [background tasks](crate::Store::run_background) work off in the name of the same member of
    /// staff. It ends early if they are disabled, or get a role that does not allow what it does. Returns its id.
    ///
    /// With the token of a form ([`Admin::once`]) that has already started one, returns the id of that one.
    ///
    /// # Errors
    /// [`JobError::NotStaff`], [`JobError::NoOrders`]; [`JobError::TooBroad`] for a search that finds only a part;
    /// [`JobError::TooManyOrders`] for more than 1,000 numbers.
    pub async fn start_job(&self, new: &NewJob) -> Result<String, JobError> {
        let Actor::Staff(staff) = self.actor else { return Err(JobError::NotStaff) };
        // First, because the job that it has started may be why no order matches any more.
        if let Some(started) = self.started_by_form().await? {
            return Ok(started);
        }
        let Some(Begin { query, batch, before, total }) = self.first_orders(&new.orders).await? else {
            return Err(JobError::NoOrders);
        };
        let id = new_id();
        let carrier = tidy(new.carrier.clone());
        let tidied = |(shipment, number): (&String, &String)| Some((shipment.clone(), tidy(Some(number.clone()))?));
        let numbers: BTreeMap<String, String> = new.tracking_numbers.iter().filter_map(tidied).collect();
        let mut tx = self.store.db().begin().await?;
        let now = tx.now();
        let as_of = new.as_of.map_or(now, |at| at.min(now));
        let sql = "INSERT INTO pannier_jobs (id, act, carrier, staff, form, query, batch, before_number, as_of, total, \
                   created_at, due_at, tracking_numbers) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12) \
                   ON CONFLICT (form) DO NOTHING";
        let (batch, form, numbers) = (encoded(&batch)?, self.form, encoded(&numbers)?);
        let args = args![&id, new.act.as_str(), carrier, staff, form, query, batch, before, as_of, total, now, numbers];
        if tx.execute(sql, args).await? == 0 {
            let started = tx.fetch_one("SELECT id FROM pannier_jobs WHERE form = $1", args![form]).await?.get("id")?;
            // On SQLite, what was found may not be on disk yet: the commit waits for that.
            tx.commit().await?;
            return Ok(started);
        }
        tx.wake_on_commit(&self.store.0.reconciler);
        // The job itself has taken the form.
        let entry =
            Admin { form: None, ..*self }.entry(new.act.start()).subject(&id).detail(describe(&new.orders, total));
        if !audit::commit(tx, Some(&entry)).await? {
            return Err(JobError::NotStaff);
        }
        tracing::info!(job = id, act = new.act.as_str(), actor = %self.actor, "job started");
        Ok(id)
    }

    /// Returns a job; `None` if there is none with this id. Jobs are deleted 30 days after they have ended.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn job(&self, id: &str) -> db::Result<Option<Job>> {
        let row = self.store.db().fetch_optional(&format!("{SELECT} WHERE id = $1"), args![id]).await?;
        row.as_ref().map(Job::read).transpose()
    }

    /// Returns up to `limit` jobs, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn jobs(&self, limit: u32) -> db::Result<Vec<Job>> {
        let sql = format!("{SELECT} ORDER BY created_at DESC, id DESC LIMIT $1");
        self.store.db().fetch_all(&sql, args![limit]).await?.iter().map(Job::read).collect()
    }

    /// Returns the orders that a job has left as they were, the highest number first, and not more than 500 of them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refused_orders(&self, job: &str) -> db::Result<Vec<RefusedOrder>> {
        let sql = "SELECT order_number, reason FROM pannier_job_refusals WHERE job_id = $1 \
                   ORDER BY order_number DESC LIMIT $2";
        let read = |row: &Row| {
            Ok(RefusedOrder { number: row.get("order_number")?, reason: row.get::<String>("reason")?.parse().ok() })
        };
        self.store.db().fetch_all(sql, args![job, REFUSALS]).await?.iter().map(read).collect()
    }

    /// Returns the job that the form has started, if it has.
    async fn started_by_form(&self) -> db::Result<Option<String>> {
        let Some(form) = self.form else { return Ok(None) };
        let row = self.store.db().fetch_optional("SELECT id FROM pannier_jobs WHERE form = $1", args![form]).await?;
        row.map(|row| row.get("id")).transpose()
    }

    /// Returns where a job begins; `None` if it has no orders.
    async fn first_orders(&self, orders: &JobOrders) -> Result<Option<Begin>, JobError> {
        match orders {
            JobOrders::Numbers(numbers) => {
                let mut batch = numbers.clone();
                batch.sort_unstable_by(|one, other| other.cmp(one));
                batch.dedup();
                if batch.len() > CHOSEN {
                    return Err(JobError::TooManyOrders);
                }
                let Some(highest) = batch.first().copied() else { return Ok(None) };
                let total = u32::try_from(batch.len()).ok();
                Ok(Some(Begin { query: None, batch, before: highest.saturating_add(1), total }))
            }
            JobOrders::Matching(query) => {
                let first = query.clone().limit(1);
                if self.order_page(&first).await?.truncated {
                    return Err(JobError::TooBroad);
                }
                // As of the highest number, so that an order that is placed later never joins.
                let Some(newest) = self.orders(&first).await?.pop() else { return Ok(None) };
                let counted = self.count_orders(query).await?;
                let query = Some(query::to_json(query)?);
                let total = (!counted.more).then_some(counted.count);
                Ok(Some(Begin { query, batch: Vec::new(), before: newest.number.saturating_add(1), total }))
            }
        }
    }
}

/// The state of a job before its first order.
struct Begin {
    /// The query as JSON, unless the orders were chosen one by one.
    query: Option<String>,
    /// The numbers at hand, the highest first.
    batch: Vec<i64>,
    /// One more than the highest number.
    before: i64,
    total: Option<u32>,
}

/// Returns what a job is about, as the audit log says it.
fn describe(orders: &JobOrders, total: Option<u32>) -> String {
    let count = match total {
        Some(1) => "1 order".to_owned(),
        Some(total) => format!("{total} orders"),
        None => format!("{} orders or more", OrderCount::LIMIT),
    };
    match orders {
        JobOrders::Numbers(_) => count,
        JobOrders::Matching(query) => format!("{count}: {}", query::describe(query)),
    }
}

fn encoded(value: &impl Serialize) -> db::Result<String> {
    serde_json::to_string(value).map_err(unreadable)
}

/// Reports stored JSON that cannot be read, such as that of a newer version.
fn unreadable(error: serde_json::Error) -> DbError {
    DbError(sqlx::Error::Decode(Box::new(error)))
}
