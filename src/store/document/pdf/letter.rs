//! What is around the lines: the letterhead, the recipient in the window of the envelope, the facts, and the foot of each page.
//!
//! The places are those of DIN 5008, form B, so that a window envelope shows the recipient.

use std::num::NonZeroU16;

use krilla::tagging::{TableHeaderScope, Tag};

use super::{
    content::Content,
    sheet::{Fonts, LEFT, PALE, RIGHT, Sheet, Style, Tags, mm},
};

/// The width of the window, and the left edge of the facts beside it.
const WINDOW: f32 = mm(85.0);
const FACTS: f32 = mm(118.0);
/// The least y of the title.
const TITLE: f32 = mm(97.0);
/// The end of the foot, and the top of the page number below it.
const FOOT: f32 = mm(283.0);
const PAGE_NUMBER: f32 = mm(285.0);

/// A party or a column of the foot is at most this long: more is a mistake or mischief, and must not push the lines off the page.
const MOST_LINES: usize = 20;

const NAME: Style = Style { bold: true, size: 15.0, ..Style::TEXT };
const HEADING: Style = Style { bold: true, size: 16.0, ..Style::TEXT };
const RETURN: Style = Style { size: 7.0, ..Style::SMALL };
const SMALL_RETURN: Style = Style { size: 5.5, ..Style::SMALL };
const FOOT_TEXT: Style = Style { size: 7.5, ..Style::SMALL };

/// Writes the first page down to where the lines begin.
pub(super) fn head(sheet: &mut Sheet<'_>, content: &Content<'_>) {
    let mut y = mm(18.0);
    let mut name = Vec::new();
    for line in clipped(sheet, &[&content.document.seller.name], NAME, RIGHT - LEFT, 3) {
        name.push(sheet.write(LEFT, y, &line, NAME));
        y += NAME.leading();
    }
    sheet.tag(Tags::group(Tag::P, name));

    let recipient = clipped(sheet, &content.recipient(), Style::TEXT, WINDOW, MOST_LINES);
    let leading = 12.0;
    let beyond = recipient.len().saturating_sub(6);
    let mut y = (mm(62.7) - beyond as f32 * leading).max(mm(50.0));
    let line = content.return_line();
    let in_window = |style: Style| clipped(sheet, &[&line], style, WINDOW, 2);
    // Smaller rather than cut off.
    let style = if in_window(RETURN).len() > 1 { SMALL_RETURN } else { RETURN };
    if let Some(line) = in_window(style).first() {
        sheet.decorate(0, LEFT, y - style.leading() - mm(1.5), line, style);
        sheet.rule(0, LEFT, LEFT + WINDOW, y - mm(1.2), 0.4);
    }
    let mut lines = Vec::new();
    for line in recipient {
        lines.push(sheet.write(LEFT, y, &line, Style::TEXT));
        y += leading;
    }
    sheet.tag(Tags::group(Tag::P, lines));

    sheet.y = facts(sheet, content).max(y).max(TITLE - mm(8.0)) + mm(8.0);
    let title = content.document.title(content.texts);
    let heading = sheet.flow(LEFT, RIGHT - LEFT, &title, HEADING);
    sheet.tag(Tags::group(Tag::Hn(NonZeroU16::MIN, Some(title)), heading));
    sheet.y += mm(2.5);
    for (label, text) in content.preamble() {
        let mut tags = sheet.flow(LEFT, RIGHT - LEFT, &label, Style::SMALL);
        tags.extend(sheet.flow(LEFT, RIGHT - LEFT, &text, Style::TEXT));
        sheet.tag(Tags::group(Tag::P, tags));
        sheet.y += mm(2.0);
    }
    for label in content.shipping() {
        let tags = sheet.flow(LEFT, RIGHT - LEFT, &label, Style::TEXT);
        sheet.tag(Tags::group(Tag::P, tags));
    }
    sheet.y += mm(2.0);
}

/// Writes the facts beside the window. Returns where they end.
fn facts(sheet: &mut Sheet<'_>, content: &Content<'_>) -> f32 {
    let facts = content.facts();
    let labels = facts.iter().map(|(label, _)| sheet.fonts.regular.width(label, Style::SMALL.size));
    let label_width = labels.fold(0.0, f32::max).min((RIGHT - FACTS) * 0.6);
    let x = FACTS + label_width + mm(3.0);
    let (mut y, mut rows) = (mm(50.0), Vec::new());
    for (label, value) in facts {
        let labels = clipped(sheet, &[label], Style::SMALL, label_width + 0.1, 3);
        let values = clipped(sheet, &[value], Style::TEXT, RIGHT - x, 4);
        let (mut head, mut data) = (Vec::new(), Vec::new());
        let leading = Style::TEXT.leading();
        for line in 0..labels.len().max(values.len()) {
            if let Some(label) = labels.get(line) {
                // On the baseline of the value.
                let lower = Style::TEXT.size - Style::SMALL.size;
                head.push(sheet.write(FACTS, y + lower, label, Style::SMALL));
            }
            if let Some(value) = values.get(line) {
                data.push(sheet.write(x, y, value, Style::TEXT));
            }
            y += leading;
        }
        let head = Tags::group(Tag::TH(TableHeaderScope::Row), head);
        rows.push(Tags::group(Tag::TR, vec![head, Tags::group(Tag::TD, data)]));
    }
    sheet.tag(Tags::group(Tag::Table, vec![Tags::group(Tag::TBody, rows)]));
    y
}

/// The foot of each page: the seller's address and numbers, and the number of the page.
pub(super) struct Foot {
    columns: Vec<Vec<String>>,
    top: f32,
}

impl Foot {
    /// Breaks the foot into lines.
    pub fn new(fonts: &Fonts, content: &Content<'_>) -> Foot {
        let columns = content.foot();
        let width = (RIGHT - LEFT) / columns.len().max(1) as f32 - mm(5.0);
        let lines = |column: Vec<String>| {
            let lines = column.iter().flat_map(|text| fonts.regular.wrap(text, FOOT_TEXT.size, width));
            lines.take(MOST_LINES).collect::<Vec<_>>()
        };
        let columns: Vec<Vec<String>> = columns.into_iter().map(lines).collect();
        let most = columns.iter().map(Vec::len).max().unwrap_or_default();
        Foot { columns, top: FOOT - most as f32 * FOOT_TEXT.leading() }
    }

    /// Returns where the text above has to end.
    pub fn bottom(&self) -> f32 {
        self.top - mm(6.0)
    }

    /// Writes the foot of every page, and the head of all but the first. The structure has them once.
    pub fn write(self, sheet: &mut Sheet<'_>, content: &Content<'_>) {
        let (pages, title) = (sheet.pages(), content.document.title(content.texts));
        let step = (RIGHT - LEFT) / self.columns.len().max(1) as f32;
        for page in 0..pages {
            sheet.rule(page, LEFT, RIGHT, self.top - mm(2.0), 0.4);
            for (place, column) in self.columns.iter().enumerate() {
                let x = LEFT + step * place as f32;
                let mut tags = Vec::new();
                for (line, text) in column.iter().enumerate() {
                    let y = self.top + line as f32 * FOOT_TEXT.leading();
                    match page {
                        0 => tags.push(sheet.write_on(0, x, y, text, FOOT_TEXT)),
                        _ => sheet.decorate(page, x, y, text, FOOT_TEXT),
                    }
                }
                if page == 0 {
                    sheet.tag(Tags::group(Tag::P, tags));
                }
            }
            let number = [("page", (page + 1).into()), ("pages", pages.into())];
            let number = content.texts.format("document-page", &number);
            let x = RIGHT - sheet.fonts.regular.width(&number, FOOT_TEXT.size);
            sheet.decorate(page, x, PAGE_NUMBER, &number, FOOT_TEXT);
            if page > 0 {
                let head = Style { lightness: PALE, ..Style::TEXT };
                if let Some(line) = clipped(sheet, &[&title], head, RIGHT - LEFT, 1).first() {
                    sheet.decorate(page, LEFT, mm(15.0), line, head);
                }
                sheet.rule(page, LEFT, RIGHT, mm(21.0), 0.4);
            }
        }
    }
}

/// Breaks texts into at most so many lines.
fn clipped(sheet: &Sheet<'_>, texts: &[impl AsRef<str>], style: Style, width: f32, most: usize) -> Vec<String> {
    texts.iter().flat_map(|text| sheet.face(style).wrap(text.as_ref(), style.size, width)).take(most).collect()
}
