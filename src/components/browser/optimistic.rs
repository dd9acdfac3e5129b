//! Optimistic updates of the basket until the store responds.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::{basket_state::use_basket, dom::all};
use crate::{BasketSummary, Currency, Money, components::language::use_texts};

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
    show(&line, ".pn-line__total", price(&line));
    let lines = lines(root);
    let mut prices = lines.iter().filter_map(price);
    let total = prices.next().and_then(|first| prices.try_fold(first, Money::checked_add));
    show_text(root, TOTAL, total.map(|total| use_texts().money(total)).as_deref());
    let count = lines.iter().filter_map(|l| number::<u32>(l, "data-quantity")).sum();
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
        show(&line, ".pn-line__total", price(&line));
    }
    show_text(root, TOTAL, root.get_attribute("data-total").as_deref());
    use_basket().revert();
}

fn lines(root: &Element) -> Vec<Element> {
    all(root, ".pn-line")
}

/// Returns the quantity field.
fn field(around: &Element) -> Option<HtmlInputElement> {
    around.query_selector("input[name=quantity]").ok()??.dyn_into().ok()
}

fn price(line: &Element) -> Option<Money> {
    let currency = Currency::from_code(&line.get_attribute("data-currency")?)?;
    Money::new(number(line, "data-unit")?, currency).checked_mul(number(line, "data-quantity")?)
}

fn number<T: std::str::FromStr>(element: &Element, attribute: &str) -> Option<T> {
    element.get_attribute(attribute)?.parse().ok()
}

fn show(root: &Element, selector: &str, money: Option<Money>) {
    show_text(root, selector, money.map(|money| use_texts().money(money)).as_deref());
}

fn show_text(root: &Element, selector: &str, text: Option<&str>) {
    if let (Ok(Some(element)), Some(text)) = (root.query_selector(selector), text) {
        element.set_text_content(Some(text));
    }
}
