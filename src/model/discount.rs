//! Discounts as basket, checkout and order show them.

use serde::{Deserialize, Serialize};

use super::Money;
#[cfg(feature = "ssr")]
use crate::language::Texts;

/// A discount on a basket or an order: one promotion, or the code that was entered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiscountView {
    /// What shoppers call it: "Three for two", "Welcome".
    pub label: String,
    /// The code, if one was entered for it.
    pub code: Option<String>,
    /// What it takes off, of all lines and parcels together. Positive.
    pub amount: Money,
}

impl DiscountView {
    /// Creates a discount without a code.
    ///
    /// ```
    /// use pannier::{Currency, DiscountView, Money};
    ///
    /// let discount = DiscountView::new("Three for two", Money::new(1900, Currency::EUR));
    /// assert_eq!(discount.code("SPRING").code.as_deref(), Some("SPRING"));
    /// ```
    pub fn new(label: impl Into<String>, amount: Money) -> DiscountView {
        DiscountView { label: label.into(), code: None, amount }
    }

    /// Says which code was entered for it.
    #[must_use]
    pub fn code(self, code: impl Into<String>) -> DiscountView {
        DiscountView { code: Some(code.into()), ..self }
    }

    /// Returns what it is called beside its amount. The label of a code may be the code.
    #[cfg(feature = "ssr")]
    pub(crate) fn name(&self, texts: &Texts) -> String {
        let label = &self.label;
        match &self.code {
            None => label.clone(),
            Some(code) if label.is_empty() || label == code => texts.format("discount-code", &[("code", code.into())]),
            Some(code) => texts.format("discount-labelled-code", &[("label", label.into()), ("code", code.into())]),
        }
    }
}
