//! The column by which an option gets another name, and keeps its stock.

use super::{columns, report::RowNote};
use crate::store::managed::{
    Field, Record, is_same_option,
    values::{lines, option_line},
};

/// The names that a row gives to options of an existing product.
#[derive(Debug, Default)]
pub(super) struct Renames {
    /// All that the row says: the names before and after.
    said: Vec<(String, String)>,
    /// Those of options that do not have the new name yet.
    pub pairs: Vec<(String, String)>,
}

impl Renames {
    /// Reads a cell: a line such as `Blue = Navy` for each option. One that has the new name already was renamed by an
    /// earlier import.
    pub fn read(field: &Field, cell: &str, now: &Record) -> Result<Renames, RowNote> {
        let existing: Vec<&str> = lines(now.values.get(field.name)).map(|line| option_line(line).0).collect();
        let find = |name: &str| existing.iter().find(|other| is_same_option(other, name)).copied();
        let mut renames = Renames::default();
        for line in lines(cell) {
            let (from, to) = option_line(line);
            let to = to.filter(|to| !to.is_empty() && !to.contains('=')).unwrap_or_default();
            if from.is_empty() || to.is_empty() || renames.new_name(from).is_some() {
                return Err(refusal(field));
            }
            match find(from) {
                Some(from) => renames.pairs.push((from.to_owned(), to.to_owned())),
                None if find(to).is_some() => {}
                None => return Err(no_option(from).column(columns::rename_of(field))),
            }
            renames.said.push((from.to_owned(), to.to_owned()));
        }
        Ok(renames)
    }

    /// Returns lines about options, in which those with another name have the new one: other columns may still have the old
    /// one.
    pub fn apply(&self, text: &str) -> String {
        let renamed = |line: &str| {
            let name = option_line(line).0;
            self.new_name(name).map_or_else(|| line.to_owned(), |to| line.replacen(name, to, 1))
        };
        lines(text).map(renamed).collect::<Vec<_>>().join("\n")
    }

    fn new_name(&self, name: &str) -> Option<&str> {
        self.said.iter().find(|(from, _)| is_same_option(from, name)).map(|(_, to)| to.as_str())
    }
}

/// Returns that there is no option with a name.
pub(super) fn no_option(name: &str) -> RowNote {
    RowNote::new("admin-imports-row-no-option").text(name.chars().take(60).collect::<String>())
}

/// Returns why the cell is refused.
pub(super) fn refusal(field: &Field) -> RowNote {
    RowNote::new("admin-imports-row-rename").column(columns::rename_of(field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Currency,
        store::managed::{ManagedState, Values},
    };

    fn renamed(cell: &str, options: &str) -> Option<(String, Vec<(String, String)>)> {
        let now = Values::new().with("options", "Blue = 13.90\nRed");
        let now = Record::new("mug", ManagedState::Draft, now);
        let renames = Renames::read(&Field::options("options", Currency::EUR), cell, &now).ok()?;
        Some((renames.apply(options), renames.pairs))
    }

    #[test]
    fn an_option_is_renamed_whichever_name_the_column_of_options_has() {
        let navy = vec![("Blue".to_owned(), "Navy".to_owned())];
        for options in ["Blue = 13.90\nRed", "Navy = 13.90\nRed", "blue = 13.90\n\n Red "] {
            assert_eq!(renamed("blue = Navy", options), Some(("Navy = 13.90\nRed".to_owned(), navy.clone())));
        }
        let (options, pairs) = renamed("Blue = Red\nRed = Blue", "Blue = 13.90\nRed").unwrap();
        assert_eq!((options.as_str(), pairs.len()), ("Red = 13.90\nBlue", 2), "two exchange their names");
        assert_eq!(renamed("", "Green"), Some(("Green".to_owned(), Vec::new())));
    }

    #[test]
    fn what_was_renamed_before_stays_so() {
        assert_eq!(renamed("Navy = Blue", "Navy\nRed"), Some(("Blue\nRed".to_owned(), Vec::new())));
    }

    #[test]
    fn a_cell_that_renames_no_option_is_refused() {
        for cell in ["Green = Lime", "Blue", "Blue =", "Blue = a = b", "= Navy", "Blue = Navy\nblue = Teal"] {
            assert_eq!(renamed(cell, "Blue\nRed"), None, "{cell:?}");
        }
    }
}
