//! Ids of managed models.

use std::collections::BTreeSet;

use super::{FieldError, FieldProblem, Kind, ManagedError, row};
use crate::{
    args,
    store::{
        catalogue::words,
        db::{self, Tx, Value, placeholders},
    },
};

/// The maximum length of an id.
const LONGEST: usize = 60;
/// How many ids are tried, beside a random one, for models of the same title.
const TRIED: usize = 20;

/// Returns the id that is made from a title: ASCII letters and digits in lower case, with hyphens between words, 60 at
/// most. Empty for a title without a letter or digit of ASCII.
///
/// ```
/// use pannier::managed::slug;
///
/// assert_eq!(slug("Die Füße: größer & schöner!"), "die-fusse-grosser-schoner");
/// assert_eq!(slug("東京"), "");
/// ```
pub fn slug(title: &str) -> String {
    let words = words(title).into_iter().map(|word| word.replace(|c: char| !c.is_ascii_alphanumeric(), ""));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    cut(&words.join("-"), LONGEST).to_owned()
}

/// Cuts an id to a length, without a hyphen at the end.
fn cut(id: &str, length: usize) -> &str {
    id.get(..length).unwrap_or(id).trim_end_matches('-')
}

/// Returns whether a text can be the id of a new model.
fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    (1..=LONGEST).contains(&text.len())
        && text.bytes().next().is_some_and(plain)
        && text.bytes().all(|b| plain(b) || b == b'-')
}

/// Inserts the row of a new model. Returns its id: the one that is wanted, or else one made from its title.
pub(super) async fn claim(
    tx: &mut Tx,
    kind: &dyn Kind,
    wanted: Option<&str>,
    title: &str,
) -> Result<String, ManagedError> {
    let invalid = |problem| ManagedError::Invalid(vec![FieldError::new("id", problem)]);
    if let Some(wanted) = wanted.map(str::trim).filter(|wanted| !wanted.is_empty()) {
        if !is_id(wanted) {
            return Err(invalid(FieldProblem::BadId));
        }
        let free = taken(tx, kind, &[wanted.to_owned()]).await?.is_empty();
        let claimed = free && row::claim(tx, kind.name(), wanted).await?;
        return if claimed { Ok(wanted.to_owned()) } else { Err(invalid(FieldProblem::Taken)) };
    }
    let candidates = candidates(title, kind.name());
    let taken = taken(tx, kind, &candidates).await?;
    for id in candidates.into_iter().filter(|id| !taken.contains(id)) {
        // Another transaction may have taken it meanwhile.
        if row::claim(tx, kind.name(), &id).await? {
            return Ok(id);
        }
    }
    Err(invalid(FieldProblem::Taken))
}

/// Inserts the rows of new models with those of these ids that are free. Returns these. What is no id is left out.
pub(super) async fn claim_all(tx: &mut Tx, kind: &dyn Kind, ids: BTreeSet<String>) -> db::Result<BTreeSet<String>> {
    let ids: Vec<String> = ids.into_iter().filter(|id| is_id(id)).collect();
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let taken = taken(tx, kind, &ids).await?;
    let free: Vec<String> = ids.into_iter().filter(|id| !taken.contains(id)).collect();
    row::claim_all(tx, kind.name(), &free).await
}

/// Returns the id that a new model gets if that is free.
pub(super) fn preferred(title: &str, kind: &str) -> String {
    let slugs = [slug(title), slug(kind), "item".to_owned()];
    slugs.into_iter().find(|slug| !slug.is_empty()).unwrap_or_default()
}

/// Returns the ids for a new model, the best one first: `mug`, `mug-2`, and so on, and at last a random one.
fn candidates(title: &str, kind: &str) -> Vec<String> {
    let base = preferred(title, kind);
    let with = |suffix: &str| format!("{}-{suffix}", cut(&base, LONGEST - suffix.len() - 1));
    let random = format!("{:08x}", rand::random::<u32>());
    let numbered = (2..=TRIED).map(|n| with(&n.to_string()));
    std::iter::once(base.clone()).chain(numbered).chain([with(&random)]).collect()
}

/// Returns those of these ids that a model has.
async fn taken(tx: &mut Tx, kind: &dyn Kind, ids: &[String]) -> db::Result<Vec<String>> {
    let sql = format!(
        "SELECT id FROM {} WHERE id IN ({these}) UNION SELECT id FROM pannier_managed_products \
         WHERE kind = ${last} AND id IN ({these})",
        kind.table(),
        these = placeholders(1, ids.len()),
        last = ids.len() + 1
    );
    let ids = ids.iter().map(Value::from);
    let args: Vec<Value> = ids.chain(args![kind.name()].iter().cloned()).collect();
    tx.fetch_all(&sql, &args).await?.iter().map(|row| row.get("id")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_made_from_a_title_is_an_id(title in "\\PC{0,90}") {
            for id in candidates(&title, "product") {
                prop_assert!(is_id(&id), "{:?} of {:?}", id, title);
            }
        }
    }

    #[test]
    fn ids_are_plain() {
        for id in ["a", "blue-hour", "17", "a-2", &"x".repeat(60)] {
            assert!(is_id(id), "{id}");
        }
        for id in ["", "-a", "Blue", "a b", "a_b", "ä", "a/b", "a\0", &"x".repeat(61)] {
            assert!(!is_id(id), "{id}");
        }
    }

    #[test]
    fn models_of_one_title_are_numbered() {
        let ids = candidates("Mug", "product");
        assert_eq!((ids[0].as_str(), ids[1].as_str(), ids[2].as_str()), ("mug", "mug-2", "mug-3"));
        assert_eq!(candidates("東京", "gift_card")[0], "gift-card");
        assert_eq!(candidates(&"long ".repeat(20), "product")[1].len(), LONGEST);
    }
}
