//! Saves the options of a product. A name is what identifies an option to the staff, and an id to baskets and orders.

use std::collections::{BTreeMap, BTreeSet};

use pannier::{
    args,
    db::{self, Tx},
    managed::{Values, is_same_option, slug},
};

use crate::shop::locality::currency;

/// The longest id of an option within its product, in bytes.
const LONGEST_ID: usize = 36;

/// An option that the product has already.
struct Known {
    id: String,
    name: String,
}

/// Saves the options that the values name, and deletes others. A new one gets the stock that is named for it.
pub(super) async fn save(tx: &mut Tx, product: &str, values: &Values, new: bool) -> db::Result<()> {
    let (options, stocks) = (values.options("options", currency()), values.stocks("stock"));
    let known = if new { Vec::new() } else { load(tx, product).await? };
    if options.is_empty() && !known.is_empty() {
        keep_stock(tx, product, stocks.get("").copied()).await?;
    }
    let is_kept = |option: &Known| options.iter().any(|(name, _)| is_same_option(name, &option.name));
    let (known, gone): (Vec<Known>, Vec<Known>) = known.into_iter().partition(is_kept);
    for option in gone {
        tx.execute("DELETE FROM product_options WHERE id = $1", args![option.id]).await?;
    }
    let mut taken: BTreeSet<String> = known.iter().map(|option| option.id.clone()).collect();
    for (position, (name, price)) in (1_i64..).zip(&options) {
        let amount = price.map(|price| price.amount);
        if let Some(option) = known.iter().find(|option| is_same_option(name, &option.name)) {
            let sql = "UPDATE product_options SET position = $2, name = $3, amount = $4 WHERE id = $1";
            tx.execute(sql, args![&option.id, position, name, amount]).await?;
            continue;
        }
        let id = unused_id(product, name, &taken);
        let sql = "INSERT INTO product_options (id, product, position, name, amount, stock) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        tx.execute(sql, args![&id, product, position, name, amount, stock_of(&stocks, name)]).await?;
        taken.insert(id);
    }
    Ok(())
}

/// Renames options: `names` has the new names by the old ones. Their ids stay, and with them stock, baskets and orders.
pub(super) async fn rename(tx: &mut Tx, product: &str, names: &BTreeMap<String, String>) -> db::Result<()> {
    for option in load(tx, product).await? {
        if let Some((_, name)) = names.iter().find(|(was, _)| is_same_option(was, &option.name)) {
            tx.execute("UPDATE product_options SET name = $2 WHERE id = $1", args![option.id, name]).await?;
        }
    }
    Ok(())
}

/// Adds to the stock of an option that is limited. Returns the new one, if it is possible.
pub(super) async fn adjust_stock(tx: &mut Tx, product: &str, option: &str, by: i64) -> db::Result<Option<u32>> {
    let possible = format!("stock + $2 BETWEEN 0 AND {}", u32::MAX);
    let row = match option {
        "" => {
            let sql = format!(
                "UPDATE products SET stock = stock + $2 WHERE id = $1 AND {possible} \
                 AND NOT EXISTS (SELECT 1 FROM product_options WHERE product = $1) RETURNING stock"
            );
            tx.fetch_optional(&sql, args![product, by]).await?
        }
        name => {
            let sql = format!(
                "UPDATE product_options SET stock = stock + $2 WHERE product = $1 AND name = $3 AND {possible} \
                 RETURNING stock"
            );
            tx.fetch_optional(&sql, args![product, by, name]).await?
        }
    };
    row.map(|row| row.get_u32("stock")).transpose()
}

/// Limits the stock of an option that is unlimited, or lifts the limit of one that is limited. Returns whether it did.
pub(super) async fn limit_stock(tx: &mut Tx, product: &str, option: &str, stock: Option<u32>) -> db::Result<bool> {
    let other = if stock.is_some() { "stock IS NULL" } else { "stock IS NOT NULL" };
    let changed = match option {
        "" => {
            let sql = format!(
                "UPDATE products SET stock = $2 WHERE id = $1 AND {other} \
                 AND NOT EXISTS (SELECT 1 FROM product_options WHERE product = $1)"
            );
            tx.execute(&sql, args![product, stock]).await?
        }
        name => {
            let sql = format!("UPDATE product_options SET stock = $2 WHERE product = $1 AND name = $3 AND {other}");
            tx.execute(&sql, args![product, stock, name]).await?
        }
    };
    Ok(changed == 1)
}

async fn load(tx: &mut Tx, product: &str) -> db::Result<Vec<Known>> {
    let rows = tx.fetch_all("SELECT id, name FROM product_options WHERE product = $1", args![product]).await?;
    rows.iter().map(|row| Ok(Known { id: row.get("id")?, name: row.get("name")? })).collect()
}

/// Gives a product whose options are deleted the stock that is named for it, or else what they have left: no limit, if one of them
/// has none.
async fn keep_stock(tx: &mut Tx, product: &str, named: Option<u32>) -> db::Result<()> {
    // Locks them: what is sold before they are deleted would be counted as left.
    tx.execute("UPDATE product_options SET position = position WHERE product = $1", args![product]).await?;
    let sql = "UPDATE products SET stock = COALESCE($2, \
               (SELECT CASE WHEN COUNT(*) = COUNT(stock) THEN CAST(SUM(stock) AS BIGINT) END \
               FROM product_options WHERE product = $1)) WHERE id = $1";
    tx.execute(sql, args![product, named]).await.map(drop)
}

fn stock_of(stocks: &BTreeMap<String, u32>, name: &str) -> Option<u32> {
    stocks.iter().find(|(other, _)| is_same_option(other, name)).map(|(_, stock)| *stock)
}

/// Returns an id for a new option, made from its name: `mug/blue`, or `mug/blue-2` if that is taken.
fn unused_id(product: &str, name: &str, taken: &BTreeSet<String>) -> String {
    let mut slug = slug(name);
    slug.truncate(LONGEST_ID);
    let slug = Some(slug.trim_matches('-')).filter(|slug| !slug.is_empty()).unwrap_or("option");
    let id = |n: usize| if n == 1 { format!("{product}/{slug}") } else { format!("{product}/{slug}-{n}") };
    (1..).map(id).find(|id| !taken.contains(id)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_gets_an_id_of_its_own() {
        let mut taken = BTreeSet::new();
        for (name, expected) in [
            ("Blue", "mug/blue"),
            ("blue!", "mug/blue-2"),
            ("Größe L", "mug/grosse-l"),
            ("☃", "mug/option"),
            ("☂", "mug/option-2"),
        ] {
            let id = unused_id("mug", name, &taken);
            assert_eq!(id, expected);
            taken.insert(id);
        }
        let id = unused_id(&"m".repeat(60), &"b".repeat(60), &taken);
        assert!(id.len() <= 100, "{id}");
    }

    #[test]
    fn capitals_make_no_other_option() {
        let stocks = BTreeMap::from([("blue".to_owned(), 3)]);
        assert_eq!((stock_of(&stocks, "Blue"), stock_of(&stocks, "Red")), (Some(3), None));
    }
}
