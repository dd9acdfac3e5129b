//! The mail about one sale.

use super::Writer;
use crate::{ShipmentStatus, ShipmentView, language::fluent::english, store::mail::letter::Letter};

impl Writer<'_> {
    /// Returns the parcels of the order that the merchant has to send.
    pub(super) fn parcels(&self) -> Vec<&ShipmentView> {
        let pending = self.event.order.shipments.iter().filter(|parcel| parcel.status == ShipmentStatus::Pending);
        let store = self.event.store;
        pending.filter(|parcel| !store.is_sent_by_supplier(&parcel.method, &parcel.lines)).collect()
    }

    pub(super) fn sale(&self) -> Letter {
        let (order, parcels) = (self.event.order, self.parcels());
        let (number, total) = (order.number, order.total.to_string());
        let to_send = match parcels.len() {
            0 => String::new(),
            1 => ", 1 parcel to send".to_owned(),
            n => format!(", {n} parcels to send"),
        };
        let lines = order.lines.iter();
        let mut rows: Vec<_> =
            lines.map(|line| (format!("{} × {}", line.quantity, line.title), line.amount.to_string())).collect();
        if order.shipping.is_some() {
            rows.push(Self::fact("Shipping", order.shipping_total));
        }
        let mut facts = vec![Self::fact("Order", number), Self::fact("Shopper", &order.email)];
        facts.extend(order.payment.as_ref().map(|payment| Self::fact("Paid with", &payment.label)));
        if !order.vat_id.is_empty() {
            let proof = order.vat_proof.as_deref().unwrap_or("not checked");
            facts.push(("VAT number".to_owned(), format!("{} ({proof})", order.vat_id)));
        }
        facts.extend(order.fields.iter().map(|field| Self::fact(field.caption(), field.shown())));
        for parcel in &parcels {
            let name = format!("Parcel {}", parcel.position);
            facts.push((name, format!("{}: {}", parcel.label, parcel.contents())));
        }
        let letter = self.letter(format!("Order {number} is paid: {total}{to_send}"));
        let texts = english();
        let discounts = order.named_discounts(&texts).into_iter().map(|(name, off)| (format!("Discount: {name}"), off));
        let remarks = discounts.chain(order.named_taxes(&texts)).map(|(name, money)| (name, money.to_string()));
        let letter = letter.amounts(rows, ("Total".to_owned(), total), remarks.collect()).facts(facts);
        let letter = letter.address("Billing address", order.billing_address.clone());
        let letter = match parcels.first() {
            None => letter.paragraph("There's nothing to send."),
            Some(_) if order.on_hold => letter.paragraph(
                "Don't send it yet: the payment is disputed or being refunded, and the order is on hold until that's decided.",
            ),
            Some(first) => letter.address("Send to", order.address.clone()).paragraph(format!(
                "Once a parcel is on its way or ready for pick-up, mark it as sent on the order's page, or with \
                 `pannier shipment mark-sent {number} {}`. The shopper then gets an email.",
                first.position
            )),
        };
        letter.button("View the order", self.order_url())
    }
}
