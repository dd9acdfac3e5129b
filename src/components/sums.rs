//! What basket, checkout and order say about discounts and taxes.

use leptos::prelude::*;

use super::language::amount;
use crate::{DiscountView, Money, TaxSum, Texts, inert::IntoInert, model};

/// A row of a list of sums.
pub(super) fn row(label: String, value: impl IntoView + 'static) -> AnyView {
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_inert()
}

/// A row that explains the sums above it and changes none of them.
pub(super) fn remark(label: String, value: String) -> AnyView {
    view! { <div class="pn-totals__remark"><dt>{label}</dt><dd>{value}</dd></div> }.into_inert()
}

/// The price of a line. If it is `reduced`, the listed one is struck, with words for screen readers, which do not say so.
pub(super) fn line_price(listed: Option<Money>, reduced: Option<Money>, texts: &Texts) -> AnyView {
    let (Some(was), Some(now)) = (listed, reduced) else { return amount(texts, listed).into_inert() };
    let hidden = |name| format!("{} ", texts.get(name));
    view! {
        <s class="pn-was"><span class="pn-visually-hidden">{hidden("price-was")}</span>{texts.money(was)}</s>
        " "
        <span class="pn-visually-hidden">{hidden("price-now")}</span>
        {texts.money(now)}
    }
    .into_inert()
}

/// An amount that is taken off, with a minus sign.
pub(super) fn taken_off(money: Money, texts: &Texts) -> String {
    format!("−{}", texts.money(money))
}

/// A row for each discount, with what it takes off the rows above it.
pub(super) fn discount_rows(discounts: &[DiscountView], texts: &Texts) -> Vec<AnyView> {
    discounts.iter().map(|d| row(d.name(texts), taken_off(d.amount, texts))).collect()
}

/// By which rules no tax is charged, in sentences.
pub(super) fn tax_rules(taxes: &[TaxSum], texts: &Texts) -> Vec<AnyView> {
    let rule = |sentence: String| view! { <p class="pn-hint">{sentence}</p> }.into_inert();
    model::tax_rules(taxes, texts).into_iter().map(rule).collect()
}

/// A remark for each tax that a total includes.
pub(super) fn tax_remarks<'a>(taxes: impl IntoIterator<Item = &'a TaxSum>, texts: &Texts) -> Vec<AnyView> {
    taxes.into_iter().map(|tax| remark(tax.name(texts), texts.money(tax.tax))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Language, language::fluent::store_texts};

    fn euro(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    #[test]
    fn a_reduced_price_says_in_words_which_is_the_old_one() {
        let texts = store_texts(Language::ENGLISH);
        let html = |reduced| Owner::new().with(|| line_price(Some(euro(1900)), reduced, &texts).to_html());
        assert_eq!(html(None).matches("€19.00").count(), 1);
        assert!(!html(None).contains("pn-was"), "{}", html(None));
        let reduced = html(Some(euro(950)));
        let places = ["<s", "Old price", "€19.00", "</s>", "New price", "€9.50"].map(|part| reduced.find(part));
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {reduced}");
    }
}
