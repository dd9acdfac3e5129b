//! Documents as PDF.

mod content;
mod font;
mod letter;
mod sheet;
mod table;

use std::fmt;

use krilla::{
    Data, SerializeSettings,
    configure::{Accessibility, Archival, ConfigurationBuilder, PdfVersion},
    destination::XyzDestination,
    error::KrillaError,
    geom::Point,
    metadata::{DateTime, Metadata},
    outline::{Outline, OutlineNode},
    tagging::Tag,
};

use self::{
    content::Content,
    font::Face,
    letter::Foot,
    sheet::{Fonts, LEFT, Sheet, Style, Tags},
};
use super::{Document, DocumentRenderer, RenderError};
use crate::{language::Texts, model::Timestamp};

/// Noto Sans: see fonts/README.md.
const REGULAR: &[u8] = include_bytes!("fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/NotoSans-Bold.ttf");

/// A [renderer](DocumentRenderer) of documents as PDF: A4 letters, for the window of an envelope (DIN 5008).
///
/// ```
/// use pannier::{Pdf, StoreBuilder};
///
/// fn offer(builder: StoreBuilder) -> StoreBuilder {
///     builder.render(Pdf::new())
/// }
/// # let _ = offer;
/// ```
///
/// The files can be archived (PDF/A-3a, ISO 19005-3) and read aloud (PDF/UA-1, ISO 14289-1). The same document gives the same bytes.
///
/// Text is drawn character by character, from left to right. That serves Latin, Greek, Cyrillic and, with
/// [fonts](Pdf::with_fonts) that have them, Chinese, Japanese and Korean characters. A character that the font lacks is drawn as a
/// replacement, and is still found and copied as itself.
pub struct Pdf {
    fonts: Fonts,
}

impl Pdf {
    /// Creates a renderer with Noto Sans, in which the languages of Europe are written.
    pub fn new() -> Pdf {
        let read =
            |data: &'static [u8]| Face::read(Data::from(data)).expect("the font is part of the crate and tested");
        Pdf { fonts: Fonts { regular: read(REGULAR), bold: read(BOLD) } }
    }

    /// Creates a renderer with other fonts: the content of two files, TrueType or OpenType.
    ///
    /// # Errors
    /// If a font cannot be read or lacks a question mark, or if its licence forbids that it is embedded.
    pub fn with_fonts(regular: Vec<u8>, bold: Vec<u8>) -> Result<Pdf, RenderError> {
        let read = |data: Vec<u8>, which: &str| {
            Face::read(Data::from(data)).ok_or_else(|| RenderError::new(format!("the {which} font cannot be read")))
        };
        let pdf = Pdf { fonts: Fonts { regular: read(regular, "regular")?, bold: read(bold, "bold")? } };
        pdf.specimen()?;
        Ok(pdf)
    }

    /// Writes a character in each font, to see whether they can be embedded.
    fn specimen(&self) -> Result<(), RenderError> {
        let mut file = krilla::Document::new_with(settings()?);
        let mut sheet = Sheet::new(&self.fonts, 0.0);
        for style in [Style::TEXT, Style::STRONG] {
            let tags = sheet.write(LEFT, sheet.y, "?", style);
            sheet.tag(Tags::group(Tag::P, vec![tags]));
        }
        sheet.draw(&mut file);
        file.set_outline(outline("?"));
        file.set_metadata(metadata("?", Timestamp::from_secs(0)).language("en".into()));
        finish(file).map(drop)
    }

    /// Draws a document, without writing the file yet.
    fn draw(&self, document: &Document, texts: &Texts) -> Result<krilla::Document, RenderError> {
        let mut file = krilla::Document::new_with(settings()?);
        let content = Content { document, texts };
        let foot = Foot::new(&self.fonts, &content);
        let mut sheet = Sheet::new(&self.fonts, foot.bottom());
        letter::head(&mut sheet, &content);
        table::lines(&mut sheet, &content);
        table::sums(&mut sheet, &content);
        table::notes(&mut sheet, &content);
        foot.write(&mut sheet, &content);
        sheet.draw(&mut file);
        let title = document.title(texts);
        file.set_outline(outline(&title));
        let metadata = metadata(&title, document.issued_at)
            .language(document.language.tag().to_owned())
            .authors(vec![font::printable(&document.seller.name)]);
        file.set_metadata(metadata);
        Ok(file)
    }
}

impl Default for Pdf {
    fn default() -> Pdf {
        Pdf::new()
    }
}

impl fmt::Debug for Pdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pdf").finish_non_exhaustive()
    }
}

impl DocumentRenderer for Pdf {
    fn id(&self) -> &'static str {
        "pdf"
    }

    fn media_type(&self) -> &'static str {
        "application/pdf"
    }

    fn render(&self, document: &Document, texts: &Texts) -> Result<Vec<u8>, RenderError> {
        finish(self.draw(document, texts)?)
    }
}

/// Writes a file, unless it breaks a rule of the standards.
fn finish(file: krilla::Document) -> Result<Vec<u8>, RenderError> {
    // What breaks a rule may quote the document, which must not be logged.
    file.finish().map_err(|error| match error {
        KrillaError::Validation(errors) => {
            RenderError::new(format!("{} rules of PDF/A and PDF/UA are broken", errors.len()))
        }
        other => RenderError::new(other),
    })
}

fn settings() -> Result<SerializeSettings, RenderError> {
    let configuration = ConfigurationBuilder::new()
        .with_version(PdfVersion::Pdf17)
        .with_archival_validator(Archival::A3_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| RenderError::new("PDF 1.7 is not PDF/A-3a and PDF/UA-1"))?;
    Ok(SerializeSettings { configuration, ..SerializeSettings::default() })
}

fn outline(title: &str) -> Outline {
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(font::printable(title), XyzDestination::new(0, Point::from_xy(0.0, 0.0))));
    outline
}

fn metadata(title: &str, at: Timestamp) -> Metadata {
    Metadata::new().title(font::printable(title)).creator("Pannier".into()).creation_date(date(at))
}

/// Converts a time, to the second.
fn date(at: Timestamp) -> DateTime {
    let at = at.utc();
    DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(at.month().into())
        .day(at.day())
        .hour(at.hour())
        .minute(at.minute())
        .second(at.second())
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        DocumentKind,
        language::{Language, fluent::store_texts},
        testing,
    };

    #[test]
    fn a_pdf_fulfils_the_contract_of_documents() {
        testing::document_contract(&Pdf::new());
    }

    #[test]
    fn a_pdf_of_a_few_lines_is_small() {
        let (pdf, texts) = (Pdf::new(), store_texts(Language::ENGLISH));
        for kind in DocumentKind::ALL {
            let file = pdf.render(&testing::document(kind), &texts).unwrap();
            assert!(file.starts_with(b"%PDF-1.7") && file.len() < 50_000, "{kind}: {} bytes", file.len());
        }
    }

    #[test]
    fn a_font_can_be_another_but_must_be_one() {
        let pdf = Pdf::with_fonts(BOLD.to_vec(), REGULAR.to_vec()).unwrap();
        let (document, texts) = (testing::document(DocumentKind::Invoice), store_texts(Language::ENGLISH));
        assert_ne!(pdf.render(&document, &texts).unwrap(), Pdf::new().render(&document, &texts).unwrap());
        let error = Pdf::with_fonts(REGULAR.to_vec(), b"a font".to_vec()).unwrap_err();
        assert_eq!(error.to_string(), "the bold font cannot be read");
    }

    #[test]
    fn the_clock_of_a_file_is_that_of_its_document() {
        let (pdf, texts) = (Pdf::new(), store_texts(Language::ENGLISH));
        let mut document = testing::document(DocumentKind::Invoice);
        document.issued_at = Timestamp::from_secs(951_782_400);
        let file = pdf.render(&document, &texts).unwrap();
        let text = String::from_utf8_lossy(&file);
        assert!(text.contains("D:20000229000000"), "no creation date");
    }
}
