//! What the pages of a first visit load, as it travels, compared with what they loaded when somebody last looked.

use std::{fmt::Write, fs, path::PathBuf};

use crate::{
    Result, SCRIPTS,
    http::Client,
    server::Server,
    table::{Limit, Row},
};

/// The kinds of pages: each is opened by somebody who was never here, with or without something in the basket.
const PAGES: [(&str, &str, bool); 4] = [
    ("home", "/", false),
    ("product", "/albums/blue-hour", false),
    ("basket", "/basket", true),
    ("checkout", "/checkout", true),
];
/// How much more than it did a page may load.
const LEEWAY: f64 = 1.03;

/// What a page loads, in bytes: compressed, and not.
type Weight = (f64, f64);

/// What each kind of page loads, and which of it is more than it was. `PANNIER_WEIGHT=renew` takes what there is as the new measure.
pub fn rows(server: &Server) -> Result<(Vec<Row>, Vec<String>)> {
    let mut client = Client::connect(server.address)?;
    client.call("/pannier/basket/add", "kind=album&id=blue-hour&quantity=1")?.expect(200)?;
    let session = client.cookie.clone();
    let (mut rows, mut measured) = (Vec::new(), Vec::new());
    for (name, path, with_goods) in PAGES {
        client.cookie = session.clone().filter(|_| with_goods);
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
    Ok((rows, compare(&measured)?))
}

/// Everything that a browser fetches for a page before anybody scrolls or clicks.
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
        return Err(format!("{file} is missing: `make build` makes it").into());
    }
    Ok(answer.body.len() as f64)
}

/// What is heavier than it was, in words. Lighter is not wrong, and becomes the measure when somebody says so.
fn compare(measured: &[(String, f64)]) -> Result<Vec<String>> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/shop/weight.tsv");
    if std::env::var("PANNIER_WEIGHT").is_ok_and(|wish| wish == "renew") {
        let mut text = String::from(
            "# What a first visit loads, in bytes of brotli. `PANNIER_WEIGHT=renew make bench` writes it anew.\n",
        );
        for (name, bytes) in measured {
            writeln!(text, "{name}\t{bytes}")?;
        }
        fs::write(&file, text)?;
    }
    if !PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".setup/front.toml").is_file() {
        println!(
            "Built with the usual standard library, which is larger than the small one: the weight is not compared.\n"
        );
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(&file)?;
    let known = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
    let heavier = measured.iter().filter_map(|(name, bytes)| {
        let before = known(name).unwrap_or_default();
        (*bytes > before * LEEWAY).then(|| format!("{name}: {bytes} bytes, and {before} before"))
    });
    Ok(heavier.collect())
}
