//! Keeps the lists of managed models, and the search index, up to date.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Kind,
    row::{self, Entry, of_kind},
};
use crate::{
    args,
    store::{
        Store,
        db::{self, Value, placeholders},
    },
};

/// The number of models that are read or written at once.
const BATCH: usize = 500;
/// How often models are indexed again that are changed meanwhile, before the background work does it.
const ROUNDS: usize = 5;

/// Selects ids of rows, from one on.
const IDS: &str = "SELECT id FROM pannier_managed_products WHERE kind = $1 AND id > $2 ORDER BY id LIMIT $3";

impl Store {
    /// Updates the search index for models that were changed. What fails is logged, and left to the background work.
    pub(in crate::store) async fn index_saved(&self, kind: &str, ids: &[String]) {
        if let Err(error) = self.index_changed(kind, ids).await {
            error.log();
        }
    }

    /// Updates the search index for models that were changed, and notes the revision that it knows.
    async fn index_changed(&self, kind: &str, ids: &[String]) -> db::Result<()> {
        if !self.is_listed(kind) {
            return Ok(());
        }
        for ids in ids.chunks(BATCH) {
            let mut left = ids.to_vec();
            for _ in 0..ROUNDS {
                let revisions = self.revisions(kind, &left).await?;
                self.index_ids(kind, &left).await?;
                left = self.note_indexed(kind, revisions).await?;
                if left.is_empty() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Returns these ids by their revisions.
    async fn revisions(&self, kind: &str, ids: &[String]) -> db::Result<BTreeMap<i64, Vec<String>>> {
        let these = placeholders(2, ids.len());
        let sql = format!("SELECT id, revision FROM pannier_managed_products WHERE kind = $1 AND id IN ({these})");
        let mut revisions: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for row in self.db().fetch_all(&sql, &of_kind(kind, ids)).await? {
            revisions.entry(row.get("revision")?).or_default().push(row.get("id")?);
        }
        Ok(revisions)
    }

    /// Notes that the index knows these revisions. Returns the ids of those that have a newer one, which the index may
    /// not know.
    async fn note_indexed(&self, kind: &str, revisions: BTreeMap<i64, Vec<String>>) -> db::Result<Vec<String>> {
        let mut newer = Vec::new();
        for (revision, ids) in revisions {
            let sql = format!(
                "UPDATE pannier_managed_products SET indexed = revision WHERE kind = $1 AND id IN ({}) \
                 AND revision = ${}",
                placeholders(2, ids.len()),
                ids.len() + 2
            );
            let mut args = of_kind(kind, &ids);
            args.push(revision.into());
            let noted = self.db().execute(&sql, &args).await?;
            if noted < ids.len() as u64 {
                newer.extend(ids);
            }
        }
        Ok(newer)
    }

    /// Lists the models of every managed kind as they are in the tables of the app.
    pub(in crate::store) async fn list_managed(&self) -> db::Result<()> {
        for kind in self.0.managed.0.iter().filter(|kind| !kind.single()) {
            self.list_kind(&**kind).await?;
        }
        Ok(())
    }

    /// Lists the models of the managed kinds that have none in lists.
    pub(in crate::store) async fn list_new_managed(&self) -> db::Result<()> {
        for kind in self.0.managed.0.iter().filter(|kind| !kind.single()) {
            if self.db().fetch_optional(IDS, args![kind.name(), "", 1]).await?.is_none() {
                self.list_kind(&**kind).await?;
            }
        }
        Ok(())
    }

    /// Lists the models of a kind as they are in its table.
    pub(super) async fn list_kind(&self, kind: &dyn Kind) -> db::Result<()> {
        let (mut after, db) = (String::new(), self.db());
        let of_table = format!("SELECT id FROM {} WHERE id > $1 ORDER BY id LIMIT {BATCH}", kind.table());
        loop {
            let ids = ids(self, &of_table, args![&after]).await?;
            let Some(last) = ids.last().cloned() else { break };
            self.list_batch(kind, &ids).await?;
            after = last;
        }
        after.clear();
        loop {
            let listed = ids(self, IDS, args![kind.name(), &after, i64::try_from(BATCH).unwrap_or(i64::MAX)]).await?;
            let Some(last) = listed.last().cloned() else { break };
            let sql = format!("SELECT id FROM {} WHERE id IN ({})", kind.table(), placeholders(1, listed.len()));
            let these: Vec<Value> = listed.iter().map(Value::from).collect();
            let there: BTreeSet<String> = ids(self, &sql, &these).await?.into_iter().collect();
            let lost: Vec<String> = listed.into_iter().filter(|id| !there.contains(id)).collect();
            let mut tx = db.begin().await?;
            row::remove_all(&mut tx, kind.name(), &lost).await?;
            tx.commit().await?;
            after = last;
        }
        Ok(())
    }

    async fn list_batch(&self, kind: &dyn Kind, ids: &[String]) -> db::Result<()> {
        let fields = kind.fields(self.settings());
        let mut tx = self.db().begin().await?;
        // Before they are read, so that none is saved in between.
        row::lock_all(&mut tx, kind.name(), ids).await?;
        let records = kind.values(&mut tx, ids).await?;
        let entries: Vec<Entry> = records.iter().map(|record| Entry::of(&fields, self.languages(), record)).collect();
        row::put_all(&mut tx, kind.name(), &entries).await?;
        let there: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        let lost: Vec<String> = ids.iter().filter(|id| !there.contains(id.as_str())).cloned().collect();
        row::remove_all(&mut tx, kind.name(), &lost).await?;
        tx.commit().await
    }
}

/// Updates the search index for models whose change it does not know, because the program ended between the two.
/// Returns whether there may be more.
pub(in crate::store) async fn index_stale(store: &Store) -> db::Result<bool> {
    let kinds: Vec<&str> =
        store.0.managed.0.iter().map(|kind| kind.name()).filter(|kind| store.is_listed(kind)).collect();
    if kinds.is_empty() {
        return Ok(false);
    }
    let sql = format!(
        "SELECT kind, id FROM pannier_managed_products WHERE kind IN ({}) AND indexed < revision \
         ORDER BY kind, id LIMIT {BATCH}",
        placeholders(1, kinds.len())
    );
    let args: Vec<Value> = kinds.iter().map(|kind| Value::from(*kind)).collect();
    let rows = store.db().fetch_all(&sql, &args).await?;
    let mut stale: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &rows {
        stale.entry(row.get("kind")?).or_default().push(row.get("id")?);
    }
    for (kind, ids) in &stale {
        store.index_changed(kind, ids).await?;
    }
    Ok(rows.len() == BATCH)
}

async fn ids(store: &Store, sql: &str, args: &[Value]) -> db::Result<Vec<String>> {
    store.db().fetch_all(sql, args).await?.iter().map(|row| row.get("id")).collect()
}
