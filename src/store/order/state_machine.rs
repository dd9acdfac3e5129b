//! The order state machine. It does not depend on HTTP, SQL or Leptos.
//!
//! ```text
//! created ──> pending ──> completed
//!    │           │
//!    └───────────┴──────> cancelled
//! ```
//!
//! Any other change does not compile: a [`Change`] has two statuses related by [`To`], which is implemented
//! for these four pairs, those of [`OrderStatus::can_become`]. A database trigger rejects other changes by code that
//! bypasses this module.

use std::marker::PhantomData;

use crate::model::{Money, OrderStatus, PaymentIssue, PaymentState};

/// A status as a type.
pub trait State: Send + Sync + 'static {
    /// The status as a value.
    const STATUS: OrderStatus;
}

/// A status that can change to `T`.
pub trait To<T: State>: State {}

/// A basket: everything can change.
#[derive(Debug)]
pub enum Created {}
/// Placed, frozen, and awaiting payment.
#[derive(Debug)]
pub enum Pending {}
/// Paid.
#[derive(Debug)]
pub enum Completed {}
/// Not paid.
#[derive(Debug)]
pub enum Cancelled {}

impl State for Created {
    const STATUS: OrderStatus = OrderStatus::Created;
}
impl State for Pending {
    const STATUS: OrderStatus = OrderStatus::Pending;
}
impl State for Completed {
    const STATUS: OrderStatus = OrderStatus::Completed;
}
impl State for Cancelled {
    const STATUS: OrderStatus = OrderStatus::Cancelled;
}

impl To<Pending> for Created {}
impl To<Cancelled> for Created {}
impl To<Completed> for Pending {}
impl To<Cancelled> for Pending {}

/// An order known to be in status `S`, within the transaction that holds its row.
#[derive(Debug)]
pub struct Order<S> {
    id: String,
    state: PhantomData<S>,
}

impl<S: State> Order<S> {
    /// Creates a typed order from a row that was just read or written.
    pub(super) fn seen(id: String) -> Order<S> {
        Order { id, state: PhantomData }
    }

    /// Returns the id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the change to `T`, if the machine allows it.
    pub fn change<T: State>(self) -> Change<S, T>
    where
        S: To<T>,
    {
        Change { order: self, to: PhantomData }
    }
}

/// An allowed status change, not yet made.
#[derive(Debug)]
pub struct Change<S, T> {
    order: Order<S>,
    to: PhantomData<T>,
}

impl<S: State, T: State> Change<S, T> {
    /// Returns the order's id.
    pub fn id(&self) -> &str {
        self.order.id()
    }

    /// Returns the status before the change.
    pub const fn from(&self) -> OrderStatus {
        S::STATUS
    }

    /// Returns the status after the change.
    pub const fn to(&self) -> OrderStatus {
        T::STATUS
    }
}

/// The effect of a payment state on its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// No change: not settled yet, or known already.
    Stay,
    /// The order is paid.
    Complete,
    /// The order is not paid and will not be by this attempt: the shopper gets the basket back.
    Cancel,
    /// A payment that does not match its order: the status stays, and the merchant must look at it.
    Attention(PaymentIssue),
}

/// Decides the effect of a state of the attempt to pay `total` on an order in `status`. Pure and idempotent:
/// for the same state, after the change was made, it returns [`Decision::Stay`].
pub fn decide(status: OrderStatus, total: Money, news: &PaymentState) -> Decision {
    match (status, news) {
        (OrderStatus::Pending, PaymentState::Succeeded { amount }) if amount.currency != total.currency => {
            Decision::Attention(PaymentIssue::CurrencyMismatch)
        }
        (OrderStatus::Pending, PaymentState::Succeeded { amount }) if amount.amount != total.amount => {
            Decision::Attention(PaymentIssue::AmountMismatch)
        }
        (OrderStatus::Pending, PaymentState::Succeeded { .. }) => Decision::Complete,
        (OrderStatus::Cancelled, PaymentState::Succeeded { .. }) => {
            Decision::Attention(PaymentIssue::PaidAfterCancellation)
        }
        (OrderStatus::Pending, PaymentState::Declined { .. } | PaymentState::Cancelled | PaymentState::Expired) => {
            Decision::Cancel
        }
        (
            OrderStatus::Cancelled,
            PaymentState::Open
            | PaymentState::Processing
            | PaymentState::Declined { .. }
            | PaymentState::Cancelled
            | PaymentState::Expired,
        )
        | (OrderStatus::Pending, PaymentState::Open | PaymentState::Processing)
        | (OrderStatus::Created | OrderStatus::Completed, _) => Decision::Stay,
    }
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
            Just(PaymentState::Processing),
            Just(PaymentState::Succeeded { amount: TOTAL }),
            (0..4000_i64).prop_map(|amount| PaymentState::Succeeded { amount: Money::new(amount, Currency::EUR) }),
            Just(PaymentState::Succeeded { amount: Money::new(1990, Currency::USD) }),
            Just(PaymentState::Declined { message: String::new() }),
            Just(PaymentState::Cancelled),
            Just(PaymentState::Expired),
        ]
    }

    fn after(status: OrderStatus, decision: Decision) -> OrderStatus {
        match decision {
            Decision::Complete => OrderStatus::Completed,
            Decision::Cancel => OrderStatus::Cancelled,
            Decision::Stay | Decision::Attention(_) => status,
        }
    }

    proptest! {
        #[test]
        fn no_news_in_any_order_leaves_the_drawn_graph(all in prop::collection::vec(news(), 0..12)) {
            let mut status = OrderStatus::Pending;
            let mut paid = false;
            for news in &all {
                let next = after(status, decide(status, TOTAL, news));
                prop_assert!(next == status || status.can_become(next), "{status:?} -> {next:?}");
                paid |= status == OrderStatus::Pending && *news == PaymentState::Succeeded { amount: TOTAL };
                status = next;
            }
            prop_assert_eq!(status == OrderStatus::Completed, paid, "completed if and only if the whole total came in time");
        }

        #[test]
        fn the_same_news_again_changes_nothing(news in news()) {
            let status = after(OrderStatus::Pending, decide(OrderStatus::Pending, TOTAL, &news));
            prop_assert_eq!(after(status, decide(status, TOTAL, &news)), status);
        }

        #[test]
        fn a_final_status_is_final(news in news(), completed: bool) {
            let status = if completed { OrderStatus::Completed } else { OrderStatus::Cancelled };
            prop_assert_eq!(after(status, decide(status, TOTAL, &news)), status);
        }
    }

    /// Whether a change compiles: the constant of `Pair` itself comes before that of the trait, if its bounds hold.
    #[allow(dead_code, reason = "has no values")]
    struct Pair<S, T>(PhantomData<(S, T)>);

    impl<S: To<T>, T: State> Pair<S, T> {
        const COMPILES: bool = true;
    }

    trait Other {
        const COMPILES: bool = false;
    }

    impl<S, T> Other for Pair<S, T> {}

    macro_rules! pairs {
        ($($from:ident: $($to:ident)+;)+) => {
            [$($(($from::STATUS, $to::STATUS, Pair::<$from, $to>::COMPILES)),+),+]
        };
    }

    #[test]
    fn four_changes_compile_and_they_are_the_allowed_ones() {
        let pairs = pairs! {
            Created: Created Pending Completed Cancelled;
            Pending: Created Pending Completed Cancelled;
            Completed: Created Pending Completed Cancelled;
            Cancelled: Created Pending Completed Cancelled;
        };
        assert_eq!(pairs.iter().filter(|(.., compiles)| *compiles).count(), 4);
        for (from, to, compiles) in pairs {
            assert_eq!(from.can_become(to), compiles, "{from} -> {to}");
        }
    }

    #[test]
    fn money_that_does_not_fit_is_not_taken_for_the_total() {
        let short = PaymentState::Succeeded { amount: Money::new(1989, Currency::EUR) };
        let dollars = PaymentState::Succeeded { amount: Money::new(1990, Currency::USD) };
        let of = |news| decide(OrderStatus::Pending, TOTAL, news);
        assert_eq!(of(&short), Decision::Attention(PaymentIssue::AmountMismatch));
        assert_eq!(of(&dollars), Decision::Attention(PaymentIssue::CurrencyMismatch));
        for late in [&short, &dollars] {
            let decision = decide(OrderStatus::Cancelled, TOTAL, late);
            assert_eq!(
                decision,
                Decision::Attention(PaymentIssue::PaidAfterCancellation),
                "it is refunded, whatever the amount"
            );
        }
        let paid = PaymentState::Succeeded { amount: TOTAL };
        let late = decide(OrderStatus::Cancelled, TOTAL, &paid);
        assert_eq!(late, Decision::Attention(PaymentIssue::PaidAfterCancellation));
    }
}
