//! What the staff edit of a rate.

use pannier::{
    Managed, ManagedState, Money, Settings,
    db::{self, Row, Tx},
    managed::{Field, FieldError, FieldProblem, Record, SaveError, Values},
};

use super::{
    countries,
    rate::{Rate, Way, days},
};
use crate::shop::{
    locality::currency,
    managed::{Columns, rows, set_state},
    translated::Translated,
};

/// The table of rates. Amounts are in the currency of the shop, weights in grams.
pub const TABLE: &str = "CREATE TABLE IF NOT EXISTS shipping_rates (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    title_de TEXT NOT NULL,
    way TEXT NOT NULL,
    place TEXT NOT NULL,
    countries TEXT NOT NULL,
    up_to BIGINT,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    free_from BIGINT CHECK (free_from >= 0),
    days_from BIGINT,
    days_until BIGINT,
    position BIGINT,
    updated_at BIGINT NOT NULL
)";

const RATES: &str = "shipping_rates";
const TITLE: &str = "title";

impl Managed for Rate {
    const KIND: &'static str = "shipping";
    const TABLE: &'static str = RATES;

    fn fields(_: &Settings) -> Vec<Field> {
        vec![
            Field::text(TITLE).required().translated().max(80),
            Field::choice("way", &Way::WORDS).required(),
            Field::text("place").max(120),
            Field::text("countries").max(1_000).listed(),
            Field::count("up_to").max(1_000_000).listed(),
            Field::money("price", currency()).required().listed().may_be_free(),
            Field::money("free_from", currency()).may_be_free(),
            Field::count("days_from").max(365),
            Field::count("days_until").max(365),
            Field::count("position").max(10_000),
        ]
    }

    async fn values(tx: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        rows(tx, RATES, "id", ids, "id").await?.iter().map(record).collect()
    }

    fn check(values: &Values) -> Vec<FieldError> {
        let wrong = |field: &str, message: &'static str| FieldError::new(field, FieldProblem::Other(message));
        let mut errors = Vec::new();
        if countries::parse(values.get("countries")).is_err() {
            errors.push(wrong("countries", "rate-problem-countries"));
        }
        let is_sent = Way::parse(values.get("way")).is_some_and(|way| way != Way::PickUp);
        if is_sent && !values.get("place").is_empty() {
            errors.push(wrong("place", "rate-problem-place"));
        }
        if days(values).is_some_and(|(from, until)| until < from) {
            errors.push(wrong("days_until", "rate-problem-days"));
        }
        if values.money("free_from", currency()).is_some_and(|from| from.amount == 0) {
            errors.push(wrong("free_from", "rate-problem-free-from"));
        }
        errors
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        let typed = values.get("countries");
        let countries = countries::parse(typed).map_or_else(|_| typed.to_owned(), |codes| countries::text(&codes));
        let amount = |field| values.money(field, currency()).map(|money| money.amount);
        let columns = Columns::default()
            .texts(values, &["way", "place"])
            .translated(values, &[TITLE])
            .set("countries", countries)
            .set("up_to", values.count("up_to"))
            .set("amount", amount("price"))
            .set("free_from", amount("free_from"))
            .set("days_from", values.count("days_from"))
            .set("days_until", values.count("days_until"))
            .set("position", values.count("position"));
        match new {
            true => columns.insert(tx, RATES, id).await?,
            false => columns.update(tx, RATES, id).await?,
        }
        Ok(())
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        set_state(tx, RATES, id, state).await
    }
}

fn record(row: &Row) -> db::Result<Record> {
    let number = |column| -> db::Result<String> {
        let number: Option<i64> = row.get(column)?;
        Ok(number.map(|number| number.to_string()).unwrap_or_default())
    };
    let free_from: Option<i64> = row.get("free_from")?;
    let money = |amount| Values::money_text(Money::new(amount, currency()));
    let mut values = Values::new()
        .with("way", row.get::<String>("way")?)
        .with("place", row.get::<String>("place")?)
        .with("countries", row.get::<String>("countries")?)
        .with("up_to", number("up_to")?)
        .with("price", money(row.get("amount")?))
        .with("free_from", free_from.map(money).unwrap_or_default())
        .with("days_from", number("days_from")?)
        .with("days_until", number("days_until")?)
        .with("position", number("position")?);
    Translated::from_row(row, TITLE)?.add_to(&mut values, TITLE);
    Ok(Record::new(row.get::<String>("id")?, row.get("state")?, values))
}
