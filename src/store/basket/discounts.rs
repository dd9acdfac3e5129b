//! What is taken off a basket, and its code.

use super::Basket;
use crate::{
    language::Texts,
    model::{BasketLineView, DiscountView, Money, Problem, Timestamp},
    store::{
        Store,
        discount::{
            Code, Off, OfferLine,
            apply::Given,
            code::fold,
            redeem::{self, Tried},
        },
        order::header,
        visitor::Visitor,
    },
};

impl Store {
    /// Applies a code to the visitor's basket, instead of the one that it has. An empty one removes that.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::Problem;
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// assert_eq!(store.apply_code(&visitor, "WELCOME10").await, Err(Problem::UnknownCode));
    /// store.apply_code(&visitor, "").await?;
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::UnknownCode`] if there is no such code, or it cannot be used; [`Problem::CodeUsed`] if the e-mail address
    /// of the checkout has used it as often as one may; [`Problem::TooManyCodes`] if too many were wrong within an hour. The
    /// basket then keeps the code that it has. As [`Store::set_quantity`], if there is no basket that can be changed.
    pub async fn apply_code(&self, visitor: &Visitor, code: &str) -> Result<(), Problem> {
        let head = self.own_basket(visitor).await?;
        match fold(code).is_empty() {
            true if head.form.code.is_empty() => {}
            true => redeem::drop_code(self.db(), &head.id).await?,
            false => drop(self.try_code(&head.id, code, &head.form.email).await?),
        }
        if head.refusal.is_some() {
            header::note_refusal(self.db(), &head.id, None).await?;
        }
        Ok(())
    }

    /// Tries a code that was typed for a basket, which keeps it if it is accepted.
    pub(in crate::store) async fn try_code(&self, basket: &str, code: &str, email: &str) -> Result<Code, Problem> {
        if !self.offers_codes() {
            return Err(Problem::UnknownCode);
        }
        match redeem::try_code(self.db(), basket, code, email).await? {
            Tried::Accepted(code) => Ok(*code),
            Tried::Unknown => Err(Problem::UnknownCode),
            Tried::TooManyTries => Err(Problem::TooManyCodes),
            Tried::UsedByYou => Err(Problem::CodeUsed),
        }
    }
}

impl Basket {
    /// Notes on each line what is taken off it. Returns what shoppers see of it.
    pub(super) fn reduce(&self, lines: &mut [BasketLineView], texts: &Texts, now: Timestamp) -> Vec<Given> {
        if self.discounts.is_empty() {
            return Vec::new();
        }
        let reduced = self.discounts.of_lines(&offer_lines(lines), self.currency, now, texts);
        for (line, amount) in lines.iter_mut().filter(|line| line.counts()).zip(reduced.amounts) {
            line.discount = (amount.amount > 0).then_some(amount);
        }
        reduced.given
    }

    /// Returns whether the code that it has can no longer be used.
    pub fn has_lost_code(&self) -> bool {
        !self.head.form.code.is_empty() && self.discounts.code.is_none()
    }

    /// Returns why the code that was typed last does not count: the checkout has refused it, or it can no longer be used.
    pub fn refused_code(&self) -> Option<Problem> {
        let lost = self.has_lost_code().then_some(Problem::UnknownCode);
        self.head.refusal.as_ref().map(|refusal| refusal.problem.clone()).or(lost)
    }

    /// Returns why the code that it has, or the last one if it has none, takes nothing off, as a sentence for the shopper.
    /// `given` is what is taken off the lines.
    pub(super) fn code_problem(&self, lines: &[BasketLineView], given: &[Given], texts: &Texts) -> Option<String> {
        // What the checkout has refused does not touch a code that was accepted before.
        let problem = match self.head.form.code.is_empty() {
            true => self.refused_code(),
            false => self.has_lost_code().then_some(Problem::UnknownCode),
        };
        problem.map(|problem| problem.message(texts)).or_else(|| self.idle_code(lines, given, texts))
    }

    /// Returns whether the item of a line is shipped.
    pub(super) fn ships(&self, line: &BasketLineView) -> bool {
        self.items.get(&line.kind, &line.id).is_some_and(|item| item.weight.is_some())
    }

    /// Returns why a code that can be used takes nothing off these lines.
    fn idle_code(&self, lines: &[BasketLineView], given: &[Given], texts: &Texts) -> Option<String> {
        let code = self.discounts.code.as_ref()?;
        let counted = || lines.iter().filter(|line| line.counts());
        let own = || counted().filter(move |line| code.is_for(&line.kind));
        if own().next().is_none() {
            return counted().next().map(|_| texts.get("code-other-items"));
        }
        let value = own().filter_map(|line| line.total).fold(0, |sum: i64, total| sum.saturating_add(total.amount));
        if let Some(least) = code.least_amount.filter(|_| !code.is_reached(Money::new(value, self.currency))) {
            return Some(texts.format("code-least-amount", &[("amount", (&texts.money(least)).into())]));
        }
        match code.off {
            // What shipping costs is known at the checkout.
            Off::FreeShipping => (!own().any(|line| self.ships(line))).then(|| texts.get("code-nothing-ships")),
            Off::Amount(amount) if amount.currency != self.currency => Some(texts.get("code-other-items")),
            Off::Amount(_) | Off::Percent(_) => {
                let beaten = !given.is_empty() && given.iter().all(|given| given.code.is_none());
                beaten.then(|| texts.get("code-beaten"))
            }
        }
    }
}

/// Returns the lines that count, as promotions are asked about them.
pub(in crate::store) fn offer_lines(lines: &[BasketLineView]) -> Vec<OfferLine> {
    let offered = |line: &BasketLineView| OfferLine::new(&*line.kind, &*line.id, line.unit_price, line.quantity);
    lines.iter().filter(|line| line.counts()).map(offered).collect()
}

/// Returns what shoppers see of discounts.
pub(in crate::store) fn discount_views(given: &[Given]) -> Vec<DiscountView> {
    let view = |Given { code, label, amount, .. }: &Given| DiscountView {
        label: label.clone(),
        code: code.clone(),
        amount: *amount,
    };
    given.iter().map(view).collect()
}
