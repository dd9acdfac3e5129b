//! Pages: texts and rules at their places, and the structure that says what they are.
//!
//! All is placed before anything is drawn, because each page names the number of pages.

use krilla::{
    Document,
    color::luma,
    geom::{PathBuilder, Point, Rect},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TagGroup, TagKind, TagTree},
};

use super::font::{Face, printable};

/// Converts millimetres to points.
pub(super) const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

/// The page: A4.
const PAGE: (f32, f32) = (mm(210.0), mm(297.0));
/// The left edge of the text (DIN 5008).
pub(super) const LEFT: f32 = mm(25.0);
/// The right edge of the text.
pub(super) const RIGHT: f32 = mm(190.0);
/// The top of the text on all pages but the first.
const TOP: f32 = mm(28.0);

/// The lightness of text, of what is less important, and of rules. The second has a contrast of 6:1 on white.
pub(super) const INK: u8 = 20;
pub(super) const PALE: u8 = 95;
pub(super) const LINE: u8 = 190;

/// The two fonts of a document.
pub(super) struct Fonts {
    pub regular: Face,
    pub bold: Face,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub bold: bool,
    pub size: f32,
    pub lightness: u8,
}

impl Style {
    pub const TEXT: Style = Style { bold: false, size: 9.5, lightness: INK };
    pub const STRONG: Style = Style { bold: true, ..Style::TEXT };
    pub const SMALL: Style = Style { bold: false, size: 8.0, lightness: PALE };

    /// Returns the distance from one line to the next.
    pub fn leading(self) -> f32 {
        self.size * 1.35
    }
}

/// A part of the structure.
pub(super) enum Tags {
    Group(TagKind, Vec<Tags>),
    /// A text, by its number.
    Leaf(usize),
}

impl Tags {
    pub fn group(kind: impl Into<TagKind>, children: Vec<Tags>) -> Tags {
        Tags::Group(kind.into(), children)
    }

    fn node(self, identifiers: &[Option<Identifier>]) -> Option<Node> {
        match self {
            Tags::Leaf(leaf) => identifiers.get(leaf).copied().flatten().map(Node::Leaf),
            Tags::Group(kind, children) => {
                let children = children.into_iter().filter_map(|child| child.node(identifiers)).collect();
                Some(Node::Group(TagGroup::with_children(kind, children)))
            }
        }
    }
}

/// What is drawn on a page.
struct Mark {
    x: f32,
    /// The baseline of a text, or the middle of a rule.
    y: f32,
    what: What,
}

enum What {
    /// A text; without a number, it is no part of the structure.
    Text(String, Style, Option<usize>),
    /// A rule to the right, of this length and weight.
    Rule(f32, f32),
}

/// The pages of a document. What is added goes to the last one.
pub(super) struct Sheet<'a> {
    pub fonts: &'a Fonts,
    /// The top of what comes next.
    pub y: f32,
    /// Where the text of a page ends, and the foot begins.
    bottom: f32,
    pages: Vec<Vec<Mark>>,
    leaves: usize,
    tags: Vec<Tags>,
}

impl<'a> Sheet<'a> {
    /// Creates the first page, for text down to `bottom`.
    pub fn new(fonts: &'a Fonts, bottom: f32) -> Sheet<'a> {
        Sheet { fonts, y: TOP, bottom, pages: vec![Vec::new()], leaves: 0, tags: Vec::new() }
    }

    pub fn face(&self, style: Style) -> &'a Face {
        if style.bold { &self.fonts.bold } else { &self.fonts.regular }
    }

    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Adds to the structure.
    pub fn tag(&mut self, tags: Tags) {
        self.tags.push(tags);
    }

    /// Goes to a new page unless this much of the last one is free, or would not be on a new one either. Returns whether it did.
    pub fn make_room(&mut self, height: f32) -> bool {
        let fits = self.y + height <= self.bottom;
        if fits || (height > self.bottom - TOP && self.y + Style::TEXT.leading() <= self.bottom) {
            return false;
        }
        self.pages.push(Vec::new());
        self.y = TOP;
        true
    }

    /// Writes a line of text, whose top is at `y`. It ends with a space, so that whoever hears the lines hears where a word ends.
    pub fn write(&mut self, x: f32, y: f32, text: &str, style: Style) -> Tags {
        self.write_on(self.pages.len() - 1, x, y, text, style)
    }

    /// Like `write`, on another page than the last one.
    pub fn write_on(&mut self, page: usize, x: f32, y: f32, text: &str, style: Style) -> Tags {
        let leaf = self.leaves;
        self.leaves += 1;
        let text = format!("{} ", printable(text).trim_end());
        self.mark(page, x, y + style.size, What::Text(text, style, Some(leaf)));
        Tags::Leaf(leaf)
    }

    /// Like `write`, with the end of the text at `x`.
    pub fn write_to(&mut self, x: f32, y: f32, text: &str, style: Style) -> Tags {
        let width = self.face(style).width(printable(text.trim_end()).as_str(), style.size);
        self.write(x - width, y, text, style)
    }

    /// Writes a line of text on a page, which is no part of the structure.
    pub fn decorate(&mut self, page: usize, x: f32, y: f32, text: &str, style: Style) {
        self.mark(page, x, y + style.size, What::Text(printable(text), style, None));
    }

    /// Draws a rule on a page.
    pub fn rule(&mut self, page: usize, from: f32, to: f32, y: f32, weight: f32) {
        self.mark(page, from, y, What::Rule(to - from, weight));
    }

    fn mark(&mut self, page: usize, x: f32, y: f32, what: What) {
        self.pages[page].push(Mark { x, y, what });
    }

    /// Writes paragraphs of text below what there is, over pages if need be.
    pub fn flow(&mut self, x: f32, width: f32, text: &str, style: Style) -> Vec<Tags> {
        let lines = self.face(style).wrap(text, style.size, width);
        lines
            .iter()
            .map(|line| {
                self.make_room(style.leading());
                let tags = self.write(x, self.y, line, style);
                self.y += style.leading();
                tags
            })
            .collect()
    }

    /// Draws all pages.
    pub fn draw(self, document: &mut Document) {
        let mut identifiers = vec![None; self.leaves];
        for marks in &self.pages {
            let Some(settings) = PageSettings::from_wh(PAGE.0, PAGE.1) else { continue };
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            for mark in marks {
                match &mark.what {
                    What::Text(text, style, leaf) => {
                        let tag = match leaf {
                            Some(_) => ContentTag::Span(SpanTag::empty()),
                            None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
                        };
                        let identifier = surface.start_tagged(tag);
                        let face = if style.bold { &self.fonts.bold } else { &self.fonts.regular };
                        let (at, glyphs) = (Point::from_xy(mark.x, mark.y), face.glyphs(text));
                        surface.set_fill(Some(fill(style.lightness)));
                        surface.draw_glyphs(at, &glyphs, face.font.clone(), text, style.size, false);
                        surface.end_tagged();
                        if let Some(leaf) = leaf {
                            identifiers[*leaf] = Some(identifier);
                        }
                    }
                    What::Rule(length, weight) => draw_rule(&mut surface, mark, *length, *weight),
                }
            }
            surface.finish();
            page.finish();
        }
        let mut tree = TagTree::new();
        self.tags.into_iter().filter_map(|tags| tags.node(&identifiers)).for_each(|node| tree.push(node));
        document.set_tag_tree(tree);
    }
}

fn draw_rule(surface: &mut Surface<'_>, mark: &Mark, length: f32, weight: f32) {
    let Some(rect) = Rect::from_xywh(mark.x, mark.y - weight / 2.0, length, weight) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    let Some(path) = path.finish() else { return };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_fill(Some(fill(LINE)));
    surface.draw_path(&path);
    surface.end_tagged();
}

fn fill(lightness: u8) -> Fill {
    Fill { paint: luma::Color::new(lightness).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}
