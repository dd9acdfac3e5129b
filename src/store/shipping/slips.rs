//! Packing slips: what goes into each parcel, for those who pack it.

use super::shipment::{self, Shipment};
use crate::{
    language::Language,
    model::{ShipmentStatus, WithdrawalLine},
    store::{
        admin::Admin,
        db::{self, Value, placeholders},
        withdrawn,
    },
};

/// What goes into a parcel, and to whom.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// for slip in store.acting(&pannier::Actor::CommandLine).packing_slips(&[1001, 1002], false).await? {
///     println!("{}, parcel {} of {}", slip.shipment.order_number, slip.shipment.position, slip.parcels);
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PackingSlip {
    /// The parcel.
    pub shipment: Shipment,
    /// The language in which the order was placed.
    pub language: Language,
    /// Whether the customer has withdrawn from the order, or from a part of it, and the merchant has not
    /// [answered](crate::Admin::close_withdrawal) yet.
    pub withdrawn: bool,
    /// The lines of the order from which the customer has [withdrawn](PackingSlip::withdrawn), with their pieces. Empty for
    /// everything, and for what is named in words.
    pub withdrawn_lines: Vec<WithdrawalLine>,
    /// The number of parcels of the order, with those that are cancelled, as the customer's page counts them.
    pub parcels: u32,
}

impl Admin<'_> {
    /// Returns the packing slips of the orders with these numbers, by number and position: one for each parcel that is
    /// still to be sent, and if `sent`, also for each that was sent already.
    ///
    /// An order that is not paid or is on hold has none, nor has a parcel that a supplier sends.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn packing_slips(&self, numbers: &[i64], sent: bool) -> db::Result<Vec<PackingSlip>> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let db = self.store.db();
        let sql = format!(
            "SELECT o.id, o.language, {} AS withdrawals FROM pannier_orders o \
             WHERE o.number IN ({}) AND o.status = 'completed'",
            withdrawn::open("o.id"),
            placeholders(1, numbers.len())
        );
        let args: Vec<Value> = numbers.iter().copied().map(Value::from).collect();
        let mut paid = Vec::new();
        for row in db.fetch_all(&sql, &args).await? {
            let language = Language::from_tag(&row.get::<String>("language")?);
            paid.push((row.get::<String>("id")?, language, row.get::<i64>("withdrawals")? > 0));
        }
        let all = shipment::of_numbers(db, numbers).await?;
        let parcels = |order: &str| all.iter().filter(|other| other.order_id == order).count();
        let mut slips = Vec::new();
        for shipment in &all {
            let Some((order, language, withdrawn)) = paid.iter().find(|(id, ..)| *id == shipment.order_id) else {
                continue;
            };
            let packed = match shipment.status {
                ShipmentStatus::Pending => !shipment.on_hold,
                status => sent && status == ShipmentStatus::Sent,
            };
            if packed && !self.store.is_sent_by_supplier(&shipment.method, &shipment.lines) {
                let lines = match *withdrawn {
                    true => self.open_withdrawal_lines(shipment.order_number).await?,
                    false => None,
                };
                slips.push(PackingSlip {
                    shipment: shipment.clone(),
                    language: language.unwrap_or_else(|| self.store.first_language()),
                    withdrawn: *withdrawn,
                    withdrawn_lines: lines.unwrap_or_default(),
                    parcels: u32::try_from(parcels(order)).unwrap_or(u32::MAX),
                });
            }
        }
        Ok(slips)
    }
}
