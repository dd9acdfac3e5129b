//! The merchant's operations on imports.

use super::{Import, ImportError, ImportState, worker};
use crate::{
    args,
    store::{admin::Admin, audit, db, staff::role::Act},
};

const SELECT: &str = "SELECT id, kind, file_name, actor, creates, state, applied, total, created, updated, unchanged, \
    refused, created_at, finished_at FROM pannier_imports";

impl Admin<'_> {
    /// Returns an import; `None` if there is none with this id. Imports are deleted after 30 days.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn import(&self, id: &str) -> db::Result<Option<Import>> {
        let row = self.store.db().fetch_optional(&format!("{SELECT} WHERE id = $1"), args![id]).await?;
        row.as_ref().map(Import::read).transpose()
    }

    /// Returns up to `limit` imports of a kind, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn imports(&self, kind: &str, limit: u32) -> db::Result<Vec<Import>> {
        let sql = format!("{SELECT} WHERE kind = $1 ORDER BY created_at DESC, id DESC LIMIT $2");
        self.store.db().fetch_all(&sql, args![kind, limit]).await?.iter().map(Import::read).collect()
    }

    /// Applies an import, which the [background tasks](crate::Store::run_background) do in the name of the actor, in the
    /// order of its rows: what cannot be done is left out. It ends early if a member of staff may no longer import. To apply what is
    /// applied, or is being applied, does nothing.
    ///
    /// # Errors
    /// [`ImportError::Unknown`]; [`ImportError::Stopped`] if it ended early.
    pub async fn apply_import(&self, id: &str) -> Result<Import, ImportError> {
        let import = self.import(id).await?.ok_or(ImportError::Unknown)?;
        match import.state {
            ImportState::Reading => return Err(ImportError::Unknown),
            ImportState::Stopped => return Err(ImportError::Stopped),
            ImportState::Applying | ImportState::Applied => return Ok(import),
            ImportState::Checking | ImportState::Checked => {}
        }
        let mut tx = self.store.db().begin().await?;
        // Without a lease: the instance that checks it notices that it has none any more.
        let sql = "UPDATE pannier_imports SET state = 'applying', applied = 1, actor = $2, created = 0, updated = 0, \
                   unchanged = 0, refused = 0, next_part = 0, finished_at = NULL, attempts = 0, due_at = $3, \
                   started_at = NULL WHERE id = $1 AND state IN ('checking', 'checked')";
        let now = tx.now();
        if tx.execute(sql, args![id, self.actor.to_string(), now]).await? == 1 {
            tx.wake_on_commit(&self.store.0.reconciler);
            let rows = if import.total == 1 { "row" } else { "rows" };
            let what = format!("{}: {}, {} {rows}", import.kind, import.file_name, import.total);
            let entry = self.entry(Act::ImportProducts).subject(id).detail(what);
            if audit::commit(tx, Some(&entry)).await? {
                tracing::info!(import = id, kind = import.kind, actor = %self.actor, "import started");
            }
        }
        self.import(id).await?.ok_or(ImportError::Unknown)
    }

    /// Works off the next rows of an import that is being checked or applied, unless another instance is at it: for a
    /// program that waits for it instead of leaving it to the background tasks. Returns how far it has come.
    ///
    /// # Errors
    /// [`ImportError::Unknown`]. After an error of the database, the same rows are due again a few seconds later.
    pub async fn continue_import(&self, id: &str) -> Result<Import, ImportError> {
        worker::continue_one(self.store, id).await?;
        self.import(id).await?.ok_or(ImportError::Unknown)
    }
}
