//! What a change of the basket will most likely look like, and what the store says of it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement};

use crate::{
    BasketSummary, Currency, Money,
    components::{language::use_texts, state::use_basket},
};

/// Shows what a form of the basket is about to do.
pub(super) fn guess(root: &HtmlElement, form: &HtmlFormElement) {
    let Ok(Some(line)) = form.closest(".pn-line") else { return };
    let wanted =
        form.query_selector("input[name=quantity]").ok().flatten().and_then(|e| e.dyn_into::<HtmlInputElement>().ok());
    let quantity = match wanted {
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
    let Ok(lines) = root.query_selector_all(".pn-line") else { return };
    let lines: Vec<Element> = (0..lines.length()).filter_map(|i| lines.get(i)?.dyn_into().ok()).collect();
    let mut prices = lines.iter().filter_map(price);
    let total = prices.next().and_then(|first| prices.try_fold(first, Money::checked_add));
    show(root, ".pn-basket__total strong", total);
    let count = lines.iter().filter_map(|l| number::<u32>(l, "data-quantity")).sum();
    use_basket().guess(|basket| *basket = BasketSummary { count, total: total.map(|total| use_texts().money(total)) });
}

/// What the basket's page says its sums are.
pub(super) fn confirm(root: &HtmlElement) {
    if let Some(count) = number(root, "data-count") {
        use_basket().confirm(BasketSummary { count, total: root.get_attribute("data-total") });
    }
}

fn price(line: &Element) -> Option<Money> {
    let currency = Currency::from_code(&line.get_attribute("data-currency")?)?;
    Money::new(number(line, "data-unit")?, currency).checked_mul(number(line, "data-quantity")?)
}

fn number<T: std::str::FromStr>(element: &Element, attribute: &str) -> Option<T> {
    element.get_attribute(attribute)?.parse().ok()
}

fn show(root: &Element, selector: &str, money: Option<Money>) {
    if let (Ok(Some(element)), Some(money)) = (root.query_selector(selector), money) {
        element.set_text_content(Some(&use_texts().money(money)));
    }
}
