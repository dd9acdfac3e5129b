//! Validation of the checkout form. The same code runs in the browser and on the server.

use serde::{Deserialize, Serialize};

use super::{AddressRules, CheckoutForm, postal_code};
use crate::language::Texts;

/// A field of the checkout form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// E-mail address.
    Email,
    /// Recipient.
    Name,
    /// Organization.
    Organization,
    /// Street and number.
    Line1,
    /// Apartment, floor, c/o.
    Line2,
    /// City, town.
    City,
    /// State, province, prefecture.
    Region,
    /// Postal code.
    PostalCode,
    /// Country.
    Country,
    /// The shipping choice.
    Shipping,
    /// The payment choice.
    Payment,
    /// The total, or the form as a whole.
    Total,
}

impl Field {
    /// Returns the name of the form field.
    pub const fn name(self) -> &'static str {
        match self {
            Field::Email => "email",
            Field::Name => "name",
            Field::Organization => "organization",
            Field::Line1 => "line1",
            Field::Line2 => "line2",
            Field::City => "city",
            Field::Region => "region",
            Field::PostalCode => "postal_code",
            Field::Country => "country",
            Field::Shipping => "shipping",
            Field::Payment => "payment",
            Field::Total => "total",
        }
    }

    /// Returns the autofill token (HTML, "Autofill field").
    pub const fn autocomplete(self) -> &'static str {
        match self {
            Field::Email => "email",
            Field::Name => "shipping name",
            Field::Organization => "shipping organization",
            Field::Line1 => "shipping address-line1",
            Field::Line2 => "shipping address-line2",
            Field::City => "shipping address-level2",
            Field::Region => "shipping address-level1",
            Field::PostalCode => "shipping postal-code",
            Field::Country => "shipping country",
            Field::Shipping | Field::Payment | Field::Total => "off",
        }
    }

    /// Returns the maximum length, in characters.
    pub const fn max_length(self) -> usize {
        match self {
            // RFC 5321, 4.5.3.1: 64 for the local part, 255 for the domain, 254 for the whole path.
            Field::Email => 254,
            Field::PostalCode => 20,
            Field::Country => 2,
            _ => 120,
        }
    }
}

/// A validation error of a field, for the shopper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field.
    pub field: Field,
    /// What is wrong and what to do.
    pub message: String,
    /// The [key](crate::ParcelChoices::key) of the parcel it concerns, if there are several.
    pub parcel: Option<String>,
}

impl FieldError {
    /// Creates an error for a field.
    pub fn new(field: Field, message: impl Into<String>) -> FieldError {
        FieldError { field, message: message.into(), parcel: None }
    }

    /// Creates an error for one of several parcels.
    ///
    /// ```
    /// use pannier::{Field, FieldError};
    ///
    /// let error = FieldError::of_parcel("by-kunaki", "We can't ship these items to this address.");
    /// assert_eq!((error.field, error.place().as_str()), (Field::Shipping, "parcel-by-kunaki"));
    /// ```
    pub fn of_parcel(key: impl Into<String>, message: impl Into<String>) -> FieldError {
        FieldError { field: Field::Shipping, message: message.into(), parcel: Some(key.into()) }
    }

    /// Returns the id of the field's element in the page.
    pub fn place(&self) -> String {
        match &self.parcel {
            Some(key) => format!("parcel-{key}"),
            None => self.field.name().to_owned(),
        }
    }
}

impl CheckoutForm {
    /// Returns the value of a field.
    pub fn get(&self, field: Field) -> &str {
        match field {
            Field::Email => &self.email,
            Field::Name => &self.name,
            Field::Organization => &self.organization,
            Field::Line1 => &self.line1,
            Field::Line2 => &self.line2,
            Field::City => &self.city,
            Field::Region => &self.region,
            Field::PostalCode => &self.postal_code,
            Field::Country => &self.country,
            Field::Shipping => &self.shipping,
            Field::Payment => &self.payment,
            Field::Total => &self.total,
        }
    }

    /// Returns a mutable reference to the value of a field.
    pub fn get_mut(&mut self, field: Field) -> &mut String {
        match field {
            Field::Email => &mut self.email,
            Field::Name => &mut self.name,
            Field::Organization => &mut self.organization,
            Field::Line1 => &mut self.line1,
            Field::Line2 => &mut self.line2,
            Field::City => &mut self.city,
            Field::Region => &mut self.region,
            Field::PostalCode => &mut self.postal_code,
            Field::Country => &mut self.country,
            Field::Shipping => &mut self.shipping,
            Field::Payment => &mut self.payment,
            Field::Total => &mut self.total,
        }
    }
}

/// Validates a checkout form. `address` is the form of the chosen country, or `None` if nothing ships;
/// `matches` returns whether a text as a whole matches a regular expression (browser and server have
/// different engines); `texts` is the language of the messages.
///
/// The choices (shipping, payment) and the total are validated on the server only.
///
/// ```
/// use pannier::{CheckoutForm, Field, country, validate};
///
/// # pannier::testing::example(async |store, _| {
/// let form = CheckoutForm { email: "ada@example".into(), ..CheckoutForm::default() };
/// let errors = validate(&form, None, country::matches, &store.texts(pannier::Language::ENGLISH));
/// assert_eq!(errors[0].field, Field::Email);
/// # Ok(())
/// # });
/// ```
pub fn validate(
    form: &CheckoutForm,
    address: Option<&AddressRules>,
    matches: impl Fn(&str, &str) -> bool,
    texts: &Texts,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let email = form.email.trim();
    if email.is_empty() {
        errors.push(FieldError::new(Field::Email, texts.get("field-email-missing")));
    } else if !is_email(email) {
        errors.push(FieldError::new(Field::Email, texts.get("field-email-form")));
    }
    if let Some(rules) = address {
        for field in &rules.fields {
            let value = form.get(field.field).trim();
            let about = |name| {
                let lowercase = in_a_sentence(&field.label);
                texts.format(name, &[("label", (&field.label).into()), ("lowercase", (&lowercase).into())])
            };
            if value.is_empty() {
                if field.required {
                    errors.push(FieldError::new(field.field, about("field-missing")));
                }
                continue;
            }
            if value.chars().count() > field.field.max_length() {
                let max = field.field.max_length().into();
                errors.push(FieldError::new(field.field, texts.format("field-too-long", &[("max", max)])));
            } else if value.chars().any(char::is_control) {
                errors.push(FieldError::new(field.field, texts.get("field-characters")));
            } else if field.field == Field::PostalCode && postal_code(rules, value, &matches).is_none() {
                let example = rules.postal_code_example.as_deref().unwrap_or_default();
                errors.push(FieldError::new(
                    field.field,
                    texts.format("field-postal-code", &[("example", example.into())]),
                ));
            } else if field.field == Field::Region
                && !rules.regions.is_empty()
                && !rules.regions.iter().any(|r| r.key == value)
            {
                errors.push(FieldError::new(field.field, about("field-choose")));
            }
        }
    }
    errors
}

/// Lowercases the first letter of a label inside a sentence: "Full name" as "full name", but "ZIP code"
/// unchanged.
fn in_a_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain([second]).chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

/// Catches typos, as the HTML standard's e-mail input does. Only a mail can tell whether an address exists.
pub(crate) fn is_email(text: &str) -> bool {
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
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b) || b >= 0x80)
        && domain.contains('.')
        && domain.split('.').all(label)
}
