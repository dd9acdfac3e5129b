//! Folds texts to plain words, without case, diacritics and punctuation, the same for both engines.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::store::db::Dialect;

/// Maximum length of a word in bytes; longer ones are cut. PostgreSQL's limit is 2,046 bytes.
const LONGEST_WORD: usize = 64;
/// Maximum number of words in a search; the rest are ignored.
const MOST_WORDS: usize = 10;
/// Maximum number of characters of a text that are indexed.
const LONGEST_TEXT: usize = 20_000;
/// Prefix of words in the title or maker, indexed in addition to the plain word. Folded words never
/// contain it.
const TITLE: &str = "=";
/// Prefix of a kind.
const KIND: char = '@';

/// Folds a text to words of letters and digits, separated by single spaces.
pub fn fold(text: &str) -> String {
    words(text).join(" ")
}

/// Returns the sort key of a product: its title, then its maker, cut to `bytes`.
///
/// The two spaces between them sort a title before a longer one that starts with it.
pub fn sort_key(title: &str, by: &str, bytes: usize) -> String {
    let mut sort_key = format!("{}  {}", fold(title), fold(by));
    while sort_key.len() > bytes {
        sort_key.pop();
    }
    sort_key
}

/// Returns the text that both engines index for a product: folded words separated by spaces.
pub fn index_terms(sort_key: &str, text: &str, kind: &str) -> String {
    let sort_key: Vec<&str> = sort_key.split_whitespace().collect();
    let mut words: Vec<String> = sort_key.iter().map(|word| (*word).to_owned()).chain(self::words(text)).collect();
    words.extend(sort_key.iter().map(|word| format!("{TITLE}{word}")));
    words.push(format!("{KIND}{kind}"));
    words.join(" ")
}

/// Returns the words of a text.
pub fn words(text: &str) -> Vec<String> {
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
                // Lower-casing a capital İ leaves a combining dot.
                lower if is_combining_mark(lower) => {}
                lower => word.push(lower),
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A shopper's search: products must contain all of the words; the last may be a prefix.
pub struct SearchTerms(Vec<String>);

impl SearchTerms {
    /// Parses a search text. `None` if it contains no word.
    pub fn read(text: &str) -> Option<SearchTerms> {
        let mut words = words(text);
        words.truncate(MOST_WORDS);
        (!words.is_empty()).then_some(SearchTerms(words))
    }

    /// Returns the full-text search expression, for one kind or all.
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

    /// Joins all of the words with AND, each prefixed with `mark`.
    fn all(&self, dialect: Dialect, mark: &str, kind: Option<&str>) -> String {
        let (quote, begins, and) = match dialect {
            Dialect::Sqlite => ('"', "*", " AND "),
            Dialect::Postgres => ('\'', ":*", " & "),
        };
        let last = self.0.len() - 1;
        let terms = self.0.iter().enumerate().map(|(i, word)| {
            // A single letter is a prefix of too many words.
            let begins = if i == last && word.len() > 1 { begins } else { "" };
            format!("{quote}{mark}{word}{quote}{begins}")
        });
        let kind = kind.map(|kind| format!("{quote}{KIND}{kind}{quote}"));
        terms.chain(kind).collect::<Vec<_>>().join(and)
    }
}

/// The part of a product that is searched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Title and maker.
    Titled,
    /// All of its text.
    Anywhere,
    /// Anywhere, excluding products that match in [title or maker](Part::Titled).
    Others,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::random_text::texts;

    const PIECES: &[&str] = &[
        "blue",
        "Blue",
        "Café",
        "Straße",
        "Øre",
        "Łódź",
        "東京",
        "İ",
        "ﬁ",
        "½",
        "²",
        "\u{301}",
        "'s",
        "’",
        " ",
        "\u{a0}",
        "\0",
        "\"",
        "*",
        "(",
        ")",
        ":",
        "^",
        "-",
        "AND",
        "NOT",
        "17",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    ];

    proptest! {
        /// Words are quoted in search expressions, so they must not contain a quote, nor any other syntax.
        #[test]
        fn any_words_are_letters_and_digits_within_their_limits(text in texts(PIECES, 40)) {
            for word in words(&text) {
                prop_assert!(word.chars().all(char::is_alphanumeric), "{:?} of {:?}", word, text);
                prop_assert!(word.len() < LONGEST_WORD + 8, "{:?} of {:?}", word, text);
            }
            if let Some(SearchTerms(sought)) = SearchTerms::read(&text) {
                prop_assert!((1..=MOST_WORDS).contains(&sought.len()));
            }
        }

        #[test]
        fn a_sort_key_is_cut_anywhere(title in "\\PC{0,40}", by in "\\PC{0,40}", bytes in 0..100_usize) {
            prop_assert!(sort_key(&title, &by, bytes).len() <= bytes);
        }
    }

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
        assert_eq!(sort_key(&"é".repeat(50), "", 9), "eeeeeeeee");
        assert_eq!(sort_key("東京", "", 4), "東");
    }

    #[test]
    fn a_product_is_found_by_its_title_its_text_and_its_kind() {
        let sort_key = sort_key("Glass Harbour", "Lumen", 100);
        assert_eq!(
            index_terms(&sort_key, "A drone!", "album"),
            "glass harbour lumen a drone =glass =harbour =lumen @album"
        );
        assert_eq!(index_terms("", "=a @b", "gift-card"), "a b @gift-card");
    }

    #[test]
    fn a_title_comes_before_one_that_goes_on() {
        let sort_key = |title, by| sort_key(title, by, 100);
        assert!(sort_key("Glass Harbour", "Lumen Choir") < sort_key("Glass Harbour by Candlelight", "Choir"));
        assert!(sort_key("Glass Harbour", "Ada") < sort_key("Glass Harbour", "Lumen Choir"));
    }

    /// If SQLite split one of these words in two, it would need a phrase search, which its index does
    /// not support.
    #[tokio::test]
    async fn what_is_a_word_here_is_one_word_to_sqlite() {
        let text = "a🅰b 𞤀𞤁x ½ x² हिन्दी ไทย ⒶⒷ e=mc²@home under_score a-b";
        let db = sqlx::SqlitePool::connect("sqlite::memory:").await.unwrap();
        let table =
            include_str!("../../../migrations/sqlite/0008_rename_to_standard_terms.sql").split(";\n").nth(4).unwrap();
        sqlx::query(table).execute(&db).await.unwrap();
        let index_terms = index_terms(&fold(text), "", "gift-card");
        sqlx::query("INSERT INTO pannier_product_terms (rowid, terms) VALUES (1, $1)")
            .bind(index_terms)
            .execute(&db)
            .await
            .unwrap();
        for word in words(text) {
            let expression = SearchTerms(vec![word]).expression(Dialect::Sqlite, Part::Titled, Some("gift-card"));
            let sql = "SELECT rowid FROM pannier_product_terms WHERE pannier_product_terms MATCH $1";
            let found: Vec<(i64,)> = sqlx::query_as(sql).bind(&expression).fetch_all(&db).await.expect(&expression);
            assert_eq!(found, [(1,)], "{expression}");
        }
    }

    #[test]
    fn what_is_sought_is_words_and_nothing_else() {
        assert!(SearchTerms::read(" \"*\" -- ").is_none());
        let sought = SearchTerms::read("Blue OR \"hou").unwrap();
        assert_eq!(
            sought.expression(Dialect::Sqlite, Part::Anywhere, Some("album")),
            r#""blue" AND "or" AND "hou"* AND "@album""#
        );
        assert_eq!(sought.expression(Dialect::Postgres, Part::Titled, None), "'=blue' & '=or' & '=hou':*");
        let x = SearchTerms::read("x").unwrap();
        assert_eq!(x.expression(Dialect::Postgres, Part::Others, Some("a")), "('x' & '@a') & !('=x')");
        assert_eq!(x.expression(Dialect::Sqlite, Part::Others, None), r#"("x") NOT ("=x")"#);
    }
}
