//! The sizes that posters are printed in, with what shipping has to know of them.

/// A size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The end of the ids of its prints.
    pub id: &'static str,
    pub name: &'static str,
    /// In millimetres, which need no translation.
    pub dimensions: &'static str,
    /// The shipping weight, flat between boards or rolled in a tube.
    pub grams: u32,
}

pub const A4: Size = Size { id: "a4", name: "A4", dimensions: "210 × 297 mm", grams: 120 };
pub const A3: Size = Size { id: "a3", name: "A3", dimensions: "297 × 420 mm", grams: 180 };
pub const A2: Size = Size { id: "a2", name: "A2", dimensions: "420 × 594 mm", grams: 290 };
pub const LARGE: Size = Size { id: "50x70", name: "50 × 70", dimensions: "500 × 700 mm", grams: 380 };

const SIZES: [Size; 4] = [A4, A3, A2, LARGE];

impl Size {
    /// Returns the size of this name, as people write it: `a3`, `50x70`.
    pub fn named(name: &str) -> Option<Size> {
        let written: String = name.to_lowercase().replace('×', "x").split_whitespace().collect();
        SIZES.into_iter().find(|size| size.id == written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_known_by_what_people_write() {
        for size in SIZES {
            assert_eq!((Size::named(size.name), Size::named(size.id)), (Some(size), Some(size)));
        }
        assert_eq!((Size::named("50 x 70"), Size::named(" a3 ")), (Some(LARGE), Some(A3)));
        assert_eq!((Size::named("A5"), Size::named("")), (None, None));
    }
}
