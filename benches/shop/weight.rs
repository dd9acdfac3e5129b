//! The weight of a first visit's pages as transferred, compared with benches/shop/weight.tsv.

use std::{fmt::Write, fs, path::PathBuf};

use crate::{
    ADDED_BY_BASKET, ADDED_BY_PAGES, Result, SCRIPTS,
    http::Client,
    process::Shop,
    table::{Limit, Row},
};

/// The kinds of pages: each is opened with an empty cache, with or without items in the basket.
const PAGES: [(&str, &str, bool); 4] = [
    ("home", "/", false),
    ("product", "/albums/blue-hour", false),
    ("basket", "/basket", true),
    ("checkout", "/checkout", true),
];
/// The factor by which a page may grow.
const LEEWAY: f64 = 1.03;

/// The weight of a page in bytes, compressed and raw.
type Weight = (f64, f64);

/// Measures each kind of page. Returns the rows and the pages that have grown. `PANNIER_WEIGHT=renew`
/// updates the file first.
pub fn rows(shop: &Shop) -> Result<(Vec<Row>, Vec<String>)> {
    let mut client = Client::connect(shop.address)?;
    client.call("/pannier/basket/add", "kind=album&id=blue-hour&quantity=1")?.expect(200)?;
    let session = client.cookie.clone();
    let (mut rows, mut measured) = (Vec::new(), Vec::new());
    for (name, path, with_basket) in PAGES {
        client.cookie = session.clone().filter(|_| with_basket);
        let mut scripts = (0.0, 0.0);
        for (kind, weight) in load(&mut client, path)? {
            if ["WASM", "JavaScript"].contains(&kind) {
                scripts = (scripts.0 + weight.0, scripts.1 + weight.1);
            }
            rows.push(Row::size(&format!("{name}: {kind}"), weight.0, weight.1, Limit::None));
            measured.push((format!("{name} {kind}"), weight.0));
        }
        rows.push(Row::size(&format!("{name}: WASM and JavaScript"), scripts.0, scripts.1, Limit::AtMost(SCRIPTS)));
    }
    for (kind, ending) in [("WASM", "wasm"), ("JavaScript", "js")] {
        let weight = file_of_the_magazine(ending)?;
        rows.push(Row::size(&format!("magazine, fully hydrated: {kind}"), weight.0, weight.1, Limit::None));
        measured.push((format!("magazine {kind}"), weight.0));
    }
    let [app, basket, pages] = ["app", "basket", "pages"].map(program);
    let (app, basket, pages) = (app?, basket?, pages?);
    rows.push(Row::size("app, fully hydrated", app.0, app.1, Limit::None));
    for (name, weight, without, most) in
        [("widget and form add", basket, app, ADDED_BY_BASKET), ("the four pages add", pages, basket, ADDED_BY_PAGES)]
    {
        let added = (weight.0 - without.0, weight.1 - without.1);
        rows.push(Row::size(&format!("  {name}"), added.0, added.1, Limit::AtMost(most)));
    }
    // The sums, because an added kilobyte is as heavy wherever it is, and 3 % of a small difference would be nothing.
    measured.extend(
        [("hydrated app", app.0), ("hydrated basket", basket.0), ("hydrated pages", pages.0)]
            .map(|(name, bytes)| (name.to_owned(), bytes)),
    );
    Ok((rows, compare(&measured)?))
}

/// Returns the weight of the WASM and the JavaScript of a fully hydrated app (benches/hydrated) with this part of the store.
fn program(part: &str) -> Result<Weight> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("target/weighed/{part}.tsv"));
    let text = fs::read_to_string(&file).map_err(|error| format!("no {part} was weighed: {error}"))?;
    let mut weight = (0.0, 0.0);
    for line in text.lines() {
        let mut cells = line.split('\t').skip(1).map(str::parse::<f64>);
        let (Some(compressed), Some(raw)) = (cells.next(), cells.next()) else {
            return Err(format!("not a row of {}: {line}", file.display()).into());
        };
        weight = (weight.0 + compressed?, weight.1 + raw?);
    }
    Ok(weight)
}

/// Returns the weight of the example's only file of a kind. It is a fully hydrated app, which loads the same on every page.
fn file_of_the_magazine(ending: &str) -> Result<Weight> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/magazine-site/paper");
    for entry in fs::read_dir(folder).map_err(|error| format!("no site of the magazine: {error}"))? {
        let file = entry?.path();
        if file.extension().is_some_and(|found| found == ending) {
            let compressed = file.with_extension(format!("{ending}.br"));
            return Ok((fs::metadata(compressed)?.len() as f64, fs::metadata(file)?.len() as f64));
        }
    }
    Err(format!("the site of the magazine has no .{ending} file").into())
}

/// Loads everything that a browser fetches for a page before it is scrolled or clicked.
fn load(client: &mut Client, path: &str) -> Result<Vec<(&'static str, Weight)>> {
    let page = client.get(path)?.expect(200)?;
    let html = page.text()?;
    let quoted =
        |end: &str| html.split('"').filter(|text| text.starts_with("/pkg/") && text.ends_with(end)).take(1).collect();
    let eager = html
        .split("<img ")
        .skip(1)
        .filter(|image| !image.split('>').next().unwrap_or_default().contains("loading=\"lazy\""));
    let pictures: Vec<&str> = eager
        .filter_map(|image| image.split("src=\"").nth(1)?.split('"').next())
        .filter(|src| src.starts_with('/'))
        .collect();
    let kinds: [(&str, Vec<&str>); 5] = [
        ("page", vec![path]),
        ("CSS", quoted(".css")),
        ("pictures", pictures),
        ("JavaScript", quoted(".js")),
        ("WASM", quoted(".wasm")),
    ];
    let mut loaded = Vec::new();
    for (kind, files) in kinds {
        let mut weight = (0.0, 0.0);
        for file in files {
            weight.0 += size(client, file, "br")?;
            weight.1 += size(client, file, "identity")?;
        }
        loaded.push((kind, weight));
    }
    Ok(loaded)
}

fn size(client: &mut Client, file: &str, encoding: &str) -> Result<f64> {
    let answer = client.get_as(file, encoding)?;
    if answer.status != 200 {
        return Err(format!("{file} is missing: run `make build`").into());
    }
    Ok(answer.body.len() as f64)
}

/// Returns a message for each page that has grown. A smaller page is fine, and `PANNIER_WEIGHT=renew` makes
/// it the new measure.
fn compare(measured: &[(String, f64)]) -> Result<Vec<String>> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/shop/weight.tsv");
    if std::env::var("PANNIER_WEIGHT").is_ok_and(|wish| wish == "renew") {
        let mut text = String::from(
            "# Downloads of a first visit, in bytes of brotli. `PANNIER_WEIGHT=renew make bench` updates this file.\n",
        );
        for (name, bytes) in measured {
            writeln!(text, "{name}\t{bytes}")?;
        }
        fs::write(&file, text)?;
    }
    if !PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".setup/front.toml").is_file() {
        println!(
            "Built with the default standard library, which is larger than the small one: the weight is not compared.\n"
        );
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(&file)?;
    let known = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
    let heavier = measured.iter().filter_map(|(name, bytes)| {
        let before = known(name).unwrap_or_default();
        (*bytes > before * LEEWAY).then(|| format!("{name}: {bytes} bytes, {before} before"))
    });
    Ok(heavier.collect())
}
