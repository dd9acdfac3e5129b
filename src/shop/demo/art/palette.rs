//! Colour palettes.

use super::super::rng::hash;

/// Five colours: the background, the ink, and three accents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    pub name: &'static str,
    pub ground: &'static str,
    pub ink: &'static str,
    /// The accents, from the strongest to the weakest.
    pub hues: [&'static str; 3],
}

const fn palette(name: &'static str, ground: &'static str, ink: &'static str, hues: [&'static str; 3]) -> Palette {
    Palette { name, ground, ink, hues }
}

pub const PALETTES: [Palette; 11] = [
    palette("bone", "#efebe2", "#201d1a", ["#c2462f", "#8d8676", "#cfc6b3"]),
    palette("dusk", "#f5e5df", "#251d3d", ["#e0707f", "#6b4f96", "#f4b98d"]),
    palette("ember", "#f6e9d8", "#2b161b", ["#d6472c", "#8a2638", "#f0a441"]),
    palette("glacier", "#e8f0f4", "#11263a", ["#e8604c", "#2f6ca3", "#9cc6df"]),
    palette("moss", "#eff0e2", "#1b2a21", ["#e5b94e", "#46744a", "#a7bb6b"]),
    palette("night", "#101a2e", "#f3ecdd", ["#f0b94a", "#e2603f", "#3a5aa8"]),
    palette("ochre", "#f5ecd9", "#2a2018", ["#c77d27", "#2f6660", "#e8b65a"]),
    palette("pine", "#e7ebe3", "#0f2622", ["#e59a6f", "#1f5d51", "#7fb09c"]),
    palette("plum", "#f0e6ee", "#2b1233", ["#c4508e", "#6d2a66", "#efb27d"]),
    palette("rose", "#faece5", "#35161f", ["#cf4a58", "#2d6b6e", "#f2a79c"]),
    palette("tide", "#e6efee", "#0e2938", ["#f0ae57", "#1d6a86", "#7dc3be"]),
];

impl Palette {
    /// Returns the palette with this name. Unknown names are mapped to a palette reproducibly.
    pub fn named(name: &str) -> Palette {
        let chosen = PALETTES.iter().find(|palette| palette.name == name);
        *chosen.unwrap_or(&PALETTES[hash(name) as usize % PALETTES.len()])
    }

    /// Returns whether the background is dark and the ink light.
    pub fn is_dark(&self) -> bool {
        rgb(self.ground).iter().map(|&c| u32::from(c)).sum::<u32>() < 3 * 128
    }
}

fn rgb(hex: &str) -> [u8; 3] {
    let channel = |at: usize| hex.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0);
    [channel(1), channel(3), channel(5)]
}

/// Mixes two colours: `share` (0 to 1) of `b`, the rest of `a`.
pub fn mix(a: &str, b: &str, share: f32) -> String {
    let (a, b) = (rgb(a), rgb(b));
    let channel = |i: usize| (f32::from(a[i]) + (f32::from(b[i]) - f32::from(a[i])) * share).round() as u8;
    format!("#{:02x}{:02x}{:02x}", channel(0), channel(1), channel(2))
}
