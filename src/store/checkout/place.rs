//! Places an order: every change that must be consistent, in one transaction.

use std::collections::BTreeMap;

use super::{Checkout, limits, page::errors};
use crate::{
    model::{Amounts, Field, FieldError, Money, ParcelChoices, Problem},
    store::{
        Store,
        basket::lines::{self, BasketLine},
        db::Tx,
        order::{
            header,
            state_machine::{Created, Order},
            transition::{self, Placement},
        },
        payment::{Attempt, record},
        shipping::shipment,
    },
};

/// The outcome of the prepare phase.
pub(super) enum Prepared {
    /// The order is pending, and this payment attempt can be started.
    Placed(Box<Attempt>),
    /// The order was already placed, from another tab or by a double click.
    Taken,
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
        let (basket, view) = (&checkout.basket, &checkout.view);
        let Some((order, currency)) = header::lock_basket(&mut tx, &basket.head.id).await? else {
            return Ok(Prepared::Taken);
        };
        // Another tab may have changed the basket since it was read.
        let now_lines = lines::lines_in(&mut tx, order.id()).await?;
        if !same_lines(&now_lines, &basket.lines) {
            return Ok(Prepared::Short(vec![changed(checkout)]));
        }
        // Another tab may have saved another form.
        header::freeze_form(&mut tx, &order, &view.form, checkout.texts.language()).await?;
        let (mut in_parcel, mut shipping) = (BTreeMap::new(), Vec::new());
        for (n, (parcel, items)) in view.parcels.iter().zip(&checkout.packed).enumerate() {
            let Some(choice) = parcel.selected() else { return Ok(Prepared::Short(errors(checkout))) };
            shipping.push(choice.price);
            let id = shipment::insert(&mut tx, &order, n + 1, choice).await?;
            in_parcel.extend(items.iter().map(|item| ((item.kind.as_str(), item.id.as_str()), id.clone())));
        }
        let (sold, short) = self.freeze_lines(&mut tx, &order, checkout, &in_parcel).await?;
        if !short.is_empty() {
            return Ok(Prepared::Short(short));
        }
        // What was frozen decides, and it has to be what the shopper was shown.
        let amounts = Amounts::of(currency.unwrap_or(basket.currency), sold, shipping)?;
        if amounts.total() != view.totals.total {
            return Ok(Prepared::Short(vec![changed(checkout)]));
        }
        let labels: Vec<&str> =
            view.parcels.iter().filter_map(ParcelChoices::selected).map(|choice| choice.label.as_str()).collect();
        let provider = self.provider(&view.form.payment);
        let placement = Placement {
            amounts,
            shipping_label: (!labels.is_empty()).then(|| labels.join(", ")),
            ships: !labels.is_empty(),
            offline: provider.is_some_and(|provider| provider.pays_offline()),
        };
        let order_id = order.id().to_owned();
        let Some((_, number)) = transition::place(&mut tx, &self.0.outbox, order, &placement).await? else {
            return Ok(Prepared::Taken);
        };
        let unconfirmed = provider.is_none_or(|provider| provider.pays_offline());
        limits::check_unpaid(&mut tx, &order_id, self.settings().max_unpaid_orders, unconfirmed).await?;
        let payment = match record::begin(&mut tx, &order_id, &view.form, amounts.total()).await {
            Err(error) if error.is_conflict() => return Ok(Prepared::Taken),
            begun => begun?,
        };
        tx.commit().await?;
        let attempt = self.attempt(&payment, number, &view.form, placement.ships, checkout.texts.clone());
        Ok(Prepared::Placed(Box::new(attempt)))
    }

    /// Freezes and reserves line by line, always in the same order, so that concurrent checkouts cannot
    /// deadlock. Returns the unit prices and quantities frozen, and an error for each line that is short of
    /// stock.
    async fn freeze_lines(
        &self,
        tx: &mut Tx,
        order: &Order<Created>,
        Checkout { basket, texts, .. }: &Checkout,
        in_parcel: &BTreeMap<(&str, &str), String>,
    ) -> Result<(Vec<(Money, u32)>, Vec<FieldError>), Problem> {
        let mut sorted: Vec<&BasketLine> = basket.lines.iter().collect();
        sorted.sort_by(|a, b| (&a.kind, &a.item_id).cmp(&(&b.kind, &b.item_id)));
        let (mut sold, mut short) = (Vec::new(), Vec::new());
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
            lines::freeze(tx, order, item, reserve, parcel.map(String::as_str)).await?;
            sold.push((item.price, wanted.quantity));
        }
        Ok((sold, short))
    }
}

fn changed(Checkout { texts, .. }: &Checkout) -> FieldError {
    FieldError::new(Field::Total, texts.get("checkout-basket-changed"))
}

fn same_lines(now: &[BasketLine], then: &[BasketLine]) -> bool {
    let key = |l: &BasketLine| (l.kind.clone(), l.item_id.clone(), l.quantity);
    now.iter().map(key).eq(then.iter().map(key))
}
