//! The single-page checkout: form, choices and outcome.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Address, AddressRules, BasketLineView, CheckoutFieldView, DiscountView, FieldError, Money, ParcelChoices, TaxNote,
    TaxSum, VatNote, shipment::shipping_price,
};
#[cfg(feature = "ssr")]
use super::{Field, LineNotice};
use crate::language::Texts;

/// The checkout form as it was entered. Empty strings stand for omitted fields.
///
/// A later version may add fields: end a struct expression with `..CheckoutForm::default()`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckoutForm {
    /// The shopper's e-mail address.
    pub email: String,
    /// The address to ship to. Each of its fields is a field of the form.
    // A flattened number could not be parsed from a form, where every value is text; text can.
    #[serde(flatten)]
    pub shipping_address: Address,
    /// The id of the [`ShippingChoice`] taken, if there is one parcel. It applies to every parcel that has
    /// no entry in `parcels` and offers this choice.
    pub shipping: String,
    /// The choice for each parcel, by the [parcel's key](ParcelChoices::key), if there are several:
    /// `parcels[KEY]=CHOICE` in a form.
    pub parcels: BTreeMap<String, String>,
    /// The id of the [`PaymentChoice`] taken.
    pub payment: String,
    /// An idempotency key of the payment attempt: submitting it twice makes one attempt.
    pub attempt: String,
    /// The id of the [`PaymentChoice`] whose [`PaymentElement`] the page shows. Empty if none is shown or
    /// JavaScript is disabled.
    pub element: String,
    /// The total the shopper saw, in minor units with its currency, and the number of lines that were
    /// [no longer for sale](crate::LineNotice::Gone), if any: `1990 EUR`, `1990 EUR without 1`. The order is only
    /// placed if both are still the same.
    pub total: String,
    /// The code for a discount. One that was accepted stays with the basket.
    pub code: String,
    /// The VAT number of a company, with the prefix of its country.
    pub vat_id: String,
    /// The billing address, if it is another one, or a company's: `billing_address[city]` in a form.
    pub billing_address: Address,
    /// The app's own fields, by their ids: `fields[phone]` in a form.
    pub fields: BTreeMap<String, String>,
}

/// The purpose of a form submission.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// use pannier::{CheckoutOutcome, Intent};
///
/// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
/// let form = store.checkout(&visitor).await?.form;
/// let outcome = store.submit_checkout(&visitor, form, Intent::Update).await?;
/// assert!(matches!(outcome, CheckoutOutcome::Review(_)));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Intent {
    /// Save the form and render the page for it, such as after a change of country or shipping.
    Update,
    /// Place the order and pay.
    #[default]
    Pay,
}

/// The checkout page.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
/// let checkout = store.checkout(&visitor).await?;
/// assert!(checkout.address.is_none(), "a voucher does not ship");
/// assert_eq!(checkout.form.total, "1000 EUR");
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckoutView {
    /// The lines to buy, and those that are [no longer for sale](crate::LineNotice::Gone).
    pub lines: Vec<BasketLineView>,
    /// The form as filled in so far, with defaults for the rest.
    pub form: CheckoutForm,
    /// The form of the shipping address, if anything ships. Without fields if nothing does and the country alone is
    /// asked for, by which a [tax provider](crate::TaxProvider) decides.
    pub address: Option<AddressRules>,
    /// The countries to choose from: ISO 3166-1 alpha-2 code and name. Empty in a response to the browser,
    /// which already has them.
    pub countries: Vec<(String, String)>,
    /// The parcels and their shipping choices. Items that can travel together are one parcel. Empty if
    /// nothing ships.
    pub parcels: Vec<ParcelChoices>,
    /// The payment choices.
    pub payment: Vec<PaymentChoice>,
    /// The totals.
    pub totals: Totals,
    /// The validation errors, each to be shown beside its field.
    pub errors: Vec<FieldError>,
    /// Whether the form was filled in from an earlier order of this browser. Another person may use it now: see
    /// [`Store::clear_checkout`](crate::Store::clear_checkout).
    #[serde(default)]
    pub prefilled: bool,
    /// Whether the order will be [confirmed by mail](crate::OrderView::confirmed_by_mail).
    #[serde(default)]
    pub confirmed_by_mail: bool,
    /// Whether anything ships.
    #[serde(default)]
    pub ships: bool,
    /// What promotions and the code take off items and shipping.
    #[serde(default)]
    pub discounts: Vec<DiscountView>,
    /// Whether the store has codes, so that the page has a field for one.
    #[serde(default)]
    pub codes: bool,
    /// Why the code takes nothing off, or can no longer be used: a sentence for the shopper. Only the latter is an error.
    #[serde(default)]
    pub code_problem: Option<String>,
    /// The taxes in the totals, by code and rate. Empty without a tax provider, and as long as they are unknown.
    #[serde(default)]
    pub taxes: Vec<TaxSum>,
    /// How the totals and the taxes go together.
    #[serde(default)]
    pub tax: TaxNote,
    /// What the shopper should know about the VAT number.
    #[serde(default)]
    pub vat_note: Option<VatNote>,
    /// Whether the form offers "I buy for a company", with a VAT number and a billing address: if there is a tax
    /// provider.
    #[serde(default)]
    pub company: bool,
    /// The app's own fields.
    #[serde(default)]
    pub fields: Vec<CheckoutFieldView>,
}

impl CheckoutView {
    /// Returns whether the shopper picks everything up, as far as it is known: the address is not one to ship to.
    pub fn is_picked_up(&self) -> bool {
        are_picked_up(&self.parcels)
    }

    /// Returns what the shopper has to confirm if the order is not the one they saw: which items have left it, and its
    /// total.
    #[cfg(feature = "ssr")]
    pub(crate) fn changes(&self, texts: &Texts) -> Vec<FieldError> {
        let gone = self.lines.iter().filter(|line| line.notice == Some(LineNotice::Gone));
        let gone = gone.map(|line| texts.format("checkout-gone", &[("title", (&line.title).into())]));
        let total = texts.format("checkout-total-now", &[("total", (&texts.money(self.totals.total)).into())]);
        gone.chain([total]).map(|message| FieldError::new(Field::Total, message)).collect()
    }
}

/// Returns whether the shopper picks all of these parcels up, and there are any.
pub(crate) fn are_picked_up(parcels: &[ParcelChoices]) -> bool {
    let picked_up = |parcel: &ParcelChoices| parcel.selected().is_some_and(|choice| choice.pick_up);
    !parcels.is_empty() && parcels.iter().all(picked_up)
}

/// The totals of a checkout.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
/// let totals = store.checkout(&visitor).await?.totals;
/// assert_eq!(totals.shipping.and_then(|shipping| shipping.checked_add(totals.items)), Some(totals.total));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Totals {
    /// What is charged for the lines that [count](BasketLineView::counts): after discounts, with all tax.
    pub items: Money,
    /// The shipping costs of all parcels, after discounts, with all tax; `None` until all are known.
    pub shipping: Option<Money>,
    /// The amount to charge: items plus the shipping costs known so far.
    pub total: Money,
    /// What was taken off items and shipping, if anything.
    #[serde(default)]
    pub discount: Option<Money>,
    /// The tax in the total; `None` without a tax provider, and as long as it is unknown.
    #[serde(default)]
    pub tax: Option<Money>,
}

/// A shipping choice, with its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShippingChoice {
    /// The value in the form.
    pub id: String,
    /// "Standard", "Pick-up in the shop".
    pub label: String,
    /// The label as the method gave it, untranslated.
    pub service: String,
    /// The delivery time as a phrase: "2 to 4 working days".
    pub delivery_time: Option<String>,
    /// The price.
    pub price: Money,
    /// Whether the shopper picks the parcel up.
    #[serde(default)]
    pub pick_up: bool,
}

impl ShippingChoice {
    /// Returns the price as a phrase for the shopper: "€4.90", or "Free".
    pub fn price_label(&self, texts: &Texts) -> String {
        shipping_price(self.price, texts)
    }
}

/// A payment choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaymentChoice {
    /// The payment provider's id.
    pub id: String,
    /// "Card", "Bank transfer".
    pub label: String,
    /// A sentence about what happens next.
    pub description: Option<String>,
    /// The gateway's payment element, shown while this choice is selected.
    pub element: Option<PaymentElement>,
    /// Whether the shopper pays later and outside the shop.
    pub offline: bool,
}

/// A gateway's payment element, in which a card is entered without leaving the page: a JavaScript module
/// and its data.
///
/// The module is imported on demand. It exports `mount(place, data)`, which fills an element of the page
/// and resolves, once ready, to an object with these methods:
///
/// | method | what it does |
/// |---|---|
/// | `confirm(data)` | confirms the payment, with the data of [`ConfirmPayment`](CheckoutOutcome::ConfirmPayment); resolves to nothing on success, or to an error message for the shopper |
/// | `check()` | optional; before the order is placed: resolves to an error message if the input is invalid |
/// | `update(data)` | optional; called when the total or the currency has changed |
///
/// If `mount` rejects, the shopper pays on a page of the gateway. The key `size` in the data reserves room
/// on the page from the start: `line` for one line of fields, `form` for a whole form.
///
/// ```
/// use pannier::PaymentElement;
///
/// let element = PaymentElement::new("/acme.js", [("publishable-key", "pk_1")]);
/// assert_eq!(element.data["publishable-key"], "pk_1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaymentElement {
    /// The URL of the module, on the shop's own server.
    pub script: String,
    /// The data for `mount` and `confirm`, by name. The shopper can read it, so it must not contain
    /// secrets.
    pub data: BTreeMap<String, String>,
}

impl PaymentElement {
    /// Creates an element from its module and data.
    pub fn new<K: Into<String>, V: Into<String>>(
        script: impl Into<String>,
        data: impl IntoIterator<Item = (K, V)>,
    ) -> PaymentElement {
        PaymentElement { script: script.into(), data: data.into_iter().map(|(k, v)| (k.into(), v.into())).collect() }
    }
}

/// The outcome of submitting the checkout.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// use pannier::{CheckoutOutcome, Intent};
///
/// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
/// let form = store.checkout(&visitor).await?.form;
/// match store.submit_checkout(&visitor, form, Intent::Pay).await? {
///     CheckoutOutcome::Redirect(url) => println!("go to {url}"),
///     CheckoutOutcome::Review(view) => assert_eq!(view.errors[0].field, pannier::Field::Email),
///     CheckoutOutcome::ConfirmPayment { page, .. } => println!("confirm the payment here, then go to {page}"),
///     outcome => println!("of a newer version: {outcome:?}"),
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum CheckoutOutcome {
    /// Redirect to this URL: the gateway's page or the order's.
    Redirect(String),
    /// Confirm the payment with the element on the page, then go to the order's page.
    ConfirmPayment {
        /// The element, with the data for `confirm`.
        element: PaymentElement,
        /// The order's page.
        page: String,
    },
    /// Show the page again: a field is missing, or something has changed.
    Review(Box<CheckoutView>),
}

/// The variants' names in JSON, for the browser, which reads it without deserializing all of it.
#[cfg(any(feature = "hydrate", test))]
impl CheckoutOutcome {
    pub(crate) const REDIRECT: &str = "Redirect";
    pub(crate) const REVIEW: &str = "Review";
    /// Read by `element.js`.
    #[cfg(test)]
    const CONFIRM_PAYMENT: &str = "ConfirmPayment";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "ssr")]
    mod posted {
        use proptest::prelude::*;

        use super::*;
        use crate::random_text::texts;

        const PIECES: &[&str] = &[
            "email",
            "name",
            "country",
            "fields",
            "fields[phone]",
            "fields[]",
            "billing_address[city]",
            "billing_address",
            "parcels[a]",
            "[",
            "]",
            "=",
            "&",
            "+",
            "%",
            "%5B",
            "%00",
            "%ff",
            "intent=pay",
            "1",
            "ada%40example.com",
        ];

        proptest! {
            /// As a server function reads it.
            #[test]
            fn any_form_is_read_or_refused(form in texts(PIECES, 24)) {
                if let Ok(read) = serde_qs::Config::new(5, false).deserialize_str::<CheckoutForm>(&form) {
                    prop_assert!(read.email.len() + read.shipping_address.name.len() <= 2 * form.len());
                }
            }
        }
    }

    #[test]
    fn the_browser_reads_the_variants_by_their_names() {
        let json = |outcome: &CheckoutOutcome| serde_json::to_value(outcome).unwrap();
        assert_eq!(json(&CheckoutOutcome::Redirect("/order/1".into()))[CheckoutOutcome::REDIRECT], "/order/1");
        let unknown = serde_json::from_str::<CheckoutOutcome>(r#"{"Nothing": 1}"#).unwrap_err().to_string();
        for name in [CheckoutOutcome::REDIRECT, CheckoutOutcome::CONFIRM_PAYMENT, CheckoutOutcome::REVIEW] {
            assert!(unknown.contains(&format!("`{name}`")), "{name}: {unknown}");
        }
    }
}
