//! What an order has frozen, as its documents say it.

use std::collections::BTreeMap;

use crate::{
    args,
    language::Language,
    model::{Address, AmountError, CheckoutForm, Currency, Money, OrderStatus, Rate, TaxCode, Timestamp},
    store::{
        Store, country,
        db::{Db, Result, Row},
        document::{DocumentCharge, DocumentLine, DocumentRate, Party, price::Listed},
        order::{
            charged::{self, Charged, Of},
            header::{self, Contact},
        },
        payment,
    },
};

/// The id of the library's own provider.
const VAT: &str = "vat";

/// A placed order, with all that its documents say.
#[derive(Clone, Debug)]
pub(super) struct Sold {
    pub id: String,
    pub number: i64,
    pub status: OrderStatus,
    pub placed_at: Timestamp,
    /// When it was paid.
    pub completed_at: Option<Timestamp>,
    pub language: Language,
    pub currency: Currency,
    pub buyer: Party,
    pub ship_to: Option<Party>,
    /// The address to which it is sent. `None` if it does not ship, or is picked up.
    pub sent_to: Option<Address>,
    /// How it is paid, in words. May be empty.
    pub payment: String,
    pub lines: Vec<DocumentLine>,
    pub charges: Vec<DocumentCharge>,
    /// What was taken off: labels and amounts.
    pub discounts: Vec<(String, Money)>,
    /// Whether the library's own provider has taxed it: what is exempt is so because the seller is a small business, and what is
    /// out of scope because of the place of supply.
    pub is_own_vat: bool,
}

impl Sold {
    /// Reads an order. `None` if there is no placed order with this id.
    pub async fn read(store: &Store, id: &str) -> Result<Option<Sold>> {
        let db = store.db();
        let Some(head) = header::head(db, id).await? else { return Ok(None) };
        let (Some(number), Some(amounts), Some(placed_at)) = (head.number, head.amounts, head.placed_at) else {
            return Ok(None);
        };
        let (language, currency) = (store.language_of_order(&head), amounts.total().currency);
        let sql = format!(
            "SELECT o.closed_at, o.tax_provider, o.ships, {} FROM pannier_orders o WHERE o.id = $1",
            Contact::columns("o", "")
        );
        let row = db.fetch_one(&sql, args![id]).await?;
        let (contact, ships) = (Contact::read(&row)?, row.get::<Option<i64>>("ships")? == Some(1));
        let charged = charged::read(db, id).await?.all;
        let (charges, picked_up) = charges(store, &charged)?;
        let buyer = buyer_address(&head.form, &contact.address, ships);
        let sent_to = (ships && !picked_up).then_some(contact.address);
        let ship_to = sent_to.clone().filter(|address| !is_same_place(&buyer, address)).map(|address| Party {
            lines: lines_of(&address, language),
            address,
            ..Party::default()
        });
        let completed = head.status == OrderStatus::Completed;
        let provider = store.provider(&head.form.payment);
        Ok(Some(Sold {
            number,
            status: head.status,
            placed_at,
            completed_at: row.get::<Option<Timestamp>>("closed_at")?.filter(|_| completed),
            language,
            currency,
            buyer: Party {
                lines: lines_of(&buyer, language),
                address: buyer,
                email: contact.email,
                vat_id: head.form.vat_id,
            },
            ship_to,
            sent_to,
            payment: provider.map(|provider| payment::label(&**provider, &store.texts(language))).unwrap_or_default(),
            lines: lines(&charged)?,
            charges,
            discounts: match amounts.discount().amount {
                0 => Vec::new(),
                _ => discounts(db, id, currency).await?,
            },
            is_own_vat: row.get::<Option<String>>("tax_provider")?.as_deref() == Some(VAT),
            id: head.id,
        }))
    }
}

/// Returns to whom an order is billed: at the billing address, or else at that of the shipping. A company that gave only its name
/// is billed at the latter.
fn buyer_address(form: &CheckoutForm, shipping: &Address, ships: bool) -> Address {
    let billing = &form.billing_address;
    match (billing.has_place(), billing.organization.is_empty()) {
        (true, _) => billing.clone(),
        (false, false) if ships => Address { organization: billing.organization.clone(), ..shipping.clone() },
        (false, false) => billing.clone(),
        (false, true) => shipping.clone(),
    }
}

/// Returns whether two addresses are the same but for the organization.
pub(super) fn is_same_place(one: &Address, other: &Address) -> bool {
    let place = |address: &Address| Address { organization: String::new(), ..address.clone() };
    place(one) == place(other)
}

/// Returns an address as lines. Of what does not ship, the country may be unknown, and the name alone is left.
pub(super) fn lines_of(address: &Address, language: Language) -> Vec<String> {
    let lines = country::format_in(address, language);
    if !lines.is_empty() {
        return lines;
    }
    let names = [&address.organization, &address.name].into_iter();
    names.filter(|name| !name.is_empty()).cloned().collect()
}

/// Reads the code and the rate of a row; `None` if its tax is not recorded.
pub(super) fn rate(row: &Row) -> Result<Option<DocumentRate>> {
    let Some(code) = row.get::<Option<TaxCode>>("code")? else { return Ok(None) };
    Ok(Some(DocumentRate { code, rate: Rate::millionths(row.get_u32("rate")?) }))
}

/// Returns the rate at which something was charged.
fn rate_of(charged: &Charged) -> Option<DocumentRate> {
    charged.rate.map(|rate| DocumentRate { code: rate.code, rate: rate.rate })
}

/// Returns the lines, one for each: a line has one rate.
fn lines(charged: &[Charged]) -> Result<Vec<DocumentLine>> {
    let mut lines: Vec<DocumentLine> = Vec::new();
    for one in charged {
        let Of::Line { kind, id } = &one.of else { continue };
        let money = |amount| Money::new(amount, one.amount.currency);
        let gross = one.net.checked_add(one.tax).ok_or(AmountError::Overflow)?;
        let listed =
            Listed { unit: one.unit, quantity: one.quantity, discount: one.discount, charged: one.amount.amount };
        let mut line = DocumentLine {
            kind: kind.clone(),
            id: id.clone(),
            title: one.title.clone(),
            quantity: listed.quantity,
            unit_price: money(listed.unit),
            base_quantity: 1,
            priced_with_tax: true,
            discount: None,
            net: money(one.net),
            tax: money(one.tax),
            amount: money(gross),
            rate: rate_of(one),
        };
        // A provider of the app could have split it: its pieces are counted once.
        if lines.last().is_some_and(|last| (&last.kind, &last.id) == (&line.kind, &line.id)) {
            line.quantity = 0;
        }
        listed.price(&mut line)?;
        lines.push(line);
    }
    Ok(lines)
}

/// Returns what is charged for the parcels, by their rates, and whether all of them are picked up.
fn charges(store: &Store, charged: &[Charged]) -> Result<(Vec<DocumentCharge>, bool)> {
    let (mut charges, mut are_picked_up) = (Vec::new(), Vec::new());
    for parcel in charged.chunk_by(|one, next| one.of == next.of) {
        let [Charged { of: Of::Parcel { .. }, method, .. }, ..] = parcel else { continue };
        are_picked_up.push(store.shipping_method(method).is_some_and(|method| method.is_pick_up()));
        charges.extend(charges_of(parcel)?);
    }
    Ok((charges, !are_picked_up.is_empty() && are_picked_up.into_iter().all(|is_picked_up| is_picked_up)))
}

/// Returns what is charged for a parcel, by its rates. What costs nothing is left out.
fn charges_of(parcel: &[Charged]) -> Result<Vec<DocumentCharge>> {
    let mut charges: BTreeMap<Option<DocumentRate>, DocumentCharge> = BTreeMap::new();
    for one in parcel {
        let (rate, zero) = (rate_of(one), Money::zero(one.amount.currency));
        let new = || DocumentCharge { label: one.title.clone(), net: zero, tax: zero, amount: zero, rate };
        // A rate that was added to a price and is in another is one rate.
        let charge = charges.entry(rate).or_insert_with(new);
        for (sum, more) in [(&mut charge.net, one.net), (&mut charge.tax, one.tax)] {
            sum.amount = sum.amount.checked_add(more).ok_or(AmountError::Overflow)?;
        }
        charge.amount.amount = charge.net.amount.checked_add(charge.tax.amount).ok_or(AmountError::Overflow)?;
    }
    Ok(charges.into_values().filter(|charge| charge.amount.amount > 0).collect())
}

async fn discounts(db: &Db, id: &str, currency: Currency) -> Result<Vec<(String, Money)>> {
    let sql = "SELECT label, amount FROM pannier_order_discounts WHERE order_id = $1 ORDER BY position";
    let read = |row: &Row| Ok((row.get("label")?, Money::new(row.get("amount")?, currency)));
    db.fetch_all(sql, args![id]).await?.iter().map(read).collect()
}
