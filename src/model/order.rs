//! The order as its owner sees it.

use serde::{Deserialize, Serialize};

use super::{Element, Money, ParcelView, PaymentChoice};
use crate::language::Language;

/// Where an order stands. The store's state machine decides which changes are possible.
///
/// ```
/// use pannier::Status;
///
/// assert_eq!("pending".parse(), Ok(Status::Pending));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// A basket: everything can change.
    Created,
    /// Handed to the payment gateway: frozen.
    Pending,
    /// Paid.
    Completed,
    /// Not paid. The same basket lives on as a new order.
    Cancelled,
}

impl Status {
    /// All four.
    ///
    /// ```
    /// assert!(pannier::Status::ALL.iter().all(|status| status.as_str().parse() == Ok(*status)));
    /// ```
    pub const ALL: [Status; 4] = [Status::Created, Status::Pending, Status::Completed, Status::Cancelled];

    /// The name in tables and addresses.
    ///
    /// ```
    /// assert_eq!(pannier::Status::Completed.as_str(), "completed");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Created => "created",
            Status::Pending => "pending",
            Status::Completed => "completed",
            Status::Cancelled => "cancelled",
        }
    }
}

impl std::str::FromStr for Status {
    type Err = ();
    fn from_str(name: &str) -> Result<Self, ()> {
        Status::ALL.into_iter().find(|s| s.as_str() == name).ok_or(())
    }
}

/// An order's page. Amounts and titles are those of the moment the order was placed.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add(&visitor, "voucher", "spring", 2, None).await?;
/// let (_, order) = pannier::testing::place(&store, &visitor).await?;
/// assert_eq!(order.url, store.settings().url(&format!("/order/{}", order.token)));
/// assert!(matches!(order.step, Some(pannier::PaymentStep::Instructions(_))));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderView {
    /// The unguessable token in the order's address: whoever has it may see the order.
    pub token: String,
    /// The address of the order's page, token and all, as the whole world can reach it.
    pub url: String,
    /// The number people talk about.
    pub number: i64,
    /// The language that it was placed in: its mails are in it, and its [address](OrderView::url) leads to its page in it.
    pub language: Language,
    /// Where it stands.
    pub status: Status,
    /// When it was placed: milliseconds since the Unix epoch, UTC.
    pub placed_at: i64,
    /// Where its mails go.
    pub email: String,
    /// Whether its shopper gets mails about it: how to pay, where that is by other means, and a confirmation once it is paid.
    pub confirmed_by_mail: bool,
    /// What was bought.
    pub lines: Vec<OrderLineView>,
    /// What the lines cost.
    pub items_total: Money,
    /// What shipping costs.
    pub shipping_total: Money,
    /// What is charged.
    pub total: Money,
    /// How it ships, if anything ships; of several parcels, how each does.
    pub shipping: Option<String>,
    /// What travels together, and how far it has come. Empty if nothing ships.
    pub parcels: Vec<ParcelView>,
    /// Where it ships to, a line each.
    pub address: Vec<String>,
    /// How it is paid.
    pub payment: Option<PaymentChoice>,
    /// What the shopper should know about the payment: why it was declined.
    pub payment_message: Option<String>,
    /// How much of what was paid has been given back, if anything was.
    pub refunded: Option<Money>,
    /// Whether the shopper pays by other means than at a gateway, such as a bank transfer.
    pub offline: bool,
    /// Whether a payment is under way that can be resumed.
    pub resumable: bool,
    /// Whether a payment is under way that the shopper can call off, to have the basket back.
    pub can_start_over: bool,
    /// What the page itself does to go on with the payment.
    pub step: Option<PaymentStep>,
    /// The downloads, once they are active.
    pub downloads: Vec<DownloadView>,
    /// Whether downloads are still to come.
    pub downloads_due: bool,
}

/// How the order's page goes on with a payment that is not on a page of the gateway's own.
///
/// ```
/// fn form(step: &pannier::PaymentStep) -> Option<String> {
///     match step {
///         pannier::PaymentStep::PostForm(url, fields) => Some(format!("{} fields for {url}", fields.len())),
///         _ => None,
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum PaymentStep {
    /// A form to post to the gateway: its address and its hidden fields.
    PostForm(String, Vec<(String, String)>),
    /// The gateway's element, to be shown on the page.
    Embed(Element),
    /// What the shopper has to do elsewhere.
    Instructions(Instructions),
}

/// How to pay by other means than at a gateway: what to do, and what has to be copied for it.
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
    /// What to do, in a sentence or two.
    pub text: String,
    /// What has to be copied, each with its name: `("IBAN", "DE02 1203 0000 0000 2020 51")`.
    pub details: Vec<(String, String)>,
}

impl Instructions {
    /// Says what to do.
    ///
    /// ```
    /// let instructions = pannier::Instructions::new("Please pay at the till.");
    /// assert!(instructions.details.is_empty());
    /// ```
    pub fn new(text: impl Into<String>) -> Instructions {
        Instructions { text: text.into(), details: Vec::new() }
    }

    /// The same, with something that has to be copied.
    ///
    /// ```
    /// let instructions = pannier::Instructions::new("Please pay at the till.").with("Say", "Order 1001");
    /// assert_eq!(instructions.details.len(), 1);
    /// ```
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderLineView {
    /// The kind of the sellable.
    pub kind: String,
    /// Its id within the kind.
    pub id: String,
    /// Its title when the order was placed.
    pub title: String,
    /// Pieces.
    pub quantity: u32,
    /// The price of one.
    pub unit: Money,
    /// The price of all.
    pub total: Money,
}

/// A download of an order.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add(&visitor, "voucher", "spring", 1, None).await?;
/// let (_, order) = pannier::testing::place(&store, &visitor).await?;
/// for download in order.downloads.iter().filter(|download| download.available()) {
///     println!("{}: {}", download.title, download.url);
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DownloadView {
    /// What it is.
    pub title: String,
    /// The name the file will be saved under.
    pub file_name: String,
    /// Our masked link. Following it uses up an attempt.
    pub url: String,
    /// Attempts left; `None` for any number.
    pub attempts_left: Option<u32>,
    /// Until when it can be fetched: milliseconds since the Unix epoch, UTC; `None` for ever.
    pub expires_at: Option<i64>,
    /// Whether the time is over.
    pub expired: bool,
    /// Whether the order was refunded in full, which switches its downloads off.
    pub refunded: bool,
}

impl DownloadView {
    /// Whether following the link would give the file.
    ///
    /// ```
    /// fn label(download: &pannier::DownloadView) -> &'static str {
    ///     if download.available() { "Download" } else { "No downloads left" }
    /// }
    /// ```
    pub fn available(&self) -> bool {
        !self.expired && !self.refunded && self.attempts_left != Some(0)
    }
}
