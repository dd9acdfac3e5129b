//! Prices of zero, which are mostly a mistake.

use super::{
    Field, FieldKind, Values,
    values::{lines, option_line},
};

/// Returns whether one of the amounts is zero that [may not be](Field::may_be_free), or the price of an option. The values may
/// be as they were typed.
pub(crate) fn is_free(fields: &[Field], values: &Values) -> bool {
    fields.iter().filter(|field| !field.may_be_free).any(|field| match field.kind {
        FieldKind::Money(_) => is_zero(values.get(field.name)),
        FieldKind::Options(_) => lines(values.get(field.name)).any(|line| option_line(line).1.is_some_and(is_zero)),
        _ => false,
    })
}

/// Whether an amount is zero, however it is typed: `0`, `0,00`, `0 €`.
fn is_zero(typed: &str) -> bool {
    let mut digits = typed.chars().filter(char::is_ascii_digit).peekable();
    digits.peek().is_some() && digits.all(|digit| digit == '0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn a_price_of_zero_is_free_however_it_is_typed() {
        let fields = [
            Field::text("title"),
            Field::money("price", Currency::EUR),
            Field::options("options", Currency::EUR),
            Field::stock("stock"),
        ];
        let is_free = |name: &str, typed: &str| is_free(&fields, &Values::new().with(name, typed));
        for typed in ["0", "0.00", " 0,00 € ", "€0", "000"] {
            assert!(is_free("price", typed), "{typed}");
            assert!(is_free("options", &format!("Blue = 12.90\nGreen = {typed}")), "{typed}");
        }
        for typed in ["", "free", "0.01", "10", "1.00", "0,50 €"] {
            assert!(!is_free("price", typed), "{typed}");
            assert!(!is_free("options", &format!("Size 0\nGreen = {typed}")), "{typed}");
        }
        assert!(!is_free("title", "0") && !is_free("stock", "0"));
        let postage = [Field::money("price", Currency::EUR).may_be_free()];
        assert!(!super::is_free(&postage, &Values::new().with("price", "0")), "picking up costs nothing");
    }
}
