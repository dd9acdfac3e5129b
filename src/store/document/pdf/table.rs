//! The lines as a table, whose head is repeated on each page, and the sums.

use krilla::tagging::{TableHeaderScope, Tag};

use super::{
    content::{Content, Row},
    sheet::{Fonts, LEFT, RIGHT, Sheet, Style, Tags, mm},
};

/// The space between two columns, and above and below a row.
const GAP: f32 = mm(5.0);
const PAD: f32 = mm(1.3);
/// The most that a column of numbers takes.
const WIDEST: f32 = mm(40.0);

const HEAD: Style = Style { bold: true, ..Style::SMALL };

/// Writes the table of lines.
pub(super) fn lines(sheet: &mut Sheet<'_>, content: &Content<'_>) {
    let rows = content.rows();
    if rows.is_empty() {
        return;
    }
    let table = Table::new(sheet.fonts, content.head(), &rows);
    sheet.make_room(4.0 * Style::TEXT.leading());
    let head = table.head(sheet);
    let body = rows.iter().map(|row| table.row(sheet, row)).collect();
    let (head, body) = (Tags::group(Tag::THead, vec![head]), Tags::group(Tag::TBody, body));
    sheet.tag(Tags::group(Tag::Table, vec![head, body]));
}

/// The columns of a table.
struct Table {
    head: Vec<String>,
    /// The right edges, and the widths of what is written to them.
    columns: Vec<(f32, f32)>,
}

impl Table {
    /// Makes each column of numbers as wide as what it holds, and leaves the rest to the first.
    fn new(fonts: &Fonts, head: Vec<String>, rows: &[Row]) -> Table {
        let numbers = head.iter().enumerate().skip(1).map(|(column, head)| {
            let cells = rows.iter().filter_map(|row| row.cells.get(column - 1));
            let cells = cells.map(|cell| fonts.regular.width(cell, Style::TEXT.size));
            cells.fold(fonts.bold.width(head, HEAD.size), f32::max).min(WIDEST) + 0.1
        });
        let widths: Vec<f32> = numbers.collect();
        let mut right = RIGHT - widths.iter().map(|width| width + GAP).sum::<f32>();
        let mut columns = vec![(right, right - LEFT)];
        for width in widths {
            right += GAP + width;
            columns.push((right, width));
        }
        Table { head, columns }
    }

    fn head(&self, sheet: &mut Sheet<'_>) -> Tags {
        let mut cells = Vec::new();
        for (place, (text, (right, _))) in self.head.iter().zip(&self.columns).enumerate() {
            let leaf = match place {
                0 => sheet.write(LEFT, sheet.y, text, HEAD),
                _ => sheet.write_to(*right, sheet.y, text, HEAD),
            };
            cells.push(Tags::group(Tag::TH(TableHeaderScope::Column), vec![leaf]));
        }
        self.below_head(sheet);
        Tags::group(Tag::TR, cells)
    }

    /// Writes the head again on a new page, where the structure does not repeat it.
    fn repeat(&self, sheet: &mut Sheet<'_>) {
        let (page, y) = (sheet.pages() - 1, sheet.y);
        for (place, (text, (right, _))) in self.head.iter().zip(&self.columns).enumerate() {
            let x = if place == 0 { LEFT } else { right - sheet.fonts.bold.width(text, HEAD.size) };
            sheet.decorate(page, x, y, text, HEAD);
        }
        self.below_head(sheet);
    }

    fn below_head(&self, sheet: &mut Sheet<'_>) {
        sheet.y += HEAD.leading() + PAD;
        sheet.rule(sheet.pages() - 1, LEFT, RIGHT, sheet.y, 0.8);
        sheet.y += PAD;
    }

    /// Writes a row, on a new page if the last one has no room for it. A row taller than a page goes over pages.
    fn row(&self, sheet: &mut Sheet<'_>, row: &Row) -> Tags {
        let wrap = |text: &str, style: Style, width: f32| sheet.face(style).wrap(text, style.size, width);
        let width = self.columns[0].1;
        let mut first: Vec<(String, Style)> =
            wrap(&row.title, Style::TEXT, width).into_iter().map(|line| (line, Style::TEXT)).collect();
        if let Some(text) = &row.below {
            first.extend(wrap(text, Style::SMALL, width).into_iter().map(|line| (line, Style::SMALL)));
        }
        let others: Vec<Vec<String>> =
            row.cells.iter().zip(&self.columns[1..]).map(|(cell, column)| wrap(cell, Style::TEXT, column.1)).collect();

        let height = others.iter().map(Vec::len).chain([first.len()]).max().unwrap_or_default();
        let leading = Style::TEXT.leading();
        if sheet.make_room(height as f32 * leading + PAD) {
            self.repeat(sheet);
        }
        let mut cells: Vec<Vec<Tags>> = self.columns.iter().map(|_| Vec::new()).collect();
        for line in 0..height {
            if sheet.make_room(leading) {
                self.repeat(sheet);
            }
            if let Some((text, style)) = first.get(line) {
                cells[0].push(sheet.write(LEFT, sheet.y, text, *style));
            }
            for (place, lines) in others.iter().enumerate() {
                if let Some(text) = lines.get(line) {
                    cells[place + 1].push(sheet.write_to(self.columns[place + 1].0, sheet.y, text, Style::TEXT));
                }
            }
            sheet.y += leading;
        }
        sheet.y += PAD;
        sheet.rule(sheet.pages() - 1, LEFT, RIGHT, sheet.y, 0.4);
        sheet.y += PAD;
        let of = |(place, cell): (usize, Vec<Tags>)| match place {
            0 => Tags::group(Tag::TH(TableHeaderScope::Row), cell),
            _ => Tags::group(Tag::TD, cell),
        };
        Tags::group(Tag::TR, cells.into_iter().enumerate().map(of).collect())
    }
}

/// Writes the sums to the right, on one page if one has room for them.
pub(super) fn sums(sheet: &mut Sheet<'_>, content: &Content<'_>) {
    let sums = content.sums();
    if sums.is_empty() {
        return;
    }
    let style = |is_total: bool| if is_total { Style { size: 11.0, ..Style::STRONG } } else { Style::TEXT };
    let values = sums.iter().map(|sum| sheet.face(style(sum.is_total)).width(&sum.value, style(sum.is_total).size));
    let value = values.fold(0.0, f32::max).min(mm(50.0)) + 0.1;
    let left = mm(95.0);
    let label = RIGHT - value - GAP - left;
    let wrapped: Vec<(Style, Vec<String>, Vec<String>)> = sums
        .iter()
        .map(|sum| {
            let style = style(sum.is_total);
            let wrap = |text: &str, width: f32| sheet.face(style).wrap(text, style.size, width);
            (style, wrap(&sum.label, label), wrap(&sum.value, value))
        })
        .collect();
    let height = |(style, labels, values): &(Style, Vec<String>, Vec<String>)| {
        labels.len().max(values.len()) as f32 * style.leading() + PAD
    };
    sheet.y += mm(2.0);
    sheet.make_room(wrapped.iter().map(height).sum::<f32>() + 2.0 * PAD);
    let mut rows = Vec::new();
    for (style, labels, values) in wrapped {
        if style.bold {
            sheet.rule(sheet.pages() - 1, left, RIGHT, sheet.y, 0.8);
            sheet.y += PAD;
        }
        let (mut head, mut data) = (Vec::new(), Vec::new());
        for line in 0..labels.len().max(values.len()) {
            sheet.make_room(style.leading());
            head.extend(labels.get(line).map(|text| sheet.write(left, sheet.y, text, style)));
            data.extend(values.get(line).map(|text| sheet.write_to(RIGHT, sheet.y, text, style)));
            sheet.y += style.leading();
        }
        sheet.y += PAD;
        let head = Tags::group(Tag::TH(TableHeaderScope::Row), head);
        rows.push(Tags::group(Tag::TR, vec![head, Tags::group(Tag::TD, data)]));
    }
    sheet.tag(Tags::group(Tag::Table, vec![Tags::group(Tag::TBody, rows)]));
}

/// Writes the sentences below the sums.
pub(super) fn notes(sheet: &mut Sheet<'_>, content: &Content<'_>) {
    sheet.y += mm(5.0);
    for sentence in content.document.sentences(content.texts) {
        let tags = sheet.flow(LEFT, RIGHT - LEFT, &sentence, Style::TEXT);
        sheet.tag(Tags::group(Tag::P, tags));
        sheet.y += mm(1.5);
    }
}
