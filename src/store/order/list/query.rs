//! What a list of orders is asked for.

use serde::{Deserialize, Serialize};

use crate::{
    model::{OrderStatus, Timestamp, named::named},
    store::db::is_text,
};

/// A kind of list of placed orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OrderTab {
    /// All placed orders.
    #[default]
    All,
    /// Paid orders with a shipment to send that are not on hold.
    ToSend,
    /// Orders that await their payment.
    Unpaid,
    /// Orders with an open payment issue, with a dispute or a failed refund that holds them, with a refund that does not
    /// get through, or with a failed delivery.
    NeedsAttention,
    /// Orders of which a payment was refunded, in full or in part.
    Refunded,
}

named! { OrderTab {
    All => "all",
    ToSend => "to-send",
    Unpaid => "unpaid",
    NeedsAttention => "needs-attention",
    Refunded => "refunded",
} }

/// A query for placed orders, the newest first. An order is found if it satisfies all that is given.
///
/// ```
/// use pannier::{OrderQuery, OrderTab};
///
/// let query = OrderQuery::default().tab(OrderTab::ToSend).country("CH").search("lovelace").limit(10);
/// assert_eq!((query.tab, query.limit), (OrderTab::ToSend, 10));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrderQuery {
    /// The list: all orders.
    pub tab: OrderTab,
    /// A search: see [`OrderQuery::search`].
    pub search: Option<String>,
    /// Only those with this e-mail address, in upper or lower case.
    pub email: Option<String>,
    /// Only those placed at this time or later.
    pub placed_from: Option<Timestamp>,
    /// Only those placed before this time.
    pub placed_until: Option<Timestamp>,
    /// Only those with this status.
    pub status: Option<OrderStatus>,
    /// Only those whose shopper chose this payment provider.
    pub provider: Option<String>,
    /// Only those with an address in this country (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// Only those with a product of this kind.
    pub kind: Option<String>,
    /// Only those with a smaller number: the next page, after the last order of the one before.
    pub before: Option<i64>,
    /// The maximum number of orders: 50.
    pub limit: u32,
}

impl Default for OrderQuery {
    fn default() -> OrderQuery {
        OrderQuery {
            tab: OrderTab::All,
            search: None,
            email: None,
            placed_from: None,
            placed_until: None,
            status: None,
            provider: None,
            country: None,
            kind: None,
            before: None,
            limit: 50,
        }
    }
}

impl OrderQuery {
    /// Whether all that it asks for can be parameters of a statement. If not, there is no such order.
    pub(super) fn is_text(&self) -> bool {
        let texts = [&self.search, &self.email, &self.provider, &self.country, &self.kind];
        texts.into_iter().flatten().all(|text| is_text(text))
    }

    /// Sets the kind of list.
    #[must_use]
    pub fn tab(self, tab: OrderTab) -> OrderQuery {
        OrderQuery { tab, ..self }
    }

    /// Searches for an order number, the reference of a bank transfer, the beginning of an e-mail address, of a name or
    /// of its last word, the gateway's reference of a payment, or a tracking number. Of the beginning of a name or an
    /// address that many orders share, a part is found: see [`OrderPage::truncated`](crate::OrderPage::truncated).
    #[must_use]
    pub fn search(self, text: impl Into<String>) -> OrderQuery {
        OrderQuery { search: Some(text.into()), ..self }
    }

    /// Filters by an open payment issue, a dispute or failed refund that holds the order, a refund that does not get
    /// through, or a failed delivery: the list [`OrderTab::NeedsAttention`].
    #[must_use]
    pub fn needing_attention(self) -> OrderQuery {
        self.tab(OrderTab::NeedsAttention)
    }

    /// Filters by the shopper's e-mail address, in upper or lower case.
    #[must_use]
    pub fn email(self, email: impl Into<String>) -> OrderQuery {
        OrderQuery { email: Some(email.into()), ..self }
    }

    /// Filters by the time of placing: from this time on.
    #[must_use]
    pub fn placed_from(self, from: Timestamp) -> OrderQuery {
        OrderQuery { placed_from: Some(from), ..self }
    }

    /// Filters by the time of placing: before this time.
    #[must_use]
    pub fn placed_until(self, until: Timestamp) -> OrderQuery {
        OrderQuery { placed_until: Some(until), ..self }
    }

    /// Filters by the status.
    #[must_use]
    pub fn status(self, status: OrderStatus) -> OrderQuery {
        OrderQuery { status: Some(status), ..self }
    }

    /// Filters by the id of the payment provider that the shopper chose.
    #[must_use]
    pub fn provider(self, provider: impl Into<String>) -> OrderQuery {
        OrderQuery { provider: Some(provider.into()), ..self }
    }

    /// Filters by the country of the address (ISO 3166-1 alpha-2).
    #[must_use]
    pub fn country(self, country: impl Into<String>) -> OrderQuery {
        OrderQuery { country: Some(country.into()), ..self }
    }

    /// Filters by the kind of a product bought ([`Sellable::KIND`](crate::Sellable::KIND)).
    #[must_use]
    pub fn kind(self, kind: impl Into<String>) -> OrderQuery {
        OrderQuery { kind: Some(kind.into()), ..self }
    }

    /// Continues below the order with this number.
    #[must_use]
    pub fn before(self, number: i64) -> OrderQuery {
        OrderQuery { before: Some(number), ..self }
    }

    /// Sets the maximum number of orders.
    #[must_use]
    pub fn limit(self, limit: u32) -> OrderQuery {
        OrderQuery { limit, ..self }
    }
}
