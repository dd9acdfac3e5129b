//! What the staff edit of an event: its seats are its stock.

use pannier::{
    Managed, ManagedState, Settings, args,
    db::{self, Row, Tx},
    managed::{Field, FieldError, FieldProblem, Record, SaveError, Values},
};

use super::{Sellable, Ticket};
use crate::shop::{
    locality::currency,
    managed::{Columns, new_position, rows, set_state},
};

const TABLE: &str = "tickets";
const TRANSLATED: &str = "description";

impl Managed for Ticket {
    const KIND: &'static str = <Ticket as Sellable>::KIND;
    const TABLE: &'static str = TABLE;

    fn fields(_: &Settings) -> Vec<Field> {
        vec![
            Field::text("title").required(),
            Field::text("performer").required(),
            Field::date_time("starts_at").required(),
            Field::count("minutes").required().max(10_000),
            Field::text("venue").required(),
            Field::text("street"),
            Field::text("city").required(),
            Field::text("country").required().max(2),
            Field::long_text(TRANSLATED).translated(),
            Field::money("price", currency()).required().listed(),
            Field::count("seats").required().max(1_000_000),
            Field::stock("stock").required().listed(),
            Field::date_time("available_from"),
        ]
    }

    fn url(id: &str) -> Option<String> {
        Some(format!("/tickets/{id}"))
    }

    async fn values(tx: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        rows(tx, TABLE, "id", ids, "id").await?.iter().map(record).collect()
    }

    fn check(values: &Values) -> Vec<FieldError> {
        let country = values.get("country");
        match country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            true => Vec::new(),
            false => vec![FieldError::new("country", FieldProblem::Other("ticket-problem-country"))],
        }
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        let columns = Columns::default()
            .texts(values, &["title", "performer", "venue", "street", "city"])
            .translated(values, &[TRANSLATED])
            .set("country", values.get("country").to_ascii_uppercase())
            .set("starts_at", values.time("starts_at"))
            .set("minutes", values.count("minutes"))
            .set("amount", values.money("price", currency()).map(|price| price.amount))
            .set("seats", values.count("seats"))
            .set("available_from", values.time("available_from"));
        if new {
            // Its picture is drawn from its id.
            let columns = columns.set("position", new_position(tx)).set("motif", "").set("palette", id);
            let left = values.stocks("stock").remove("");
            return Ok(columns.set("seats_left", left).insert(tx, TABLE, id).await?);
        }
        Ok(columns.update(tx, TABLE, id).await?)
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        set_state(tx, TABLE, id, state).await
    }

    async fn adjust_stock(tx: &mut Tx, id: &str, option: &str, by: i64) -> db::Result<Option<u32>> {
        if !option.is_empty() {
            return Ok(None);
        }
        let sql = "UPDATE tickets SET seats_left = seats_left + $2 WHERE id = $1 AND seats_left + $2 >= 0 \
                   RETURNING seats_left";
        let row = tx.fetch_optional(sql, args![id, by]).await?;
        row.map(|row| row.get_u32("seats_left")).transpose()
    }
}

fn record(row: &Row) -> db::Result<Record> {
    let ticket = Ticket::from_row(row)?;
    let mut values = Values::new()
        .with("title", &ticket.title)
        .with("performer", &ticket.performer)
        .with("starts_at", Values::time_text(ticket.starts_at))
        .with("minutes", ticket.minutes.to_string())
        .with("venue", &ticket.venue)
        .with("street", &ticket.street)
        .with("city", &ticket.city)
        .with("country", &ticket.country)
        .with("price", Values::money_text(ticket.price))
        .with("seats", ticket.seats.to_string())
        .with("stock", ticket.seats_left.to_string())
        .with("available_from", ticket.available_from.map(Values::time_text).unwrap_or_default());
    ticket.description.add_to(&mut values, TRANSLATED);
    Ok(Record::new(ticket.id, ticket.state, values))
}
