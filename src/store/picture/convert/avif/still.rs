//! What a still picture in AV1 consists of (AV1 Bitstream & Decoding Process Specification, 5.3): units, each with a type.

use super::{boxes::Bytes, damaged};
use crate::store::upload::UploadError;

const SEQUENCE_HEADER: u8 = 1;
const FRAME_HEADER: u8 = 3;
const TILE_GROUP: u8 = 4;
const FRAME: u8 = 6;

/// Returns the units that a frame is decoded from, without metadata and padding.
///
/// # Errors
/// [`UploadError::SeveralPictures`] if there is more than one frame: to decode thousands would take hours.
pub(super) fn still(content: &[u8]) -> Result<Vec<u8>, UploadError> {
    let (mut rest, mut kept, mut frames) = (Bytes(content), Vec::with_capacity(content.len()), 0);
    while !rest.is_empty() {
        let before = rest.0;
        let header = rest.byte()?;
        if header & 0x80 != 0 {
            return Err(damaged("it is not in AV1"));
        }
        // Which layer it is of.
        if header & 4 != 0 {
            rest.byte()?;
        }
        let length = if header & 2 != 0 { leb128(&mut rest)? } else { rest.0.len() };
        rest.take(length)?;
        let unit = &before[..before.len() - rest.0.len()];
        let kind = header >> 3 & 15;
        if matches!(kind, FRAME_HEADER | FRAME) {
            frames += 1;
        }
        if matches!(kind, SEQUENCE_HEADER | FRAME_HEADER | TILE_GROUP | FRAME) {
            kept.extend_from_slice(unit);
        }
    }
    match frames {
        0 => Err(damaged("it has no picture")),
        1 => Ok(kept),
        _ => Err(UploadError::SeveralPictures),
    }
}

/// Reads a number of which each byte has seven bits, the least significant ones first.
fn leb128(bytes: &mut Bytes<'_>) -> Result<usize, UploadError> {
    let mut number = 0;
    for n in 0..8 {
        let byte = bytes.byte()?;
        number |= u64::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 == 0 {
            return usize::try_from(number).map_err(|_| damaged("it ends early"));
        }
    }
    Err(damaged("it is not in AV1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A unit of two bytes, with a length.
    fn unit(kind: u8) -> Vec<u8> {
        vec![kind << 3 | 2, 2, 0x12, 0x34]
    }

    #[test]
    fn a_frame_is_left_without_metadata() {
        let [delimiter, sequence, metadata, frame, padding] = [2, SEQUENCE_HEADER, 5, FRAME, 15].map(unit);
        let all = [&delimiter[..], &sequence, &metadata, &frame, &padding].concat();
        assert_eq!(still(&all).unwrap(), [&sequence[..], &frame].concat());
        // In parts, of a layer, and without the length of the last one.
        let parts = [&sequence[..], &unit(FRAME_HEADER), &[TILE_GROUP << 3 | 6, 0, 1, 0x12], &[TILE_GROUP << 3, 1, 2]];
        assert_eq!(still(&parts.concat()).unwrap(), parts.concat());
    }

    #[test]
    fn more_or_less_than_a_frame_is_refused() {
        let (sequence, frame) = (unit(SEQUENCE_HEADER), unit(FRAME));
        let several = [&sequence[..], &frame, &sequence, &frame].concat();
        assert!(matches!(still(&several), Err(UploadError::SeveralPictures)));
        let (long, endless) = ([FRAME << 3 | 2, 0x80, 0x80, 0x40], [[FRAME << 3 | 2].as_slice(), &[0x80; 9]].concat());
        for damaged in [&sequence[..], &frame[..3], &long, &endless, &[0x80 | FRAME << 3, 1], &[FRAME << 3 | 4], &[]] {
            assert!(matches!(still(damaged), Err(UploadError::Damaged(_))), "{damaged:?}");
        }
    }
}
