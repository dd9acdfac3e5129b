//! Errors shared by several domains.

use super::db::DbError;
use crate::model::{AmountError, FieldError, Money, OrderStatus, Problem, RefundStatus};

/// The error of an operation on an order, with a hint at what to do instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AdminError {
    /// There is no order with this number.
    #[error("unknown order {0}; `pannier order list` lists all orders")]
    UnknownOrder(i64),
    /// The order is already paid or cancelled.
    #[error("the order is already {}; use `pannier order refund` to return a payment", .0.as_str())]
    AlreadyFinal(OrderStatus),
    /// The payment is still open, and only the gateway can settle it.
    #[error("only the gateway can confirm this payment, and it is polled until it does; nothing was changed")]
    GatewayDecides,
    /// The order was not paid.
    #[error("this order was not paid, so there is nothing to refund")]
    NotPaid,
    /// A dispute of the payment was lost: the shopper's bank has taken back the money, and a refund would return it a
    /// second time.
    #[error(
        "a dispute of the payment was lost, so the shopper has the money: a refund would return it twice; record one that \
         was made elsewhere with `pannier order refund --manual`; nothing was changed"
    )]
    DisputeLost,
    /// The amount exceeds what is left of the payment.
    #[error("at most {0} can be refunded")]
    ExceedsRefundable(Money),
    /// The amount is zero or less.
    #[error("the amount must be more than {0}")]
    NotPositive(Money),
    /// A refund is to be for nothing: neither pieces, nor shipping, nor an amount.
    #[error("name what to refund: pieces of a line, the shipping, or an amount")]
    NothingChosen,
    /// More pieces of a line are to be refunded than are left of it.
    #[error("{left} of {title} can still be refunded")]
    NotSoMany {
        /// The title of the line; its kind and id if the order has no such line.
        title: String,
        /// How many pieces are left.
        left: u32,
    },
    /// Pieces or shipping are to be refunded of an order that is not completed.
    #[error("the order is {}: only an amount of its payment can be refunded", .0.as_str())]
    NotCompleted(OrderStatus),
    /// The order with this number has no tax that could be returned because of its VAT number.
    #[error(
        "order {0} has no tax to return: its VAT number has not proved valid since it was placed, or none of its tax depends \
         on that, or is left"
    )]
    NoTaxToReturn(i64),
    /// Another refund of the order with this number comes first, since one of the two returns tax: it is not made yet, or nobody
    /// has said what it is for.
    #[error(
        "another refund of order {0} comes first: it is not made yet, or waits for its items; nothing was changed; \
         `pannier order show {0}` lists its refunds"
    )]
    UnsettledRefund(i64),
    /// No refund of the order with this number waits for somebody to say what it is for, or not the one with the given id.
    #[error("no such refund of order {0} waits for its items; `pannier order show {0}` lists its refunds")]
    NoWaitingRefund(i64),
    /// The refund is not one of the order with this number, was not made at the gateway, or has no pieces to put back into stock.
    #[error(
        "no such refund of order {0} has pieces to put back into stock; `pannier order show {0}` lists its refunds"
    )]
    NothingToRestock(i64),
    /// No refund of the order with this number is still to be requested, or none with the given id.
    #[error("order {0} has no pending refund; `pannier order show {0}` lists its refunds")]
    NoOpenRefund(i64),
    /// Several refunds of the order are still to be requested.
    #[error("several refunds are still to be requested; name one by its id, as `pannier order show` lists it")]
    SeveralRefunds,
    /// The gateway has accepted the refund or made it, so that it cannot be abandoned.
    #[error("the gateway has this refund already: it is {}; nothing was changed", .0.as_str())]
    RefundAccepted(RefundStatus),
    /// The refund is being requested from the gateway.
    #[error("the refund is being requested right now; try again in a minute")]
    RefundInProgress,
    /// There is no receiver with this name.
    #[error("unknown receiver {name:?}; known receivers: {known}")]
    UnknownReceiver {
        /// The unknown name.
        name: String,
        /// The known names, as a comma-separated list.
        known: String,
    },
    /// The order has no handled delivery that could be replayed.
    #[error("no handled delivery to replay; use `pannier delivery retry` for pending and failed deliveries")]
    NothingHandled,
    /// The order has no downloads: no item comes with a file, or the order is not paid.
    #[error("this order has no downloads")]
    NoDownloads,
    /// The order was refunded in full, which disables its downloads.
    #[error("this order was refunded in full; its downloads stay disabled")]
    RefundedInFull,
    /// All that the order has downloads of was refunded, or is being refunded.
    #[error("what this order has downloads of was refunded; they stay disabled")]
    DownloadsRefunded,
    /// The payment of the order is disputed or being refunded in full, or such a refund has failed.
    #[error("this order is on hold, because its payment is disputed or to be refunded; nothing was changed")]
    OnHold,
    /// The payment is processing, and can no longer be cancelled.
    #[error("the payment is on its way and can no longer be cancelled; refund it once it has arrived")]
    PaymentProcessing,
    /// The order with this number is not on hold.
    #[error("order {0} is not on hold")]
    NotOnHold(i64),
    /// A refund that is not made yet holds the order with this number.
    #[error(
        "a refund of order {0} is still being made, and the order is on hold until it is; to give it up: \
         `pannier order abandon-refund {0}`"
    )]
    HeldByRefund(i64),
    /// The gateway was asked for the state of the payment a moment ago.
    #[error("the gateway was asked a moment ago; try again in a few seconds")]
    PolledJustNow,
    /// No gateway decides about the payment: it is made offline, or does not match its order.
    #[error("no gateway decides about this payment; use `pannier order mark-paid` or `pannier order cancel`")]
    NotAtGateway,
    /// The note is empty, or too long.
    #[error("a note has 1 to 2,000 characters")]
    InvalidNote,
    /// The form with this token has taken effect before: see [`Admin::once`](crate::Admin::once).
    #[error("this form was already submitted, and has taken effect once")]
    AlreadyDone,
    /// The actor is a member of staff who is disabled, or whose role does not allow it. Nothing was changed.
    #[error("this member of staff may not do this (any longer), and nothing was changed")]
    NotAllowed,
    /// The order with this number is cancelled.
    #[error("order {0} is cancelled: nothing of it is left to be corrected")]
    OrderCancelled(i64),
    /// Values of a correction are invalid, for these reasons. Nothing was changed.
    #[error("these values are invalid, and nothing was changed: {}", names(.0))]
    InvalidCorrection(Vec<FieldError>),
    /// There is no withdrawal with this id that was received.
    #[error("there is no such withdrawal")]
    UnknownWithdrawal,
    /// The withdrawal belongs to an order already.
    #[error("the withdrawal belongs to an order already; nothing was changed")]
    WithdrawalMatched,
    /// The store issues no invoices: see [`StoreBuilder::invoices`](crate::StoreBuilder::invoices).
    #[error("this shop issues no invoices, since its settings name no seller; nothing was changed")]
    NoSeller,
    /// There is no invoice or credit note with this number.
    #[error("unknown invoice {0}; `pannier invoice list` lists them")]
    UnknownInvoice(String),
    /// The order with this number is not completed, or costs nothing.
    #[error("order {0} has nothing to invoice: it is not paid, or costs nothing")]
    NothingToInvoice(i64),
    /// The order with this number has no invoice, or all of it is credited.
    #[error("nothing of order {0} is invoiced and not credited, so there is nothing to correct")]
    NothingInvoiced(i64),
    /// The gateway gave no answer.
    #[error("the gateway is unavailable and the order is unchanged; try again in a minute")]
    GatewayUnavailable,
    /// The database could not be reached, or reported an error.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Returns the names of the fields that have errors.
fn names(errors: &[FieldError]) -> String {
    errors.iter().map(|error| error.field.name()).collect::<Vec<_>>().join(", ")
}

/// Reports stored amounts that do not add up.
impl From<AmountError> for DbError {
    fn from(error: AmountError) -> Self {
        DbError(sqlx::Error::Decode(Box::new(error)))
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        error.log();
        Problem::Unavailable
    }
}
