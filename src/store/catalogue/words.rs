//! Texts as words that can be compared: without case, diacritics and punctuation, the same for both engines.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::store::db::Dialect;

/// Longer words are cut: PostgreSQL refuses what is beyond 2,046 bytes, and nobody types them.
const LONGEST_WORD: usize = 64;
/// More words than this are not looked for.
const MOST_WORDS: usize = 10;
/// The most of a text that is looked at, in characters.
const LONGEST_TEXT: usize = 20_000;

/// The words of a text, with a space between. They hold letters and digits alone, whatever the text does.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in words(text) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded += &word;
    }
    folded
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

    /// The expression of the engine's full text search. In the heading alone, or anywhere; of one kind, or of any.
    pub fn expression(&self, dialect: Dialect, heading: bool, kind: Option<&str>) -> String {
        let last = self.0.len() - 1;
        let terms = self.0.iter().enumerate().map(|(i, word)| {
            // A single letter begins too much.
            let begins = i == last && (word.len() > 1);
            match dialect {
                Dialect::Sqlite => format!("\"{word}\"{}", if begins { "*" } else { "" }),
                Dialect::Postgres => {
                    format!("'{word}':{}{}", if begins { "*" } else { "" }, if heading { "A" } else { "AB" })
                }
            }
        });
        let terms: Vec<String> = terms.collect();
        match (dialect, kind) {
            (Dialect::Sqlite, kind) => {
                let columns = if heading { "heading" } else { "heading words" };
                let words = format!("{{{columns}}} : ({})", terms.join(" AND "));
                kind.map_or(words.clone(), |kind| format!("kind : \"{kind}\" AND {words}"))
            }
            (Dialect::Postgres, kind) => {
                let kind = kind.map(|kind| format!("'{kind}':D"));
                terms.into_iter().chain(kind).collect::<Vec<_>>().join(" & ")
            }
        }
    }
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
    fn a_title_comes_before_one_that_goes_on() {
        let heading = |title, by| heading(title, by, 100);
        assert!(heading("Glass Harbour", "Lumen Choir") < heading("Glass Harbour by Candlelight", "Choir"));
        assert!(heading("Glass Harbour", "Ada") < heading("Glass Harbour", "Lumen Choir"));
    }

    #[test]
    fn what_is_sought_is_words_and_nothing_else() {
        assert!(Sought::read(" \"*\" -- ").is_none());
        let sought = Sought::read("Blue OR \"hou").unwrap();
        assert_eq!(
            sought.expression(Dialect::Sqlite, false, Some("album")),
            r#"kind : "album" AND {heading words} : ("blue" AND "or" AND "hou"*)"#
        );
        assert_eq!(sought.expression(Dialect::Postgres, true, None), "'blue':A & 'or':A & 'hou':*A");
        assert_eq!(Sought::read("x").unwrap().expression(Dialect::Postgres, false, Some("a")), "'x':AB & 'a':D");
    }
}
