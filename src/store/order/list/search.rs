//! The search for orders: each thing that a text can be has an index.

use unicode_normalization::UnicodeNormalization;

use super::{
    condition::corrected,
    selection::{Args, Range, Source},
};
use crate::store::db::Dialect;

/// The greatest number of orders of one name or e-mail address that are looked at in one go.
pub(super) const SAME: i64 = 1_000;
/// The greatest number of orders whose name or e-mail address begins alike.
pub(super) const ALIKE: i64 = 1_000;

/// The greatest character, which no name contains: what begins with a text is between that text and that text with it.
const LAST: char = '\u{10ffff}';

/// A text, as what it can be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Search {
    /// The order number, as such or in the reference of a bank transfer.
    number: Option<i64>,
    /// The gateway's reference of a payment, or a tracking number.
    text: String,
    /// An SQL expression of the order `o`, and a value that it may have or begin with.
    names: Vec<(Name, String)>,
}

/// An expression by which orders are found, in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Email,
    Whole,
    LastWord,
}

impl Name {
    /// Returns the expression as its index has it. That of PostgreSQL compares bytes, as SQLite does.
    fn sql(self, dialect: Dialect) -> String {
        let expression = match self {
            Name::Email => "LOWER(o.email)",
            Name::Whole => "LOWER(o.name)",
            Name::LastWord => "LOWER(REPLACE(o.name, RTRIM(o.name, REPLACE(o.name, ' ', '')), ''))",
        };
        match dialect {
            Dialect::Sqlite => expression.to_owned(),
            Dialect::Postgres => format!("{expression} COLLATE \"C\""),
        }
    }

    /// Returns an SQL condition: whether it begins with a value.
    fn begins_with(self, value: &str, args: &mut Args, dialect: Dialect) -> String {
        let sql = self.sql(dialect);
        format!("{sql} >= {} AND {sql} < {}", args.add(value), args.add(format!("{value}{LAST}")))
    }

    /// Returns the condition of its index.
    fn partial(self) -> &'static str {
        match self {
            Name::Email => "o.placed_at IS NOT NULL",
            Name::Whole | Name::LastWord => "o.number IS NOT NULL",
        }
    }
}

impl Search {
    /// Reads what was typed. `None` if that is nothing.
    pub(super) fn new(typed: &str) -> Option<Search> {
        let text = typed.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return None;
        }
        let mut names = Vec::new();
        if !text.contains(' ') {
            names.push((Name::Email, text.to_lowercase()));
        }
        if !text.contains('@') {
            for spelling in spellings(&text) {
                if !text.contains(' ') {
                    names.push((Name::LastWord, spelling.clone()));
                }
                names.push((Name::Whole, spelling));
            }
        }
        let number = text.trim_start_matches('#').parse().ok().or_else(|| transfer(&text));
        Some(Search { number, text, names })
    }

    /// Returns how the orders of a range that it finds are found.
    pub(super) fn source(&self, args: &mut Args, range: Range, dialect: Dialect) -> Source {
        let mut numbers = self.exact(args);
        let queries = [self.same(args, range, dialect), self.alike(args, ALIKE, dialect)].concat();
        numbers.extend(queries.iter().map(|query| format!("SELECT found.number FROM ({query}) found")));
        let condition = range.condition("driver.number", args);
        Source { from: format!("({}) driver", numbers.join(" UNION ")), condition }
    }

    /// Returns an SQL condition: whether the text finds the order `o`, however many orders are like it.
    pub(super) fn check(&self, args: &mut Args, dialect: Dialect) -> String {
        let mut finds = vec![format!("o.number IN ({})", self.exact(args).join(" UNION "))];
        finds.extend(self.names.iter().map(|(name, value)| name.begins_with(value, args, dialect)));
        format!("({})", finds.join(" OR "))
    }

    /// Returns queries for the numbers of the few orders that the text names.
    fn exact(&self, args: &mut Args) -> Vec<String> {
        let text = args.add(&self.text);
        let of = |table: &str, column: &str| {
            format!(
                "SELECT o.number FROM {table} k JOIN pannier_orders o ON o.id = k.order_id WHERE k.{column} = {text}"
            )
        };
        let mut queries = vec![
            of("pannier_payments", "reference"),
            of("pannier_payments", "id"),
            of("pannier_shipments", "tracking_number"),
            corrected(&text),
        ];
        if let Some(number) = self.number {
            queries.push(format!("SELECT o.number FROM pannier_orders o WHERE o.number = {}", args.add(number)));
        }
        queries
    }

    /// Returns queries for the greatest numbers of a range whose orders have the name or address, [`SAME`] of each at
    /// most.
    pub(super) fn same(&self, args: &mut Args, range: Range, dialect: Dialect) -> Vec<String> {
        let query = |(name, value): &(Name, String)| {
            format!(
                "SELECT o.number FROM pannier_orders o WHERE {} = {} AND {} AND {} ORDER BY o.number DESC LIMIT {SAME}",
                name.sql(dialect),
                args.add(value),
                name.partial(),
                range.condition("o.number", args)
            )
        };
        self.names.iter().map(query).collect()
    }

    /// Returns queries for the numbers of orders whose name or address begins with the text, `most` of each at most,
    /// those that come first in the alphabet.
    pub(super) fn alike(&self, args: &mut Args, most: i64, dialect: Dialect) -> Vec<String> {
        let query = |(name, value): &(Name, String)| {
            format!(
                "SELECT o.number FROM pannier_orders o WHERE {} AND {} ORDER BY {}, o.number LIMIT {most}",
                name.begins_with(value, args, dialect),
                name.partial(),
                name.sql(dialect)
            )
        };
        self.names.iter().map(query).collect()
    }
}

/// Returns the order number in the reference of a bank transfer.
#[cfg(feature = "bank-transfer")]
fn transfer(text: &str) -> Option<i64> {
    crate::store::payment::BankTransfer::order_number(text)
}

#[cfg(not(feature = "bank-transfer"))]
fn transfer(_: &str) -> Option<i64> {
    None
}

/// Returns the ways in which a name can be stored in lower case. SQLite has lower case for ASCII alone, and leaves
/// other letters as they were typed: small, at the beginning of a word, or all of them capital.
fn spellings(text: &str) -> Vec<String> {
    let small = text.to_lowercase();
    let capitalized = small.split(' ').map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    let mut spellings = vec![capitalized.collect::<Vec<_>>().join(" "), text.to_uppercase()];
    for spelling in &mut spellings {
        spelling.make_ascii_lowercase();
    }
    spellings.push(small);
    spellings.sort();
    spellings.dedup();
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_for_as_it_may_be_stored() {
        assert_eq!(spellings("Ada LOVELACE"), ["ada lovelace"]);
        assert_eq!(spellings("ägidius"), ["Ägidius", "ägidius"]);
        assert_eq!(spellings("Jürgen Ähre"), ["jÜrgen Ähre", "jürgen Ähre", "jürgen ähre"]);
    }

    #[test]
    fn a_text_is_a_number_an_address_or_a_name() {
        let search = |text| Search::new(text).unwrap();
        assert_eq!(Search::new(" \t"), None);
        assert_eq!(
            (search(" 1003 ").number, search("#1003").number, search("ada").number),
            (Some(1003), Some(1003), None)
        );
        assert_eq!(search("Ada@Example.com").names, [(Name::Email, "ada@example.com".to_owned())]);
        assert_eq!(search(" Ada  Lovelace").names, [(Name::Whole, "ada lovelace".to_owned())]);
        assert_eq!(search("ada").names.len(), 3);
    }

    #[test]
    #[cfg(feature = "bank-transfer")]
    fn the_reference_of_a_bank_transfer_is_an_order_number() {
        assert_eq!(Search::new("rf83 1003").unwrap().number, Some(1003));
    }
}
