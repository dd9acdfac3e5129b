//! `examples/start`, the template of a new app: it can be filled in, and README and the crate's documentation show its code.
//!
//! A line `// ..` or a hidden line of a block stands for any lines of the template; comments are not compared.

use std::{fs, path::Path};

const README: &str = include_str!("../README.md");
const LIB: &str = include_str!("../src/lib.rs");

const KINDS: [&str; 2] = ["islands", "hydrated"];

/// Returns the files of the template with their names, filled in for a kind of app with the name `mugs`.
fn app(kind: &str) -> Vec<(String, String)> {
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/start");
    let mut files = Vec::new();
    let mut folders = vec![template];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.ends_with("cargo-generate.toml") => {}
                false => {
                    let filled = filled_in(&fs::read_to_string(&path).expect("a text"), kind);
                    files.push((path.display().to_string(), filled));
                }
            }
        }
    }
    files
}

/// Fills in a file as cargo-generate does: conditions on lines of their own, and placeholders.
fn filled_in(template: &str, kind: &str) -> String {
    let is_kind = format!("if kind == \"{kind}\"");
    let (mut filled, mut shown) = (String::new(), true);
    for line in template.lines() {
        match line.trim().strip_prefix("{%- ").and_then(|tag| tag.strip_suffix(" %}")) {
            Some("else") => shown = !shown,
            Some("endif") => shown = true,
            Some(condition) => shown = condition == is_kind || condition == r#"if pannier == """#,
            None if shown => filled.extend([line, "\n"]),
            None => {}
        }
    }
    filled.replace("{{project-name}}", "mugs").replace("{{crate_name}}", "mugs")
}

/// A block of code: the lines that follow each other in the template, without comments and with single spaces.
type Block = Vec<String>;

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut fences = text.split("```").skip(1);
    while let (Some(block), _) = (fences.next(), fences.next()) {
        let Some((language, code)) = block.split_once('\n') else { continue };
        if matches!(language, "rust" | "toml" | "" | "no_run") {
            blocks.push(runs(code, language == "toml"));
        }
    }
    blocks
}

/// Splits a block at its gaps. The tables of a TOML file are in any order.
fn runs(code: &str, toml: bool) -> Block {
    let mut runs = vec![String::new()];
    for line in code.lines() {
        let line = line.trim();
        let hidden = line.starts_with("# ") || line == "#" || line == "// ..";
        match hidden || (toml && line.is_empty()) {
            true => runs.push(String::new()),
            false => runs.last_mut().expect("a run").extend([line, "\n"]),
        }
    }
    runs.iter().map(|run| plain(run)).filter(|run| !run.is_empty()).collect()
}

/// Returns code without comments and with single spaces.
fn plain(code: &str) -> String {
    let without_comment = |line: &str| match line.trim() {
        line if line.starts_with("//") || line.starts_with("# ") => String::new(),
        line => [" // ", " # "].iter().fold(line, |line, mark| line.split(mark).next().unwrap_or_default()).to_owned(),
    };
    let lines: Vec<_> = code.lines().map(without_comment).collect();
    lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn contains(file: &str, block: &[String]) -> bool {
    let mut rest = file;
    block.iter().all(|run| match rest.split_once(run.as_str()) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

/// Asserts that each block is in one file of one kind of app.
fn assert_shown(blocks: &[Block]) {
    let files: Vec<_> = KINDS.iter().flat_map(|kind| app(kind)).map(|(_, file)| plain(&file)).collect();
    for block in blocks {
        assert!(files.iter().any(|file| contains(file, block)), "not in examples/start: {block:#?}");
    }
}

/// Returns the part of a text from one heading to another.
fn section<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, after) = text.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    after.split_once(to).unwrap_or_else(|| panic!("no {to}")).0
}

#[test]
fn readme_shows_the_template() {
    let blocks = blocks(section(README, "\n## Put it into your own app\n", "\n## "));
    assert_eq!(blocks.len(), 4, "{blocks:#?}");
    assert_shown(&blocks);
}

#[test]
fn the_crates_documentation_shows_the_template() {
    let text: Vec<_> = LIB.lines().map_while(|line| line.strip_prefix("//!")).collect();
    let blocks = blocks(section(&text.join("\n"), "\n # Mount\n", "\n # The life of an order\n"));
    assert_eq!(blocks.len(), 5, "{blocks:#?}");
    assert_shown(&blocks);
}

#[test]
fn every_tag_and_placeholder_is_filled_in() {
    for kind in KINDS {
        for (name, file) in app(kind) {
            // Also not as part of Rust's or CSS's own syntax, which cargo-generate would read as a placeholder.
            assert!(!file.contains("{{") && !file.contains("{%"), "{name}: {file}");
        }
    }
}

#[test]
fn the_two_kinds_differ_in_what_the_browser_runs() {
    let [islands, hydrated] = KINDS.map(|kind| app(kind).iter().map(|(_, file)| plain(file)).collect::<String>());
    for (only, other, code) in [
        (&islands, &hydrated, "pannier::hydrate();"),
        (&islands, &hydrated, "islands.provide();"),
        (&hydrated, &islands, "leptos::mount::hydrate_body(app::App);"),
        (&hydrated, &islands, "<HydrationScripts options/>"),
        (&hydrated, &islands, "provide_context(Paths::mounted_at(\"/shop\"));"),
    ] {
        assert!(only.contains(code) && !other.contains(code), "{code}");
    }
}
