//! The packing slip of a parcel, as a document.

use super::{Document, DocumentCharge, DocumentKind, DocumentLine, Party, Seller};
use crate::{
    args,
    language::Language,
    model::{Money, OrderStatus, ShipmentLine, ShipmentStatus, TimeZone, Timestamp, contents_of},
    store::{
        admin::Admin,
        country,
        error::AdminError,
        shipping::shipment::{self, Shipment},
    },
};

impl Admin<'_> {
    /// Returns the packing slip of a parcel, by the numbers of the order and of the parcel within it: a document without
    /// prices, in the language of the customer. What must not be packed has none.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// assert!(admin.packing_slip_document(1001, 1).await.is_err(), "there is no such order");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`] if there is no such order, it is not paid, or the parcel does not exist or is cancelled;
    /// [`AdminError::OnHold`] if the parcel must not be sent for the time being.
    pub async fn packing_slip_document(&self, number: i64, position: u32) -> Result<Document, AdminError> {
        let db = self.store.db();
        let sql = "SELECT status, language, placed_at, updated_at FROM pannier_orders WHERE number = $1";
        let row = db.fetch_optional(sql, args![number]).await?.ok_or(AdminError::UnknownOrder(number))?;
        if row.get::<OrderStatus>("status")? != OrderStatus::Completed {
            return Err(AdminError::UnknownOrder(number));
        }
        let language =
            Language::from_tag(&row.get::<String>("language")?).unwrap_or_else(|| self.store.first_language());
        let placed_at: Option<Timestamp> = row.get("placed_at")?;
        let ordered_at = placed_at.map_or_else(|| row.get("updated_at"), Ok)?;
        let mut parcels = shipment::of_numbers(db, &[number]).await?;
        // With the cancelled ones, as the customer's page counts them: the third of two would be a riddle.
        let all = parcels.len();
        parcels.retain(|parcel| parcel.status != ShipmentStatus::Cancelled);
        let parcel = parcels.iter().find(|parcel| parcel.position == position);
        let parcel = parcel.ok_or(AdminError::UnknownOrder(number))?;
        if !parcel.may_be_packed() {
            return Err(AdminError::OnHold);
        }
        let texts = self.store.texts(language);
        let part = (all > 1).then(|| {
            let with = [("position", position.into()), ("parcels", all.into())];
            texts.format("document-parcel", &with)
        });
        let withdrawn = match parcel.status {
            ShipmentStatus::Pending | ShipmentStatus::Failed => self.withdrawn_note(number).await?,
            _ => None,
        };
        let notes = withdrawn.into_iter().chain(part).collect();
        let issued_at = parcel.sent_at.unwrap_or_else(|| db.now());
        let time_zone = self.store.time_zone().clone();
        Ok(Document { time_zone, notes, ..slip(parcel, language, self.store.named_seller(), ordered_at, issued_at) })
    }

    /// Returns what the slip says to whom packs, in the first language of the shop, if the customer has withdrawn.
    async fn withdrawn_note(&self, number: i64) -> Result<Option<String>, AdminError> {
        let Some(lines) = self.open_withdrawal_lines(number).await? else { return Ok(None) };
        let says = self.store.texts(self.store.first_language()).get("admin-slips-withdrawn");
        let pieces = contents_of(lines.iter().map(|line| (line.quantity, line.title.as_str())));
        Ok(Some(if pieces.is_empty() { says } else { format!("{says} ({pieces})") }))
    }
}

/// Returns the slip of a parcel.
fn slip(
    parcel: &Shipment,
    language: Language,
    seller: Seller,
    ordered_at: Timestamp,
    issued_at: Timestamp,
) -> Document {
    let nothing = Money::zero(parcel.price.currency);
    let line = |line: &ShipmentLine| DocumentLine {
        kind: line.kind.clone(),
        id: line.id.clone(),
        title: line.title.clone(),
        quantity: line.quantity,
        unit_price: nothing,
        base_quantity: 1,
        priced_with_tax: true,
        discount: None,
        net: nothing,
        tax: nothing,
        amount: nothing,
        rate: None,
    };
    let shipping =
        DocumentCharge { label: parcel.label.clone(), net: nothing, tax: nothing, amount: nothing, rate: None };
    Document {
        kind: DocumentKind::PackingSlip,
        number: format!("{}-{}", parcel.order_number, parcel.position),
        issued_at,
        supplied_at: None,
        time_zone: TimeZone::UTC,
        language,
        order: parcel.order_number,
        ordered_at,
        refers_to: None,
        reason: String::new(),
        seller,
        buyer: Party {
            lines: country::format_in(&parcel.to, language),
            address: parcel.to.clone(),
            email: String::new(),
            vat_id: String::new(),
        },
        ship_to: None,
        total: nothing,
        paid: nothing,
        lines: parcel.lines.iter().map(line).collect(),
        charges: vec![shipping],
        taxes: Vec::new(),
        discounts: Vec::new(),
        payment: String::new(),
        notes: Vec::new(),
    }
}
