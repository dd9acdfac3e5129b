//! The order as the customer sees it.

use serde::{Deserialize, Serialize};

use super::{
    DiscountView, DocumentLink, FieldValue, Money, OrderWithdrawal, PaymentChoice, PaymentElement, ShipmentView,
    TaxSum, Timestamp, named::named,
};
use crate::language::Language;
#[cfg(feature = "ssr")]
use crate::language::Texts;

/// The status of an order.
///
/// ```text
/// created ──> pending ──> completed
///    │           │
///    └───────────┴──────> cancelled
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderStatus {
    /// A basket: can be changed.
    Created,
    /// Awaiting payment: frozen.
    Pending,
    /// Paid.
    Completed,
    /// Not paid. The basket continues as a new order.
    Cancelled,
}

named! { OrderStatus {
    Created => "created",
    Pending => "pending",
    Completed => "completed",
    Cancelled => "cancelled",
} }

impl OrderStatus {
    /// Returns whether the transition to `next` is valid. The store makes no other, and the database rejects them.
    ///
    /// ```
    /// use pannier::OrderStatus;
    ///
    /// assert!(OrderStatus::Pending.can_become(OrderStatus::Completed));
    /// assert!(!OrderStatus::Completed.can_become(OrderStatus::Pending));
    /// ```
    pub const fn can_become(self, next: OrderStatus) -> bool {
        matches!(
            (self, next),
            (OrderStatus::Created, OrderStatus::Pending | OrderStatus::Cancelled)
                | (OrderStatus::Pending, OrderStatus::Completed | OrderStatus::Cancelled)
        )
    }
}

/// An order, as its page shows it. Amounts and titles are those at the time it was placed.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
/// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
/// assert_eq!(order.url, store.settings().url(&format!("/order/{}", order.token)));
/// assert!(matches!(order.step, Some(pannier::PaymentStep::Instructions(_))));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderView {
    /// The unguessable token in the order's URL. Knowing it grants access to the order.
    pub token: String,
    /// The public URL of the order's page, including the token.
    pub url: String,
    /// The order number, for people.
    pub number: i64,
    /// The language it was placed in: that of its mails and of the page at its [URL](OrderView::url).
    pub language: Language,
    /// The status.
    pub status: OrderStatus,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// The shopper's e-mail address, as the merchant has corrected it last.
    pub email: String,
    /// Whether the shopper gets mails about it: payment instructions, for an offline payment, and a
    /// confirmation once it is paid.
    pub confirmed_by_mail: bool,
    /// The lines bought.
    pub lines: Vec<OrderLineView>,
    /// What is charged for the items: after discounts, with all tax.
    pub items_total: Money,
    /// What is charged for shipping: after discounts, with all tax.
    pub shipping_total: Money,
    /// The amount charged: items and shipping.
    pub total: Money,
    /// What was taken off the prices of items and shipping, one for each promotion or code that gave something. The
    /// totals are after these.
    #[serde(default)]
    pub discounts: Vec<DiscountView>,
    /// The sum of the discounts, if there are any.
    #[serde(default)]
    pub discount_total: Option<Money>,
    /// The taxes in the total, by code and rate. Empty if they are not recorded, as in orders that were placed without a
    /// tax provider.
    #[serde(default)]
    pub taxes: Vec<TaxSum>,
    /// The sum of the taxes; `None` if they are not recorded.
    #[serde(default)]
    pub tax_total: Option<Money>,
    /// The discount code that the order was placed with.
    #[serde(default)]
    pub code: Option<String>,
    /// The public URL of the terms that the order was placed on, including the token, if they were
    /// [recorded](crate::StoreBuilder::terms).
    #[serde(default)]
    pub terms_url: Option<String>,
    /// The shipping option, if anything ships; for several shipments, that of each.
    pub shipping: Option<String>,
    /// The shipments and their status. Empty if nothing ships.
    pub shipments: Vec<ShipmentView>,
    /// The shipping address, one line each, as the merchant has corrected it last: that of the next shipment, or of the
    /// first one if all were sent.
    pub address: Vec<String>,
    /// The billing address, one line each, if one was given.
    #[serde(default)]
    pub billing_address: Vec<String>,
    /// The VAT number of a company. Empty if none was given.
    #[serde(default)]
    pub vat_id: String,
    /// What was known of the VAT number when the order was placed: `valid`, `invalid`, or `unknown` if it could not be
    /// checked.
    #[serde(default)]
    pub vat_proof: Option<String>,
    /// The tax that was [returned](crate::Admin::return_tax) because that number has proved valid since, if any. It is in
    /// [`OrderView::refunded`] too, and the taxes stay those with which the order was placed.
    #[serde(default)]
    pub tax_returned: Option<Money>,
    /// What was filled in or agreed to in the app's own fields of the checkout.
    #[serde(default)]
    pub fields: Vec<FieldValue>,
    /// The payment choice.
    pub payment: Option<PaymentChoice>,
    /// A message about the payment for the shopper, such as why it was declined.
    pub payment_message: Option<String>,
    /// The amount paid, if any. It can differ from the total: see [`PaymentIssue`](crate::PaymentIssue).
    #[serde(default)]
    pub paid: Option<Money>,
    /// The amount refunded, if any.
    pub refunded: Option<Money>,
    /// The amount of refunds that are requested and not made yet, if any.
    #[serde(default)]
    pub refund_pending: Option<Money>,
    /// Whether the payment is disputed or being refunded in full, or such a refund has failed. What was not sent or
    /// downloaded yet has to wait.
    #[serde(default)]
    pub on_hold: bool,
    /// Whether the shopper pays offline, such as by bank transfer.
    pub offline: bool,
    /// Whether the payment is one that takes days, such as a direct debit: the shopper has paid. The order is
    /// completed once the money has arrived, and cancelled if the payment fails.
    #[serde(default)]
    pub processing: bool,
    /// Whether a payment is in progress that can be resumed.
    pub resumable: bool,
    /// Whether a payment is in progress that the shopper can cancel to restore the basket.
    pub can_start_over: bool,
    /// What the page itself does to continue the payment.
    pub step: Option<PaymentStep>,
    /// The downloads, once activated.
    pub downloads: Vec<DownloadView>,
    /// Whether downloads have yet to be activated.
    pub downloads_due: bool,
    /// Its documents, oldest first: the confirmation, invoices and credit notes, if the store [issues
    /// invoices](crate::StoreBuilder::invoices) and the order is completed. Only [`Store::order`](crate::Store::order)
    /// fills them in: receivers get none.
    #[serde(default)]
    pub documents: Vec<DocumentLink>,
    /// The withdrawals from it that were received, the first one first.
    #[serde(default)]
    pub withdrawals: Vec<OrderWithdrawal>,
}

impl OrderView {
    /// Returns whether the shopper picks everything up: the address is not one to ship to.
    ///
    /// ```
    /// assert!(!pannier::testing::order(&[("poster", "dunes", 1)]).is_picked_up());
    /// ```
    pub fn is_picked_up(&self) -> bool {
        !self.shipments.is_empty() && self.shipments.iter().all(|shipment| shipment.pick_up)
    }
}

/// What pages, mails and the admin say about the sums.
#[cfg(feature = "ssr")]
impl OrderView {
    /// Returns what each discount is called, and what it took off.
    pub(crate) fn named_discounts(&self, texts: &Texts) -> Vec<(String, Money)> {
        self.discounts.iter().map(|discount| (discount.name(texts), discount.amount)).collect()
    }

    /// Returns what each tax is called below a total that includes it, and the tax.
    pub(crate) fn named_taxes(&self, texts: &Texts) -> Vec<(String, Money)> {
        self.taxes.iter().map(|sum| (sum.name(texts), sum.tax)).collect()
    }

    /// Returns whether tax is charged: recorded, and more than zero.
    pub(crate) fn charges_tax(&self) -> bool {
        self.tax_total.is_some_and(|tax| tax.amount > 0)
    }

    /// Returns whether tax is charged because the VAT number could not be checked, and was not returned since.
    pub(crate) fn is_taxed_unchecked(&self) -> bool {
        self.vat_proof.as_deref() == Some("unknown") && self.charges_tax() && self.tax_returned.is_none()
    }

    /// Returns by which rules no tax is charged, as sentences for the buyer.
    pub(crate) fn tax_rules(&self, texts: &Texts) -> Vec<String> {
        super::tax_rules(&self.taxes, texts)
    }
}

/// A step of a payment that continues on the order's page rather than on one of the gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum PaymentStep {
    /// A form to post to the gateway.
    PostForm {
        /// The action of the form.
        url: String,
        /// Its hidden fields: names and values.
        fields: Vec<(String, String)>,
    },
    /// The gateway's payment element, to be shown on the page.
    Embed(PaymentElement),
    /// Instructions for an offline payment.
    Instructions(Instructions),
}

/// Instructions for an offline payment: what to do, and details to copy.
///
/// ```
/// use pannier::Instructions;
///
/// let instructions = Instructions::new("Please bring the amount to our office.").with("Room", "4.12");
/// assert_eq!(instructions.details, [("Room".to_owned(), "4.12".to_owned())]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Instructions {
    /// What to do, in one or two sentences.
    pub text: String,
    /// The details to copy, by name: `("IBAN", "DE02 1203 0000 0000 2020 51")`.
    pub details: Vec<(String, String)>,
}

impl Instructions {
    /// Creates instructions without details.
    pub fn new(text: impl Into<String>) -> Instructions {
        Instructions { text: text.into(), details: Vec::new() }
    }

    /// Adds a detail to copy.
    #[must_use]
    pub fn with(mut self, label: impl Into<String>, value: impl Into<String>) -> Instructions {
        self.details.push((label.into(), value.into()));
        self
    }
}

/// A line of an order.
///
/// ```
/// let order = pannier::testing::order(&[("album", "blue-hour", 2)]);
/// let line = &order.lines[0];
/// assert_eq!((line.kind.as_str(), line.quantity), ("album", 2));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderLineView {
    /// The sellable's kind.
    pub kind: String,
    /// The sellable's id within its kind.
    pub id: String,
    /// The title when the order was placed.
    pub title: String,
    /// The quantity.
    pub quantity: u32,
    /// The listed unit price.
    pub unit_price: Money,
    /// `unit_price` times `quantity`.
    pub total: Money,
    /// What was taken off the whole line, if anything.
    #[serde(default)]
    pub discount: Option<Money>,
    /// What is charged for the line: after the discount, with all tax.
    pub amount: Money,
    /// How many of the pieces were refunded, or are being refunded.
    #[serde(default)]
    pub refunded: u32,
    /// How much of the price was refunded, or is being refunded, without a piece, if anything: the price was lowered after the
    /// sale.
    #[serde(default)]
    pub price_refunded: Option<Money>,
}

/// A download of an order.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
/// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
/// for download in order.downloads.iter().filter(|download| download.available()) {
///     println!("{}: {}", download.title, download.url);
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DownloadView {
    /// The title.
    pub title: String,
    /// The name the file is saved under.
    pub file_name: String,
    /// The masked download URL. A visit uses up an attempt, unless it repeats the last one.
    pub url: String,
    /// The attempts left, those of the pieces that are not refunded; `None` if unlimited.
    pub attempts_left: Option<u32>,
    /// Whether the last of limited attempts can be repeated without using up another one, because its transfer may
    /// have broken off: as long as the storage's link to the file is valid.
    #[serde(default)]
    pub repeatable: bool,
    /// When it expires; `None` if never.
    pub expires_at: Option<Timestamp>,
    /// Whether it has expired.
    pub expired: bool,
    /// Whether all pieces of its line were refunded, or the order in full, which disables it.
    pub refunded: bool,
    /// Whether all pieces of its line are being refunded, or the payment is disputed or being refunded in full, or such a
    /// refund has failed, which disables it for the time being.
    #[serde(default)]
    pub on_hold: bool,
}

impl DownloadView {
    /// Returns whether the file can be downloaded.
    pub fn available(&self) -> bool {
        let attempt = self.repeatable || self.attempts_left != Some(0);
        attempt && !self.expired && !self.refunded && !self.on_hold
    }
}
