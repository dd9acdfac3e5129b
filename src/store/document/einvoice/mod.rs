//! Electronic invoices by EN 16931: as XML, and as a PDF that contains that XML.
//!
//! [`terms`] says which fact of a document is which business term of the standard. The crates `en16931` and `en16931-formats`
//! do the rest: they check the rules of the standard, write the XML and embed it. What breaks a rule is not written.

mod party;
mod terms;

use en16931::{
    En16931,
    validation::profile::{Rejected, Validated},
};
use en16931_formats::{
    Syntax,
    zugferd::{EmbedOptions, Metadata, Relationship, embed},
};

use crate::{Document, DocumentRenderer, Pdf, RenderError, Texts};

/// A [renderer](DocumentRenderer) of invoices and credit notes as XML: EN 16931 in the syntax Cross Industry Invoice (UN/CEFACT
/// CII D16B), which is the profile EN 16931 of Factur-X 1.0 and ZUGFeRD 2. Its id is `xml`.
///
/// It is an error to render what breaks a rule of the standard, or what the standard does not know: an invoice whose taxes are
/// not recorded, in a currency with three decimal digits, to a buyer whose country is unknown, or of something outside the scope
/// of VAT together with something else.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cii;

impl DocumentRenderer for Cii {
    fn id(&self) -> &'static str {
        "xml"
    }

    fn media_type(&self) -> &'static str {
        "application/xml"
    }

    fn renders(&self, document: &Document) -> bool {
        document.kind.is_invoice()
    }

    fn render(&self, document: &Document, texts: &Texts) -> Result<Vec<u8>, RenderError> {
        Ok(en16931_formats::write(&valid(document, texts)?, Syntax::Cii).xml.into_bytes())
    }
}

/// A [renderer](DocumentRenderer) of documents as PDF, with the electronic invoice inside: Factur-X, which is the same as
/// ZUGFeRD 2. Its id is `pdf`.
///
/// It takes the place of [`Pdf`], whose pages it renders: register one of them. An invoice or a credit note contains what
/// [`Cii`] writes, as `factur-x.xml`. Other documents are the PDF alone. So is an invoice that [`Cii`] cannot write, since people
/// can read it all the same; the log says so.
#[derive(Debug, Default)]
pub struct FacturX {
    pdf: Pdf,
}

impl FacturX {
    /// Creates a renderer with the pages of [`Pdf::new`].
    pub fn new() -> FacturX {
        FacturX::with(Pdf::new())
    }

    /// Creates a renderer with the pages of another [`Pdf`], such as one with fonts of your own.
    pub fn with(pdf: Pdf) -> FacturX {
        FacturX { pdf }
    }
}

impl DocumentRenderer for FacturX {
    fn id(&self) -> &'static str {
        self.pdf.id()
    }

    fn media_type(&self) -> &'static str {
        self.pdf.media_type()
    }

    fn renders(&self, document: &Document) -> bool {
        self.pdf.renders(document)
    }

    fn render(&self, document: &Document, texts: &Texts) -> Result<Vec<u8>, RenderError> {
        let pdf = self.pdf.render(document, texts)?;
        // Such as all invoices of a store without a tax provider: no news.
        if terms::obstacle(document).is_some() {
            return Ok(pdf);
        }
        let hybrid = valid(document, texts).and_then(|invoice| with_invoice(&pdf, &invoice, document, texts));
        Ok(hybrid.unwrap_or_else(|error| {
            tracing::warn!(document = document.number, %error, "this PDF lacks its electronic invoice");
            pdf
        }))
    }
}

/// The invoice, which satisfies the rules.
fn valid(document: &Document, texts: &Texts) -> Result<Validated<En16931>, RenderError> {
    let refused = |rejected: Rejected| {
        let rules: Vec<&str> = rejected.report().fatal().map(|finding| finding.rule.as_str()).collect();
        RenderError::new(format_args!("it breaks rules of EN 16931: {}", rules.join(", ")))
    };
    Validated::new(terms::invoice(document, texts)?).map_err(refused)
}

/// Embeds an invoice into its PDF.
fn with_invoice(
    pdf: &[u8],
    invoice: &Validated<En16931>,
    document: &Document,
    texts: &Texts,
) -> Result<Vec<u8>, RenderError> {
    // XML knows no control characters.
    let printable = |text: String| text.replace(|c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'), "");
    let (title, seller) = (printable(document.title(texts)), printable(document.seller.name.clone()));
    let options = EmbedOptions {
        relationship: Relationship::Alternative,
        metadata: Some(Metadata { subject: format!("{title}, {seller}"), title, author: seller }),
        // Not the clock: the same document gives the same bytes.
        modified: Some(document.issued_at.into()),
    };
    embed(pdf, invoice, &options).map_err(|error| RenderError::new(format_args!("the PDF cannot contain it: {error}")))
}
