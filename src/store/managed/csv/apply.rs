//! Applies rows, or finds out what applying them would do.

use super::{
    ImportedRow, RowNote, RowOutcome, columns,
    plan::{Plan, Planned},
    report,
};
use crate::store::{
    admin::Admin,
    db::{self, Tx},
    managed::{Field, Kind, ManagedError, ManagedSave, stock::stock_field, validate::Rules},
};

/// Applies rows of an import.
pub(super) struct Apply<'a> {
    pub admin: Admin<'a>,
    pub kind: &'a dyn Kind,
    pub fields: &'a [Field],
    /// The id of the import.
    pub import: &'a str,
    /// Whether what a row changes is committed, or else rolled back.
    pub commits: bool,
    /// Whether a row that the database does not take is refused, instead of tried again.
    pub last_attempt: bool,
}

impl Apply<'_> {
    /// Returns what became of a row, or would become of it.
    pub async fn row(&self, planned: Planned) -> db::Result<ImportedRow> {
        let Planned { line, name, id, plan, stock, notes, again } = planned;
        let row = ImportedRow::new(line, name, RowOutcome::Unchanged, id, notes);
        let mut row = match plan {
            Plan::Refuse(why) => ImportedRow { outcome: RowOutcome::Refused, notes: why, ..row },
            Plan::Keep => row,
            Plan::Save(save) => match self.save(&row, &save, &stock).await {
                Ok(saved) => saved,
                Err(error) => {
                    let why = self.refused(&row.id, error)?;
                    ImportedRow { outcome: RowOutcome::Refused, notes: why, ..row }
                }
            },
        };
        // A check has rolled back what the earlier row changes.
        if again && !self.commits {
            row.notes.push(RowNote::new("admin-imports-row-again"));
        }
        Ok(row)
    }

    async fn save(
        &self,
        row: &ImportedRow,
        save: &ManagedSave,
        stock: &[(String, i64)],
    ) -> Result<ImportedRow, ManagedError> {
        let missing = self.admin.missing(self.fields, &save.values).await?;
        let store = self.admin.store;
        let rules = Rules { fields: self.fields, languages: store.languages(), zone: store.time_zone(), missing };
        store.db().transact(|tx| self.save_in(tx, &rules, row, save, stock)).await
    }

    async fn save_in(
        &self,
        mut tx: Tx,
        rules: &Rules<'_>,
        row: &ImportedRow,
        save: &ManagedSave,
        stock: &[(String, i64)],
    ) -> Result<ImportedRow, ManagedError> {
        let (saved, entry) = self.admin.save_in(&mut tx, self.kind, rules, save).await?;
        let mut entries = Vec::from_iter(entry);
        for (option, by) in stock {
            let (_, entry) = self.admin.adjust_in(&mut tx, self.kind, &saved.id, option, *by, self.import).await?;
            entries.push(entry);
        }
        let outcome = match saved.created {
            true => RowOutcome::Created,
            false if entries.is_empty() => RowOutcome::Unchanged,
            false => RowOutcome::Updated,
        };
        if !self.commits {
            return Ok(ImportedRow { outcome, ..row.clone() });
        }
        let row = ImportedRow { outcome, id: saved.id, ..row.clone() };
        if outcome == RowOutcome::Unchanged {
            return Ok(row);
        }
        for entry in &entries {
            entry.write(&mut tx).await?;
        }
        // None, if another instance has taken the lease, and was faster.
        if report::write(&mut tx, self.import, true, std::slice::from_ref(&row)).await? == 1 {
            tx.commit().await?;
        }
        Ok(row)
    }

    /// Returns why a row is refused, or the error because of which it is tried again.
    fn refused(&self, id: &str, error: ManagedError) -> db::Result<Vec<RowNote>> {
        let of_stock = |message: &str| {
            let note = RowNote::new(message);
            vec![match stock_field(self.fields) {
                Some(field) => note.column(columns::change_of(field)),
                None => note,
            }]
        };
        Ok(match error {
            ManagedError::Invalid(errors) => errors.into_iter().map(RowNote::from).collect(),
            ManagedError::Unknown(_) => vec![RowNote::new("admin-imports-row-unknown-id").text(id)],
            ManagedError::NoStock => of_stock("admin-imports-row-no-stock"),
            ManagedError::TooFew => of_stock("admin-imports-row-too-few"),
            ManagedError::Database(error) if !error.is_violation() && !self.last_attempt => return Err(error),
            error => {
                tracing::error!(import = self.import, id, %error, "import leaves a row out");
                vec![RowNote::new("admin-imports-row-failed")]
            }
        })
    }

    /// Updates the search index, and settings that are kept in memory.
    pub async fn publish(&self, changed: &[String]) {
        self.admin.store.index_saved(self.kind.name(), changed).await;
        self.admin.store.reload_site(self.kind.name()).await;
    }
}
