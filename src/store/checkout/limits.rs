//! Limits on unpaid orders, which hold stock and cause mails before any payment.

use std::time::Duration;

use crate::{args, model::Problem, store::db::Tx};

const HOUR: Duration = Duration::from_secs(60 * 60);
/// The maximum number of orders placed within an hour that were not paid, whether they are still pending or
/// not. Orders that cost nothing count as well.
const MAX_PER_HOUR: u32 = 10;

/// What counts as one customer.
const SESSION: &str = "first_order_id";
const EMAIL: &str = "LOWER(email)";

/// Checks that neither the session nor the e-mail address of an order that this transaction has placed exceeds
/// the limits, with `max` pending orders at a time; 0 is no limit. Placing serializes on the order number, so
/// the limits hold across instances.
///
/// The address counts only if the order is `unconfirmed`: no gateway asks for a payment before anything is sent
/// to it. Otherwise a stranger could use up the limit of an address and keep its owner from buying at all.
///
/// # Errors
/// [`Problem::TooManyUnpaid`]: the transaction must be rolled back.
pub(super) async fn check_unpaid(tx: &mut Tx, order_id: &str, max: u32, unconfirmed: bool) -> Result<(), Problem> {
    if max == 0 {
        return Ok(());
    }
    for column in [SESSION].into_iter().chain(unconfirmed.then_some(EMAIL)) {
        let sql = format!(
            "SELECT COUNT(CASE WHEN status = 'pending' THEN 1 END) AS waiting, COUNT(CASE WHEN placed_at > $2 AND \
             (status <> 'completed' OR total_amount = 0) THEN 1 END) AS recent FROM pannier_orders \
             WHERE placed_at IS NOT NULL AND {column} = (SELECT {column} FROM pannier_orders WHERE id = $1)"
        );
        let row = tx.fetch_one(&sql, args![order_id, tx.now() - HOUR]).await?;
        if row.get_u32("waiting")? > max || row.get_u32("recent")? > MAX_PER_HOUR {
            tracing::info!(order = order_id, column, "order refused: too many unpaid orders");
            return Err(Problem::TooManyUnpaid);
        }
    }
    Ok(())
}
