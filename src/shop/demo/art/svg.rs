//! A small SVG writer.

use std::fmt::{Display, Write};

use pannier::encode;

/// An SVG picture under construction. The origin is the upper left corner.
#[derive(Debug)]
pub struct Svg {
    pub width: f32,
    pub height: f32,
    definitions: String,
    body: String,
    ids: u32,
}

impl Svg {
    pub fn new(width: f32, height: f32) -> Svg {
        Svg { width, height, definitions: String::new(), body: String::new(), ids: 0 }
    }

    /// Adds raw markup.
    pub fn raw(&mut self, markup: impl Display) -> &mut Svg {
        let _ = write!(self.body, "{markup}");
        self
    }

    pub fn rect(&mut self, [x, y, w, h]: [f32; 4], fill: &str) -> &mut Svg {
        self.raw(format_args!(r#"<rect x="{}" y="{}" width="{}" height="{}" fill="{fill}"/>"#, n(x), n(y), n(w), n(h)))
    }

    /// Fills the whole picture.
    pub fn ground(&mut self, fill: &str) -> &mut Svg {
        self.rect([0.0, 0.0, self.width, self.height], fill)
    }

    pub fn circle(&mut self, [x, y]: [f32; 2], r: f32, fill: &str) -> &mut Svg {
        self.raw(format_args!(r#"<circle cx="{}" cy="{}" r="{}" fill="{fill}"/>"#, n(x), n(y), n(r)))
    }

    pub fn ring(&mut self, [x, y]: [f32; 2], r: f32, stroke: &str, width: f32) -> &mut Svg {
        self.raw(format_args!(
            r#"<circle cx="{}" cy="{}" r="{}" fill="none" stroke="{stroke}" stroke-width="{}"/>"#,
            n(x),
            n(y),
            n(r),
            n(width)
        ))
    }

    /// Draws a filled path.
    pub fn fill(&mut self, path: &str, fill: &str) -> &mut Svg {
        self.raw(format_args!(r#"<path d="{path}" fill="{fill}"/>"#))
    }

    /// Draws a stroked path.
    pub fn stroke(&mut self, path: &str, stroke: &str, width: f32) -> &mut Svg {
        self.raw(format_args!(
            r#"<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{}" stroke-linecap="round"/>"#,
            n(width)
        ))
    }

    /// Draws into a group with these attributes.
    pub fn group(&mut self, attributes: impl Display, draw: impl FnOnce(&mut Svg)) -> &mut Svg {
        self.raw(format_args!("<g {attributes}>"));
        draw(self);
        self.raw("</g>")
    }

    /// Adds a vertical gradient. Returns the value for `fill`.
    pub fn gradient(&mut self, stops: &[(f32, &str)]) -> String {
        self.ids += 1;
        let id = format!("g{}", self.ids);
        let _ = write!(self.definitions, r#"<linearGradient id="{id}" x2="0" y2="1">"#);
        for (offset, colour) in stops {
            let _ = write!(self.definitions, r#"<stop offset="{}" stop-color="{colour}"/>"#, n(*offset));
        }
        self.definitions.push_str("</linearGradient>");
        format!("url(#{id})")
    }

    /// Clips what `draw` draws to a path.
    pub fn clip(&mut self, path: &str, draw: impl FnOnce(&mut Svg)) -> &mut Svg {
        self.ids += 1;
        let id = format!("c{}", self.ids);
        let _ = write!(self.definitions, r#"<clipPath id="{id}"><path d="{path}"/></clipPath>"#);
        self.group(format_args!(r#"clip-path="url(#{id})""#), draw)
    }

    /// Returns the finished SVG, with `title` for screen readers.
    pub fn finish(self, title: &str) -> String {
        let (w, h) = (n(self.width), n(self.height));
        let Svg { definitions, body, .. } = self;
        let definitions = if definitions.is_empty() { String::new() } else { format!("<defs>{definitions}</defs>") };
        let title = encode::html(title);
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}"><title>{title}</title>{definitions}{body}</svg>"#
        )
    }
}

/// Formats a number with at most one decimal digit, as short as possible.
pub fn n(value: f32) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Returns a smooth curve through points from left to right, as a path that begins with `M`.
pub fn curve(points: &[[f32; 2]]) -> String {
    let mut path = String::new();
    for (i, [x, y]) in points.iter().enumerate() {
        if i == 0 {
            let _ = write!(path, "M{} {}", n(*x), n(*y));
            continue;
        }
        let [px, py] = points[i - 1];
        let middle = n((px + x) / 2.0);
        let _ = write!(path, "C{middle} {} {middle} {} {} {}", n(py), n(*y), n(*x), n(*y));
    }
    path
}

/// Returns a closed polygon through the points.
pub fn polygon(points: &[[f32; 2]]) -> String {
    let mut path = String::new();
    for (i, [x, y]) in points.iter().enumerate() {
        let _ = write!(path, "{}{} {}", if i == 0 { "M" } else { "L" }, n(*x), n(*y));
    }
    path.push('Z');
    path
}
