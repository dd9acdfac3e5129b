//! The types that the browser and the server share: money and times, statuses, views of basket and order,
//! postal addresses, the checkout form and its validation.

mod address;
mod address_rules;
mod amounts;
mod availability;
mod basket;
mod checkout;
mod discount;
mod email_suggestion;
pub(crate) mod money;
pub(crate) mod named;
mod order;
mod paths;
mod payment;
mod picture;
mod postal_code;
mod problem;
mod shipment;
mod timestamp;
mod validation;
mod value_error;

pub use address::{Address, AddressField};
pub use address_rules::{AddressRules, FieldRule, Region};
pub(crate) use amounts::line_total;
pub use amounts::{AmountError, Amounts};
pub use availability::{Availability, SaleState};
#[cfg(feature = "ssr")]
pub(crate) use basket::counted;
pub use basket::{BasketLineView, BasketSummary, BasketView, LineNotice, PendingOrder, RemovedLine};
pub use checkout::{
    CheckoutForm, CheckoutOutcome, CheckoutView, Intent, PaymentChoice, PaymentElement, ShippingChoice, Totals,
};
pub use discount::DiscountView;
pub(crate) use email_suggestion::meant;
pub use money::{Currency, Money};
pub use order::{DownloadView, Instructions, OrderLineView, OrderStatus, OrderView, PaymentStep};
pub use paths::Paths;
pub use payment::{DisputeStatus, PaymentIssue, PaymentState, PaymentStatus, RefundReason, RefundState, RefundStatus};
pub use picture::Picture;
#[cfg(feature = "ssr")]
pub(crate) use picture::widths;
pub use problem::Problem;
pub use shipment::{ParcelChoices, ShipmentLine, ShipmentStatus, ShipmentView, Tracking};
#[cfg(feature = "ssr")]
pub(crate) use shipment::{pieces, shipping_price};
pub use timestamp::Timestamp;
#[cfg(feature = "ssr")]
pub(crate) use validation::address_errors;
pub(crate) use validation::half_width;
#[cfg(feature = "ssr")]
pub use validation::is_email;
pub use validation::{Field, FieldError};
pub use value_error::{InvalidValueError, UnknownNameError};
