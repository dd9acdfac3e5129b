//! What is to be refunded, and how: through the gateway, elsewhere, at the gateway already, or without money.

use super::{
    super::{
        errors::{Outcome, about_order, outcome},
        found::Found,
        offer::Offer,
    },
    input::Wrong,
};
use crate::{
    Act, AdminError, Money, RefundItems, RefundRecord, Refundable, RefundableLine,
    admin::here::{Failure, Here},
};

/// Who makes a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The gateway, asked by the store.
    Gateway,
    /// The merchant, who has made it elsewhere.
    ByHand,
    /// Nobody: what is taken back has cost nothing.
    TakeBack,
    /// The gateway, which has reported it: what it is for is still to be said.
    Allocate,
}

impl Way {
    /// The offer that leads to it, if it has one of its own on the order's page.
    const fn offer(self) -> Option<Offer> {
        match self {
            Way::Gateway => Some(Offer::Refund),
            Way::ByHand => Some(Offer::RecordRefund),
            Way::TakeBack => Some(Offer::TakeBack),
            Way::Allocate => None,
        }
    }

    pub const fn act(self) -> Act {
        match self {
            Way::Gateway => Act::Refund,
            Way::ByHand => Act::RecordRefund,
            Way::TakeBack => Act::TakeBack,
            Way::Allocate => Act::AllocateRefund,
        }
    }

    /// Returns the path of its page, below the order's.
    pub const fn path(self) -> &'static str {
        match self.offer() {
            Some(offer) => offer.path(),
            None => "/allocate-refund",
        }
    }

    /// Returns the name of the text of its heading and its last button.
    pub const fn label(self) -> &'static str {
        match self.offer() {
            Some(offer) => offer.label(),
            None => "admin-do-allocate-refund",
        }
    }

    /// Whether it gives money back, or says that somebody has.
    pub const fn moves_money(self) -> bool {
        matches!(self, Way::Gateway | Way::ByHand)
    }

    /// Whether it takes something from the customer that was not taken yet: all but to say what a refund was for.
    pub const fn takes(self) -> bool {
        !matches!(self, Way::Allocate)
    }
}

/// What a form is about.
pub(super) struct Task<'a> {
    pub way: Way,
    pub here: &'a Here,
    pub found: &'a Found,
    /// What is left of lines and shipping.
    pub left: Refundable,
    /// What can be given back; of a refund that was made, what was.
    pub money: Money,
    /// The refund of [`Way::Allocate`].
    pub refund: Option<&'a RefundRecord>,
}

impl<'a> Task<'a> {
    /// Returns what a form of this way is about; of a refund that waits, by its id. `None` if the order has nothing for it.
    ///
    /// # Errors
    /// If the database gives no answer.
    pub async fn of(
        way: Way,
        here: &'a Here,
        found: &'a Found,
        refund: Option<&str>,
    ) -> Result<Option<Task<'a>>, Failure> {
        let waits = |other: &&RefundRecord| other.awaits_items && Some(other.id.as_str()) == refund;
        let refund = found.payments.iter().flat_map(|payment| &payment.refunds).find(waits);
        let money = match way {
            Way::Allocate => refund.map(|refund| refund.amount),
            Way::Gateway | Way::ByHand | Way::TakeBack => {
                let paid = found.paid().and_then(|payment| payment.paid).unwrap_or(found.order.total);
                Some(found.refundable().unwrap_or(Money::zero(paid.currency)))
            }
        };
        // This form asks for no new sign-in, so that it must be of no use to give money back.
        let offered = way != Way::TakeBack || Offer::TakeBack.applies(found);
        let Some(money) = money.filter(|_| offered) else { return Ok(None) };
        Ok(match outcome(here.admin().refundable(found.number).await, &here.texts)? {
            Outcome::Done(left) => Some(Task { way, here, found, left, money, refund }),
            Outcome::AlreadyDone | Outcome::Refused(_) => None,
        })
    }

    /// Whether the state of the order allows it.
    pub fn applies(&self) -> bool {
        match self.way.offer() {
            Some(offer) => offer.applies(self.found),
            None => self.refund.is_some(),
        }
    }

    /// Whether there is something to choose from, beside an amount.
    pub fn has_parts(&self) -> bool {
        self.left.shipping.amount > 0 || self.left.lines.iter().any(|line| line.left > 0)
    }

    /// Returns what is left of a line.
    pub fn line(&self, kind: &str, id: &str) -> Option<&RefundableLine> {
        self.left.lines.iter().find(|line| line.kind == kind && line.id == id)
    }

    /// Returns the title of a line.
    pub fn title<'b>(&'b self, kind: &str, id: &'b str) -> &'b str {
        self.line(kind, id).map_or(id, |line| line.title.as_str())
    }

    /// Returns what a refund comes to. Changes nothing.
    ///
    /// # Errors
    /// If the database gives no answer.
    pub async fn quote(&self, items: &RefundItems) -> Result<Result<Money, Wrong>, Failure> {
        match self.way {
            Way::Gateway | Way::ByHand | Way::TakeBack => {
                self.sorted(items, self.here.admin().quote_refund(self.found.number, items).await)
            }
            Way::Allocate => Ok(Ok(self.money)),
        }
    }

    /// Returns what a refund that was made comes to beyond these pieces and the shipping. Changes nothing.
    ///
    /// # Errors
    /// If the database gives no answer.
    pub async fn rest(&self, items: &RefundItems) -> Result<Result<Money, Wrong>, Failure> {
        let rest = self.here.admin().rest_of_refund(self.found.number, self.money, items).await;
        self.sorted(items, rest)
    }

    /// Makes the refund. Of one that was made, only says what it is for: `None`.
    ///
    /// # Errors
    /// If the database gives no answer.
    pub async fn make(&self, items: &RefundItems, form: &str) -> Result<Result<Option<RefundRecord>, Wrong>, Failure> {
        let (admin, number) = (self.here.admin().once(form), self.found.number);
        let result = match self.way {
            Way::Gateway => admin.refund_items(number, items).await.map(Some),
            Way::ByHand | Way::TakeBack => admin.record_manual_refund_items(number, items).await.map(Some),
            Way::Allocate => {
                let id = self.refund.map_or("", |refund| refund.id.as_str());
                admin.allocate_refund(number, id, items).await.map(|()| None)
            }
        };
        self.sorted(items, result)
    }

    /// Sorts the result of an operation: what was refused is said beside the field that it is about, or above the form.
    fn sorted<T>(&self, items: &RefundItems, result: Result<T, AdminError>) -> Result<Result<T, Wrong>, Failure> {
        let texts = &self.here.texts;
        if let (Way::Allocate, Err(AdminError::ExceedsRefundable(amount))) = (self.way, &result) {
            let refunded = texts.money(*amount);
            let why = texts.format("admin-allocate-refund-too-much", &[("amount", (&refunded).into())]);
            return Ok(Err(Wrong::form(why)));
        }
        if let Err(error @ (AdminError::ExceedsRefundable(_) | AdminError::NotPositive(_))) = &result {
            let why = about_order(error, texts);
            return Ok(Err(match self.way.moves_money() && items.extra.is_some() {
                true => Wrong { extra: Some(why), ..Wrong::default() },
                false => Wrong::form(why),
            }));
        }
        Ok(match outcome(result, texts)? {
            Outcome::Done(done) => Ok(done),
            Outcome::AlreadyDone => Err(Wrong::form(about_order(&AdminError::AlreadyDone, texts))),
            Outcome::Refused(why) => Err(Wrong::form(why)),
        })
    }
}
