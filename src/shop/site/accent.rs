//! The accent color: whether it can be read where the style sheets use it, and the sheet that sets it.
//!
//! Links, prices and marks are written in it, on each background of the shop. No color can be read on white and on black
//! alike, so there is one for each color scheme. That of the dark one is made from the other unless the owner sets it.

use std::fmt;

use pannier::managed::{FieldError, FieldProblem, Values};
use sha2::{Digest, Sha256};

/// The least contrast of a text with its background (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;

/// A color scheme of `style/store/tokens.css`.
struct Scheme {
    /// The color of the page.
    paper: Color,
    /// The background with which the accent has the least contrast.
    hardest: Color,
    /// The greatest part of the accent in its soft background, in percent.
    softest: u32,
}

const LIGHT: Scheme = Scheme { paper: Color([0xff, 0xff, 0xff]), hardest: Color([0xf5, 0xf6, 0xf4]), softest: 12 };
const DARK: Scheme = Scheme { paper: Color([0x12, 0x15, 0x16]), hardest: Color([0x1f, 0x24, 0x25]), softest: 15 };
const WHITE: Color = Color([0xff, 0xff, 0xff]);

/// A color in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Color([u8; 3]);

impl Color {
    /// Reads `#rrggbb`.
    fn parse(text: &str) -> Option<Color> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        let part = |n: usize| u8::from_str_radix(&digits[2 * n..2 * n + 2], 16).ok();
        Some(Color([part(0)?, part(1)?, part(2)?]))
    }

    /// Returns this color with `percent` of another one in it.
    fn mixed(self, other: Color, percent: u32) -> Color {
        let part = |n: usize| {
            let sum = u32::from(self.0[n]) * (100 - percent) + u32::from(other.0[n]) * percent;
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Color([part(0), part(1), part(2)])
    }

    /// Returns the relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn is_readable_on(self, other: Color) -> bool {
        let (one, another) = (self.luminance(), other.luminance());
        (one.max(another) + 0.05) / (one.min(another) + 0.05) >= READABLE
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Scheme {
    /// Returns the background for what is marked with the accent: as much of it as leaves it readable there.
    fn soft(&self, accent: Color) -> Color {
        let mut backgrounds = (0..=self.softest).rev().map(|percent| self.paper.mixed(accent, percent));
        backgrounds.find(|soft| accent.is_readable_on(*soft)).unwrap_or(self.paper)
    }
}

/// Returns the accent of the dark scheme: that of the owner, or else a tint of the light one's.
fn dark(values: &Values, light: Color) -> Color {
    let mut tints = (0..=100).map(|percent| light.mixed(WHITE, percent));
    let own = Color::parse(values.get("accent_dark"));
    own.or_else(|| tints.find(|tint| tint.is_readable_on(DARK.hardest))).unwrap_or(WHITE)
}

/// Returns what is wrong with the colors of the settings.
pub fn problems(values: &Values) -> Vec<FieldError> {
    let low = [("accent", LIGHT), ("accent_dark", DARK)].into_iter().filter_map(|(field, scheme)| {
        let color = Color::parse(values.get(field))?;
        (!color.is_readable_on(scheme.hardest)).then(|| FieldError::new(field, FieldProblem::LowContrast))
    });
    let mut problems: Vec<_> = low.collect();
    if values.get("accent").is_empty() && !values.get("accent_dark").is_empty() {
        problems.push(FieldError::new("accent", FieldProblem::Required));
    }
    problems
}

/// The style sheet with the owner's accent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyleSheet {
    /// The path, which contains a hash of the text.
    pub path: String,
    pub text: String,
}

impl StyleSheet {
    /// Returns the style sheet for these settings; `None` if the owner has set no accent.
    pub fn of(values: &Values) -> Option<StyleSheet> {
        let light = Color::parse(values.get("accent"))?;
        let dark = dark(values, light);
        let (soft, soft_dark) = (LIGHT.soft(light), DARK.soft(dark));
        let text = format!(
            ":root {{\n    --pn-accent: light-dark({light}, {dark});\n    --pn-accent-soft: light-dark({soft}, {soft_dark});\n}}\n"
        );
        let hash: String = Sha256::digest(&text)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        Some(StyleSheet { path: format!("/site-{hash}.css"), text })
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    fn settings(accent: &str, accent_dark: &str) -> Values {
        Values::new().with("accent", accent).with("accent_dark", accent_dark)
    }

    fn refused(accent: &str, accent_dark: &str) -> Vec<String> {
        problems(&settings(accent, accent_dark)).into_iter().map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn an_accent_can_be_read_in_both_schemes() {
        assert!(
            refused("", "").is_empty() && refused("#0b5f58", "").is_empty() && refused("#0b5f58", "#79cbbd").is_empty()
        );
        assert_eq!(problems(&settings("#ffd400", ""))[0], FieldError::new("accent", FieldProblem::LowContrast));
        assert_eq!(
            problems(&settings("#0b5f58", "#0b5f58"))[0],
            FieldError::new("accent_dark", FieldProblem::LowContrast)
        );
        assert_eq!(problems(&settings("", "#79cbbd"))[0], FieldError::new("accent", FieldProblem::Required));
    }

    #[test]
    fn whatever_is_accepted_is_readable_on_what_is_made_of_it() {
        for n in 0..4096_u32 {
            let part = |shift: u32| u8::try_from((n >> shift) & 15).unwrap_or_default() * 17;
            let light = Color([part(8), part(4), part(0)]);
            let values = settings(&light.to_string(), "");
            if !problems(&values).is_empty() {
                continue;
            }
            let dark = dark(&values, light);
            assert!(light.is_readable_on(LIGHT.paper) && light.is_readable_on(LIGHT.soft(light)), "{light}");
            assert!(dark.is_readable_on(DARK.paper) && dark.is_readable_on(DARK.hardest), "{light}: {dark}");
            assert!(dark.is_readable_on(DARK.soft(dark)), "{light}: {dark}");
        }
    }

    #[test]
    fn the_sheet_is_named_by_what_it_says() {
        let sheet = StyleSheet::of(&settings("#0b5f58", "#79cbbd")).unwrap();
        assert!(sheet.text.contains("--pn-accent: light-dark(#0b5f58, #79cbbd);"), "{}", sheet.text);
        assert!(sheet.path.starts_with("/site-") && sheet.path.len() == "/site-.css".len() + 16, "{}", sheet.path);
        assert_ne!(StyleSheet::of(&settings("#0b5f58", "")).unwrap().path, sheet.path);
        assert_eq!(StyleSheet::of(&settings("", "")), None);
    }

    #[test]
    fn the_backgrounds_are_those_of_the_tokens() {
        let tokens = Path::new(env!("CARGO_MANIFEST_DIR")).join("style/store/tokens.css");
        let tokens = fs::read_to_string(tokens).unwrap();
        let background = |token: &str| {
            let (_, rest) = tokens.split_once(&format!("--pn-{token}: light-dark(")).unwrap();
            let (light, dark) = rest.split_once(')').unwrap().0.split_once(", ").unwrap();
            [light, dark].map(|color| if color == "#fff" { WHITE } else { Color::parse(color).unwrap() })
        };
        let all = ["paper", "surface", "raised"].map(background);
        assert_eq!(all[0], [LIGHT.paper, DARK.paper]);
        let darkest = all.map(|[light, _]| light).into_iter().min_by(|a, b| a.luminance().total_cmp(&b.luminance()));
        let brightest = all.map(|[_, dark]| dark).into_iter().max_by(|a, b| a.luminance().total_cmp(&b.luminance()));
        assert_eq!((darkest, brightest), (Some(LIGHT.hardest), Some(DARK.hardest)));
    }
}
