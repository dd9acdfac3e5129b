//! Lets the editors edit the issues, in the admin and by spreadsheet.

use pannier::{
    Currency, Managed, ManagedState, Money, Sellable, Settings, args,
    db::{self, Row, Tx, Value, placeholders},
    managed::{Field, Record, SaveError, Values},
};

use crate::archive::Issue;

const INSERT: &str = "INSERT INTO issues (id, number, season, title, about, cents, file, state) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft')";
const UPDATE: &str = "UPDATE issues SET number = $2, season = $3, title = $4, about = $5, cents = $6, file = $7 \
    WHERE id = $1";

impl Managed for Issue {
    const KIND: &'static str = <Issue as Sellable>::KIND;
    const TABLE: &'static str = "issues";

    fn fields(_: &Settings) -> Vec<Field> {
        vec![
            Field::text("title").required(),
            Field::count("number").required(),
            Field::text("season").required(),
            Field::long_text("about").required(),
            Field::money("price", Currency::EUR).required().listed(),
            Field::file("file"),
        ]
    }

    fn url(id: &str) -> Option<String> {
        Some(format!("/issues/{id}"))
    }

    async fn values(tx: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        let sql = format!("SELECT * FROM issues WHERE id IN ({})", placeholders(1, ids.len()));
        let ids: Vec<Value> = ids.iter().map(Value::from).collect();
        tx.fetch_all(&sql, &ids).await?.iter().map(record).collect()
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        let sql = if new { INSERT } else { UPDATE };
        let [season, title, about, file] = ["season", "title", "about", "file"].map(|field| values.get(field));
        let cents = values.money("price", Currency::EUR).map(|price| price.amount);
        tx.execute(sql, args![id, values.count("number"), season, title, about, cents, file]).await?;
        Ok(())
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        let sql = "UPDATE issues SET state = $2 WHERE id = $1";
        tx.execute(sql, args![id, state.as_str()]).await.map(drop)
    }
}

fn record(row: &Row) -> db::Result<Record> {
    let mut values = Values::new()
        .with("number", row.get::<i64>("number")?.to_string())
        .with("price", Values::money_text(Money::new(row.get("cents")?, Currency::EUR)));
    for field in ["season", "title", "about", "file"] {
        values.set(field, row.get::<String>(field)?);
    }
    Ok(Record::new(row.get::<String>("id")?, row.get("state")?, values))
}
