//! `pannier order refund` and `allocate-refund`: what of an order is refunded.

use clap::Args;
use pannier::{Admin, AdminError, Currency, Money, RefundItem, RefundItems, RefundRecord, RefundStatus, Refundable};

use super::{
    super::{order_number, output::outln},
    advice::FailedRefund,
    show::show,
};

#[derive(Args)]
pub(in crate::shop::command) struct Refund {
    /// The order number
    #[arg(value_parser = order_number)]
    number: i64,
    /// The amount, such as 9.90; without it, and without what it is for, all that is not yet refunded
    #[arg(conflicts_with_all = ["items", "shipping", "extra"])]
    amount: Option<String>,
    #[command(flatten)]
    what: What,
    /// An amount beyond the items and the shipping, such as 5.00
    #[arg(long, value_name = "AMOUNT")]
    extra: Option<String>,
    /// Only record a refund that was made elsewhere
    #[arg(long)]
    manual: bool,
}

#[derive(Args)]
pub(in crate::shop::command) struct Allocate {
    /// The order number
    #[arg(value_parser = order_number)]
    number: i64,
    /// The refund's id, as `pannier order show` prints it
    refund: String,
    #[command(flatten)]
    what: What,
    /// It is for no pieces: a discount after the sale
    #[arg(long, conflicts_with_all = ["items", "shipping"])]
    amount_only: bool,
}

// Without doc comments, which clap would show as what the command does.
#[derive(Args)]
struct What {
    /// Refund a line, as `pannier order show` names it: all pieces that are left, or so many; may be given several times
    #[arg(long = "item", value_name = "KIND/ID[=PIECES]")]
    items: Vec<String>,
    /// Refund the shipping
    #[arg(long)]
    shipping: bool,
    /// Put the pieces back into stock
    #[arg(long)]
    restock: bool,
    /// The reason, which the customer reads
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

impl What {
    fn is_empty(&self) -> bool {
        self.items.is_empty() && !self.shipping
    }

    /// Returns what was named, of what is left.
    fn items(&self, left: &Refundable) -> Result<RefundItems, String> {
        let mut items = RefundItems::new();
        for named in &self.items {
            let (line, pieces) = pieces(named);
            let of = |kind: &str, id: &str| line.strip_prefix(kind).and_then(|rest| rest.strip_prefix('/')) == Some(id);
            let Some(found) = left.lines.iter().find(|line| of(&line.kind, &line.id)) else {
                let all: Vec<_> = left.lines.iter().map(|line| format!("{}/{}", line.kind, line.id)).collect();
                return Err(match all.is_empty() {
                    true => "the order has no lines to refund: give an amount".to_owned(),
                    false => format!("the order has no line {line:?}; its lines are {}", all.join(", ")),
                });
            };
            items = items.line(&found.kind, &found.id, pieces.unwrap_or(found.left));
        }
        if self.shipping {
            items = items.shipping();
        }
        Ok(self.with_reason(items))
    }

    /// Returns all that is left, for a refund that names nothing.
    fn everything(&self, left: &Refundable) -> RefundItems {
        let lines = left.lines.iter().filter(|line| line.left > 0);
        let items = lines.fold(RefundItems::new(), |items, line| items.line(&line.kind, &line.id, line.left));
        let items = if left.shipping.amount > 0 { items.shipping() } else { items };
        let parts = !items.lines.is_empty() || items.shipping;
        self.with_reason(if parts { items } else { items.extra(left.total) })
    }

    fn with_reason(&self, items: RefundItems) -> RefundItems {
        let items = items.note(&self.note);
        if self.restock { items.restock() } else { items }
    }
}

/// Takes apart `poster/dunes=2`. An id may contain `=`.
fn pieces(named: &str) -> (&str, Option<u32>) {
    let counted = named.rsplit_once('=').and_then(|(line, pieces)| Some((line, pieces.parse().ok()?)));
    counted.map_or((named, None), |(line, pieces)| (line, Some(pieces)))
}

fn amount(text: &str, currency: Currency, example: Money) -> Result<Money, String> {
    let amount = Money::from_decimal(text, currency);
    amount.ok_or_else(|| format!("{text:?} is not an amount in {currency}, such as {}", example.decimal()))
}

impl Refund {
    /// Refunds a payment and shows the order. An error if the gateway has refused.
    pub async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        let Refund { number, amount: of, what, extra, manual } = self;
        let (order, _) = admin.order(number).await.map_err(|error| error.to_string())?;
        let read = |text: Option<String>| text.map(|text| amount(&text, order.total.currency, order.total)).transpose();
        let (of, extra) = (read(of)?, read(extra)?);
        let plain = what.is_empty() && extra.is_none() && !what.restock && what.note.is_empty();
        let refund = match plain {
            true if manual => admin.record_manual_refund(number, of).await,
            true => admin.refund(number, of).await,
            false => {
                let left = admin.refundable(number).await.map_err(|error| error.to_string())?;
                let beyond = of.or(extra);
                let items = match (what.is_empty(), beyond) {
                    (true, None) => what.everything(&left),
                    (_, None) => what.items(&left)?,
                    (_, Some(beyond)) => what.items(&left)?.extra(beyond),
                };
                match manual {
                    true => admin.record_manual_refund_items(number, &items).await,
                    false => admin.refund_items(number, &items).await,
                }
            }
        };
        made(admin, number, refund).await
    }
}

/// Shows the order of a refund. An error if the gateway has refused it.
pub(super) async fn made(
    admin: Admin<'_>,
    number: i64,
    refund: Result<RefundRecord, AdminError>,
) -> Result<(), String> {
    let refund = refund.map_err(|error| error.to_string())?;
    show(admin, number).await.map_err(|error| error.to_string())?;
    match refund.status {
        RefundStatus::Failed => Err(refused(admin, number, &refund).await?),
        _ => Ok(()),
    }
}

impl Allocate {
    /// Records what a refund is for that was made at the gateway, and shows the order.
    pub async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        let Allocate { number, refund, what, amount_only } = self;
        if what.is_empty() && !amount_only {
            return Err("say what the refund is for: --item, --shipping or --amount-only".to_owned());
        }
        let left = admin.refundable(number).await.map_err(|error| error.to_string())?;
        let items = what.items(&left)?;
        admin.allocate_refund(number, &refund, &items).await.map_err(|error| error.to_string())?;
        show(admin, number).await.map_err(|error| error.to_string())
    }
}

/// Prints what a refund is for and whether its pieces are back, and how to say it if nobody has.
pub(super) fn print_purpose(refund: &RefundRecord, number: i64) {
    let contents = RefundItem::contents(&refund.items, "shipping");
    let reduced = RefundItem::reduced(&refund.items).join(", ");
    if !contents.is_empty() {
        outln!("    for {}", contents.join(", "));
    } else if !reduced.is_empty() {
        outln!("    for part of the price of {reduced}");
    }
    if !refund.note.is_empty() {
        outln!("    {}", refund.note);
    }
    if refund.awaits_items {
        outln!("    `pannier order allocate-refund {number} {} --item KIND/ID=PIECES` says what it is for", refund.id);
    }
    if refund.not_in_stock {
        outln!(
            "    its pieces are not back in stock: `pannier order restock-refund {number} {}` puts them there",
            refund.id
        );
    }
    if refund.awaits_restock {
        outln!("    with --leave-out, it records that they stay out of it");
    }
}

/// Returns what to do about a refund that the gateway has refused.
async fn refused(admin: Admin<'_>, number: i64, refund: &RefundRecord) -> Result<String, String> {
    let (_, payments) = admin.order(number).await.map_err(|error| error.to_string())?;
    let payment = payments.iter().find(|payment| payment.refunds.iter().any(|other| other.id == refund.id));
    let advice = payment.map(|payment| FailedRefund::new(payment, refund).advice(number)).unwrap_or_default();
    let error = refund.error.as_deref().unwrap_or("without a reason");
    Ok(match payment {
        Some(payment) if payment.refunds_by_hand => format!("the shop cannot make this refund: {advice}"),
        _ => format!("the refund of {} failed: {error}; {advice}", refund.amount),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_named_with_or_without_pieces() {
        for (named, expected) in [
            ("poster/dunes/a3=2", ("poster/dunes/a3", Some(2))),
            ("poster/dunes/a3", ("poster/dunes/a3", None)),
            ("book/a=b", ("book/a=b", None)),
            ("book/a=b=1", ("book/a=b", Some(1))),
        ] {
            assert_eq!(pieces(named), expected);
        }
    }
}
