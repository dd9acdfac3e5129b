//! The order from which a customer withdraws, as far as a withdrawal needs it.

use super::{
    deadline::{self, Parcel},
    draft::read_lines,
    form::{fold, number_of},
};
use crate::{
    args,
    language::Language,
    model::{OrderStatus, OrderWithdrawal, Timestamp, WithdrawalLine, WithdrawalOrder, WithdrawalRight, is_in_words},
    store::{
        Store,
        db::{Result, Row, Value},
        is_key,
        order::header::email_column,
        refunded,
    },
};

/// A placed order.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub id: String,
    /// The e-mail address, as it was corrected last.
    pub email: String,
    /// The e-mail address with which it was placed.
    placed_email: String,
    /// The name of the recipient, or of who is billed. May be empty.
    pub name: String,
    pub language: Language,
    pub view: WithdrawalOrder,
    /// Until when nobody is late, wherever they are. `None` as long as the period has not begun.
    in_time_until: Option<Timestamp>,
}

impl Known {
    /// Returns whether an e-mail address is the order's: as it was corrected last, or as it was typed.
    pub fn has_email(&self, email: &str) -> bool {
        [&self.email, &self.placed_email].iter().any(|of| fold(of) == fold(email))
    }

    /// Returns whether the period is over at a time.
    pub fn is_over(&self, at: Timestamp) -> bool {
        self.in_time_until.is_some_and(|until| at > until)
    }
}

/// Returns the order whose page has this token.
pub(super) async fn by_token(store: &Store, token: &str) -> Result<Option<Known>> {
    if is_key(token) { load(store, "o.token = $1", token.into()).await } else { Ok(None) }
}

/// Returns the order with this id.
pub(super) async fn by_id(store: &Store, id: &str) -> Result<Option<Known>> {
    load(store, "o.id = $1", id.into()).await
}

/// Returns the order with this number.
pub(super) async fn by_number(store: &Store, number: i64) -> Result<Option<Known>> {
    load(store, "o.number = $1", number.into()).await
}

/// Returns the order whose number and e-mail address were typed.
pub(super) async fn typed(store: &Store, number: &str, email: &str) -> Result<Option<Known>> {
    let Some(number) = number_of(number) else { return Ok(None) };
    Ok(by_number(store, number).await?.filter(|known| known.has_email(email)))
}

async fn load(store: &Store, which: &str, key: Value) -> Result<Option<Known>> {
    let sql = format!(
        "SELECT o.id, o.token, o.number, o.status, o.closed_at, o.email, o.language, {} AS current_email, \
         CASE WHEN o.name = '' THEN o.billing_name ELSE o.name END AS person FROM pannier_orders o \
         WHERE {which} AND o.number IS NOT NULL",
        email_column("o")
    );
    let Some(row) = store.db().fetch_optional(&sql, &[key]).await? else { return Ok(None) };
    let id: String = row.get("id")?;
    let earlier = store.withdrawals_from(&id).await?;
    let lines = lines(store, &id, &earlier).await?;
    let completed_at = match row.get("status")? {
        OrderStatus::Completed => row.get("closed_at")?,
        OrderStatus::Created | OrderStatus::Pending | OrderStatus::Cancelled => None,
    };
    let (days, zone) = (store.settings().withdrawal_days, store.time_zone());
    let until = deadline::until(completed_at, &parcels(store, &id).await?, days, zone);
    let language = Language::from_tag(&row.get::<String>("language")?);
    let language = language.filter(|language| store.languages().contains(language));
    let in_time_until = until.map(|until| deadline::in_time_until(until, zone));
    let over = in_time_until.is_some_and(|until| store.db().now() > until);
    Ok(Some(Known {
        id,
        email: row.get("current_email")?,
        placed_email: row.get("email")?,
        name: row.get("person")?,
        language: language.unwrap_or_else(|| store.first_language()),
        view: WithdrawalOrder { number: row.get("number")?, token: row.get("token")?, lines, earlier, until, over },
        in_time_until,
    }))
}

impl Store {
    /// Returns the withdrawals from an order that were received, the first one first.
    pub(in crate::store) async fn withdrawals_from(&self, order_id: &str) -> Result<Vec<OrderWithdrawal>> {
        let sql = "SELECT received_at, identified, lines, text FROM pannier_withdrawals \
                   WHERE order_id = $1 AND received_at IS NOT NULL";
        let read = |row: &Row| {
            let lines = read_lines(&row.get::<String>("lines")?)?.unwrap_or_default();
            let identified = row.get::<i64>("identified")? == 1;
            let in_words = is_in_words(identified, &row.get::<String>("text")?);
            Ok(OrderWithdrawal { received_at: row.get("received_at")?, lines, identified, in_words })
        };
        let rows = self.db().fetch_all(sql, args![order_id]).await?;
        let mut received: Vec<OrderWithdrawal> = rows.iter().map(read).collect::<Result<_>>()?;
        received.sort_by_key(|withdrawal| withdrawal.received_at);
        Ok(received)
    }
}

/// Returns the lines of an order, with the pieces that were neither refunded nor withdrawn from before.
async fn lines(store: &Store, order_id: &str, earlier: &[OrderWithdrawal]) -> Result<Vec<WithdrawalLine>> {
    let sql = format!(
        "SELECT l.kind, l.item_id, l.title, l.quantity, {} AS refunded, l.withdrawal, l.download_key, l.shipment_id \
         FROM pannier_order_lines l WHERE l.order_id = $1 AND l.unit_amount IS NOT NULL \
         ORDER BY l.added_at, l.kind, l.item_id",
        refunded::pieces("l.order_id", "l.kind", "l.item_id")
    );
    let rows = store.db().fetch_all(&sql, args![order_id]).await?;
    let mut lines: Vec<_> = rows.iter().map(|row| line(row, earlier)).collect::<Result<_>>()?;
    lines.retain(|line| line.quantity > 0);
    Ok(lines)
}

fn line(row: &Row, earlier: &[OrderWithdrawal]) -> Result<WithdrawalLine> {
    let (kind, id): (String, String) = (row.get("kind")?, row.get("item_id")?);
    let ordered = row.get_u32("quantity")?;
    let withdrawn = earlier.iter().fold(0_u32, |pieces, one| pieces.saturating_add(one.pieces_of(&kind, &id, ordered)));
    // A refund may have answered a withdrawal: then both are about the same pieces.
    let gone = withdrawn.max(row.get_u32("refunded")?);
    let frozen: Option<WithdrawalRight> = row.get("withdrawal")?;
    let (file, shipment): (Option<String>, Option<String>) = (row.get("download_key")?, row.get("shipment_id")?);
    // Orders of before have not recorded it.
    let usual = match (file, shipment) {
        (Some(_), None) => WithdrawalRight::EndsWithDownload,
        _ => WithdrawalRight::Applies,
    };
    Ok(WithdrawalLine {
        kind,
        id,
        title: row.get("title")?,
        quantity: ordered.saturating_sub(gone),
        right: frozen.unwrap_or(usual),
    })
}

async fn parcels(store: &Store, order_id: &str) -> Result<Vec<Parcel>> {
    let sql = "SELECT status, sent_at, delivered_at FROM pannier_shipments WHERE order_id = $1";
    let read = |row: &Row| {
        Ok(Parcel { status: row.get("status")?, sent_at: row.get("sent_at")?, delivered_at: row.get("delivered_at")? })
    };
    store.db().fetch_all(sql, args![order_id]).await?.iter().map(read).collect()
}
