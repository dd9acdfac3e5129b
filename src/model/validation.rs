//! Validation of the checkout form. The same code runs in the browser and on the server.

use serde::{Deserialize, Serialize};

use super::{Address, AddressField, AddressRules, CheckoutForm, FieldRule};
use crate::language::Texts;

/// A field of the checkout form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Field {
    /// E-mail address.
    Email,
    /// The shipping choice.
    Shipping,
    /// The payment choice.
    Payment,
    /// The total, or the form as a whole.
    Total,
    /// The code for a discount.
    Code,
    /// The VAT number.
    VatId,
    /// One of the app's own fields; [`FieldError::custom`] says which.
    Custom,
    /// A field of the billing address.
    BillingAddress(AddressField),
    /// A field of the shipping address.
    #[serde(untagged)]
    ShippingAddress(AddressField),
}

impl Field {
    /// Returns the name of the field: of its element in the page, and of its column.
    ///
    /// ```
    /// use pannier::{AddressField, Field};
    ///
    /// assert_eq!(Field::ShippingAddress(AddressField::PostalCode).name(), "postal_code");
    /// assert_eq!(Field::BillingAddress(AddressField::City).name(), "billing_city");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Field::Email => "email",
            Field::Shipping => "shipping",
            Field::Payment => "payment",
            Field::Total => "total",
            Field::Code => "code",
            Field::VatId => "vat_id",
            Field::Custom => "fields",
            Field::BillingAddress(field) => field.billing_name(),
            Field::ShippingAddress(field) => field.name(),
        }
    }

    /// Returns the name of the field in a form, which is that of its element unless the form nests it.
    ///
    /// ```
    /// use pannier::{AddressField, Field};
    ///
    /// assert_eq!(Field::ShippingAddress(AddressField::City).input_name(), "city");
    /// assert_eq!(Field::BillingAddress(AddressField::City).input_name(), "billing_address[city]");
    /// ```
    pub fn input_name(self) -> String {
        match self {
            Field::BillingAddress(field) => format!("billing_address[{}]", field.name()),
            field => field.name().to_owned(),
        }
    }

    /// Returns the value of the attribute `autocomplete` (HTML, "Autofill").
    ///
    /// ```
    /// use pannier::{AddressField, Field};
    ///
    /// assert_eq!(Field::ShippingAddress(AddressField::City).autocomplete(), "shipping address-level2");
    /// ```
    pub fn autocomplete(self) -> String {
        match self {
            Field::Email => "email".to_owned(),
            Field::Shipping | Field::Payment | Field::Total | Field::Code | Field::VatId | Field::Custom => {
                "off".to_owned()
            }
            Field::BillingAddress(field) => format!("billing {}", field.autocomplete()),
            Field::ShippingAddress(field) => format!("shipping {}", field.autocomplete()),
        }
    }

    /// Returns the maximum length, in characters.
    pub const fn max_length(self) -> usize {
        match self {
            // RFC 5321, 4.5.3.1: 64 for the local part, 255 for the domain, 254 for the whole path.
            Field::Email => 254,
            Field::Shipping | Field::Payment | Field::Total => 120,
            Field::Code => 60,
            // The longest has 14 characters, and may be typed in groups.
            Field::VatId => 30,
            Field::Custom => 500,
            Field::BillingAddress(field) | Field::ShippingAddress(field) => field.max_length(),
        }
    }
}

/// A validation error of a field, for the shopper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldError {
    /// The field.
    pub field: Field,
    /// What is wrong and what to do.
    pub message: String,
    /// The [key](crate::ParcelChoices::key) of the parcel it concerns, if there are several.
    pub parcel: Option<String>,
    /// The id of the app's own field that it concerns.
    #[serde(default)]
    pub custom: Option<String>,
}

impl FieldError {
    /// Creates an error for a field.
    pub fn new(field: Field, message: impl Into<String>) -> FieldError {
        FieldError { field, message: message.into(), parcel: None, custom: None }
    }

    /// Creates an error for one of several parcels.
    ///
    /// ```
    /// use pannier::{Field, FieldError};
    ///
    /// let error = FieldError::of_parcel("by-kunaki", "We can't ship these items to this address.");
    /// assert_eq!((error.field, error.element_id().as_str()), (Field::Shipping, "parcel-by-kunaki"));
    /// ```
    pub fn of_parcel(key: impl Into<String>, message: impl Into<String>) -> FieldError {
        FieldError { parcel: Some(key.into()), ..FieldError::new(Field::Shipping, message) }
    }

    /// Creates an error for one of the app's own fields.
    ///
    /// ```
    /// use pannier::{Field, FieldError};
    ///
    /// let error = FieldError::of_custom("phone", "Enter your phone number.");
    /// assert_eq!((error.field, error.element_id().as_str()), (Field::Custom, "field-phone"));
    /// ```
    pub fn of_custom(id: impl Into<String>, message: impl Into<String>) -> FieldError {
        FieldError { custom: Some(id.into()), ..FieldError::new(Field::Custom, message) }
    }

    /// Returns the id of the field's element in the page.
    pub fn element_id(&self) -> String {
        match (&self.parcel, &self.custom) {
            (Some(key), _) => format!("parcel-{key}"),
            (None, Some(id)) => format!("field-{id}"),
            (None, None) => self.field.name().to_owned(),
        }
    }
}

impl CheckoutForm {
    /// Returns the value of a field. The app's own fields are in [`CheckoutForm::fields`]: the value of [`Field::Custom`] is
    /// that with an empty id.
    pub fn get(&self, field: Field) -> &str {
        match field {
            Field::Email => &self.email,
            Field::Shipping => &self.shipping,
            Field::Payment => &self.payment,
            Field::Total => &self.total,
            Field::Code => &self.code,
            Field::VatId => &self.vat_id,
            Field::Custom => self.fields.get("").map_or("", String::as_str),
            Field::BillingAddress(field) => self.billing_address.get(field),
            Field::ShippingAddress(field) => self.shipping_address.get(field),
        }
    }

    /// Returns a mutable reference to the value of a field, as [`CheckoutForm::get`] returns it.
    pub fn get_mut(&mut self, field: Field) -> &mut String {
        match field {
            Field::Email => &mut self.email,
            Field::Shipping => &mut self.shipping,
            Field::Payment => &mut self.payment,
            Field::Total => &mut self.total,
            Field::Code => &mut self.code,
            Field::VatId => &mut self.vat_id,
            #[cfg(feature = "ssr")]
            Field::Custom => self.fields.entry(String::new()).or_default(),
            // The browser validates no such field, and its code is smaller without a map that grows.
            #[cfg(not(feature = "ssr"))]
            Field::Custom => &mut self.total,
            Field::BillingAddress(field) => self.billing_address.get_mut(field),
            Field::ShippingAddress(field) => self.shipping_address.get_mut(field),
        }
    }
}

impl CheckoutForm {
    /// Validates the form. `address` is the form of the chosen country, or `None` if nothing ships;
    /// `matches` returns whether a text as a whole matches a regular expression (browser and server have
    /// different engines); `texts` is the language of the messages.
    ///
    /// The choices (shipping, payment), the total, the code, the VAT number, the billing address and the app's own fields
    /// are validated on the server only.
    ///
    /// ```
    /// use pannier::{CheckoutForm, Field, country};
    ///
    /// # pannier::testing::example(async |store, _| {
    /// let form = CheckoutForm { email: "ada@example".into(), ..CheckoutForm::default() };
    /// let errors = form.validate(None, country::matches, &store.texts(pannier::Language::ENGLISH));
    /// assert_eq!(errors[0].field, Field::Email);
    /// # Ok(())
    /// # });
    /// ```
    pub fn validate(
        &self,
        address: Option<&AddressRules>,
        matches: impl Fn(&str, &str) -> bool,
        texts: &Texts,
    ) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if let Some(message) = wrong_with_email(self.email.trim()) {
            errors.push(FieldError::new(Field::Email, texts.get(message)));
        }
        if let Some(rules) = address {
            errors.extend(address_errors(&self.shipping_address, rules, Field::ShippingAddress, matches, texts));
        }
        errors
    }
}

/// Returns what is wrong with the fields of an address; `field` makes the form's field of each.
pub(crate) fn address_errors(
    address: &Address,
    rules: &AddressRules,
    field: fn(AddressField) -> Field,
    matches: impl Fn(&str, &str) -> bool,
    texts: &Texts,
) -> Vec<FieldError> {
    let wrong = |rule: &FieldRule| {
        let message = wrong_with(address.get(rule.field).trim(), rule, rules, &matches, texts)?;
        Some(FieldError::new(field(rule.field), message))
    };
    rules.fields.iter().filter_map(wrong).collect()
}

/// Returns the message about what is wrong with an e-mail address. Many mail servers take no letters beyond ASCII
/// before the @ (SMTPUTF8); a domain can be converted.
fn wrong_with_email(email: &str) -> Option<&'static str> {
    match email.rsplit_once('@') {
        None if email.is_empty() => Some("field-email-missing"),
        Some((local, _)) if !local.is_ascii() => Some("field-email-ascii"),
        _ => (!is_email(email)).then_some("field-email-form"),
    }
}

/// Returns what is wrong with the value of an address field.
fn wrong_with(
    value: &str,
    rule: &FieldRule,
    rules: &AddressRules,
    matches: impl Fn(&str, &str) -> bool,
    texts: &Texts,
) -> Option<String> {
    let about = |name| {
        let lowercase = in_a_sentence(&rule.label);
        texts.format(name, &[("label", (&rule.label).into()), ("lowercase", (&lowercase).into())])
    };
    let max = rule.field.max_length();
    if value.is_empty() {
        return rule.required.then(|| about("field-missing"));
    }
    if value.chars().count() > max {
        return Some(of_field(&rule.label, &texts.format("field-too-long", &[("max", max.into())])));
    }
    if value.chars().any(char::is_control) {
        return Some(of_field(&rule.label, &texts.get("field-characters")));
    }
    if is_link(value) {
        return Some(of_field(&rule.label, &texts.get("field-link")));
    }
    match rule.field {
        AddressField::PostalCode if rules.postal_code(value, matches).is_none() => {
            let example = rules.postal_code_example.as_deref().unwrap_or_default();
            let (label, lowercase) = (&rule.label, in_a_sentence(&rule.label));
            let with = [("label", label.into()), ("lowercase", (&lowercase).into()), ("example", example.into())];
            Some(texts.format("field-postal-code", &with))
        }
        AddressField::Region if !rules.regions.is_empty() && rules.regions.iter().all(|r| r.key != value) => {
            Some(about("field-choose"))
        }
        _ => None,
    }
}

/// Returns a message that names its field, for the list of errors above the form.
pub(crate) fn of_field(label: &str, message: &str) -> String {
    format!("{label}: {message}")
}

/// Returns whether mail programs would turn a part of this text into a link. Mails to the address typed contain the
/// names typed.
pub(crate) fn is_link(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("://") || text.contains("www.")
}

/// Maps a full-width form, as keyboards for East Asian languages type it, to its ASCII character.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Lowercases the first letter of a label inside a sentence: "Full name" as "full name", but "ZIP code"
/// unchanged.
pub(crate) fn in_a_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain([second]).chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

/// Returns whether a text has the form of an e-mail address. It catches typos, as the HTML standard's e-mail input does; only
/// a mail can tell whether an address exists.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.chars().count() <= Field::Email.max_length()
        && (1..=64).contains(&local.len())
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b))
        && domain.contains('.')
        && domain.split('.').all(label)
}
