//! The texts of the articles, and their parser.

use super::{Article, Passage, Teaser};

/// Words per minute, for the reading time.
const PACE: usize = 190;

/// An article's text and metadata.
pub struct Manuscript {
    slug: &'static str,
    title: &'static str,
    by: &'static str,
    standfirst: &'static str,
    issue: i64,
    text: &'static str,
}

const DRAWER: [Manuscript; 6] = [
    Manuscript {
        slug: "the-postman-of-the-low-tide",
        title: "The Postman of the Low Tide",
        by: "Edvard Lunn",
        standfirst: "Seven kilometres of wet sand, thirty-one letter boxes, and a stick with a notch in it.",
        issue: 4,
        text: include_str!("../../articles/the-postman-of-the-low-tide.md"),
    },
    Manuscript {
        slug: "in-praise-of-the-margin",
        title: "In Praise of the Margin",
        by: "Hanne Whitlock",
        standfirst: "A third of every page is left empty. It is the best part, and it is yours.",
        issue: 3,
        text: include_str!("../../articles/in-praise-of-the-margin.md"),
    },
    Manuscript {
        slug: "a-loan-desk-on-the-water",
        title: "A Loan Desk on the Water",
        by: "Mattis Orre",
        standfirst: "The library boat has no fines and one rule: write to whoever reads it next.",
        issue: 3,
        text: include_str!("../../articles/a-loan-desk-on-the-water.md"),
    },
    Manuscript {
        slug: "oak-gall-iron-patience",
        title: "Oak Gall, Iron, Patience",
        by: "Odile Brandt",
        standfirst: "How to make an ink that goes on pale, turns black overnight, and outlives you.",
        issue: 2,
        text: include_str!("../../articles/oak-gall-iron-patience.md"),
    },
    Manuscript {
        slug: "a-sheet-folded-twice",
        title: "A Sheet, Folded Twice",
        by: "Ines Falk",
        standfirst: "Why half the pages are printed upside down, and what we are called after.",
        issue: 1,
        text: include_str!("../../articles/a-sheet-folded-twice.md"),
    },
    Manuscript {
        slug: "the-mark-nobody-sees",
        title: "The Mark Nobody Sees",
        by: "Tomas Reyl",
        standfirst: "For seven hundred years paper makers have signed their work by leaving something out.",
        issue: 1,
        text: include_str!("../../articles/the-mark-nobody-sees.md"),
    },
];

/// Returns every manuscript, newest first.
pub fn all() -> impl Iterator<Item = &'static Manuscript> {
    DRAWER.iter()
}

/// Returns the articles of an issue.
pub fn of_issue(number: i64) -> Vec<Article> {
    DRAWER.iter().filter(|manuscript| manuscript.issue == number).filter_map(|m| article(m.slug)).collect()
}

/// Returns the article with this slug. The first article follows the last.
pub fn article(slug: &str) -> Option<Article> {
    let at = DRAWER.iter().position(|manuscript| manuscript.slug == slug)?;
    let (this, next) = (&DRAWER[at], &DRAWER[(at + 1) % DRAWER.len()]);
    Some(Article { teaser: this.teaser(), body: passages(this.text), next: next.teaser() })
}

impl Manuscript {
    /// The article in a list.
    pub fn teaser(&self) -> Teaser {
        let text = |text: &str| text.to_owned();
        Teaser {
            slug: text(self.slug),
            title: text(self.title),
            by: text(self.by),
            standfirst: text(self.standfirst),
            issue: self.issue,
            minutes: self.text.split_whitespace().count().div_ceil(PACE),
        }
    }
}

/// Parses the subset of Markdown that the articles use: paragraphs, `## headings`, `> quotes` and `*emphasis*`.
fn passages(text: &str) -> Vec<Passage> {
    let passage = |block: &str| {
        let line = block.split_whitespace().collect::<Vec<_>>().join(" ");
        match (line.strip_prefix("## "), line.strip_prefix("> ")) {
            (Some(heading), _) => Passage::Heading(heading.to_owned()),
            (_, Some(quote)) => Passage::Quote(quote.to_owned()),
            _ => Passage::Text(line.split('*').map(str::to_owned).collect()),
        }
    };
    text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()).map(passage).collect()
}
