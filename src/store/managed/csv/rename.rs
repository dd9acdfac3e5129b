//! The column by which an option gets another name, and keeps its stock.

use super::{columns, report::RowNote};
use crate::store::managed::{
    Field, Record, is_same_option,
    values::{lines, option_line},
};

/// What a row makes of the options of an existing product.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Renamed {
    /// The options, by their new names.
    pub options: String,
    /// The names of those that get another one, before and after.
    pub pairs: Vec<(String, String)>,
}

/// Renames options of an existing product, as a cell says with a line such as `Blue = Navy` for each. What `options` says by an
/// old name is meant by the new one. An option that has the new name already was renamed by an earlier import.
pub(super) fn rename(field: &Field, cell: &str, options: &str, now: &Record) -> Result<Renamed, RowNote> {
    let wrong = || refusal(field);
    let existing: Vec<&str> = lines(now.values.get(field.name)).map(|line| option_line(line).0).collect();
    let find = |name: &str| existing.iter().find(|other| is_same_option(other, name)).copied();
    let (mut names, mut pairs): (Vec<(&str, &str)>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    for line in lines(cell) {
        let (from, Some(to)) = option_line(line) else { return Err(wrong()) };
        if from.is_empty()
            || to.is_empty()
            || to.contains('=')
            || names.iter().any(|(other, _)| is_same_option(other, from))
        {
            return Err(wrong());
        }
        match find(from) {
            Some(from) => pairs.push((from.to_owned(), to.to_owned())),
            None if find(to).is_some() => {}
            None => return Err(wrong()),
        }
        names.push((from, to));
    }
    let renamed = |line: &str| {
        let name = option_line(line).0;
        match names.iter().find(|(from, _)| is_same_option(from, name)) {
            Some((_, to)) => line.replacen(name, to, 1),
            None => line.to_owned(),
        }
    };
    let options = lines(options).map(renamed).collect::<Vec<_>>().join("\n");
    Ok(Renamed { options, pairs })
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
        let Renamed { options, pairs } = rename(&Field::options("options", Currency::EUR), cell, options, &now).ok()?;
        Some((options, pairs))
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
