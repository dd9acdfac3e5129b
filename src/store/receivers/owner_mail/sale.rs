//! The mail about one sale.

use super::Writer;
use crate::{OrderView, ShipmentStatus, ShipmentView, store::mail::letter::Letter, times};

impl Writer<'_> {
    /// Returns the parcels of the order that the merchant has to send.
    pub(super) fn parcels(&self) -> Vec<&ShipmentView> {
        let pending = self.event.order.shipments.iter().filter(|parcel| parcel.status == ShipmentStatus::Pending);
        let store = self.event.store;
        pending.filter(|parcel| !store.is_sent_by_supplier(&parcel.method, &parcel.lines)).collect()
    }

    fn is_picked_up(&self, parcel: &ShipmentView) -> bool {
        self.event.store.is_picked_up(&parcel.method)
    }

    pub(super) fn sale(&self) -> Letter {
        let (order, texts, parcels) = (self.event.order, &self.texts, self.parcels());
        let total = texts.money(order.total);
        let pick_ups = parcels.iter().filter(|parcel| self.is_picked_up(parcel)).count();
        let sent = parcels.len() - pick_ups;
        let heading = match (sent, pick_ups) {
            (0, 0) => "owner-sale",
            (_, 0) => "owner-sale-to-send",
            (0, _) => "owner-sale-to-prepare",
            (..) => "owner-sale-to-send-and-prepare",
        };
        let count = |parcels: usize| u32::try_from(parcels).unwrap_or(u32::MAX);
        let about = [("total", (&total).into()), ("parcels", count(sent).into()), ("pick_ups", count(pick_ups).into())];
        let heading = self.text_with(heading, &about);
        let lines = order.lines.iter();
        let mut rows: Vec<_> =
            lines.map(|line| (times(line.quantity, &line.title), texts.money(line.amount))).collect();
        if order.shipping.is_some() {
            rows.push(self.fact("owner-shipping", texts.money(order.shipping_total)));
        }
        let discounts = order.named_discounts(texts).into_iter();
        let discounts =
            discounts.map(|(name, off)| (self.text_with("owner-discount", &[("label", (&name).into())]), off));
        let remarks = discounts.chain(order.named_taxes(texts)).map(|(name, money)| (name, texts.money(money)));
        let letter = self.letter(heading).amounts(rows, self.fact("owner-total", &total), remarks.collect());
        let letter = letter.facts(self.about_sale(order, &parcels));
        let letter = letter.address(self.text("owner-billing-address"), order.billing_address.clone());
        let letter = match parcels.first() {
            None => letter.paragraph(self.text("owner-nothing-to-send")),
            Some(_) if order.on_hold => letter.paragraph(self.text("owner-do-not-send")),
            Some(first) => {
                let position = first.position.to_string();
                let then = self.text_with("owner-mark-sent", &[("position", (&position).into())]);
                let address = self.text(if sent > 0 { "owner-send-to" } else { "owner-picked-up-by" });
                letter.address(address, order.address.clone()).paragraph(then)
            }
        };
        letter.button(self.text("owner-view-order"), self.order_url())
    }

    /// Returns who has bought, how it was paid, what was filled in, and the parcels to send.
    fn about_sale(&self, order: &OrderView, parcels: &[&ShipmentView]) -> Vec<(String, String)> {
        let store = self.event.store;
        let mut facts = vec![self.fact("owner-order", order.number), self.fact("owner-shopper", &order.email)];
        facts.extend(order.payment.as_ref().map(|payment| {
            let label = store.payment_label(&payment.id, &self.texts);
            self.fact("owner-paid-with", label.as_ref().unwrap_or(&payment.label))
        }));
        if !order.vat_id.is_empty() {
            let proof = self.text(match order.vat_proof.as_deref() {
                Some("valid") => "owner-vat-proof-valid",
                Some("invalid") => "owner-vat-proof-invalid",
                Some(_) if order.is_taxed_unchecked() => "owner-vat-proof-unknown-taxed",
                Some(_) => "owner-vat-proof-unknown",
                None => "owner-vat-proof-none",
            });
            facts.push(self.fact("owner-vat-number", format!("{} ({proof})", order.vat_id)));
        }
        facts.extend(order.fields.iter().map(|field| {
            let field = match order.language == self.texts.language() {
                true => field.clone(),
                false => store.field_in(field, &self.texts),
            };
            (field.caption().to_owned(), field.shown().to_owned())
        }));
        for parcel in parcels {
            let name = if self.is_picked_up(parcel) { "owner-pick-up" } else { "owner-parcel" };
            let name = self.text_with(name, &[("position", parcel.position.into())]);
            let ShipmentView { choice, label, service, .. } = parcel;
            let label = self.shipping_label(choice, label, service, Some(order.language));
            facts.push((name, format!("{label}: {}", parcel.contents())));
        }
        facts
    }
}
