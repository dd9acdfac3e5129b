//! What the models share that the shop's staff edit: how their rows are read and written.

use std::sync::{Mutex, PoisonError};

use pannier::{
    ManagedState,
    db::{self, Row, Tx, Value, placeholders},
    managed::Values,
};

use super::translated::Translated;

/// Loads the rows of a table in which `column` is one of `ids`.
pub async fn rows(
    tx: &mut Tx,
    table: &'static str,
    column: &'static str,
    ids: &[String],
    order: &'static str,
) -> db::Result<Vec<Row>> {
    let sql = format!("SELECT * FROM {table} WHERE {column} IN ({}) ORDER BY {order}", placeholders(1, ids.len()));
    let ids: Vec<Value> = ids.iter().map(Value::from).collect();
    tx.fetch_all(&sql, &ids).await
}

/// Returns the position of what is new, by which lists are sorted: the time in milliseconds, or more if others were created
/// in the same one.
pub fn new_position(tx: &Tx) -> i64 {
    static LAST: Mutex<i64> = Mutex::new(0);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    *last = tx.now().as_millis().max(*last + 1);
    *last
}

/// Changes the state of a row.
pub async fn set_state(tx: &mut Tx, table: &'static str, id: &str, state: ManagedState) -> db::Result<()> {
    Columns::default().set("state", state.as_str()).update(tx, table, id).await
}

/// The columns of a row that is written.
#[derive(Clone, Debug, Default)]
pub struct Columns(Vec<(String, Value)>);

impl Columns {
    /// Adds a column.
    pub fn set(mut self, column: &str, value: impl Into<Value>) -> Columns {
        self.0.push((column.to_owned(), value.into()));
        self
    }

    /// Adds columns whose names are those of their fields.
    pub fn texts(self, values: &Values, fields: &[&str]) -> Columns {
        fields.iter().fold(self, |columns, field| columns.set(field, values.get(field)))
    }

    /// Adds the columns of fields that are translated.
    pub fn translated(mut self, values: &Values, fields: &[&str]) -> Columns {
        self.0.extend(fields.iter().flat_map(|field| Translated::columns(values, field)));
        self
    }

    /// Inserts a draft with these columns. The table's others need a default.
    pub async fn insert(self, tx: &mut Tx, table: &'static str, id: &str) -> db::Result<()> {
        let row = self.set("state", ManagedState::Draft.as_str()).set("updated_at", tx.now());
        let names: Vec<&str> = row.0.iter().map(|(column, _)| column.as_str()).collect();
        let values = placeholders(2, names.len());
        let sql = format!("INSERT INTO {table} (id, {}) VALUES ($1, {values})", names.join(", "));
        tx.execute(&sql, &row.values(id)).await.map(drop)
    }

    /// Updates these columns of the row with this id.
    pub async fn update(self, tx: &mut Tx, table: &'static str, id: &str) -> db::Result<()> {
        let row = self.set("updated_at", tx.now());
        let set: Vec<String> = (2..).zip(&row.0).map(|(n, (column, _))| format!("{column} = ${n}")).collect();
        let sql = format!("UPDATE {table} SET {} WHERE id = $1", set.join(", "));
        tx.execute(&sql, &row.values(id)).await.map(drop)
    }

    fn values(self, id: &str) -> Vec<Value> {
        std::iter::once(Value::from(id)).chain(self.0.into_iter().map(|(_, value)| value)).collect()
    }
}
