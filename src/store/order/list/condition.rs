//! The conditions of a query: how each finds orders by an index, and how it is checked of an order that another one has
//! found.

use super::{
    query::{OrderQuery, OrderTab},
    selection::{Args, Range, Source},
};
use crate::{
    model::OrderStatus,
    store::{hold, refunded},
};

/// Something that a query asks of orders.
pub(super) enum Condition<'q> {
    /// A column of the order has this value. It has an index with the number.
    Column { column: &'static str, value: &'q str },
    /// The e-mail address is this one, in upper or lower case, or was before it was corrected.
    Email(&'q str),
    /// The order has this facet: see `migrations/`.
    Facet(String),
    /// The order is paid, not on hold, and has a shipment to send.
    ToSend,
}

/// The facet of [`Condition::ToSend`], which orders on hold have as well.
pub(in crate::store) const TO_SEND: &str = "to-send";

impl<'q> Condition<'q> {
    /// Returns the conditions of a query, but for its search, its times, and [`OrderTab::NeedsAttention`].
    pub(super) fn all(query: &'q OrderQuery) -> Vec<Condition<'q>> {
        let column = |column, value| Condition::Column { column, value };
        let tab = match query.tab {
            OrderTab::All | OrderTab::NeedsAttention => None,
            OrderTab::ToSend => Some(Condition::ToSend),
            OrderTab::Unpaid => Some(column("status", OrderStatus::Pending.as_str())),
            OrderTab::Refunded => Some(Condition::Facet("refunded".to_owned())),
        };
        let others = [
            query.status.map(|status| column("status", status.as_str())),
            query.provider.as_deref().map(|provider| column("payment", provider)),
            query.country.as_deref().map(|country| column("country", country)),
            query.kind.as_ref().map(|kind| Condition::Facet(format!("kind:{kind}"))),
            query.email.as_deref().map(|email| Condition::Email(email.trim())),
        ];
        tab.into_iter().chain(others.into_iter().flatten()).collect()
    }

    /// Returns how it finds the orders of a range, or more: see [`Condition::beyond_index`].
    pub(super) fn source(&self, args: &mut Args, range: Range) -> Source {
        let (from, condition) = match self {
            Condition::Column { column, value } => {
                ("pannier_orders driver", format!("driver.{column} = {}", args.add(*value)))
            }
            Condition::Email(email) => {
                let email = args.add(*email);
                let own = format!(
                    "SELECT e.number FROM pannier_orders e WHERE LOWER(e.email) = LOWER({email}) AND e.placed_at IS NOT NULL"
                );
                let from = format!("({own} UNION {}) driver", corrected(&email));
                return Source { from, condition: range.condition("driver.number", args) };
            }
            Condition::Facet(facet) => ("pannier_order_facets driver", format!("driver.facet = {}", args.add(facet))),
            Condition::ToSend => ("pannier_order_facets driver", format!("driver.facet = {}", args.add(TO_SEND))),
        };
        let condition = format!("{condition} AND {}", range.condition("driver.number", args));
        Source { from: from.to_owned(), condition }
    }

    /// Returns an SQL condition on the order `o`: what its index does not have.
    pub(super) fn beyond_index(&self) -> Option<String> {
        match self {
            Condition::ToSend => Some(is_free()),
            Condition::Column { .. } | Condition::Email(_) | Condition::Facet(_) => None,
        }
    }

    /// Returns an SQL condition: whether the order `o` satisfies it.
    pub(super) fn check(&self, args: &mut Args) -> String {
        let facet = |name: String| {
            format!(
                "(SELECT COUNT(*) FROM pannier_order_facets cf WHERE cf.facet = {name} AND cf.number = o.number) > 0"
            )
        };
        match self {
            Condition::Column { column, value } => format!("o.{column} = {}", args.add(*value)),
            Condition::Email(email) => {
                let email = args.add(*email);
                format!("(LOWER(o.email) = LOWER({email}) OR o.number IN ({}))", corrected(&email))
            }
            Condition::Facet(name) => facet(args.add(name)),
            Condition::ToSend => format!("{} AND {}", facet(args.add(TO_SEND)), is_free()),
        }
    }
}

/// Returns a query for the numbers of the orders whose e-mail address was corrected to this one.
pub(super) fn corrected(email: &str) -> String {
    format!(
        "SELECT ce.number FROM pannier_corrections k JOIN pannier_orders ce ON ce.id = k.order_id \
         WHERE LOWER(k.email) = LOWER({email})"
    )
}

/// Returns an SQL condition: whether neither the order `o` is on hold, nor all that is to be sent of it.
fn is_free() -> String {
    format!("NOT {} AND NOT {}", hold::on_hold("o.id"), refunded::shipments_held("o.id"))
}
