//! What a refund is for, in words.

use super::items::RefundItem;
use crate::model::{Money, times};

impl RefundItem {
    /// Returns what a refund is for, as its mail lists it: `2 × Dunes` for pieces, and `shipping`, a name for it in the
    /// reader's language.
    ///
    /// A [further amount](RefundItem::further) is spread over all that was left, and no part of it is named. Empty if the
    /// refund is nothing but that, of which [`RefundItem::reduced`] names the lines, or has no items.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{RefundItem, RefundItems};
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let one = RefundItems::new().line("voucher", "spring", 1);
    /// let refund = admin.record_manual_refund_items(order.number, &one).await?;
    /// let title = &order.lines[0].title;
    /// assert_eq!(RefundItem::contents(&refund.items, "Shipping"), [format!("1 × {title}")]);
    /// # Ok(())
    /// # });
    /// ```
    pub fn contents(items: &[RefundItem], shipping: &str) -> Vec<String> {
        let pieces = items.iter().filter(|item| item.quantity > 0);
        let mut contents: Vec<_> = pieces.map(|item| times(item.quantity, &item.title)).collect();
        // The shares of a further amount come last, those of lines first: lines without pieces.
        let mut named = items.iter().take_while(|item| item.shipment.is_some() || item.quantity > 0);
        if named.any(|item| item.shipment.is_some() && item.amount.amount > 0) {
            contents.push(shipping.to_owned());
        }
        contents
    }

    /// Returns the amount of a refund beyond its pieces and shipping. `None` if there is none.
    pub fn further(items: &[RefundItem]) -> Option<Money> {
        let is_named = |item: &&RefundItem| item.shipment.is_some() || item.quantity > 0;
        let shares = items.iter().skip_while(is_named).filter(|item| item.is_share()).map(|item| item.amount);
        let sum = shares.reduce(|sum, share| Money::new(sum.amount.saturating_add(share.amount), sum.currency));
        sum.filter(|sum| sum.amount > 0)
    }

    /// Returns the titles of the lines of which a refund returns a part of the price and no piece, such as those that an amount
    /// was spread over. Each once, as they were added.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{Money, RefundItem};
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let part = Money::new(100, order.total.currency);
    /// let refund = admin.record_manual_refund(order.number, Some(part)).await?;
    /// assert_eq!(RefundItem::reduced(&refund.items), [&order.lines[0].title]);
    /// # Ok(())
    /// # });
    /// ```
    pub fn reduced(items: &[RefundItem]) -> Vec<&str> {
        let mut lines: Vec<&RefundItem> = Vec::new();
        for item in items.iter().filter(|item| item.is_share() && item.kind.is_some() && item.amount.amount > 0) {
            if lines.iter().all(|line| (&line.kind, &line.id) != (&item.kind, &item.id)) {
                lines.push(item);
            }
        }
        lines.into_iter().map(|line| line.title.as_str()).collect()
    }

    /// Whether it is an amount without pieces that makes a price less.
    const fn is_share(&self) -> bool {
        self.quantity == 0 && !self.returns_tax
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Currency;

    fn item(line: Option<&str>, quantity: u32) -> RefundItem {
        RefundItem {
            kind: line.map(|_| "poster".to_owned()),
            id: line.map(str::to_owned),
            shipment: line.is_none().then(|| "s1".to_owned()),
            title: line.unwrap_or("Standard").to_owned(),
            quantity,
            amount: Money::new(100, Currency::EUR),
            tax: None,
            rate: None,
            reserved: false,
            returns_tax: false,
        }
    }

    #[test]
    fn pieces_and_shipping_are_named_and_shares_of_an_amount_are_not() {
        let contents = |items: &[RefundItem]| RefundItem::contents(items, "Shipping");
        assert_eq!(contents(&[item(Some("dunes"), 2), item(None, 0)]), ["2 × dunes", "Shipping"]);
        assert_eq!(contents(&[item(Some("dunes"), 2), item(Some("regatta"), 0), item(None, 0)]), ["2 × dunes"]);
        assert_eq!(contents(&[item(None, 0), item(Some("regatta"), 0)]), ["Shipping"], "and a further amount");
        assert!(contents(&[item(Some("dunes"), 0), item(None, 0)]).is_empty());
        assert!(contents(&[]).is_empty());
    }

    #[test]
    fn a_further_amount_is_what_is_shared_out() {
        let further = |items: &[RefundItem]| RefundItem::further(items).map(|money| money.amount);
        assert_eq!(further(&[item(Some("dunes"), 2), item(None, 0)]), None, "pieces and shipping");
        assert_eq!(further(&[item(Some("dunes"), 2), item(Some("regatta"), 0), item(None, 0)]), Some(200));
        assert_eq!(further(&[]), None);
    }

    #[test]
    fn a_line_whose_price_is_less_is_named_once() {
        let (dunes, shipping) = (item(Some("dunes"), 0), item(None, 0));
        let all = [item(Some("regatta"), 1), dunes.clone(), dunes.clone(), shipping];
        assert_eq!(RefundItem::reduced(&all), ["dunes"], "neither pieces nor shipping");
        assert!(RefundItem::reduced(&[RefundItem { amount: Money::zero(Currency::EUR), ..dunes.clone() }]).is_empty());
        let tax = [RefundItem { returns_tax: true, ..dunes }];
        assert_eq!((RefundItem::reduced(&tax), RefundItem::further(&tax)), (Vec::new(), None), "its tax is no price");
    }
}
