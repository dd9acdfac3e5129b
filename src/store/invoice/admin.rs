//! The merchant's operations on invoices: list, issue, correct.

use super::{InvoiceRecord, RECORDS, issue::Issuing, parse, sold, sold::Sold};
use crate::{
    args,
    language::{Language, Texts},
    model::{Address, AddressField, Day, Field, FieldError, Timestamp, address_errors},
    store::{
        admin::Admin,
        checkout::normalize::normalize_address,
        country,
        db::{self, Row},
        document::{Document, DocumentKind, Party},
        error::AdminError,
        is_key,
        receivers::SignalKind,
        staff::role::Act,
        tax::{is_vat_id, normalize_vat_id, vat_country},
    },
};

/// The maximum number of characters of a reason.
const LONGEST_REASON: usize = 500;

/// A query for invoices and credit notes, the newest first.
///
/// ```
/// use pannier::InvoiceQuery;
///
/// let query = InvoiceQuery::default().year(2026).limit(10);
/// assert_eq!((query.year, query.limit), (Some(2026), 10));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvoiceQuery {
    /// Only those of the order with this number.
    pub order: Option<i64>,
    /// Only those that were issued in this year, in the time zone of the shop.
    pub year: Option<u16>,
    /// Only those that are older than the one with this number.
    pub before: Option<String>,
    /// The maximum number of records: 50.
    pub limit: u32,
}

impl Default for InvoiceQuery {
    fn default() -> InvoiceQuery {
        InvoiceQuery { order: None, year: None, before: None, limit: 50 }
    }
}

impl InvoiceQuery {
    /// Filters by an order's number.
    #[must_use]
    pub fn order(self, number: i64) -> InvoiceQuery {
        InvoiceQuery { order: Some(number), ..self }
    }

    /// Filters by the year.
    #[must_use]
    pub fn year(self, year: u16) -> InvoiceQuery {
        InvoiceQuery { year: Some(year), ..self }
    }

    /// Continues after the document with this number, the last one of a page.
    #[must_use]
    pub fn before(self, name: impl Into<String>) -> InvoiceQuery {
        InvoiceQuery { before: Some(name.into()), ..self }
    }

    /// Sets the maximum number of records.
    #[must_use]
    pub fn limit(self, limit: u32) -> InvoiceQuery {
        InvoiceQuery { limit, ..self }
    }
}

/// In whose name an invoice is corrected. See [`Admin::correct_invoice`].
///
/// ```
/// use pannier::{Address, InvoiceBuyer};
///
/// let address = Address { organization: "Quarto GmbH".into(), ..Address::default() };
/// assert_eq!(InvoiceBuyer::new(address).vat_id("DE136695976").vat_id, "DE136695976");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvoiceBuyer {
    /// Name, company and address.
    pub address: Address,
    /// The VAT number. May be empty.
    pub vat_id: String,
    /// The language of the errors. By default, the first one of the store.
    pub language: Option<Language>,
}

impl InvoiceBuyer {
    /// Creates a buyer without a VAT number.
    pub fn new(address: Address) -> InvoiceBuyer {
        InvoiceBuyer { address, ..InvoiceBuyer::default() }
    }

    /// Sets the VAT number.
    #[must_use]
    pub fn vat_id(self, vat_id: impl Into<String>) -> InvoiceBuyer {
        InvoiceBuyer { vat_id: vat_id.into(), ..self }
    }

    /// Sets the language of the errors.
    #[must_use]
    pub fn language(self, language: Language) -> InvoiceBuyer {
        InvoiceBuyer { language: Some(language), ..self }
    }

    /// Normalizes the buyer as the checkout does.
    ///
    /// # Errors
    /// With what is wrong. A company need not name a person.
    fn checked(self, texts: &Texts) -> Result<InvoiceBuyer, Vec<FieldError>> {
        let InvoiceBuyer { mut address, vat_id, language } = self;
        normalize_address(&mut address);
        let vat_id = normalize_vat_id(&vat_id);
        let mut errors = match country::rules_in(&address.country, texts) {
            Some(rules) => address_errors(&address, &rules, Field::BillingAddress, country::matches, texts),
            None => vec![FieldError::new(
                Field::BillingAddress(AddressField::Country),
                texts.get("checkout-unknown-country"),
            )],
        };
        let is_company = !address.organization.is_empty() && address.name.is_empty();
        errors.retain(|error| !(is_company && error.field == Field::BillingAddress(AddressField::Name)));
        // The numbers of other countries are not known.
        if vat_country(&vat_id).is_some() && !is_vat_id(&vat_id) {
            errors.push(FieldError::new(Field::VatId, texts.get("checkout-vat-id-form")));
        }
        if errors.is_empty() { Ok(InvoiceBuyer { address, vat_id, language }) } else { Err(errors) }
    }
}

impl Admin<'_> {
    /// Returns invoices and credit notes, the newest first.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::InvoiceQuery;
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// assert!(admin.invoices(&InvoiceQuery::default()).await?.is_empty(), "the store issues none");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn invoices(&self, query: &InvoiceQuery) -> db::Result<Vec<InvoiceRecord>> {
        let (db, zone) = (self.store.db(), self.store.time_zone());
        let (from, until) = match query.year {
            Some(year) => {
                let [from, until] = [year, year.saturating_add(1)].map(|year| Day::first_of(year, 1).begins_at(zone));
                (from, until)
            }
            None => (Timestamp::from_millis(0), Timestamp::from_millis(i64::MAX)),
        };
        let mut conditions = String::from("i.issued_at >= $2 AND i.issued_at < $3");
        let mut args = args![query.limit, from, until].to_vec();
        if let Some(number) = query.order {
            args.push(number.into());
            conditions
                .push_str(&format!(" AND i.order_id = (SELECT id FROM pannier_orders WHERE number = ${})", args.len()));
        }
        if let Some(name) = &query.before {
            let sql = "SELECT id, issued_at FROM pannier_invoices WHERE name = $1";
            let last = if is_key(name) { db.fetch_optional(sql, args![name]).await? } else { None };
            let Some(last) = last else { return Ok(Vec::new()) };
            args.extend_from_slice(args![last.get::<Timestamp>("issued_at")?, last.get::<String>("id")?]);
            let (at, id) = (args.len() - 1, args.len());
            conditions.push_str(&format!(" AND i.issued_at <= ${at} AND (i.issued_at < ${at} OR i.id < ${id})"));
        }
        let sql = format!("{RECORDS} WHERE {conditions} ORDER BY i.issued_at DESC, i.id DESC LIMIT $1");
        db.fetch_all(&sql, &args).await?.iter().map(InvoiceRecord::read).collect()
    }

    /// Returns an invoice or a credit note by its number.
    ///
    /// # Errors
    /// [`AdminError::UnknownInvoice`].
    pub async fn invoice_document(&self, name: &str) -> Result<Document, AdminError> {
        let sql = "SELECT body FROM pannier_invoices WHERE name = $1";
        let row: Option<Row> =
            if is_key(name) { self.store.db().fetch_optional(sql, args![name]).await? } else { None };
        let row = row.ok_or_else(|| AdminError::UnknownInvoice(name.to_owned()))?;
        Ok(parse(&row.get::<String>("body")?)?)
    }

    /// Issues the invoice of an order that has none, such as one that was paid before the store issued invoices, with the credit
    /// notes for its refunds. Returns the invoice. If the order has one, nothing is changed.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use pannier::{Actor, Seller, testing::{self, ManualPayment, Voucher}};
    ///
    /// let mut seller = Seller::default();
    /// seller.name = "Quarto".into();
    /// let builder = testing::in_memory().await.sell::<Voucher>().pay(ManualPayment).invoices(seller);
    /// let store = builder.build().await?;
    /// # let visitor = testing::visitor(&store);
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let invoice = admin.issue_invoice(order.number).await?;
    /// assert!(invoice.name.ends_with("-00001"));
    /// assert_eq!(invoice.total, order.total);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::NoSeller`] if the store issues no invoices; [`AdminError::NothingToInvoice`] if
    /// the order is not completed, or costs nothing.
    pub async fn issue_invoice(&self, number: i64) -> Result<InvoiceRecord, AdminError> {
        let id = self.id_of(number).await?;
        if !self.store.issues_invoices() {
            return Err(AdminError::NoSeller);
        }
        let nothing = || AdminError::NothingToInvoice(number);
        let sold = Sold::read(self.store, &id).await?.ok_or_else(nothing)?;
        let tx = self.begin().await?;
        let mut issuing = Issuing::begin(self.store, &sold, tx).await?.ok_or_else(nothing)?;
        let is_invoice = |record: &InvoiceRecord| record.kind == DocumentKind::Invoice;
        if let Some(first) = issuing.records().into_iter().find(is_invoice) {
            return Ok(first);
        }
        issuing.invoice().await?;
        issuing.credit_all().await?;
        let invoice = issuing.records().into_iter().find(is_invoice).ok_or_else(nothing)?;
        self.entry(Act::IssueInvoice).order(&id).subject(&invoice.name).commit(issuing.into_tx()).await?;
        Ok(invoice)
    }

    /// Corrects to whom an order is invoiced: a credit note takes back what is left of its invoice, and a new invoice says the
    /// same in the name of another buyer. If several invoices hold, such as after a refund that failed, each is corrected by
    /// documents of its own. Amounts never change: what was charged wrongly is [refunded](Admin::refund). `reason` is on the
    /// credit note, and may be empty. Returns the new invoice, or the last of several.
    ///
    /// The customer gets a [mail](crate::receivers::OrderMail) about it, by the signal
    /// [`InvoiceCorrected`](SignalKind::InvoiceCorrected).
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::NoSeller`] if the store issues no invoices; [`AdminError::InvalidCorrection`]
    /// with what is wrong with the buyer; [`AdminError::NothingInvoiced`] if the order has no invoice, or all of it is credited.
    pub async fn correct_invoice(
        &self,
        number: i64,
        buyer: InvoiceBuyer,
        reason: &str,
    ) -> Result<InvoiceRecord, AdminError> {
        let id = self.id_of(number).await?;
        if !self.store.issues_invoices() {
            return Err(AdminError::NoSeller);
        }
        let texts = self.store.texts(buyer.language.unwrap_or_else(|| self.store.first_language()));
        let InvoiceBuyer { address, vat_id, .. } = buyer.checked(&texts).map_err(AdminError::InvalidCorrection)?;
        let nothing = || AdminError::NothingInvoiced(number);
        let sold = Sold::read(self.store, &id).await?.ok_or_else(nothing)?;
        let lines = sold::lines_of(&address, sold.language);
        let buyer = Party { address, lines, vat_id, ..Party::default() };
        let lines: Vec<&str> = reason.split(char::is_control).map(str::trim).filter(|line| !line.is_empty()).collect();
        let reason: String = lines.join(" ").chars().take(LONGEST_REASON).collect();
        let tx = self.begin().await?;
        let mut issuing = Issuing::begin(self.store, &sold, tx).await?.ok_or_else(nothing)?;
        if !issuing.correct(&buyer, &reason).await? {
            return Err(nothing());
        }
        let invoice = issuing.records().pop().ok_or_else(nothing)?;
        let mut tx = issuing.into_tx();
        self.store.0.outbox.push(&mut tx, &id, SignalKind::InvoiceCorrected, &invoice.name).await?;
        // Without the buyer, whose name is personal: nothing of the log can ever be deleted.
        self.entry(Act::CorrectInvoice).order(&id).subject(&invoice.name).commit(tx).await?;
        Ok(invoice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::fluent::store_texts;

    #[test]
    fn a_buyer_is_a_person_or_a_company_at_an_address() {
        let texts = store_texts(Language::ENGLISH);
        let place = Address {
            country: "de".into(),
            line1: "Unter den Linden 1".into(),
            city: "Berlin".into(),
            postal_code: "10117".into(),
            ..Address::default()
        };
        let wrong = |buyer: InvoiceBuyer| match buyer.checked(&texts) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|error| error.field.name()).collect(),
        };
        let company = Address { organization: "Quarto GmbH".into(), ..place.clone() };
        let person = Address { name: "Ada Lovelace".into(), ..place.clone() };
        assert_eq!(wrong(InvoiceBuyer::new(company.clone()).vat_id("de 136 695 976")), [""; 0]);
        assert_eq!(wrong(InvoiceBuyer::new(person)), [""; 0]);
        assert_eq!(wrong(InvoiceBuyer::new(place)), ["billing_name"]);
        assert_eq!(wrong(InvoiceBuyer::new(company.clone()).vat_id("DE136695978")), ["vat_id"]);
        let nowhere = Address { country: "XX".into(), ..company };
        assert_eq!(wrong(InvoiceBuyer::new(nowhere)), ["billing_country"]);
    }
}
