//! The colors of mugs, with a price and a stock each: what the models of several tests have in common.

use std::collections::BTreeMap;

use pannier::{
    Currency, ManagedState, Money, args,
    db::{self, Row, Tx, Value, placeholders},
    managed::Values,
};

pub const TABLE: &str = "CREATE TABLE mug_colors (mug TEXT NOT NULL, name TEXT NOT NULL, position BIGINT NOT NULL, \
    amount BIGINT, stock BIGINT CHECK (stock >= 0), PRIMARY KEY (mug, name))";

/// The colors of a mug.
#[derive(Default)]
pub struct Colors {
    pub options: Vec<(String, Option<Money>)>,
    /// The stock of each that is limited.
    pub stocks: BTreeMap<String, u32>,
}

/// Reads a stock; `None` if it is unlimited.
pub fn stock(row: &Row) -> db::Result<Option<u32>> {
    let units: Option<i64> = row.get("stock")?;
    Ok(units.and_then(|units| u32::try_from(units).ok()))
}

/// Loads the colors of these mugs, by mug.
pub async fn load(tx: &mut Tx, mugs: &[String]) -> db::Result<BTreeMap<String, Colors>> {
    let these = placeholders(1, mugs.len());
    let ids: Vec<Value> = mugs.iter().map(Value::from).collect();
    let sql = format!("SELECT * FROM mug_colors WHERE mug IN ({these}) ORDER BY mug, position");
    let mut all = BTreeMap::<String, Colors>::new();
    for row in tx.fetch_all(&sql, &ids).await? {
        let (name, amount): (String, Option<i64>) = (row.get("name")?, row.get("amount")?);
        let colors = all.entry(row.get("mug")?).or_default();
        colors.stocks.extend(stock(&row)?.map(|units| (name.clone(), units)));
        colors.options.push((name, amount.map(|amount| Money::new(amount, Currency::EUR))));
    }
    Ok(all)
}

/// Saves the colors that the field `colors` names, and deletes others. A new one gets the stock that is named for it.
pub async fn save(tx: &mut Tx, mug: &str, values: &Values) -> db::Result<()> {
    let (colors, stocks) = (values.options("colors", Currency::EUR), values.stocks("stock"));
    for row in tx.fetch_all("SELECT name FROM mug_colors WHERE mug = $1", args![mug]).await? {
        let known: String = row.get("name")?;
        if !colors.iter().any(|(name, _)| *name == known) {
            tx.execute("DELETE FROM mug_colors WHERE mug = $1 AND name = $2", args![mug, known]).await?;
        }
    }
    for (position, (name, price)) in (0_i64..).zip(&colors) {
        let (amount, stock) = (price.map(|price| price.amount), stocks.get(name).copied());
        let sql = "INSERT INTO mug_colors (mug, name, position, amount, stock) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (mug, name) DO UPDATE SET position = excluded.position, amount = excluded.amount";
        tx.execute(sql, args![mug, name, position, amount, stock]).await?;
    }
    Ok(())
}

/// Renames colors: `names` has the new names by the old ones.
pub async fn rename(tx: &mut Tx, mug: &str, names: &BTreeMap<String, String>) -> db::Result<()> {
    // In two steps, as two may exchange their names.
    for was in names.keys() {
        let sql = "UPDATE mug_colors SET name = 'was ' || name WHERE mug = $1 AND name = $2";
        tx.execute(sql, args![mug, was]).await?;
    }
    for (was, name) in names {
        let sql = "UPDATE mug_colors SET name = $3 WHERE mug = $1 AND name = 'was ' || $2";
        tx.execute(sql, args![mug, was, name]).await?;
    }
    Ok(())
}

pub async fn set_state(tx: &mut Tx, mug: &str, state: ManagedState) -> db::Result<()> {
    tx.execute("UPDATE mugs SET state = $2 WHERE id = $1", args![mug, state.as_str()]).await.map(drop)
}

/// Adjusts the stock of a color, or of a mug without colors.
pub async fn adjust_stock(tx: &mut Tx, mug: &str, color: &str, by: i64) -> db::Result<Option<u32>> {
    let row = if color.is_empty() {
        let sql = "UPDATE mugs SET stock = stock + $2 WHERE id = $1 AND stock + $2 >= 0 RETURNING stock";
        tx.fetch_optional(sql, args![mug, by]).await?
    } else {
        let sql = "UPDATE mug_colors SET stock = stock + $3 WHERE mug = $1 AND name = $2 AND stock + $3 >= 0 \
                   RETURNING stock";
        tx.fetch_optional(sql, args![mug, color, by]).await?
    };
    row.map(|row| row.get_u32("stock")).transpose()
}
