//! What a change of the basket will most likely look like, until the store has answered.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::{basket_state::use_basket, dom::all};
use crate::{BasketSummary, Currency, Money, components::language::use_texts};

const TOTAL: &str = ".pn-basket__total strong";

/// Shows what a form of the basket is about to do.
pub(super) fn apply(root: &HtmlElement, form: &HtmlFormElement) {
    let Ok(Some(line)) = form.closest(".pn-line") else { return };
    let quantity = match field(form) {
        None => 0,
        Some(input) => match input.value().trim().parse::<u32>() {
            Ok(quantity) => quantity,
            // Nothing to show for what is no number: the store will say so.
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

/// Shows again what the store has said last, and leaves what was typed: the change has not arrived.
pub(super) fn revert(root: &HtmlElement) {
    for line in lines(root) {
        let Some(field) = field(&line) else { continue };
        // As the page came, whatever was typed since.
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

/// Where the quantity is typed.
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
