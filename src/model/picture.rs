//! Pictures of products.

use serde::{Deserialize, Serialize};

use super::Paths;

/// The widths that a picture is stored in, in pixels: those below its own, and its own.
const WIDTHS: [u32; 5] = [320, 640, 960, 1280, 1920];

/// A picture of a product, in several widths. The store serves it: [`Store::pictures`](crate::Store::pictures) loads it,
/// and [`ProductPicture`](crate::components::ProductPicture) shows it.
///
/// ```
/// use pannier::{Paths, Picture};
///
/// let picture = Picture::new(&Paths::mounted_at("/shop"), "0f343b0931126a20f133d67c2b018a3b", 800, 600);
/// assert_eq!(picture.src(500), "/shop/pictures/0f343b0931126a20f133d67c2b018a3b-640.webp");
/// assert!(picture.srcset().ends_with("-800.webp 800w"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Picture {
    /// The id: 32 hexadecimal digits of the hash (SHA-256) of what was uploaded.
    pub id: String,
    /// The width of the largest version in pixels, at most 1920.
    pub width: u32,
    /// The height of the largest version in pixels.
    pub height: u32,
    /// The prefix of the store's routes.
    prefix: String,
}

impl Picture {
    /// The maximum size of an upload of a picture in bytes: 20 MiB.
    pub const LARGEST_UPLOAD: u64 = 20 * 1024 * 1024;

    /// Refers to a picture of a store whose routes are at these paths.
    pub fn new(paths: &Paths, id: impl Into<String>, width: u32, height: u32) -> Picture {
        Picture { id: id.into(), width, height, prefix: paths.prefix.clone() }
    }

    /// Returns the widths of its versions in pixels, the smallest first.
    pub fn widths(&self) -> Vec<u32> {
        widths(self.width)
    }

    /// Returns the path of the smallest version that is at least `width` pixels wide, or of the largest. What is at it never
    /// changes.
    pub fn src(&self, width: u32) -> String {
        let enough = self.widths().into_iter().find(|has| *has >= width).unwrap_or(self.width);
        self.at(enough)
    }

    /// Returns all versions, as the attribute `srcset` of an image has them.
    pub fn srcset(&self) -> String {
        let versions = self.widths().into_iter().map(|width| format!("{} {width}w", self.at(width)));
        versions.collect::<Vec<_>>().join(", ")
    }

    fn at(&self, width: u32) -> String {
        format!("{}/pictures/{}-{width}.webp", self.prefix, self.id)
    }
}

/// Returns the widths of the versions of a picture that is so wide.
pub(crate) fn widths(own: u32) -> Vec<u32> {
    let largest = WIDTHS[WIDTHS.len() - 1].min(own);
    WIDTHS.into_iter().filter(|width| *width < largest).chain([largest]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_the_widths_below_its_own_and_its_own() {
        for (own, expected) in [
            (1, &[1][..]),
            (320, &[320]),
            (321, &[320, 321]),
            (1000, &[320, 640, 960, 1000]),
            (1920, &[320, 640, 960, 1280, 1920]),
            (8064, &[320, 640, 960, 1280, 1920]),
        ] {
            assert_eq!(widths(own), expected, "{own}");
        }
    }

    #[test]
    fn a_page_gets_the_version_that_it_has_room_for() {
        let picture = Picture::new(&Paths::default(), "ab", 1000, 500);
        for (room, width) in [(0, 320), (320, 320), (321, 640), (961, 1000), (5000, 1000)] {
            assert_eq!(picture.src(room), format!("/pictures/ab-{width}.webp"), "{room}");
        }
        let all = "/pictures/ab-320.webp 320w, /pictures/ab-640.webp 640w, /pictures/ab-960.webp 960w, \
                   /pictures/ab-1000.webp 1000w";
        assert_eq!(picture.srcset(), all);
    }
}
