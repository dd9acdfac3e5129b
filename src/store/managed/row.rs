//! The rows of managed models in the store's own tables.

use std::collections::{BTreeMap, BTreeSet};

use super::{Field, Kind, ManagedState, Record};
use crate::{
    args,
    language::Language,
    model::Timestamp,
    store::{
        catalogue::{fold, words},
        db::{self, Dialect, Row, Tx, Value, placeholders},
    },
};

/// The maximum number of characters of a title in lists.
const LONGEST_TITLE: usize = 200;
/// The maximum length of a sort key in bytes.
const LONGEST_SORT_KEY: usize = 200;
/// The maximum number of words by which one is found.
const MOST_TERMS: usize = 60;
/// The number of words that one statement writes.
const BATCH: usize = 400;

/// Who has changed a model, and how often.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub version: i64,
    pub revision: i64,
    pub updated_at: Timestamp,
    pub updated_by: String,
}

impl Stored {
    pub(super) const COLUMNS: &'static str = "version, revision, updated_at, updated_by";

    /// Returns what is stored of a model that nobody has changed.
    pub(super) fn never() -> Stored {
        Stored { version: 0, revision: 0, updated_at: Timestamp::from_millis(0), updated_by: String::new() }
    }

    pub(super) fn read(row: &Row) -> db::Result<Stored> {
        Ok(Stored {
            version: row.get("version")?,
            revision: row.get("revision")?,
            updated_at: row.get("updated_at")?,
            updated_by: row.get("updated_by")?,
        })
    }
}

/// What lists show of a model, and the words by which they find it.
pub(super) struct Entry {
    pub id: String,
    pub state: ManagedState,
    pub title: String,
    pub sort_key: String,
    pub terms: BTreeSet<String>,
}

/// Returns the field that is the title.
pub(super) fn title_field(fields: &[Field]) -> Option<&Field> {
    fields.iter().find(|field| field.name == "title").or(fields.first())
}

impl Record {
    /// Returns the title in the first language of the store.
    pub(crate) fn title(&self, fields: &[Field]) -> &str {
        title_field(fields).map(|field| self.values.get(field.name)).unwrap_or_default()
    }
}

impl Entry {
    pub(super) fn of(fields: &[Field], languages: &[Language], record: &Record) -> Entry {
        let Record { id, state, values } = record;
        let names = title_field(fields).map(|field| field.names(languages)).unwrap_or_default();
        let titles: Vec<&str> = names.iter().map(|(name, _)| values.get(name)).collect();
        let line = titles.first().and_then(|title| title.lines().next()).unwrap_or_default();
        let title: String = line.chars().take(LONGEST_TITLE).collect();
        let mut sort_key = fold(&title);
        while sort_key.len() > LONGEST_SORT_KEY {
            sort_key.pop();
        }
        let terms = words(id).into_iter().chain(titles.into_iter().flat_map(words)).take(MOST_TERMS).collect();
        Entry { id: id.clone(), state: *state, title, sort_key, terms }
    }
}

/// Locks the row of a model until the end of the transaction. One that the app has written has a row from then on.
pub(super) async fn lock(tx: &mut Tx, kind: &str, id: &str) -> db::Result<Stored> {
    let sql = format!(
        "INSERT INTO pannier_managed_products (kind, id, state, title, sort_key, version, revision, indexed, \
         updated_at, updated_by) VALUES ($1, $2, 'draft', '', '', 0, 0, 0, $3, '') ON CONFLICT (kind, id) DO UPDATE \
         SET version = pannier_managed_products.version RETURNING {}",
        Stored::COLUMNS
    );
    let args = args![kind, id, tx.now()];
    Stored::read(&tx.fetch_one(&sql, args).await?)
}

/// Inserts the row of a new model. Returns `false` if there is one with this id.
pub(super) async fn claim(tx: &mut Tx, kind: &str, id: &str) -> db::Result<bool> {
    let sql = "INSERT INTO pannier_managed_products (kind, id, state, title, sort_key, version, revision, indexed, \
               updated_at, updated_by) VALUES ($1, $2, 'draft', '', '', 0, 0, 0, $3, '') ON CONFLICT DO NOTHING";
    let args = args![kind, id, tx.now()];
    Ok(tx.execute(sql, args).await? == 1)
}

/// Locks the rows of those of these models that have one, until the end of the transaction. Returns them by their ids.
pub(super) async fn lock_known(
    tx: &mut Tx,
    dialect: Dialect,
    kind: &str,
    ids: &[String],
) -> db::Result<BTreeMap<String, Stored>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let lock = match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => "FOR UPDATE",
    };
    let sql = format!(
        "SELECT id, {} FROM pannier_managed_products WHERE kind = $1 AND id IN ({}) ORDER BY id {lock}",
        Stored::COLUMNS,
        placeholders(2, ids.len())
    );
    let rows = tx.fetch_all(&sql, &of_kind(kind, ids)).await?;
    rows.iter().map(|row| Ok((row.get("id")?, Stored::read(row)?))).collect()
}

/// Locks the rows of those of these models that exist in the table of the app, until the end of the transaction: by their ids
/// byte by byte, the order in which orders reserve, so that neither waits for the other. On SQLite, one writes at a time anyway.
pub(super) async fn lock_models(tx: &mut Tx, dialect: Dialect, kind: &dyn Kind, ids: &[String]) -> db::Result<()> {
    if ids.is_empty() || dialect == Dialect::Sqlite {
        return Ok(());
    }
    let sql = format!(
        "SELECT id FROM {} WHERE id IN ({}) ORDER BY id COLLATE \"C\" FOR NO KEY UPDATE",
        kind.table(),
        placeholders(1, ids.len())
    );
    let ids: Vec<Value> = ids.iter().map(Value::from).collect();
    tx.fetch_all(&sql, &ids).await.map(drop)
}

/// Inserts the rows of new models, but for ids that others have. Returns the ids of those inserted.
pub(super) async fn claim_all(tx: &mut Tx, kind: &str, ids: &[String]) -> db::Result<BTreeSet<String>> {
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let row = |i: usize| format!("($1, ${}, 'draft', '', '', 0, 0, 0, $2, '')", i + 3);
    let rows: Vec<String> = (0..ids.len()).map(row).collect();
    let sql = format!(
        "INSERT INTO pannier_managed_products (kind, id, state, title, sort_key, version, revision, indexed, \
         updated_at, updated_by) VALUES {} ON CONFLICT DO NOTHING RETURNING id",
        rows.join(", ")
    );
    let common = [Value::from(kind), tx.now().into()].into_iter();
    let args: Vec<Value> = common.chain(ids.iter().map(Value::from)).collect();
    tx.fetch_all(&sql, &args).await?.iter().map(|row| row.get("id")).collect()
}

/// A change of a row that is locked.
pub(super) struct Change {
    pub entry: Entry,
    /// How often its fields were saved.
    pub saves: i64,
    /// Whether its title was.
    pub retitled: bool,
}

impl Change {
    /// Returns this change and a later one of the same row as one.
    pub(super) fn then(self, later: Change) -> Change {
        Change { entry: later.entry, saves: self.saves + later.saves, retitled: self.retitled || later.retitled }
    }
}

/// Writes changes of models of a kind, each of another one. `listed` says whether the search index has to learn of them.
pub(super) async fn write(tx: &mut Tx, kind: &str, listed: bool, actor: &str, changes: &[Change]) -> db::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let row = |i: usize| format!("($1, {}, 1, 1, $2, $3)", placeholders(4 + i * 5, 5));
    let rows: Vec<String> = (0..changes.len()).map(row).collect();
    let indexed = if listed { "indexed" } else { "revision + 1" };
    let sql = format!(
        "INSERT INTO pannier_managed_products (kind, id, state, title, sort_key, version, revision, indexed, \
         updated_at, updated_by) VALUES {} ON CONFLICT (kind, id) DO UPDATE \
         SET state = excluded.state, title = excluded.title, sort_key = excluded.sort_key, \
         version = pannier_managed_products.version + excluded.version, \
         revision = pannier_managed_products.revision + 1, indexed = pannier_managed_products.{indexed}, \
         updated_at = excluded.updated_at, updated_by = excluded.updated_by",
        rows.join(", ")
    );
    let of_each = |Change { entry, saves, .. }: &Change| -> [Value; 5] {
        let Entry { id, state, title, sort_key, .. } = entry;
        [id.into(), state.as_str().into(), title.into(), sort_key.into(), (*saves).into()]
    };
    let common = [Value::from(kind), tx.now().into(), actor.into()].into_iter();
    let args: Vec<Value> = common.chain(changes.iter().flat_map(of_each)).collect();
    tx.execute(&sql, &args).await?;
    let retitled: Vec<&Entry> = changes.iter().filter(|change| change.retitled).map(|change| &change.entry).collect();
    put_terms(tx, kind, &retitled).await
}

/// Locks the rows of models until the end of the transaction, and inserts those that are missing.
pub(super) async fn lock_all(tx: &mut Tx, kind: &str, ids: &[String]) -> db::Result<()> {
    let row = |i: usize| format!("($1, ${}, 'draft', '', '', 0, 1, 1, $2, '')", i + 3);
    let rows: Vec<String> = (0..ids.len()).map(row).collect();
    let sql = format!(
        "INSERT INTO pannier_managed_products (kind, id, state, title, sort_key, version, revision, indexed, \
         updated_at, updated_by) VALUES {} ON CONFLICT (kind, id) DO UPDATE \
         SET version = pannier_managed_products.version",
        rows.join(", ")
    );
    let common = [Value::from(kind), tx.now().into()].into_iter();
    let args: Vec<Value> = common.chain(ids.iter().map(Value::from)).collect();
    tx.execute(&sql, &args).await.map(drop)
}

/// Writes what lists show of models whose rows are locked.
pub(super) async fn put_all(tx: &mut Tx, kind: &str, entries: &[Entry]) -> db::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let row = |i: usize| format!("($1, {}, 0, 1, 1, $2, '')", placeholders(3 + i * 4, 4));
    let rows: Vec<String> = (0..entries.len()).map(row).collect();
    let sql = format!(
        "INSERT INTO pannier_managed_products (kind, id, state, title, sort_key, version, revision, indexed, \
         updated_at, updated_by) VALUES {} ON CONFLICT (kind, id) DO UPDATE \
         SET state = excluded.state, title = excluded.title, sort_key = excluded.sort_key",
        rows.join(", ")
    );
    let of_each = |Entry { id, state, title, sort_key, .. }: &Entry| -> [Value; 4] {
        [id.into(), state.as_str().into(), title.into(), sort_key.into()]
    };
    let common = [Value::from(kind), tx.now().into()].into_iter();
    let args: Vec<Value> = common.chain(entries.iter().flat_map(of_each)).collect();
    tx.execute(&sql, &args).await?;
    put_terms(tx, kind, &entries.iter().collect::<Vec<_>>()).await
}

/// Removes the rows of models that are no longer there.
pub(super) async fn remove_all(tx: &mut Tx, kind: &str, ids: &[String]) -> db::Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    for table in ["pannier_managed_terms", "pannier_managed_products"] {
        let sql = format!("DELETE FROM {table} WHERE kind = $1 AND id IN ({})", placeholders(2, ids.len()));
        tx.execute(&sql, &of_kind(kind, ids)).await?;
    }
    Ok(())
}

/// Returns the parameters of a statement about these ids of a kind.
pub(super) fn of_kind(kind: &str, ids: &[String]) -> Vec<Value> {
    std::iter::once(kind.into()).chain(ids.iter().map(Value::from)).collect()
}

async fn put_terms<'a>(tx: &mut Tx, kind: &str, entries: &[&'a Entry]) -> db::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    let sql = format!("DELETE FROM pannier_managed_terms WHERE kind = $1 AND id IN ({})", placeholders(2, ids.len()));
    tx.execute(&sql, &of_kind(kind, &ids)).await?;
    let terms_of = |entry: &'a Entry| entry.terms.iter().map(move |term| (term, &entry.id));
    let terms: Vec<(&String, &String)> = entries.iter().copied().flat_map(terms_of).collect();
    for terms in terms.chunks(BATCH) {
        let row = |i: usize| format!("($1, ${}, ${})", 2 + i * 2, 3 + i * 2);
        let rows: Vec<String> = (0..terms.len()).map(row).collect();
        let sql = format!("INSERT INTO pannier_managed_terms (kind, term, id) VALUES {}", rows.join(", "));
        let of_each = terms.iter().flat_map(|(term, id)| [Value::from(*term), Value::from(*id)]);
        let args: Vec<Value> = std::iter::once(kind.into()).chain(of_each).collect();
        tx.execute(&sql, &args).await?;
    }
    Ok(())
}
