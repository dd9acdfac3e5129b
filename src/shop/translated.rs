//! Texts that the shop's owner has written in several languages: a column for the store's first language, and one for
//! each further language: `description`, `description_en` and `description_de`.

use pannier::{
    Language,
    db::{self, Row, Value},
    managed::Values,
};

/// The languages of the shop's messages, and what the names of their columns end with.
const LANGUAGES: [(Language, &str); 2] = [(Language::ENGLISH, "en"), (Language::GERMAN, "de")];

/// A text in the store's first language, and in others as far as it is translated.
#[derive(Clone, Debug)]
pub struct Translated {
    first: String,
    others: [String; LANGUAGES.len()],
}

impl Translated {
    /// Reads the text from its columns.
    pub fn from_row(row: &Row, column: &str) -> db::Result<Translated> {
        let mut others = [const { String::new() }; LANGUAGES.len()];
        for (text, (_, ending)) in others.iter_mut().zip(LANGUAGES) {
            *text = row.get(&format!("{column}_{ending}"))?;
        }
        Ok(Translated { first: row.get(column)?, others })
    }

    /// Returns the text in a language. Falls back to the store's first one.
    pub fn in_language(&self, language: Language) -> &str {
        let own = LANGUAGES.iter().zip(&self.others).find(|((known, _), text)| *known == language && !text.is_empty());
        own.map_or(self.first.as_str(), |(_, text)| text.as_str())
    }

    /// Returns the text in all languages, for the search index.
    pub fn everywhere(&self) -> String {
        format!("{} {}", self.first, self.others.join(" "))
    }

    /// Adds the text to the values of a model that the staff edit.
    pub fn add_to(&self, values: &mut Values, field: &str) {
        values.set(field, &self.first);
        for ((_, ending), text) in LANGUAGES.iter().zip(&self.others).filter(|(_, text)| !text.is_empty()) {
            values.set(format!("{field}.{ending}"), text);
        }
    }

    /// Returns the columns of a text that the staff have edited.
    pub fn columns(values: &Values, field: &str) -> Vec<(String, Value)> {
        let other = |(_, ending): (Language, &str)| {
            (format!("{field}_{ending}"), Value::from(values.get(&format!("{field}.{ending}"))))
        };
        let first = (field.to_owned(), Value::from(values.get(field)));
        std::iter::once(first).chain(LANGUAGES.map(other)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blues(first: &str, others: [&str; 2]) -> Translated {
        Translated { first: first.into(), others: others.map(str::to_owned) }
    }

    #[test]
    fn what_is_not_translated_is_in_the_first_language() {
        assert_eq!(blues("Folk blues", ["", "Folk-Blues"]).in_language(Language::GERMAN), "Folk-Blues");
        assert_eq!(blues("Folk blues", ["", "Folk-Blues"]).in_language(Language::ENGLISH), "Folk blues");
        assert_eq!(blues("Folk blues", ["", ""]).in_language(Language::GERMAN), "Folk blues");
        assert_eq!(blues("Folk-Blues", ["Folk blues", ""]).in_language(Language::ENGLISH), "Folk blues");
    }

    #[test]
    fn every_language_is_searched_and_edited() {
        let text = blues("Folk blues", ["", "Folk-Blues"]);
        assert_eq!(text.everywhere(), "Folk blues  Folk-Blues");
        let mut values = Values::new();
        text.add_to(&mut values, "genre");
        let columns = Translated::columns(&values, "genre");
        let written: Vec<_> = columns.iter().map(|(column, value)| (column.as_str(), value.clone())).collect();
        assert_eq!(
            written,
            [("genre", "Folk blues".into()), ("genre_en", "".into()), ("genre_de", "Folk-Blues".into())]
        );
    }
}
