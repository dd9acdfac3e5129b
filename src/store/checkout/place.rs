//! Places an order: every change that must be consistent, in one transaction.

use std::collections::BTreeMap;

use super::{Checkout, buyer, fields, limits, page::errors, record, taxation::Taxation};
use crate::{
    language::Texts,
    model::{
        CheckoutForm, Field, FieldError, ParcelChoices, Problem,
        amounts::{Calculation, Charge},
    },
    store::{
        Store,
        basket::lines::{self, BasketLine, SoldLine},
        db::Tx,
        discount::redeem,
        order::{
            header,
            transition::{self, Placement, TaxRecord},
        },
        payment::{self, Attempt},
        shipping::shipment,
        tax::VatProof,
    },
};

/// The outcome of the prepare phase.
pub(super) enum Prepared {
    /// The order is pending, and this payment attempt can be started.
    Placed(Box<Attempt>),
    /// The order was already placed, from another tab or by a double click.
    Taken,
    /// Nothing was changed: the code can no longer be used, or not by this person.
    CodeRefused(Problem),
    /// Nothing was changed, because of these errors.
    Short(Vec<FieldError>),
}

impl Store {
    /// Runs the prepare phase, in one transaction.
    ///
    /// # Errors
    /// [`Problem::TooManyUnpaid`]: nothing was changed.
    pub(super) async fn prepare(&self, checkout: &Checkout) -> Result<Prepared, Problem> {
        self.db().transact(|tx| self.prepare_in(tx, checkout)).await
    }

    async fn prepare_in(&self, mut tx: Tx, checkout: &Checkout) -> Result<Prepared, Problem> {
        let (basket, view, texts) = (&checkout.basket, &checkout.view, &checkout.texts);
        let code = checkout.pricing.code();
        let form = CheckoutForm { code: code.unwrap_or_default().to_owned(), ..buyer::placed_form(&view.form) };
        let own_fields = fields::freeze(&view.fields, texts);
        let locked = header::lock_with_form(&mut tx, &basket.head.id, &form, &own_fields, texts.language()).await?;
        let Some((order, currency)) = locked else { return Ok(Prepared::Taken) };
        // Another request may have changed the currency since the basket was read.
        let calculation = checkout.pricing.again(currency.unwrap_or(basket.currency))?;
        let chosen: Vec<_> = view.parcels.iter().filter_map(ParcelChoices::selected).collect();
        if chosen.len() < view.parcels.len() {
            return Ok(Prepared::Short(errors(checkout)));
        }
        let (mut in_parcel, mut shipments) = (BTreeMap::new(), Vec::new());
        for (n, (choice, charge)) in chosen.iter().zip(&calculation.parcels).enumerate() {
            let id = shipment::insert(&mut tx, &order, n + 1, choice, charge).await?;
            let items = checkout.packed.get(n).into_iter().flatten();
            in_parcel.extend(items.map(|item| ((item.kind.as_str(), item.id.as_str()), id.clone())));
            shipments.push((id, charge));
        }
        let (sold, now) = (sold_lines(checkout, &in_parcel, &calculation), tx.now());
        // Since the item was loaded, its sale may have ended, or the staff may have retired it.
        let models: Vec<_> = sold.iter().map(|sold| (sold.item.kind, sold.item.managed_id.as_str())).collect();
        let unpublished = self.0.managed.unpublished(&mut tx, &models).await?;
        let is_over = |sold: &&SoldLine<'_>| {
            let item = sold.item;
            let is_retired = unpublished.get(item.kind).is_some_and(|ids| ids.contains(&item.managed_id));
            is_retired || !item.available.is_now(now)
        };
        let over: Vec<_> =
            sold.iter().filter(is_over).map(|sold| title_error("checkout-just-ended", sold, texts)).collect();
        if !over.is_empty() {
            return Ok(Prepared::Short(over));
        }
        // The shopper has seen that they are gone.
        for line in basket.gone() {
            lines::remove(&mut tx, &order, &line.kind, &line.item_id).await?;
        }
        let changed = || FieldError::new(Field::Total, texts.get("checkout-basket-changed"));
        // Another tab may have changed the basket since it was read.
        if !lines::freeze(&mut tx, &order, &sold).await? {
            return Ok(Prepared::Short(vec![changed()]));
        }
        let short = self.reserve(&mut tx, &sold, texts).await?;
        if !short.is_empty() {
            return Ok(Prepared::Short(short));
        }
        if let Some(code) = code
            && let Some(problem) = redeem::redeem(&mut tx, &order, code, &view.form.email).await?
        {
            return Ok(Prepared::CodeRefused(problem));
        }
        // What was frozen decides, and it has to be what the shopper was shown.
        let amounts = calculation.amounts;
        if amounts.total() != view.totals.total {
            return Ok(Prepared::Short(vec![changed()]));
        }
        record::insert_taxes(&mut tx, &order, &sold, &shipments).await?;
        record::insert_discounts(&mut tx, &order, &checkout.pricing.given).await?;
        let payment = match payment::record::begin(&mut tx, order.id(), &view.form, amounts.total()).await {
            Err(error) if error.is_conflict() => return Ok(Prepared::Taken),
            begun => begun?,
        };
        let labels: Vec<&str> = chosen.iter().map(|choice| choice.label.as_str()).collect();
        let provider = self.provider(&view.form.payment);
        let terms = self.current_terms(texts.language());
        if let Some(terms) = &terms {
            self.0.terms.store(&mut tx, terms).await?;
        }
        let placement = Placement {
            amounts,
            shipping_label: (!labels.is_empty()).then(|| labels.join(", ")),
            ships: !labels.is_empty(),
            offline: provider.is_some_and(|provider| provider.pays_offline()),
            tax: tax_record(&checkout.pricing.taxation),
            terms: terms.as_ref().map(|terms| terms.hash.clone()),
        };
        let order_id = order.id().to_owned();
        let Some((_, number)) = transition::place(&mut tx, &self.0.outbox, order, &placement).await? else {
            return Ok(Prepared::Taken);
        };
        let unconfirmed = provider.is_none_or(|provider| provider.pays_offline());
        limits::check_unpaid(&mut tx, &order_id, self.settings().max_unpaid_orders, unconfirmed).await?;
        tx.commit().await?;
        if let Some(terms) = terms {
            self.0.terms.note(terms);
        }
        let attempt = self.attempt(&payment, number, &view.form, placement.ships, texts.clone());
        Ok(Prepared::Placed(Box::new(attempt)))
    }

    /// Reserves line by line, always in the same order, so that concurrent checkouts cannot deadlock, nor one
    /// with an import, which locks its products in that order. With one that changes the stock of options it can: these are
    /// tables of the app, of whose order the store knows nothing, and both are then tried again. Returns an error for each
    /// line that is short of stock.
    async fn reserve(&self, tx: &mut Tx, sold: &[SoldLine<'_>], texts: &Texts) -> Result<Vec<FieldError>, Problem> {
        let mut short = Vec::new();
        for sold in sold {
            let SoldLine { line, item, .. } = sold;
            if item.stock.is_some() && !self.0.sellables.reserve(tx, &line.kind, &line.item_id, line.quantity).await? {
                short.push(title_error("checkout-just-sold", sold, texts));
            }
        }
        Ok(short)
    }
}

/// Returns the error of a line, in a text that names its title.
fn title_error(text: &str, sold: &SoldLine<'_>, texts: &Texts) -> FieldError {
    FieldError::new(Field::Total, texts.format(text, &[("title", (&sold.item.title).into())]))
}

/// Returns how the tax was worked out, if it was.
fn tax_record(taxation: &Taxation) -> Option<TaxRecord> {
    let Taxation::Known(assessed) = taxation else { return None };
    Some(TaxRecord {
        provider: assessed.provider,
        country: assessed.country.clone(),
        proof: assessed.proof.map(VatProof::as_str),
    })
}

/// Returns the lines of a basket by kind and id, with their items and shipments and what is charged for them, without those
/// that are no longer sold.
fn sold_lines<'a>(
    Checkout { basket, view, .. }: &'a Checkout,
    in_parcel: &'a BTreeMap<(&str, &str), String>,
    calculation: &'a Calculation,
) -> Vec<SoldLine<'a>> {
    let counted = view.lines.iter().filter(|line| line.counts());
    let charges: BTreeMap<(&str, &str), &Charge> =
        counted.map(|line| (line.kind.as_str(), line.id.as_str())).zip(&calculation.lines).collect();
    let sold = |line: &'a BasketLine| {
        let BasketLine { kind, item_id, .. } = line;
        let key = (kind.as_str(), item_id.as_str());
        let (item, charge) = (basket.items.get(kind, item_id)?, *charges.get(&key)?);
        Some(SoldLine { line, item, shipment: in_parcel.get(&key).map(String::as_str), charge })
    };
    let mut lines: Vec<_> = basket.lines.iter().filter_map(sold).collect();
    lines.sort_by(|a, b| (&a.line.kind, &a.line.item_id).cmp(&(&b.line.kind, &b.line.item_id)));
    lines
}
