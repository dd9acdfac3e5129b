//! Parcels: what the checkout offers for each, and how far each has come.
//!
//! Goods that ship by the same methods travel together. Most orders have one parcel or none.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Money, ShippingChoice};
use crate::language::Texts;

/// A parcel at the checkout, with the ways in which it can travel.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add(&visitor, "voucher", "spring", 1, None).await?;
/// let parcels = store.checkout(&visitor, false).await?.parcels;
/// assert!(parcels.is_empty(), "a voucher does not ship");
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ParcelChoices {
    /// Names the parcel in the form. It stays the same for as long as its goods ship by the same methods.
    pub key: String,
    /// What is in it, a line each: "2 × Dunes".
    pub contents: Vec<String>,
    /// How it can travel. Empty if it cannot go there, or if nobody could tell.
    pub choices: Vec<ShippingChoice>,
    /// Whether there is no choice for want of an answer: a method could not tell, or not in time, and may the next time.
    pub unanswered: bool,
    /// The choice taken, by its id; empty where there is none.
    pub chosen: String,
}

impl ParcelChoices {
    /// The choice taken.
    ///
    /// ```
    /// fn price(parcel: &pannier::ParcelChoices) -> Option<pannier::Money> {
    ///     parcel.taken().map(|choice| choice.price)
    /// }
    /// ```
    pub fn taken(&self) -> Option<&ShippingChoice> {
        self.choices.iter().find(|choice| choice.id == self.chosen)
    }
}

/// How far a parcel has come.
///
/// ```text
/// to do ──> sent ──> delivered
///  │ ^      │ ^
///  v │      v │
///  failed   failed
/// ```
///
/// ```
/// use pannier::ParcelStatus;
///
/// assert!(ParcelStatus::ToDo.becomes(ParcelStatus::Sent));
/// assert!(!ParcelStatus::Delivered.becomes(ParcelStatus::Sent));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParcelStatus {
    /// It has to be packed, or made.
    ToDo,
    /// It is on its way; or it waits for the shopper, where that is how it travels.
    Sent,
    /// The shopper has it.
    Delivered,
    /// It could not be sent, or came back. It can be sent again.
    Failed,
}

impl ParcelStatus {
    /// All four.
    ///
    /// ```
    /// assert!(pannier::ParcelStatus::ALL.iter().all(|status| status.as_str().parse() == Ok(*status)));
    /// ```
    pub const ALL: [ParcelStatus; 4] =
        [ParcelStatus::ToDo, ParcelStatus::Sent, ParcelStatus::Delivered, ParcelStatus::Failed];

    /// The name in tables.
    ///
    /// ```
    /// assert_eq!(pannier::ParcelStatus::ToDo.as_str(), "to_do");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            ParcelStatus::ToDo => "to_do",
            ParcelStatus::Sent => "sent",
            ParcelStatus::Delivered => "delivered",
            ParcelStatus::Failed => "failed",
        }
    }

    /// Whether there is such a move. The database knows the same ones.
    ///
    /// ```
    /// use pannier::ParcelStatus;
    ///
    /// assert!(ParcelStatus::Failed.becomes(ParcelStatus::ToDo));
    /// assert!(!ParcelStatus::ToDo.becomes(ParcelStatus::Delivered));
    /// ```
    pub const fn becomes(self, next: ParcelStatus) -> bool {
        matches!(
            (self, next),
            (ParcelStatus::ToDo, ParcelStatus::Sent | ParcelStatus::Failed)
                | (ParcelStatus::Sent, ParcelStatus::Delivered | ParcelStatus::Failed)
                | (ParcelStatus::Failed, ParcelStatus::ToDo | ParcelStatus::Sent)
        )
    }
}

impl fmt::Display for ParcelStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ParcelStatus::ToDo => "to do",
            other => other.as_str(),
        })
    }
}

impl std::str::FromStr for ParcelStatus {
    type Err = ();
    fn from_str(name: &str) -> Result<Self, ()> {
        ParcelStatus::ALL.into_iter().find(|s| s.as_str() == name).ok_or(())
    }
}

/// How a parcel can be followed, as far as that is known.
///
/// ```
/// use pannier::Tracking;
///
/// let tracking = Tracking::default().carrier("DHL").number("00340434161094042557");
/// assert_eq!(tracking.url, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tracking {
    /// Who carries it.
    pub carrier: Option<String>,
    /// The carrier's number for it.
    pub number: Option<String>,
    /// A page of the carrier's that says where it is.
    pub url: Option<String>,
}

impl Tracking {
    /// Says who carries it.
    ///
    /// ```
    /// assert_eq!(pannier::Tracking::default().carrier("DHL").carrier.as_deref(), Some("DHL"));
    /// ```
    #[must_use]
    pub fn carrier(self, carrier: impl Into<String>) -> Tracking {
        Tracking { carrier: Some(carrier.into()), ..self }
    }

    /// Says under which number.
    ///
    /// ```
    /// assert_eq!(pannier::Tracking::default().number("0034").number.as_deref(), Some("0034"));
    /// ```
    #[must_use]
    pub fn number(self, number: impl Into<String>) -> Tracking {
        Tracking { number: Some(number.into()), ..self }
    }

    /// Says where it can be followed: an address that begins with `https://` or `http://`.
    ///
    /// ```
    /// let tracking = pannier::Tracking::default().url("https://carrier.example/0034");
    /// assert!(tracking.url.is_some());
    /// ```
    #[must_use]
    pub fn url(self, url: impl Into<String>) -> Tracking {
        Tracking { url: Some(url.into()), ..self }
    }
}

/// A parcel of an order that was placed.
///
/// ```
/// let order = pannier::testing::order(&[("album", "blue-hour/cd", 1)]);
/// for parcel in &order.parcels {
///     println!("{}: {}", parcel.label, parcel.status);
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ParcelView {
    /// Names it in [signals](crate::Signal::subject) and to the functions that say how far it has come.
    pub id: String,
    /// Its number among the parcels of its order, from 1.
    pub position: u32,
    /// The shipping method, by its id.
    pub method: String,
    /// How it travels: "Standard".
    pub label: String,
    /// What that costs.
    pub price: Money,
    /// How far it has come.
    pub status: ParcelStatus,
    /// Whether the shopper comes and gets it.
    pub pick_up: bool,
    /// How it can be followed.
    pub tracking: Tracking,
    /// What is in it. Empty for orders that are older than parcels are.
    pub lines: Vec<ParcelLine>,
}

/// A line of an order, in its parcel.
///
/// ```
/// fn label(line: &pannier::ParcelLine) -> String {
///     format!("{} × {}", line.quantity, line.title)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ParcelLine {
    /// The kind of the sellable.
    pub kind: String,
    /// Its id within the kind.
    pub id: String,
    /// Its title when the order was placed.
    pub title: String,
    /// Pieces.
    pub quantity: u32,
    /// What whoever ships it calls it, where the sellable has said that.
    pub product: Option<String>,
}

impl ParcelView {
    /// How far it has come, in words for the shopper.
    ///
    /// ```
    /// fn badge(parcel: &pannier::ParcelView, texts: &pannier::Texts) -> String {
    ///     format!("{}: {}", parcel.label, parcel.progress(texts))
    /// }
    /// ```
    pub fn progress(&self, texts: &Texts) -> String {
        match (self.status, self.pick_up) {
            (ParcelStatus::ToDo, _) => texts.get("parcel-to-do"),
            (ParcelStatus::Sent, false) => texts.get("parcel-sent"),
            (ParcelStatus::Sent, true) => texts.get("parcel-ready"),
            (ParcelStatus::Delivered, false) => texts.get("parcel-delivered"),
            (ParcelStatus::Delivered, true) => texts.get("parcel-picked-up"),
            (ParcelStatus::Failed, _) => texts.get("parcel-delayed"),
        }
    }

    /// What is in it, as one text: "2 × Dunes, Blue Hour".
    ///
    /// ```
    /// fn hint(parcel: &pannier::ParcelView) -> Option<String> {
    ///     Some(parcel.contents()).filter(|contents| !contents.is_empty())
    /// }
    /// ```
    pub fn contents(&self) -> String {
        self.lines.iter().map(|line| pieces(line.quantity, &line.title)).collect::<Vec<_>>().join(", ")
    }
}

/// "2 × Dunes", and "Dunes" for one.
pub(crate) fn pieces(quantity: u32, title: &str) -> String {
    match quantity {
        1 => title.to_owned(),
        n => format!("{n} × {title}"),
    }
}
