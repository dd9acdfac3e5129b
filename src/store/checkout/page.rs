//! The checkout page: current lines, parcels with shipping quotes, payment methods, total.

use std::sync::Arc;

use super::{
    Checkout, basket_of, buyer, code::idle_shipping_code, fields, normalize::normalize_address, parcels,
    pricing::Pricing, seen, taxation::Taxation, validate::contact_errors,
};
use crate::{
    language::Texts,
    model::{
        Address, AddressField, BasketLineView, BasketView, CheckoutForm, CheckoutView, Field, FieldContext, FieldError,
        LineNotice, Money, ParcelChoices, PaymentChoice, Problem, Totals, WithdrawalRight,
    },
    store::{
        Store,
        basket::{Basket, discount_views},
        country,
        payment::{self, PaymentProvider, start::FREE},
        token,
        visitor::Visitor,
    },
};

impl Store {
    /// Returns the checkout page of the visitor's basket, without validation errors: as it is first shown. A code that was
    /// refused is its only error.
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
        let mut checkout = self.current_checkout(visitor).await?;
        checkout.view.errors.extend(code_error(&checkout));
        Ok(checkout.view)
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
        let mut form = basket.head.form.clone();
        if let Some(refusal) = basket.head.refusal.as_ref().filter(|refusal| !refusal.code.is_empty()) {
            // The error is about what was typed, not about the code that the basket has.
            form.code.clone_from(&refusal.code);
        }
        self.checkout_of(basket, form, true, self.texts_for(visitor)).await
    }

    pub(super) async fn checkout_of(
        &self,
        basket: Basket,
        mut form: CheckoutForm,
        first_view: bool,
        texts: Texts,
    ) -> Result<Checkout, Problem> {
        let (BasketView { lines, problem, code_problem, .. }, given) = basket.view(&texts, self.db().now());
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
        self.complete_buyer(&mut form);
        let vat_id = form.vat_id.clone();
        let (parcels, proof) = tokio::join!(self.parcels_of(&basket, &lines, &mut form, &texts), self.proof(&vat_id));
        let parcels = parcels?;
        let ships = !parcels.choices.is_empty();
        let company = self.tax_provider().is_some();
        if !ships {
            // It would be frozen although nothing has validated it.
            let country = if company { std::mem::take(&mut form.shipping_address.country) } else { String::new() };
            form.shipping_address = Address { country, ..Address::default() };
        }
        let country = &form.shipping_address.country;
        let address = match ships {
            true => country::rules_in(country, &texts),
            false => country::country_only(country),
        };
        let shipping = self.shipping_of(&basket, &lines, &parcels, country, &texts);
        let taxation = self.assess(&basket, &lines, &parcels.choices, &form, proof).await;
        let pricing = Pricing::new(basket.currency, &lines, given, shipping, taxation)?;
        let code_problem = code_problem.or_else(|| idle_shipping_code(&basket, &lines, &parcels, &pricing, &texts));
        let totals = totals(&pricing, &parcels.choices);
        let payment = match totals.shipping.is_some() && totals.total.amount == 0 {
            true => {
                let (id, label) = (FREE.to_owned(), texts.get("payment-free"));
                vec![PaymentChoice { id, label, description: None, element: None, offline: false }]
            }
            false => self.ways_to_pay(totals.total, address.as_ref().map(|a| a.country.as_str()), &texts),
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
        let chosen = parcels.choices.iter().filter_map(ParcelChoices::selected);
        let context = FieldContext {
            ships,
            country: form.shipping_address.country.clone(),
            methods: chosen.map(|choice| choice.id.clone()).collect(),
            total: totals.total,
            business: buyer::is_business(&form),
            downloads: holds_downloads(&basket, &lines),
            terms: self.has_terms(texts.language()),
        };
        let mut view = CheckoutView {
            lines,
            fields: fields::views(self, &context, &form, &texts),
            form,
            address,
            countries,
            payment,
            parcels: parcels.choices,
            totals,
            errors: Vec::new(),
            prefilled: basket.head.prefilled,
            confirmed_by_mail: self.confirms_orders(),
            ships,
            discounts: discount_views(&pricing.given),
            codes: self.offers_codes(),
            code_problem,
            taxes: pricing.calculation.taxes.clone(),
            tax: pricing.taxation.note(&pricing.calculation),
            vat_note: pricing.taxation.vat_note(&pricing.calculation),
            company,
        };
        if first_view {
            view.form.total = seen(&view);
        }
        let (packed, lost) = (parcels.packed, parcels.lost);
        Ok(Checkout { basket, view, packed, lost, unknown_country, pricing, texts })
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

/// Returns whether a basket holds digital content.
fn holds_downloads(basket: &Basket, lines: &[BasketLineView]) -> bool {
    let item = |line: &BasketLineView| basket.items.get(&line.kind, &line.id);
    lines
        .iter()
        .filter(|line| line.counts())
        .filter_map(item)
        .any(|item| item.withdrawal == WithdrawalRight::EndsWithDownload)
}

/// Returns the totals, as far as they are known.
fn totals(Pricing { calculation, .. }: &Pricing, parcels: &[ParcelChoices]) -> Totals {
    let amounts = &calculation.amounts;
    Totals {
        items: amounts.subtotal(),
        shipping: parcels.iter().all(|parcel| parcel.selected().is_some()).then_some(amounts.shipping()),
        total: amounts.total(),
        discount: Some(amounts.discount()).filter(|discount| discount.amount > 0),
        tax: amounts.tax(),
    }
}

/// Returns why the code that was typed last does not count, if it does not.
pub(super) fn code_error(Checkout { basket, texts, .. }: &Checkout) -> Option<FieldError> {
    Some(FieldError::new(Field::Code, basket.refused_code()?.message(texts)))
}

/// Returns everything that prevents placing the order.
pub(super) fn errors(checkout: &Checkout) -> Vec<FieldError> {
    let CheckoutView { form, address, parcels, payment, lines, ships, .. } = &checkout.view;
    let texts = &checkout.texts;
    let mut errors = contact_errors(form, address.as_ref(), texts);
    if checkout.unknown_country && address.is_some() {
        let country = Field::ShippingAddress(AddressField::Country);
        errors.push(FieldError::new(country, texts.get("checkout-unknown-country")));
    } else if *ships && parcels.iter().all(|parcel| parcel.choices.is_empty() && !parcel.unanswered) {
        let country = Field::ShippingAddress(AddressField::Country);
        errors.push(FieldError::new(country, texts.get("checkout-other-country")));
    } else {
        errors.extend(parcels::errors(checkout));
    }
    if checkout.view.company {
        errors.extend(buyer::errors(form, *ships, texts));
    }
    errors.extend(fields::errors(&checkout.view.fields, texts));
    if payment.is_empty() {
        errors.push(FieldError::new(Field::Payment, texts.get("checkout-no-payment")));
    }
    errors.extend(code_error(checkout));
    for line in lines.iter().filter(|l| l.notice.as_ref().is_some_and(LineNotice::blocks)) {
        let notice = line.notice.as_ref().map(|notice| notice.message(texts)).unwrap_or_default();
        errors.push(FieldError::new(Field::Total, format!("{}: {notice}", line.title)));
    }
    match &checkout.pricing.taxation {
        Taxation::None | Taxation::Known(_) => {}
        Taxation::Unknown => errors.push(FieldError::new(Field::Total, texts.get("checkout-tax-unknown"))),
        Taxation::Refused(sentence) => errors.push(FieldError::new(Field::Total, sentence)),
    }
    errors
}

/// Returns whether a text has the format of a [`token`].
fn is_token(text: &str) -> bool {
    text.len() == 22 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
