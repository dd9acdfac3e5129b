//! Tiles, painted side by side as red, green and blue with 8 bits, and how opaque they are.

use image::{DynamicImage, RgbImage, RgbaImage};
use re_rav1d::{Picture, PixelLayout, PlanarImageComponent, Plane};

use super::color::Matrix;

/// The numbers of luma, or of a difference of color, for each pixel of a picture.
pub(super) struct Samples {
    plane: Plane,
    /// Number of bytes of a line.
    stride: usize,
    /// Whether a number has two bytes.
    is_wide: bool,
    /// Whether two pixels side by side have one number, and two lines.
    half: (bool, bool),
    /// The size of the picture.
    width: u32,
    height: u32,
}

impl Samples {
    pub fn of(picture: &Picture, component: PlanarImageComponent) -> Samples {
        let half = match (component, picture.pixel_layout()) {
            (PlanarImageComponent::Y, _) => (false, false),
            (_, layout) => {
                (matches!(layout, PixelLayout::I420 | PixelLayout::I422), matches!(layout, PixelLayout::I420))
            }
        };
        Samples {
            plane: picture.plane(component),
            stride: length(picture.stride(component)),
            is_wide: picture.bit_depth() > 8,
            half,
            width: picture.width(),
            height: picture.height(),
        }
    }

    fn line(&self, y: u32) -> Line<'_> {
        let [last, last_line] = [(self.width, self.half.0), (self.height, self.half.1)]
            .map(|(size, is_half)| length(if is_half { size.div_ceil(2) } else { size } - 1));
        let (near, next) = if self.half.1 { nearest(length(y), last_line) } else { (length(y), length(y)) };
        let [near, next] = [near, next].map(|n| &self.plane[n * self.stride..][..self.stride]);
        Line { near, next, is_wide: self.is_wide, half: self.half, last }
    }
}

/// A line of numbers, and the one that is the next nearest.
#[derive(Clone, Copy)]
struct Line<'a> {
    near: &'a [u8],
    next: &'a [u8],
    is_wide: bool,
    half: (bool, bool),
    last: usize,
}

impl Line<'_> {
    /// Returns the number of a pixel. Of those that are between the pixels, it is a mean of four, of which the nearest have
    /// three times the weight.
    fn at(self, x: usize) -> u16 {
        if self.half == (false, false) {
            return self.number(self.near, x);
        }
        let (near, next) = if self.half.0 { nearest(x, self.last) } else { (x, x) };
        let [near, next] =
            [near, next].map(|n| 3 * u32::from(self.number(self.near, n)) + u32::from(self.number(self.next, n)));
        ((3 * near + next + 8) / 16) as u16
    }

    fn number(self, bytes: &[u8], n: usize) -> u16 {
        match self.is_wide {
            true => u16::from_ne_bytes([bytes[2 * n], bytes[2 * n + 1]]),
            false => bytes[n].into(),
        }
    }
}

/// Returns the nearest of half as many numbers, and the next nearest.
fn nearest(pixel: usize, last: usize) -> (usize, usize) {
    let near = pixel / 2;
    (near, if pixel.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(last) })
}

/// A picture as it is painted.
pub(super) struct Canvas {
    width: u32,
    height: u32,
    /// Number of bytes of a pixel: 4 with alpha.
    channels: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    pub fn new(width: u32, height: u32, has_alpha: bool) -> Canvas {
        let channels = if has_alpha { 4 } else { 3 };
        Canvas { width, height, channels, pixels: vec![0; length(width) * length(height) * channels] }
    }

    /// Paints a tile. What reaches beyond the canvas is left out.
    pub fn paint(&mut self, left: u32, top: u32, luma: &Samples, chroma: Option<&[Samples; 2]>, matrix: &Matrix) {
        self.each_line(left, top, luma, |y, pixels, channels| {
            let luma = luma.line(y);
            let chroma = chroma.map(|[u, v]| [u.line(y), v.line(y)]);
            for (x, pixel) in pixels.chunks_exact_mut(channels).enumerate() {
                let [u, v] = chroma.map_or([0; 2], |chroma| chroma.map(|line| line.at(x)));
                pixel[..3].copy_from_slice(&matrix.rgb([luma.at(x), u, v]));
            }
        });
    }

    /// Paints how opaque a tile is. Nothing if the canvas has no alpha.
    pub fn paint_alpha(&mut self, left: u32, top: u32, alpha: &Samples, matrix: &Matrix) {
        self.each_line(left, top, alpha, |y, pixels, channels| {
            let alpha = alpha.line(y);
            for (x, pixel) in pixels.chunks_exact_mut(channels).enumerate() {
                if let Some(opaque) = pixel.get_mut(3) {
                    [*opaque, ..] = matrix.rgb([alpha.at(x), 0, 0]);
                }
            }
        });
    }

    /// Divides the colors by alpha, by which they were multiplied. The canvas has alpha.
    pub fn divide_by_alpha(&mut self) {
        for pixel in self.pixels.chunks_exact_mut(self.channels) {
            let [colors @ .., alpha] = pixel else { continue };
            let alpha = u32::from(*alpha);
            for color in colors {
                let divided = (u32::from(*color) * 255 + alpha / 2).checked_div(alpha);
                *color = divided.map_or(0, |color| color.min(255) as u8);
            }
        }
    }

    pub fn into_image(self) -> DynamicImage {
        let (width, height) = (self.width, self.height);
        let image = match self.channels {
            4 => RgbaImage::from_raw(width, height, self.pixels).map(DynamicImage::ImageRgba8),
            _ => RgbImage::from_raw(width, height, self.pixels).map(DynamicImage::ImageRgb8),
        };
        image.expect("there are as many bytes as pixels need")
    }

    /// Calls a function for each line of a tile that is on the canvas, with its pixels.
    fn each_line(&mut self, left: u32, top: u32, of: &Samples, mut paint: impl FnMut(u32, &mut [u8], usize)) {
        let channels = self.channels;
        let start = length(left) * channels;
        let end = length(left.saturating_add(of.width).min(self.width)) * channels;
        let lines = self.pixels.chunks_exact_mut(length(self.width) * channels).skip(length(top));
        for (y, pixels) in (0..of.height).zip(lines) {
            paint(y, &mut pixels[start..end], channels);
        }
    }
}

fn length(number: u32) -> usize {
    usize::try_from(number).expect("32 bits fit")
}
