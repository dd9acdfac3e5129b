//! SQL about the pieces of an order's lines that were refunded, or are being refunded.
//!
//! They are always counted from the items of refunds that have not failed, so that a refund that fails gives its pieces back
//! by itself.

/// Returns the SQL of how many pieces of a line were refunded, or are being refunded. The arguments are columns or parameters:
/// the order's id, and the line's kind and id.
pub(super) fn pieces(order: &str, kind: &str, item: &str) -> String {
    sum(order, kind, item, "xf.status <> 'failed'")
}

/// Returns the SQL of how many pieces of a line were refunded: see [`pieces`].
pub(super) fn pieces_made(order: &str, kind: &str, item: &str) -> String {
    sum(order, kind, item, "xf.status = 'succeeded'")
}

/// Returns the SQL of how many pieces of the line `line` are not in its shipment `shipment`, because they had been refunded when
/// it was sent, or asked for from a supplier. Until then, it is how many were refunded: see [`pieces`]. Both are aliases of
/// tables.
pub(super) fn pieces_not_in(line: &str, shipment: &str) -> String {
    let which = format!("xf.status <> 'failed' AND {}", before_packing(shipment));
    sum(&format!("{line}.order_id"), &format!("{line}.kind"), &format!("{line}.item_id"), &which)
}

/// Returns an SQL condition: whether the refund `xf` was made before its line was packed into this shipment, if it was.
fn before_packing(shipment: &str) -> String {
    let packed_at = format!(
        "CASE WHEN {shipment}.status IN ('sent', 'delivered') THEN COALESCE({shipment}.requested_at, {shipment}.sent_at) \
         WHEN {shipment}.status = 'pending' THEN {shipment}.requested_at END"
    );
    format!("xf.created_at <= COALESCE({packed_at}, xf.created_at)")
}

/// Returns the SQL of the lines of an order of which something was refunded, or is being refunded: `kind`, `item_id`, and how many
/// pieces. `gone` is that of [`pieces`], `made` that of [`pieces_made`], and `not_in_it` that of [`pieces_not_in`]; `reduced` is
/// the amount that was refunded of the price without a piece.
pub(super) fn lines(order: &str) -> String {
    let count = |which: &str| format!("CAST(SUM(CASE WHEN {which} THEN xi.quantity ELSE 0 END) AS BIGINT)");
    format!(
        "(SELECT xl.kind, xl.item_id, CAST(SUM(xi.quantity) AS BIGINT) AS gone, {} AS made, {} AS not_in_it, \
         CAST(SUM(CASE WHEN xi.quantity = 0 AND xi.relieved_code IS NULL THEN xi.amount ELSE 0 END) AS BIGINT) AS reduced \
         FROM pannier_payments xp JOIN pannier_refunds xf ON xf.payment_id = xp.id \
         JOIN pannier_refund_items xi ON xi.refund_id = xf.id \
         JOIN pannier_order_lines xl ON xl.order_id = xp.order_id AND xl.kind = xi.kind AND xl.item_id = xi.item_id \
         LEFT JOIN pannier_shipments xs ON xs.id = xl.shipment_id \
         WHERE xp.order_id = {order} AND xf.status <> 'failed' GROUP BY xl.kind, xl.item_id)",
        count("xf.status = 'succeeded'"),
        count(&before_packing("xs"))
    )
}

fn sum(order: &str, kind: &str, item: &str, which: &str) -> String {
    format!(
        "(SELECT CAST(COALESCE(SUM(xi.quantity), 0) AS BIGINT) FROM pannier_payments xp \
         JOIN pannier_refunds xf ON xf.payment_id = xp.id JOIN pannier_refund_items xi ON xi.refund_id = xf.id \
         WHERE xp.order_id = {order} AND {which} AND xi.kind = {kind} AND xi.item_id = {item})"
    )
}

/// Returns the SQL of how many pieces are left of the line that a row of this table or alias, such as a download, belongs to.
pub(super) fn kept(of: &str) -> String {
    line(of, &format!("xl.quantity - {}", pieces("xl.order_id", "xl.kind", "xl.item_id")))
}

/// Returns the SQL of how many pieces of the line were bought: see [`kept`].
pub(super) fn bought(of: &str) -> String {
    line(of, "xl.quantity")
}

/// Returns the SQL of how many pieces of the line are left once all refunds that are being made have failed: see [`kept`].
pub(super) fn kept_so_far(of: &str) -> String {
    line(of, &format!("xl.quantity - {}", pieces_made("xl.order_id", "xl.kind", "xl.item_id")))
}

fn line(of: &str, what: &str) -> String {
    format!(
        "(SELECT {what} FROM pannier_order_lines xl WHERE xl.order_id = {of}.order_id AND xl.kind = {of}.kind \
         AND xl.item_id = {of}.item_id)"
    )
}

/// Returns an SQL condition: whether every piece in a shipment was refunded. Of a shipment whose contents are not recorded,
/// nothing is known. The arguments are columns or parameters.
pub(super) fn shipment_refunded(order: &str, shipment: &str) -> String {
    none_left(order, shipment, pieces_made("xl.order_id", "xl.kind", "xl.item_id"))
}

/// Returns an SQL condition: whether a shipment is on hold because what is left in it is being refunded.
pub(super) fn shipment_held(order: &str, shipment: &str) -> String {
    format!(
        "({} AND {} AND NOT {})",
        being_refunded(order),
        none_left(order, shipment, pieces("xl.order_id", "xl.kind", "xl.item_id")),
        shipment_refunded(order, shipment)
    )
}

/// Returns an SQL condition: whether all shipments of an order that are pending are on hold: see [`shipment_held`].
pub(super) fn shipments_held(order: &str) -> String {
    format!(
        "({} AND NOT EXISTS (SELECT 1 FROM pannier_shipments xs WHERE xs.order_id = {order} AND xs.status = 'pending' \
         AND NOT {}))",
        being_refunded(order),
        shipment_held(order, "xs.id")
    )
}

/// Returns an SQL condition, which most orders do not meet: whether a refund with items is being made.
fn being_refunded(order: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM pannier_payments xp JOIN pannier_refunds xf ON xf.payment_id = xp.id \
         WHERE xp.order_id = {order} AND xf.status = 'starting' AND xf.allocation = 'items')"
    )
}

fn none_left(order: &str, shipment: &str, refunded: String) -> String {
    format!(
        "(SELECT COALESCE(MAX(CASE WHEN xl.quantity > {refunded} THEN 1 ELSE 0 END), 1) FROM pannier_order_lines xl \
         WHERE xl.order_id = {order} AND xl.shipment_id = {shipment}) = 0"
    )
}
