//! Corrections of placed orders: an e-mail address or an address with a mistake in it.
//!
//! A correction is a row of its own, which nobody changes; the order stays as it was placed. The newest one counts for
//! what has not left yet. `header.rs` reads it for mails, and `shipping/shipment.rs` for shipments, which keep the one
//! that they were sent with.

use serde::{Deserialize, Serialize};

use super::{header::Contact, transition};
use crate::{
    args,
    language::{Language, Texts},
    model::{Address, AddressField, CheckoutForm, Field, FieldError, OrderStatus, Timestamp},
    store::{
        admin::Admin,
        checkout::{
            normalize::{normalize, normalize_address},
            validate::contact_errors,
        },
        country,
        db::{self, Db},
        error::AdminError,
        staff::role::Act,
    },
};

/// The maximum number of corrections that are read.
const MOST: u32 = 1000;

/// A correction of a placed order: what changes of its e-mail address and of its address. See [`Admin::correct`].
///
/// ```
/// use pannier::{AddressField, Correction};
///
/// let correction = Correction::default().email("ada@example.com").address(AddressField::City, "Berlin");
/// assert_eq!(correction.address, [(AddressField::City, "Berlin".to_owned())]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Correction {
    /// The e-mail address.
    pub email: Option<String>,
    /// The fields of the address, with their values. A field that is not among them stays as it is.
    pub address: Vec<(AddressField, String)>,
    /// The language of the errors. By default, the first one of the store.
    pub language: Option<Language>,
}

impl Correction {
    /// Corrects the e-mail address.
    #[must_use]
    pub fn email(self, email: impl Into<String>) -> Correction {
        Correction { email: Some(email.into()), ..self }
    }

    /// Corrects a field of the address.
    #[must_use]
    pub fn address(mut self, field: AddressField, value: impl Into<String>) -> Correction {
        self.address.push((field, value.into()));
        self
    }

    /// Sets the language of the errors.
    #[must_use]
    pub fn language(self, language: Language) -> Correction {
        Correction { language: Some(language), ..self }
    }
}

/// A correction that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CorrectionRecord {
    /// When it was made.
    pub at: Timestamp,
    /// Who made it, as the text of an [`Actor`](crate::Actor).
    pub actor: String,
    /// What it has changed.
    pub changes: Vec<FieldChange>,
}

/// A value that a correction has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldChange {
    /// The field: the e-mail address, or one of the address.
    pub field: Field,
    /// The value before. Empty if there was none.
    pub old: String,
    /// The value since. Empty if it was removed.
    pub new: String,
}

impl Admin<'_> {
    /// Corrects the e-mail address or the address of a placed order.
    ///
    /// The order itself stays as it was placed, and its page at the same URL. What has not left yet uses the new values:
    /// mails, and shipments that were neither sent nor [begun](Admin::begin_shipment). A shipment that was sent keeps
    /// its address; one that came back goes to the new one. Mails that were sent already can be sent again with
    /// [`Admin::replay`]. The next basket of the shopper is filled in with what the shopper has typed.
    ///
    /// Values are normalized and validated as those of the checkout. The country of an order that ships cannot be
    /// corrected, because its shipping was quoted for it; nor can the address of one that does not ship, because it has
    /// none. The price of the shipping stays what it was.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{AdminError, Correction};
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// let refused = admin.correct(order.number, Correction::default().email("ada@example")).await;
    /// assert!(matches!(refused, Err(AdminError::InvalidCorrection(errors)) if errors.len() == 1));
    /// admin.correct(order.number, Correction::default().email("lovelace@example.com")).await?;
    /// assert_eq!(store.order(&order.token).await?.email, "lovelace@example.com");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::OrderCancelled`]; [`AdminError::InvalidCorrection`] with what is
    /// wrong with each value: then nothing was changed.
    pub async fn correct(&self, order: i64, correction: Correction) -> Result<(), AdminError> {
        let id = self.id_of(order).await?;
        let texts = self.store.texts(correction.language.unwrap_or_else(|| self.store.first_language()));
        let mut tx = self.begin().await?;
        let locked = transition::lock(&mut tx, &id).await?.ok_or(AdminError::UnknownOrder(order))?;
        if locked.status == OrderStatus::Cancelled {
            return Err(AdminError::OrderCancelled(order));
        }
        let sql = format!("SELECT o.ships, {} FROM pannier_orders o WHERE o.id = $1", Contact::columns("o", ""));
        let row = tx.fetch_one(&sql, args![&id]).await?;
        let (was, ships) = (Contact::read(&row)?, row.get::<i64>("ships")? == 1);
        let now = corrected(&was, ships, correction, &texts).map_err(AdminError::InvalidCorrection)?;
        let changes = changes(&was, &now);
        if changes.is_empty() {
            return Ok(());
        }
        let sql = "INSERT INTO pannier_corrections (order_id, number, email, address, corrected_at, actor) SELECT $1, \
                   COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5 FROM pannier_corrections WHERE order_id = $1";
        let address = serde_json::json!(now.address).to_string();
        tx.execute(sql, args![&id, &now.email, address, tx.now(), self.actor.to_string()]).await?;
        // Without the values, which are personal: nothing of the log can ever be deleted.
        let fields: Vec<_> = changes.iter().map(|change| change.field.name()).collect();
        Ok(self.entry(Act::Correct).order(&id).detail(fields.join(", ")).commit(tx).await?)
    }

    /// Returns the corrections of an order, the oldest first: the newest 1,000 of them.
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`].
    pub async fn corrections(&self, order: i64) -> Result<Vec<CorrectionRecord>, AdminError> {
        let id = self.id_of(order).await?;
        Ok(of_order(self.store.db(), &id).await?)
    }

    /// Returns whom the mails and the parcels of an order go to, as it was [corrected](Admin::correct) last.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let contact = store.acting(&pannier::Actor::CommandLine).contact(order.number).await?;
    /// assert_eq!((contact.email, contact.address.country.as_str()), (order.email, ""), "a voucher does not ship");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`].
    pub async fn contact(&self, order: i64) -> Result<Contact, AdminError> {
        let sql = format!("SELECT {} FROM pannier_orders o WHERE o.number = $1", Contact::columns("o", ""));
        let row = self.store.db().fetch_optional(&sql, args![order]).await?;
        Ok(Contact::read(&row.ok_or(AdminError::UnknownOrder(order))?)?)
    }
}

/// Returns the corrections of an order, the oldest first.
pub(super) async fn of_order(db: &Db, order_id: &str) -> db::Result<Vec<CorrectionRecord>> {
    let address = Address::FIELDS.map(|field| format!("o.{}", field.name())).join(", ");
    let sql = format!(
        "SELECT c.number, c.corrected_at, c.actor, c.email AS corrected_email, c.address AS corrected_address, \
         o.email, {address} FROM pannier_orders o JOIN pannier_corrections c ON c.order_id = o.id WHERE o.id = $1 \
         ORDER BY c.number DESC LIMIT {MOST}"
    );
    let (mut records, mut before) = (Vec::new(), None);
    for row in db.fetch_all(&sql, args![order_id]).await?.iter().rev() {
        if row.get::<i64>("number")? == 1 {
            before = Some(Contact::read_own(row)?);
        }
        let now = Contact::read(row)?;
        // Of the first of too many, nobody knows what it has changed.
        if let Some(was) = &before {
            let (at, actor) = (row.get("corrected_at")?, row.get("actor")?);
            records.push(CorrectionRecord { at, actor, changes: changes(was, &now) });
        }
        before = Some(now);
    }
    Ok(records)
}

/// Returns a contact with the values of a correction, or what is wrong with them.
fn corrected(was: &Contact, ships: bool, wanted: Correction, texts: &Texts) -> Result<Contact, Vec<FieldError>> {
    let Contact { email, address } = was.clone();
    let mut form = CheckoutForm { email, shipping_address: address, ..CheckoutForm::default() };
    let (mut given, mut errors) = (Vec::new(), Vec::new());
    if let Some(email) = wanted.email {
        form.email = email;
        given.push(Field::Email);
    }
    for (field, value) in wanted.address {
        if field == AddressField::Country && ships {
            // The other fields follow the rules of the country that stays.
            if !is_country(&was.address.country, &value) {
                let country = Field::ShippingAddress(AddressField::Country);
                errors.push(FieldError::new(country, texts.get("correction-country")));
            }
            continue;
        }
        *form.shipping_address.get_mut(field) = value;
        given.push(Field::ShippingAddress(field));
    }
    normalize(&mut form);
    let mut now = was.clone();
    for field in &given {
        match field {
            Field::ShippingAddress(part) => {
                form.shipping_address.get(*part).clone_into(now.address.get_mut(*part));
            }
            _ => now.email.clone_from(&form.email),
        }
    }
    let changed = |field: Field| value(was, field) != value(&now, field);
    let rules = if ships { country::rules_in(&now.address.country, texts) } else { None };
    let found = contact_errors(&form, rules.as_ref(), texts);
    errors.extend(found.into_iter().filter(|error| changed(error.field)));
    if !ships {
        let fields = Address::FIELDS.map(Field::ShippingAddress).into_iter().filter(|field| changed(*field));
        errors.extend(fields.map(|field| FieldError::new(field, texts.get("correction-nothing-ships"))));
    }
    if errors.is_empty() { Ok(now) } else { Err(errors) }
}

/// Whether this is typed for a country.
fn is_country(code: &str, typed: &str) -> bool {
    let mut address = Address { country: typed.to_owned(), ..Address::default() };
    normalize_address(&mut address);
    address.country == code
}

/// Returns what differs.
fn changes(was: &Contact, now: &Contact) -> Vec<FieldChange> {
    let fields = [Field::Email].into_iter().chain(Address::FIELDS.map(Field::ShippingAddress));
    let change = |field| {
        let (old, new) = (value(was, field), value(now, field));
        (old != new).then(|| FieldChange { field, old: old.to_owned(), new: new.to_owned() })
    };
    fields.filter_map(change).collect()
}

fn value(contact: &Contact, field: Field) -> &str {
    match field {
        Field::ShippingAddress(field) => contact.address.get(field),
        _ => &contact.email,
    }
}
