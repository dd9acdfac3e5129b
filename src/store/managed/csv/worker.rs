//! Works off imports, a part at a time, so that instances and imports take turns.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::{
    ImportState, ImportedRow, RowOutcome,
    apply::Apply,
    plan::{Planned, Sheet},
    read::CsvRecord,
    report, stage, unreadable,
};
use crate::{
    args,
    model::Timestamp,
    store::{
        Store,
        admin::Actor,
        db::{
            self, Dialect, Row, Value,
            due::{Backoff, Queue},
            placeholders,
        },
        managed::{Kind, Record},
        staff::role::Act,
    },
};

/// How long the work on a part may take before another instance repeats it.
const LEASE: Duration = Duration::from_secs(60);
/// The delays after an error: 2 s, 4 s .. 5 min.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(2), longest: Duration::from_secs(300) };
/// After so many attempts, rows that the database does not take are refused.
const MAX_ATTEMPTS: u32 = 8;
/// The number of rows that are worked off at once: their commits share the wait for the disk.
const AT_ONCE: usize = 16;
/// The same on PostgreSQL, where each has a connection, of which shoppers need some.
const AT_ONCE_ON_POSTGRES: usize = 8;

/// An import that this instance has leased.
struct Leased<'a> {
    store: &'a Store,
    kind: &'a dyn Kind,
    id: String,
    actor: Actor,
    sheet: Sheet,
    /// Whether its rows are applied, or else checked.
    applies: bool,
    part: i64,
    attempts: u32,
    started_at: Timestamp,
}

/// Works off the next part of the import that has been due longest. Returns whether one was due.
pub(in crate::store) async fn work_next(store: &Store) -> db::Result<bool> {
    work(store, None).await
}

/// Works off the next part of an import, if it is due.
pub(super) async fn continue_one(store: &Store, id: &str) -> db::Result<bool> {
    work(store, Some(id)).await
}

async fn work(store: &Store, id: Option<&str>) -> db::Result<bool> {
    // Those of other kinds wait for an instance that knows them.
    let mut parameters: Vec<Value> = store.0.managed.0.iter().map(|kind| Value::from(kind.name())).collect();
    if parameters.is_empty() {
        return Ok(false);
    }
    let mut condition =
        format!("state IN ('checking', 'applying') AND kind IN ({})", placeholders(2, parameters.len()));
    if let Some(id) = id {
        parameters.push(id.into());
        condition = format!("{condition} AND id = ${}", parameters.len() + 1);
    }
    let queue = Queue {
        table: "pannier_imports",
        key: &["id"],
        condition: &condition,
        leased_at: "started_at",
        returning: "id, kind, actor, header, creates, applied, next_part, attempts, started_at",
    };
    let Some(row) = queue.take(store.db(), LEASE, 1, &parameters).await?.pop() else { return Ok(false) };
    let Some(import) = Leased::read(store, &row)? else { return Ok(false) };
    if let Err(error) = import.work().await {
        tracing::warn!(import = import.id, part = import.part, %error, "could not continue an import; will retry");
        import.release(BACKOFF.after(import.attempts)).await?;
    }
    Ok(true)
}

impl<'a> Leased<'a> {
    /// Reads an import; `None` if its kind is unknown.
    fn read(store: &'a Store, row: &Row) -> db::Result<Option<Leased<'a>>> {
        let Ok(kind) = store.0.managed.get(&row.get::<String>("kind")?) else { return Ok(None) };
        let sheet = Sheet {
            columns: serde_json::from_str(&row.get::<String>("header")?).map_err(unreadable)?,
            fields: kind.fields(store.settings()),
            zone: store.time_zone().clone(),
            create_unknown: row.get::<i64>("creates")? > 0,
        };
        Ok(Some(Leased {
            store,
            kind,
            id: row.get("id")?,
            actor: actor(&row.get::<String>("actor")?),
            sheet,
            applies: row.get::<i64>("applied")? > 0,
            part: row.get("next_part")?,
            attempts: row.get_u32("attempts")?,
            started_at: row.get("started_at")?,
        }))
    }

    async fn work(&self) -> db::Result<()> {
        // Before each part: a member who was disabled does nothing more.
        if !self.is_allowed().await? {
            return self.end(ImportState::Stopped).await;
        }
        let sql = "SELECT records FROM pannier_import_parts WHERE import_id = $1 AND part = $2";
        let Some(part) = self.store.db().fetch_optional(sql, args![&self.id, self.part]).await? else {
            return self.end(if self.applies { ImportState::Applied } else { ImportState::Checked }).await;
        };
        let rows = stage::rows_of(&part.get::<String>("records")?)?;
        let done = self.recorded(&rows).await?;
        let lines: BTreeSet<u32> = done.iter().map(|row| row.line).collect();
        let left = rows.into_iter().filter(|row| !lines.contains(&row.line)).collect();
        let now = self.work_off(left).await?;
        self.advance(&done, &now).await
    }

    async fn is_allowed(&self) -> db::Result<bool> {
        let Actor::Staff(email) = &self.actor else { return Ok(true) };
        let member = self.store.staff_by_email(email).await?;
        Ok(member.is_some_and(|member| member.disabled_at.is_none() && member.role.may(Act::ImportProducts)))
    }

    /// Returns what became of those rows of a part that were worked off before it was cut off.
    async fn recorded(&self, rows: &[CsvRecord]) -> db::Result<Vec<ImportedRow>> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
        let sql = "SELECT line, outcome, product_id, notes FROM pannier_import_rows \
                   WHERE import_id = $1 AND applied = $2 AND line >= $3 AND line <= $4";
        let args = args![&self.id, u32::from(self.applies), first.line, last.line];
        self.store.db().fetch_all(sql, args).await?.iter().map(ImportedRow::read).collect()
    }

    /// Works off rows. Of those with the same id, each sees what the one before it has changed.
    async fn work_off(&self, mut rows: Vec<CsvRecord>) -> db::Result<Vec<ImportedRow>> {
        let mut done = Vec::with_capacity(rows.len());
        while !rows.is_empty() {
            let mut ids = BTreeSet::new();
            let is_first = |row: &CsvRecord| {
                let id = self.sheet.id(row);
                id.is_empty() || ids.insert(id)
            };
            let (first, later): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_first);
            done.extend(self.work_off_each(&first, ids.into_iter().collect()).await?);
            rows = later;
        }
        Ok(done)
    }

    async fn work_off_each(&self, rows: &[CsvRecord], ids: Vec<String>) -> db::Result<Vec<ImportedRow>> {
        let known = self.known(&ids).await?;
        let planned: Vec<Planned> =
            rows.iter().map(|row| self.sheet.plan(row, known.get(&self.sheet.id(row)))).collect();
        let apply = Apply {
            admin: self.store.acting(&self.actor),
            kind: self.kind,
            fields: &self.sheet.fields,
            import: &self.id,
            commits: self.applies,
            last_attempt: self.attempts >= MAX_ATTEMPTS,
        };
        let rows: Vec<_> = planned.into_iter().map(|row| apply.row(row)).collect();
        let at_once = match self.store.db().dialect() {
            Dialect::Sqlite => AT_ONCE,
            Dialect::Postgres => AT_ONCE_ON_POSTGRES,
        };
        let done: Vec<ImportedRow> = stream::iter(rows).buffer_unordered(at_once).try_collect().await?;
        let changed = |row: &&ImportedRow| matches!(row.outcome, RowOutcome::Created | RowOutcome::Updated);
        let changed: Vec<String> = done.iter().filter(changed).map(|row| row.id.clone()).collect();
        if self.applies && !changed.is_empty() {
            apply.publish(&changed).await;
        }
        Ok(done)
    }

    /// Returns the products with these ids.
    async fn known(&self, ids: &[String]) -> db::Result<BTreeMap<String, Record>> {
        let mut tx = self.store.db().begin().await?;
        let records = self.kind.values(&mut tx, ids).await?;
        // On SQLite, what was found may not be on disk yet: the commit waits for that.
        tx.commit().await?;
        Ok(records.into_iter().map(|record| (record.id.clone(), record)).collect())
    }

    /// Records that a part is done, and returns the import to the queue, unless another instance has it.
    async fn advance(&self, before: &[ImportedRow], now: &[ImportedRow]) -> db::Result<()> {
        let count = |outcome: RowOutcome| {
            let rows = before.iter().chain(now).filter(|row| row.outcome == outcome).count();
            i64::try_from(rows).unwrap_or(i64::MAX)
        };
        let mut tx = self.store.db().begin().await?;
        let sql = "UPDATE pannier_imports SET next_part = next_part + 1, created = created + $3, updated = updated + $4, \
                   unchanged = unchanged + $5, refused = refused + $6, attempts = 0, due_at = $7, started_at = NULL \
                   WHERE id = $1 AND started_at = $2";
        let args = args![
            &self.id,
            self.started_at,
            count(RowOutcome::Created),
            count(RowOutcome::Updated),
            count(RowOutcome::Unchanged),
            count(RowOutcome::Refused),
            tx.now()
        ];
        if tx.execute(sql, args).await? == 0 {
            return Ok(());
        }
        report::write(&mut tx, &self.id, self.applies, now).await?;
        tx.commit().await
    }

    /// Returns the import to the queue, to be continued after a delay.
    async fn release(&self, delay: Duration) -> db::Result<()> {
        let sql = "UPDATE pannier_imports SET due_at = $3, started_at = NULL WHERE id = $1 AND started_at = $2";
        let db = self.store.db();
        db.execute(sql, args![&self.id, self.started_at, db.now() + delay]).await.map(drop)
    }

    /// Ends the check, or the import.
    async fn end(&self, state: ImportState) -> db::Result<()> {
        let mut tx = self.store.db().begin().await?;
        let sql = "UPDATE pannier_imports SET state = $3, finished_at = $4, expires_at = $5, started_at = NULL \
                   WHERE id = $1 AND started_at = $2";
        let now = tx.now();
        if tx.execute(sql, args![&self.id, self.started_at, state.as_str(), now, now + stage::KEEP]).await? == 0 {
            return Ok(());
        }
        if state != ImportState::Checked {
            tx.execute("DELETE FROM pannier_import_parts WHERE import_id = $1", args![&self.id]).await?;
        }
        tx.commit().await?;
        tracing::info!(import = self.id, state = state.as_str(), "import ended");
        Ok(())
    }
}

/// Returns the actor with a text.
fn actor(text: &str) -> Actor {
    match text.strip_prefix("staff:") {
        Some(email) => Actor::Staff(email.to_owned()),
        None if text == Actor::CommandLine.to_string() => Actor::CommandLine,
        None => Actor::System,
    }
}
