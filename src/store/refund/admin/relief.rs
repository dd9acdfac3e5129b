//! Tax that is returned because the buyer's VAT number has proved valid after the order was placed.
//!
//! It is a refund of the tax and of nothing else. What is left of these lines and parcels counts as sold without tax from
//! then on: in the report of taxes and its EC sales list, in later refunds, and in the invoice, which is replaced.

use std::collections::{BTreeMap, HashMap};

use super::Wanted;
use crate::{
    args,
    model::{Address, Money, Rate, TaxCode},
    store::{
        admin::Admin,
        db::{self, Row, is_text},
        error::AdminError,
        order::{
            admin::RefundRecord,
            charged::Of,
            header::{self, Head},
        },
        tax::{Buyer, Place, Sale, TaxClass, Taxable, VatProof, ask},
    },
};

/// Which tax is returned, and why.
pub(super) struct Relief {
    /// The code of what is left of each line and parcel from then on.
    pub codes: HashMap<Of, TaxCode>,
    /// Why, in words for the customer.
    pub note: String,
}

/// A line as it was sold.
struct Line {
    kind: String,
    id: String,
    shipment: Option<String>,
    /// The shipping method of that shipment.
    method: Option<String>,
    amount: Money,
}

impl Line {
    fn read(row: &Row) -> db::Result<Line> {
        Ok(Line {
            kind: row.get("kind")?,
            id: row.get("item_id")?,
            shipment: row.get("shipment_id")?,
            method: row.get("method")?,
            amount: row.money("amount", "currency")?,
        })
    }

    fn of(&self) -> Of {
        Of::Line { kind: self.kind.clone(), id: self.id.clone() }
    }
}

impl Admin<'_> {
    /// Returns the tax of an order whose VAT number could not be checked when it was placed, and has proved valid since: to the
    /// customer, through the gateway, as [`Admin::refund`] does. It takes nothing else of the order, whose downloads and parcels
    /// stay as they are.
    ///
    /// The tax provider is asked once more, with a valid number: what it taxes all the same, such as an admission, stays
    /// taxed. What is left of the others counts as an intra-Community supply, or as a service under reverse charge, in the
    /// quarter in which the refund is made ([`TaxReport`](crate::TaxReport)). If the order is invoiced, a credit note takes that
    /// invoice back, and another one without the tax replaces it.
    ///
    /// Other refunds come before it and after it, but not at the same time: they take of a rest that it changes.
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::NoTaxToReturn`]; [`AdminError::UnsettledRefund`]; those of [`Admin::refund`].
    pub async fn return_tax(&self, number: i64) -> Result<RefundRecord, AdminError> {
        let relief = self.relief(number).await?;
        self.request_refund(number, Wanted::Relief(&relief)).await
    }

    /// Records that the tax of an order was returned outside of the store, as by bank transfer. Its effects are those of
    /// [`Admin::return_tax`].
    ///
    /// # Errors
    /// Those of [`Admin::return_tax`], without [`AdminError::DisputeLost`].
    pub async fn record_returned_tax(&self, number: i64) -> Result<RefundRecord, AdminError> {
        let relief = self.relief(number).await?;
        let (payment, id) = self.write_refund(number, Wanted::Relief(&relief), true).await?;
        self.refund_of(&payment, &id).await
    }

    /// Returns the tax that [`Admin::return_tax`] would return. Changes nothing.
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::NotPaid`]; [`AdminError::NoTaxToReturn`].
    pub async fn returnable_tax(&self, number: i64) -> Result<Money, AdminError> {
        let relief = self.relief(number).await?;
        let plan = self.left_of(number).await?.plan_relief(&relief.codes)?;
        Ok(plan.ok_or(AdminError::NoTaxToReturn(number))?.amount)
    }

    /// Works out which lines and parcels of an order are not taxed for a valid VAT number.
    async fn relief(&self, number: i64) -> Result<Relief, AdminError> {
        let (db, id, nothing) = (self.store.db(), self.id_of(number).await?, AdminError::NoTaxToReturn(number));
        let Some(head) = header::head(db, &id).await? else { return Err(AdminError::UnknownOrder(number)) };
        let vat_id = &head.form.vat_id;
        if !self.store.may_reverse_charge() {
            return Err(nothing);
        }
        let valid = "SELECT 1 AS one FROM pannier_vat_checks WHERE vat_id = $1 AND answer = 'valid'";
        let was_unknown = head.vat_proof.as_deref() == Some(VatProof::Unknown.as_str()) && is_text(vat_id);
        if !was_unknown || db.fetch_optional(valid, args![vat_id]).await?.is_none() {
            return Err(nothing);
        }
        let sql = "SELECT l.kind, l.item_id, l.shipment_id, s.method, o.currency, o.tax_country, \
                   COALESCE(l.amount, l.unit_amount * l.quantity) AS amount FROM pannier_orders o \
                   JOIN pannier_order_lines l ON l.order_id = o.id LEFT JOIN pannier_shipments s ON s.id = l.shipment_id \
                   WHERE o.id = $1 AND l.unit_amount IS NOT NULL ORDER BY l.added_at, l.kind, l.item_id";
        let rows = db.fetch_all(sql, args![&id]).await?;
        let Some(country) = rows.first().map(|row| row.get::<Option<String>>("tax_country")).transpose()?.flatten()
        else {
            return Err(nothing);
        };
        let lines = rows.iter().map(Line::read).collect::<db::Result<Vec<_>>>()?;
        let codes = self.codes_of(&head, &country, &lines).await?;
        let texts = self.store.texts(self.store.language_of_order(&head));
        Ok(Relief { codes, note: texts.format("refund-tax-note", &[("vat_id", vat_id.into())]) })
    }

    /// Asks the tax provider about the same sale with a valid number. Returns the codes of the lines that it does not tax then, and
    /// those of the parcels with nothing else in them.
    async fn codes_of(&self, head: &Head, country: &str, lines: &[Line]) -> Result<HashMap<Of, TaxCode>, AdminError> {
        let texts = self.store.texts(self.store.first_language());
        let wanted = lines.iter().map(|line| (line.kind.as_str(), line.id.as_str()));
        let items = self.store.0.sellables.load(self.store.db(), &texts, wanted).await?;
        // What is not sold any more and was not shipped could be anything.
        let known: Vec<(&Line, TaxClass)> = lines
            .iter()
            .filter_map(|line| match items.get(&line.kind, &line.id) {
                Some(item) => Some((line, item.tax.clone())),
                None => line.shipment.as_ref().map(|_| (line, TaxClass::GOODS)),
            })
            .collect();
        let ships = self.ships(lines);
        let taxable = |(line, class): &(&Line, TaxClass)| {
            Taxable::new(&*line.kind, class.clone(), line.amount).ships(ships && line.shipment.is_some())
        };
        let buyer = Buyer::Business { vat_id: head.form.vat_id.clone(), proof: VatProof::Valid };
        let at = head.placed_at.unwrap_or_else(|| self.store.db().now());
        let has_parcels = lines.iter().any(|line| line.shipment.is_some());
        let sale = Sale::new(known.iter().map(taxable).collect(), place(head, country, has_parcels), buyer, at)
            .in_zone(self.store.time_zone());
        let mut codes = HashMap::new();
        let Some(provider) = self.store.0.tax.clone() else { return Ok(codes) };
        let assessment = match ask(provider, sale).await {
            Ok(assessment) => assessment,
            Err(error) => {
                tracing::warn!(order = head.id, %error, "it is not known which tax could be returned");
                return Ok(codes);
            }
        };
        for ((line, _), rate) in known.iter().zip(assessment.lines) {
            if rate.rate == Rate::ZERO && rate.code.is_reverse_charged() {
                codes.insert(line.of(), rate.code);
            }
        }
        let mut parcels: BTreeMap<&str, Option<TaxCode>> = BTreeMap::new();
        for line in lines {
            if let Some(shipment) = &line.shipment {
                let code = codes.get(&line.of()).copied();
                parcels.entry(shipment.as_str()).and_modify(|all| *all = all.and(code)).or_insert(code);
            }
        }
        for (shipment, code) in parcels {
            codes.extend(code.map(|code| (Of::Parcel { shipment: shipment.to_owned() }, code)));
        }
        Ok(codes)
    }

    /// Whether anything of an order was sent, and not picked up.
    fn ships(&self, lines: &[Line]) -> bool {
        let is_pick_up = |id: &String| self.store.shipping_method(id).is_some_and(|method| method.is_pick_up());
        lines.iter().filter_map(|line| line.method.as_ref()).any(|method| !is_pick_up(method))
    }
}

/// Returns the place to which an order was sold, in this country: where its parcels went, or else where the buyer is.
fn place(head: &Head, country: &str, has_parcels: bool) -> Place {
    let mut addresses = [&head.form.billing_address, &head.form.shipping_address];
    if has_parcels {
        addresses.reverse();
    }
    let is_there = |address: &&Address| address.country == country;
    match addresses.into_iter().find(is_there) {
        Some(address) => Place::country(country).region(&*address.region).postal_code(&*address.postal_code),
        None => Place::country(country),
    }
}
