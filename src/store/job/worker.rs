//! Works jobs off, a few orders at a time, so that instances and jobs take turns.

use std::{collections::BTreeMap, time::Duration};

use super::{JobAct, JobRefusal, encoded, query, unreadable};
use crate::{
    args,
    model::{ShipmentStatus, Timestamp, Tracking},
    store::{
        Store,
        admin::{Actor, Admin},
        db::{
            self, Row, Value,
            due::{Backoff, Queue},
            placeholders,
        },
        shipping::{
            admin::FulfilmentError,
            shipment::{self, Shipment},
        },
        staff::role::Act,
    },
};

/// How long the work on one order may take before another instance repeats it.
const LEASE: Duration = Duration::from_secs(120);
/// The delays after an error: 2 s, 4 s .. 5 min.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(2), longest: Duration::from_secs(300) };
/// After so many attempts without progress, the order that fails is left out.
const MAX_ATTEMPTS: u32 = 8;
/// The maximum number of orders of a job that are worked off in a row.
const BATCH: usize = 20;

/// The jobs that this version knows. Others wait for an instance of a newer one.
const UNFINISHED: Queue = Queue {
    table: "pannier_jobs",
    key: &["id"],
    condition: "finished_at IS NULL AND act IN ('mark-sent')",
    leased_at: "started_at",
    returning: "id, act, carrier, tracking_numbers, staff, query, batch, before_number, as_of, attempts, started_at",
};

/// A job that this instance has leased.
struct Leased {
    id: String,
    act: JobAct,
    carrier: Option<String>,
    /// By the id of the shipment.
    tracking_numbers: BTreeMap<String, String>,
    staff: String,
    /// The query as JSON, unless the orders were chosen one by one.
    query: Option<String>,
    /// The numbers at hand, the highest first. They are stored before the first is worked off: what was done to an order
    /// may be why it no longer matches the query.
    batch: Vec<i64>,
    /// The orders from this number on are done.
    before: i64,
    as_of: Timestamp,
    attempts: u32,
    started_at: Timestamp,
}

/// Works off a few orders of the job that has been due longest. Returns whether one was due.
pub(in crate::store) async fn work_next(store: &Store) -> db::Result<bool> {
    let Some(row) = UNFINISHED.take(store.db(), LEASE, 1, &[]).await?.pop() else { return Ok(false) };
    let mut job = Leased::read(&row)?;
    if let Err(error) = job.work(store).await {
        tracing::warn!(job = job.id, %error, "could not continue a job; will retry");
        job.release(store, BACKOFF.after(job.attempts)).await?;
    }
    Ok(true)
}

impl Leased {
    fn read(row: &Row) -> db::Result<Leased> {
        Ok(Leased {
            id: row.get("id")?,
            act: row.get("act")?,
            carrier: row.get("carrier")?,
            tracking_numbers: serde_json::from_str(&row.get::<String>("tracking_numbers")?).map_err(unreadable)?,
            staff: row.get("staff")?,
            query: row.get("query")?,
            batch: serde_json::from_str(&row.get::<String>("batch")?).map_err(unreadable)?,
            before: row.get("before_number")?,
            as_of: row.get("as_of")?,
            attempts: row.get_u32("attempts")?,
            started_at: row.get("started_at")?,
        })
    }

    async fn work(&mut self, store: &Store) -> db::Result<()> {
        let actor = Actor::Staff(self.staff.clone());
        let admin = store.acting(&actor);
        let Some(numbers) = self.next_numbers(&admin).await? else { return Ok(()) };
        if numbers.is_empty() {
            return self.end(store, false).await;
        }
        for number in numbers {
            // Before each order: a member who was disabled does nothing more.
            if !self.is_allowed(store).await? {
                return self.end(store, true).await;
            }
            let (sent, refusal) = match self.mark_sent(&admin, number).await {
                Err(error) if self.attempts >= MAX_ATTEMPTS => {
                    tracing::error!(job = self.id, order = number, %error, "job leaves an order out");
                    (0, Some(JobRefusal::Failed))
                }
                outcome => outcome?,
            };
            if !self.advance(store, number, sent, refusal).await? {
                return Ok(());
            }
        }
        self.release(store, Duration::ZERO).await
    }

    /// Returns the numbers of the next orders; none if all are done. `None` if another instance has the job.
    async fn next_numbers(&mut self, admin: &Admin<'_>) -> db::Result<Option<Vec<i64>>> {
        let left: Vec<i64> = self.batch.iter().copied().filter(|number| *number < self.before).take(BATCH).collect();
        let Some(query) = self.query.as_deref().filter(|_| left.is_empty()) else { return Ok(Some(left)) };
        let limit = u32::try_from(BATCH).unwrap_or(u32::MAX);
        let found = admin.orders(&query::from_json(query)?.before(self.before).limit(limit)).await?;
        self.batch = found.iter().map(|order| order.number).collect();
        let sql = "UPDATE pannier_jobs SET batch = $3 WHERE id = $1 AND started_at = $2 AND finished_at IS NULL";
        let stored = admin.store.db().execute(sql, args![&self.id, self.started_at, encoded(&self.batch)?]).await?;
        Ok((stored == 1).then(|| self.batch.clone()))
    }

    async fn is_allowed(&self, store: &Store) -> db::Result<bool> {
        let act = match self.act {
            JobAct::MarkSent => Act::MarkSent,
        };
        let member = store.staff_by_email(&self.staff).await?;
        Ok(member.is_some_and(|member| member.disabled_at.is_none() && member.role.may(act)))
    }

    /// Marks the pending shipments of an order as sent. Returns how many of its shipments this job has marked, now or
    /// before it was cut off, and why it has left others.
    async fn mark_sent(&self, admin: &Admin<'_>, number: i64) -> db::Result<(u32, Option<JobRefusal>)> {
        let store = admin.store;
        let shipments = shipment::of_numbers(store.db(), &[number]).await?;
        let order = match shipments.first() {
            Some(first) => first.order_id.clone(),
            None => return Ok((0, Some(missing(store, number).await?))),
        };
        if paid_since(store, &order, self.as_of).await? {
            return Ok((0, Some(JobRefusal::PaidSince)));
        }
        let mut refusal = None;
        for shipment in shipments.iter().filter(|shipment| shipment.status == ShipmentStatus::Pending) {
            if store.is_sent_by_supplier(&shipment.method, &shipment.lines) {
                refusal = Some(JobRefusal::SentBySupplier);
                continue;
            }
            let token = self.token(shipment);
            match admin.once(&token).mark_sent(&shipment.id, self.tracking(store, shipment)).await {
                Ok(()) | Err(FulfilmentError::AlreadyDone) => {}
                Err(FulfilmentError::Database(error)) => return Err(error),
                Err(error) => refusal = Some(JobRefusal::of(&error)),
            }
        }
        let sent = self.marked(store, &shipments).await?;
        let nothing = sent == 0 && refusal.is_none();
        Ok((sent, if nothing { Some(JobRefusal::NothingToSend) } else { refusal }))
    }

    /// Returns what names a change to [`Admin::once`]: this job, and the shipment.
    fn token(&self, shipment: &Shipment) -> String {
        format!("{}:{}", self.id, shipment.id)
    }

    fn tracking(&self, store: &Store, shipment: &Shipment) -> Tracking {
        if store.is_picked_up(&shipment.method) {
            return Tracking::default();
        }
        let number = self.tracking_numbers.get(&shipment.id).cloned();
        Tracking { carrier: self.carrier.clone(), number, ..Tracking::default() }
    }

    /// Returns how many of these shipments this job has marked.
    async fn marked(&self, store: &Store, shipments: &[Shipment]) -> db::Result<u32> {
        let sql =
            format!("SELECT COUNT(*) AS n FROM pannier_audit_log WHERE form IN ({})", placeholders(1, shipments.len()));
        let tokens: Vec<Value> = shipments.iter().map(|shipment| Value::from(self.token(shipment))).collect();
        store.db().fetch_one(&sql, &tokens).await?.get_u32("n")
    }

    /// Records that the job is done with an order, and renews the lease. Returns whether it is still this instance's.
    async fn advance(
        &mut self,
        store: &Store,
        number: i64,
        sent: u32,
        refusal: Option<JobRefusal>,
    ) -> db::Result<bool> {
        let mut tx = store.db().begin().await?;
        let sql = "UPDATE pannier_jobs SET before_number = $3, done = done + 1, sent = sent + $4, refused = refused + $5, \
                   attempts = 0, due_at = $6 WHERE id = $1 AND started_at = $2 AND finished_at IS NULL";
        let refused = u32::from(refusal.is_some());
        let args = args![&self.id, self.started_at, number, sent, refused, tx.now() + LEASE];
        if tx.execute(sql, args).await? == 0 {
            return Ok(false);
        }
        if let Some(refusal) = refusal {
            let sql = "INSERT INTO pannier_job_refusals (job_id, order_number, reason) VALUES ($1, $2, $3)";
            tx.execute(sql, args![&self.id, number, refusal.as_str()]).await?;
        }
        tx.commit().await?;
        self.attempts = 0;
        Ok(true)
    }

    /// Returns the job to the queue, to be continued after a delay.
    async fn release(&self, store: &Store, delay: Duration) -> db::Result<()> {
        let sql = "UPDATE pannier_jobs SET due_at = $3, started_at = NULL \
                   WHERE id = $1 AND started_at = $2 AND finished_at IS NULL";
        store.db().execute(sql, args![&self.id, self.started_at, store.db().now() + delay]).await.map(drop)
    }

    /// Ends the job.
    async fn end(&self, store: &Store, stopped: bool) -> db::Result<()> {
        let sql = "UPDATE pannier_jobs SET finished_at = $3, stopped = $4 \
                   WHERE id = $1 AND started_at = $2 AND finished_at IS NULL";
        let args = args![&self.id, self.started_at, store.db().now(), u32::from(stopped)];
        if store.db().execute(sql, args).await? == 1 {
            tracing::info!(job = self.id, staff = self.staff, stopped, "job finished");
        }
        Ok(())
    }
}

/// Returns why an order without shipments is left out.
async fn missing(store: &Store, number: i64) -> db::Result<JobRefusal> {
    let known = store.db().fetch_optional("SELECT id FROM pannier_orders WHERE number = $1", args![number]).await?;
    Ok(known.map_or(JobRefusal::UnknownOrder, |_| JobRefusal::NothingToSend))
}

/// Whether an order was paid after this time.
async fn paid_since(store: &Store, order: &str, at: Timestamp) -> db::Result<bool> {
    let sql = "SELECT id FROM pannier_signals WHERE order_id = $1 AND kind = 'completed' AND created_at > $2";
    Ok(store.db().fetch_optional(sql, args![order, at]).await?.is_some())
}
