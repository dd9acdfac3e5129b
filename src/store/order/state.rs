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
//!
//! ```
//! use pannier::{Status, machine::allowed};
//!
//! assert!(allowed(Status::Created, Status::Pending));
//! ```

use std::marker::PhantomData;

use super::PaymentState;
use crate::model::{Money, Status};

/// A status as a type.
///
/// ```
/// use pannier::{Status, machine::{Pending, State}};
///
/// assert_eq!(Pending::STATUS, Status::Pending);
/// ```
pub trait State: Send + Sync + 'static {
    /// The same as a value.
    const STATUS: Status;
}

/// A status that can become `T`.
///
/// ```
/// use pannier::machine::{Completed, Pending, To};
///
/// fn legal<S: To<T>, T: pannier::machine::State>() {}
/// legal::<Pending, Completed>();
/// ```
pub trait To<T: State>: State {}

/// A basket: everything can change.
///
/// ```
/// use pannier::{Status, machine::{Created, State}};
///
/// assert_eq!(Created::STATUS, Status::Created);
/// ```
#[derive(Debug)]
pub enum Created {}
/// Handed to the payment gateway: frozen.
///
/// ```
/// use pannier::{Status, machine::{Pending, State}};
///
/// assert_eq!(Pending::STATUS, Status::Pending);
/// ```
#[derive(Debug)]
pub enum Pending {}
/// Paid.
///
/// ```
/// use pannier::{Status, machine::{Completed, State}};
///
/// assert_eq!(Completed::STATUS, Status::Completed);
/// ```
#[derive(Debug)]
pub enum Completed {}
/// Not paid.
///
/// ```
/// use pannier::{Status, machine::{Cancelled, State}};
///
/// assert_eq!(Cancelled::STATUS, Status::Cancelled);
/// ```
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
///
/// ```
/// use pannier::machine::{Order, Pending};
///
/// /// Nothing but a pending order can be asked for.
/// fn number_of(order: &Order<Pending>) -> &str {
///     order.id()
/// }
/// ```
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
    ///
    /// ```
    /// fn names<S: pannier::machine::State>(order: &pannier::machine::Order<S>) -> String {
    ///     format!("order {}", order.id())
    /// }
    /// ```
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The change to `T`, if the machine has it.
    ///
    /// ```
    /// use pannier::machine::{Change, Completed, Order, Pending};
    ///
    /// fn complete(order: Order<Pending>) -> Change<Pending, Completed> {
    ///     order.change()
    /// }
    /// ```
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
    ///
    /// ```
    /// fn names<S: pannier::machine::State, T: pannier::machine::State>(change: &pannier::machine::Change<S, T>) -> String {
    ///     format!("{} becomes {}", change.id(), change.to().as_str())
    /// }
    /// ```
    pub fn id(&self) -> &str {
        self.order.id()
    }

    /// The status it has.
    ///
    /// ```
    /// use pannier::{Status, machine::{Cancelled, Change, Pending}};
    ///
    /// fn was(change: &Change<Pending, Cancelled>) -> Status {
    ///     change.from()
    /// }
    /// ```
    pub const fn from(&self) -> Status {
        S::STATUS
    }

    /// The status it gets.
    ///
    /// ```
    /// use pannier::{Status, machine::{Cancelled, Change, Pending}};
    ///
    /// fn will_be(change: &Change<Pending, Cancelled>) -> Status {
    ///     change.to()
    /// }
    /// ```
    pub const fn to(&self) -> Status {
        T::STATUS
    }
}

/// What news of a payment means for its order.
///
/// ```
/// use pannier::{Currency, Money, PaymentState, Status, machine::{Decision, decide}};
///
/// let total = Money::new(1990, Currency::EUR);
/// assert_eq!(decide(Status::Pending, total, &PaymentState::Expired), Decision::Cancel);
/// ```
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
///
/// ```
/// use pannier::{Currency, Money, PaymentState, Status, machine::{Attention, Decision, decide}};
///
/// let total = Money::new(1990, Currency::EUR);
/// let late = decide(Status::Cancelled, total, &PaymentState::Succeeded { amount: total });
/// assert_eq!(late, Decision::Attention(Attention::PaidAfterCancellation));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// The order was cancelled before the money came. It is given back.
    PaidAfterCancellation,
    /// The same, and the basket that the order had was ordered and paid anew since. It is given back.
    PaidTwice,
    /// Another amount than the order's total.
    AmountMismatch,
    /// Another currency than the order's.
    CurrencyMismatch,
    /// The gateway refuses to give money back.
    RefundFailed,
}

impl Attention {
    /// The name in tables.
    ///
    /// ```
    /// assert_eq!(pannier::machine::Attention::AmountMismatch.as_str(), "amount-mismatch");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Attention::PaidAfterCancellation => "paid-after-cancellation",
            Attention::PaidTwice => "paid-twice",
            Attention::AmountMismatch => "amount-mismatch",
            Attention::CurrencyMismatch => "currency-mismatch",
            Attention::RefundFailed => "refund-failed",
        }
    }
}

/// Decides what `news` about the attempt to pay `total` means for an order in `status`. Pure; asked again with the same news
/// after the change was made, it answers [`Decision::Stay`].
///
/// ```
/// use pannier::{Currency, Money, PaymentState, Status, machine::{Decision, decide}};
///
/// let total = Money::new(1990, Currency::EUR);
/// let paid = PaymentState::Succeeded { amount: total };
/// assert_eq!(decide(Status::Pending, total, &paid), Decision::Complete);
/// assert_eq!(decide(Status::Completed, total, &paid), Decision::Stay);
/// ```
pub fn decide(status: Status, total: Money, news: &PaymentState) -> Decision {
    match (status, news) {
        (Status::Pending, PaymentState::Succeeded { amount }) if amount.currency != total.currency => {
            Decision::Attention(Attention::CurrencyMismatch)
        }
        (Status::Pending, PaymentState::Succeeded { amount }) if amount.amount != total.amount => {
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
///
/// ```
/// use pannier::{Status, machine::allowed};
///
/// assert!(allowed(Status::Pending, Status::Completed));
/// assert!(!allowed(Status::Completed, Status::Pending));
/// ```
pub const fn allowed(from: Status, to: Status) -> bool {
    matches!(
        (from, to),
        (Status::Created, Status::Pending | Status::Cancelled)
            | (Status::Pending, Status::Completed | Status::Cancelled)
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Currency;

    const TOTAL: Money = Money::new(1990, Currency::EUR);

    fn news() -> impl Strategy<Value = PaymentState> {
        prop_oneof![
            Just(PaymentState::Open),
            Just(PaymentState::Succeeded { amount: TOTAL }),
            (0..4000_i64).prop_map(|amount| PaymentState::Succeeded { amount: Money::new(amount, Currency::EUR) }),
            Just(PaymentState::Succeeded { amount: Money::new(1990, Currency::USD) }),
            Just(PaymentState::Declined { message: String::new() }),
            Just(PaymentState::Cancelled),
            Just(PaymentState::Expired),
        ]
    }

    fn after(status: Status, decision: Decision) -> Status {
        match decision {
            Decision::Complete => Status::Completed,
            Decision::Cancel => Status::Cancelled,
            Decision::Stay | Decision::Attention(_) => status,
        }
    }

    proptest! {
        #[test]
        fn no_news_in_any_order_leaves_the_drawn_graph(all in prop::collection::vec(news(), 0..12)) {
            let mut status = Status::Pending;
            let mut paid = false;
            for news in &all {
                let next = after(status, decide(status, TOTAL, news));
                prop_assert!(next == status || allowed(status, next), "{status:?} -> {next:?}");
                paid |= status == Status::Pending && *news == PaymentState::Succeeded { amount: TOTAL };
                status = next;
            }
            prop_assert_eq!(status == Status::Completed, paid, "completed if and only if the whole total came in time");
        }

        #[test]
        fn the_same_news_again_changes_nothing(news in news()) {
            let status = after(Status::Pending, decide(Status::Pending, TOTAL, &news));
            prop_assert_eq!(after(status, decide(status, TOTAL, &news)), status);
        }

        #[test]
        fn a_final_status_is_final(news in news(), completed: bool) {
            let status = if completed { Status::Completed } else { Status::Cancelled };
            prop_assert_eq!(after(status, decide(status, TOTAL, &news)), status);
        }
    }

    #[test]
    fn four_changes_are_allowed_and_they_are_the_typed_ones() {
        fn typed<S: To<T>, T: State>() -> (Status, Status) {
            (S::STATUS, T::STATUS)
        }
        let typed = [
            typed::<Created, Pending>(),
            typed::<Created, Cancelled>(),
            typed::<Pending, Completed>(),
            typed::<Pending, Cancelled>(),
        ];
        for from in Status::ALL {
            for to in Status::ALL {
                assert_eq!(allowed(from, to), typed.contains(&(from, to)), "{from:?} -> {to:?}");
            }
        }
    }

    #[test]
    fn money_that_does_not_fit_is_not_taken_for_the_total() {
        let short = PaymentState::Succeeded { amount: Money::new(1989, Currency::EUR) };
        let dollars = PaymentState::Succeeded { amount: Money::new(1990, Currency::USD) };
        let of = |news| decide(Status::Pending, TOTAL, news);
        assert_eq!(of(&short), Decision::Attention(Attention::AmountMismatch));
        assert_eq!(of(&dollars), Decision::Attention(Attention::CurrencyMismatch));
        for late in [&short, &dollars] {
            let decision = decide(Status::Cancelled, TOTAL, late);
            assert_eq!(
                decision,
                Decision::Attention(Attention::PaidAfterCancellation),
                "it is given back, whatever it is"
            );
        }
        let paid = PaymentState::Succeeded { amount: TOTAL };
        let late = decide(Status::Cancelled, TOTAL, &paid);
        assert_eq!(late, Decision::Attention(Attention::PaidAfterCancellation));
    }
}
