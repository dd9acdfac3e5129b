//! Language tags.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::model::InvalidValueError;

/// The maximum length of a tag: `zh-Hant-TW` and a little more.
const LONGEST: usize = 12;

/// A language by its BCP 47 tag, such as `de` or `pt-BR`. On the server, an axum handler can take the language of the
/// request as an argument.
///
/// ```
/// use pannier::Language;
///
/// assert_eq!("PT-br".parse::<Language>()?.to_string(), "pt-BR");
/// assert_eq!(Language::from_tag("de"), Some(Language::GERMAN));
/// # Ok::<(), pannier::InvalidValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language([u8; LONGEST]);

impl Language {
    /// English: the fallback language.
    pub const ENGLISH: Language = Language(*b"en\0\0\0\0\0\0\0\0\0\0");
    /// German.
    pub const GERMAN: Language = Language(*b"de\0\0\0\0\0\0\0\0\0\0");

    /// Parses a tag: two or three letters, then subtags after hyphens. `None` for anything else.
    ///
    /// ```
    /// use pannier::Language;
    ///
    /// assert!(Language::from_tag("zh-hant").is_some());
    /// assert_eq!(Language::from_tag("d"), None);
    /// assert_eq!(Language::from_tag("*"), None);
    /// ```
    pub fn from_tag(tag: &str) -> Option<Language> {
        let mut bytes = [0; LONGEST];
        bytes.get_mut(..tag.len())?.copy_from_slice(tag.as_bytes());
        let mut start = 0;
        for part in tag.split('-') {
            let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
            let formed = match start {
                0 => matches!(part.len(), 2 | 3) && letters,
                _ => matches!(part.len(), 2..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric()),
            };
            if !formed {
                return None;
            }
            // RFC 5646, 2.1.1: regions in capitals, scripts capitalized.
            let own = &mut bytes[start..start + part.len()];
            own.make_ascii_lowercase();
            match (start, part.len(), letters) {
                (1.., 2, _) => own.make_ascii_uppercase(),
                (1.., 4, true) => own[..1].make_ascii_uppercase(),
                _ => {}
            }
            start += part.len() + 1;
        }
        Some(Language(bytes))
    }

    /// Returns the tag, as written in `lang` and `hreflang`.
    pub fn tag(&self) -> &str {
        let length = self.0.iter().position(|b| *b == 0).unwrap_or(LONGEST);
        str::from_utf8(&self.0[..length]).unwrap_or("en")
    }

    /// Returns the writing direction, `ltr` or `rtl`, for the `dir` attribute.
    ///
    /// ```
    /// use pannier::Language;
    ///
    /// assert_eq!(Language::GERMAN.direction(), "ltr");
    /// assert_eq!(Language::from_tag("ar-EG").unwrap().direction(), "rtl");
    /// ```
    pub fn direction(&self) -> &'static str {
        match self.primary() {
            "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
            _ => "ltr",
        }
    }

    /// Returns the primary subtag: the language without its region.
    pub(crate) fn primary(&self) -> &str {
        self.tag().split('-').next().unwrap_or_default()
    }
}

impl FromStr for Language {
    type Err = InvalidValueError;

    /// Parses a tag, as [`Language::from_tag`] does.
    fn from_str(tag: &str) -> Result<Language, InvalidValueError> {
        Language::from_tag(tag).ok_or_else(|| InvalidValueError::new(format!("{tag:?} is not a BCP 47 tag")))
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.tag())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        Language::from_tag(&tag).ok_or_else(|| D::Error::custom("not a BCP 47 tag"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::random_text::texts;

    const PIECES: &[&str] = &["en", "DE", "zh", "Hant", "hans", "AT", "419", "-", "_", "x", "1a", "deutsch"];

    proptest! {
        #[test]
        fn any_tag_is_written_as_it_was_read(text in texts(PIECES, 6)) {
            if let Some(language) = Language::from_tag(&text) {
                prop_assert!(language.tag().eq_ignore_ascii_case(&text), "{} of {}", language, text);
                prop_assert_eq!(Language::from_tag(language.tag()), Some(language));
            }
        }
    }

    #[test]
    fn tags_are_written_as_the_standard_says() {
        let tag = |text: &str| Language::from_tag(text).map(|language| language.tag().to_owned());
        for (text, written) in [("en", "en"), ("EN-us", "en-US"), ("ZH-hant-tw", "zh-Hant-TW"), ("es-419", "es-419")] {
            assert_eq!(tag(text).as_deref(), Some(written));
        }
        for text in ["", "e", "deutsch", "de_AT", "de-", "-de", "1a", "de-x", "zh-Hant-TW-x-long", "dé"] {
            assert_eq!(tag(text), None, "{text}");
        }
    }
}
