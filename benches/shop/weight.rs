//! What the pages of a first visit load, as it travels.

use crate::{
    Result, SCRIPTS,
    http::Client,
    server::Server,
    table::{Limit, Row},
};

/// The scripts and styles of a product page and of the checkout.
pub fn rows(server: &Server) -> Result<Vec<Row>> {
    let mut client = Client::connect(server.address)?;
    let mut rows = Vec::new();
    for (name, path) in [("product page", "/albums/blue-hour"), ("checkout", "/checkout")] {
        let page = client.get(path)?.expect(200)?;
        let page = page.text()?;
        let (js, wasm) = (address(page, "/pkg/", ".js"), address(page, "/pkg/", ".wasm"));
        let css = address(page, "/pkg/", ".css");
        let mut scripts = (0.0, 0.0);
        for (kind, file) in [("WASM", wasm), ("JavaScript", js), ("CSS", css)] {
            let (brotli, raw) = match file {
                Some(file) => (size(&mut client, file, "br")?, size(&mut client, file, "identity")?),
                None => (0.0, 0.0),
            };
            if kind != "CSS" {
                scripts = (scripts.0 + brotli, scripts.1 + raw);
            }
            rows.push(Row::size(&format!("{name}: {kind}"), brotli, raw, Limit::None));
        }
        rows.push(Row::size(&format!("{name}: WASM and JavaScript"), scripts.0, scripts.1, Limit::AtMost(SCRIPTS)));
        // The checkout is shown to somebody who has something in the basket.
        client.call("/pannier/basket/add", "kind=album&id=blue-hour&quantity=1")?.expect(200)?;
    }
    Ok(rows)
}

/// The first address on a page that starts and ends like this.
fn address<'a>(page: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let quoted = page.split('"').find(|text| text.starts_with(start) && text.ends_with(end))?;
    Some(quoted)
}

fn size(client: &mut Client, file: &str, encoding: &str) -> Result<f64> {
    let answer = client.get_as(file, encoding)?;
    if answer.status != 200 {
        return Err(format!("{file} is missing: `make build` makes it").into());
    }
    Ok(answer.body.len() as f64)
}
