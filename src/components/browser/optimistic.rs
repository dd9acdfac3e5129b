//! Optimistic updates of the basket until the store responds.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::{basket_state::use_basket, dom::all};
use crate::{
    Amounts, BasketSummary, Currency, Money,
    components::language::{amount, use_texts},
    model::line_total,
};

const TOTAL: &str = ".pn-basket__total strong";

/// Shows the likely outcome of a basket form.
pub(super) fn apply(root: &HtmlElement, form: &HtmlFormElement) {
    let Ok(Some(line)) = form.closest(".pn-line") else { return };
    let quantity = match field(form) {
        None => 0,
        Some(input) => match input.value().trim().parse::<u32>() {
            Ok(quantity) => quantity,
            // Shows nothing for an invalid number: the store reports the error.
            Err(_) => return,
        },
    };
    let _ = line.set_attribute("data-quantity", &quantity.to_string());
    if quantity == 0 {
        let _ = line.set_attribute("hidden", "");
    }
    if is_discounted(root) {
        return;
    }
    show_price(&line);
    let sold = counted(root).unwrap_or_default();
    let total = total(&sold);
    show_text(root, TOTAL, &amount(&use_texts(), total));
    let count = sold.iter().fold(0_u32, |count, (_, quantity)| count.saturating_add(*quantity));
    let total = total.map(|total| use_texts().money(total));
    use_basket().apply_optimistically(|basket| *basket = BasketSummary { count, total });
}

/// Reverts to the store's last response and keeps the input: the change has not arrived.
pub(super) fn revert(root: &HtmlElement) {
    for line in lines(root) {
        let Some(field) = field(&line) else { continue };
        // As rendered, regardless of later input.
        let _ = line.set_attribute("data-quantity", &field.default_value());
        let _ = line.remove_attribute("hidden");
        if !is_discounted(root) {
            show_price(&line);
        }
    }
    let total = root.get_attribute("data-total");
    show_text(root, TOTAL, &total.unwrap_or_else(|| amount(&use_texts(), None)));
    use_basket().revert();
}

/// Returns whether discounts are in the sums, which only the store can work out.
fn is_discounted(root: &Element) -> bool {
    root.query_selector("[data-discounted]").is_ok_and(|found| found.is_some())
}

fn lines(root: &Element) -> Vec<Element> {
    all(root, ".pn-line")
}

/// Returns the quantity field.
fn field(around: &Element) -> Option<HtmlInputElement> {
    around.query_selector("input[name=quantity]").ok()??.dyn_into().ok()
}

/// Returns the unit prices and quantities of the lines that count; `None` if one cannot be read.
fn counted(root: &Element) -> Option<Vec<(Money, u32)>> {
    all(root, ".pn-line:not([data-uncounted])").iter().map(priced).collect()
}

fn priced(line: &Element) -> Option<(Money, u32)> {
    let currency = Currency::from_code(&line.get_attribute("data-currency")?)?;
    Some((Money::new(number(line, "data-unit")?, currency), number(line, "data-quantity")?))
}

/// Returns the sum of the lines; `None` if there are none, or if they do not add up.
fn total(sold: &[(Money, u32)]) -> Option<Money> {
    let (first, _) = sold.first()?;
    Amounts::of(first.currency, sold.iter().copied(), []).ok().map(|amounts| amounts.subtotal())
}

fn number<T: std::str::FromStr>(element: &Element, attribute: &str) -> Option<T> {
    element.get_attribute(attribute)?.parse().ok()
}

fn show_price(line: &Element) {
    let price = priced(line).and_then(|(unit, quantity)| line_total(unit, quantity).ok());
    show_text(line, ".pn-line__total", &amount(&use_texts(), price));
}

fn show_text(root: &Element, selector: &str, text: &str) {
    if let Ok(Some(element)) = root.query_selector(selector) {
        element.set_text_content(Some(text));
    }
}
