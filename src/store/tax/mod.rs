//! Taxes: one trait, which answers with rates, and one line to register.
//!
//! A provider says at which rate each line is taxed; what that comes to is worked out by the store, to the cent. The
//! library has [`Vat`], for sellers in the European Union, in Switzerland, Norway and the United Kingdom, and [`OnTop`],
//! for prices without tax.
//!
//! ```
//! use pannier::{Currency, Money, Place, Sale, TaxClass, TaxProvider, TaxRate, Taxable, Timestamp, Buyer, tax::Vat};
//! use pannier::Rate;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let print = Taxable::new("print", TaxClass::GOODS, Money::new(2900, Currency::EUR));
//! let sale = Sale::new(vec![print], Place::country("FR"), Buyer::Consumer, Timestamp::from_secs(1_795_996_800));
//! let assessment = Vat::from("DE").oss().assess(&sale).await.expect("rates");
//! assert_eq!(assessment.lines, [TaxRate::included(Rate::percent(20))], "France's");
//! # }
//! ```

mod ask;
mod check;
mod class;
mod on_top;
mod rates;
mod sale;
mod vat;
mod vat_id;
mod vies;

use async_trait::async_trait;
use futures_util::FutureExt as _;

pub(in crate::store) use ask::ask;
pub(in crate::store) use check::{ask_next, purge};
pub use class::TaxClass;
pub use on_top::OnTop;
pub use rates::{RateRow, checked_on, rate_of, rates};
pub use sale::{Assessment, Buyer, Place, PriceNote, Sale, ShippingTax, TaxError, Taxable, VatProof};
pub use vat::Vat;
pub use vat_id::{is_vat_id, normalize_vat_id, vat_country};
pub(in crate::store) use vies::Vies;

use crate::{
    model::{Money, TaxRate},
    store::Store,
};

/// A tax provider: it knows at which rate the lines of a sale are taxed. It has no access to the store.
///
/// Listed prices never depend on the visitor: a provider whose rates are [included](crate::TaxBasis::Included) divides
/// what is charged, and one that taxes [on top](crate::TaxBasis::OnTop) adds to it at the checkout.
///
/// For a complete example, see [`recipes::taxes`](crate::recipes::taxes).
///
/// ```
/// use pannier::{Assessment, Rate, Sale, TaxError, TaxProvider, TaxRate, async_trait};
///
/// /// One rate for everything.
/// struct Flat;
///
/// #[async_trait]
/// impl TaxProvider for Flat {
///     fn id(&self) -> &'static str {
///         "flat"
///     }
///     async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError> {
///         Ok(Assessment::new(vec![TaxRate::included(Rate::percent(15)); sale.lines.len()]))
///     }
/// }
/// ```
#[async_trait]
pub trait TaxProvider: Send + Sync + 'static {
    /// The name in tables: lower-case letters, digits, `-`, `_`.
    fn id(&self) -> &'static str;

    /// Returns the rate of every line, in their order, and how shipping is taxed. Called at the checkout, and again when
    /// the order is placed. Apart from what it asks of services, it depends on the sale only. After 3 seconds, the store
    /// goes on as if it were [`TaxError::Unknown`].
    ///
    /// # Errors
    /// If the rates cannot be known now, or the sale cannot be made: see [`TaxError`].
    async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError>;

    /// Returns whether the seller needs a VAT number for some sales: those of which a company accounts for the tax (reverse
    /// charge), since the invoice has to name both numbers (directive 2006/112/EC, article 226(3) and (4)). `false` by default.
    ///
    /// If the store [issues invoices](crate::StoreBuilder::invoices) in the name of a seller without one, companies are
    /// charged tax as consumers are, and [`StoreBuilder::build`](crate::StoreBuilder::build) logs that.
    fn needs_vat_id(&self) -> bool {
        false
    }

    /// Returns whether listed prices include tax, for the note beside them.
    fn price_note(&self) -> PriceNote {
        PriceNote::Included
    }
}

impl Store {
    /// The tax provider, if one is registered.
    pub(crate) fn tax_provider(&self) -> Option<&dyn TaxProvider> {
        self.0.tax.as_deref()
    }

    /// Returns whether companies can account for the tax themselves. The seller of the invoices needs a VAT number for that;
    /// without invoices, it is not known.
    pub(crate) fn may_reverse_charge(&self) -> bool {
        self.0.seller.as_ref().is_none_or(|seller| !seller.vat_id.is_empty())
    }

    /// Returns the rate at which a consumer in the shop's country is charged for items of a class today. `None` without a
    /// provider, and with one that does not know it at once, because it asks a service.
    pub(crate) fn tax_rate_at_home(&self, class: &TaxClass) -> Option<TaxRate> {
        let settings = self.settings();
        let line = Taxable::new("", class.clone(), Money::zero(settings.currency)).ships(true);
        let sale = Sale::new(vec![line], Place::country(&*settings.country), Buyer::Consumer, self.db().now());
        let assessment = self.tax_provider()?.assess(&sale.in_zone(self.time_zone())).now_or_never()?.ok()?;
        assessment.lines.first().copied()
    }

    /// Returns what to say about tax beside a price: nothing without a [tax provider](crate::StoreBuilder::tax).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// use pannier::{PriceNote, tax::Vat, testing};
    ///
    /// assert_eq!(testing::in_memory().await.build().await?.price_note(), PriceNote::None);
    /// let store = testing::in_memory().await.tax(Vat::from("DE")).build().await?;
    /// assert_eq!(store.price_note(), PriceNote::Included);
    /// # Ok(())
    /// # }
    /// ```
    pub fn price_note(&self) -> PriceNote {
        self.tax_provider().map_or(PriceNote::None, |provider| provider.price_note())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Rate, TaxCode},
        testing,
    };

    /// Knows a rate only after it has asked for it.
    struct Remote;

    #[async_trait]
    impl TaxProvider for Remote {
        fn id(&self) -> &'static str {
            "remote"
        }

        async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError> {
            tokio::task::yield_now().await;
            Ok(Assessment::new(vec![TaxRate::zero(TaxCode::Exempt); sale.lines.len()]))
        }
    }

    #[tokio::test]
    async fn a_class_has_the_rate_of_the_shops_country() {
        let store = testing::in_memory().await.build().await.unwrap();
        assert_eq!(store.tax_rate_at_home(&TaxClass::BOOK), None, "no provider");
        let store = testing::in_memory().await.tax(Vat::from("DE").oss()).build().await.unwrap();
        let rate = |class| store.tax_rate_at_home(&class);
        assert_eq!(rate(TaxClass::BOOK), Some(TaxRate::included(Rate::percent(7))));
        assert_eq!(rate(TaxClass::GOODS), Some(TaxRate::included(Rate::percent(19))));
        let store = testing::in_memory().await.tax(Remote).build().await.unwrap();
        assert_eq!(store.tax_rate_at_home(&TaxClass::BOOK), None, "it is not known at once");
    }
}
