//! Fonts: which characters they have, how wide these are, and where lines break.

use std::collections::HashMap;

use krilla::{
    Data,
    text::{Font, GlyphId, KrillaGlyph},
};
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What stands for a character that a font lacks: the first of these that it has.
const REPLACEMENTS: [char; 3] = ['\u{fffd}', '\u{25a1}', '?'];

/// What is drawn for a character that a font lacks and that looks the same: a minus, and a hyphen at which no line breaks.
const LOOKALIKES: [(char, char); 2] = [('\u{2212}', '\u{2013}'), ('\u{2011}', '-')];

/// A font. Each character is one glyph: nothing is shaped.
pub(super) struct Face {
    pub font: Font,
    /// The glyph of each character, and its advance for a size of 1.
    glyphs: HashMap<char, (GlyphId, f32)>,
    replacement: (GlyphId, f32),
}

impl Face {
    /// Reads an OpenType font; `None` if it cannot be read, or has no character to stand for a missing one.
    pub fn read(data: Data) -> Option<Face> {
        let mut glyphs = HashMap::new();
        {
            let font = FontRef::new(data.as_ref()).ok()?;
            let units = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
            let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
            for (code, glyph) in font.charmap().mappings() {
                let Some(character) = char::from_u32(code) else { continue };
                let advance = metrics.advance_width(glyph).unwrap_or_default() / units;
                // Glyph 0 stands for all that is missing, which PDF/A does not allow.
                if glyph.to_u32() != 0 && advance.is_finite() {
                    glyphs.insert(character, (GlyphId::new(glyph.to_u32()), advance));
                }
            }
        }
        for (character, lookalike) in LOOKALIKES {
            if let Some(glyph) = glyphs.get(&lookalike).copied() {
                glyphs.entry(character).or_insert(glyph);
            }
        }
        let replacement = REPLACEMENTS.iter().find_map(|character| glyphs.get(character).copied())?;
        Some(Face { font: Font::new(data, 0)?, glyphs, replacement })
    }

    fn glyph(&self, character: char) -> (GlyphId, f32) {
        self.glyphs.get(&character).copied().unwrap_or(self.replacement)
    }

    /// Returns the width of a text.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|character| self.glyph(character).1).sum::<f32>() * size
    }

    /// Returns the glyphs of a text.
    pub fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let of = |(at, character): (usize, char)| {
            let (glyph, advance) = self.glyph(character);
            KrillaGlyph::new(glyph, advance, 0.0, 0.0, 0.0, at..at + character.len_utf8(), None)
        };
        text.char_indices().map(of).collect()
    }

    /// Breaks a text into printable lines of at most this width: after spaces, hyphens and slashes, and within a word only if it is
    /// wider than a line. A line keeps the space at which it was broken.
    pub fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let paragraph = printable(paragraph);
            let (mut line, mut used) = (String::new(), 0.0);
            for word in paragraph.split_inclusive([' ', '-', '/']) {
                if !line.is_empty() && used + self.width(word.trim_end(), size) > width {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                for character in word.chars() {
                    let advance = self.glyph(character).1 * size;
                    let fits = used + advance <= width || character == ' ' || is_combining_mark(character);
                    if !line.is_empty() && !fits {
                        lines.push(std::mem::take(&mut line));
                        used = 0.0;
                    }
                    line.push(character);
                    used += advance;
                }
            }
            lines.push(line);
        }
        lines
    }
}

/// Returns a text as it can be drawn: composed (NFC), every space that breaks a line as a space, and without what has no shape. A
/// character that PDF/A does not allow is replaced.
pub(super) fn printable(text: &str) -> String {
    text.nfc()
        .filter_map(|character| match character {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
            // Soft hyphens, joiners, marks of direction, selectors of variants.
            '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => None,
            '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}' => None,
            // For private use, or no characters.
            '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'.. => Some('\u{fffd}'),
            _ if u32::from(character) & 0xfffe == 0xfffe => Some('\u{fffd}'),
            _ if character.is_control() => None,
            _ => Some(character),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static NOTO: LazyLock<Face> = LazyLock::new(|| Face::read(Data::from(super::super::REGULAR)).unwrap());

    #[test]
    fn the_font_has_what_europe_writes() {
        let face = &*NOTO;
        let letters = "ÄÖÜäöüß ąćęłńóśźż çğıİöşü ĀāČčĒē Ελλάδα България Україна Її Ðð Þþ đĐ Ạộữ";
        let signs = "− – — ‑ × · … „“” ‚‘’ «» ‹› § % ‰ № ™ © €£¥₺₴₽₩₫₱₹ \u{a0}\u{202f}";
        let missing: Vec<char> =
            letters.chars().chain(signs.chars()).filter(|character| !face.glyphs.contains_key(character)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn digits_are_equally_wide() {
        let face = &*NOTO;
        assert!(('0'..='9').all(|digit| face.width(&digit.to_string(), 10.0) == face.width("0", 10.0)));
    }

    #[test]
    fn a_missing_character_has_a_shape() {
        let face = &*NOTO;
        assert_eq!(face.glyphs("漢")[0].glyph_id, face.replacement.0);
        assert!(face.width("漢", 10.0) > 0.0);
    }

    #[test]
    fn lines_break_at_spaces_and_keep_them() {
        let face = &*NOTO;
        let width = face.width("one two", 10.0);
        assert_eq!(face.wrap("one two three", 10.0, width), ["one two ", "three"]);
        assert_eq!(face.wrap("one\ntwo", 10.0, width), ["one", "two"]);
        assert_eq!(face.wrap("19,90\u{a0}€ two", 10.0, face.width("19,90\u{a0}€", 10.0)), ["19,90\u{a0}€ ", "two"]);
        assert!(face.wrap("", 10.0, width).is_empty());
    }

    #[test]
    fn what_has_no_shape_is_not_drawn() {
        assert_eq!(printable("a\u{200f}b\u{ad}c\u{7}d\te\u{e000}"), "abcd e\u{fffd}");
        assert_eq!(printable("u\u{308}"), "ü");
    }

    proptest! {
        #[test]
        fn any_text_fits_into_its_lines_and_is_whole(text in ".{0,80}", width in 8.0f32..200.0) {
            let face = &*NOTO;
            let lines = face.wrap(&text, 9.0, width);
            for line in &lines {
                let (marks, others): (Vec<char>, Vec<char>) =
                    line.trim_end().chars().partition(|character| is_combining_mark(*character));
                // A character that is wider than a line has one of its own, and a mark stays with what it is above.
                let width = width + face.width(&marks.iter().collect::<String>(), 9.0) + 0.01;
                prop_assert!(others.len() <= 1 || face.width(line.trim_end(), 9.0) <= width, "{:?}", line);
            }
            let whole: String = text.lines().map(printable).collect();
            prop_assert_eq!(lines.concat(), whole);
        }
    }
}
