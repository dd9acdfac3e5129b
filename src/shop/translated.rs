//! Texts that the shop's owner has written in several languages: a column for each, as `description` and
//! `description_de`.

use pannier::{
    Language,
    db::{self, Row},
};

/// A text in English and in German.
#[derive(Clone, Debug)]
pub struct Translated {
    english: String,
    german: String,
}

impl Translated {
    /// Reads the text from its two columns.
    pub fn from_row(row: &Row, column: &str) -> db::Result<Translated> {
        Ok(Translated { english: row.get(column)?, german: row.get(&format!("{column}_de"))? })
    }

    /// Returns the text in a language. Falls back to English.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::GERMAN if !self.german.is_empty() => &self.german,
            _ => &self.english,
        }
    }

    /// Returns the text in all languages, for the search index.
    pub fn everywhere(&self) -> String {
        format!("{} {}", self.english, self.german)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_translated_is_in_english() {
        let blues = |german: &str| Translated { english: "Folk blues".into(), german: german.into() };
        assert_eq!(blues("Folk-Blues").in_language(Language::GERMAN), "Folk-Blues");
        assert_eq!(blues("Folk-Blues").in_language(Language::ENGLISH), "Folk blues");
        assert_eq!(blues("").in_language(Language::GERMAN), "Folk blues");
    }
}
