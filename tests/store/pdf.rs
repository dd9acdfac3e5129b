//! PDF files, read by programs that are not ours: qpdf, and those of Poppler.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use pannier::{Document, DocumentKind, Language, Pdf, Store, testing};

use crate::world::fresh_dir;

async fn store() -> Store {
    testing::in_memory().await.render(Pdf::new()).build().await.unwrap()
}

/// Renders a document in a language, and writes it to a file that qpdf has nothing to say against.
async fn written(store: &Store, document: &Document) -> PathBuf {
    let (media_type, bytes) = store.render("pdf", document).await.unwrap();
    assert_eq!(media_type, "application/pdf");
    let path = fresh_dir().join("document.pdf");
    fs::write(&path, bytes).unwrap();
    run("qpdf", &["--check", path.to_str().unwrap()]);
    path
}

/// Runs a program, and returns what it prints.
fn run(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().unwrap_or_else(|e| panic!("{program}: {e}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {} {said}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Returns the text of a file, with one space between any two words.
fn text(path: &Path) -> String {
    let text = run("pdftotext", &["-raw", path.to_str().unwrap(), "-"]);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn documents() -> Vec<Document> {
    let of =
        |kind| [Language::ENGLISH, Language::GERMAN].map(|language| in_language(testing::document(kind), language));
    DocumentKind::ALL.into_iter().flat_map(of).collect()
}

fn in_language(mut document: Document, language: Language) -> Document {
    document.language = language;
    document
}

#[tokio::test]
async fn a_file_says_all_that_is_in_its_document() {
    let store = store().await;
    for document in documents() {
        let texts = store.texts(document.language);
        let mut all = vec![document.title(&texts)];
        all.extend(document.facts(&texts).into_iter().chain(document.seller_facts(&texts)).flat_map(|(a, b)| [a, b]));
        all.extend(document.seller.lines(document.language).into_iter().chain(document.buyer.lines.clone()));
        all.extend(document.lines.iter().flat_map(|line| [line.title.clone(), line.quantity.to_string()]));
        all.extend(document.charges.iter().map(|charge| charge.label.clone()));
        all.extend(document.sums(&texts).into_iter().flat_map(|sum| [sum.label, texts.money(sum.amount)]));
        all.extend(document.sentences(&texts));
        if document.kind != DocumentKind::PackingSlip {
            all.extend(document.lines.iter().flat_map(|line| [texts.money(line.unit_price), texts.money(line.amount)]));
        }
        let read = text(&written(&store, &document).await);
        for said in all {
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(read.contains(&said), "{} in {}: no {said:?} in {read}", document.kind, document.language);
        }
        assert_eq!(document.kind == DocumentKind::PackingSlip, !read.contains('€'), "{read}");
    }
}

#[tokio::test]
async fn a_file_is_for_archives_and_for_those_who_hear_it() {
    let store = store().await;
    for document in documents() {
        let path = written(&store, &document).await;
        let path = path.to_str().unwrap();
        let info = run("pdfinfo", &[path]);
        let title = document.title(&store.texts(document.language));
        for line in [format!("Title: {title}"), "Tagged: yes".into(), "Page size: 595.276 x 841.89 pts (A4)".into()] {
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(info.lines().any(|of| words(of) == line), "{line:?} in {info}");
        }
        let metadata = run("pdfinfo", &["-meta", path]);
        assert!(metadata.contains("<pdfaid:part>3<") && metadata.contains("<pdfaid:conformance>A<"), "{metadata}");
        assert!(metadata.contains("<pdfuaid:part>1<"), "{metadata}");
        let structure = run("pdfinfo", &["-struct", path]);
        for element in ["H1", "Table", "THead", "TH", "TD", "P"] {
            assert!(structure.split_whitespace().any(|word| word.trim_end_matches(':') == element), "{structure}");
        }
        let fonts = run("pdffonts", &[path]);
        assert!(fonts.contains("NotoSans-Regular") && fonts.contains("NotoSans-Bold"), "{fonts}");
        // Embedded, a subset, and with a map to Unicode.
        assert_eq!(fonts.matches("yes yes yes").count(), 2, "{fonts}");
    }
}

#[tokio::test]
async fn two_hundred_lines_go_over_pages_whose_head_is_repeated() {
    let store = store().await;
    let mut document = testing::document(DocumentKind::Invoice);
    let line = document.lines[0].clone();
    document.lines = (1..=200)
        .map(|number| {
            let mut line = line.clone();
            line.title = format!("Item {number} of them");
            line
        })
        .collect();
    let path = written(&store, &document).await;
    let read = text(&path);
    for number in 1..=200 {
        assert_eq!(read.matches(&format!("Item {number} of them")).count(), 1, "{number}");
    }
    let pages = run("pdfinfo", &[path.to_str().unwrap()]);
    let pages = pages.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse::<usize>().unwrap();
    assert!((4..20).contains(&pages), "{pages}");
    for page in 1..=pages {
        let number = page.to_string();
        let on_it = run("pdftotext", &["-f", &number, "-l", &number, "-raw", path.to_str().unwrap(), "-"]);
        assert!(on_it.contains(&format!("Page {page} of {pages}")), "{on_it}");
        assert_eq!(on_it.contains("Item "), on_it.contains("Description"), "{on_it}");
        assert!(on_it.contains(&document.number), "{on_it}");
    }
}

#[tokio::test]
async fn a_character_that_the_font_lacks_is_seen_and_found() {
    let store = store().await;
    let mut document = testing::document(DocumentKind::Invoice);
    document.lines[0].title = "漢字 in the title".into();
    let path = written(&store, &document).await;
    assert!(text(&path).contains("漢字 in the title"));
    let with = page(&path);
    document.lines[0].title = " in the title".into();
    assert_ne!(with, page(&written(&store, &document).await));
}

#[tokio::test]
async fn a_page_is_not_blank_and_leaves_its_margins_free() {
    let store = store().await;
    for document in documents() {
        let (width, height, pixels) = page(&written(&store, &document).await);
        let dark = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            y.flat_map(|y| x.clone().map(move |x| (x, y))).filter(|(x, y)| pixels[y * width + x] < 128).count()
        };
        let all = dark(0..width, 0..height);
        assert!((width * height / 500..width * height / 5).contains(&all), "{}: {all} pixels", document.kind);
        // 20 millimetres of 210.
        assert_eq!((dark(0..width / 11, 0..height), dark(width * 10 / 11..width, 0..height)), (0, 0));
        // The window of an envelope: 20 to 105 millimetres from the left, 45 to 90 from the top.
        assert!(dark(width * 20 / 210..width * 105 / 210, height * 45 / 297..height * 90 / 297) > 100);
    }
}

/// Draws the first page: its width, its height, and how light each pixel is.
fn page(path: &Path) -> (usize, usize, Vec<u8>) {
    let child = Command::new("pdftoppm")
        .args(["-gray", "-r", "50", "-singlefile", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.unwrap_or_else(|e| panic!("pdftoppm: {e}"));
    let file = fs::read(path).unwrap();
    child.stdin.take().unwrap().write_all(&file).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    // P5, width and height, the greatest value, each followed by white space: then one byte a pixel.
    let mut rest = output.stdout.as_slice();
    let mut head = Vec::new();
    while head.len() < 4 {
        let end = rest.iter().position(u8::is_ascii_whitespace).unwrap();
        head.push(String::from_utf8_lossy(&rest[..end]).into_owned());
        rest = &rest[end + 1..];
    }
    (head[1].parse().unwrap(), head[2].parse().unwrap(), rest.to_vec())
}
