//! Saves and submits the checkout form.

use std::time::Duration;

use super::{
    Checkout, basket_of, fields,
    normalize::normalize,
    page::{code_error, errors},
    place::Prepared,
    seen,
};
use crate::{
    args,
    language::Texts,
    model::{CheckoutForm, CheckoutOutcome, CheckoutView, Field, FieldError, Intent, OrderStatus, Problem, Timestamp},
    store::{
        Store,
        basket::{Basket, CurrentOrder},
        order::header,
        payment::{
            NextAction,
            record::{self, Payment},
        },
        spawn::run_to_completion,
        visitor::Visitor,
    },
};

/// How long a browser that has missed the response to its order, and with it the session's new id, is answered by
/// the attempt alone.
const RESUBMIT_WITHIN: Duration = Duration::from_secs(60 * 60);

/// The outcome of placing an order.
enum Placing {
    /// The order was placed: what the shopper does next.
    Placed(CheckoutOutcome),
    /// Nothing was placed: the form has errors.
    Review(Box<CheckoutView>),
    /// Nothing was placed: there is an order with this form's attempt, or another request is placing this one.
    Taken,
}

impl Store {
    /// Saves the checkout form without validating it, so that it survives a crash of the browser.
    /// Without a basket, this does nothing.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let form = pannier::CheckoutForm { email: "ada@exam".into(), ..pannier::CheckoutForm::default() };
    /// store.save_checkout(&visitor, &form).await?;
    /// assert_eq!(store.checkout(&visitor).await?.form.email, "ada@exam");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::Unavailable`].
    pub async fn save_checkout(&self, visitor: &Visitor, form: &CheckoutForm) -> Result<(), Problem> {
        let begun = self.db().now();
        if let Some(head) = self.head_to_change(visitor).await?.filter(|head| head.status == OrderStatus::Created) {
            let mut form = form.clone();
            normalize(&mut form);
            fields::retain_declared(self, &mut form);
            self.keep(visitor, &head.id, &form, begun).await?;
        }
        Ok(())
    }

    /// Saves the form of a request that has begun at this time. One that was sent before "Not you?" is ignored, so that it
    /// does not bring the former person's data back.
    async fn keep(
        &self,
        visitor: &Visitor,
        basket: &str,
        form: &CheckoutForm,
        begun: Timestamp,
    ) -> Result<(), Problem> {
        if !visitor.was_replaced() {
            header::save_form(self.db(), basket, form, self.texts_for(visitor).language(), begun).await?;
        }
        Ok(())
    }

    /// Forgets the visitor's earlier orders, for a visitor who is not the one who placed them: empties the checkout
    /// form, ties the basket to none of them, and gives the session a new id. The items stay in the basket; an order
    /// that is placed already is no longer the session's.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// pannier::testing::place_order(&store, &visitor).await?;
    /// store.add_to_basket(&visitor, "voucher", "autumn", 1).await?;
    /// assert!(store.checkout(&visitor).await?.prefilled);
    /// store.clear_checkout(&visitor).await?;
    /// assert_eq!(store.checkout(&visitor).await?.form.email, "");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::Unavailable`].
    pub async fn clear_checkout(&self, visitor: &Visitor) -> Result<(), Problem> {
        let Some(head) = self.head_to_change(visitor).await? else { return Ok(()) };
        let is_basket = header::make_new(self.db(), &head.id).await?;
        visitor.cycle_id(is_basket.then_some(&*head.id)).await
    }

    /// Submits the checkout form.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{CheckoutOutcome, Intent};
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let mut form = store.checkout(&visitor).await?.form;
    /// form.email = "ada@example.com".into();
    /// let outcome = store.submit_checkout(&visitor, form.clone(), Intent::Pay).await?;
    /// assert!(matches!(&outcome, CheckoutOutcome::Redirect(page) if page.starts_with("/order/")));
    /// // A double click is one order.
    /// assert_eq!(store.submit_checkout(&visitor, form, Intent::Pay).await?, outcome);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// As [`Store::checkout`]; [`Problem::TooManyUnpaid`] if the session or the e-mail address has too many unpaid
    /// orders. The input is saved in any case.
    pub async fn submit_checkout(
        &self,
        visitor: &Visitor,
        mut form: CheckoutForm,
        intent: Intent,
    ) -> Result<CheckoutOutcome, Problem> {
        let begun = self.db().now();
        normalize(&mut form);
        fields::retain_declared(self, &mut form);
        let mut basket = match self.order_to_change(visitor).await? {
            Some(CurrentOrder::Basket(basket)) if !basket.is_empty() => basket,
            order => {
                if let Some(outcome) = self.submitted_before(visitor, &form.attempt).await? {
                    return Ok(outcome);
                }
                return match order {
                    // Already placed, from another tab or a moment ago: the order's page shows how to proceed.
                    Some(CurrentOrder::Placed(head)) if head.status == OrderStatus::Pending => {
                        visitor.cycle_id(Some(&head.id)).await?;
                        Ok(CheckoutOutcome::Redirect(self.order_path(&head.token)))
                    }
                    _ => Err(Problem::EmptyBasket),
                };
            }
        };
        let (id, texts) = (basket.head.id.clone(), self.texts_for(visitor));
        if intent == Intent::Update {
            if let Some(outcome) = self.submitted_before(visitor, &form.attempt).await? {
                return Ok(outcome);
            }
            self.keep(visitor, &id, &form, begun).await?;
            self.take_code(&mut basket, &mut form, intent).await?;
            let mut checkout = self.checkout_of(basket, form, false, texts).await?;
            checkout.view.errors.extend(code_error(&checkout));
            return Ok(CheckoutOutcome::Review(Box::new(checkout.view)));
        }
        let placing = match self.place(basket, form.clone(), texts.clone()).await {
            Ok(Placing::Placed(outcome)) => {
                visitor.cycle_id(Some(&id)).await?;
                return Ok(outcome);
            }
            placing => placing,
        };
        if let Some(outcome) = self.submitted_before(visitor, &form.attempt).await? {
            return Ok(outcome);
        }
        // Placing the order would have stored it.
        self.keep(visitor, &id, &form, begun).await?;
        if let Placing::Review(view) = placing? {
            return Ok(CheckoutOutcome::Review(view));
        }
        // The attempt of an earlier order: the basket needs one of its own.
        let basket = basket_of(self.order_to_change(visitor).await?)?;
        let form = CheckoutForm { attempt: String::new(), code: basket.head.form.code.clone(), ..form };
        let checkout = self.checkout_of(basket, form, false, texts).await?;
        Ok(CheckoutOutcome::Review(review(checkout, Vec::new())))
    }

    /// Places the order of a basket, unless the form has errors.
    async fn place(&self, mut basket: Basket, mut form: CheckoutForm, texts: Texts) -> Result<Placing, Problem> {
        let code_before = basket.head.form.code.clone();
        self.take_code(&mut basket, &mut form, Intent::Pay).await?;
        let is_new_code = basket.head.form.code != code_before;
        if basket.has_lost_code() {
            self.lose_code(&mut basket, &mut form, Problem::UnknownCode).await?;
        }
        let checkout = self.checkout_of(basket, form, false, texts).await?;
        let mut wrong = errors(&checkout);
        if wrong.is_empty() && seen(&checkout.view) != checkout.view.form.total {
            wrong = checkout.view.changes(&checkout.texts);
        }
        // Enter in the field of the code pays: why it takes nothing off is to be seen before. The next time, it is known.
        if is_new_code && wrong.is_empty() {
            let problem = checkout.view.code_problem.clone();
            wrong.extend(problem.map(|problem| FieldError::new(Field::Code, problem)));
        }
        if !wrong.is_empty() {
            return Ok(Placing::Review(review(checkout, wrong)));
        }
        // A client that disconnects must not interrupt the checkout.
        let store = self.clone();
        let placed = run_to_completion(async move {
            match store.prepare(&checkout).await? {
                Prepared::Placed(attempt) => {
                    let payment = store.call_gateway(&checkout.view.form.payment, &attempt).await?;
                    let outcome = store.next_outcome(payment.as_ref(), &checkout.basket.head.token);
                    Ok::<_, Problem>(Placing::Placed(outcome))
                }
                Prepared::Taken => Ok(Placing::Taken),
                Prepared::CodeRefused(problem) => {
                    let checkout = store.without_code(checkout, problem).await?;
                    let wrong = errors(&checkout);
                    Ok(Placing::Review(review(checkout, wrong)))
                }
                Prepared::Short(errors) => Ok(Placing::Review(review(checkout, errors))),
            }
        });
        placed.await
    }

    /// Returns the outcome of a form that was submitted before: double click, reload, back button.
    /// Another visitor's attempt is ignored.
    ///
    /// Gives the session a new id. Of two clicks, the browser follows the second response and may never read the
    /// first, so each response carries an id of its own. The second click may arrive with an id that the first has
    /// ended: it is then recognized by the attempt, as the return from the gateway is.
    async fn submitted_before(&self, visitor: &Visitor, attempt: &str) -> Result<Option<CheckoutOutcome>, Problem> {
        // Read before the attempt: whatever has ended this session has inserted the attempt first.
        let session_order = visitor.order_id().await?;
        let Some(payment) = record::by_id(self.db(), attempt).await? else { return Ok(None) };
        let is_recent = self.db().now().duration_since(payment.created_at) < RESUBMIT_WITHIN;
        let own = is_recent.then(|| payment.order_id.clone());
        let Some(session_order) = session_order.or(own) else { return Ok(None) };
        // The session may still refer to an order whose payment failed; the current order took over its
        // basket.
        let current = self.head_to_change(visitor).await?.map_or_else(|| session_order.clone(), |head| head.id);
        let sql = "SELECT token FROM pannier_orders o WHERE id = $1 AND (id IN ($2, $3) OR EXISTS \
                   (SELECT 1 FROM pannier_orders n WHERE n.id = $3 AND n.replaces = o.id))";
        let Some(order) = self.db().fetch_optional(sql, args![&payment.order_id, &session_order, &current]).await?
        else {
            return Ok(None);
        };
        let token: String = order.get("token")?;
        visitor.cycle_id(Some(&session_order)).await?;
        Ok(Some(self.next_outcome(Some(&payment), &token)))
    }

    /// Returns what the shopper of a placed order does next: without a payment to continue, looks at the order.
    fn next_outcome(&self, payment: Option<&Payment>, token: &str) -> CheckoutOutcome {
        let page = self.order_path(token);
        let Some(payment) = payment else { return CheckoutOutcome::Redirect(page) };
        match &payment.action {
            Some(NextAction::Embed(element)) if payment.awaits_shopper() => {
                CheckoutOutcome::ConfirmPayment { element: element.clone(), page }
            }
            _ => CheckoutOutcome::Redirect(self.next_step(payment, token)),
        }
    }
}

fn review(mut checkout: Checkout, errors: Vec<FieldError>) -> Box<CheckoutView> {
    checkout.view.form.total = seen(&checkout.view);
    checkout.view.errors = errors;
    Box::new(checkout.view)
}
