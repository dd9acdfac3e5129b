//! Typesets the issues as PDF files.

use std::path::Path;

use crate::{
    archive::Issue,
    articles::{Article, Passage, of_issue},
    pdf::{Font, HEIGHT, Page, WIDTH, document},
};

const MARGIN: f32 = 60.0;
const HEAD: f32 = HEIGHT - 76.0;
const FOOT: f32 = 76.0;
const MEASURE: f32 = WIDTH - 2.0 * MARGIN;
const LEADING: f32 = 14.0;

/// Writes the missing files in `files`: one per issue whose editors have uploaded none, named after it.
pub fn print_missing(issues: &[Issue], files: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(files)?;
    for issue in issues {
        let own = format!("{}.pdf", issue.id);
        let file = files.join(&own);
        if issue.file == own && !file.exists() {
            std::fs::write(file, print(issue))?;
        }
    }
    Ok(())
}

/// Returns an issue as a PDF: a cover, and its articles.
pub fn print(issue: &Issue) -> Vec<u8> {
    let articles = of_issue(issue.number);
    let mut pages = vec![cover(issue, &articles)];
    for article in &articles {
        Galley::set(article, &mut pages);
    }
    document(&format!("Quarto No. {} – {}", issue.number, issue.title), &pages)
}

fn cover(issue: &Issue, articles: &[Article]) -> Page {
    let mut page = Page::default();
    page.frame(30.0, 30.0, WIDTH - 60.0, HEIGHT - 60.0);
    page.frame(33.0, 33.0, WIDTH - 66.0, HEIGHT - 66.0);
    page.centred(480.0, Font::Roman, 54.0, "Quarto");
    page.centred(458.0, Font::Italic, 11.0, &format!("No. {} · {}", issue.number, issue.season));
    page.rule(MARGIN, 442.0, MEASURE, 0.6);
    page.centred(330.0, Font::Italic, 34.0, &issue.title);
    let mut y = 306.0;
    for line in wrap(&issue.about, Font::Roman, 10.5, 210.0) {
        page.centred(y, Font::Roman, 10.5, &line);
        y -= LEADING;
    }
    y = 170.0;
    for Article { teaser, .. } in articles {
        page.centred(y, Font::Bold, 10.5, &teaser.title);
        page.centred(y - LEADING, Font::Italic, 10.0, &teaser.by);
        y -= 3.0 * LEADING;
    }
    page
}

/// A column of text that continues over pages.
struct Galley<'a> {
    pages: &'a mut Vec<Page>,
    page: Page,
    y: f32,
}

impl Galley<'_> {
    fn set(article: &Article, pages: &mut Vec<Page>) {
        let mut galley = Galley { pages, page: Page::default(), y: HEAD - 30.0 };
        galley.lines(&article.teaser.title, Font::Roman, 22.0, 0.0);
        galley.lines(&article.teaser.standfirst, Font::Italic, 11.5, 0.0);
        galley.lines(&format!("by {}", article.teaser.by), Font::Roman, 9.0, 0.0);
        galley.page.rule(MARGIN, galley.y + 8.0, 40.0, 0.8);
        galley.y -= LEADING;
        for passage in &article.body {
            match passage {
                Passage::Text(runs) => galley.lines(&runs.concat(), Font::Roman, 10.5, 0.0),
                Passage::Heading(heading) => galley.lines(heading, Font::Bold, 10.5, 0.0),
                Passage::Quote(quote) => galley.lines(quote, Font::Italic, 12.5, 24.0),
            }
        }
        galley.turn();
    }

    /// Adds a paragraph, and space below it.
    fn lines(&mut self, text: &str, font: Font, size: f32, indent: f32) {
        for line in wrap(text, font, size, MEASURE - 2.0 * indent) {
            if self.y < FOOT {
                self.turn();
            }
            self.page.text(MARGIN + indent, self.y, font, size, &line);
            self.y -= LEADING.max(size * 1.2);
        }
        self.y -= LEADING * 0.6;
    }

    fn turn(&mut self) {
        let folio = (self.pages.len() + 1).to_string();
        self.page.centred(44.0, Font::Roman, 9.0, &folio);
        self.pages.push(std::mem::take(&mut self.page));
        self.y = HEAD;
    }
}

/// Breaks a text into lines of at most the given width.
fn wrap(text: &str, font: Font, size: f32, measure: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if font.width(&format!("{line} {word}"), size) <= measure => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
