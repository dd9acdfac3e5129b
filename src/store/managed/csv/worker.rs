//! Works off imports, a part at a time, so that instances and imports take turns.

use std::{collections::BTreeSet, time::Duration};

use futures_util::future;

use super::{
    ImportState, ImportedRow, RowOutcome, apply::Apply, batch::Done, earlier::Earlier, plan::Sheet, read::CsvRecord,
    report, stage, unreadable,
};
use crate::{
    args,
    model::Timestamp,
    store::{
        Store,
        admin::Actor,
        audit::NotRecorded,
        db::{
            self, Row, Tx, Value,
            due::{Backoff, Queue},
            placeholders,
        },
        managed::Kind,
        staff::role::Act,
    },
};

/// How long the work on a part may take before another instance repeats it.
const LEASE: Duration = Duration::from_secs(60);
/// The delays after an error: 2 s, 4 s .. 5 min.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(2), longest: Duration::from_secs(300) };
/// After so many attempts, rows that the database does not take are refused.
const MAX_ATTEMPTS: u32 = 8;
/// The number of rows that one transaction works off: shoppers wait no longer than that takes.
const BATCH: usize = 100;

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
        let left: Vec<CsvRecord> = rows.into_iter().filter(|row| !lines.contains(&row.line)).collect();
        let mut earlier = self.earlier(&left).await?;
        match self.work_off(&left, &mut earlier).await {
            Ok(now) => self.advance(&done, &now, &earlier).await,
            Err(NotRecorded::Database(error)) => Err(error),
            Err(NotRecorded::NotAllowed) => self.end(ImportState::Stopped).await,
            // What is left of the part is found out anew.
            Err(NotRecorded::AlreadyDone) => self.release(Duration::ZERO).await,
        }
    }

    async fn is_allowed(&self) -> db::Result<bool> {
        let Actor::Staff(email) = &self.actor else { return Ok(true) };
        let member = self.store.staff_by_email(email).await?;
        Ok(member.is_some_and(|member| member.disabled_at.is_none() && member.role.may(Act::ImportProducts)))
    }

    /// Returns what became of those rows of a part that were worked off before it was cut off.
    async fn recorded(&self, rows: &[CsvRecord]) -> db::Result<Vec<ImportedRow>> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
        let sql = "SELECT line, sheet_row, title, outcome, product_id, changes, notes FROM pannier_import_rows \
                   WHERE import_id = $1 AND applied = $2 AND line >= $3 AND line <= $4";
        let args = args![&self.id, u32::from(self.applies), first.line, last.line];
        self.store.db().fetch_all(sql, args).await?.iter().map(ImportedRow::read).collect()
    }

    /// Returns what the check has made of the products of these rows that other rows are about as well. An import sees it in
    /// the tables.
    async fn earlier(&self, rows: &[CsvRecord]) -> db::Result<Earlier> {
        if self.applies {
            return Ok(Earlier::default());
        }
        let ids: BTreeSet<String> = rows.iter().map(|row| self.sheet.wanted_id(row, self.kind.name())).collect();
        Earlier::load(self.store.db(), &self.id, &ids).await
    }

    /// Works off rows, each of which sees what those before it have changed.
    async fn work_off(&self, rows: &[CsvRecord], earlier: &mut Earlier) -> Result<Vec<ImportedRow>, NotRecorded> {
        let apply = Apply {
            admin: self.store.acting(&self.actor),
            kind: self.kind,
            sheet: &self.sheet,
            import: &self.id,
            commits: self.applies,
            last_attempt: self.attempts >= MAX_ATTEMPTS,
        };
        let (mut done, mut indexed): (Vec<ImportedRow>, usize) = (Vec::with_capacity(rows.len()), 0);
        for batch in rows.chunks(BATCH) {
            // The search index learns of a batch while the next one is worked off.
            let (next, ()) = future::join(apply.rows(batch, earlier), apply.publish(&done[indexed..])).await;
            let Done { rows, shared, published } = next?;
            indexed = done.len();
            done.extend(rows);
            earlier.keep(shared, published);
        }
        apply.publish(&done[indexed..]).await;
        Ok(done)
    }

    /// Records that a part is done, and returns the import to the queue, unless another instance has it.
    async fn advance(&self, before: &[ImportedRow], now: &[ImportedRow], earlier: &Earlier) -> db::Result<()> {
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
        // An import has written it with what the rows have changed.
        if !self.applies {
            report::write(&mut tx, &self.id, false, now).await?;
        }
        earlier.write(&mut tx, &self.id).await?;
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
        tx.execute("DELETE FROM pannier_import_products WHERE import_id = $1", args![&self.id]).await?;
        if state == ImportState::Stopped {
            self.count_again(&mut tx).await?;
        }
        if state != ImportState::Checked {
            tx.execute("DELETE FROM pannier_import_parts WHERE import_id = $1", args![&self.id]).await?;
        }
        tx.commit().await?;
        tracing::info!(import = self.id, state = state.as_str(), "import ended");
        Ok(())
    }

    /// Counts the rows that were worked off: also those of a part that is not done.
    async fn count_again(&self, tx: &mut Tx) -> db::Result<()> {
        let count = |outcome: RowOutcome| {
            format!(
                "{outcome} = (SELECT COUNT(*) FROM pannier_import_rows \
                 WHERE import_id = $1 AND applied = $2 AND outcome = '{outcome}')"
            )
        };
        let sql = format!("UPDATE pannier_imports SET {} WHERE id = $1", RowOutcome::ALL.map(count).join(", "));
        tx.execute(&sql, args![&self.id, u32::from(self.applies)]).await.map(drop)
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
