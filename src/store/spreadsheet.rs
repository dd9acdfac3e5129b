//! What all CSV files (RFC 4180) have in common that the store writes for spreadsheets.

use std::io;

use axum::body::Bytes;
use csv::{Terminator, WriterBuilder};

use super::db::{DbError, Result};

/// Begins a file, so that Excel reads it as UTF-8.
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Returns a text as a cell without a formula: it may come from a shopper, and spreadsheets run formulas.
/// [`text`] is the inverse.
pub(super) fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    let mut begins = true;
    for (at, c) in text.char_indices() {
        if begins && is_formula(&text[at..], at == 0) {
            cell.push('\'');
        }
        cell.push(c);
        begins = begins_after(c, begins);
    }
    cell
}

/// Returns the text of a cell, without the apostrophes that [`cell`] has added.
pub(super) fn text(cell: &str) -> String {
    let (mut text, mut rest, mut begins) = (String::with_capacity(cell.len()), cell, true);
    loop {
        if let Some(escaped) = rest.strip_prefix('\'')
            && begins
            && is_formula(escaped, text.is_empty())
        {
            rest = escaped;
        }
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { return text };
        text.push(c);
        begins = begins_after(c, begins);
        rest = chars.as_str();
    }
}

/// Whether the rest of a text, at the beginning of a cell, is a formula, or begins with apostrophes before one.
fn is_formula(rest: &str, first: bool) -> bool {
    let begins_with = rest.trim_start_matches('\'').chars().next();
    begins_with.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t') || first && matches!(c, '\r' | '\n'))
}

/// Whether a cell may begin after this character. Where the decimal separator is a comma, spreadsheets begin one after a
/// semicolon, and know no other quotes than those at the beginning of a cell.
fn begins_after(c: char, begins: bool) -> bool {
    matches!(c, ';' | '\t' | '\r' | '\n') || begins && matches!(c, ' ' | '"')
}

/// Returns the lines of these records.
pub(super) fn lines<I, R>(records: I) -> Result<Bytes>
where
    I: IntoIterator<Item = R>,
    R: IntoIterator,
    R::Item: AsRef<[u8]>,
{
    let mut bytes = Vec::new();
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(&mut bytes);
    for record in records {
        writer.write_record(record).map_err(unwritten)?;
    }
    writer.flush().map_err(unwritten)?;
    drop(writer);
    Ok(bytes.into())
}

/// Returns the beginning of a file: its first line, with the names of the columns.
pub(super) fn header<R>(names: R) -> Result<Bytes>
where
    R: IntoIterator,
    R::Item: AsRef<[u8]>,
{
    let header = lines([names])?;
    Ok([BYTE_ORDER_MARK.as_bytes(), &header[..]].concat().into())
}

fn unwritten(error: impl Into<io::Error>) -> DbError {
    sqlx::Error::Io(error.into()).into()
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (typed, written) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("'=x", "''=x"),
            ("'x", "'x"),
            ("Ada;=1+2", "Ada;'=1+2"),
            ("Ada; \"=1+2", "Ada; \"'=1+2"),
            ("Ada\n@x", "Ada\n'@x"),
            ("two\n\nparagraphs", "two\n\nparagraphs"),
            ("Ada = Lovelace; Byron", "Ada = Lovelace; Byron"),
            ("", ""),
        ] {
            assert_eq!(cell(typed), written);
            assert_eq!(text(written), typed);
        }
    }

    #[test]
    fn lines_are_those_of_rfc_4180() {
        let records = [["Say \"hi\"", "a,b"], ["two\nlines", ""]];
        assert_eq!(lines(records).unwrap(), "\"Say \"\"hi\"\"\",\"a,b\"\r\n\"two\nlines\",\r\n");
    }

    proptest! {
        #[test]
        fn the_text_of_a_cell_is_what_was_typed(typed in "([=+@;' \"\t\r\nx-]{0,12}|.{0,12})") {
            prop_assert_eq!(text(&cell(&typed)), typed);
        }
    }
}
