//! What the staff edit: models of an app whose fields are declared once, for the forms of the admin, for CSV files, and
//! for the operations behind both.
//!
//! [`Managed`] is the trait; `pannier_managed_products` has a row for each model that was saved or indexed: its state
//! and title, for lists, and its version, by which two editors notice each other. The model itself is in its own table.

use std::{collections::BTreeMap, future::Future, marker::PhantomData, sync::Arc};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    model::named::named,
    store::{
        Settings, StoreBuilder,
        db::{self, Tx, read_from},
    },
};

pub(crate) mod csv;
mod discarded;
mod error;
mod field;
mod free;
mod id;
mod index;
mod list;
mod preview;
mod published;
mod row;
mod save;
mod search;
mod state;
mod stock;
mod text;
mod time;
mod used;
mod validate;
mod values;

pub(crate) use self::{discarded::discarded, free::is_free, save::subject};
pub use self::{
    error::{ManagedError, SaveError},
    field::{Field, FieldError, FieldKind, FieldProblem},
    id::slug,
    list::{ManagedCount, ManagedKind, ManagedPage, ManagedQuery, ManagedRecord, ManagedRow},
    save::{ManagedSave, Saved},
    text::is_same_option,
    values::{PictureRef, Values},
};
pub(in crate::store) use self::{index::index_stale, used::HasUploads};

/// The id of the one record of a [`Managed::SINGLE`] kind.
pub const MAIN: &str = "main";

/// A model of yours that the staff edit in the admin and by spreadsheet.
///
/// The fields are declared once; the store validates what is typed, and passes texts as [`Values`] describes them. Call
/// [`testing::managed_contract`](crate::testing::managed_contract) in a test.
///
/// ```
/// use pannier::{Currency, Managed, ManagedState, Settings, args, db::{self, Tx, placeholders}};
/// use pannier::managed::{Field, Record, SaveError, Values};
///
/// struct Postcard;
///
/// impl Managed for Postcard {
///     const KIND: &'static str = "postcard";
///     const TABLE: &'static str = "postcards";
///
///     fn fields(settings: &Settings) -> Vec<Field> {
///         vec![Field::text("title").required(), Field::money("price", settings.currency).required()]
///     }
///     fn url(id: &str) -> Option<String> {
///         Some(format!("/postcards/{id}"))
///     }
///     async fn values(db: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
///         let sql = format!("SELECT * FROM postcards WHERE id IN ({})", placeholders(1, ids.len()));
///         let ids: Vec<db::Value> = ids.iter().map(db::Value::from).collect();
///         db.fetch_all(&sql, &ids).await?.iter().map(|row| {
///             let price = pannier::Money::new(row.get("amount")?, Currency::EUR);
///             let values = Values::new()
///                 .with("title", row.get::<String>("title")?)
///                 .with("price", Values::money_text(price));
///             Ok(Record::new(row.get::<String>("id")?, row.get("state")?, values))
///         }).collect()
///     }
///     async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
///         let sql = match new {
///             true => "INSERT INTO postcards (id, title, amount, state) VALUES ($1, $2, $3, 'draft')",
///             false => "UPDATE postcards SET title = $2, amount = $3 WHERE id = $1",
///         };
///         let price = values.money("price", Currency::EUR).map(|price| price.amount);
///         tx.execute(sql, args![id, values.get("title"), price]).await?;
///         Ok(())
///     }
///     async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
///         let sql = "UPDATE postcards SET state = $2 WHERE id = $1";
///         tx.execute(sql, args![id, state.as_str()]).await.map(drop)
///     }
/// }
/// ```
pub trait Managed: Sized + Send + Sync + 'static {
    /// The kind, in addresses and in the audit log. If it is the kind that a [`Listed`](crate::Listed) type sells,
    /// saves update the search index.
    const KIND: &'static str;

    /// Your table: a row each, with a column `id` (TEXT).
    const TABLE: &'static str;

    /// Whether there is one only, with the id [`MAIN`], which is neither created nor retired: settings of the site.
    const SINGLE: bool = false;

    /// Returns the fields, in the order of the form and of the columns of a CSV file. The one with the name `title` is
    /// the title in lists, or else the first.
    fn fields(settings: &Settings) -> Vec<Field>;

    /// Returns the path of its page; `None` if it has no page of its own. A page shows a model that is not published
    /// only to whom [`Store::is_preview`](crate::Store::is_preview) allows it.
    fn url(id: &str) -> Option<String> {
        let _ = id;
        None
    }

    /// Loads those with these ids, at most 500, in any state and any order, by one query or a few. Ids that do not
    /// exist are left out; that is not an error.
    ///
    /// # Errors
    /// If the database does.
    fn values(db: &mut Tx, ids: &[String]) -> impl Future<Output = db::Result<Vec<Record>>> + Send;

    /// Returns what is wrong with values by a rule of your own, beyond each field by itself, to be shown together with what is
    /// wrong by the [fields](Managed::fields). A value that is wrong by its field is what it was before, or empty.
    fn check(values: &Values) -> Vec<FieldError> {
        let _ = values;
        Vec::new()
    }

    /// Inserts it as a draft (`new`), or updates it. The values are complete and valid by the
    /// [fields](Managed::fields) and by [`check`](Managed::check).
    ///
    /// A save never changes the stock of what exists, since some may have been sold while a form was open: the value of
    /// a [stock](FieldKind::Stock) names only what is new, the model or an option of it. An option that is new and not
    /// named is unlimited. Of a model whose options are all removed, it names what the model has then; if it is empty, that is
    /// what the options had left, or no limit if one of them had none.
    ///
    /// # Errors
    /// [`SaveError::Fields`] for values that the model refuses by a rule that needs the database, or if the database
    /// returns an error.
    fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> impl Future<Output = Result<(), SaveError>> + Send;

    /// Renames options, all at once: `names` has the new names by the old ones, and two may exchange theirs. An option keeps
    /// its stock, and the baskets that hold it. Runs before the [save](Managed::save) with the new names. Returns `false`,
    /// and changes nothing, if the names cannot be changed: the save is refused then.
    ///
    /// A model without options, or with fixed names, keeps the default.
    ///
    /// # Errors
    /// If the database does.
    fn rename_options(
        tx: &mut Tx,
        id: &str,
        names: &BTreeMap<String, String>,
    ) -> impl Future<Output = db::Result<bool>> + Send {
        let _ = (tx, id, names);
        async { Ok(false) }
    }

    /// Sets the state. Its [`Sellable`](crate::Sellable) loads only what is published.
    ///
    /// # Errors
    /// If the database does.
    fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> impl Future<Output = db::Result<()>> + Send;

    /// Adds to the stock of an option, or takes from it if `by` is negative, in **one** conditional statement. `option`
    /// is the name of the option, or empty if the model has none. Returns the new stock; `None` if that would be
    /// negative, or if there is no such stock that is limited.
    ///
    /// A model without stock keeps the default.
    ///
    /// # Errors
    /// If the database does.
    fn adjust_stock(
        tx: &mut Tx,
        id: &str,
        option: &str,
        by: i64,
    ) -> impl Future<Output = db::Result<Option<u32>>> + Send {
        let _ = (tx, id, option, by);
        async { Ok(None) }
    }

    /// Limits the stock of an option that is unlimited (`Some`), or lifts the limit of one that is limited (`None`), in
    /// **one** conditional statement. `option` is the name of the option, or empty if the model has none. Returns
    /// `false`, and changes nothing, if it is so already, or if there is no such option.
    ///
    /// A model whose stock is always limited keeps the default, as does one without stock. Its stock field is
    /// [required](Field::required): for others, the admin offers this.
    ///
    /// # Errors
    /// If the database does.
    fn limit_stock(
        tx: &mut Tx,
        id: &str,
        option: &str,
        stock: Option<u32>,
    ) -> impl Future<Output = db::Result<bool>> + Send {
        let _ = (tx, id, option, stock);
        async { Ok(false) }
    }
}

/// A managed model, as [`Managed::values`] loads it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// The id.
    pub id: String,
    /// The state.
    pub state: ManagedState,
    /// The values of its fields.
    pub values: Values,
}

impl Record {
    /// Creates a record.
    pub fn new(id: impl Into<String>, state: ManagedState, values: Values) -> Record {
        Record { id: id.into(), state, values }
    }
}

/// The state of a managed model.
///
/// ```
/// use pannier::ManagedState;
///
/// assert_eq!("draft".parse(), Ok(ManagedState::Draft));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ManagedState {
    /// It is not for sale yet: only the staff see it.
    Draft,
    /// It is for sale.
    Published,
    /// It is no longer for sale. Its page answers 410 (see [`Store::is_gone`](crate::Store::is_gone)); old orders keep
    /// it.
    Retired,
}

named! { ManagedState {
    Draft => "draft",
    Published => "published",
    Retired => "retired",
} }

read_from! {
    ManagedState: String => db::named,
}

/// A [`Managed`] type, erased.
#[async_trait]
trait Kind: Send + Sync {
    fn name(&self) -> &'static str;
    fn table(&self) -> &'static str;
    fn single(&self) -> bool;
    fn fields(&self, settings: &Settings) -> Vec<Field>;
    fn url(&self, id: &str) -> Option<String>;
    async fn values(&self, tx: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>>;
    fn check(&self, values: &Values) -> Vec<FieldError>;
    async fn save(&self, tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError>;
    async fn rename_options(&self, tx: &mut Tx, id: &str, names: &BTreeMap<String, String>) -> db::Result<bool>;
    async fn set_state(&self, tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()>;
    async fn adjust_stock(&self, tx: &mut Tx, id: &str, option: &str, by: i64) -> db::Result<Option<u32>>;
    async fn limit_stock(&self, tx: &mut Tx, id: &str, option: &str, stock: Option<u32>) -> db::Result<bool>;
}

struct KindOf<T>(PhantomData<fn() -> T>);

#[async_trait]
impl<T: Managed> Kind for KindOf<T> {
    fn name(&self) -> &'static str {
        T::KIND
    }
    fn table(&self) -> &'static str {
        T::TABLE
    }
    fn single(&self) -> bool {
        T::SINGLE
    }
    fn fields(&self, settings: &Settings) -> Vec<Field> {
        T::fields(settings)
    }
    fn url(&self, id: &str) -> Option<String> {
        T::url(id)
    }
    async fn values(&self, tx: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        // `IN ()` is not valid in PostgreSQL.
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        T::values(tx, ids).await
    }
    fn check(&self, values: &Values) -> Vec<FieldError> {
        T::check(values)
    }
    async fn save(&self, tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        T::save(tx, id, values, new).await
    }
    async fn rename_options(&self, tx: &mut Tx, id: &str, names: &BTreeMap<String, String>) -> db::Result<bool> {
        T::rename_options(tx, id, names).await
    }
    async fn set_state(&self, tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        T::set_state(tx, id, state).await
    }
    async fn adjust_stock(&self, tx: &mut Tx, id: &str, option: &str, by: i64) -> db::Result<Option<u32>> {
        T::adjust_stock(tx, id, option, by).await
    }
    async fn limit_stock(&self, tx: &mut Tx, id: &str, option: &str, stock: Option<u32>) -> db::Result<bool> {
        T::limit_stock(tx, id, option, stock).await
    }
}

/// The managed kinds, in the order of registration.
#[derive(Clone, Default)]
pub(super) struct ManagedKinds(Vec<Arc<dyn Kind>>);

impl ManagedKinds {
    fn get(&self, kind: &str) -> Result<&dyn Kind, ManagedError> {
        let found = self.0.iter().find(|managed| managed.name() == kind);
        found.map(|managed| &**managed).ok_or_else(|| ManagedError::UnknownKind(kind.to_owned()))
    }
}

impl StoreBuilder {
    /// Lets the staff edit a type of model in the admin and by spreadsheet.
    ///
    /// ```
    /// use pannier::{Listed, Managed, StoreBuilder};
    ///
    /// fn products<Postcard: Listed + Managed>(builder: StoreBuilder) -> StoreBuilder {
    ///     builder.sell::<Postcard::Sells>().list::<Postcard>().manage::<Postcard>()
    /// }
    /// ```
    ///
    /// # Panics
    /// If another type has the same [`Managed::KIND`].
    pub fn manage<T: Managed>(mut self) -> Self {
        assert!(self.managed.get(T::KIND).is_err(), "kind {:?} is managed twice", T::KIND);
        self.managed.0.push(Arc::new(KindOf::<T>(PhantomData)));
        self
    }
}
