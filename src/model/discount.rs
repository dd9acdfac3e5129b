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

    /// Sets the code that was entered for it.
    #[must_use]
    pub fn code(self, code: impl Into<String>) -> DiscountView {
        DiscountView { code: Some(code.into()), ..self }
    }

    /// Returns what it is called, with its code if one was entered. The label of a code may be the code.
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

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::{Currency, Language, language::fluent::store_texts};

    #[test]
    fn a_discount_names_its_code_once() {
        let texts = store_texts(Language::ENGLISH);
        let name = |label: &str, code: Option<&str>| {
            let (label, code) = (label.to_owned(), code.map(str::to_owned));
            DiscountView { label, code, amount: Money::new(100, Currency::EUR) }.name(&texts)
        };
        assert_eq!(name("Three for two", None), "Three for two");
        assert_eq!(name("Welcome", Some("SPRING10")), "Welcome (code SPRING10)");
        for same in ["", "SPRING10"] {
            assert_eq!(name(same, Some("SPRING10")), "Code SPRING10");
        }
    }
}
