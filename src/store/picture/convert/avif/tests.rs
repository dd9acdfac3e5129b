//! Pictures in AVIF, which `avifenc` has made: most are of 64 x 32 pixels, with a red half and a blue one.

use image::Rgb;
use proptest::prelude::*;

use super::*;
use crate::{
    random_text::{Random, randomly},
    store::picture::convert::{
        convert,
        tests::{BLUE, RED, is_about, version},
    },
};

macro_rules! sample {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pictures/", $name)).as_slice()
    };
}

const SAMPLES: [&[u8]; 17] = [
    sample!("420.avif"),
    sample!("444.avif"),
    sample!("422-10-bit.avif"),
    sample!("420-12-bit-limited.avif"),
    sample!("bt709-limited.avif"),
    sample!("ycgco.avif"),
    sample!("lossless.avif"),
    sample!("gray.avif"),
    sample!("alpha.avif"),
    sample!("alpha-premultiplied.avif"),
    sample!("turned.avif"),
    sample!("exif.avif"),
    sample!("display-p3.avif"),
    sample!("hdr.avif"),
    sample!("grid.avif"),
    sample!("cropped.avif"),
    sample!("animated.avif"),
];

/// Returns where the content of the first box of this type begins.
fn position(file: &[u8], name: &[u8; 4]) -> usize {
    4 + file.windows(4).position(|part| part == name).expect("a box of this type")
}

/// Puts bytes at the start of the first box of this type.
fn with(file: &[u8], name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let (mut file, at) = (file.to_vec(), position(file, name));
    file[at..at + content.len()].copy_from_slice(content);
    file
}

fn with_size(file: &[u8], width: u32, height: u32) -> Vec<u8> {
    with(file, b"ispe", &[[0; 4], width.to_be_bytes(), height.to_be_bytes()].concat())
}

/// Makes padding of the first box of this type.
fn without(file: &[u8], name: &[u8; 4]) -> Vec<u8> {
    let (mut file, at) = (file.to_vec(), position(file, name));
    file[at - 4..at].copy_from_slice(b"free");
    file
}

#[test]
fn the_numbers_of_all_profiles_are_colors() {
    let unsaid = without(SAMPLES[0], b"colr");
    for (n, file) in SAMPLES[..7].iter().copied().chain([&unsaid[..]]).enumerate() {
        let converted = convert(file).unwrap();
        let version = version(&converted, 64);
        assert_eq!((version.width(), version.height()), (64, 32), "{n}");
        for (x, y) in [(2, 2), (29, 29), (34, 2), (61, 29)] {
            assert!(is_about(&version, x, y, if x < 32 { RED } else { BLUE }), "{n}: {x} {y}");
        }
    }
    let lossless = decode(sample!("lossless.avif")).unwrap().image.into_rgb8();
    assert_eq!((*lossless.get_pixel(31, 9), *lossless.get_pixel(32, 9)), (RED, BLUE));
    let gray = version(&convert(sample!("gray.avif")).unwrap(), 64);
    assert!(is_about(&gray, 16, 16, Rgb([74; 3])) && is_about(&gray, 48, 16, Rgb([41; 3])));
}

#[test]
fn what_is_transparent_in_another_item_is_so_in_the_picture() {
    for file in [sample!("alpha.avif"), sample!("alpha-premultiplied.avif")] {
        let version = version(&convert(file).unwrap(), 64);
        let pixels = version.to_rgba8();
        let [none, half, all] = [(8, 8), (8, 24), (48, 16)].map(|(x, y)| pixels.get_pixel(x, y).0[3]);
        assert!(none == 0 && (126..=130).contains(&half) && all == 255, "{none} {half} {all}");
        assert!(is_about(&version, 8, 24, RED) && is_about(&version, 48, 16, BLUE));
    }
}

#[test]
fn a_picture_is_turned_by_its_container() {
    // Turned by so many quarters to the left, and then mirrored: upside down (0), or left to right (1).
    for (turn, mirror, first, last) in [
        (0, 0, RED, BLUE),
        (0, 1, BLUE, RED),
        (1, 0, RED, BLUE),
        (1, 1, BLUE, RED),
        (2, 0, BLUE, RED),
        (2, 1, RED, BLUE),
        (3, 0, BLUE, RED),
        (3, 1, RED, BLUE),
    ] {
        let file = with(&with(sample!("turned.avif"), b"irot", &[turn]), b"imir", &[mirror]);
        let converted = convert(&file).unwrap();
        let size = if turn % 2 == 0 { (64, 32) } else { (32, 64) };
        assert_eq!((converted.width, converted.height), size, "{turn} {mirror}");
        let version = version(&converted, size.0);
        assert!(is_about(&version, 2, 2, first), "{turn} {mirror}");
        assert!(is_about(&version, size.0 - 3, size.1 - 3, last), "{turn} {mirror}");
    }
}

#[test]
fn exif_neither_turns_a_picture_nor_stays_in_it() {
    // It says the same as the container.
    let exif = sample!("exif.avif");
    for (file, size, last) in [(exif.to_vec(), (32, 64), BLUE), (with(exif, b"irot", &[0]), (64, 32), BLUE)] {
        let converted = convert(&file).unwrap();
        assert_eq!((converted.width, converted.height), size);
        let version = version(&converted, size.0);
        assert!(is_about(&version, 2, 2, RED) && is_about(&version, size.0 - 3, size.1 - 3, last));
        let secret = b"52.5163";
        assert!(file.windows(7).any(|part| part == secret));
        assert!(!converted.versions[0].1.windows(7).any(|part| part == secret));
    }
}

#[test]
fn colors_beyond_srgb_are_converted() {
    for file in [sample!("display-p3.avif"), sample!("display-p3-icc.avif")] {
        let Rgb([red, green, _]) = *version(&convert(file).unwrap(), 64).to_rgb8().get_pixel(32, 32);
        assert!((209..=219).contains(&red) && (87..=98).contains(&green), "{red} {green}");
    }
    assert!(matches!(convert(sample!("hdr.avif")), Err(UploadError::HighDynamicRange)));
}

#[test]
fn a_picture_of_tiles_is_whole_and_one_that_is_cut_is_cut() {
    let grid = convert(sample!("grid.avif")).unwrap();
    let version_of_grid = version(&grid, 128);
    assert_eq!((grid.width, grid.height), (128, 64));
    assert!(is_about(&version_of_grid, 60, 60, RED) && is_about(&version_of_grid, 67, 3, BLUE));
    let cropped = convert(sample!("cropped.avif")).unwrap();
    let version = version(&cropped, 32);
    assert_eq!((cropped.width, cropped.height), (32, 16));
    assert!(is_about(&version, 2, 2, BLUE));
}

#[test]
fn what_is_no_still_picture_is_refused() {
    let file = sample!("420.avif");
    assert!(matches!(convert(sample!("animated.avif")), Err(UploadError::SeveralPictures)));
    for (width, height) in [(u32::MAX, u32::MAX), (1 << 16, 1 << 16), (50_000_001, 1)] {
        assert!(matches!(convert(&with_size(file, width, height)), Err(UploadError::TooManyPixels)), "{width}");
    }
    // The frame is larger than its container says, or smaller.
    for (width, height) in [(16, 16), (0, 32), (64, 33), (5000, 5000)] {
        assert!(matches!(convert(&with_size(file, width, height)), Err(UploadError::Damaged(_))), "{width}");
    }
    for cut in 0..file.len() {
        assert!(convert(&file[..cut]).is_err(), "{cut}");
    }
    for name in [b"meta", b"iprp", b"ispe", b"iloc", b"iinf", b"pitm", b"infe"] {
        assert!(matches!(convert(&without(file, name)), Err(UploadError::Damaged(_))), "{name:?}");
    }
    // It is not known what it does, and it must be done.
    assert!(matches!(convert(&without(sample!("turned.avif"), b"irot")), Err(UploadError::Damaged(_))));
}

/// Changes some bytes of a sample.
fn changed(random: &mut Random) -> Vec<u8> {
    let mut file = SAMPLES[random.below(SAMPLES.len())].to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(file.len());
        match random.below(4) {
            0 => file[at] ^= 1 << random.below(8),
            1 => file[at] = random.number().to_le_bytes()[0],
            2 => file.insert(at, random.number().to_le_bytes()[0]),
            _ => drop(file.remove(at)),
        }
    }
    file
}

proptest! {
    #[test]
    fn any_file_is_a_picture_or_refused(file in randomly(changed)) {
        // What reads the container never panics. What wraps the decoder may, which is caught where pictures are converted.
        if let Ok(container) = Container::read(&file) {
            let primary = container.primary();
            let read = (layer_of(&container, primary), orientation(&container, primary), container.content(primary));
            if let (Ok(_), Ok(_), Ok(content)) = read {
                drop(still(&content));
            }
        }
        let decoded = std::panic::catch_unwind(|| decode(&file));
        if let Ok(Ok(Decoded { image, .. })) = decoded {
            prop_assert!(u64::from(image.width()) * u64::from(image.height()) <= MOST_PIXELS);
        }
    }
}
