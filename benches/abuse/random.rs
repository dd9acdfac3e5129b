//! Random requests to every route of the shop.

use std::{net::SocketAddr, time::Instant};

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use rand::{
    Rng,
    seq::{IndexedRandom, IteratorRandom},
};

use crate::{Result, client::encode, form_fields::FORM_FIELDS, http::Client};

/// Concurrent clients, and the requests of all of them together, if time permits.
pub const CLIENTS: usize = 4;
const REQUESTS: usize = 100_000;
/// Failures that are described.
const DESCRIBED: usize = 5;

/// Every route; `{}` is random.
const ROUTES: &[&str] = &[
    "/",
    "/{}",
    "/albums",
    "/albums/{}",
    "/posters",
    "/posters/{}",
    "/tickets",
    "/tickets/{}",
    "/products",
    "/products/{}",
    "/search",
    "/basket",
    "/checkout",
    "/order/{}",
    "/download/{}",
    "/about",
    "/imprint",
    "/terms",
    "/site-{}.css",
    "/styleguide",
    "/styleguide/{}",
    "/art/{}/{}.svg",
    "/art/album/{}.svg",
    "/art/product/{}.svg",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemaps/{}.xml",
    "/healthz",
    "/pkg/{}",
    "/files/{}",
    "/payments/return",
    "/webhooks/{}",
    "/webhooks/stripe",
    "/webhooks/sandbox",
    "/webhooks/paypal",
    "/sandbox-gateway/pay/{}",
    "/sandbox-gateway/v1/payments",
    "/sandbox-gateway/v1/payments/{}/{}",
    "/pannier/basket/{}",
    "/pannier/basket/add",
    "/pannier/basket/quantity",
    "/pannier/basket/remove",
    "/pannier/checkout",
    "/pannier/checkout/clear",
    "/pannier/checkout/save",
    "/pannier/order/resume",
    "/pannier/order/start-over",
];
const LANGUAGES: &[&str] = &["", "", "/de", "/en", "/fr", "/"];
const METHODS: &[&str] = &["GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "OPTIONS"];
/// Fields of the pages' queries and of the sandbox gateway; `{}` is random.
const OTHER_FIELDS: &[&str] = &[
    "q",
    "sort",
    "page",
    "added",
    "removed",
    "problem",
    "number",
    "decision",
    "lang",
    "expires",
    "type",
    "signature",
    "{}",
];
const WORDS: &[&str] = &[
    "",
    "album",
    "poster",
    "ticket",
    "product",
    "blue-hour",
    "dunes/a3",
    "low-water-mug",
    "rope-works-mug/indigo",
    "album/blue-hour",
    "1",
    "0",
    "-1",
    "999",
    "4294967296",
    "9223372036854775808",
    "1e999",
    "NaN",
    "\u{661}",
    "true",
    "update",
    "pay",
    "approve",
    "sandbox",
    "bank-transfer",
    "1900 EUR",
    "DE",
    "US ",
    "d\0e",
    "price-down",
    "only-left",
    "../../etc/passwd",
    "..\\..\\",
    "//evil.example",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\"*\" NEAR/2 title:",
    "AAAAAAAAAAAAAAAAAAAAAA",
    "ada@example.com",
    "a\r\nSet-Cookie: b=c",
    "\u{202e}\u{feff}\u{200b}",
    "🅰️e\u{301}ß",
    "%00%ff%c0%af",
];
const HEADERS: &[&str] = &[
    "Accept-Language",
    "Cookie",
    "Range",
    "If-Range",
    "If-None-Match",
    "If-Modified-Since",
    "Accept-Encoding",
    "Sec-Purpose",
    "X-Forwarded-For",
];
const VALUES: &[&str] = &[
    "de-AT,de;q=0.9,*;q=0.1",
    "de;q=1e400,;;,en;q=",
    "pannier=AAAAAAAAAAAAAAAAAAAAAA",
    "pannier=; pannier==; =pannier",
    "bytes=0-0",
    "bytes=-1",
    "bytes=5-1,99999999999999999999-",
    "bytes=0-,0-,0-,0-,0-,0-,0-,0-,0-,0-",
    "*",
    "W/\"0\", \"",
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 99 Nov 99999999 99:99:99 GMT",
    "gzip;q=0, br;q=9, identity;q=0",
    "prefetch",
    "::1, 127.0.0.1, unknown",
    "é\u{80}",
];
const BODIES: &[&str] =
    &["application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x", "text/plain"];

/// What the requests of a client were answered.
#[derive(Default)]
pub struct Answers {
    pub answered: usize,
    /// Connections that ended without an answer, as they do after a request that is no HTTP.
    pub broken: usize,
    /// The answers 5xx, and the first requests that they were given to.
    pub failed: usize,
    pub failures: Vec<String>,
}

/// Sends requests until the time is over or enough are sent.
pub fn send_all(address: SocketAddr, until: Instant) -> Answers {
    let (mut answers, mut connection) = (Answers::default(), None);
    while Instant::now() < until && answers.answered + answers.broken < REQUESTS / CLIENTS {
        let (head, body) = request(&mut rand::rng());
        match send(address, &mut connection, &head, &body) {
            Ok(status) => {
                answers.answered += 1;
                if status >= 500 {
                    answers.failed += 1;
                    if answers.failures.len() < DESCRIBED {
                        answers.failures.push(format!("{status} for {head:?} {body:?}"));
                    }
                }
            }
            Err(_) => {
                answers.broken += 1;
                connection = None;
            }
        }
    }
    answers
}

fn send(address: SocketAddr, connection: &mut Option<Client>, head: &str, body: &str) -> Result<u16> {
    let client = match connection {
        Some(client) => client,
        None => connection.insert(Client::connect(address)?),
    };
    Ok(client.send(head, body)?.status)
}

/// A random request: its head without the last line, and its body.
fn request(rng: &mut impl Rng) -> (String, String) {
    let (method, target) = (pick(rng, METHODS), target(rng));
    let mut head = format!("{method} {target} HTTP/1.1\r\n");
    let headers = up_to(rng, 3);
    for name in HEADERS.iter().choose_multiple(rng, headers) {
        head += &format!("{name}: {}\r\n", pick(rng, VALUES));
    }
    let accept = if rng.random() { "text/html" } else { "application/json" };
    head += &format!("Accept: {accept}\r\n");
    if method == "GET" {
        return (head, String::new());
    }
    let body = if rng.random_ratio(9, 10) { form(rng) } else { text(rng) };
    if rng.random_ratio(9, 10) {
        head += "Sec-Fetch-Site: same-origin\r\n";
    }
    let kind = if rng.random_ratio(9, 10) { BODIES[0] } else { pick(rng, BODIES) };
    head += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
    (head, body)
}

fn target(rng: &mut impl Rng) -> String {
    let mut target = pick(rng, LANGUAGES).to_owned();
    let mut parts = pick(rng, ROUTES).split("{}").peekable();
    while let Some(part) = parts.next() {
        target += part;
        if parts.peek().is_some() {
            let text = text(rng);
            // Now and then as it is, which may be no path.
            target += &if rng.random_ratio(1, 20) {
                text
            } else {
                percent_encode(text.as_bytes(), NON_ALPHANUMERIC).to_string()
            };
        }
    }
    if rng.random_ratio(1, 3) {
        target += &format!("?{}", form(rng));
    }
    target
}

fn form(rng: &mut impl Rng) -> String {
    let fields: Vec<(String, String)> =
        (0..up_to(rng, 8)).map(|_| (field(rng).replace("{}", &text(rng)), text(rng))).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    encode(&fields)
}

fn field(rng: &mut impl Rng) -> &'static str {
    FORM_FIELDS.iter().chain(OTHER_FIELDS).copied().choose(rng).unwrap_or_default()
}

fn text(rng: &mut impl Rng) -> String {
    match rng.random_range(0..10) {
        0 => (0..up_to(rng, 30)).map(|_| rng.random::<char>()).collect(),
        1 => pick(rng, WORDS).repeat(up_to(rng, 200)),
        2 => format!("{}{}", pick(rng, WORDS), pick(rng, WORDS)),
        _ => pick(rng, WORDS).to_owned(),
    }
}

fn pick<'a>(rng: &mut impl Rng, all: &[&'a str]) -> &'a str {
    all.choose(rng).copied().unwrap_or_default()
}

fn up_to(rng: &mut impl Rng, most: usize) -> usize {
    rng.random_range(0..=most)
}
