//! Receivers: told of every change of an order's status. One file each, one trait, one line to register.
//!
//! ```
//! # fn main() -> Result<(), String> {
//! use pannier::{Settings, delivery::{ConfirmationMail, Mailer}};
//!
//! let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
//! let mail = ConfirmationMail::new(Mailer::from_settings(&settings)?, &settings)?;
//! # Ok(())
//! # }
//! ```

use async_trait::async_trait;

use crate::model::{OrderView, Status};

mod confirmation_mail;
mod downloads;

pub use confirmation_mail::{ConfirmationMail, Mailer};
pub use downloads::ActivateDownloads;

/// Something that happens when an order changes its status.
///
/// Each receiver handles each signal once by its record, but may be asked again when it, or the process, fails before the
/// record is written. Use [`Signal::id`] as the key that makes the second time do nothing. A whole
/// one: [`recipes::receiver`](crate::recipes::receiver).
///
/// ```
/// use pannier::{OrderView, Receiver, ReceiverError, Signal, Status, async_trait};
///
/// /// A packing slip for each order that was paid. Written again, it is the same file.
/// struct PackingSlips(std::path::PathBuf);
///
/// #[async_trait]
/// impl Receiver for PackingSlips {
///     fn name(&self) -> &'static str {
///         "packing-slips"
///     }
///     fn listens(&self, status: Status) -> bool {
///         status == Status::Completed
///     }
///     async fn receive(&self, signal: &Signal, order: &OrderView) -> Result<(), ReceiverError> {
///         let slip = format!("Order {}\n{}\n", order.number, order.address.join("\n"));
///         tokio::fs::write(self.0.join(&signal.id), slip).await.map_err(ReceiverError::new)
///     }
/// }
/// ```
#[async_trait]
pub trait Receiver: Send + Sync + 'static {
    /// The name in the outbox. Never change it while signals wait.
    fn name(&self) -> &'static str;

    /// Whether it wants to be told of a change to `status`.
    fn listens(&self, status: Status) -> bool;

    /// Handles a signal. The order is as it stands now, which may be further on than the signal says.
    ///
    /// # Errors
    /// It is tried again later, and at last left for a person.
    async fn receive(&self, signal: &Signal, order: &OrderView) -> Result<(), ReceiverError>;
}

/// A change of an order's status.
///
/// ```
/// fn message_id(signal: &pannier::Signal) -> String {
///     format!("<{}@shop.example>", signal.id)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signal {
    /// Unique; the idempotency key of whatever the receiver does.
    pub id: String,
    /// The order.
    pub order_id: String,
    /// The status it got.
    pub status: Status,
    /// When: milliseconds since the Unix epoch, UTC.
    pub at: i64,
}

/// A receiver that could not do its work.
///
/// ```
/// use pannier::ReceiverError;
///
/// assert_eq!(ReceiverError::new("the warehouse does not answer").to_string(), "the warehouse does not answer");
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ReceiverError(String);

impl ReceiverError {
    /// Says what went wrong, without personal data: it is logged and kept.
    ///
    /// ```
    /// let error = std::fs::read("/no/such/file").map_err(pannier::ReceiverError::new);
    /// assert!(error.is_err());
    /// ```
    pub fn new(what: impl std::fmt::Display) -> ReceiverError {
        ReceiverError(what.to_string())
    }
}
