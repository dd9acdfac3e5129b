//! What the tax provider says of a checkout. If it gives no answer, the tax is unknown, which the page says, and no order is
//! placed.

use super::buyer::{buyer, place_of};
use crate::{
    model::{
        BasketLineView, CheckoutForm, Money, ParcelChoices, TaxBasis, TaxNote, VatNote,
        amounts::{Calculation, Rates, ShippingRates},
        are_picked_up,
    },
    store::{
        Store,
        basket::Basket,
        tax::{Assessment, Sale, ShippingTax, TaxError, Taxable, VatProof, ask},
    },
};

/// What is known of the tax of a checkout.
pub(super) enum Taxation {
    /// Nothing: the store has no tax provider.
    None,
    Known(Assessed),
    /// It cannot be known now.
    Unknown,
    /// The sale cannot be made, for this reason, which is shown to the shopper.
    Refused(String),
}

/// The rates of a checkout, and how they were found.
pub(super) struct Assessed {
    /// The id of the tax provider.
    pub provider: &'static str,
    /// The country that it is sold to.
    pub country: String,
    /// What is known of the VAT number, if there is one.
    pub proof: Option<VatProof>,
    pub rates: Rates,
}

impl Store {
    /// Asks the tax provider, if there is one, for the rates of the lines that count and of the shipping.
    pub(super) async fn assess(
        &self,
        basket: &Basket,
        lines: &[BasketLineView],
        parcels: &[ParcelChoices],
        form: &CheckoutForm,
        proof: Option<VatProof>,
    ) -> Taxation {
        let Some(provider) = self.0.tax.clone() else { return Taxation::None };
        let picked_up = are_picked_up(parcels);
        let taxable = |line: &BasketLineView| {
            let item = basket.items.get(&line.kind, &line.id)?;
            let amount = line.discounted().or(line.total).unwrap_or(Money::zero(basket.currency));
            Some(Taxable::new(&*line.kind, item.tax.clone(), amount).ships(item.weight.is_some() && !picked_up))
        };
        let taxable: Vec<_> = lines.iter().filter(|line| line.counts()).filter_map(taxable).collect();
        let (place, id) = (place_of(form, parcels, &self.settings().country), provider.id());
        let country = place.country.clone();
        let sale = Sale::new(taxable, place, buyer(form, proof), self.db().now()).in_zone(self.time_zone());
        match ask(provider, sale).await {
            Ok(assessment) if !self.may_reverse_charge() && is_reverse_charged(&assessment) => {
                tracing::error!(provider = id, "the buyer is to account for the tax, but the seller has no VAT number");
                Taxation::Unknown
            }
            Ok(Assessment { lines, shipping }) => {
                let parcels = parcels.iter().filter(|parcel| parcel.selected().is_some()).count();
                let shipping = match shipping {
                    ShippingTax::FollowsLines => ShippingRates::FollowLines,
                    ShippingTax::At(rate) => ShippingRates::Each(vec![rate; parcels]),
                };
                Taxation::Known(Assessed { provider: id, country, proof, rates: Rates { lines, shipping } })
            }
            Err(TaxError::Refused(sentence)) => Taxation::Refused(sentence),
            Err(error) => {
                tracing::warn!(provider = id, %error, "the tax is not known");
                Taxation::Unknown
            }
        }
    }
}

/// Returns whether the buyer accounts for some of the tax.
fn is_reverse_charged(assessment: &Assessment) -> bool {
    let shipping = match assessment.shipping {
        ShippingTax::At(rate) => Some(rate),
        ShippingTax::FollowsLines => None,
    };
    assessment.lines.iter().copied().chain(shipping).any(|rate| rate.code.is_reverse_charged())
}

impl Taxation {
    /// Returns the rates, if they are known.
    pub fn rates(&self) -> Option<&Rates> {
        match self {
            Taxation::Known(assessed) => Some(&assessed.rates),
            Taxation::None | Taxation::Unknown | Taxation::Refused(_) => None,
        }
    }

    /// Returns what the page says of taxes.
    pub fn note(&self, calculation: &Calculation) -> TaxNote {
        match self {
            Taxation::None => TaxNote::None,
            Taxation::Unknown | Taxation::Refused(_) => TaxNote::Unknown,
            Taxation::Known(_) if calculation.taxes.iter().any(|sum| sum.on_top) => TaxNote::OnTop,
            Taxation::Known(_) => TaxNote::Included,
        }
    }

    /// Returns what the page says of the VAT number.
    pub fn vat_note(&self, calculation: &Calculation) -> Option<VatNote> {
        let Taxation::Known(Assessed { proof, rates, .. }) = self else { return None };
        let is_taxed = calculation.amounts.tax().is_some_and(|tax| tax.amount > 0);
        let is_removed = |basis| matches!(basis, TaxBasis::Removed(_));
        match (*proof)? {
            VatProof::Valid => {
                let removed = rates.lines.iter().any(|rate| rate.code.is_reverse_charged() || is_removed(rate.basis));
                removed.then_some(VatNote::ReverseCharge)
            }
            VatProof::Invalid => is_taxed.then_some(VatNote::Invalid),
            VatProof::Unknown => is_taxed.then_some(VatNote::Unknown),
        }
    }
}
