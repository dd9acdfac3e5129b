//! Options that are removed with the units they have left.

use std::collections::BTreeMap;

use super::{Field, FieldKind, Record, Values, stock::option_names, text::is_same_option};

/// Returns the options that a save removes while others stay, with the units that they have left. `changes` are its values;
/// `renamed` has the new names of options by the old ones.
///
/// The units of options that are all removed become those of the model.
pub(crate) fn discarded(
    fields: &[Field],
    was: &Record,
    changes: &Values,
    renamed: &BTreeMap<String, String>,
) -> BTreeMap<String, u32> {
    let is_changed = |field: &Field| matches!(field.kind, FieldKind::Options(_)) && changes.contains(field.name);
    let after = option_names(fields, changes);
    if !fields.iter().any(is_changed) || after.iter().any(String::is_empty) {
        return BTreeMap::new();
    }
    let stays = |option: &String| {
        let now = renamed.get(option).unwrap_or(option);
        after.iter().any(|other| is_same_option(other, now))
    };
    let left = was.stocks(fields).into_iter().filter_map(|(option, units)| Some((option, units.filter(|n| *n > 0)?)));
    left.filter(|(option, _)| !option.is_empty() && !stays(option)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, ManagedState};

    #[test]
    fn what_is_left_of_a_removed_option_is_discarded_unless_no_option_stays() {
        let fields = [Field::options("colors", Currency::EUR), Field::stock("stock")];
        let colors = Values::new().with("colors", "Blue\nGreen = 3.00\nRed\nGold");
        let was = Record::new("mug", ManagedState::Draft, colors.with("stock", "Blue = 2\nGreen = 4\nRed = 0"));
        let discarded = |changes: Values| {
            let renamed = BTreeMap::from([("Blue".to_owned(), "Navy".to_owned())]);
            let units = discarded(&fields, &was, &changes, &renamed);
            Values::stocks_text(&units)
        };
        assert_eq!(
            discarded(Values::new().with("colors", "Navy\nRed")),
            "Green = 4",
            "Gold is unlimited, Red sold out"
        );
        assert_eq!(discarded(Values::new().with("colors", "Navy\ngreen")), "");
        let neither = Values::new().with("colors", "Green");
        assert_eq!(discarded(neither), "Blue = 2", "by neither name");
        assert_eq!(discarded(Values::new().with("colors", "")), "");
        assert_eq!(discarded(Values::new().with("title", "Mug")), "");
    }
}
