//! The columns of a CSV file: the names of the values of a kind, and those of what every kind has.

use super::FileProblem;
use crate::{
    language::Language,
    store::managed::{Field, FieldKind},
};

/// The column of the id.
pub(super) const ID: &str = "id";
/// The column of the state.
pub(super) const STATE: &str = "state";

/// Maximum number of characters of a name that a refusal repeats.
const LONGEST_NAME: usize = 60;

/// Returns the name of the column by which an import changes a stock.
pub(super) fn change_of(stock: &Field) -> String {
    format!("{}_change", stock.name)
}

/// Returns the name of the column by which an import renames options.
pub(super) fn rename_of(options: &Field) -> String {
    format!("{}_rename", options.name)
}

/// Returns the names of all columns, in the order of an export.
pub(super) fn names(fields: &[Field], languages: &[Language]) -> Vec<String> {
    let mut names = vec![ID.to_owned(), STATE.to_owned()];
    for field in fields {
        names.extend(field.names(languages).into_iter().map(|(name, _)| name));
        names.extend(match field.kind {
            FieldKind::Options(_) => Some(rename_of(field)),
            FieldKind::Stock => Some(change_of(field)),
            _ => None,
        });
    }
    names
}

/// Returns the columns of a header, by these names. One without a name is the empty text.
pub(super) fn read(header: &[String], known: &[String]) -> Result<Vec<String>, FileProblem> {
    let mut columns = Vec::with_capacity(header.len());
    for name in header {
        let name = name.trim();
        if name.is_empty() {
            columns.push(String::new());
            continue;
        }
        // Spreadsheets capitalize what looks like a sentence.
        let Some(column) = known.iter().find(|column| column.eq_ignore_ascii_case(name)) else {
            // What is no CSV file at all may have a name of any length.
            let name = name.chars().take(LONGEST_NAME).collect();
            return Err(FileProblem::UnknownColumn { name, known: known.join(", ") });
        };
        if columns.contains(column) {
            return Err(FileProblem::DuplicateColumn(column.clone()));
        }
        columns.push(column.clone());
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn known() -> Vec<String> {
        let fields = [Field::text("title").translated(), Field::options("sizes", Currency::EUR), Field::stock("stock")];
        names(&fields, &[Language::ENGLISH, Language::GERMAN])
    }

    fn read_names(header: &[&str]) -> Result<Vec<String>, FileProblem> {
        let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
        read(&header, &known())
    }

    #[test]
    fn a_kind_has_columns_for_its_languages_its_options_and_its_stock() {
        assert_eq!(known(), ["id", "state", "title", "title.de", "sizes", "sizes_rename", "stock", "stock_change"]);
    }

    #[test]
    fn a_header_may_have_any_of_them_in_any_order() {
        assert_eq!(read_names(&["Title.de", " stock ", "", "id"]).unwrap(), ["title.de", "stock", "", "id"]);
    }

    #[test]
    fn an_unknown_column_is_refused_with_the_names_of_the_known_ones() {
        let error = read_names(&["id", "titel"]).unwrap_err();
        let known = "id, state, title, title.de, sizes, sizes_rename, stock, stock_change".to_owned();
        assert_eq!(error, FileProblem::UnknownColumn { name: "titel".to_owned(), known });
    }

    #[test]
    fn a_column_is_there_once() {
        assert_eq!(read_names(&["id", "title", "Title"]), Err(FileProblem::DuplicateColumn("title".to_owned())));
    }
}
