//! Deletes what is no longer needed: personal data, and rows that anybody can cause to be written.
//!
//! Rows are deleted in small batches, so that no request waits for a long transaction. Instances share the
//! work: each skips rows that another one is deleting.

use std::time::Duration;

use super::{
    Store,
    db::{Db, Result, Value, placeholders},
    mail, staff, tax, unused_uploads,
};
use crate::{
    args,
    model::{Timestamp, days},
};

/// The maximum number of rows that one transaction deletes.
const BATCH: u32 = 200;
/// How long the draft of a withdrawal is kept.
const KEEP_DRAFTS: Duration = days(1);
/// How long a job is kept after its end.
const KEEP_JOBS: Duration = days(30);

/// Deletes everything whose time has passed.
pub(crate) async fn purge(store: &Store) {
    let outcomes = [
        ("baskets", baskets(store).await),
        ("sessions", sessions(store).await),
        ("webhooks", webhooks(store).await),
        ("mail limits", mail_limits(store).await),
        ("sessions of staff", staff_sessions(store).await),
        ("sign-in links", sign_in_links(store).await),
        ("jobs", jobs(store).await),
        ("imports", imports(store).await),
        ("VAT numbers", vat_numbers(store).await),
        ("drafts of withdrawals", withdrawal_drafts(store).await),
        ("unused uploads", unused_uploads::purge(store).await),
    ];
    for (what, outcome) in outcomes {
        if let Err(error) = outcome {
            tracing::error!(what, %error, "could not delete expired data; will retry");
        }
    }
}

/// Deletes untouched baskets, and the sessions that held nothing else.
async fn baskets(store: &Store) -> Result<()> {
    let Some(keep) = store.settings().keep_baskets else { return Ok(()) };
    let untouched_since = store.db().now() - keep;
    while delete_baskets(store.db(), untouched_since).await? == u64::from(BATCH) {}
    Ok(())
}

/// Deletes a batch of baskets. Returns their number.
async fn delete_baskets(db: &Db, untouched_since: Timestamp) -> Result<u64> {
    let mut tx = db.begin().await?;
    let sql = format!(
        "SELECT id FROM pannier_orders WHERE status = 'created' AND updated_at <= $1 ORDER BY updated_at LIMIT $2 {}",
        db.dialect().skip_locked()
    );
    let rows = tx.fetch_all(&sql, args![untouched_since, BATCH]).await?;
    let ids = rows.iter().map(|row| Ok(row.get::<String>("id")?.into())).collect::<Result<Vec<Value>>>()?;
    if ids.is_empty() {
        return Ok(0);
    }
    let these = placeholders(1, ids.len());
    let signals = format!("SELECT id FROM pannier_signals WHERE order_id IN ({these})");
    for rows in [
        format!("pannier_signal_deliveries WHERE signal_id IN ({signals})"),
        format!("pannier_signals WHERE order_id IN ({these})"),
        format!("pannier_sessions WHERE order_id IN ({these})"),
    ] {
        tx.execute(&format!("DELETE FROM {rows}"), &ids).await?;
    }
    // The lines are deleted with their order.
    let deleted = tx.execute(&format!("DELETE FROM pannier_orders WHERE id IN ({these})"), &ids).await?;
    tx.commit().await?;
    Ok(deleted)
}

async fn sessions(store: &Store) -> Result<()> {
    let old = "SELECT id FROM pannier_sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2";
    let delete = "DELETE FROM pannier_sessions WHERE id IN (SELECT id FROM batch)";
    in_batches(store.db(), old, delete, store.db().now()).await
}

/// Empties webhooks, whose bodies hold personal data. What is left of them recognizes an event that is sent again.
async fn webhooks(store: &Store) -> Result<()> {
    let Some(keep) = store.settings().keep_webhooks else { return Ok(()) };
    let old = "SELECT id FROM pannier_webhooks WHERE received_at <= $1 AND body <> '' ORDER BY received_at LIMIT $2";
    let empty = "UPDATE pannier_webhooks SET body = '', headers = '{}' WHERE id IN (SELECT id FROM batch)";
    in_batches(store.db(), old, empty, store.db().now() - keep).await
}

async fn mail_limits(store: &Store) -> Result<()> {
    let old = "SELECT recipient FROM pannier_mail_limits WHERE started_at <= $1 ORDER BY started_at LIMIT $2";
    let delete = "DELETE FROM pannier_mail_limits WHERE recipient IN (SELECT recipient FROM batch)";
    in_batches(store.db(), old, delete, store.db().now() - mail::limit::PERIOD).await
}

async fn staff_sessions(store: &Store) -> Result<()> {
    let old = "SELECT hash FROM pannier_staff_sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2";
    let delete = "DELETE FROM pannier_staff_sessions WHERE hash IN (SELECT hash FROM batch)";
    in_batches(store.db(), old, delete, store.db().now()).await
}

/// Deletes the links with which staff signed in. For a while, one that is followed after it has expired is told from
/// one that never was.
async fn sign_in_links(store: &Store) -> Result<()> {
    let old = "SELECT hash FROM pannier_sign_in_links WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2";
    let delete = "DELETE FROM pannier_sign_in_links WHERE hash IN (SELECT hash FROM batch)";
    in_batches(store.db(), old, delete, store.db().now() - staff::KEEP_LINKS).await
}

/// Deletes jobs, and with them what they have refused.
async fn jobs(store: &Store) -> Result<()> {
    let old = "SELECT id FROM pannier_jobs WHERE finished_at <= $1 ORDER BY finished_at LIMIT $2";
    let delete = "DELETE FROM pannier_jobs WHERE id IN (SELECT id FROM batch)";
    in_batches(store.db(), old, delete, store.db().now() - KEEP_JOBS).await
}

/// Deletes imports, after what became of their rows, which can be many.
async fn imports(store: &Store) -> Result<()> {
    let now = store.db().now();
    let old = "SELECT r.import_id, r.applied, r.line FROM pannier_imports i JOIN pannier_import_rows r \
               ON r.import_id = i.id WHERE i.expires_at <= $1 LIMIT $2";
    let delete = "DELETE FROM pannier_import_rows \
                  WHERE (import_id, applied, line) IN (SELECT import_id, applied, line FROM batch)";
    in_batches(store.db(), old, delete, now).await?;
    let old = "SELECT id FROM pannier_imports WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2";
    let delete = "DELETE FROM pannier_imports WHERE id IN (SELECT id FROM batch)";
    in_batches(store.db(), old, delete, now).await
}

/// Deletes answers of VIES, which no store without a tax provider has.
async fn vat_numbers(store: &Store) -> Result<()> {
    match store.tax_provider() {
        Some(_) => tax::purge(store).await,
        None => Ok(()),
    }
}

/// Deletes withdrawals that were typed, and never declared.
async fn withdrawal_drafts(store: &Store) -> Result<()> {
    let old = "SELECT id FROM pannier_withdrawals WHERE received_at IS NULL AND created_at <= $1 \
               ORDER BY created_at LIMIT $2";
    let delete = "DELETE FROM pannier_withdrawals WHERE id IN (SELECT id FROM batch)";
    in_batches(store.db(), old, delete, store.db().now() - KEEP_DRAFTS).await
}

/// Runs a statement on a `batch` of rows, again and again until none is left. `old` selects `$2` rows that are older
/// than `$1`, which is `before`.
async fn in_batches(db: &Db, old: &str, statement: &str, before: Timestamp) -> Result<()> {
    let sql = format!("WITH batch AS MATERIALIZED ({old} {}) {statement}", db.dialect().skip_locked());
    while db.execute(&sql, args![before, BATCH]).await? == u64::from(BATCH) {}
    Ok(())
}
