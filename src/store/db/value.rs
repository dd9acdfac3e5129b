//! Parameters of statements, and rows of results.

use std::{fmt, str::FromStr};

use sqlx::{
    ColumnIndex, Decode, Postgres, Row as _, Sqlite, Type, error::BoxDynError, postgres::PgRow, sqlite::SqliteRow,
};

use super::{DbError, Result};
use crate::model::{
    Currency, DisputeStatus, Money, OrderStatus, PaymentIssue, PaymentStatus, RefundReason, RefundStatus,
    ShipmentStatus, TaxCode, Timestamp, UnknownNameError, WithdrawalRight,
};

/// A parameter of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Value {
    /// TEXT or NULL.
    Text(Option<String>),
    /// BIGINT or NULL.
    Int(Option<i64>),
}

/// Returns whether a text can be a parameter: PostgreSQL rejects one with NUL as an error. Nothing that is stored is equal to
/// it, so what a stranger looks for by it is not there.
///
/// ```
/// use pannier::{args, db::{self, Db}};
///
/// async fn exists(db: &Db, slug: &str) -> db::Result<bool> {
///     if !db::is_text(slug) {
///         return Ok(false);
///     }
///     Ok(db.fetch_optional("SELECT 1 FROM posters WHERE slug = $1", args![slug]).await?.is_some())
/// }
/// # assert!(db::is_text("dunes") && db::is_text("") && !db::is_text("dunes\0"));
/// ```
pub fn is_text(text: &str) -> bool {
    !text.contains('\0')
}

macro_rules! value_from {
    ($($from:ty => $value:expr),+ $(,)?) => {
        $(impl From<$from> for Value { fn from(v: $from) -> Self { #[allow(clippy::redundant_closure_call)] ($value)(v) } })+
    };
}
value_from! {
    &str => |v: &str| Value::Text(Some(v.to_owned())),
    &String => |v: &String| Value::Text(Some(v.clone())),
    String => |v| Value::Text(Some(v)),
    Option<String> => Value::Text,
    Option<&str> => |v: Option<&str>| Value::Text(v.map(str::to_owned)),
    i64 => |v| Value::Int(Some(v)),
    i32 => |v: i32| Value::Int(Some(v.into())),
    u32 => |v: u32| Value::Int(Some(v.into())),
    Option<i64> => Value::Int,
    Option<u32> => |v: Option<u32>| Value::Int(v.map(i64::from)),
    Timestamp => |v: Timestamp| Value::Int(Some(v.as_millis())),
    Option<Timestamp> => |v: Option<Timestamp>| Value::Int(v.map(Timestamp::as_millis)),
}

/// Lets [`Row::get`] read a type from a column of another: `Type: column's type => function from that to the
/// type`.
macro_rules! read_from {
    ($($type:ty: $column:ty => $read:expr),+ $(,)?) => { $(
        impl<DB: sqlx::Database> sqlx::Type<DB> for $type
        where
            $column: sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <$column as sqlx::Type<DB>>::type_info()
            }
            fn compatible(info: &DB::TypeInfo) -> bool {
                <$column as sqlx::Type<DB>>::compatible(info)
            }
        }

        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $type
        where
            $column: sqlx::Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                $read(<$column as sqlx::Decode<'r, DB>>::decode(value)?)
            }
        }
    )+ };
}
pub(crate) use read_from;

read_from! {
    ShipmentStatus: String => named,
    DisputeStatus: String => named,
    PaymentIssue: String => named,
    PaymentStatus: String => named,
    RefundReason: String => named,
    RefundStatus: String => named,
    OrderStatus: String => named,
    WithdrawalRight: String => named,
    TaxCode: String => tax_code,
    Timestamp: i64 => timestamp,
}

/// Returns the value with this name.
///
/// # Errors
/// If there is none: another version may have written it.
pub(crate) fn named<T: FromStr<Err = UnknownNameError>>(name: String) -> Result<T, BoxDynError> {
    Ok(name.parse()?)
}

fn tax_code(code: String) -> Result<TaxCode, BoxDynError> {
    TaxCode::from_code(&code).ok_or_else(|| UnknownNameError::new(&code).into())
}

fn timestamp(millis: i64) -> Result<Timestamp, BoxDynError> {
    Ok(Timestamp::from_millis(millis))
}

/// The parameters of a statement: `args![order_id, quantity]`.
///
/// ```
/// use pannier::{args, db::Value};
///
/// assert_eq!(args!["dunes", 2], [Value::from("dunes"), Value::from(2_i64)]);
/// ```
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Value::from($value)),*][..] };
}

/// Returns `$1, $2, .. $n`, for an `IN` list whose first parameter has the number `first`.
///
/// ```
/// let sql = format!("SELECT * FROM posters WHERE size = $1 AND id IN ({})", pannier::db::placeholders(2, 3));
/// assert!(sql.ends_with("($2, $3, $4)"));
/// ```
pub fn placeholders(first: usize, n: usize) -> String {
    (first..first + n).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}

/// A row of a result.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// let sql = "SELECT 'dunes' AS id, NULL AS frame, 7 AS stock";
/// let row = store.db().fetch_optional(sql, &[]).await?.unwrap();
/// let frame: Option<String> = row.get("frame")?;
/// assert_eq!((row.get::<String>("id")?.as_str(), frame, row.get_u32("stock")?), ("dunes", None, 7));
/// # Ok(())
/// # });
/// ```
pub struct Row(Inner);

enum Inner {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// Without the values, which may be personal data.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").finish_non_exhaustive()
    }
}

impl Row {
    pub(super) fn sqlite(row: SqliteRow) -> Row {
        Row(Inner::Sqlite(row))
    }

    pub(super) fn postgres(row: PgRow) -> Row {
        Row(Inner::Postgres(row))
    }

    /// Returns the value of a column: `String`, `i64`, [`Timestamp`], a status such as [`PaymentStatus`], or
    /// an `Option` of them.
    ///
    /// # Errors
    /// If there is no such column, it has another type, or it holds an unknown status.
    pub fn get<T>(&self, column: &str) -> Result<T>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
        for<'c> &'c str: ColumnIndex<SqliteRow> + ColumnIndex<PgRow>,
    {
        Ok(match &self.0 {
            Inner::Sqlite(row) => row.try_get(column)?,
            Inner::Postgres(row) => row.try_get(column)?,
        })
    }

    /// Returns the value of a count or quantity column.
    ///
    /// # Errors
    /// As for [`Row::get`], and if the number is negative or too large.
    pub fn get_u32(&self, column: &str) -> Result<u32> {
        let value: i64 = self.get(column)?;
        u32::try_from(value).map_err(|e| DbError(sqlx::Error::ColumnDecode { index: column.into(), source: e.into() }))
    }
}

impl Row {
    /// Returns an amount of money, whose minor units and currency are in two columns.
    pub(crate) fn money(&self, amount: &str, currency: &str) -> Result<Money> {
        let code: String = self.get(currency)?;
        let known = Currency::from_code(&code)
            .ok_or_else(|| DbError(sqlx::Error::Decode(format!("no such currency: {code}").into())))?;
        Ok(Money::new(self.get(amount)?, known))
    }
}

type SqliteQuery<'q> = sqlx::query::Query<'q, Sqlite, sqlx::sqlite::SqliteArguments<'q>>;
type PgQuery<'q> = sqlx::query::Query<'q, Postgres, sqlx::postgres::PgArguments>;

pub(super) fn bind_sqlite<'q>(sql: &'q str, args: &'q [Value]) -> SqliteQuery<'q> {
    args.iter().fold(sqlx::query(sql), |query, value| match value {
        Value::Text(v) => query.bind(v.as_deref()),
        Value::Int(v) => query.bind(*v),
    })
}

pub(super) fn bind_postgres<'q>(sql: &'q str, args: &'q [Value]) -> PgQuery<'q> {
    args.iter().fold(sqlx::query(sql), |query, value| match value {
        Value::Text(v) => query.bind(v.as_deref()),
        Value::Int(v) => query.bind(*v),
    })
}
