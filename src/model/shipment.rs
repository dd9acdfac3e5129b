//! Parcels: their choices at the checkout, and the progress of their shipment.
//!
//! Items that ship by the same methods travel together. Most orders have one parcel or none.

use serde::{Deserialize, Serialize};

use super::{Money, ShippingChoice, named::named, pieces::pieces};
use crate::language::Texts;

/// A parcel at the checkout, with its shipping choices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ParcelChoices {
    /// The key in the form. Stable as long as the same shipping methods apply to its items.
    pub key: String,
    /// The contents, one line each: "2 × Dunes".
    pub contents: Vec<String>,
    /// The available shipping choices. Empty if none applies or no quote could be obtained.
    pub choices: Vec<ShippingChoice>,
    /// Whether choices are missing because a method failed or timed out. A later attempt may succeed.
    pub unanswered: bool,
    /// The id of the choice taken; empty if there is none.
    pub chosen: String,
}

impl ParcelChoices {
    /// Returns the choice taken.
    pub fn selected(&self) -> Option<&ShippingChoice> {
        self.choices.iter().find(|choice| choice.id == self.chosen)
    }
}

/// The status of a shipment.
///
/// ```text
/// pending ──> sent ──> delivered
///   │ ^        │ ^
///   v │        v │
///   failed     failed
/// ```
///
/// A refund in full, or of all that is in it, cancels what was not sent, pending or failed. If the refund fails, it is pending
/// again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ShipmentStatus {
    /// To be packed or made.
    Pending,
    /// Shipped, or ready for pick-up.
    Sent,
    /// Received by the shopper.
    Delivered,
    /// Not shipped, or returned. It can be sent again.
    Failed,
    /// Not shipped, because all that is in it was refunded. Final, unless the refund fails.
    Cancelled,
}

named! { ShipmentStatus {
    Pending => "pending",
    Sent => "sent",
    Delivered => "delivered",
    Failed => "failed",
    Cancelled => "cancelled",
} }

impl ShipmentStatus {
    /// Returns whether the transition to `next` is valid. The database enforces the same transitions, and those of
    /// a cancelled shipment only once its order is no longer refunded in full.
    ///
    /// ```
    /// use pannier::ShipmentStatus;
    ///
    /// assert!(ShipmentStatus::Failed.can_become(ShipmentStatus::Pending));
    /// assert!(!ShipmentStatus::Pending.can_become(ShipmentStatus::Delivered));
    /// ```
    pub const fn can_become(self, next: ShipmentStatus) -> bool {
        matches!(
            (self, next),
            (ShipmentStatus::Pending, ShipmentStatus::Sent | ShipmentStatus::Failed | ShipmentStatus::Cancelled)
                | (ShipmentStatus::Sent, ShipmentStatus::Delivered | ShipmentStatus::Failed)
                | (ShipmentStatus::Failed, ShipmentStatus::Pending | ShipmentStatus::Sent | ShipmentStatus::Cancelled)
                | (ShipmentStatus::Cancelled, ShipmentStatus::Pending)
        )
    }
}

/// Tracking information of a shipment, as far as known.
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
    /// The carrier.
    pub carrier: Option<String>,
    /// The carrier's tracking number.
    pub number: Option<String>,
    /// The URL of the carrier's tracking page.
    pub url: Option<String>,
}

impl Tracking {
    /// Sets the carrier.
    #[must_use]
    pub fn carrier(self, carrier: impl Into<String>) -> Tracking {
        Tracking { carrier: Some(carrier.into()), ..self }
    }

    /// Sets the tracking number.
    #[must_use]
    pub fn number(self, number: impl Into<String>) -> Tracking {
        Tracking { number: Some(number.into()), ..self }
    }

    /// Sets the URL of the tracking page. It begins with `https://` or `http://`.
    #[must_use]
    pub fn url(self, url: impl Into<String>) -> Tracking {
        Tracking { url: Some(url.into()), ..self }
    }
}

/// A shipment of a placed order.
///
/// ```
/// let order = pannier::testing::order(&[("album", "blue-hour/cd", 1)]);
/// for shipment in &order.shipments {
///     println!("{}: {}", shipment.label, shipment.status);
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShipmentView {
    /// The id in [signals](crate::OrderSignal::subject) and for the methods that change its status.
    pub id: String,
    /// Its position among the shipments of its order, from 1.
    pub position: u32,
    /// The id of the shipping method.
    pub method: String,
    /// The chosen option: the method's id, or `method:option` with the [option's id](crate::ShippingOption::id).
    #[serde(default)]
    pub choice: String,
    /// The label of the shipping option: "Standard", in the language of the order.
    pub label: String,
    /// The label as the method gave it, untranslated.
    #[serde(default)]
    pub service: String,
    /// The delivery time that was promised with the order, as a phrase: "2 to 4 working days". `None` if there was none.
    #[serde(default)]
    pub delivery_time: Option<String>,
    /// The shipping price.
    pub price: Money,
    /// The status.
    pub status: ShipmentStatus,
    /// Whether the shopper picks it up.
    pub pick_up: bool,
    /// The tracking information.
    pub tracking: Tracking,
    /// The address that it goes to, or was sent to, one line each. It can differ from that of other shipments of the
    /// order, because a correction changes only what was not sent yet.
    #[serde(default)]
    pub address: Vec<String>,
    /// The contents. Empty for orders placed before shipments were introduced.
    pub lines: Vec<ShipmentLine>,
}

/// An order line in a shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShipmentLine {
    /// The sellable's kind.
    pub kind: String,
    /// The sellable's id within its kind.
    pub id: String,
    /// The title when the order was placed.
    pub title: String,
    /// The quantity.
    pub quantity: u32,
    /// The supplier's SKU, if the sellable sets one.
    pub supplier_sku: Option<String>,
}

impl ShipmentView {
    /// Returns the price as a phrase for the shopper: "€4.90", or "Free".
    pub fn price_label(&self, texts: &Texts) -> String {
        shipping_price(self.price, texts)
    }

    /// Returns the status as a phrase for the shopper.
    pub fn message(&self, texts: &Texts) -> String {
        match (self.status, self.pick_up) {
            (ShipmentStatus::Pending, _) => texts.get("parcel-to-do"),
            (ShipmentStatus::Sent, false) => texts.get("parcel-sent"),
            (ShipmentStatus::Sent, true) => texts.get("parcel-ready"),
            (ShipmentStatus::Delivered, false) => texts.get("parcel-delivered"),
            (ShipmentStatus::Delivered, true) => texts.get("parcel-picked-up"),
            (ShipmentStatus::Failed, _) => texts.get("parcel-delayed"),
            (ShipmentStatus::Cancelled, _) => texts.get("parcel-cancelled"),
        }
    }

    /// Returns the contents as one text: "2 × Dunes, Blue Hour".
    pub fn contents(&self) -> String {
        self.lines.iter().map(|line| pieces(line.quantity, &line.title)).collect::<Vec<_>>().join(", ")
    }
}

/// Formats a shipping price: "€4.90", but "Free" rather than "€0.00".
pub(crate) fn shipping_price(price: Money, texts: &Texts) -> String {
    match price.amount {
        0 => texts.get("free-shipping"),
        _ => texts.money(price),
    }
}
