//! What a check makes of products that several rows of a file are about.
//!
//! A check rolls back what a batch of rows has changed. A product that a later row is about is therefore kept as it was
//! before that, and restored in the transaction of the later row, which is rolled back as well.

use std::collections::{BTreeMap, BTreeSet};

use super::{json, unreadable};
use crate::{
    args,
    store::{
        db::{self, Db, Tx, Value, placeholders},
        managed::{
            Field, Kind, ManagedError, ManagedState, Record, Values,
            stock::{option_names, stock_field},
        },
    },
};

/// The products of a part of a file that rows of other parts may be about as well.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    /// By their ids, as the rows so far would have left them; `None` if none has changed it.
    products: BTreeMap<String, Option<Record>>,
    /// The ids of those that were changed since they were loaded, and [`PUBLISHED`], if that number was.
    changed: BTreeSet<String>,
    /// How many more [settings](crate::StoreBuilder::manage_settings) the rows so far would publish than they would retire.
    published: i64,
}

/// The id under which that number is kept: no product has it.
const PUBLISHED: &str = "";

impl Earlier {
    /// Loads those of these products that several rows are about.
    pub async fn load(db: &Db, import: &str, ids: &BTreeSet<String>) -> db::Result<Earlier> {
        if ids.is_empty() {
            return Ok(Earlier::default());
        }
        let sql = format!(
            "SELECT id, record FROM pannier_import_products WHERE import_id = $1 AND id IN ({})",
            placeholders(2, ids.len() + 1)
        );
        let args: Vec<Value> =
            [import, PUBLISHED].map(Value::from).into_iter().chain(ids.iter().map(Value::from)).collect();
        let mut earlier = Earlier::default();
        for row in &db.fetch_all(&sql, &args).await? {
            let (id, kept): (String, String) = (row.get("id")?, row.get("record")?);
            if id == PUBLISHED {
                earlier.published = serde_json::from_str(&kept).map_err(unreadable)?;
            } else {
                let record = record(&id, &kept)?;
                earlier.products.insert(id, record);
            }
        }
        Ok(earlier)
    }

    /// Returns how many more settings the rows so far would publish than they would retire.
    pub fn published(&self) -> i64 {
        self.published
    }

    /// Returns whether several rows are about a product.
    pub fn contains(&self, id: &str) -> bool {
        self.products.contains_key(id)
    }

    /// Returns a product as earlier rows would have left it, if they have changed it.
    pub fn get(&self, id: &str) -> Option<&Record> {
        self.products.get(id)?.as_ref()
    }

    /// Keeps those of these products that later rows may be about, and how many more settings are published by now.
    pub fn keep(&mut self, records: impl IntoIterator<Item = Record>, published: i64) {
        if published != self.published {
            self.published = published;
            self.changed.insert(PUBLISHED.to_owned());
        }
        for record in records {
            if let Some(kept) = self.products.get_mut(&record.id) {
                self.changed.insert(record.id.clone());
                *kept = Some(record);
            }
        }
    }

    /// Writes what has changed.
    pub async fn write(&self, tx: &mut Tx, import: &str) -> db::Result<()> {
        let changed: Vec<&Record> = self.changed.iter().filter_map(|id| self.get(id)).collect();
        for record in changed {
            let sql = "UPDATE pannier_import_products SET record = $3 WHERE import_id = $1 AND id = $2";
            tx.execute(sql, args![import, &record.id, text(record)?]).await?;
        }
        if !self.changed.contains(PUBLISHED) {
            return Ok(());
        }
        let sql = "INSERT INTO pannier_import_products (import_id, id, record) VALUES ($1, $2, $3) \
                   ON CONFLICT (import_id, id) DO UPDATE SET record = excluded.record";
        tx.execute(sql, args![import, PUBLISHED, json(&self.published)?]).await.map(drop)
    }
}

/// Notes that several rows of a file are about these products.
pub(super) async fn expect(tx: &mut Tx, import: &str, ids: &BTreeSet<String>) -> db::Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let row = |i: usize| format!("($1, ${}, '')", i + 2);
    let rows: Vec<String> = (0..ids.len()).map(row).collect();
    let sql = format!(
        "INSERT INTO pannier_import_products (import_id, id, record) VALUES {} ON CONFLICT DO NOTHING",
        rows.join(", ")
    );
    let args: Vec<Value> = std::iter::once(import.into()).chain(ids.iter().map(Value::from)).collect();
    tx.execute(&sql, &args).await.map(drop)
}

/// Makes a product what earlier rows would have made of it, until the transaction is rolled back. `now` is what it is
/// without them, if it exists.
pub(super) async fn restore(
    tx: &mut Tx,
    kind: &dyn Kind,
    fields: &[Field],
    now: Option<&Record>,
    then: &Record,
) -> Result<(), ManagedError> {
    let (id, mut values) = (then.id.as_str(), then.values.clone());
    // A save sets the stock of what is new, and of nothing else.
    if let (Some(field), Some(now)) = (stock_field(fields), now) {
        let existing = option_names(fields, &now.values);
        let mut stocks = then.values.stocks(field.name);
        stocks.retain(|option, _| !existing.contains(option));
        values.set(field.name, Values::stocks_text(&stocks));
    }
    kind.save(tx, id, &values, now.is_none()).await?;
    if then.state != now.map_or(ManagedState::Draft, |now| now.state) {
        kind.set_state(tx, id, then.state).await?;
    }
    let Some(now) = now else { return Ok(()) };
    let before: BTreeMap<String, Option<u32>> = now.stocks(fields).into_iter().collect();
    for (option, after) in then.stocks(fields) {
        let Some((after, Some(before))) = after.zip(before.get(&option).copied()) else { continue };
        if after != before {
            kind.adjust_stock(tx, id, &option, i64::from(after) - i64::from(before)).await?;
        }
    }
    Ok(())
}

fn text(record: &Record) -> db::Result<String> {
    json(&(record.state, record.values.iter().collect::<BTreeMap<_, _>>()))
}

fn record(id: &str, text: &str) -> db::Result<Option<Record>> {
    if text.is_empty() {
        return Ok(None);
    }
    let (state, values): (ManagedState, BTreeMap<String, String>) = serde_json::from_str(text).map_err(unreadable)?;
    Ok(Some(Record::new(id, state, values.into_iter().collect())))
}
