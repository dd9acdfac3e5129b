//! Boxes, of which containers consist (ISO/IEC 14496-12): each has a length, a type of four letters, and content.

use super::damaged;
use crate::store::upload::UploadError;

/// Bytes that are read from their start. To read more than there are is an error.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub fn take(&mut self, count: usize) -> Result<&'a [u8], UploadError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(|| damaged("it ends early"))?;
        self.0 = rest;
        Ok(taken)
    }

    /// Reads a number of so many bytes, of which the first is the most significant: 0 of none.
    pub fn number(&mut self, bytes: usize) -> Result<u64, UploadError> {
        Ok(self.take(bytes)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    pub fn byte(&mut self) -> Result<u8, UploadError> {
        Ok(self.take(1)?[0])
    }

    pub fn u16(&mut self) -> Result<u16, UploadError> {
        self.take(2).map(|bytes| u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    pub fn u32(&mut self) -> Result<u32, UploadError> {
        self.take(4).map(|bytes| u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// Reads the id of an item, or a number of items, which later versions of a box write with four bytes.
    pub fn id(&mut self, is_long: bool) -> Result<u32, UploadError> {
        if is_long { self.u32() } else { self.u16().map(u32::from) }
    }

    /// Reads what the content of many boxes begins with: a version and flags.
    pub fn version(&mut self) -> Result<(u8, u32), UploadError> {
        let word = self.u32()?;
        Ok(((word >> 24) as u8, word & 0xff_ffff))
    }

    /// Reads a type.
    pub fn name(&mut self) -> Result<[u8; 4], UploadError> {
        self.take(4).map(|name| [name[0], name[1], name[2], name[3]])
    }

    /// Reads a box.
    pub fn read_box(&mut self) -> Result<([u8; 4], Bytes<'a>), UploadError> {
        let (start, length, name) = (self.0.len(), self.u32()?, self.name()?);
        let length = match length {
            // The last one, which ends with the file.
            0 => return Ok((name, Bytes(self.take(self.0.len())?))),
            1 => self.number(8)?,
            length => length.into(),
        };
        let header = start - self.0.len();
        let content = usize::try_from(length).ok().and_then(|length| length.checked_sub(header));
        let content = content.ok_or_else(|| damaged("a box is shorter than its header"))?;
        Ok((name, Bytes(self.take(content)?)))
    }

    /// Returns the content of the first box of this type.
    pub fn find(mut self, wanted: &[u8; 4]) -> Result<Option<Bytes<'a>>, UploadError> {
        while !self.is_empty() {
            let (name, content) = self.read_box()?;
            if name == *wanted {
                return Ok(Some(content));
            }
        }
        Ok(None)
    }
}
