//! Searches in lists: models whose titles and ids have words that begin with those that are sought.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    args,
    store::{
        catalogue::words,
        db::{self, Db, Result, Value},
    },
};

/// The maximum number of words that are sought; the rest are ignored.
const MOST_WORDS: usize = 6;
/// The number of words of models that are looked at.
const WINDOW: i64 = 2_000;
/// The greatest character, which no word contains.
const LAST: char = '\u{10ffff}';

/// The words that are sought.
pub(super) enum Search {
    /// All models are.
    All,
    /// A text without a letter or digit, which finds nothing.
    Nothing,
    Words {
        /// The rarest one, by which models are found.
        rarest: String,
        others: Vec<String>,
        truncated: bool,
    },
}

impl Search {
    pub(super) async fn new(db: &Db, kind: &str, typed: Option<&str>) -> Result<Search> {
        let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(Search::All) };
        let mut others = words(typed);
        others.sort();
        others.dedup();
        others.truncate(MOST_WORDS);
        if others.is_empty() {
            return Ok(Search::Nothing);
        }
        let mut args = args![kind].to_vec();
        let counts = others.iter().enumerate().map(|(n, word)| {
            let near = near(word, &mut args, WINDOW + 1);
            format!("SELECT CAST({n} AS BIGINT) AS n, COUNT(*) AS found FROM ({near}) counted")
        });
        let sql = counts.collect::<Vec<_>>().join(" UNION ALL ");
        let mut rarest: Option<(i64, i64)> = None;
        for row in db.fetch_all(&sql, &args).await? {
            let counted = (row.get("found")?, row.get("n")?);
            rarest = Some(rarest.map_or(counted, |rarest| rarest.min(counted)));
        }
        let (found, n) = rarest.unwrap_or_default();
        let rarest = others.swap_remove(usize::try_from(n).unwrap_or_default());
        Ok(Search::Words { rarest, others, truncated: found > WINDOW })
    }

    /// Whether it finds a part of the models only.
    pub(super) fn truncated(&self) -> bool {
        matches!(self, Search::Words { truncated: true, .. })
    }

    /// Returns SQL: where the rows `p` of the kind `$1` are that it finds, and by which condition. `None` if it finds
    /// nothing.
    pub(super) fn source(&self, args: &mut Vec<Value>) -> Option<(String, &'static str)> {
        let (rarest, others) = match self {
            Search::All => return Some(("pannier_managed_products p".to_owned(), "p.kind = $1")),
            Search::Nothing => return None,
            Search::Words { rarest, others, .. } => (rarest, others),
        };
        let near = near(rarest, args, WINDOW);
        let mut checks = String::new();
        for word in others {
            let (from, until) = range(word, args);
            let check = format!(
                "(SELECT COUNT(*) FROM pannier_managed_terms o WHERE o.kind = $1 AND o.id = near.id \
                 AND o.term >= {from} AND o.term < {until}) > 0"
            );
            checks += &format!("{} {check}", if checks.is_empty() { "WHERE" } else { " AND" });
        }
        // SQLite reads what is before a CROSS JOIN first.
        let from = format!(
            "(SELECT DISTINCT near.id FROM ({near}) near {checks}) found CROSS JOIN pannier_managed_products p"
        );
        Some((from, "p.kind = $1 AND p.id = found.id"))
    }
}

/// Returns a query for ids with a word that begins with this one, those whose word comes first in the alphabet.
fn near(word: &str, args: &mut Vec<Value>, most: i64) -> String {
    let (from, until) = range(word, args);
    format!(
        "SELECT t.id FROM pannier_managed_terms t WHERE t.kind = $1 AND t.term >= {from} AND t.term < {until} \
         ORDER BY t.term, t.id LIMIT {most}"
    )
}

/// Returns the parameters between which words are that begin with this one.
fn range(word: &str, args: &mut Vec<Value>) -> (String, String) {
    args.extend_from_slice(args![word, format!("{word}{LAST}")]);
    (format!("${}", args.len() - 1), format!("${}", args.len()))
}

/// Where a page of a list ends.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Position {
    pub sort_key: String,
    pub id: String,
}

impl Position {
    pub(super) fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}\n{}", self.sort_key, self.id))
    }

    /// Reads what [`Position::text`] has written. `None` for another text.
    pub(super) fn read(text: &str) -> Option<Position> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (sort_key, id) = text.split_once('\n').filter(|_| db::is_text(&text))?;
        Some(Position { sort_key: sort_key.to_owned(), id: id.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_it_is_written() {
        let position = Position { sort_key: "dunes at dusk".into(), id: "dunes".into() };
        assert_eq!(Position::read(&position.text()), Some(position));
        for text in ["", "???", "ZHVuZXM"] {
            assert_eq!(Position::read(text), None, "{text}");
        }
    }
}
