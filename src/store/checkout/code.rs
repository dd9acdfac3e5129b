//! The code that a shopper types at the checkout.
//!
//! It is stored once it was accepted, and why one was refused until another is typed: the page that says so is loaded by
//! another request.

use super::{Checkout, parcels::Parcels, pricing::Pricing};
use crate::{
    language::Texts,
    model::{BasketLineView, CheckoutForm, Intent, ParcelChoices, Problem},
    store::{
        Store,
        basket::Basket,
        discount::{Code, Off, code::fold, redeem},
        order::header::{self, Refusal},
    },
};

impl Store {
    /// Applies the code of a form to its basket, if it is another one than the basket has. An empty one takes that off, unless
    /// the form was sent to pay. The form then has the basket's code, or the one that was refused.
    pub(super) async fn take_code(
        &self,
        basket: &mut Basket,
        form: &mut CheckoutForm,
        intent: Intent,
    ) -> Result<(), Problem> {
        let typed = fold(&form.code);
        let stored = basket.head.form.code.as_str();
        if !typed.is_empty() && typed != stored && self.offers_codes() {
            return match self.try_code(&basket.head.id, &form.code, &form.email).await {
                Ok(code) => {
                    form.code.clone_from(&code.code);
                    self.set_code(basket, Some(code), None).await
                }
                Err(problem @ (Problem::UnknownCode | Problem::TooManyCodes | Problem::CodeUsed)) => {
                    self.note_refusal(basket, Some(Refusal { code: typed, problem })).await
                }
                Err(problem) => Err(problem),
            };
        }
        if typed.is_empty() && !stored.is_empty() && intent == Intent::Update {
            redeem::drop_code(self.db(), &basket.head.id).await?;
            form.code.clear();
            return self.set_code(basket, None, None).await;
        }
        stored.clone_into(&mut form.code);
        self.note_refusal(basket, None).await
    }

    /// Takes a code that can no longer be used off a basket, and off its form, and notes why.
    pub(super) async fn lose_code(
        &self,
        basket: &mut Basket,
        form: &mut CheckoutForm,
        problem: Problem,
    ) -> Result<(), Problem> {
        redeem::drop_code(self.db(), &basket.head.id).await?;
        form.code.clear();
        self.set_code(basket, None, Some(Refusal { code: String::new(), problem })).await
    }

    /// Returns the checkout of an order that was not placed because its code can no longer be used: without the code.
    pub(super) async fn without_code(&self, checkout: Checkout, problem: Problem) -> Result<Checkout, Problem> {
        let Checkout { mut basket, view, texts, .. } = checkout;
        let mut form = view.form;
        self.lose_code(&mut basket, &mut form, problem).await?;
        self.checkout_of(basket, form, false, texts).await
    }

    /// Notes on a basket what the database has stored of its code.
    async fn set_code(&self, basket: &mut Basket, code: Option<Code>, refusal: Option<Refusal>) -> Result<(), Problem> {
        basket.head.form.code = code.as_ref().map(|code| code.code.clone()).unwrap_or_default();
        basket.discounts = self.discounts(code);
        self.note_refusal(basket, refusal).await
    }

    async fn note_refusal(&self, basket: &mut Basket, refusal: Option<Refusal>) -> Result<(), Problem> {
        if basket.head.refusal != refusal {
            header::note_refusal(self.db(), &basket.head.id, refusal.as_ref()).await?;
            basket.head.refusal = refusal;
        }
        Ok(())
    }
}

/// Returns why a code for free shipping takes nothing off what the parcels of these lines cost, once all of that is known, as
/// a sentence for the shopper.
pub(super) fn idle_shipping_code(
    basket: &Basket,
    lines: &[BasketLineView],
    parcels: &Parcels,
    pricing: &Pricing,
    texts: &Texts,
) -> Option<String> {
    let code = basket.discounts.code.as_ref().filter(|code| code.off == Off::FreeShipping)?;
    let mut chosen = parcels.choices.iter().map(ParcelChoices::selected);
    if pricing.code().is_some() || parcels.choices.is_empty() || chosen.any(|choice| choice.is_none()) {
        return None;
    }
    let counted: Vec<&BasketLineView> = lines.iter().filter(|line| line.counts()).collect();
    let is_for = |n: &usize| counted.get(*n).is_some_and(|line| code.is_for(&line.kind));
    // It would have taken off whatever such a parcel costs.
    let is_free = parcels.lines.iter().any(|inside| inside.iter().all(is_for));
    Some(texts.get(if is_free { "code-shipping-free" } else { "code-shipping-shared" }))
}
