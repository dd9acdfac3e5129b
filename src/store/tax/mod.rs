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

mod check;
mod class;
mod on_top;
mod rates;
mod sale;
mod vat;
mod vat_id;
mod vies;

use async_trait::async_trait;

pub(in crate::store) use check::{ask_next, purge};
pub use class::TaxClass;
pub use on_top::OnTop;
pub use rates::{RateRow, checked_on, rate_of, rates};
pub use sale::{Assessment, Buyer, Place, PriceNote, Sale, ShippingTax, TaxError, Taxable, VatProof};
pub use vat::Vat;
pub use vat_id::{is_vat_id, normalize_vat_id, vat_country};
pub(in crate::store) use vies::Vies;

use crate::store::Store;

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
