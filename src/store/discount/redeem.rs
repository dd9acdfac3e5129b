//! Codes that shoppers type, and their uses.
//!
//! A code that is typed is tried: if it can be used, the basket keeps it; if not, that is counted, so that codes cannot be
//! guessed. An order that is placed with it uses it once, and gives that use back if it is cancelled.
//!
//! The row of a code is the lock of its uses. It is locked after the order and after the stock.

use std::time::Duration;

use super::code::{self, Code};
use crate::{
    args,
    model::{Problem, Timestamp},
    store::{
        db::{Db, DbError, Result, Tx},
        order::state_machine::{Created, Order},
    },
};

/// How often a code may be tried for one basket within [`PERIOD`] before one is accepted.
const MOST_TRIES: u32 = 10;
/// The time for which tries are counted, from the first of them on.
const PERIOD: Duration = Duration::from_secs(60 * 60);

/// What became of a code that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    /// It can be used, and the basket has it now.
    Accepted(Box<Code>),
    /// There is no such code, or it cannot be used. Shoppers are not told which: they could guess codes.
    Unknown,
    /// Too many were tried: neither this one nor any other is tried for a while.
    TooManyTries,
    /// This person has used it as often as one person can.
    UsedByYou,
}

/// Tries a code that was typed for a basket. A basket that was placed meanwhile has no tries left.
pub(crate) async fn try_code(db: &Db, order_id: &str, typed: &str, email: &str) -> Result<Tried, DbError> {
    let (code, person) = (code::fold(typed), person(email));
    if code.is_empty() {
        return Ok(Tried::Unknown);
    }
    db.transact(|tx| try_in(tx, order_id, &code, &person)).await
}

async fn try_in(mut tx: Tx, order_id: &str, code: &str, person: &str) -> Result<Tried> {
    let now = tx.now();
    if !count_try(&mut tx, order_id, code, now).await? {
        return Ok(Tried::TooManyTries);
    }
    let tried = judge(&mut tx, code, person, now).await?;
    if let Tried::Accepted(code) = &tried {
        let sql = "UPDATE pannier_orders SET code = $2, code_refused = '', code_tries = code_tries - 1 WHERE id = $1";
        tx.execute(sql, args![order_id, &code.code]).await?;
    }
    tx.commit().await?;
    Ok(tried)
}

/// Counts a try of a basket. Returns whether one was left. The code that the checkout has refused last stays in its form,
/// which is sent with each change of it, and is not counted again.
async fn count_try(tx: &mut Tx, order_id: &str, code: &str, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE pannier_orders SET code_tries = CASE WHEN code_tries_since <= $2 OR code_tries_since IS NULL THEN 1 \
               WHEN code_refused = $5 THEN code_tries ELSE code_tries + 1 END, \
               code_tries_since = CASE WHEN code_tries_since > $2 THEN code_tries_since ELSE $3 END \
               WHERE id = $1 AND status = 'created' \
               AND (code_tries < $4 OR code_tries_since IS NULL OR code_tries_since <= $2)";
    Ok(tx.execute(sql, args![order_id, now - PERIOD, now, MOST_TRIES, code]).await? == 1)
}

async fn judge(tx: &mut Tx, code: &str, person: &str, now: Timestamp) -> Result<Tried> {
    let Some(code) = code::load_in(tx, code).await? else { return Ok(Tried::Unknown) };
    // A person who has used it is told so, rather than that there is no such code.
    let used = if person.is_empty() { 0 } else { uses_of(tx, &code.code, person).await? };
    let usable = code.usable(now);
    Ok(match code.most_per_person {
        _ if !usable && used > 0 => Tried::UsedByYou,
        _ if !usable => Tried::Unknown,
        Some(most) if used >= most => Tried::UsedByYou,
        _ => Tried::Accepted(Box::new(code)),
    })
}

/// Returns how many orders of a person use a code.
async fn uses_of(tx: &mut Tx, code: &str, person: &str) -> Result<u32> {
    let sql = "SELECT COUNT(*) AS n FROM pannier_code_redemptions WHERE code = $1 AND person = $2";
    tx.fetch_one(sql, args![code, person]).await?.get_u32("n")
}

/// Takes the code off a basket, if it has one.
pub(crate) async fn drop_code(db: &Db, order_id: &str) -> Result<()> {
    let sql = "UPDATE pannier_orders SET code = '' WHERE id = $1 AND status = 'created' AND code <> ''";
    db.execute(sql, args![order_id]).await.map(drop)
}

/// Uses a code for an order that is being placed. Returns why it can no longer be used, or not by this person, if so: the
/// transaction must then be rolled back.
pub(crate) async fn redeem(tx: &mut Tx, order: &Order<Created>, code: &str, email: &str) -> Result<Option<Problem>> {
    let (now, person) = (tx.now(), person(email));
    let sql = "UPDATE pannier_codes SET uses = uses + 1 WHERE code = $1 AND disabled_at IS NULL \
               AND (from_at IS NULL OR from_at <= $2) AND (until_at IS NULL OR until_at > $2) \
               AND (most_uses IS NULL OR uses < most_uses) RETURNING most_per_person";
    let Some(row) = tx.fetch_optional(sql, args![code, now]).await? else {
        return Ok(Some(Problem::UnknownCode));
    };
    // Counted by a statement of its own: one that has waited for the lock sees what was committed meanwhile.
    if let Some(most) = row.get::<Option<i64>>("most_per_person")?
        && i64::from(uses_of(tx, code, &person).await?) >= most
    {
        return Ok(Some(Problem::CodeUsed));
    }
    let sql = "INSERT INTO pannier_code_redemptions (order_id, code, person, redeemed_at) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, args![order.id(), code, person, now]).await?;
    Ok(None)
}

/// Gives back the code that an order uses, if it uses one.
pub(crate) async fn give_back(tx: &mut Tx, order_id: &str) -> Result<()> {
    let sql = "DELETE FROM pannier_code_redemptions WHERE order_id = $1 RETURNING code";
    let Some(row) = tx.fetch_optional(sql, args![order_id]).await? else { return Ok(()) };
    let sql = "UPDATE pannier_codes SET uses = uses - 1 WHERE code = $1";
    tx.execute(sql, args![row.get::<String>("code")?]).await.map(drop)
}

/// Returns an e-mail address as it identifies a person: in lower case.
fn person(email: &str) -> String {
    email.trim().to_lowercase()
}
