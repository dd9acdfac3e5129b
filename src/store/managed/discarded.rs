//! Options that are removed with the units they have left.

use std::collections::BTreeMap;

use super::{Field, FieldKind, Record, Values, text::is_same_option};

/// Returns the options that a save removes while others stay, with the units that they have left. `changes` are its values; of
/// an option that gets another name, `is_renamed` is true.
///
/// The units of options that are all removed become those of the model.
pub(crate) fn discarded(
    fields: &[Field],
    was: &Record,
    changes: &Values,
    is_renamed: impl Fn(&str) -> bool,
) -> BTreeMap<String, u32> {
    let options = fields.iter().find_map(|field| match field.kind {
        FieldKind::Options(currency) => Some((field.name, currency)),
        _ => None,
    });
    let Some((name, currency)) = options.filter(|(name, _)| changes.contains(name)) else { return BTreeMap::new() };
    let after = changes.options(name, currency);
    let stays = |option: &str| is_renamed(option) || after.iter().any(|(other, _)| is_same_option(other, option));
    let left = was.stocks(fields).into_iter().filter_map(|(option, units)| Some((option, units.filter(|n| *n > 0)?)));
    left.filter(|(option, _)| !after.is_empty() && !option.is_empty() && !stays(option)).collect()
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
            let units = discarded(&fields, &was, &changes, |option| option == "Blue");
            Values::stocks_text(&units)
        };
        assert_eq!(
            discarded(Values::new().with("colors", "Navy\nRed")),
            "Green = 4",
            "Gold is unlimited, Red sold out"
        );
        assert_eq!(discarded(Values::new().with("colors", "green")), "");
        assert_eq!(discarded(Values::new().with("colors", "")), "");
        assert_eq!(discarded(Values::new().with("title", "Mug")), "");
    }
}
