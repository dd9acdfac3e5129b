//! Invoices and credit notes: issued once, numbered without a gap, and never changed.
//!
//! The receiver (`receiver.rs`) issues the invoice of an order when it is paid, and a credit note for each refund whose lines are
//! known. What an invoice says is built from what the order has frozen (`sold.rs`, `body.rs`), and is stored with its number, in
//! one transaction (`issue.rs`). Nothing is edited: a mistake is answered by a credit note and another invoice (`admin.rs`).
//!
//! What is outside the scope of VAT cannot be on one invoice with anything else (EN 16931, BR-O-11 to 14): such an order has two
//! invoices, and each has credit notes of its own.

mod admin;
mod body;
mod check;
mod credit;
mod export;
mod issue;
mod receiver;
mod seller;
mod sold;

use serde::{Deserialize, Serialize};

pub use self::{
    admin::{InvoiceBuyer, InvoiceQuery},
    check::{InvoiceCheck, InvoiceProblem},
};
use self::{
    issue::{BY_ITSELF, Issuing},
    receiver::Invoices,
    sold::Sold,
};
use crate::{
    args,
    model::{Money, OrderStatus, OrderView, Problem, TimeZone, Timestamp},
    store::{
        Store, StoreBuilder,
        db::{self, DbError, Row, read_from},
        document::{Document, DocumentKind, Seller},
        is_key,
        order::header,
    },
};

read_from! {
    DocumentKind: String => db::named,
}

/// SQL: the documents `i` with the numbers of their orders `o`, and of what they refer to.
const RECORDS: &str = "SELECT i.name, i.kind, o.number AS order_number, i.issued_at, i.total_amount, i.currency, \
    i.body, r.name AS refers_to FROM pannier_invoices i JOIN pannier_orders o ON o.id = i.order_id \
    LEFT JOIN pannier_invoices r ON r.id = i.refers_to";

/// An invoice or a credit note, in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InvoiceRecord {
    /// Its number, with its series: `2026-00017`, or `C2026-00003` of a credit note.
    pub name: String,
    /// An invoice or a credit note.
    pub kind: DocumentKind,
    /// The number of the order.
    pub order: i64,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The time zone of its day: that of the shop when it was issued.
    #[serde(default)]
    pub time_zone: TimeZone,
    /// What is to be paid, or what a credit note takes back, with all tax.
    pub total: Money,
    /// The number of the invoice that a credit note takes back, or of the document that an invoice replaces.
    pub refers_to: Option<String>,
}

impl InvoiceRecord {
    fn read(row: &Row) -> db::Result<InvoiceRecord> {
        Ok(InvoiceRecord {
            name: row.get("name")?,
            kind: row.get("kind")?,
            order: row.get("order_number")?,
            issued_at: row.get("issued_at")?,
            time_zone: zone_of(&row.get::<String>("body")?)?,
            total: row.money("total_amount", "currency")?,
            refers_to: row.get("refers_to")?,
        })
    }
}

/// Returns the invoices among an order's documents that hold. See [`Store::current_invoices`].
fn current(documents: Vec<InvoiceRecord>) -> Vec<InvoiceRecord> {
    let (invoices, notes): (Vec<_>, Vec<_>) =
        documents.into_iter().partition(|document| document.kind == DocumentKind::Invoice);
    let refers = |other: &InvoiceRecord, invoice: &InvoiceRecord| other.refers_to.as_ref() == Some(&invoice.name);
    let is_open = |invoice: &&InvoiceRecord| {
        let credited = notes.iter().filter(|note| refers(note, invoice)).map(|note| i128::from(note.total.amount));
        credited.sum::<i128>() < i128::from(invoice.total.amount)
    };
    let is_replaced = |invoice: &&InvoiceRecord| invoices.iter().any(|other| refers(other, invoice));
    let open: Vec<_> = invoices.iter().filter(is_open).cloned().collect();
    if !open.is_empty() {
        return open;
    }
    invoices.iter().filter(|invoice| !is_replaced(invoice)).cloned().collect()
}

/// Reads the time zone of a document as it is stored.
fn zone_of(body: &str) -> db::Result<TimeZone> {
    #[derive(Deserialize)]
    struct Zone {
        #[serde(default)]
        time_zone: TimeZone,
    }
    let zone: Zone = serde_json::from_str(body).map_err(|error| DbError(sqlx::Error::Decode(error.into())))?;
    Ok(zone.time_zone)
}

/// Reads a document as it is stored.
fn parse(body: &str) -> db::Result<Document> {
    serde_json::from_str(body).map_err(|error| DbError(sqlx::Error::Decode(error.into())))
}

impl StoreBuilder {
    /// Issues an invoice for each order that is paid from now on, in the name of this seller, and a credit note for each refund
    /// of one whose lines are known. An order of nothing to pay has none. See [`Seller::from_settings`].
    ///
    /// Invoices are numbered by year in the [time zone](crate::Settings::time_zone) of the shop, `2026-00001`, and credit notes beside them, `C2026-00001`. Both are issued by a
    /// [receiver](crate::Receiver), `invoices`, and are [documents](Document).
    ///
    /// ```
    /// use pannier::{Seller, Settings, SettingsError, StoreBuilder};
    ///
    /// fn invoice(builder: StoreBuilder, settings: &Settings) -> Result<StoreBuilder, SettingsError> {
    ///     let seller = Seller::from_settings(settings)?;
    ///     Ok(seller.into_iter().fold(builder, StoreBuilder::invoices))
    /// }
    /// ```
    ///
    /// # Panics
    /// If there is a seller already.
    pub fn invoices(mut self, seller: Seller) -> Self {
        assert!(self.seller.is_none(), "a second seller: a store has one");
        self.seller = Some(seller);
        self.receive(Invoices)
    }
}

impl Store {
    /// Returns whether the store [issues invoices](StoreBuilder::invoices).
    pub fn issues_invoices(&self) -> bool {
        self.0.seller.is_some()
    }

    /// Returns the invoices and credit notes of an order, by the token of its page, the oldest first.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// assert!(store.invoices_of(&order.token).await?.is_empty(), "it is not paid");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] if there is no placed order with this token.
    pub async fn invoices_of(&self, token: &str) -> Result<Vec<InvoiceRecord>, Problem> {
        if !is_key(token) {
            return Err(Problem::UnknownOrder);
        }
        let sql = format!("{RECORDS} WHERE o.token = $1 ORDER BY i.issued_at, i.id");
        let rows = self.db().fetch_all(&sql, args![token]).await?;
        if rows.is_empty() {
            self.id_of_placed(token).await?;
        }
        Ok(rows.iter().map(InvoiceRecord::read).collect::<db::Result<_>>()?)
    }

    /// Returns the invoices of an order that hold, by the token of its page, the oldest first: those of which something is left,
    /// or else those that no other one has taken the place of. There are several if part of it is outside the scope of VAT, or was
    /// invoiced again after a refund has failed.
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] if there is no placed order with this token.
    pub(crate) async fn current_invoices(&self, token: &str) -> Result<Vec<InvoiceRecord>, Problem> {
        Ok(current(self.invoices_of(token).await?))
    }

    /// Returns an invoice or a credit note, by the token of its order's page and by its number.
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] if the order has no document with this number.
    pub async fn invoice(&self, token: &str, name: &str) -> Result<Document, Problem> {
        if !is_key(token) || !is_key(name) {
            return Err(Problem::UnknownOrder);
        }
        let sql = "SELECT i.body FROM pannier_invoices i JOIN pannier_orders o ON o.id = i.order_id \
                   WHERE i.name = $2 AND o.token = $1";
        let row = self.db().fetch_optional(sql, args![token, name]).await?.ok_or(Problem::UnknownOrder)?;
        Ok(parse(&row.get::<String>("body")?)?)
    }

    /// Issues what is due of an order at once, for who needs it before the receiver has got to it, and returns all of its
    /// invoices and credit notes, as [`Store::invoices_of`] does. Nothing is due of an order that was paid before the store
    /// issued invoices.
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] if there is no placed order with this token.
    pub async fn issue_due_invoices(&self, token: &str) -> Result<Vec<InvoiceRecord>, Problem> {
        let id = self.id_of_placed(token).await?;
        if let Some(sold) = Sold::read(self, &id).await?
            && let Some(mut issuing) = Issuing::begin(self, &sold, self.db().begin().await?).await?
            && issuing.is_due().await?
        {
            issuing.invoice().await?;
            issuing.into_tx().commit().await?;
        }
        self.invoices_of(token).await
    }

    /// Returns whether an order has an invoice, or gets one by itself in a moment. One that was paid before the store issued
    /// invoices has none until the merchant issues it.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// assert!(!store.has_invoice(&order).await?, "it is not paid");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] if there is no such order.
    pub async fn has_invoice(&self, order: &OrderView) -> Result<bool, Problem> {
        if !self.issues_invoices() || order.status != OrderStatus::Completed || order.total.amount == 0 {
            return Ok(false);
        }
        if !self.invoices_of(&order.token).await?.is_empty() {
            return Ok(true);
        }
        let id = self.id_of_placed(&order.token).await?;
        Ok(self.db().fetch_optional(BY_ITSELF, args![&id, receiver::NAME]).await?.is_some())
    }

    /// Returns the confirmation of an order, by the token of its page: what an invoice says, without being one. Its date is that
    /// of the order.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::DocumentKind;
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let confirmation = store.order_confirmation(&order.token).await?;
    /// assert_eq!((confirmation.kind, confirmation.total), (DocumentKind::OrderConfirmation, order.total));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] if there is no placed order with this token, or it was cancelled.
    pub async fn order_confirmation(&self, token: &str) -> Result<Document, Problem> {
        let id = self.id_of_placed(token).await?;
        let sold = Sold::read(self, &id).await?.filter(|sold| sold.status != OrderStatus::Cancelled);
        let sold = sold.ok_or(Problem::UnknownOrder)?;
        Ok(sold.confirmation(self.named_seller(), &self.texts(sold.language))?)
    }

    /// Returns the seller, for a document. Without one, the name of the shop and its e-mail address are known.
    pub(crate) fn named_seller(&self) -> Seller {
        let unnamed =
            || Seller { name: self.shop_name(), email: self.shop_email().unwrap_or_default(), ..Seller::default() };
        self.0.seller.clone().unwrap_or_else(unnamed)
    }

    /// Returns the id of the placed order with this token.
    async fn id_of_placed(&self, token: &str) -> Result<String, Problem> {
        let head = header::head_by_token(self.db(), token).await?;
        head.filter(|head| head.number.is_some()).map(|head| head.id).ok_or(Problem::UnknownOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Currency;

    #[test]
    fn an_invoice_holds_as_long_as_something_is_left_of_it() {
        let record = |name: &str, cents: i64, refers_to: Option<&str>| InvoiceRecord {
            name: name.to_owned(),
            kind: if name.starts_with('C') { DocumentKind::CreditNote } else { DocumentKind::Invoice },
            order: 1001,
            issued_at: Timestamp::from_secs(0),
            time_zone: TimeZone::UTC,
            total: Money::new(cents, Currency::EUR),
            refers_to: refers_to.map(str::to_owned),
        };
        let mut documents = vec![record("1", 3000, None)];
        let mut holds = |more: &[(&str, i64, &str)]| {
            documents.extend(more.iter().map(|(name, cents, of)| record(name, *cents, Some(of))));
            current(documents.clone()).into_iter().map(|invoice| invoice.name).collect::<Vec<_>>()
        };
        assert_eq!(holds(&[]), ["1"]);
        assert_eq!(holds(&[("C1", 1000, "1")]), ["1"]);
        assert_eq!(holds(&[("2", 1000, "C1")]), ["1", "2"], "the refund has failed");
        let corrected = [("C2", 2000, "1"), ("3", 2000, "1"), ("C3", 1000, "2"), ("4", 1000, "2")];
        assert_eq!(holds(&corrected), ["3", "4"]);
        assert_eq!(holds(&[("C4", 1000, "4")]), ["3"]);
        assert_eq!(holds(&[("C5", 2000, "3")]), ["3", "4"], "all is refunded");
    }
}
