//! The rows of options: each has inputs for its name, its price and, if it is new, its stock.
//!
//! `field.options.0.name`, and so on: `known` has the name of an option that exists, which may get another one, and
//! `remove` marks one that the form removes.

use crate::{
    Money,
    admin::bulk::Sent,
    managed::{Field, FieldKind, Values},
};

/// The empty rows of a form, for further options.
const EMPTY: usize = 3;
/// The most rows that are read of a form.
const MOST: usize = 100;

/// What the inputs of an option contain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OptionRow {
    pub name: String,
    pub price: String,
    pub stock: String,
    /// The name of the option that exists; empty for a new one.
    pub known: String,
    pub removed: bool,
}

impl OptionRow {
    /// Whether the option is new.
    pub fn is_new(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether an option comes of it. One that exists is removed by its tick alone.
    fn counts(&self) -> bool {
        let is_empty = self.is_new() && self.name.is_empty() && self.price.is_empty() && self.stock.is_empty();
        !(self.removed || is_empty)
    }
}

/// Returns the rows of the options that exist.
pub(super) fn of(field: &Field, values: &Values) -> Vec<OptionRow> {
    let FieldKind::Options(currency) = field.kind else { return Vec::new() };
    let row = |(name, price): (String, Option<Money>)| {
        let price = price.map(Values::money_text).unwrap_or_default();
        OptionRow { known: name.clone(), name, price, ..OptionRow::default() }
    };
    values.options(field.name, currency).into_iter().map(row).collect()
}

/// Reads the rows of a form, without those that are empty.
pub(super) fn sent(sent: &Sent, field: &str) -> Vec<OptionRow> {
    let row = |n: usize| {
        let part = |part: &str| sent.raw(&format!("field.{field}.{n}.{part}"));
        let line = |name: &str| part(name).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        part("name").map(|_| OptionRow {
            name: line("name"),
            price: line("price"),
            stock: line("stock"),
            known: line("known"),
            removed: part("remove").is_some(),
        })
    };
    (0..MOST).map_while(row).filter(|row| row.removed || row.counts()).collect()
}

/// Returns rows with empty ones after them.
pub(super) fn with_empty(rows: &[OptionRow]) -> impl Iterator<Item = OptionRow> {
    rows.iter().cloned().chain(std::iter::repeat_n(OptionRow::default(), EMPTY))
}

/// Returns the options as the value of their field.
pub(super) fn options_text(rows: &[OptionRow]) -> String {
    let line = |row: &OptionRow| match row.price.as_str() {
        "" => row.name.clone(),
        price => format!("{} = {price}", row.name),
    };
    rows.iter().filter(|row| row.counts()).map(line).collect::<Vec<_>>().join("\n")
}

/// Returns the stock of the options that are new and limited, as the value of its field.
pub(super) fn stock_text(rows: &[OptionRow]) -> String {
    let new = rows.iter().filter(|row| row.counts() && row.is_new() && !row.stock.is_empty());
    new.map(|row| format!("{} = {}", row.name, row.stock)).collect::<Vec<_>>().join("\n")
}

/// Returns the options that get another name: the names before and after.
pub(super) fn renamed(rows: &[OptionRow]) -> impl Iterator<Item = (&str, &str)> {
    let other = |row: &&OptionRow| row.counts() && !row.is_new() && row.name != row.known;
    rows.iter().filter(other).map(|row| (row.known.as_str(), row.name.as_str()))
}

pub(super) fn have_options(rows: &[OptionRow]) -> bool {
    rows.iter().any(OptionRow::counts)
}

/// Whether a row cannot be written as a line: it has no name, or one with the sign before the price.
pub(super) fn are_bad(rows: &[OptionRow]) -> bool {
    rows.iter().any(|row| row.counts() && (row.name.is_empty() || row.name.contains('=')))
}

/// Adds the saved options that are missing, which another member of staff has added meanwhile.
pub(super) fn add_missing(rows: &mut Vec<OptionRow>, now: &[OptionRow]) {
    for other in now {
        let name = other.name.to_lowercase();
        if !rows.iter().any(|row| [&row.name, &row.known].iter().any(|own| own.to_lowercase() == name)) {
            rows.push(other.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::products::form::tests::form;

    #[test]
    fn rows_are_read_until_the_first_that_is_missing() {
        let typed = form(&[
            ("field.sizes.0.name", " M "),
            ("field.sizes.0.known", "M"),
            ("field.sizes.1.name", ""),
            ("field.sizes.2.name", "XX\nL"),
            ("field.sizes.2.price", "23,00"),
            ("field.sizes.2.stock", "5"),
            ("field.sizes.4.name", "S"),
        ]);
        let rows = sent(&typed, "sizes");
        assert_eq!(options_text(&rows), "M\nXX L = 23,00");
        assert_eq!(stock_text(&rows), "XX L = 5");
        assert!(!are_bad(&rows) && have_options(&rows));
        assert_eq!(with_empty(&rows).count(), 2 + EMPTY);
    }

    #[test]
    fn what_makes_no_line_is_bad() {
        for pairs in [[("field.o.0.name", ""), ("field.o.0.price", "3")], [("field.o.0.name", "a=b"), ("x", "")]] {
            assert!(are_bad(&sent(&form(&pairs), "o")), "{pairs:?}");
        }
        let removed = form(&[("field.o.0.name", "a=b"), ("field.o.0.remove", "1")]);
        let rows = sent(&removed, "o");
        assert!(!are_bad(&rows) && rows[0].removed && options_text(&rows).is_empty());
    }

    #[test]
    fn what_somebody_else_has_added_stays() {
        let row = |name: &str| OptionRow { name: name.to_owned(), known: name.to_owned(), ..OptionRow::default() };
        let navy = OptionRow { name: "Navy".to_owned(), ..row("Black") };
        let mut mine = vec![row("Blue"), OptionRow { removed: true, ..row("Green") }, navy];
        add_missing(&mut mine, &[row("blue"), row("Green"), row("Black"), row("Red")]);
        assert_eq!(options_text(&mine), "Blue\nNavy\nRed");
        assert_eq!(renamed(&mine).collect::<Vec<_>>(), [("Black", "Navy")]);
    }

    #[test]
    fn an_option_that_exists_is_not_removed_by_emptying_it() {
        let emptied = sent(&form(&[("field.o.0.name", ""), ("field.o.0.known", "Blue")]), "o");
        assert!(are_bad(&emptied), "{emptied:?}");
    }
}
