//! The order summary of the checkout.

use leptos::prelude::*;

use super::{
    language::{amount, paths, use_texts},
    sums::{discount_rows, line_price, row, taken_off, tax_remarks, tax_rules},
};
use crate::{
    Amounts, BasketLineView, DiscountView, Money, TaxNote, TaxSum, Totals,
    inert::IntoInert,
    model::{shipping_price, times},
};

/// A collapsed summary for small screens: the total, and the lines once expanded. Hidden if the full
/// summary fits beside the form.
#[component]
pub(super) fn CheckoutGlance(lines: Vec<BasketLineView>, total: Money) -> AnyView {
    let texts = use_texts();
    view! {
        <details class="pn-glance" id="glance">
            <summary class="pn-glance__sum">
                <span>{texts.get("checkout-your-order")}</span>
                <strong>{texts.money(total)}</strong>
            </summary>
            <Lines lines/>
        </details>
    }
    .into_inert()
}

/// Lines and totals.
#[component]
pub(super) fn CheckoutSummary(
    lines: Vec<BasketLineView>,
    totals: Totals,
    /// The sums of the listed prices, before discounts and taxes.
    list_prices: Option<Amounts>,
    /// Whether anything ships.
    ships: bool,
    /// Whether everything is picked up.
    picked_up: bool,
    discounts: Vec<DiscountView>,
    taxes: Vec<TaxSum>,
    tax: TaxNote,
) -> AnyView {
    let texts = use_texts();
    let items = if discounts.is_empty() { "checkout-items" } else { "basket-before-discounts" };
    let shipping = match picked_up {
        true => texts.get("pick-up"),
        false => texts.get("checkout-shipping"),
    };
    let (added, included): (Vec<_>, Vec<_>) = taxes.iter().partition(|tax| tax.on_top);
    let rows = Rows::of(&totals, list_prices, &added);
    let shipping_costs = match rows.shipping {
        Some(price) => shipping_price(price, &texts),
        None => amount(&texts, None),
    };
    let not_charged = rows.not_charged.map(|tax| row(texts.get("tax-not-charged"), taken_off(tax, &texts)));
    let about = |tax: &TaxSum| texts.format("tax-added", &[("rate", (&texts.rate(tax.rate)).into())]);
    let added: Vec<_> = added.into_iter().map(|tax| row(about(tax), texts.money(tax.tax))).collect();
    let unknown = matches!(tax, TaxNote::Unknown).then(|| view! { <p class="pn-hint">{texts.get("tax-unknown")}</p> });
    view! {
        <div class="pn-checkout__head">
            <h2>{texts.get("checkout-your-order")}</h2>
            <a href=paths().basket rel="external">
                {texts.get("checkout-change")}<span class="pn-visually-hidden">{format!(" {}", texts.get("checkout-change-what"))}</span>
            </a>
        </div>
        <Lines lines/>
        <dl class="pn-totals">
            {row(texts.get(items), texts.money(rows.items))}
            {ships.then(|| row(shipping, shipping_costs))}
            {discount_rows(&discounts, &texts)}
            {not_charged}
            {added}
            <div class="pn-totals__grand">
                <dt>{texts.get("checkout-total")}</dt>
                <dd data-announce>{texts.money(totals.total)}</dd>
            </div>
            {tax_remarks(included, &texts)}
        </dl>
        {tax_rules(&taxes, &texts)}
        {unknown}
    }
    .into_inert()
}

/// The rows above the total, which they add up to.
struct Rows {
    items: Money,
    shipping: Option<Money>,
    /// The tax in listed prices that is not charged, as for a company abroad.
    not_charged: Option<Money>,
}

impl Rows {
    /// The listed prices, if discounts or taxes have a row between them and the total.
    fn of(totals: &Totals, list_prices: Option<Amounts>, added: &[&TaxSum]) -> Rows {
        let charged = Rows { items: totals.items, shipping: totals.shipping, not_charged: None };
        let explained = totals.discount.is_some() || !added.is_empty();
        let Some(listed) = list_prices.filter(|listed| explained || listed.total() != totals.total) else {
            return charged;
        };
        let discount = totals.discount.map_or(0, |discount| discount.amount);
        let added = added.iter().fold(0_i64, |sum, tax| sum.saturating_add(tax.tax.amount));
        // What neither a discount nor an added tax explains.
        let rest = listed.total().amount.saturating_sub(discount).saturating_add(added);
        let rest = rest.saturating_sub(totals.total.amount);
        Rows {
            items: listed.subtotal(),
            shipping: totals.shipping.map(|_| listed.shipping()),
            not_charged: (rest > 0).then(|| Money::new(rest, totals.total.currency)),
        }
    }
}

#[component]
fn Lines(lines: Vec<BasketLineView>) -> AnyView {
    let texts = use_texts();
    view! {
        <ol class="pn-checkout__lines">
            {lines.into_iter().map(|line| (line.discounted(), line)).map(|(reduced, line)| view! {
                <li class="pn-checkout__line">
                    {line.image.map(|src| view! {
                        <img class="pn-checkout__image" src=src alt="" width="48" height="48" loading="lazy"/>
                    })}
                    <span>{times(line.quantity, &line.title)}</span>
                    <span>{line_price(line.total, reduced, &texts)}</span>
                    {line.notice.map(|notice| view! { <span class="pn-hint">{notice.message(&texts)}</span> })}
                </li>
            }).collect_view()}
        </ol>
    }
    .into_inert()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Rate, TaxCode};

    fn euro(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    fn totals(items: i64, shipping: i64, discount: i64, tax: i64) -> Totals {
        Totals {
            items: euro(items),
            shipping: Some(euro(shipping)),
            total: euro(items + shipping),
            discount: (discount > 0).then(|| euro(discount)),
            tax: Some(euro(tax)),
        }
    }

    /// A line of 38 euros, and 4.90 for shipping.
    fn listed() -> Option<Amounts> {
        Some(Amounts::of(Currency::EUR, [(euro(1900), 2)], [euro(490)]).expect("sums"))
    }

    fn tax(code: TaxCode, percent: u32, on_top: bool, tax: i64) -> TaxSum {
        TaxSum { code, rate: Rate::percent(percent), on_top, net: euro(0), tax: euro(tax) }
    }

    fn html(totals: Totals, discounts: Vec<DiscountView>, taxes: Vec<TaxSum>, tax: TaxNote) -> String {
        let list_prices = listed();
        let view = || view! { <CheckoutSummary lines=Vec::new() totals list_prices ships=true picked_up=false discounts taxes tax/> };
        Owner::new().with(|| view().to_html())
    }

    /// Returns the label and the amount of each row.
    fn rows(html: &str) -> Vec<String> {
        let text = regex_lite::Regex::new("<[^>]*>").expect("an expression");
        let rows = html.split("<dt>").skip(1).filter_map(|row| row.split("</dd>").next());
        rows.map(|row| text.replace_all(&row.replace("</dt>", " "), "").into_owned()).collect()
    }

    #[test]
    fn without_discounts_and_taxes_there_are_three_rows() {
        let html = html(totals(3800, 490, 0, 0), Vec::new(), Vec::new(), TaxNote::None);
        assert_eq!(rows(&html), ["Subtotal €38.00", "Shipping €4.90", "Total €42.90"]);
        assert!(!html.contains("pn-totals__remark") && !html.contains("pn-hint"), "{html}");
    }

    #[test]
    fn what_does_not_ship_has_no_row_of_shipping() {
        let html = Owner::new().with(|| {
            let (totals, list_prices, tax) = (totals(900, 0, 0, 0), None, TaxNote::None);
            let (lines, discounts, taxes) = (Vec::new(), Vec::new(), Vec::new());
            view! { <CheckoutSummary lines totals list_prices ships=false picked_up=false discounts taxes tax/> }
                .to_html()
        });
        assert_eq!(rows(&html), ["Subtotal €9.00", "Total €9.00"]);
    }

    #[test]
    fn a_sale_without_tax_says_by_which_rule() {
        let taxes = vec![tax(TaxCode::Export, 0, false, 0)];
        let html = html(totals(3193, 412, 0, 0), Vec::new(), taxes, TaxNote::Included);
        assert!(html.contains("Export, exempt from VAT."), "{html}");
    }

    #[test]
    fn the_rows_above_the_total_add_up_to_it() {
        let discount = DiscountView { label: "Spring".to_owned(), code: None, amount: euro(870) };
        let shipping_free = html(
            totals(3420, 0, 870, 546),
            vec![discount],
            vec![tax(TaxCode::Standard, 19, false, 546)],
            TaxNote::Included,
        );
        let expected = ["Items €38.00", "Shipping €4.90", "Spring −€8.70", "Total €34.20", "incl. 19% VAT €5.46"];
        assert_eq!(rows(&shipping_free), expected);
        let added =
            html(totals(4180, 539, 0, 429), Vec::new(), vec![tax(TaxCode::Standard, 10, true, 429)], TaxNote::OnTop);
        assert_eq!(rows(&added), ["Subtotal €38.00", "Shipping €4.90", "10% tax €4.29", "Total €47.19"]);
        let removed = html(
            totals(3193, 412, 0, 0),
            Vec::new(),
            vec![tax(TaxCode::ReverseCharge, 0, false, 0)],
            TaxNote::Included,
        );
        let expected = [
            "Subtotal €38.00",
            "Shipping €4.90",
            "VAT not charged −€6.85",
            "Total €36.05",
            "Reverse charge: you account for the VAT €0.00",
        ];
        assert_eq!(rows(&removed), expected);
    }

    #[test]
    fn what_is_unknown_yet_is_said() {
        let html = html(totals(3800, 490, 0, 0), Vec::new(), Vec::new(), TaxNote::Unknown);
        assert_eq!(rows(&html).len(), 3, "{html}");
        assert!(html.contains("pn-hint"), "{html}");
    }
}
