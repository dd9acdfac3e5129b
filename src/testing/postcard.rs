//! A managed model for the examples of the documentation.

use crate::{
    Currency, Managed, ManagedState, Money, Settings, args,
    db::{self, Tx, Value, placeholders},
    managed::{Field, Record, SaveError, Values},
};

/// A postcard with a title, a price and stock.
#[derive(Debug)]
pub(super) struct Postcard;

/// Creates its table.
pub(super) const TABLE: &str = "CREATE TABLE example_postcards (id TEXT PRIMARY KEY, state TEXT NOT NULL, \
                                title TEXT NOT NULL, amount BIGINT NOT NULL, stock BIGINT CHECK (stock >= 0))";

impl Managed for Postcard {
    const KIND: &'static str = "postcard";
    const TABLE: &'static str = "example_postcards";

    fn fields(_: &Settings) -> Vec<Field> {
        vec![Field::text("title").required(), Field::money("price", Currency::EUR).required(), Field::stock("stock")]
    }

    fn url(id: &str) -> Option<String> {
        Some(format!("/postcards/{id}"))
    }

    async fn values(db: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        let sql = format!("SELECT * FROM example_postcards WHERE id IN ({})", placeholders(1, ids.len()));
        let ids: Vec<Value> = ids.iter().map(Value::from).collect();
        let read = |row: &db::Row| {
            let (price, stock) = (Money::new(row.get("amount")?, Currency::EUR), row.get::<Option<i64>>("stock")?);
            let values = Values::new()
                .with("title", row.get::<String>("title")?)
                .with("price", Values::money_text(price))
                .with("stock", stock.map(|units| units.to_string()).unwrap_or_default());
            Ok(Record::new(row.get::<String>("id")?, row.get("state")?, values))
        };
        db.fetch_all(&sql, &ids).await?.iter().map(read).collect()
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        let (title, price) = (values.get("title"), values.money("price", Currency::EUR).map(|price| price.amount));
        if new {
            let sql =
                "INSERT INTO example_postcards (id, state, title, amount, stock) VALUES ($1, 'draft', $2, $3, $4)";
            tx.execute(sql, args![id, title, price, values.count("stock")]).await?;
        } else {
            let sql = "UPDATE example_postcards SET title = $2, amount = $3 WHERE id = $1";
            tx.execute(sql, args![id, title, price]).await?;
        }
        Ok(())
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        let sql = "UPDATE example_postcards SET state = $2 WHERE id = $1";
        tx.execute(sql, args![id, state.as_str()]).await.map(drop)
    }

    async fn adjust_stock(tx: &mut Tx, id: &str, option: &str, by: i64) -> db::Result<Option<u32>> {
        if !option.is_empty() {
            return Ok(None);
        }
        let sql = "UPDATE example_postcards SET stock = stock + $2 WHERE id = $1 AND stock + $2 >= 0 RETURNING stock";
        tx.fetch_optional(sql, args![id, by]).await?.map(|row| row.get_u32("stock")).transpose()
    }

    async fn limit_stock(tx: &mut Tx, id: &str, option: &str, stock: Option<u32>) -> db::Result<bool> {
        if !option.is_empty() {
            return Ok(false);
        }
        let sql = match stock {
            Some(_) => "UPDATE example_postcards SET stock = $2 WHERE id = $1 AND stock IS NULL",
            None => "UPDATE example_postcards SET stock = $2 WHERE id = $1 AND stock IS NOT NULL",
        };
        Ok(tx.execute(sql, args![id, stock]).await? == 1)
    }
}
