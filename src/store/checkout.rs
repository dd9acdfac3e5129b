//! The checkout: what is offered, and what happens when the shopper presses "Pay".
//!
//! Placing an order has three phases. *Prepare*, here, is one transaction: lines, prices and totals are frozen, stock is
//! reserved, the attempt to pay is written, the order becomes pending. Then the [gateway is called](super::pay), outside of
//! any transaction, and its answer is written. Whoever dies in between leaves a state that [`settle`](super::settle) repairs.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Store,
    basket::Basket,
    country,
    db::driven,
    order::{
        line::{self, Line},
        machine::{Created, Order},
        parcel, payment, record,
        transition::{self, Placement},
    },
    pay::FREE,
    payment::{Action, Attempt, PaymentProvider},
    session::Visitor,
    shipping::{
        Parcel, ParcelItem,
        quotes::{self, Quotes},
        split::split,
    },
    tidy::tidy,
};
use crate::{
    args,
    language::Texts,
    model::{
        CheckoutForm, CheckoutOutcome, CheckoutView, Currency, Field, FieldError, Intent, LineNotice, LineView, Money,
        ParcelChoices, PaymentChoice, Problem, Status, Totals, pieces, validate,
    },
};

/// A checkout with everything it was computed from.
struct Checkout {
    basket: Basket,
    view: CheckoutView,
    /// What is in each parcel of the view.
    packed: Vec<Vec<ParcelItem>>,
    /// The keys of parcels whose choice is not on offer any more.
    lost: Vec<String>,
    /// The language of the shopper.
    texts: Texts,
}

/// What ships, and by what.
struct Parcels {
    parcels: Vec<ParcelChoices>,
    packed: Vec<Vec<ParcelItem>>,
    lost: Vec<String>,
}

impl Store {
    /// The checkout page of the visitor's basket. With `check`, what stands in the way of paying is pointed out.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::Problem;
    ///
    /// assert_eq!(store.checkout(&visitor, false).await, Err(Problem::EmptyBasket));
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
    /// let errors = store.checkout(&visitor, true).await?.errors;
    /// assert_eq!(errors[0].field, pannier::Field::Email);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::EmptyBasket`], or [`Problem::PaymentPending`] when an order waits for its payment.
    pub async fn checkout(&self, visitor: &Visitor, check: bool) -> Result<CheckoutView, Problem> {
        let basket = self.checkout_basket(visitor).await?;
        let form = basket.head.form.clone();
        let mut checkout = self.checkout_of(basket, form, true, self.texts_for(visitor)).await?;
        if check {
            checkout.view.errors = errors(&checkout);
        }
        Ok(checkout.view)
    }

    /// Keeps what is in the checkout form so far, and asks nobody anything: should the browser die, it is there again. A visitor
    /// without a basket has nothing to keep it with, which is no error.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add(&visitor, "voucher", "spring", 1, None).await?;
    /// let form = pannier::CheckoutForm { email: "ada@exam".into(), ..pannier::CheckoutForm::default() };
    /// store.keep(&visitor, &form).await?;
    /// assert_eq!(store.checkout(&visitor, false).await?.form.email, "ada@exam");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::Unavailable`].
    pub async fn keep(&self, visitor: &Visitor, form: &CheckoutForm) -> Result<(), Problem> {
        if let Some(head) = self.current_order(visitor).await?.filter(|head| head.status == Status::Created) {
            let language = self.texts_for(visitor).language();
            record::keep_form(self.db(), &head.id, form, language).await?;
        }
        Ok(())
    }

    /// Submits the checkout form.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{CheckoutOutcome, Intent};
    ///
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
    /// let mut form = store.checkout(&visitor, false).await?.form;
    /// form.email = "ada@example.com".into();
    /// let outcome = store.submit(&visitor, form.clone(), Intent::Pay).await?;
    /// assert!(matches!(&outcome, CheckoutOutcome::Go(page) if page.starts_with("/order/")));
    /// // A double click is one order.
    /// assert_eq!(store.submit(&visitor, form, Intent::Pay).await?, outcome);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// As [`Store::checkout`]. What was typed is kept in any case.
    pub async fn submit(
        &self,
        visitor: &Visitor,
        mut form: CheckoutForm,
        intent: Intent,
    ) -> Result<CheckoutOutcome, Problem> {
        tidy(&mut form);
        if let Some(outcome) = self.submitted_before(visitor, &form.attempt).await? {
            return Ok(outcome);
        }
        let basket = match self.checkout_basket(visitor).await {
            // Placed already, from another tab or a moment ago: the order's page has the ways to go on.
            Err(Problem::PaymentPending) => {
                let head = self.current_order(visitor).await?.ok_or(Problem::PaymentPending)?;
                return Ok(CheckoutOutcome::Go(self.order_path(&head.token)));
            }
            other => other?,
        };
        let texts = self.texts_for(visitor);
        record::keep_form(self.db(), &basket.head.id, &form, texts.language()).await?;
        let checkout = self.checkout_of(basket, form, false, texts.clone()).await?;
        if intent == Intent::Update {
            return Ok(CheckoutOutcome::Review(Box::new(checkout.view)));
        }
        let mut errors = errors(&checkout);
        if errors.is_empty() && total_text(checkout.view.totals.total) != checkout.view.form.total {
            let total = texts.money(checkout.view.totals.total);
            let message = texts.format("checkout-total-changed", &[("total", (&total).into())]);
            errors.push(FieldError::new(Field::Total, message));
        }
        if !errors.is_empty() {
            return Ok(review(checkout, errors));
        }
        // A browser that hangs up must not leave the work half done.
        let store = self.clone();
        let placed = driven(async move {
            match store.prepare(&checkout).await? {
                Prepared::Placed(attempt) => {
                    let provider = checkout.view.form.payment.clone();
                    store.call_gateway(&provider, &attempt).await.map(|()| Ok(attempt.id))
                }
                Prepared::Taken => Ok(Ok(checkout.view.form.attempt.clone())),
                Prepared::Short(errors) => Ok(Err(review(checkout, errors))),
            }
        });
        match placed.await? {
            Ok(attempt) => self.submitted_before(visitor, &attempt).await?.ok_or(Problem::PaymentPending),
            Err(review) => Ok(review),
        }
    }

    async fn checkout_basket(&self, visitor: &Visitor) -> Result<Basket, Problem> {
        let head = self.current_order(visitor).await?.ok_or(Problem::EmptyBasket)?;
        match head.status {
            Status::Created => {}
            Status::Pending => return Err(Problem::PaymentPending),
            Status::Completed | Status::Cancelled => return Err(Problem::EmptyBasket),
        }
        let basket = self.basket_of(head, &self.texts_for(visitor)).await?;
        if basket.lines.is_empty() { Err(Problem::EmptyBasket) } else { Ok(basket) }
    }

    /// What came of a form that was submitted before: a double click, a reload, the back button. An attempt of somebody else
    /// is as good as none.
    async fn submitted_before(&self, visitor: &Visitor, attempt: &str) -> Result<Option<CheckoutOutcome>, Problem> {
        let Some(payment) = payment::by_id(self.db(), attempt).await? else { return Ok(None) };
        let Some(session_order) = visitor.order_id().await? else { return Ok(None) };
        // The session goes on naming an order whose payment came to nothing; its basket lives on in the current one.
        let current = self.current_order(visitor).await?.map_or_else(|| session_order.clone(), |head| head.id);
        let sql = "SELECT token FROM pannier_orders o WHERE id = $1 AND (id IN ($2, $3) OR EXISTS \
                   (SELECT 1 FROM pannier_orders n WHERE n.id = $3 AND n.replaces = o.id))";
        let Some(order) = self.db().fetch_optional(sql, args![&payment.order_id, &session_order, &current]).await?
        else {
            return Ok(None);
        };
        let token: String = order.get("token")?;
        Ok(Some(match &payment.action {
            Some(Action::Embed(element)) if payment.live() => {
                CheckoutOutcome::Confirm { element: element.clone(), page: self.order_path(&token) }
            }
            _ => CheckoutOutcome::Go(self.next_step(&payment, &token)),
        }))
    }

    async fn checkout_of(
        &self,
        basket: Basket,
        mut form: CheckoutForm,
        first_view: bool,
        texts: Texts,
    ) -> Result<Checkout, Problem> {
        let lines = basket.view(&texts).lines;
        let currency = basket.head.currency.unwrap_or(self.settings().currency);
        let items = sum(currency, lines.iter().filter(|line| counts(line)).map(|line| line.total))?;
        if country::name(&form.country).is_none() {
            form.country = self.settings().country.clone();
        }
        let Parcels { parcels, packed, lost } = self.parcels_of(&basket, &lines, &mut form, currency, &texts).await?;
        let address = if parcels.is_empty() { None } else { country::rules_in(&form.country, &texts) };
        let shipping = sum(currency, parcels.iter().filter_map(|parcel| Some(parcel.taken()?.price)))?;
        let total = items.checked_add(shipping).ok_or(Problem::BadQuantity)?;
        let shipping = parcels.iter().all(|parcel| parcel.taken().is_some()).then_some(shipping);
        let payment = match shipping.is_some() && total.amount == 0 {
            true => {
                let (id, label) = (FREE.to_owned(), texts.get("payment-free"));
                vec![PaymentChoice { id, label, description: None, element: None, offline: false }]
            }
            false => self.ways_to_pay(total, address.as_ref().map(|a| a.country.as_str()), &texts),
        };
        if !payment.iter().any(|p| p.id == form.payment) {
            form.payment = payment.first().map(|p| p.id.clone()).unwrap_or_default();
        }
        if !is_token(&form.attempt) {
            form.attempt = super::token();
        }
        if first_view {
            form.total = total_text(total);
        }
        let countries = match first_view && address.is_some() {
            true => country::names(texts.language()),
            false => Vec::new(),
        };
        let totals = Totals { items, shipping, total };
        let view = CheckoutView { lines, form, address, countries, parcels, payment, totals, errors: Vec::new() };
        Ok(Checkout { basket, view, packed, lost, texts })
    }

    /// Sorts what ships into parcels, asks what they would cost, and takes for each what the form says, or else what is offered
    /// first. The form then says what was taken.
    async fn parcels_of(
        &self,
        basket: &Basket,
        lines: &[LineView],
        form: &mut CheckoutForm,
        currency: Currency,
        texts: &Texts,
    ) -> Result<Parcels, Problem> {
        let groups = split(ships(basket), &self.0.shipping);
        let mut asked = Vec::new();
        let mut parcels = Vec::new();
        for group in &groups {
            let inside = |line: &&LineView| group.items.iter().any(|item| item.kind == line.kind && item.id == line.id);
            let value = sum(currency, lines.iter().filter(inside).filter(|line| counts(line)).map(|line| line.total))?;
            asked.push((Parcel { items: group.items.clone(), value, address: form.clone() }, group.methods.clone()));
            let contents = lines.iter().filter(inside).map(|line| pieces(line.quantity, &line.title)).collect();
            let (key, choices, chosen) = (group.key.clone(), Vec::new(), String::new());
            parcels.push(ParcelChoices { key, contents, choices, unanswered: false, chosen });
        }
        let (several, mut lost) = (parcels.len() > 1, Vec::new());
        for (parcel, Quotes { choices, unanswered }) in parcels.iter_mut().zip(quotes::ask(asked, texts).await) {
            let offered = |id: &str| choices.iter().find(|choice| choice.id == id);
            let own = form.parcels.get(&parcel.key).map(String::as_str);
            let taken = own.and_then(offered).or_else(|| offered(&form.shipping)).or(choices.first());
            let wanted = if several { own } else { own.or(Some(form.shipping.as_str())) };
            if wanted.is_some_and(|id| !id.is_empty() && offered(id).is_none()) && !choices.is_empty() {
                lost.push(parcel.key.clone());
            }
            parcel.chosen = taken.map(|choice| choice.id.clone()).unwrap_or_default();
            parcel.unanswered = unanswered && choices.is_empty();
            parcel.choices = choices;
        }
        form.shipping = match parcels.as_slice() {
            [only] => only.chosen.clone(),
            _ => String::new(),
        };
        form.parcels = match several {
            true => parcels.iter().map(|parcel| (parcel.key.clone(), parcel.chosen.clone())).collect(),
            false => BTreeMap::new(),
        };
        let packed = groups.into_iter().map(|group| group.items).collect();
        Ok(Parcels { parcels, packed, lost })
    }

    fn ways_to_pay(&self, total: Money, country: Option<&str>, texts: &Texts) -> Vec<PaymentChoice> {
        let providers = self.0.payments.iter().filter(|p| p.accepts(total, country));
        let choice = |p: &Arc<dyn PaymentProvider>| PaymentChoice {
            id: p.id().to_owned(),
            label: payment_label(&**p, texts),
            description: texts.get_own(&format!("payment-{}-description", p.id())).or_else(|| p.description()),
            element: p.element(total),
            offline: p.offline(),
        };
        providers.map(choice).collect()
    }

    /// Phase one: everything that must be true together, in one transaction.
    async fn prepare(&self, checkout: &Checkout) -> Result<Prepared, Problem> {
        let (basket, view) = (&checkout.basket, &checkout.view);
        let mut tx = self.db().begin().await?;
        let Some((order, _)) = record::hold(&mut tx, &basket.head.id).await? else { return Ok(Prepared::Taken) };
        // Another tab may have changed the basket since it was read.
        let now_lines = line::lines_in(&mut tx, order.id()).await?;
        if !same_lines(&now_lines, &basket.lines) {
            let message = checkout.texts.get("checkout-basket-changed");
            return Ok(Prepared::Short(vec![FieldError::new(Field::Total, message)]));
        }
        let mut in_parcel = BTreeMap::new();
        for (n, (parcel, items)) in view.parcels.iter().zip(&checkout.packed).enumerate() {
            let Some(choice) = parcel.taken() else { return Ok(Prepared::Short(errors(checkout))) };
            let id = parcel::insert(&mut tx, &order, n + 1, choice).await?;
            in_parcel.extend(items.iter().map(|item| ((item.kind.as_str(), item.id.as_str()), id.clone())));
        }
        let short = self.freeze_lines(&mut tx, &order, checkout, &in_parcel).await?;
        if !short.is_empty() {
            return Ok(Prepared::Short(short));
        }
        let labels: Vec<&str> =
            view.parcels.iter().filter_map(ParcelChoices::taken).map(|choice| choice.label.as_str()).collect();
        let placement = Placement {
            items: view.totals.items,
            shipping: view.totals.shipping.unwrap_or(Money::zero(view.totals.items.currency)),
            shipping_label: (!labels.is_empty()).then(|| labels.join(", ")),
            ships: !labels.is_empty(),
        };
        let order_id = order.id().to_owned();
        let Some((_, number)) = transition::place(&mut tx, &self.0.outbox, order, &placement).await? else {
            return Ok(Prepared::Taken);
        };
        let payment = match payment::begin(&mut tx, &order_id, &view.form, view.totals.total).await {
            Err(error) if error.is_conflict() => return Ok(Prepared::Taken),
            begun => begun?,
        };
        tx.commit().await?;
        self.0.outbox.ring();
        Ok(Prepared::Placed(self.attempt(&payment, number, &view.form.email, checkout.texts.clone())))
    }

    /// Freezes and reserves line by line, always in the same order, so that two checkouts never wait for each other in a
    /// circle. Answers what there is not enough of.
    async fn freeze_lines(
        &self,
        tx: &mut super::db::Tx,
        order: &Order<Created>,
        Checkout { basket, texts, .. }: &Checkout,
        in_parcel: &BTreeMap<(&str, &str), String>,
    ) -> Result<Vec<FieldError>, Problem> {
        let mut sorted: Vec<&Line> = basket.lines.iter().collect();
        sorted.sort_by(|a, b| (&a.kind, &a.item_id).cmp(&(&b.kind, &b.item_id)));
        let mut short = Vec::new();
        for wanted in sorted {
            let Some(item) = basket.items.get(&wanted.kind, &wanted.item_id) else {
                short.push(FieldError::new(Field::Total, texts.get("checkout-something-gone")));
                continue;
            };
            let reserve = item.stock.is_some();
            if reserve && !self.0.sellables.reserve(tx, &wanted.kind, &wanted.item_id, wanted.quantity).await? {
                let message = texts.format("checkout-just-sold", &[("title", (&item.title).into())]);
                short.push(FieldError::new(Field::Total, message));
                continue;
            }
            let parcel = in_parcel.get(&(wanted.kind.as_str(), wanted.item_id.as_str()));
            line::freeze(tx, order, item, reserve, parcel.map(String::as_str)).await?;
        }
        Ok(short)
    }
}

/// What came of phase one.
enum Prepared {
    /// The order is pending, and this attempt is to be started.
    Placed(Attempt),
    /// The order was placed already, from another tab or by a double click.
    Taken,
    /// Nothing was changed, because of this.
    Short(Vec<FieldError>),
}

/// What a way to pay is called: a language may have its own name for it.
pub(super) fn payment_label(provider: &dyn PaymentProvider, texts: &Texts) -> String {
    texts.get_own(&format!("payment-{}", provider.id())).unwrap_or_else(|| provider.label())
}

fn review(mut checkout: Checkout, errors: Vec<FieldError>) -> CheckoutOutcome {
    checkout.view.form.total = total_text(checkout.view.totals.total);
    checkout.view.errors = errors;
    CheckoutOutcome::Review(Box::new(checkout.view))
}

/// Everything that stands in the way of paying.
fn errors(checkout: &Checkout) -> Vec<FieldError> {
    let CheckoutView { form, address, parcels, payment, lines, .. } = &checkout.view;
    let texts = &checkout.texts;
    let mut errors = validate(form, address.as_ref(), country::matches, texts);
    if !parcels.is_empty() && parcels.iter().all(|parcel| parcel.choices.is_empty() && !parcel.unanswered) {
        errors.push(FieldError::new(Field::Country, texts.get("checkout-other-country")));
    } else {
        errors.extend(parcels.iter().filter_map(|parcel| wrong_with(parcel, parcels.len() > 1, checkout)));
    }
    if payment.is_empty() {
        errors.push(FieldError::new(Field::Payment, texts.get("checkout-no-payment")));
    }
    for line in lines.iter().filter(|l| l.notice.as_ref().is_some_and(LineNotice::blocks)) {
        let notice = line.notice.as_ref().map(|notice| notice.in_words(texts)).unwrap_or_default();
        errors.push(FieldError::new(Field::Total, format!("{}: {notice}", line.title)));
    }
    errors
}

/// What is wrong with the choice of a parcel, where others can be shipped.
fn wrong_with(parcel: &ParcelChoices, several: bool, Checkout { lost, texts, .. }: &Checkout) -> Option<FieldError> {
    let contents = parcel.contents.join(", ");
    let contents = [("contents", (&contents).into())];
    let message = match parcel.choices.is_empty() {
        true if parcel.unanswered => texts.format("checkout-parcel-unanswered", &contents),
        true => texts.format("checkout-parcel-not-there", &contents),
        false if lost.contains(&parcel.key) => texts.get("checkout-choice-lost"),
        false => return None,
    };
    Some(if several { FieldError::of_parcel(&parcel.key, message) } else { FieldError::new(Field::Shipping, message) })
}

/// The lines that ship.
fn ships(basket: &Basket) -> impl Iterator<Item = ParcelItem> {
    basket.lines.iter().filter_map(move |line| {
        let item = basket.items.get(&line.kind, &line.item_id)?;
        let shipped = ParcelItem::new(&line.kind, &line.item_id, line.quantity, item.weight?);
        Some(ParcelItem { ships_by: item.ships_by.clone(), ..shipped })
    })
}

/// Whether a line can be bought as it is.
fn counts(line: &LineView) -> bool {
    line.notice.as_ref().is_none_or(|notice| !notice.blocks())
}

fn sum(currency: Currency, mut amounts: impl Iterator<Item = Money>) -> Result<Money, Problem> {
    let add = |sum: Money, amount| sum.checked_add(amount).ok_or(Problem::BadQuantity);
    amounts.try_fold(Money::zero(currency), add)
}

fn same_lines(now: &[Line], then: &[Line]) -> bool {
    let key = |l: &Line| (l.kind.clone(), l.item_id.clone(), l.quantity);
    now.iter().map(key).eq(then.iter().map(key))
}

/// Whether a text could have come from [`token`](super::token).
fn is_token(text: &str) -> bool {
    text.len() == 22 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn total_text(total: Money) -> String {
    format!("{} {}", total.amount, total.currency)
}
