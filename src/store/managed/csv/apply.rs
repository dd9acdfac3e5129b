//! Applies rows, or finds out what applying them would do.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ImportedRow, RowNote,
    batch::{Batch, Done},
    columns,
    earlier::Earlier,
    plan::{Plan, Sheet},
    read::CsvRecord,
};
use crate::store::{
    admin::Admin,
    audit::NotRecorded,
    db,
    managed::{Kind, ManagedError, Record, Values, stock::stock_field},
};

/// Applies rows of an import.
#[derive(Clone, Copy)]
pub(super) struct Apply<'a> {
    pub admin: Admin<'a>,
    pub kind: &'a dyn Kind,
    pub sheet: &'a Sheet,
    /// The id of the import.
    pub import: &'a str,
    /// Whether what a row changes is committed, or else rolled back.
    pub commits: bool,
    /// Whether a row that the database does not take is refused, instead of tried again.
    pub last_attempt: bool,
}

impl Apply<'_> {
    /// Returns what became of rows, or would become of them: in their order, in one transaction. One that is refused changes
    /// nothing, and keeps no other from being applied.
    ///
    /// Mostly, nothing that was written has to be undone again. If it has, all of them are worked off a second time, then
    /// with a savepoint for each.
    ///
    /// # Errors
    /// [`NotRecorded::NotAllowed`] if the actor may not do this any longer; [`NotRecorded::AlreadyDone`] if another instance has
    /// worked off some of them meanwhile. After any error, nothing was changed.
    pub async fn rows(&self, rows: &[CsvRecord], earlier: &Earlier) -> Result<Done, NotRecorded> {
        let (missing, db) = (self.missing(rows, earlier).await?, self.admin.store.db());
        let done = db.transact(|tx| Batch::new(self, tx, false).work(rows, &missing, earlier)).await?;
        match done {
            Some(done) => Ok(done),
            None => {
                let done = db.transact(|tx| Batch::new(self, tx, true).work(rows, &missing, earlier)).await?;
                Ok(done.expect("with a savepoint, a row undoes no other"))
            }
        }
    }

    /// Returns, for each row, the names of the values with a file or a picture that the store does not have.
    async fn missing(&self, rows: &[CsvRecord], earlier: &Earlier) -> db::Result<Vec<BTreeSet<String>>> {
        if !self.sheet.has_uploads() {
            return Ok(vec![BTreeSet::new(); rows.len()]);
        }
        let known = self.known(rows).await?;
        let changed = |row: &CsvRecord| {
            let id = self.sheet.id(row);
            match self.sheet.plan(row, earlier.get(&id).or(known.get(&id))).plan {
                Plan::Save(save) => save.values,
                Plan::Refuse(_) | Plan::Keep => Values::new(),
            }
        };
        let changed: Vec<Values> = rows.iter().map(changed).collect();
        self.admin.missing(&self.sheet.fields, &changed.iter().collect::<Vec<_>>()).await
    }

    /// Returns the products that rows name.
    async fn known(&self, rows: &[CsvRecord]) -> db::Result<BTreeMap<String, Record>> {
        let mut tx = self.admin.store.db().begin().await?;
        let records = self.kind.values(&mut tx, &self.sheet.ids(rows)).await?;
        // On SQLite, what was found may not be on disk yet: the commit waits for that.
        tx.commit().await?;
        Ok(records.into_iter().map(|record| (record.id.clone(), record)).collect())
    }

    /// Returns the error because of which a row is refused, or else fails: the row is tried again.
    pub(super) fn refusal(&self, error: ManagedError) -> db::Result<ManagedError> {
        match error {
            ManagedError::Database(error) if !error.is_violation() && !self.last_attempt => Err(error),
            error => Ok(error),
        }
    }

    /// Returns why a row is refused.
    pub(super) fn reasons(&self, id: &str, error: ManagedError) -> Vec<RowNote> {
        let of_stock = |message: &str| {
            let note = RowNote::new(message);
            vec![match stock_field(&self.sheet.fields) {
                Some(field) => note.column(columns::change_of(field)),
                None => note,
            }]
        };
        match error {
            ManagedError::Invalid(errors) => {
                errors.into_iter().map(|error| RowNote::of_value(error, &self.sheet.fields)).collect()
            }
            ManagedError::Unknown(_) => vec![RowNote::new("admin-imports-row-unknown-id").text(id)],
            ManagedError::NoStock => of_stock("admin-imports-row-no-stock"),
            ManagedError::TooFew => of_stock("admin-imports-row-too-few"),
            error => {
                tracing::error!(import = self.import, id, %error, "import leaves a row out");
                vec![RowNote::new("admin-imports-row-failed")]
            }
        }
    }

    /// Updates the search index for products that were changed, and settings that are kept in memory.
    pub async fn publish(&self, rows: &[ImportedRow]) {
        let changed: Vec<String> = rows.iter().filter(|row| row.is_change()).map(|row| row.id.clone()).collect();
        if self.commits && !changed.is_empty() {
            self.admin.store.index_saved(self.kind.name(), &changed).await;
            self.admin.store.reload_site(self.kind.name()).await;
        }
    }
}
