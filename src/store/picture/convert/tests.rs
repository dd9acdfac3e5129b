use image::{ExtendedColorType, ImageEncoder as _, Rgb, Rgba, codecs::png::PngEncoder};

use super::*;

pub(super) const RED: Rgb<u8> = Rgb([200, 20, 20]);
pub(super) const BLUE: Rgb<u8> = Rgb([20, 20, 200]);

/// A picture whose left half is red, and whose right half is blue.
fn red_and_blue(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| if x < width / 2 { RED } else { BLUE }))
}

fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// Adds Exif metadata to a JPEG: an orientation, and a maker's note.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let note = b"52.5163 N 13.3777 E";
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    exif.extend([0x7c, 0x92, 7, 0, u8::try_from(note.len()).unwrap(), 0, 0, 0, 38, 0, 0, 0]);
    exif.extend([0, 0, 0, 0]);
    exif.extend(note);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// Decodes the version with this width.
pub(super) fn version(converted: &Converted, width: u32) -> DynamicImage {
    let (_, file) = converted.versions.iter().find(|(of, _)| *of == width).expect("a version");
    image::load_from_memory_with_format(file, ImageFormat::WebP).unwrap()
}

/// Returns whether a pixel has about these colors: the encoding is lossy.
pub(super) fn is_about(image: &DynamicImage, x: u32, y: u32, Rgb(expected): Rgb<u8>) -> bool {
    let Rgb(found) = *image.to_rgb8().get_pixel(x, y);
    found.iter().zip(expected).all(|(found, expected)| found.abs_diff(expected) < 20)
}

#[test]
fn a_picture_is_stored_in_all_widths() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let converted = convert(&file(&red_and_blue(2000, 1000), format)).unwrap();
        assert_eq!((converted.width, converted.height), (1920, 960));
        let widths: Vec<u32> = converted.versions.iter().map(|(width, _)| *width).collect();
        assert_eq!(widths, [320, 640, 960, 1280, 1920]);
        for width in widths {
            let version = version(&converted, width);
            assert_eq!((version.width(), version.height()), (width, width / 2), "{format:?}");
            assert!(
                is_about(&version, width / 4, 10, RED) && is_about(&version, width * 3 / 4, 10, BLUE),
                "{format:?}"
            );
        }
    }
}

#[test]
fn a_small_picture_is_not_enlarged() {
    let converted = convert(&file(&red_and_blue(40, 30), ImageFormat::Png)).unwrap();
    assert_eq!((converted.width, converted.height, converted.versions.len()), (40, 30, 1));
}

#[test]
fn a_picture_is_turned_upright_and_loses_its_metadata() {
    let jpeg = file(&red_and_blue(80, 40), ImageFormat::Jpeg);
    // The size, and the corner at the upper left and the one at the lower right.
    for (orientation, size, first, last) in [
        (1, (80, 40), RED, BLUE),
        (2, (80, 40), BLUE, RED),
        (3, (80, 40), BLUE, RED),
        (4, (80, 40), RED, BLUE),
        (5, (40, 80), RED, BLUE),
        (6, (40, 80), RED, BLUE),
        (7, (40, 80), BLUE, RED),
        (8, (40, 80), BLUE, RED),
    ] {
        let converted = convert(&with_exif(&jpeg, orientation)).unwrap();
        assert_eq!((converted.width, converted.height), size, "{orientation}");
        let version = version(&converted, size.0);
        assert!(is_about(&version, 2, 2, first), "{orientation}");
        assert!(is_about(&version, size.0 - 3, size.1 - 3, last), "{orientation}");
        for (_, file) in &converted.versions {
            for secret in [&b"Exif"[..], b"EXIF", b"52.5163"] {
                assert!(!file.windows(secret.len()).any(|part| part == secret), "{orientation}");
            }
        }
    }
}

#[test]
fn the_colors_of_a_phone_stay_what_they_look_like() {
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let pixels = RgbImage::from_pixel(64, 64, Rgb([200, 100, 100]));
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_icc_profile(profile).unwrap();
    encoder.write_image(pixels.as_raw(), 64, 64, ExtendedColorType::Rgb8).unwrap();
    let converted = convert(&file).unwrap();
    let Rgb([red, green, _]) = *version(&converted, 64).to_rgb8().get_pixel(32, 32);
    assert!((209..=219).contains(&red) && (87..=98).contains(&green), "{red} {green}");
}

#[test]
fn a_profile_that_cannot_be_read_is_left_out() {
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_icc_profile(b"not a profile".to_vec()).unwrap();
    encoder.write_image(red_and_blue(64, 64).as_bytes(), 64, 64, ExtendedColorType::Rgb8).unwrap();
    assert!(is_about(&version(&convert(&file).unwrap(), 64), 2, 2, RED));
}

#[test]
fn what_is_transparent_stays_so() {
    let pixels = RgbaImage::from_fn(64, 64, |x, _| Rgba([200, 20, 20, if x < 32 { 0 } else { 255 }]));
    let converted = convert(&file(&DynamicImage::ImageRgba8(pixels), ImageFormat::Png)).unwrap();
    let version = version(&converted, 64).to_rgba8();
    assert_eq!((version.get_pixel(8, 8).0[3], version.get_pixel(56, 8).0[3]), (0, 255));
}

#[test]
fn a_picture_without_colors_is_one() {
    let gray = DynamicImage::ImageLuma8(red_and_blue(64, 64).to_luma8());
    let deep = DynamicImage::ImageRgb16(red_and_blue(64, 64).to_rgb16());
    for image in [gray, deep] {
        assert_eq!(convert(&file(&image, ImageFormat::Png)).unwrap().width, 64);
    }
}

#[test]
fn a_bomb_is_refused_by_what_it_says() {
    let mut jpeg = file(&red_and_blue(16, 16), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).expect("a frame");
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert!(matches!(convert(&jpeg), Err(UploadError::TooManyPixels)));

    let mut png = file(&red_and_blue(16, 16), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let sum = crc(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    assert!(matches!(convert(&png), Err(UploadError::TooManyPixels)));

    let narrow = file(&red_and_blue(10, 81), ImageFormat::Png);
    assert!(matches!(convert(&narrow), Err(UploadError::TooNarrow)));
    assert!(convert(&file(&red_and_blue(10, 80), ImageFormat::Png)).is_ok());
}

/// The checksum of a chunk of PNG (CRC-32).
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[test]
fn what_is_no_picture_is_refused() {
    for other in [
        &b""[..],
        b"GIF89a\x01\0\x01\0\0\0\0;",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\0\0\0\x14ftypisom\0\0\0\0mp42",
        b"\0\0\0",
    ] {
        assert!(matches!(convert(other), Err(UploadError::UnknownFormat)), "{other:?}");
    }
    for heic in
        [&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..], b"\0\0\0\x18ftypmif1\0\0\0\0mif1heix", b"\0\0\0\x18ftypheic"]
    {
        assert!(matches!(convert(heic), Err(UploadError::Heic)), "{heic:?}");
    }
    let avif = convert(b"\0\0\0\x18ftypavif\0\0\0\0avifmif1");
    assert_eq!(matches!(avif, Err(UploadError::UnknownFormat)), cfg!(not(feature = "avif")));
    assert!(matches!(convert(b"\0\0\0\x18ftypavis\0\0\0\0avifmsf1"), Err(UploadError::SeveralPictures)));
    let [jpeg, png] = [ImageFormat::Jpeg, ImageFormat::Png].map(|format| file(&red_and_blue(64, 64), format));
    let pixels = position(&png, b"IDAT").unwrap() - 4;
    let animated = [&png[..pixels], b"\0\0\0\x08acTL\0\0\0\x02\0\0\0\0", &png[pixels..]].concat();
    assert!(matches!(convert(&animated), Err(UploadError::SeveralPictures)));
    let animated = b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\0\0\0\0\0\0";
    assert!(matches!(convert(animated), Err(UploadError::SeveralPictures)));
    let tables = position(&jpeg, b"\xff\xdb").unwrap();
    let padded = [&jpeg[..tables], b"\0\0\xff", &jpeg[tables..]].concat();
    assert!(convert(&padded).is_ok());
    // What a camera appends to a picture is not its end.
    assert!(convert(&[&jpeg[..], b"\xff\xda and a film"].concat()).is_ok());
    for cut in [&jpeg[..20], &jpeg[..jpeg.len() * 3 / 4], &jpeg[..jpeg.len() - 2], &png[..40]] {
        assert!(matches!(convert(cut), Err(UploadError::Damaged(_))), "{cut:?}");
    }
}
