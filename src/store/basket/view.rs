//! The basket as the shopper sees it.

use super::{
    Basket,
    discounts::discount_views,
    lines::{BasketLine, MAX_QUANTITY},
};
use crate::{
    language::Texts,
    model::{
        Amounts, BasketLineView, BasketView, LineNotice, Money, SaleState, Timestamp, counted, line_total, reduced,
    },
    store::discount::apply::Given,
};

impl Basket {
    /// Returns the basket as shown to the shopper at this time, and what was taken off its lines.
    pub fn view(&self, texts: &Texts, now: Timestamp) -> (BasketView, Vec<Given>) {
        let mut lines: Vec<BasketLineView> = self.lines.iter().map(|line| self.line_view(line, texts, now)).collect();
        let sold: Vec<(Money, u32)> = counted(&lines).collect();
        let count = sold.iter().fold(0_u32, |count, (_, quantity)| count.saturating_add(*quantity));
        let (subtotal, problem) = match Amounts::of(self.currency, sold.iter().copied(), []) {
            Ok(_) if sold.is_empty() => (None, None),
            Ok(amounts) => (Some(amounts.subtotal()), None),
            Err(error) => (None, Some(error.into())),
        };
        let given = subtotal.map(|_| self.reduce(&mut lines, texts, now)).unwrap_or_default();
        let total = subtotal.and_then(|_| Amounts::of(self.currency, reduced(&lines), []).ok());
        let view = BasketView {
            total: total.map(|amounts| amounts.subtotal()),
            subtotal,
            discounts: discount_views(&given),
            code: Some(self.head.form.code.clone()).filter(|code| !code.is_empty()),
            code_problem: self.code_problem(&lines, &given, texts),
            nothing_ships: !lines.iter().any(|line| line.counts() && self.ships(line)),
            lines,
            count,
            problem,
            pending: None,
            codes: false,
        };
        (view, given)
    }

    fn line_view(&self, line: &BasketLine, texts: &Texts, now: Timestamp) -> BasketLineView {
        let was = Money::new(line.quoted_price, self.currency);
        let Some(item) = self.items.get(&line.kind, &line.item_id) else {
            return BasketLineView {
                kind: line.kind.clone(),
                id: line.item_id.clone(),
                title: line.quoted_title.clone().unwrap_or_else(|| texts.get("basket-line-gone")),
                url: String::new(),
                image: None,
                quantity: line.quantity,
                unit_price: was,
                total: None,
                max: 0,
                notice: Some(LineNotice::Gone),
                discount: None,
            };
        };
        let notice = match (item.available.state(now), item.stock) {
            (SaleState::NotYet(from), _) => Some(LineNotice::NotOnSaleYet(from)),
            (_, Some(0)) => Some(LineNotice::SoldOut),
            _ if item.price.currency != self.currency => Some(LineNotice::OtherCurrency),
            (_, Some(left)) if left < line.quantity => Some(LineNotice::OnlyLeft(left)),
            _ if item.price != was => Some(LineNotice::PriceChanged { was }),
            _ => None,
        };
        BasketLineView {
            kind: line.kind.clone(),
            id: line.item_id.clone(),
            title: item.title.clone(),
            url: item.url.clone(),
            image: item.image.clone(),
            quantity: line.quantity,
            unit_price: item.price,
            total: line_total(item.price, line.quantity).ok(),
            max: match notice {
                Some(LineNotice::NotOnSaleYet(_)) => 0,
                _ => item.stock.unwrap_or(u32::MAX).min(MAX_QUANTITY),
            },
            notice,
            discount: None,
        }
    }
}
