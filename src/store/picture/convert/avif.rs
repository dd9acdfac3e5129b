//! Pictures in AVIF (<https://aomediacodec.github.io/av1-avif/>): still pictures in AV1, in a container of ISO/IEC 23008-12.
//!
//! The decoder is dav1d in Rust, behind functions of C: a panic in it cannot be caught, and ends the process. So it is given no
//! more than a still picture consists of, a sequence header and one frame: without metadata, some of which makes it panic.

use image::{DynamicImage, metadata::Orientation};
use moxcms::ColorProfile;
use re_rav1d::{Decoder, PixelLayout, PlanarImageComponent as Component, Settings};

use super::{Decoded, MOST_PIXELS};
use crate::store::upload::UploadError;

mod boxes;
mod canvas;
mod color;
mod container;
mod still;

use boxes::Bytes;
use canvas::{Canvas, Samples};
use color::{Cicp, Matrix};
use container::Container;
use still::still;

/// An item, as the tiles that it consists of: most have one.
struct Layer {
    width: u32,
    height: u32,
    columns: u32,
    /// The width and the height of a tile. The last ones may be cut off.
    tile: (u32, u32),
    tiles: Vec<u32>,
}

/// Decodes a picture.
///
/// # Errors
/// If it is damaged, has more than [`MOST_PIXELS`], or is not a still picture in standard dynamic range.
pub(super) fn decode(upload: &[u8]) -> Result<Decoded, UploadError> {
    let container = Container::read(upload)?;
    let primary = container.primary();
    let layer = layer_of(&container, primary)?;
    let alpha = container.alpha_of(primary);
    let mut canvas = Canvas::new(layer.width, layer.height, alpha.is_some());
    let cicp = paint(&container, &layer, container.cicp(primary), &mut canvas)?;
    if let Some(alpha) = alpha {
        let of_alpha = layer_of(&container, alpha)?;
        if (of_alpha.width, of_alpha.height) != (layer.width, layer.height) {
            return Err(damaged("its transparency has another size"));
        }
        paint_alpha(&container, &of_alpha, &mut canvas)?;
        if container.referred(primary, b"prem").contains(&alpha) {
            canvas.divide_by_alpha();
        }
    }
    let profile = match container.icc(primary) {
        // A picture with a profile that cannot be read is still a picture.
        Some(icc) => ColorProfile::new_from_slice(icc).ok(),
        None => cicp.map(Cicp::profile).transpose()?.flatten(),
    };
    let image = cropped(canvas.into_image(), container.property(primary, b"clap"));
    Ok(Decoded { image, profile, orientation: orientation(&container, primary)? })
}

/// Paints the tiles of a picture. Returns the code points of its colors: those of the container, or else those of a frame.
fn paint(
    container: &Container<'_>,
    layer: &Layer,
    mut cicp: Option<Cicp>,
    canvas: &mut Canvas,
) -> Result<Option<Cicp>, UploadError> {
    draw(container, layer, |picture, left, top| {
        let cicp = *cicp.get_or_insert_with(|| Cicp::of(picture));
        let matrix = Matrix::new(cicp, bits(picture), picture.pixel_layout())?;
        let chroma = match picture.pixel_layout() {
            PixelLayout::I400 => None,
            _ => Some([Component::U, Component::V].map(|component| Samples::of(picture, component))),
        };
        canvas.paint(left, top, &Samples::of(picture, Component::Y), chroma.as_ref(), &matrix);
        Ok(())
    })?;
    Ok(cicp)
}

fn paint_alpha(container: &Container<'_>, layer: &Layer, canvas: &mut Canvas) -> Result<(), UploadError> {
    draw(container, layer, |picture, left, top| {
        let matrix = Matrix::gray(Cicp::of_range(picture), bits(picture));
        canvas.paint_alpha(left, top, &Samples::of(picture, Component::Y), &matrix);
        Ok(())
    })
}

/// Returns how large an item is, and which tiles it has.
fn layer_of(container: &Container<'_>, item: u32) -> Result<Layer, UploadError> {
    let (width, height) = size(container, item)?;
    if container.is(item, b"av01") {
        return Ok(Layer { width, height, columns: 1, tile: (width, height), tiles: vec![item] });
    }
    if !container.is(item, b"grid") {
        return Err(damaged("it is not in AV1"));
    }
    let content = container.content(item)?;
    let mut content = Bytes(&content);
    let (_, flags, rows, columns) = (content.byte()?, content.byte()?, content.byte()?, content.byte()?);
    let [rows, columns] = [rows, columns].map(|less_one| u32::from(less_one) + 1);
    let mut side = || content.id(flags & 1 == 1);
    let (in_grid, tiles) = ((side()?, side()?), container.referred(item, b"dimg").to_vec());
    let tile = size(container, tiles.first().copied().unwrap_or(item))?;
    let is_filled = |length: u32, tile: u32, count: u32| {
        u64::from(tile) * u64::from(count) >= length.into() && u64::from(tile) * u64::from(count - 1) < length.into()
    };
    let fits = (width, height) == in_grid
        && tiles.len() as u64 == u64::from(rows) * u64::from(columns)
        && is_filled(width, tile.0, columns)
        && is_filled(height, tile.1, rows);
    match fits && tiles.iter().all(|tile| container.is(*tile, b"av01")) {
        true => Ok(Layer { width, height, columns, tile, tiles }),
        false => Err(damaged("its tiles do not fit")),
    }
}

/// Returns the width and the height of an item, of which neither is 0.
fn size(container: &Container<'_>, item: u32) -> Result<(u32, u32), UploadError> {
    let mut content = container.property(item, b"ispe").ok_or_else(|| damaged("its size is missing"))?;
    content.version()?;
    let (width, height) = (content.u32()?, content.u32()?);
    if width == 0 || height == 0 {
        return Err(damaged("it has no pixels"));
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(UploadError::TooManyPixels);
    }
    Ok((width, height))
}

/// Decodes the tiles of an item, and has each painted at its place.
fn draw(
    container: &Container<'_>,
    layer: &Layer,
    mut paint: impl FnMut(&re_rav1d::Picture, u32, u32) -> Result<(), UploadError>,
) -> Result<(), UploadError> {
    let mut read = 0;
    for (n, item) in (0..).zip(&layer.tiles) {
        let content = container.content(*item)?;
        read += content.len();
        // The same part, for each of them, would be more than the whole.
        if read > container.length() {
            return Err(damaged("its parts overlap"));
        }
        if size(container, *item)? != layer.tile {
            return Err(damaged("its tiles do not fit"));
        }
        let picture = frame(&content, layer.tile)?;
        paint(&picture, n % layer.columns * layer.tile.0, n / layer.columns * layer.tile.1)?;
    }
    Ok(())
}

/// Decodes a frame of this size.
fn frame(content: &[u8], (width, height): (u32, u32)) -> Result<re_rav1d::Picture, UploadError> {
    let mut settings = Settings::new();
    // On this thread, and with no frame to come.
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_frame_size_limit(width.saturating_mul(height));
    // Grain is noise, added to a second copy. It would cost most of what the versions weigh.
    settings.set_apply_grain(false);
    let mut decoder = Decoder::with_settings(&settings).map_err(refusal)?;
    decoder.send_data(still(content)?, None, None, None).map_err(refusal)?;
    let picture = decoder.get_picture().map_err(refusal)?;
    if (picture.width(), picture.height()) != (width, height) {
        return Err(damaged("it has another size than it says"));
    }
    Ok(picture)
}

fn refusal(error: re_rav1d::Error) -> UploadError {
    match error {
        re_rav1d::Error::NotEnoughMemory => UploadError::TooManyPixels,
        error => UploadError::Damaged(error.to_string()),
    }
}

fn damaged(reason: &str) -> UploadError {
    UploadError::Damaged(reason.to_owned())
}

fn bits(picture: &re_rav1d::Picture) -> u32 {
    u32::try_from(picture.bit_depth()).unwrap_or(8)
}

/// Returns how a picture is to be turned. Its Exif metadata may say the same again, and does not count.
fn orientation(container: &Container<'_>, item: u32) -> Result<Orientation, UploadError> {
    let read = |name| container.property(item, name).map(|mut content| content.byte()).transpose();
    // Quarters of a turn, against the clock, before it is mirrored: upside down, or left to right.
    let (turn, mirror) = (read(b"irot")?.unwrap_or_default() & 3, read(b"imir")?.map(|axis| axis & 1));
    Ok(match (turn, mirror) {
        (0, None) => Orientation::NoTransforms,
        (1, None) => Orientation::Rotate270,
        (2, None) => Orientation::Rotate180,
        (_, None) => Orientation::Rotate90,
        (0, Some(0)) | (2, Some(1)) => Orientation::FlipVertical,
        (0 | 2, Some(_)) => Orientation::FlipHorizontal,
        (1, Some(0)) | (3, Some(1)) => Orientation::Rotate90FlipH,
        (_, Some(_)) => Orientation::Rotate270FlipH,
    })
}

/// Cuts a picture to its clean aperture. One that is not of whole pixels, or reaches beyond the picture, is left out.
fn cropped(image: DynamicImage, aperture: Option<Bytes<'_>>) -> DynamicImage {
    let area = aperture.and_then(|aperture| area(aperture, image.width(), image.height()));
    match area {
        Some([(left, width), (top, height)]) => image.crop_imm(left, top, width, height),
        None => image,
    }
}

/// Returns where an aperture begins, and how long it is, from the left and from the top. It is written as fractions: its
/// width, its height, and how far its center is from that of the picture.
fn area(mut aperture: Bytes<'_>, width: u32, height: u32) -> Option<[(u32, u32); 2]> {
    let mut fraction = || Some((i64::from(aperture.u32().ok()?.cast_signed()), i64::from(aperture.u32().ok()?)));
    let [new_width, new_height, right, down] = [fraction()?, fraction()?, fraction()?, fraction()?];
    let whole = |(above, below): (i64, i64)| (below != 0 && above % below == 0).then(|| above / below);
    let side = |of: u32, new: (i64, i64), (above, below): (i64, i64)| {
        // Twice, because a center may be between two pixels.
        let (of, new, twice_off) = (i64::from(of), whole(new)?, whole((above * 2, below))?);
        let twice_start = of - new + twice_off;
        let start = (twice_start % 2 == 0).then_some(twice_start / 2)?;
        let fits = start >= 0 && new > 0 && start + new <= of;
        fits.then_some(u32::try_from(start).ok().zip(u32::try_from(new).ok())).flatten()
    };
    Some([side(width, new_width, right)?, side(height, new_height, down)?])
}

#[cfg(test)]
mod tests;
