//! The order state machine. It knows nothing of HTTP, SQL or Leptos.
//!
//! ```text
//! created ──> pending ──> completed
//!    │           │
//!    └───────────┴──────> cancelled
//! ```
//!
//! A change that is not drawn here does not compile: a [`Change`] is made of two statuses that [`To`] joins, and only these
//! four pairs are joined. The database refuses the others as well, for whoever does not come through this module.

use std::marker::PhantomData;

use crate::{
    model::{Money, Status},
    store::payment::PaymentState,
};

/// A status as a type.
pub trait State: Send + Sync + 'static {
    /// The same as a value.
    const STATUS: Status;
}

/// A status that can become `T`.
pub trait To<T: State>: State {}

/// A basket: everything can change.
#[derive(Debug)]
pub enum Created {}
/// Handed to the payment gateway: frozen.
#[derive(Debug)]
pub enum Pending {}
/// Paid.
#[derive(Debug)]
pub enum Completed {}
/// Not paid.
#[derive(Debug)]
pub enum Cancelled {}

impl State for Created {
    const STATUS: Status = Status::Created;
}
impl State for Pending {
    const STATUS: Status = Status::Pending;
}
impl State for Completed {
    const STATUS: Status = Status::Completed;
}
impl State for Cancelled {
    const STATUS: Status = Status::Cancelled;
}

impl To<Pending> for Created {}
impl To<Cancelled> for Created {}
impl To<Completed> for Pending {}
impl To<Cancelled> for Pending {}

/// An order that was seen in status `S`, within the transaction that holds its row.
#[derive(Debug)]
pub struct Order<S> {
    id: String,
    state: PhantomData<S>,
}

impl<S: State> Order<S> {
    /// For the functions that have just read or written the row.
    pub(super) fn seen(id: String) -> Order<S> {
        Order { id, state: PhantomData }
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The change to `T`, if the machine has it.
    pub fn change<T: State>(self) -> Change<S, T>
    where
        S: To<T>,
    {
        Change { order: self, to: PhantomData }
    }
}

/// A legal change of an order's status, not yet made.
///
/// ```compile_fail
/// # use pannier::machine::{Order, Completed, Pending};
/// fn reopen(order: Order<Completed>) { order.change::<Pending>(); }
/// ```
#[derive(Debug)]
pub struct Change<S, T> {
    order: Order<S>,
    to: PhantomData<T>,
}

impl<S: State, T: State> Change<S, T> {
    /// The order's id.
    pub fn id(&self) -> &str {
        self.order.id()
    }

    /// The status it has.
    pub const fn from(&self) -> Status {
        S::STATUS
    }

    /// The status it gets.
    pub const fn to(&self) -> Status {
        T::STATUS
    }
}

/// What news of a payment means for its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing changes: not decided yet, or known already.
    Stay,
    /// The order is paid.
    Complete,
    /// The order is not paid and will not be by this attempt: the basket goes back to the shopper.
    Cancel,
    /// Money has come that does not fit; the order stays where it is and a person looks at it.
    Attention(Attention),
}

/// Money that came wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// The order was cancelled before the money came.
    PaidAfterCancellation,
    /// Another amount or currency than the order's total.
    AmountMismatch,
}

impl Attention {
    /// The name in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Attention::PaidAfterCancellation => "paid-after-cancellation",
            Attention::AmountMismatch => "amount-mismatch",
        }
    }
}

/// Decides what `news` about the attempt to pay `total` means for an order in `status`. Pure; asked again with the same news
/// after the change was made, it answers [`Decision::Stay`].
pub fn decide(status: Status, total: Money, news: &PaymentState) -> Decision {
    match (status, news) {
        (Status::Pending | Status::Cancelled, PaymentState::Succeeded { amount }) if *amount != total => {
            Decision::Attention(Attention::AmountMismatch)
        }
        (Status::Pending, PaymentState::Succeeded { .. }) => Decision::Complete,
        (Status::Cancelled, PaymentState::Succeeded { .. }) => Decision::Attention(Attention::PaidAfterCancellation),
        (Status::Pending, PaymentState::Declined { .. } | PaymentState::Cancelled | PaymentState::Expired) => {
            Decision::Cancel
        }
        _ => Decision::Stay,
    }
}

/// Whether an order can change from one status to another: the types above, for values.
pub const fn allowed(from: Status, to: Status) -> bool {
    matches!(
        (from, to),
        (Status::Created, Status::Pending | Status::Cancelled)
            | (Status::Pending, Status::Completed | Status::Cancelled)
    )
}
