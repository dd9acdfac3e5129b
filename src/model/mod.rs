//! The types that the browser and the server share: money and times, statuses, views of basket and order,
//! postal addresses, the checkout form and its validation.

mod address;
mod address_rules;
pub(crate) mod amounts;
mod availability;
mod basket;
mod checkout;
mod checkout_field;
#[cfg(feature = "ssr")]
mod day;
mod discount;
mod document;
mod email_suggestion;
pub(crate) mod money;
pub(crate) mod named;
mod order;
mod paths;
mod payment;
mod picture;
mod pieces;
mod postal_code;
mod problem;
mod shipment;
mod tax;
#[cfg(feature = "ssr")]
mod time_zone;
mod timestamp;
mod validation;
mod value_error;
mod withdrawal;

pub use address::{Address, AddressField};
pub use address_rules::{AddressRules, FieldRule, Region};
pub(crate) use amounts::line_total;
pub use amounts::{AmountError, Amounts};
#[cfg(feature = "ssr")]
pub(crate) use amounts::{By, combine, spread};
pub use availability::{Availability, SaleState};
pub use basket::{BasketLineView, BasketSummary, BasketView, LineNotice, PendingOrder, RemovedLine};
#[cfg(feature = "ssr")]
pub(crate) use basket::{counted, reduced};
#[cfg(feature = "ssr")]
pub(crate) use checkout::are_picked_up;
pub use checkout::{
    CheckoutForm, CheckoutOutcome, CheckoutView, Intent, PaymentChoice, PaymentElement, ShippingChoice, Totals,
};
#[cfg(feature = "ssr")]
pub use checkout_field::{CheckoutField, FieldContext};
pub use checkout_field::{CheckoutFieldView, FieldKind, FieldValue};
#[cfg(feature = "ssr")]
pub(crate) use checkout_field::{TICKED, frozen_fields, frozen_fields_json, typed_fields, typed_fields_json};
#[cfg(feature = "ssr")]
pub use day::Day;
pub use discount::DiscountView;
pub use document::{DocumentKind, DocumentLink};
pub(crate) use email_suggestion::meant;
pub use money::{Currency, Money};
pub use order::{DownloadView, Instructions, OrderLineView, OrderStatus, OrderView, PaymentStep};
pub use paths::Paths;
pub use payment::{DisputeStatus, PaymentIssue, PaymentState, PaymentStatus, RefundReason, RefundState, RefundStatus};
pub use picture::Picture;
#[cfg(feature = "ssr")]
pub(crate) use picture::widths;
#[cfg(feature = "ssr")]
pub(crate) use pieces::{contents_of, pieces, times};
pub use problem::Problem;
#[cfg(feature = "ssr")]
pub(crate) use shipment::shipping_price;
pub use shipment::{ParcelChoices, ShipmentLine, ShipmentStatus, ShipmentView, Tracking};
#[cfg(feature = "ssr")]
pub(crate) use tax::tax_rules;
pub use tax::{Rate, TaxBasis, TaxCode, TaxNote, TaxRate, TaxSum, VatNote};
#[cfg(feature = "ssr")]
pub use time_zone::TimeZone;
pub use timestamp::Timestamp;
#[cfg(feature = "ssr")]
pub(crate) use timestamp::days;
#[cfg(feature = "ssr")]
pub(crate) use validation::address_errors;
pub(crate) use validation::half_width;
#[cfg(feature = "ssr")]
pub use validation::is_email;
pub use validation::{Field, FieldError};
#[cfg(feature = "ssr")]
pub(crate) use validation::{is_link, of_field};
pub use value_error::{InvalidValueError, UnknownNameError};
#[cfg(feature = "ssr")]
pub(crate) use withdrawal::is_in_words;
pub use withdrawal::{
    OrderWithdrawal, WithdrawalError, WithdrawalField, WithdrawalForm, WithdrawalLine, WithdrawalOrder,
    WithdrawalRight, WithdrawalStep, WithdrawalView, WithdrawnLine,
};
