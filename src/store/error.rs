//! The errors that no single domain owns.

use super::db::DbError;
use crate::model::{Money, Problem};

/// Why something cannot be done with an order, with what can.
///
/// ```
/// let error = pannier::ManageError::UnknownOrder(7);
/// assert_eq!(error.to_string(), "there is no order 7; `pannier order list` shows the ones there are");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManageError {
    /// No such number.
    #[error("there is no order {0}; `pannier order list` shows the ones there are")]
    UnknownOrder(i64),
    /// The order is decided already.
    #[error("the order is {0} already; money that was paid can be given back by `refund`")]
    Decided(&'static str),
    /// Only the gateway knows whether it was paid.
    #[error("this payment is the gateway's to confirm, and it is asked again and again; nothing was changed")]
    AskTheGateway,
    /// Nothing was paid.
    #[error("nothing was paid for this order, so there is nothing to give back")]
    NotPaid,
    /// More than is left of what was paid.
    #[error("no more than {0} can be given back")]
    TooMuch(Money),
    /// No receiver has this name.
    #[error("there is no receiver {name:?}; the ones there are: {known}")]
    UnknownReceiver {
        /// The name.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// Nothing was handled that could be handed over once more.
    #[error("no receiver has handled such a signal of this order; what waits or has failed is tried again by `retry`")]
    NothingHandled,
    /// The order has no downloads: nothing of it comes with a file, or it is not paid.
    #[error("this order has no downloads that were handed out")]
    NoDownloads,
    /// The order was refunded in full, which has switched its downloads off.
    #[error("this order was refunded in full; its downloads stay off")]
    RefundedInFull,
    /// The gateway does not answer.
    #[error("the gateway does not answer; the order stays as it is, try again in a minute")]
    GatewayUnavailable,
    /// The database does not answer.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        tracing::error!(%error, "the database refused");
        Problem::Unavailable
    }
}
