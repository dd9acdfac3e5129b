//! Lists of managed models.

use std::collections::BTreeMap;

use super::{
    Field, FieldKind, Kind, ManagedError, ManagedState, Record, Values,
    row::{Stored, of_kind},
    search::{Position, Search},
};
use crate::{
    args,
    model::Timestamp,
    store::{
        admin::Admin,
        db::{self, Row, placeholders},
        is_key,
    },
};

/// The number up to which models are counted.
const COUNTED: u32 = 1_000;
/// The maximum number of models of a page, and of [`Admin::managed_records`].
const MOST: u32 = 500;

/// A kind of model that the staff edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedKind {
    /// Its [name](crate::Managed::KIND).
    pub kind: &'static str,
    /// Whether there is [one only](crate::Managed::SINGLE).
    pub single: bool,
    /// Whether they are [settings](crate::StoreBuilder::manage_settings) of which there are several, and no products.
    pub settings: bool,
    /// Whether it has stock.
    pub has_stock: bool,
    /// Whether it has pictures.
    pub has_pictures: bool,
    /// Whether it has files.
    pub has_files: bool,
    /// Whether each has a page of its own.
    pub has_page: bool,
}

/// A query for the models of a kind, in the order of their titles.
///
/// ```
/// use pannier::{ManagedQuery, ManagedState};
///
/// let query = ManagedQuery::new("postcard").search("dune").state(ManagedState::Draft).limit(20);
/// assert_eq!((query.kind.as_str(), query.limit), ("postcard", 20));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedQuery {
    /// The kind.
    pub kind: String,
    /// Only those with words, in their titles or ids, that begin with these.
    pub search: Option<String>,
    /// Only those in this state.
    pub state: Option<ManagedState>,
    /// Continues after a page: its [`ManagedPage::next`].
    pub after: Option<String>,
    /// The maximum number: 50.
    pub limit: u32,
}

impl ManagedQuery {
    /// Creates a query for all models of a kind.
    pub fn new(kind: impl Into<String>) -> ManagedQuery {
        ManagedQuery { kind: kind.into(), search: None, state: None, after: None, limit: 50 }
    }

    /// Searches their titles and ids.
    #[must_use]
    pub fn search(self, text: impl Into<String>) -> ManagedQuery {
        ManagedQuery { search: Some(text.into()), ..self }
    }

    /// Filters by state.
    #[must_use]
    pub fn state(self, state: ManagedState) -> ManagedQuery {
        ManagedQuery { state: Some(state), ..self }
    }

    /// Continues after a page, by its [`ManagedPage::next`].
    #[must_use]
    pub fn after(self, next: impl Into<String>) -> ManagedQuery {
        ManagedQuery { after: Some(next.into()), ..self }
    }

    /// Sets the maximum number.
    #[must_use]
    pub fn limit(self, limit: u32) -> ManagedQuery {
        ManagedQuery { limit, ..self }
    }
}

/// A page of a list of models.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedPage {
    /// The models, in the order of their titles.
    pub rows: Vec<ManagedRow>,
    /// What the list continues after; `None` at its end.
    pub next: Option<String>,
    /// Whether the search found a part of the models only, because too many have words that begin so. A longer text
    /// finds the others.
    pub truncated: bool,
    /// The number of models of the kind in each state, whatever the search.
    pub counts: BTreeMap<ManagedState, ManagedCount>,
}

/// A model in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedRow {
    /// The id.
    pub id: String,
    /// The title, in the first language of the store.
    pub title: String,
    /// The state.
    pub state: ManagedState,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// The text of the [`Actor`](crate::Actor) who has last changed it.
    pub updated_by: String,
}

/// How many there are, up to 1,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedCount {
    /// The number: 1,000 at most.
    pub count: u32,
    /// Whether there are more.
    pub more: bool,
}

/// A model, and who has changed it last.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedRecord {
    /// The model.
    pub record: Record,
    /// The number of saves: 0 if the app has written it, and nobody has changed it since.
    pub version: u64,
    /// When it was last changed; `None` if nobody has.
    pub updated_at: Option<Timestamp>,
    /// The text of the [`Actor`](crate::Actor) who has last changed it. Empty if nobody has.
    pub updated_by: String,
}

impl ManagedCount {
    fn of(found: u32) -> ManagedCount {
        ManagedCount { count: found.min(COUNTED), more: found > COUNTED }
    }
}

impl ManagedRow {
    fn read(row: &Row) -> db::Result<ManagedRow> {
        Ok(ManagedRow {
            id: row.get("id")?,
            title: row.get("title")?,
            state: row.get("state")?,
            updated_at: row.get("updated_at")?,
            updated_by: row.get("updated_by")?,
        })
    }
}

impl ManagedRecord {
    pub(super) fn of(record: Record, stored: &Stored) -> ManagedRecord {
        let Stored { version, updated_at, updated_by, .. } = stored;
        ManagedRecord {
            record,
            version: version.unsigned_abs(),
            updated_at: (!updated_by.is_empty()).then_some(*updated_at),
            updated_by: updated_by.clone(),
        }
    }
}

impl Admin<'_> {
    /// Returns the kinds that the staff edit, in the order in which they were
    /// [registered](crate::StoreBuilder::manage).
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let kinds = store.acting(&pannier::Actor::CommandLine).managed_kinds();
    /// assert_eq!((kinds[0].kind, kinds[0].has_stock, kinds[0].has_pictures), ("postcard", true, false));
    /// # Ok(())
    /// # });
    /// ```
    pub fn managed_kinds(&self) -> Vec<ManagedKind> {
        let kind = |managed: &dyn Kind| {
            let fields = managed.fields(self.store.settings());
            let has = |kind: FieldKind| fields.iter().any(|field| field.kind == kind);
            ManagedKind {
                kind: managed.name(),
                single: managed.single(),
                settings: !managed.single() && self.store.is_kept(managed.name()),
                has_stock: has(FieldKind::Stock),
                has_pictures: has(FieldKind::Pictures),
                has_files: has(FieldKind::File),
                has_page: managed.url("id").is_some(),
            }
        };
        self.store.0.managed.0.iter().map(|managed| kind(&**managed)).collect()
    }

    /// Returns the fields of a kind, in their order.
    ///
    /// # Errors
    /// [`ManagedError::UnknownKind`].
    pub fn managed_fields(&self, kind: &str) -> Result<Vec<Field>, ManagedError> {
        Ok(self.store.0.managed.get(kind)?.fields(self.store.settings()))
    }

    /// Returns a page of the models of a kind, in the order of their titles, up to 500. Models that the app has written
    /// itself are in it after [`Store::index_products`](crate::Store::index_products).
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{ManagedQuery, ManagedSave, ManagedState, managed::Values};
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// # let dunes = Values::new().with("title", "Dunes at dusk").with("price", "2.50");
    /// # admin.save_managed("postcard", &ManagedSave::create(dunes)).await?;
    /// let page = admin.managed(&ManagedQuery::new("postcard").search("dusk")).await?;
    /// assert_eq!((page.rows[0].title.as_str(), page.next), ("Dunes at dusk", None));
    /// assert_eq!(page.counts[&ManagedState::Draft].count, 1);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManagedError::UnknownKind`], or when the database cannot be read.
    pub async fn managed(&self, query: &ManagedQuery) -> Result<ManagedPage, ManagedError> {
        let (db, kind) = (self.store.db(), self.store.0.managed.get(&query.kind)?.name());
        let counts = self.managed_counts(kind).await?;
        let search = Search::new(db, kind, query.search.as_deref()).await?;
        let truncated = search.truncated();
        let limit = query.limit.clamp(1, MOST);
        let mut args = args![kind].to_vec();
        let Some((from, condition)) = search.source(&mut args) else {
            return Ok(ManagedPage { rows: Vec::new(), next: None, truncated, counts });
        };
        let Position { sort_key, id } = query.after.as_deref().and_then(Position::read).unwrap_or_default();
        let mut conditions = format!("{condition} AND (p.sort_key, p.id) > (${}, ${})", args.len() + 1, args.len() + 2);
        args.extend_from_slice(args![sort_key, id]);
        if let Some(state) = query.state {
            args.push(state.as_str().into());
            conditions += &format!(" AND p.state = ${}", args.len());
        }
        // One more than is asked for tells whether there are more.
        args.push((i64::from(limit) + 1).into());
        let sql = format!(
            "SELECT p.id, p.title, p.state, p.sort_key, p.updated_at, p.updated_by FROM {from} WHERE {conditions} \
             ORDER BY p.sort_key, p.id LIMIT ${}",
            args.len()
        );
        let mut found = db.fetch_all(&sql, &args).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > limit;
        found.truncate(limit);
        let next = match found.last() {
            Some(last) if more => Some(Position { sort_key: last.get("sort_key")?, id: last.get("id")? }.text()),
            _ => None,
        };
        let rows = found.iter().map(ManagedRow::read).collect::<db::Result<_>>()?;
        Ok(ManagedPage { rows, next, truncated, counts })
    }

    /// Returns a model with its values, in any state.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{ManagedSave, managed::Values};
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// # let dunes = Values::new().with("title", "Dunes").with("price", "2.5");
    /// # admin.save_managed("postcard", &ManagedSave::create(dunes)).await?;
    /// let dunes = admin.managed_record("postcard", "dunes").await?;
    /// assert_eq!((dunes.record.values.get("price"), dunes.version), ("2.50", 1));
    /// assert_eq!(dunes.updated_by, "command-line");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManagedError::UnknownKind`]; [`ManagedError::Unknown`] for an id that no model has.
    pub async fn managed_record(&self, kind: &str, id: &str) -> Result<ManagedRecord, ManagedError> {
        let found = self.managed_records(kind, &[id.to_owned()]).await?.pop();
        found.ok_or_else(|| ManagedError::Unknown(id.to_owned()))
    }

    /// Returns the models with these ids, at most 500, in the order of the ids. Those that do not exist are left out,
    /// but what there is [one of](crate::Managed::SINGLE) always exists, if without values.
    ///
    /// # Errors
    /// [`ManagedError::UnknownKind`], or when the database cannot be read.
    pub async fn managed_records(&self, kind: &str, ids: &[String]) -> Result<Vec<ManagedRecord>, ManagedError> {
        let managed = self.store.0.managed.get(kind)?;
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        let ids: Vec<String> = ids.iter().filter(|id| is_key(id)).take(most).cloned().collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.store.db().begin().await?;
        // Versions first: values may be newer than their version, but must not be older.
        let sql = format!(
            "SELECT id, {} FROM pannier_managed_products WHERE kind = $1 AND id IN ({})",
            Stored::COLUMNS,
            placeholders(2, ids.len())
        );
        let mut stored: BTreeMap<String, Stored> = BTreeMap::new();
        for row in tx.fetch_all(&sql, &of_kind(kind, &ids)).await? {
            stored.insert(row.get("id")?, Stored::read(&row)?);
        }
        let records = managed.values(&mut tx, &ids).await?;
        // What was read may not be on disk yet: the commit waits for that.
        tx.commit().await?;
        let mut records: BTreeMap<String, Record> =
            records.into_iter().map(|record| (record.id.clone(), record)).collect();
        let found = ids.into_iter().filter_map(|id| {
            let empty = || Record::new(&id, ManagedState::Published, Values::new());
            let is_main = managed.single() && id == super::MAIN;
            let record = records.remove(&id).or_else(|| is_main.then(empty))?;
            let never = Stored::never();
            Some(ManagedRecord::of(record, stored.get(&id).unwrap_or(&never)))
        });
        Ok(found.collect())
    }

    /// Returns the number of models of a kind in each state.
    async fn managed_counts(&self, kind: &str) -> db::Result<BTreeMap<ManagedState, ManagedCount>> {
        let of = |state: &ManagedState| {
            format!(
                "(SELECT COUNT(*) FROM (SELECT 1 AS one FROM pannier_managed_products WHERE kind = $1 \
                 AND state = '{state}' LIMIT {}) {state}) AS {state}",
                COUNTED + 1
            )
        };
        let sql = format!("SELECT {}", ManagedState::ALL.iter().map(of).collect::<Vec<_>>().join(", "));
        let row = self.store.db().fetch_one(&sql, args![kind]).await?;
        ManagedState::ALL.into_iter().map(|state| Ok((state, ManagedCount::of(row.get_u32(state.as_str())?)))).collect()
    }
}
