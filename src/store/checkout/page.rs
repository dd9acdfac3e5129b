//! The checkout page: current lines, parcels with shipping quotes, payment methods, total.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::{Checkout, basket_of, normalize::normalize_address, seen, validate::contact_errors};
use crate::{
    language::Texts,
    model::{
        Address, AddressField, Amounts, BasketLineView, BasketView, CheckoutForm, CheckoutView, Field, FieldError,
        LineNotice, Money, ParcelChoices, PaymentChoice, Problem, Totals, counted, pieces,
    },
    store::{
        Store,
        basket::Basket,
        country,
        payment::{self, PaymentProvider, start::FREE},
        shipping::{
            Parcel, ParcelItem,
            packing::{Group, split},
            quotes::{self, Quotes},
        },
        token,
        visitor::Visitor,
    },
};

/// The parcels of an order and their contents.
struct Parcels {
    parcels: Vec<ParcelChoices>,
    packed: Vec<Vec<ParcelItem>>,
    lost: Vec<String>,
}

impl Store {
    /// Returns the checkout page of the visitor's basket, without validation errors: as it is first shown.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::Problem;
    ///
    /// assert_eq!(store.checkout(&visitor).await, Err(Problem::EmptyBasket));
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// assert!(store.checkout(&visitor).await?.errors.is_empty());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::EmptyBasket`] if there is nothing in it that is still sold; [`Problem::PaymentPending`] if an order is
    /// awaiting payment; [`Problem::MixedCurrencies`] or [`Problem::NoTotal`] if the basket does not add up.
    pub async fn checkout(&self, visitor: &Visitor) -> Result<CheckoutView, Problem> {
        Ok(self.current_checkout(visitor).await?.view)
    }

    /// Returns the checkout page with its validation errors: everything that prevents placing the order now.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let errors = store.validated_checkout(&visitor).await?.errors;
    /// assert_eq!(errors[0].field, pannier::Field::Email);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// As [`Store::checkout`].
    pub async fn validated_checkout(&self, visitor: &Visitor) -> Result<CheckoutView, Problem> {
        let mut checkout = self.current_checkout(visitor).await?;
        checkout.view.errors = errors(&checkout);
        Ok(checkout.view)
    }

    async fn current_checkout(&self, visitor: &Visitor) -> Result<Checkout, Problem> {
        let basket = basket_of(self.order_to_show(visitor).await?)?;
        let form = basket.head.form.clone();
        self.checkout_of(basket, form, true, self.texts_for(visitor)).await
    }

    pub(super) async fn checkout_of(
        &self,
        basket: Basket,
        mut form: CheckoutForm,
        first_view: bool,
        texts: Texts,
    ) -> Result<Checkout, Problem> {
        let BasketView { lines, problem, .. } = basket.view(&texts, self.db().now());
        if let Some(problem) = problem {
            return Err(problem);
        }
        let country = &mut form.shipping_address.country;
        let is_unset = first_view && country.is_empty();
        let unknown_country = !is_unset && country::name(country).is_none();
        if is_unset || unknown_country {
            country.clone_from(&self.settings().country);
            normalize_address(&mut form.shipping_address);
        }
        let Parcels { parcels, packed, lost } = self.parcels_of(&basket, &lines, &mut form, &texts).await?;
        if parcels.is_empty() {
            // It would be frozen although nothing has validated it.
            form.shipping_address = Address::default();
        }
        let address = if parcels.is_empty() { None } else { country::rules_in(&form.shipping_address.country, &texts) };
        let prices = parcels.iter().filter_map(|parcel| Some(parcel.selected()?.price));
        let amounts = Amounts::of(basket.currency, counted(&lines), prices)?;
        let (items, total) = (amounts.subtotal(), amounts.total());
        let shipping = parcels.iter().all(|parcel| parcel.selected().is_some()).then_some(amounts.shipping());
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
            form.attempt = token();
        }
        let countries = match first_view && address.is_some() {
            true => country::names(texts.language()),
            false => Vec::new(),
        };
        let totals = Totals { items, shipping, total };
        let mut view = CheckoutView {
            lines,
            form,
            address,
            countries,
            parcels,
            payment,
            totals,
            errors: Vec::new(),
            prefilled: basket.head.prefilled,
            confirmed_by_mail: self.confirms_orders(),
        };
        if first_view {
            view.form.total = seen(&view);
        }
        Ok(Checkout { basket, view, packed, lost, unknown_country, texts })
    }

    /// Packs the items to ship into parcels, requests quotes, and selects a method for each parcel: the
    /// form's choice, or else the first one available. The form is updated with the selection.
    async fn parcels_of(
        &self,
        basket: &Basket,
        lines: &[BasketLineView],
        form: &mut CheckoutForm,
        texts: &Texts,
    ) -> Result<Parcels, Problem> {
        let groups = split(ships(basket), &self.0.shipping);
        let mut asked = Vec::new();
        let mut parcels = Vec::new();
        for (group, inside) in groups.iter().zip(lines_of(&groups, lines)) {
            let value = Amounts::of(basket.currency, counted(inside.iter().copied()), [])?.subtotal();
            let parcel = Parcel { items: group.items.clone(), value, address: form.shipping_address.clone() };
            asked.push((parcel, group.methods.clone()));
            let contents = inside.iter().map(|line| pieces(line.quantity, &line.title)).collect();
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
            label: payment::label(&**p, texts),
            description: texts.get_own(&format!("payment-{}-description", p.id())).or_else(|| p.description()),
            element: p.element(total),
            offline: p.pays_offline(),
        };
        providers.map(choice).collect()
    }
}

/// Returns everything that prevents placing the order.
pub(super) fn errors(checkout: &Checkout) -> Vec<FieldError> {
    let CheckoutView { form, address, parcels, payment, lines, .. } = &checkout.view;
    let texts = &checkout.texts;
    let mut errors = contact_errors(form, address.as_ref(), texts);
    if checkout.unknown_country && !parcels.is_empty() {
        let country = Field::ShippingAddress(AddressField::Country);
        errors.push(FieldError::new(country, texts.get("checkout-unknown-country")));
    } else if !parcels.is_empty() && parcels.iter().all(|parcel| parcel.choices.is_empty() && !parcel.unanswered) {
        let country = Field::ShippingAddress(AddressField::Country);
        errors.push(FieldError::new(country, texts.get("checkout-other-country")));
    } else {
        errors.extend(parcels.iter().filter_map(|parcel| wrong_with(parcel, parcels.len() > 1, checkout)));
    }
    if payment.is_empty() {
        errors.push(FieldError::new(Field::Payment, texts.get("checkout-no-payment")));
    }
    for line in lines.iter().filter(|l| l.notice.as_ref().is_some_and(LineNotice::blocks)) {
        let notice = line.notice.as_ref().map(|notice| notice.message(texts)).unwrap_or_default();
        errors.push(FieldError::new(Field::Total, format!("{}: {notice}", line.title)));
    }
    errors
}

/// Returns the lines of each group, in their order.
fn lines_of<'a>(groups: &[Group], lines: &'a [BasketLineView]) -> Vec<Vec<&'a BasketLineView>> {
    let items = groups.iter().enumerate().flat_map(|(n, group)| group.items.iter().map(move |item| (n, item)));
    let group_of: HashMap<_, _> = items.map(|(n, item)| ((item.kind.as_str(), item.id.as_str()), n)).collect();
    let mut inside = vec![Vec::new(); groups.len()];
    for line in lines {
        if let Some(n) = group_of.get(&(line.kind.as_str(), line.id.as_str())) {
            inside[*n].push(line);
        }
    }
    inside
}

/// Returns the error of a parcel's shipping choice, given that at least one parcel can be shipped.
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

/// The items of the basket that are shipped.
fn ships(basket: &Basket) -> impl Iterator<Item = ParcelItem> {
    basket.lines.iter().filter_map(move |line| {
        let item = basket.items.get(&line.kind, &line.item_id)?;
        let shipped = ParcelItem::new(&line.kind, &line.item_id, line.quantity, item.weight?);
        Some(ParcelItem { ships_by: item.ships_by.clone(), ..shipped })
    })
}

/// Returns whether a text has the format of a [`token`].
fn is_token(text: &str) -> bool {
    text.len() == 22 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
