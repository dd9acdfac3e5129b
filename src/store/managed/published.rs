//! What is published of settings that are kept in memory, and how much of it there can be.

use super::{FieldError, FieldProblem, Kind, MAIN, ManagedError, ManagedKinds, ManagedState, Record};
use crate::{
    args,
    store::{
        Store,
        db::{self, Tx},
    },
};

/// The most settings of a kind that the staff can publish: each instance keeps all of them.
pub(super) const MOST: u32 = 500;
/// How many of any state are read at a time.
const BATCH: usize = 500;

impl ManagedKinds {
    /// Returns what is published of a kind. What there is one of is.
    pub(in crate::store) async fn published(&self, tx: &mut Tx, kind: &str) -> db::Result<Vec<Record>> {
        let Ok(kind) = self.get(kind) else { return Ok(Vec::new()) };
        if kind.single() { kind.values(tx, &[MAIN.to_owned()]).await } else { published(tx, kind).await }
    }
}

impl Store {
    /// Returns how many settings of a kind are published. `None` if it is none that is kept in memory.
    pub(super) async fn published_settings(&self, tx: &mut Tx, kind: &dyn Kind) -> db::Result<Option<u32>> {
        if !self.is_kept(kind.name()) {
            return Ok(None);
        }
        Ok(Some(u32::try_from(published(tx, kind).await?.len()).unwrap_or(u32::MAX)))
    }

    /// Refuses to publish another setting of a kind, if as many are published as can be.
    ///
    /// Two members of staff who publish the last one at the same time both do: all of it is kept.
    pub(super) async fn admit_published(&self, tx: &mut Tx, kind: &dyn Kind) -> Result<(), ManagedError> {
        match self.published_settings(tx, kind).await? {
            Some(published) if published >= MOST => Err(too_many()),
            Some(_) | None => Ok(()),
        }
    }
}

/// Returns the error of what would publish more settings than can be.
pub(super) fn too_many() -> ManagedError {
    ManagedError::Invalid(vec![FieldError::new("state", FieldProblem::TooManyPublished(MOST))])
}

/// Returns what is published of a kind. All of it is read, since only the app knows the states of what it writes itself.
async fn published(tx: &mut Tx, kind: &dyn Kind) -> db::Result<Vec<Record>> {
    let sql = format!("SELECT id FROM {} WHERE id > $1 ORDER BY id LIMIT {BATCH}", kind.table());
    let (mut published, mut after) = (Vec::new(), String::new());
    loop {
        let rows = tx.fetch_all(&sql, args![&after]).await?;
        let ids = rows.iter().map(|row| row.get("id")).collect::<db::Result<Vec<String>>>()?;
        let records = kind.values(tx, &ids).await?.into_iter();
        published.extend(records.filter(|record| record.state == ManagedState::Published));
        match ids.last() {
            Some(last) if ids.len() == BATCH => after.clone_from(last),
            Some(_) | None => return Ok(published),
        }
    }
}
