//! Texts as words that can be compared: without case, diacritics and punctuation, the same for both engines.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::store::db::Dialect;

/// Longer words are cut: PostgreSQL refuses what is beyond 2,046 bytes, and nobody types them.
const LONGEST_WORD: usize = 64;
/// More words than this are not looked for.
const MOST_WORDS: usize = 10;
/// The most of a text that is looked at, in characters.
const LONGEST_TEXT: usize = 20_000;
/// What stands in front of a word that is part of a title or of its maker's name, beside the word itself. No folded word has it.
const TITLE: &str = "=";
/// What stands in front of a kind.
const KIND: char = '@';

/// The words of a text, with a space between. They hold letters and digits alone, whatever the text does.
fn fold(text: &str) -> String {
    words(text).join(" ")
}

/// What a good is called and sorted by: its title, then who made it, no longer than so many bytes.
///
/// The second space between the two has a title come before another one that goes on where it ends.
pub fn heading(title: &str, by: &str, bytes: usize) -> String {
    let mut heading = format!("{}  {}", fold(title), fold(by));
    while heading.len() > bytes {
        heading.pop();
    }
    heading
}

/// All that a good is found by, as both engines keep it: words that need no further reading, a space between.
pub fn found_by(heading: &str, text: &str, kind: &str) -> String {
    let heading: Vec<&str> = heading.split_whitespace().collect();
    let mut words: Vec<String> = heading.iter().map(|word| (*word).to_owned()).chain(self::words(text)).collect();
    words.extend(heading.iter().map(|word| format!("{TITLE}{word}")));
    words.push(format!("{KIND}{kind}"));
    words.join(" ")
}

fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.chars().take(LONGEST_TEXT).nfkd().filter(|c| !is_combining_mark(*c)) {
        // `lamplighter's` is one word.
        if matches!(c, '\'' | '’' | '\u{ad}') {
            continue;
        }
        if !c.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let Some(word) = words.last_mut().filter(|word| word.len() < LONGEST_WORD) else { continue };
        for lower in c.to_lowercase() {
            match lower {
                'ß' => word.push_str("ss"),
                'æ' => word.push_str("ae"),
                'œ' => word.push_str("oe"),
                'þ' => word.push_str("th"),
                'ø' => word.push('o'),
                'đ' | 'ð' => word.push('d'),
                'ł' => word.push('l'),
                'ħ' => word.push('h'),
                'ı' => word.push('i'),
                // A capital İ leaves its dot behind.
                lower if is_combining_mark(lower) => {}
                lower => word.push(lower),
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What a shopper is looking for: goods that have all of the words, the last of which may be only begun.
pub struct Sought(Vec<String>);

impl Sought {
    /// `None` if there is no word in it.
    pub fn read(text: &str) -> Option<Sought> {
        let mut words = words(text);
        words.truncate(MOST_WORDS);
        (!words.is_empty()).then_some(Sought(words))
    }

    /// The expression of the engine's full text search, for goods of one kind, or of any.
    pub fn expression(&self, dialect: Dialect, part: Part, kind: Option<&str>) -> String {
        match part {
            Part::Titled => self.all(dialect, TITLE, kind),
            Part::Anywhere => self.all(dialect, "", kind),
            Part::Others => {
                let not = match dialect {
                    Dialect::Sqlite => "NOT ",
                    Dialect::Postgres => "& !",
                };
                format!("({}) {not}({})", self.all(dialect, "", kind), self.all(dialect, TITLE, None))
            }
        }
    }

    /// All of the words, with a mark in front of each.
    fn all(&self, dialect: Dialect, mark: &str, kind: Option<&str>) -> String {
        let (quote, begins, and) = match dialect {
            Dialect::Sqlite => ('"', "*", " AND "),
            Dialect::Postgres => ('\'', ":*", " & "),
        };
        let last = self.0.len() - 1;
        let terms = self.0.iter().enumerate().map(|(i, word)| {
            // A single letter begins too much.
            let begins = if i == last && word.len() > 1 { begins } else { "" };
            format!("{quote}{mark}{word}{quote}{begins}")
        });
        let kind = kind.map(|kind| format!("{quote}{KIND}{kind}{quote}"));
        terms.chain(kind).collect::<Vec<_>>().join(and)
    }
}

/// Where the words are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// In what a good is called and who made it.
    Titled,
    /// In all that is known of it.
    Anywhere,
    /// Anywhere, but only goods that are not [titled](Part::Titled) so.
    Others,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_diacritics_and_punctuation_make_no_difference() {
        assert_eq!(fold("  Café “Señor”,  ÅNGSTRÖM; Straße-Øre & Łódź"), "cafe senor angstrom strasse ore lodz");
        assert_eq!(fold("The Lamplighter's Route"), "the lamplighters route");
        assert_eq!(fold("ﬁne ½ A²"), "fine 1 2 a2");
        assert_eq!(fold("東京 Київ İstanbul"), "東京 киів istanbul");
        assert_eq!(fold("\0 \" ' ( ) * : ^ - + AND"), "and");
    }

    #[test]
    fn nothing_grows_beyond_its_limit() {
        assert!(fold(&"x".repeat(100_000)).len() <= LONGEST_WORD);
        assert_eq!(heading(&"é".repeat(50), "", 9), "eeeeeeeee");
        assert_eq!(heading("東京", "", 4), "東");
    }

    #[test]
    fn a_good_is_found_by_its_title_its_text_and_its_kind() {
        let heading = heading("Glass Harbour", "Lumen", 100);
        assert_eq!(
            found_by(&heading, "A drone!", "album"),
            "glass harbour lumen a drone =glass =harbour =lumen @album"
        );
        assert_eq!(found_by("", "=a @b", "gift-card"), "a b @gift-card");
    }

    #[test]
    fn a_title_comes_before_one_that_goes_on() {
        let heading = |title, by| heading(title, by, 100);
        assert!(heading("Glass Harbour", "Lumen Choir") < heading("Glass Harbour by Candlelight", "Choir"));
        assert!(heading("Glass Harbour", "Ada") < heading("Glass Harbour", "Lumen Choir"));
    }

    /// An engine that took one of them for two words would have to look for a phrase, which SQLite's index cannot.
    #[tokio::test]
    async fn what_is_a_word_here_is_one_word_to_sqlite() {
        let text = "a🅰b 𞤀𞤁x ½ x² हिन्दी ไทย ⒶⒷ e=mc²@home under_score a-b";
        let db = sqlx::SqlitePool::connect("sqlite::memory:").await.unwrap();
        let table = include_str!("../../../migrations/sqlite/0007_words.sql").split(";\n").nth(4).unwrap();
        sqlx::query(table).execute(&db).await.unwrap();
        let found_by = found_by(&fold(text), "", "gift-card");
        sqlx::query("INSERT INTO pannier_goods_words (rowid, words) VALUES (1, $1)")
            .bind(found_by)
            .execute(&db)
            .await
            .unwrap();
        for word in words(text) {
            let expression = Sought(vec![word]).expression(Dialect::Sqlite, Part::Titled, Some("gift-card"));
            let sql = "SELECT rowid FROM pannier_goods_words WHERE pannier_goods_words MATCH $1";
            let found: Vec<(i64,)> = sqlx::query_as(sql).bind(&expression).fetch_all(&db).await.expect(&expression);
            assert_eq!(found, [(1,)], "{expression}");
        }
    }

    #[test]
    fn what_is_sought_is_words_and_nothing_else() {
        assert!(Sought::read(" \"*\" -- ").is_none());
        let sought = Sought::read("Blue OR \"hou").unwrap();
        assert_eq!(
            sought.expression(Dialect::Sqlite, Part::Anywhere, Some("album")),
            r#""blue" AND "or" AND "hou"* AND "@album""#
        );
        assert_eq!(sought.expression(Dialect::Postgres, Part::Titled, None), "'=blue' & '=or' & '=hou':*");
        let x = Sought::read("x").unwrap();
        assert_eq!(x.expression(Dialect::Postgres, Part::Others, Some("a")), "('x' & '@a') & !('=x')");
        assert_eq!(x.expression(Dialect::Sqlite, Part::Others, None), r#"("x") NOT ("=x")"#);
    }
}
