//! Colors as video has them (ITU-T H.273): luma and two differences of color, by code points that name the standards.

use moxcms::{CicpColorPrimaries, CicpProfile, ColorProfile, MatrixCoefficients, TransferCharacteristics};
use re_rav1d::{Picture, PixelLayout, pixel::YUVRange};

use super::{boxes::Bytes, damaged};
use crate::store::upload::UploadError;

/// A number of the matrix that is 1.
const ONE: i64 = 1 << 16;
/// The weights of red and blue in luma are fractions of this.
const WHOLE: i64 = 10_000;

const UNSPECIFIED: u8 = 2;

/// The code points of a picture's colors.
#[derive(Clone, Copy)]
pub(super) struct Cicp {
    primaries: u8,
    transfer: u8,
    matrix: u8,
    /// Whether the numbers are used up to the last, and not those around 16 to 235 of 255.
    is_full: bool,
}

impl Cicp {
    /// Reads a property. `None` if it is of another kind.
    pub fn read(mut property: Bytes<'_>) -> Option<Cicp> {
        if property.name().ok()? != *b"nclx" {
            return None;
        }
        let mut point = || u8::try_from(property.u16().ok()?).ok();
        let (primaries, transfer, matrix) = (point()?, point()?, point()?);
        Some(Cicp { primaries, transfer, matrix, is_full: property.byte().ok()? & 0x80 != 0 })
    }

    /// Returns what a frame says, which counts if the container says nothing.
    pub fn of(picture: &Picture) -> Cicp {
        Cicp {
            primaries: picture.color_primaries() as u8,
            transfer: picture.transfer_characteristic() as u8,
            matrix: picture.matrix_coefficients() as u8,
            ..Cicp::of_range(picture)
        }
    }

    /// Returns the range of a frame's numbers, which is all that counts where there are no colors.
    pub fn of_range(picture: &Picture) -> Cicp {
        let is_full = picture.color_range() == YUVRange::Full;
        Cicp { primaries: UNSPECIFIED, transfer: UNSPECIFIED, matrix: UNSPECIFIED, is_full }
    }

    /// Returns the profile of red, green and blue. `None` if that is sRGB.
    ///
    /// # Errors
    /// [`UploadError::HighDynamicRange`]: shown as sRGB, nearly all of such a picture would be dark.
    pub fn profile(self) -> Result<Option<ColorProfile>, UploadError> {
        use TransferCharacteristics::{
            Bt601, Bt709, Bt1361, Bt202010bit, Bt202012bit, Hlg, Iec61966, Reserved, Smpte2084, Srgb, Unspecified,
        };
        let transfer = TransferCharacteristics::try_from(self.transfer).unwrap_or(Unspecified);
        let transfer = match transfer {
            Smpte2084 | Hlg => return Err(UploadError::HighDynamicRange),
            // The curve of a camera for video, which screens show as this one.
            Bt709 | Bt601 | Bt202010bit | Bt202012bit | Iec61966 | Bt1361 | Reserved | Unspecified => Srgb,
            other => other,
        };
        let primaries = match CicpColorPrimaries::try_from(self.primaries) {
            Ok(CicpColorPrimaries::Reserved | CicpColorPrimaries::Unspecified) | Err(_) => CicpColorPrimaries::Bt709,
            Ok(primaries) => primaries,
        };
        if (primaries, transfer) == (CicpColorPrimaries::Bt709, Srgb) {
            return Ok(None);
        }
        Ok(Some(ColorProfile::new_from_cicp(CicpProfile {
            color_primaries: primaries,
            transfer_characteristics: transfer,
            matrix_coefficients: MatrixCoefficients::Identity,
            full_range: true,
        })))
    }
}

/// Returns the ICC profile of a property. `None` if it is of another kind.
pub(super) fn icc(mut property: Bytes<'_>) -> Option<&[u8]> {
    matches!(&property.name().ok()?, b"prof" | b"rICC").then_some(property.0)
}

/// How luma and the differences become red, green and blue with 8 bits: less the offsets, by the rows, over [`ONE`].
#[derive(Debug)]
pub(super) struct Matrix {
    offsets: [i32; 3],
    rows: [[i32; 3]; 3],
}

impl Matrix {
    /// # Errors
    /// If the code point is one that still pictures do not have.
    pub fn new(cicp: Cicp, bits: u32, layout: PixelLayout) -> Result<Matrix, UploadError> {
        if layout == PixelLayout::I400 {
            return Ok(Matrix::gray(cicp, bits));
        }
        let (zero, luma) = luma(cicp, bits);
        // Of these differences, the middle is none.
        let none = 1 << (bits - 1);
        let unit = ONE * 255 / if cicp.is_full { (1 << bits) - 1 } else { 224 << (bits - 8) };
        let (red, blue) = match cicp.matrix {
            // Green, blue and red.
            0 if layout == PixelLayout::I444 => {
                return Ok(Matrix { offsets: [zero; 3], rows: [[0, 0, luma], [luma, 0, 0], [0, luma, 0]] });
            }
            // YCgCo: green, and orange.
            8 => {
                let unit = small(unit);
                let rows = [[luma, -unit, unit], [luma, unit, 0], [luma, -unit, -unit]];
                return Ok(Matrix { offsets: [zero, none, none], rows });
            }
            1 => (2126, 722),
            4 => (3000, 1100),
            // Those of JPEG, which pictures have that do not say.
            UNSPECIFIED | 5 | 6 => (2990, 1140),
            7 => (2120, 870),
            9 => (2627, 593),
            _ => return Err(damaged("its colors are of a kind that is not known")),
        };
        let (of_red, of_blue) = (2 * (WHOLE - red), 2 * (WHOLE - blue));
        let green = WHOLE - red - blue;
        let rows = [
            [luma, 0, small(unit * of_red / WHOLE)],
            [luma, small(-unit * of_blue * blue / (green * WHOLE)), small(-unit * of_red * red / (green * WHOLE))],
            [luma, small(unit * of_blue / WHOLE), 0],
        ];
        Ok(Matrix { offsets: [zero, none, none], rows })
    }

    /// Returns the matrix of luma alone.
    pub fn gray(cicp: Cicp, bits: u32) -> Matrix {
        let (zero, luma) = luma(cicp, bits);
        Matrix { offsets: [zero, 0, 0], rows: [[luma, 0, 0]; 3] }
    }

    /// Returns red, green and blue of luma and the two differences.
    pub fn rgb(&self, numbers: [u16; 3]) -> [u8; 3] {
        let [y, u, v] = [0, 1, 2].map(|n| i32::from(numbers[n]) - self.offsets[n]);
        self.rows.map(|[of_y, of_u, of_v]| {
            let color = (of_y * y + of_u * u + of_v * v + small(ONE / 2)) >> ONE.trailing_zeros();
            color.clamp(0, 255) as u8
        })
    }
}

/// Returns the number of black, and how much one more is.
fn luma(cicp: Cicp, bits: u32) -> (i32, i32) {
    let (zero, range) = if cicp.is_full { (0, (1 << bits) - 1) } else { (16 << (bits - 8), 219 << (bits - 8)) };
    (zero, small((ONE * 255 + range / 2) / range))
}

/// The numbers of a matrix are up to twice [`ONE`].
fn small(number: i64) -> i32 {
    i32::try_from(number).unwrap_or_default()
}
