//! The two columns of a stock: what it is, which an import changes of nothing that exists, and by how much it changes.

use std::collections::{BTreeMap, BTreeSet};

use super::{columns, rename::no_option, report::RowNote};
use crate::store::managed::{
    Field, FieldError, FieldProblem, Values, is_same_option, stock::option_names, values::option_line,
};

/// What a row says of the stock of an existing product.
#[derive(Debug, Default)]
pub(super) struct StockOfRow {
    /// That of options that are new, as a value. Empty if it says none.
    pub new: String,
    /// The options, named `""` for the product itself, whose stock differs and is left as it is.
    pub differing: Vec<String>,
}

/// Compares a cell of the stock with that of an existing product, whose values will be `after`.
pub(super) fn compare(
    field: &Field,
    fields: &[Field],
    cell: &str,
    now: &Values,
    after: &Values,
) -> Result<StockOfRow, RowNote> {
    let invalid = || RowNote::of_value(FieldError::new(field.name, FieldProblem::BadStock), fields);
    let names = |values| option_names(fields, values).into_iter().collect::<BTreeSet<_>>();
    let (current, existing, options) = (now.stocks(field.name), names(now), names(after));
    let mut wanted = BTreeMap::new();
    for (option, units) in stocks(cell).ok_or_else(invalid)? {
        let named = existing.iter().chain(&options).find(|other| is_same_option(other, &option));
        match named {
            // A number alone is of none of the first options, which would not be limited.
            Some(named) if named.is_empty() && !options.contains("") && !current.contains_key("") => {
                return Err(invalid());
            }
            Some(named) => drop(wanted.insert(named.clone(), units)),
            // A number alone says nothing of what is new, so that it is left as any other stock that differs.
            None if option.is_empty() && options.is_subset(&existing) => {
                return Ok(StockOfRow { new: String::new(), differing: vec![option] });
            }
            None if option.is_empty() => return Err(invalid()),
            None => return Err(no_option(&option).column(field.name)),
        }
    }
    let new = wanted.iter().filter(|(option, _)| !existing.contains(*option));
    let new: BTreeMap<String, u32> = new.map(|(option, units)| (option.clone(), *units)).collect();
    let differs = |option: &&String| wanted.get(*option) != current.get(*option) && options.contains(*option);
    let differing = existing.iter().filter(differs).cloned().collect();
    Ok(StockOfRow { new: Values::stocks_text(&new), differing })
}

/// Reads a stock, of each option that is limited; `None` if it is none.
fn stocks(cell: &str) -> Option<BTreeMap<String, u32>> {
    let mut stocks = BTreeMap::new();
    for (option, units) in lines(cell) {
        if stocks.insert(option.to_owned(), units.parse().ok()?).is_some() {
            return None;
        }
    }
    Some(stocks)
}

/// Reads by how much a row changes the stock of which options: `+5`, or a line such as `Blue = -2` for each option.
pub(super) fn changes(field: &Field, options: &[String], cell: &str) -> Result<Vec<(String, i64)>, RowNote> {
    let mut changes = BTreeMap::new();
    for (option, by) in lines(cell) {
        // Spreadsheets type the minus sign for a hyphen, and leave out a plus.
        let by = by.replace('\u{2212}', "-").replace(char::is_whitespace, "");
        let by = by.parse::<i64>().ok().filter(|by| by.unsigned_abs() <= u64::from(field.max));
        let option = options.iter().find(|known| is_same_option(known, option)).map_or(option, String::as_str);
        let twice = by.is_none_or(|by| changes.insert(option.to_owned(), by).is_some());
        if twice {
            return Err(RowNote::new("admin-imports-row-change").column(columns::change_of(field)));
        }
    }
    Ok(changes.into_iter().filter(|(_, by)| *by != 0).collect())
}

/// Returns the option that each line names, or the empty text, and the number.
fn lines(cell: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = cell.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| match option_line(line) {
        (option, Some(number)) => (option, number),
        (number, None) => ("", number),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    const FIELDS: [Field; 2] = [Field::options("options", Currency::EUR), Field::stock("stock")];

    fn by(cell: &str) -> Option<Vec<(String, i64)>> {
        changes(&FIELDS[1], &[], cell).ok()
    }

    fn of(options: &[(&str, i64)]) -> Option<Vec<(String, i64)>> {
        Some(options.iter().map(|(option, by)| ((*option).to_owned(), *by)).collect())
    }

    #[test]
    fn a_change_is_read_as_it_is_typed() {
        for (cell, by_how_much) in [("+5", 5), ("5", 5), ("-2", -2), ("\u{2212} 2", -2), (" + 3 ", 3)] {
            assert_eq!(by(cell), of(&[("", by_how_much)]), "{cell:?}");
        }
        assert_eq!(by("Blue = +5\nRed = -2\nGreen = 0"), of(&[("Blue", 5), ("Red", -2)]));
        assert_eq!((by(""), by("0")), (of(&[]), of(&[])));
        for cell in ["five", "++5", "+-5", "5.5", "Blue =", "Blue = 1\nBlue = 2", "1\n2", "9000000000000000000"] {
            assert_eq!(by(cell), None, "{cell:?}");
        }
    }

    fn compared(cell: &str, options: &str) -> Option<(String, Vec<String>)> {
        let now = Values::new().with("options", "Blue\nRed").with("stock", "Blue = 3");
        let after = now.clone().with("options", options);
        let compared = compare(&FIELDS[1], &FIELDS, cell, &now, &after).ok()?;
        Some((compared.new, compared.differing))
    }

    #[test]
    fn only_an_option_that_is_new_gets_a_stock() {
        let differing = |options: &[&str]| options.iter().map(|option| (*option).to_owned()).collect::<Vec<_>>();
        assert_eq!(compared("Blue = 3", "Blue\nRed"), Some((String::new(), Vec::new())));
        assert_eq!(compared("blue = 3", "Blue\nRed"), Some((String::new(), Vec::new())));
        assert_eq!(compared("Blue = 4", "Blue\nRed"), Some((String::new(), differing(&["Blue"]))));
        assert_eq!(compared("Blue = 3\nRed = 1", "Blue\nRed"), Some((String::new(), differing(&["Red"]))));
        assert_eq!(compared("", "Blue\nRed"), Some((String::new(), differing(&["Blue"]))));
        let new = ("Green = 7".to_owned(), differing(&["Blue"]));
        assert_eq!(compared("Blue = 9\nGreen = 7", "Blue\nGreen"), Some(new));
        let whole = (String::new(), differing(&[""]));
        assert_eq!(compared("7", "Blue\nRed"), Some(whole), "one number for a product with options");
        assert_eq!(compared("7", "Blue\nRed\nGreen"), None, "which would have to be that of the new option");
        for cell in ["Purple = 1", "Blue = many"] {
            assert_eq!(compared(cell, "Blue\nRed"), None, "{cell:?}");
        }
    }
}
