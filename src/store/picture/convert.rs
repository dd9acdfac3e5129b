//! The conversion of a picture: decoded within limits, upright, in sRGB, without metadata, and in all widths as WebP.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage,
    imageops::FilterType, metadata::Orientation,
};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use webp::{Encoder, PixelLayout};

use crate::{model::widths, store::upload::UploadError};

/// Maximum number of pixels. Those of a phone have up to 50 million.
const MOST_PIXELS: u64 = 50_000_000;
/// Maximum number of bytes of the decoded pixels, and of what a decoder allocates beside them.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// WebP has at most 16,383 lines: eight times the largest width fit.
const MOST_HEIGHT_PER_WIDTH: u32 = 8;
/// The quality of the versions, of 100: photographs look like the original.
const QUALITY: f32 = 78.0;

/// A picture in all of its widths.
pub(super) struct Converted {
    /// The width of the largest version.
    pub width: u32,
    /// The height of the largest version.
    pub height: u32,
    /// The versions: the width of each, and its file in WebP.
    pub versions: Vec<(u32, Vec<u8>)>,
}

/// A format that is decoded.
enum Format {
    Image(ImageFormat),
    Avif,
}

struct Decoded {
    image: DynamicImage,
    profile: Option<ColorProfile>,
    orientation: Orientation,
}

/// Converts an upload.
///
/// # Errors
/// If it is no picture that can be decoded within the limits.
pub(super) fn convert(upload: &[u8]) -> Result<Converted, UploadError> {
    let Decoded { image, profile, orientation } = decode(upload)?;
    let (width, height) = upright(orientation, image.width(), image.height());
    if height > width.saturating_mul(MOST_HEIGHT_PER_WIDTH) {
        return Err(UploadError::TooNarrow);
    }
    let widths = widths(width);
    let largest = widths.last().copied().unwrap_or(width);
    let height_at = |at: u32| {
        let rounded = (u64::from(height) * u64::from(at) + u64::from(width) / 2) / u64::from(width);
        u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
    };
    // Turned when it is small: to turn it takes a second copy.
    let (lying_width, lying_height) = upright(orientation, largest, height_at(largest));
    let small = resized(&image, lying_width, lying_height);
    drop(image);
    let mut small = in_srgb(small, profile.as_ref());
    small.apply_orientation(orientation);
    let mut versions = Vec::new();
    for width in widths {
        let version =
            if width == largest { encoded(&small)? } else { encoded(&resized(&small, width, height_at(width)))? };
        versions.push((width, version));
    }
    Ok(Converted { width: largest, height: height_at(largest), versions })
}

fn decode(upload: &[u8]) -> Result<Decoded, UploadError> {
    match format(upload)? {
        Format::Image(format) => decode_image(upload, format),
        #[cfg(feature = "avif")]
        Format::Avif => avif::decode(upload),
        #[cfg(not(feature = "avif"))]
        Format::Avif => Err(UploadError::UnknownFormat),
    }
}

fn format(upload: &[u8]) -> Result<Format, UploadError> {
    // A container says several things of itself. That it is a picture at all, as `mif1` does, comes last.
    let brands = brands(upload);
    let is_one_of = |names: &[&[u8; 4]]| brands.chunks_exact(4).any(|brand| names.iter().any(|name| *name == brand));
    if is_one_of(&[b"avis"]) {
        return Err(UploadError::SeveralPictures);
    }
    if is_one_of(&[b"avif"]) {
        return Ok(Format::Avif);
    }
    if is_one_of(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        return Err(UploadError::Heic);
    }
    match image::guess_format(upload) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => Ok(Format::Image(format)),
        _ => Err(UploadError::UnknownFormat),
    }
}

/// Returns what a container says that it is: the content of its first box, names of four letters each.
fn brands(upload: &[u8]) -> &[u8] {
    let Some((length, rest)) = upload.split_first_chunk() else {
        return &[];
    };
    let content = rest.strip_prefix(b"ftyp").unwrap_or_default();
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or_default().saturating_sub(8);
    &content[..length.min(content.len())]
}

fn decode_image(upload: &[u8], format: ImageFormat) -> Result<Decoded, UploadError> {
    if is_animated(upload, format) {
        return Err(UploadError::SeveralPictures);
    }
    if format == ImageFormat::Jpeg && !is_complete(upload) {
        return Err(UploadError::Damaged("it ends too early".to_owned()));
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(upload), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(UploadError::Damaged("it has no pixels".to_owned()));
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_BYTES {
        return Err(UploadError::TooManyPixels);
    }
    // A picture with metadata that cannot be read is still a picture.
    let profile = decoder.icc_profile().ok().flatten();
    let profile = profile.and_then(|profile| ColorProfile::new_from_slice(&profile).ok());
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    Ok(Decoded { image, profile, orientation })
}

/// Returns whether a picture is the first of several: a PNG with a chunk `acTL` before its pixels (PNG, third edition, 11.3.6.1), or a
/// WebP with the flag for animations (RFC 9649, 2.7).
fn is_animated(upload: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Png => {
            let pixels = position(upload, b"IDAT").unwrap_or(upload.len());
            let frames = position(&upload[..pixels], b"acTL").and_then(|at| upload.get(at + 4..at + 8));
            frames.is_some_and(|frames| frames != [0, 0, 0, 1])
        }
        ImageFormat::WebP => upload.get(12..16) == Some(b"VP8X") && upload.get(20).is_some_and(|flags| flags & 2 != 0),
        _ => false,
    }
}

/// Returns whether a JPEG has an end after its first scan (ITU-T T.81, annex B). The decoder makes gray of what is missing.
fn is_complete(jpeg: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[first, marker, high, low]) = jpeg.get(at..at + 4) {
        at += match marker {
            // What stands between segments is skipped.
            _ if first != 0xff => 1,
            0x00 | 0xff => 1,
            0xda => return position(&jpeg[at..], &[0xff, 0xd9]).is_some(),
            0x01 | 0xd0..=0xd8 => 2,
            _ => 2 + usize::from(u16::from_be_bytes([high, low])),
        };
    }
    false
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn refusal(error: ImageError) -> UploadError {
    match error {
        ImageError::Limits(_) => UploadError::TooManyPixels,
        error => UploadError::Damaged(error.to_string()),
    }
}

/// Returns a width and a height, exchanged if the orientation puts a picture from its side on its feet, or back.
fn upright(orientation: Orientation, width: u32, height: u32) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => {
            (height, width)
        }
        _ => (width, height),
    }
}

fn resized(image: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    if (image.width(), image.height()) == (width, height) {
        return image.clone();
    }
    // The better filter takes 16 bytes for each pixel of the width and the new height, so what is much larger is halved first.
    let near = (image.width() / 3 > width).then(|| image.thumbnail_exact(width * 2, height * 2));
    near.as_ref().unwrap_or(image).resize_exact(width, height, FilterType::Lanczos3)
}

/// Returns the picture with 8 bits for each of red, green and blue, in sRGB, which is what a picture without a profile is
/// taken for: those of phones often have more colors.
fn in_srgb(image: DynamicImage, profile: Option<&ColorProfile>) -> DynamicImage {
    let image = match image.color().has_alpha() {
        true => DynamicImage::ImageRgba8(image.into_rgba8()),
        false => DynamicImage::ImageRgb8(image.into_rgb8()),
    };
    profile.and_then(|profile| from_profile(&image, profile)).unwrap_or(image)
}

/// Converts a picture from its color profile. `None` if there is nothing to convert, or no way to.
fn from_profile(image: &DynamicImage, profile: &ColorProfile) -> Option<DynamicImage> {
    if profile.color_space != DataColorSpace::Rgb {
        return None;
    }
    let has_alpha = image.color().has_alpha();
    let layout = if has_alpha { Layout::Rgba } else { Layout::Rgb };
    let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
    let transform = profile.create_transform_8bit(layout, &srgb, layout, options).ok()?;
    let (width, height, mut pixels) = (image.width(), image.height(), vec![0; image.as_bytes().len()]);
    transform.transform(image.as_bytes(), &mut pixels).ok()?;
    match has_alpha {
        true => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8),
        false => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
    }
}

/// Encodes a picture with 8 bits for each color.
fn encoded(image: &DynamicImage) -> Result<Vec<u8>, UploadError> {
    let layout = if image.color().has_alpha() { PixelLayout::Rgba } else { PixelLayout::Rgb };
    let encoder = Encoder::new(image.as_bytes(), layout, image.width(), image.height());
    let file = encoder.encode_simple(false, QUALITY).map_err(|error| UploadError::Damaged(format!("{error:?}")))?;
    Ok(file.to_vec())
}

#[cfg(feature = "avif")]
mod avif;
#[cfg(test)]
mod tests;
