//! Merges the edits of two members of staff who saved the same product.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fields, Inputs, hash, rows};

/// Updates the values that this form left unchanged to the saved ones. `base` contains the hashes of the values that the
/// form showed, `now` the saved values.
///
/// Returns the names of the values that another member of staff changed, and that differ from what was typed.
pub(in crate::admin::products) fn merge(
    typed: &mut Inputs,
    now: &Inputs,
    base: &BTreeMap<String, String>,
    fields: Fields<'_>,
) -> BTreeSet<String> {
    let (mine, theirs) = (typed.compared(fields), now.compared(fields));
    let mut changed = BTreeSet::new();
    for (name, their) in theirs {
        let before = base.get(&name);
        let own = mine.get(&name);
        if own == Some(&their) || before == Some(&hash(&their)) {
            continue;
        }
        let untouched = own.is_none_or(|own| before == Some(&hash(own)));
        match now.rows.get_key_value(name.as_str()) {
            Some((&field, options)) if untouched => drop(typed.rows.insert(field, options.clone())),
            Some((&field, options)) => rows::add_missing(typed.rows.entry(field).or_default(), options),
            None if untouched => drop(typed.texts.insert(name.clone(), now.text(&name).to_owned())),
            None => {}
        }
        changed.insert(name);
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        admin::products::form::{
            base,
            tests::{fields, mug, untouched},
        },
        managed::Values,
    };

    /// Saves second what was typed into a form that showed the mug, after it has become `now`.
    fn second(typed: &[(&str, &str)], now: &Values) -> (Inputs, Vec<String>) {
        let sent = untouched(&mug(), typed);
        let mut inputs = Inputs::sent(&sent, fields(false));
        let changed = merge(&mut inputs, &Inputs::of(now, fields(false)), &base(&sent, fields(false)), fields(false));
        (inputs, changed.into_iter().collect())
    }

    #[test]
    fn what_was_not_touched_follows_the_other() {
        let (inputs, changed) = second(&[("field.price", "15")], &mug().with("title", "Cup"));
        assert_eq!((inputs.text("title"), inputs.text("price")), ("Cup", "15"));
        assert_eq!(changed, ["title"]);
    }

    #[test]
    fn what_both_have_changed_stays_as_typed() {
        let (inputs, changed) = second(&[("field.title", "Beaker")], &mug().with("title", "Cup"));
        assert_eq!((inputs.text("title"), changed), ("Beaker", vec!["title".to_owned()]));
    }

    #[test]
    fn the_same_change_is_no_news_nor_is_a_sale() {
        assert_eq!(second(&[("field.title", "Cup")], &mug().with("title", "Cup")).1, [""; 0]);
        assert_eq!(second(&[("field.title", "Cup")], &mug().with("stock", "Blue = 1\nGreen = 0")).1, [""; 0]);
        assert_eq!(second(&[], &mug().with("pictures", "0f343b0931126a20f133d67c2b018a3b A mug")).1, [""; 0]);
    }

    #[test]
    fn options_of_both_are_kept() {
        let now = mug().with("options", "Blue = 13.90\nGreen\nRed");
        let (inputs, changed) = second(&[("field.options.0.price", "14.90")], &now);
        assert_eq!(inputs.compared(fields(false))["options"], "Blue = 14.90\nGreen\nRed");
        assert_eq!(changed, ["options"]);
        let (inputs, _) = second(&[], &mug().with("options", "Blue"));
        assert_eq!(inputs.compared(fields(false))["options"], "Blue");
    }
}
