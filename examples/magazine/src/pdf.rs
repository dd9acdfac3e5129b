//! A writer for the subset of PDF 1.4 (ISO 32000) that pages of text need: three standard fonts, lines of text, and rules.

use std::fmt::Write;

mod times;

/// A5, in points.
pub const WIDTH: f32 = 420.0;
pub const HEIGHT: f32 = 595.0;

/// The fonts of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    Roman,
    Italic,
    Bold,
}

impl Font {
    const ALL: [(Font, &'static str); 3] =
        [(Font::Roman, "Times-Roman"), (Font::Italic, "Times-Italic"), (Font::Bold, "Times-Bold")];

    /// Returns the width of a text in points.
    pub fn width(self, text: &str, size: f32) -> f32 {
        let units: u32 = win_ansi(text).into_iter().map(|byte| u32::from(times::width(self, byte))).sum();
        units as f32 * size / 1000.0
    }
}

/// A page's content, with the origin in the lower left corner.
#[derive(Default)]
pub struct Page(String);

impl Page {
    /// Adds a line of text that starts at `x` on the baseline `y`.
    pub fn text(&mut self, x: f32, y: f32, font: Font, size: f32, text: &str) {
        let _ = write!(self.0, "BT /F{} {size:.2} Tf {x:.2} {y:.2} Td (", font as u8);
        for byte in win_ansi(text) {
            let _ = match byte {
                b'(' | b')' | b'\\' => write!(self.0, "\\{}", char::from(byte)),
                b' '..=b'~' => write!(self.0, "{}", char::from(byte)),
                _ => write!(self.0, "\\{byte:03o}"),
            };
        }
        self.0.push_str(") Tj ET\n");
    }

    /// Adds a line of text, centred on the page.
    pub fn centred(&mut self, y: f32, font: Font, size: f32, text: &str) {
        self.text((WIDTH - font.width(text, size)) / 2.0, y, font, size, text);
    }

    /// Adds a horizontal line.
    pub fn rule(&mut self, x: f32, y: f32, length: f32, thickness: f32) {
        let _ = writeln!(self.0, "{x:.2} {y:.2} {length:.2} {thickness:.2} re f");
    }

    /// Adds the outline of a rectangle.
    pub fn frame(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let _ = writeln!(self.0, "{x:.2} {y:.2} {width:.2} {height:.2} re S");
    }
}

/// Returns the file with these pages.
pub fn document(title: &str, pages: &[Page]) -> Vec<u8> {
    let fonts = Font::ALL.len();
    // Order of objects: catalogue, page tree, information, fonts, then each page followed by its content.
    let page_object = |n: usize| 4 + fonts + 2 * n;
    let kids: String = (0..pages.len()).map(|n| format!("{} 0 R ", page_object(n))).collect();
    let named: String = (0..fonts).map(|n| format!("/F{n} {} 0 R ", 4 + n)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()),
        format!("<< /Title <FEFF{}> >>", title.encode_utf16().map(|unit| format!("{unit:04X}")).collect::<String>()),
    ];
    let font = |name| format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>");
    objects.extend(Font::ALL.map(|(_, name)| font(name)));
    for (n, Page(content)) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << {named}>> >> \
             /Contents {} 0 R >>",
            page_object(n) + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}endstream", content.len()));
    }
    assemble(&objects).into_bytes()
}

/// Numbers the objects, and appends the cross-reference table of their offsets.
fn assemble(objects: &[String]) -> String {
    let mut file = String::from("%PDF-1.4\n");
    let mut places = String::from("0000000000 65535 f \n");
    for (n, object) in objects.iter().enumerate() {
        let _ = writeln!(places, "{:010} 00000 n ", file.len());
        let _ = writeln!(file, "{} 0 obj\n{object}\nendobj", n + 1);
    }
    let (start, count) = (file.len(), objects.len() + 1);
    let _ = write!(
        file,
        "xref\n0 {count}\n{places}trailer\n<< /Size {count} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    file
}

/// Encodes a text for the fonts (WinAnsi): Latin-1 and typographic characters.
fn win_ansi(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        '–' => 0x96,
        '—' => 0x97,
        '‘' => 0x91,
        '’' | '\'' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '…' => 0x85,
        c => u8::try_from(u32::from(c)).unwrap_or(b'?'),
    };
    text.chars().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_objects_leads_to_every_one_of_them() {
        let mut page = Page::default();
        page.centred(400.0, Font::Italic, 12.0, "Ravnsholm – (fourteen copies)");
        let file = String::from_utf8(document("A “test”", &[page, Page::default()])).unwrap();
        assert!(file.starts_with("%PDF-1.4\n") && file.ends_with("%%EOF\n"));
        let start: usize = file.lines().rev().nth(1).unwrap().parse().unwrap();
        let mut list = file[start..].lines();
        assert_eq!(list.next(), Some("xref"));
        let objects: usize = list.next().unwrap().strip_prefix("0 ").unwrap().parse().unwrap();
        for (n, line) in list.take(objects).enumerate().skip(1) {
            let place: usize = line[..10].parse().unwrap();
            assert!(file[place..].starts_with(&format!("{n} 0 obj\n")), "object {n} is not at {place}");
        }
        assert!(file.contains(r"(Ravnsholm \226 \(fourteen copies\)) Tj"), "{file}");
    }
}
