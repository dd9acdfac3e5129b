//! What the staff edit of a poster: its prints are its options.

use std::collections::BTreeMap;

use pannier::{
    Managed, ManagedState, Money, Sellable, Settings, args,
    db::{self, Row, Tx, placeholders},
    managed::{Field, FieldError, FieldProblem, Record, SaveError, Values},
};

use super::{IN_ORDER, Poster, Print, Translated, size::Size};
use crate::shop::{
    locality::currency,
    managed::{Columns, new_position, rows, set_state},
};

const TABLE: &str = "posters";
const TRANSLATED: [&str; 3] = ["technique", "paper", "description"];

impl Managed for Poster {
    const KIND: &'static str = <Print as Sellable>::KIND;
    const TABLE: &'static str = TABLE;

    fn fields(_: &Settings) -> Vec<Field> {
        vec![
            Field::text("title").required(),
            Field::text("designer").required(),
            Field::text("technique").translated(),
            Field::text("paper").translated(),
            Field::long_text("description").translated(),
            Field::options("prints", currency()).listed(),
            Field::stock("stock").required().listed(),
        ]
    }

    fn url(id: &str) -> Option<String> {
        Some(format!("/posters/{id}"))
    }

    async fn values(tx: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        let mut prints: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for print in rows(tx, "prints", "poster", ids, IN_ORDER).await? {
            prints.entry(print.get("poster")?).or_default().push(print);
        }
        let posters = rows(tx, TABLE, "id", ids, "id").await?;
        posters.iter().map(|row| record(row, &prints)).collect()
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        let columns = Columns::default().texts(values, &["title", "designer"]).translated(values, &TRANSLATED);
        if new {
            // Its picture is drawn from its id.
            let columns = columns.set("position", new_position(tx)).set("motif", "").set("palette", id);
            columns.insert(tx, TABLE, id).await?;
        } else {
            columns.update(tx, TABLE, id).await?;
        }
        save_prints(tx, id, values).await
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        set_state(tx, TABLE, id, state).await
    }

    async fn adjust_stock(tx: &mut Tx, id: &str, option: &str, by: i64) -> db::Result<Option<u32>> {
        let Some(size) = Size::named(option) else { return Ok(None) };
        let sql = "UPDATE prints SET stock = stock + $2 WHERE id = $1 AND stock + $2 >= 0 RETURNING stock";
        let row = tx.fetch_optional(sql, args![print_id(id, size), by]).await?;
        row.map(|row| row.get_u32("stock")).transpose()
    }
}

fn print_id(poster: &str, size: Size) -> String {
    format!("{poster}/{}", size.id)
}

/// Inserts and updates the prints of a poster, and deletes those that are no longer listed.
async fn save_prints(tx: &mut Tx, poster: &str, values: &Values) -> Result<(), SaveError> {
    let prints = prints(values).map_err(|error| SaveError::Fields(vec![error]))?;
    let mut kept = args![poster].to_vec();
    for (position, (size, price, stock)) in (1_i64..).zip(prints) {
        let id = print_id(poster, size);
        kept.push(id.as_str().into());
        let sql = "UPDATE prints SET amount = $2, position = $3 WHERE id = $1";
        if tx.execute(sql, args![&id, price.amount, position]).await? == 1 {
            continue;
        }
        let Some(stock) = stock else {
            return Err(SaveError::Fields(vec![FieldError::new("stock", FieldProblem::BadStock)]));
        };
        let sql = "INSERT INTO prints (id, poster, size, dimensions, amount, grams, stock, position) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let row = args![id, poster, size.name, size.dimensions, price.amount, size.grams, stock, position];
        tx.execute(sql, row).await?;
    }
    let sql = format!("DELETE FROM prints WHERE poster = $1 AND id NOT IN ({})", placeholders(2, kept.len() - 1));
    tx.execute(&sql, &kept).await?;
    Ok(())
}

/// Returns the sizes, at least one, each with its price, and with its stock if that is given.
fn prints(values: &Values) -> Result<Vec<(Size, Money, Option<u32>)>, FieldError> {
    let wrong = |problem| FieldError::new("prints", problem);
    let stocks = values.stocks("stock");
    let mut prints: Vec<(Size, Money, Option<u32>)> = Vec::new();
    for (name, price) in values.options("prints", currency()) {
        let size = Size::named(&name).ok_or_else(|| wrong(FieldProblem::Other("poster-problem-size")))?;
        let price = price.ok_or_else(|| wrong(FieldProblem::Other("poster-problem-price")))?;
        if prints.iter().any(|(known, ..)| *known == size) {
            return Err(wrong(FieldProblem::BadOptions));
        }
        prints.push((size, price, stocks.get(&name).copied()));
    }
    if prints.is_empty() {
        return Err(wrong(FieldProblem::Required));
    }
    Ok(prints)
}

fn record(row: &Row, prints: &BTreeMap<String, Vec<Row>>) -> db::Result<Record> {
    let id: String = row.get("id")?;
    let (mut options, mut stocks) = (Vec::new(), BTreeMap::new());
    for print in prints.get(&id).into_iter().flatten() {
        let size: String = print.get("size")?;
        options.push((size.clone(), Some(Money::new(print.get("amount")?, currency()))));
        stocks.insert(size, print.get_u32("stock")?);
    }
    let mut values = Values::new()
        .with("title", row.get::<String>("title")?)
        .with("designer", row.get::<String>("designer")?)
        .with("prints", Values::options_text(&options))
        .with("stock", Values::stocks_text(&stocks));
    for field in TRANSLATED {
        Translated::from_row(row, field)?.add_to(&mut values, field);
    }
    Ok(Record::new(id, row.get("state")?, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_is_a_known_size_with_a_price() {
        let read = |options: &str| prints(&Values::new().with("prints", options).with("stock", "A3 = 7"));
        let both = read("A3 = 19.00\n50x70 = 39.00").unwrap();
        let [(a3, price, stock), (large, _, none)] = both[..] else { panic!("two sizes: {both:?}") };
        assert_eq!((a3.name, price.amount, stock, large.name, none), ("A3", 1900, Some(7), "50 × 70", None));
        for options in ["", "A5 = 19.00", "A3", "50x70 = 39.00\n50 × 70 = 38.00"] {
            assert_eq!(read(options).unwrap_err().field, "prints", "{options}");
        }
    }
}
