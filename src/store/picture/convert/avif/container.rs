//! The container of a still picture (ISO/IEC 23008-12, HEIF): its items, what they refer to, and their properties.

use std::collections::BTreeMap;

use super::{
    boxes::Bytes,
    color::{self, Cicp},
    damaged,
};
use crate::store::upload::UploadError;

/// Maximum length of all but the pictures themselves, in bytes. Most of it is a color profile.
const LONGEST_META: usize = 4 * 1024 * 1024;
/// The properties that are read, and those that need not be. A picture with another one, which its author marked as
/// essential, is not to be shown.
const KNOWN: [&[u8; 4]; 10] =
    [b"ispe", b"av1C", b"colr", b"irot", b"imir", b"clap", b"auxC", b"pixi", b"pasp", b"a1op"];
const ALPHA: [&[u8]; 2] = [b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1"];

/// Where an item is: in the file, or in a box of small items.
struct Location {
    in_file: bool,
    /// The offset and the length of each of its parts.
    parts: Vec<(u64, u64)>,
}

/// From one item to others, such as to the tiles of a grid.
struct Reference {
    name: [u8; 4],
    from: u32,
    to: Vec<u32>,
}

struct Property<'a> {
    name: [u8; 4],
    content: Bytes<'a>,
}

/// A container. Its size, and the number of what it lists, are limited by [`LONGEST_META`].
pub(super) struct Container<'a> {
    file: &'a [u8],
    small_items: &'a [u8],
    primary: u32,
    types: BTreeMap<u32, [u8; 4]>,
    locations: BTreeMap<u32, Location>,
    references: Vec<Reference>,
    properties: Vec<Property<'a>>,
    /// The indices of an item's properties, and whether each is essential.
    has: BTreeMap<u32, Vec<(usize, bool)>>,
}

impl<'a> Container<'a> {
    /// Reads a container.
    ///
    /// # Errors
    /// [`UploadError::Damaged`].
    pub fn read(file: &'a [u8]) -> Result<Container<'a>, UploadError> {
        let mut meta = Bytes(file).find(b"meta")?.ok_or_else(|| damaged("it has no picture"))?;
        if meta.0.len() > LONGEST_META {
            return Err(damaged("it has too many properties"));
        }
        meta.version()?;
        let needed = |name| meta.find(name)?.ok_or_else(|| damaged("a part of it is missing"));
        let properties = needed(b"iprp")?;
        Ok(Container {
            file,
            small_items: meta.find(b"idat")?.map_or(&[][..], |content| content.0),
            primary: primary(needed(b"pitm")?)?,
            types: types(needed(b"iinf")?)?,
            locations: locations(needed(b"iloc")?)?,
            references: meta.find(b"iref")?.map(references).transpose()?.unwrap_or_default(),
            properties: all_properties(properties.find(b"ipco")?.unwrap_or(Bytes(&[])))?,
            has: associations(properties)?,
        })
    }

    /// Returns the length of the file, in bytes.
    pub fn length(&self) -> usize {
        self.file.len()
    }

    /// Returns the item that is shown.
    pub fn primary(&self) -> u32 {
        self.primary
    }

    pub fn is(&self, item: u32, wanted: &[u8; 4]) -> bool {
        self.types.get(&item) == Some(wanted)
    }

    /// Returns the items that an item refers to, in their order.
    pub fn referred(&self, item: u32, wanted: &[u8; 4]) -> &[u32] {
        let found = self.references.iter().find(|reference| reference.name == *wanted && reference.from == item);
        found.map_or(&[], |reference| &reference.to)
    }

    /// Returns the item that says how opaque another one is.
    pub fn alpha_of(&self, item: u32) -> Option<u32> {
        let is_alpha = |content: Bytes<'_>| {
            let text = content.0.get(4..).unwrap_or_default();
            ALPHA.iter().any(|alpha| text.strip_prefix(*alpha).is_some_and(|rest| rest.first() == Some(&0)))
        };
        let of_item =
            self.references.iter().filter(|reference| reference.name == *b"auxl" && reference.to.contains(&item));
        let mut from = of_item.map(|reference| reference.from);
        from.find(|from| self.property(*from, b"auxC").is_some_and(is_alpha))
    }

    /// Returns the first property of this type that an item has.
    pub fn property(&self, item: u32, wanted: &'static [u8; 4]) -> Option<Bytes<'a>> {
        self.properties_of(item, wanted).next()
    }

    /// Returns the properties of this type that an item has.
    fn properties_of(&self, item: u32, wanted: &'static [u8; 4]) -> impl Iterator<Item = Bytes<'a>> {
        let all = self.has.get(&item).into_iter().flatten();
        let all = all.filter_map(|(index, _)| self.properties.get(*index));
        all.filter(|property| property.name == *wanted).map(|property| property.content)
    }

    /// Returns the code points of an item's colors.
    pub fn cicp(&self, item: u32) -> Option<Cicp> {
        self.properties_of(item, b"colr").find_map(Cicp::read)
    }

    /// Returns the ICC profile of an item.
    pub fn icc(&self, item: u32) -> Option<&'a [u8]> {
        self.properties_of(item, b"colr").find_map(color::icc)
    }

    /// Returns the content of an item.
    ///
    /// # Errors
    /// If it is not in the file, or has a property that is essential, and not known.
    pub fn content(&self, item: u32) -> Result<Vec<u8>, UploadError> {
        self.check(item)?;
        let location = self.locations.get(&item).ok_or_else(|| damaged("a part of it is missing"))?;
        let within = if location.in_file { self.file } else { self.small_items };
        let mut content = Vec::new();
        for (offset, length) in &location.parts {
            let start = usize::try_from(*offset).ok();
            let end = offset.checked_add(*length).and_then(|end| usize::try_from(end).ok());
            let part = start.zip(end).and_then(|(start, end)| within.get(start..end));
            let part = part.ok_or_else(|| damaged("it ends early"))?;
            // The same part, many times, would be more than the whole.
            if content.len() + part.len() > self.file.len() {
                return Err(damaged("its parts overlap"));
            }
            content.extend_from_slice(part);
        }
        Ok(content)
    }

    fn check(&self, item: u32) -> Result<(), UploadError> {
        let essential = self.has.get(&item).into_iter().flatten().filter(|(_, essential)| *essential);
        let known = |(index, _): &(usize, bool)| {
            self.properties.get(*index).is_some_and(|property| KNOWN.contains(&&property.name))
        };
        if essential.into_iter().all(known) { Ok(()) } else { Err(damaged("it has a property that is not known")) }
    }
}

fn primary(mut content: Bytes<'_>) -> Result<u32, UploadError> {
    let (version, _) = content.version()?;
    content.id(version > 0)
}

fn types(mut content: Bytes<'_>) -> Result<BTreeMap<u32, [u8; 4]>, UploadError> {
    let (version, _) = content.version()?;
    content.id(version > 0)?;
    let mut types = BTreeMap::new();
    while !content.is_empty() {
        let (name, mut entry) = content.read_box()?;
        let (version, _) = entry.version()?;
        // Earlier versions are of files that are no pictures.
        if name == *b"infe" && version >= 2 {
            let item = entry.id(version > 2)?;
            entry.u16()?;
            types.insert(item, entry.name()?);
        }
    }
    Ok(types)
}

fn locations(mut content: Bytes<'_>) -> Result<BTreeMap<u32, Location>, UploadError> {
    let (version, _) = content.version()?;
    let (sizes, more) = (content.byte()?, content.byte()?);
    let [of_offset, of_length, of_base] = [sizes >> 4, sizes & 15, more >> 4].map(usize::from);
    let of_index = if version > 0 { usize::from(more & 15) } else { 0 };
    if version > 2 || of_length == 0 || [of_offset, of_length, of_base, of_index].iter().any(|size| *size > 8) {
        return Err(damaged("its parts cannot be found"));
    }
    let count = content.id(version > 1)?;
    let mut locations = BTreeMap::new();
    for _ in 0..count {
        let item = content.id(version > 1)?;
        let method = if version > 0 { content.u16()? & 15 } else { 0 };
        let is_here = content.u16()? == 0;
        let base = content.number(of_base)?;
        let mut parts = Vec::new();
        for _ in 0..content.u16()? {
            content.take(of_index)?;
            let offset = content.number(of_offset)?.checked_add(base);
            parts.push((offset.ok_or_else(|| damaged("its parts cannot be found"))?, content.number(of_length)?));
        }
        if is_here && method < 2 {
            locations.insert(item, Location { in_file: method == 0, parts });
        }
    }
    Ok(locations)
}

fn references(mut content: Bytes<'_>) -> Result<Vec<Reference>, UploadError> {
    let (version, _) = content.version()?;
    let mut references = Vec::new();
    while !content.is_empty() {
        let (name, mut entry) = content.read_box()?;
        let (from, count) = (entry.id(version > 0)?, entry.u16()?);
        let to: Result<_, _> = (0..count).map(|_| entry.id(version > 0)).collect();
        references.push(Reference { name, from, to: to? });
    }
    Ok(references)
}

fn all_properties(mut content: Bytes<'_>) -> Result<Vec<Property<'_>>, UploadError> {
    let mut properties = Vec::new();
    while !content.is_empty() {
        let (name, content) = content.read_box()?;
        properties.push(Property { name, content });
    }
    Ok(properties)
}

/// Reads which item has which properties.
fn associations(mut properties: Bytes<'_>) -> Result<BTreeMap<u32, Vec<(usize, bool)>>, UploadError> {
    let mut has: BTreeMap<u32, Vec<_>> = BTreeMap::new();
    while !properties.is_empty() {
        let (name, mut content) = properties.read_box()?;
        if name != *b"ipma" {
            continue;
        }
        let (version, flags) = content.version()?;
        for _ in 0..content.u32()? {
            let of_item = has.entry(content.id(version > 0)?).or_default();
            for _ in 0..content.byte()? {
                let is_long = flags & 1 == 1;
                let association = if is_long { content.u16()? } else { u16::from(content.byte()?) };
                let bit = if is_long { 0x8000 } else { 0x80 };
                // They are counted from 1: 0 is none.
                if let Some(index) = usize::from(association & !bit).checked_sub(1) {
                    of_item.push((index, association & bit != 0));
                }
            }
        }
    }
    Ok(has)
}
