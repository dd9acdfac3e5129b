//! The single-page checkout: what is asked, what is offered, what came of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AddressRules, FieldError, LineView, Money, ParcelChoices};

/// Everything the shopper can fill in, as it was typed. Empty strings stand for what was left out.
///
/// ```
/// use pannier::CheckoutForm;
///
/// let form = CheckoutForm { email: "ada@example.com".into(), country: "DE".into(), ..CheckoutForm::default() };
/// assert!(form.city.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckoutForm {
    /// Where the confirmation goes.
    pub email: String,
    /// The recipient.
    pub name: String,
    /// The recipient's organization.
    pub organization: String,
    /// Street and number.
    pub line1: String,
    /// Apartment, floor, c/o.
    pub line2: String,
    /// City, town.
    pub city: String,
    /// State, province, prefecture.
    pub region: String,
    /// Postal code.
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The [`ShippingChoice`] taken, by its id, where there is one parcel. It holds for every parcel that `parcels` says nothing
    /// about and that can travel so.
    pub shipping: String,
    /// The choice of each parcel, by the [parcel's key](ParcelChoices::key), where there are several: `parcels[KEY]=CHOICE` in a
    /// form.
    pub parcels: BTreeMap<String, String>,
    /// The [`PaymentChoice`] taken, by its id.
    pub payment: String,
    /// Names this attempt to pay. Submitted twice, it is still one attempt.
    pub attempt: String,
    /// The [`PaymentChoice`] whose [`Element`] the page shows, by its id; empty where none is shown, or no JavaScript runs.
    pub element: String,
    /// The total the shopper saw, in minor units and with its currency: `1990 EUR`. It must still be the total.
    pub total: String,
}

/// What the button that was pressed is for.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// use pannier::{CheckoutOutcome, Intent};
///
/// store.add(&visitor, "voucher", "spring", 1, None).await?;
/// let form = store.checkout(&visitor, false).await?.form;
/// let outcome = store.submit(&visitor, form, Intent::Update).await?;
/// assert!(matches!(outcome, CheckoutOutcome::Review(_)));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Intent {
    /// Keep what was typed and show the page for it: another country, another way to ship.
    Update,
    /// Place the order and pay.
    #[default]
    Pay,
}

/// The checkout page.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add(&visitor, "voucher", "spring", 2, None).await?;
/// let checkout = store.checkout(&visitor, false).await?;
/// assert!(checkout.address.is_none(), "a voucher does not ship");
/// assert_eq!(checkout.form.total, "1000 EUR");
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckoutView {
    /// What is to be bought.
    pub lines: Vec<LineView>,
    /// What was filled in so far, with the defaults for the rest.
    pub form: CheckoutForm,
    /// The address form, if anything ships.
    pub address: Option<AddressRules>,
    /// The countries to choose from: ISO 3166-1 alpha-2 and name. Empty in an answer to the browser, which has them.
    pub countries: Vec<(String, String)>,
    /// What ships, with the ways in which it can. Goods that can travel together are one parcel. Empty if nothing ships.
    pub parcels: Vec<ParcelChoices>,
    /// How it can be paid.
    pub payment: Vec<PaymentChoice>,
    /// What will be charged.
    pub totals: Totals,
    /// What stands in the way, to be shown beside its field.
    pub errors: Vec<FieldError>,
}

/// The sums of a checkout.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add(&visitor, "voucher", "spring", 2, None).await?;
/// let totals = store.checkout(&visitor, false).await?.totals;
/// assert_eq!(totals.shipping.and_then(|shipping| shipping.checked_add(totals.items)), Some(totals.total));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Totals {
    /// All lines.
    pub items: Money,
    /// Shipping, of all parcels; `None` until it is known of each.
    pub shipping: Option<Money>,
    /// What will be charged: items plus shipping as far as known.
    pub total: Money,
}

/// A way to ship, with its price.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add(&visitor, "voucher", "spring", 1, None).await?;
/// for choice in store.checkout(&visitor, false).await?.parcels.iter().flat_map(|parcel| &parcel.choices) {
///     println!("{} for {}, {}", choice.label, choice.price, choice.delivery_time.clone().unwrap_or_default());
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShippingChoice {
    /// Names the choice in the form.
    pub id: String,
    /// "Standard", "Pick-up in the shop".
    pub label: String,
    /// How long it takes, in words: "2 to 4 working days".
    pub delivery_time: Option<String>,
    /// What it costs.
    pub price: Money,
}

/// A way to pay.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add(&visitor, "voucher", "spring", 1, None).await?;
/// let choice = store.checkout(&visitor, false).await?.payment.remove(0);
/// assert_eq!((choice.id.as_str(), choice.label.as_str()), ("till", "At the till"));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaymentChoice {
    /// The payment provider's id.
    pub id: String,
    /// "Card", "Bank transfer".
    pub label: String,
    /// A sentence on what happens next.
    pub description: Option<String>,
    /// The gateway's own element, to be shown where this way is chosen.
    pub element: Option<Element>,
    /// Whether the shopper pays later, by means of their own.
    pub offline: bool,
}

/// A gateway's own part of a page, in which a card is entered without leaving it: a module of JavaScript, and what it needs to
/// know.
///
/// The module is imported when it is needed and not before. It exports `mount(place, data)`, which fills an element of the page
/// and resolves, once it can be used, to an object with these methods:
///
/// | method | what it does |
/// |---|---|
/// | `confirm(data)` | confirms the payment, with the data of [`Confirm`](CheckoutOutcome::Confirm); resolves to nothing, or to a message for the shopper if it came to nothing |
/// | `check()` | optional; before the order is placed: resolves to a message if what was entered will not do |
/// | `update(data)` | optional; the total or the currency is another one now |
///
/// If it rejects, the shopper pays on a page of the gateway's. The name `size` among the data keeps room on the page from the
/// start: `line` for one line of fields, `form` for a form of them.
///
/// ```
/// use pannier::Element;
///
/// let element = Element::new("/acme.js", [("publishable-key", "pk_1")]);
/// assert_eq!(element.data["publishable-key"], "pk_1");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Element {
    /// The address of the module, on the shop's own server.
    pub script: String,
    /// What `mount` and `confirm` are given, by name. The shopper can read it: nothing in it is secret to them.
    pub data: BTreeMap<String, String>,
}

impl Element {
    /// The element of a module, with its data.
    ///
    /// ```
    /// let element = pannier::Element::new("/acme.js", [("client-secret", "cs_1")]);
    /// assert_eq!(element.script, "/acme.js");
    /// ```
    pub fn new<K: Into<String>, V: Into<String>>(
        script: impl Into<String>,
        data: impl IntoIterator<Item = (K, V)>,
    ) -> Element {
        Element { script: script.into(), data: data.into_iter().map(|(k, v)| (k.into(), v.into())).collect() }
    }
}

/// What came of submitting the checkout.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// use pannier::{CheckoutOutcome, Intent};
///
/// store.add(&visitor, "voucher", "spring", 1, None).await?;
/// let form = store.checkout(&visitor, false).await?.form;
/// match store.submit(&visitor, form, Intent::Pay).await? {
///     CheckoutOutcome::Go(url) => println!("go to {url}"),
///     CheckoutOutcome::Review(view) => assert_eq!(view.errors[0].field, pannier::Field::Email),
///     CheckoutOutcome::Confirm { page, .. } => println!("confirm the payment here, then go to {page}"),
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CheckoutOutcome {
    /// Go there: the gateway's page, or the order's.
    Go(String),
    /// Have the element on the page confirm the payment, then go to the order's page.
    Confirm {
        /// The element, with the data to confirm with.
        element: Element,
        /// The order's page.
        page: String,
    },
    /// Look at the page again: something is missing, or has changed.
    Review(Box<CheckoutView>),
}
