//! A format of invoices: plain text, for readers who keep everything in one file.

use pannier::{Document, DocumentKind, DocumentRenderer, RenderError, Texts};

pub struct PlainText;

impl DocumentRenderer for PlainText {
    fn id(&self) -> &'static str {
        "txt"
    }

    fn media_type(&self) -> &'static str {
        "text/plain; charset=utf-8"
    }

    fn renders(&self, document: &Document) -> bool {
        document.kind != DocumentKind::PackingSlip
    }

    fn render(&self, document: &Document, texts: &Texts) -> Result<Vec<u8>, RenderError> {
        let mut lines = vec![document.title(texts), document.seller.lines(document.language).join(", ")];
        lines.extend(document.facts(texts).into_iter().map(|(label, value)| format!("{label}: {value}")));
        for line in &document.lines {
            let pieces = if line.quantity > 0 { format!("{} × ", line.quantity) } else { String::new() };
            lines.push(format!("{pieces}{}: {}", line.name(texts), texts.money(line.amount)));
        }
        lines.extend(document.charges.iter().map(|charge| format!("{}: {}", charge.label, texts.money(charge.amount))));
        let sums = document.sums(texts).into_iter();
        lines.extend(sums.map(|sum| format!("{}: {}", sum.label, texts.money(sum.amount))));
        lines.extend(document.seller.facts(texts).into_iter().map(|(label, value)| format!("{label}: {value}")));
        lines.extend(document.sentences(texts));
        Ok(lines.join("\n").into_bytes())
    }
}
