//! What search engines meet: addresses, statuses, versions of pages, and what is said to machines alone.

use reqwest::{Method, Response, StatusCode, header};
use serde_json::Value;
use sqlx::Connection;

use crate::{client::Browser, process::Shop};

async fn get(browser: &Browser, path: &str) -> Response {
    browser.send(browser.request(Method::GET, path)).await.unwrap()
}

async fn status(browser: &Browser, path: &str) -> u16 {
    get(browser, path).await.status().as_u16()
}

async fn location(browser: &Browser, path: &str) -> (u16, String) {
    let response = get(browser, path).await;
    let location = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
    (response.status().as_u16(), location.unwrap_or_default())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).map(|part| part.split(end).next().unwrap()).collect()
}

/// The addresses in the head of a page that are related to it in this way.
fn links(page: &str, rel: &str) -> Vec<String> {
    let head = page.split("</head>").next().unwrap();
    let tags = between(head, "<link ", ">").into_iter().filter(|tag| tag.contains(&format!("rel=\"{rel}\"")));
    tags.map(|tag| between(tag, "href=\"", "\"")[0].replace("&amp;", "&")).collect()
}

/// The addresses of every page that search engines are told of, each with those of the same page in every language.
async fn addresses(browser: &Browser) -> Vec<(String, Vec<String>)> {
    let (_, robots) = browser.get("/robots.txt").await.unwrap();
    let (_, index) = browser.get(robots.split("Sitemap: ").nth(1).unwrap().trim()).await.unwrap();
    let mut addresses = Vec::new();
    for file in between(&index, "<loc>", "</loc>") {
        let (_, sitemap) = browser.get(file).await.unwrap();
        for entry in between(&sitemap, "<url>", "</url>") {
            let alternates = between(entry, "href=\"", "\"").into_iter().map(str::to_owned).collect();
            addresses.push((between(entry, "<loc>", "</loc>")[0].to_owned(), alternates));
        }
    }
    addresses
}

#[tokio::test]
async fn every_page_of_the_sitemap_is_canonical_with_valid_structured_data() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let addresses = addresses(&browser).await;
    assert!(addresses.len() > 70, "{addresses:?}");
    let mut types = std::collections::BTreeMap::<String, u32>::new();
    for (address, alternates) in addresses {
        let response = get(&browser, &address).await;
        assert_eq!(response.status(), StatusCode::OK, "{address}");
        assert!(response.headers().get(header::SET_COOKIE).is_none(), "{address}");
        assert!(response.headers().contains_key(header::ETAG), "{address}");
        let page = response.text().await.unwrap();
        assert_eq!(links(&page, "canonical"), [address.as_str()]);
        assert_eq!(links(&page, "alternate"), alternates, "{address}");
        assert!(alternates.contains(&address), "{address}: {alternates:?}");
        assert!(!page.contains("noindex"), "{address}");
        for thing in things(&page) {
            for kind in kinds(&thing) {
                *types.entry(kind.to_owned()).or_default() += 1;
            }
            keeps_the_rules(&thing).unwrap_or_else(|broken| panic!("{address}: {broken}\n{thing:#}"));
        }
    }
    for (kind, least) in [("Product", 30), ("Event", 5), ("BreadcrumbList", 30), ("ItemList", 4), ("WebSite", 1)] {
        assert!(types.get(kind).is_some_and(|n| *n >= least), "{kind}: {types:?}");
    }
}

#[tokio::test]
async fn deleted_products_answer_410_and_unknown_ones_404() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    for path in ["/albums/blue-hour", "/posters/dunes", "/tickets/blue-hour-recital", "/products/low-water-mug"] {
        assert_eq!(status(&browser, path).await, 200, "{path}");
    }
    let url = format!("sqlite:{}/shop.db", shop.data.display());
    let mut db = sqlx::SqliteConnection::connect(&url).await.unwrap();
    for sql in [
        "DELETE FROM albums WHERE id = 'blue-hour'",
        "DELETE FROM posters WHERE id = 'dunes'",
        "UPDATE products SET state = 'retired' WHERE id = 'low-water-mug'",
        "UPDATE products SET state = 'draft' WHERE id = 'rope-works-mug'",
    ] {
        sqlx::query(sql).execute(&mut db).await.unwrap();
    }
    for _ in 0..2 {
        let (gone, page) = browser.get("/albums/blue-hour").await.unwrap();
        assert_eq!(gone, StatusCode::GONE);
        assert!(page.contains("no longer") && page.contains("noindex"), "{page}");
        for path in ["/posters/dunes", "/products/low-water-mug", "/products/rope-works-mug?preview=1.abc"] {
            assert_eq!(status(&browser, path).await, 410, "{path}");
        }
        // The list takes notice.
        let (_, list) = browser.get("/albums").await.unwrap();
        assert!(!list.contains("/albums/blue-hour\"") && list.contains("13 records"), "{list}");
    }
    for path in ["/albums/no-such-album", "/albums/%00", "/nothing", "/posters/blue-hour"] {
        assert_eq!(status(&browser, path).await, 404, "{path}");
    }
}

#[tokio::test]
async fn pages_have_one_address_and_lists_end() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    for (other, one) in [
        ("/albums/", "/albums"),
        ("/Albums/Blue-Hour", "/albums/blue-hour"),
        ("/albums?page=1", "/albums"),
        ("/de/Albums/", "/de/albums"),
        ("/search?q=blue&page=1", "/search?q=blue"),
        ("//evil.example/", "/evil.example"),
    ] {
        assert_eq!(location(&browser, other).await, (301, one.to_owned()), "{other}");
    }
    for none in [
        "/albums?page=2",
        "/albums?page=0",
        "/albums?page=two",
        "/search?page=99",
        "/search?kind=car",
        "/tickets?sort=x",
    ] {
        assert_eq!(status(&browser, none).await, 404, "{none}");
    }
    for there in [
        "/search",
        "/search?page=2",
        "/search?q=blue&kind=album&sort=price",
        "/albums?sort=title",
        "/search?q=%22%00(",
        "/search?q=%ff",
    ] {
        let response = get(&browser, there).await;
        assert_eq!(response.status(), StatusCode::OK, "{there}");
        assert!(response.headers().get(header::SET_COOKIE).is_none());
        assert!(response.text().await.unwrap().contains(r#"<meta name="robots" content="noindex, follow""#), "{there}");
    }
    let (_, second) = browser.get("/search?page=2").await.unwrap();
    assert_eq!(links(&second, "prev"), [format!("{}/search", shop.url)]);
    assert!(links(&second, "next").is_empty());
    let (_, first) = browser.get("/search").await.unwrap();
    assert_eq!(links(&first, "next"), [format!("{}/search?page=2", shop.url)]);
}

#[tokio::test]
async fn unchanged_pages_are_not_sent_again() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    // Pages with an island have a nonce, which is another one each time.
    for path in [
        "/",
        "/albums",
        "/albums/blue-hour",
        "/search?q=blue",
        "/sitemap.xml",
        "/sitemaps/1.xml",
        "/art/album/blue-hour.svg",
    ] {
        for encoding in ["identity", "gzip", "br"] {
            let asking = || browser.request(Method::GET, path).header(header::ACCEPT_ENCODING, encoding);
            let first = browser.send(asking()).await.unwrap();
            let tag = first.headers()[header::ETAG].clone();
            let policy = first.headers()[header::CONTENT_SECURITY_POLICY].clone();
            assert!(tag.to_str().unwrap().starts_with("W/"), "{path}: {tag:?}");
            let again = browser.send(asking().header(header::IF_NONE_MATCH, &tag)).await.unwrap();
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path} {encoding}");
            assert_eq!(again.headers()[header::ETAG], tag);
            assert_eq!(
                again.headers().get(header::CACHE_CONTROL),
                first.headers().get(header::CACHE_CONTROL),
                "{path}"
            );
            // It would take the place of the policy that the page in the cache came with, and its nonce.
            assert!(again.headers().get(header::CONTENT_SECURITY_POLICY).is_none(), "{path}: {policy:?}");
            assert!(again.bytes().await.unwrap().is_empty());
            let other = browser.send(asking().header(header::IF_NONE_MATCH, "W/\"0\"")).await.unwrap();
            assert_eq!(other.status(), StatusCode::OK, "{path}");
            let asking = || browser.request(Method::HEAD, path).header(header::ACCEPT_ENCODING, encoding);
            let head = browser.send(asking()).await.unwrap();
            assert_eq!(
                (head.status(), &head.headers()[header::ETAG]),
                (StatusCode::OK, &tag),
                "HEAD {path} {encoding}"
            );
            assert!(
                head.headers().get(header::SET_COOKIE).is_none() && head.bytes().await.unwrap().is_empty(),
                "{path}"
            );
            let known = browser.send(asking().header(header::IF_NONE_MATCH, &tag)).await.unwrap();
            assert_eq!(known.status(), StatusCode::NOT_MODIFIED, "HEAD {path} {encoding}");
        }
    }
    assert_eq!(
        browser.send(browser.request(Method::HEAD, "/albums/none")).await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    let tag = get(&browser, "/albums").await.headers()[header::ETAG].clone();
    let asked = async || {
        let request = browser.request(Method::GET, "/albums").header(header::IF_NONE_MATCH, &tag);
        browser.send(request).await.unwrap()
    };
    assert_eq!(asked().await.status(), StatusCode::NOT_MODIFIED);
    // Another price is another page.
    let url = format!("sqlite:{}/shop.db", shop.data.display());
    let mut db = sqlx::SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("UPDATE albums SET download_amount = 1234 WHERE id = 'blue-hour'").execute(&mut db).await.unwrap();
    assert_eq!(asked().await.status(), StatusCode::OK);
    // And who has a basket has a page of their own, which nobody keeps.
    browser.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
    assert!(get(&browser, "/albums").await.headers().get(header::ETAG).is_none());
}

#[test]
fn invalid_structured_data_is_noticed() {
    let offer = r#"{"@type":"Offer","price":"9.00","priceCurrency":"EUR","url":"https://a.example/x",
        "availability":"https://schema.org/InStock","itemCondition":"https://schema.org/NewCondition"}"#;
    let product = format!(
        r#"{{"@type":"Product","name":"A","image":"https://a.example/a.svg","description":"D","sku":"a",
        "url":"https://a.example/x","brand":{{"@type":"Brand","name":"B"}},"offers":{offer}}}"#
    );
    let check = |text: &str| keeps_the_rules(&serde_json::from_str(text).unwrap());
    assert_eq!(check(&product), Ok(()));
    for (right, wrong) in [
        ("\"9.00\"", "\"€9\""),
        ("\"9.00\"", "9.0"),
        ("\"EUR\"", "\"euro\""),
        ("InStock", "Here"),
        ("https://a.example/a.svg", "/a.svg"),
        ("\"name\":\"A\",", ""),
        ("\"Offer\"", "\"Offr\""),
    ] {
        assert!(check(&product.replace(right, wrong)).is_err(), "{wrong}");
    }
    let list = r#"{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","position":2,"name":"A"}]}"#;
    assert!(check(list).is_err());
}

/// What a page says in JSON-LD.
fn things(page: &str) -> Vec<Value> {
    let scripts = between(page, "<script type=\"application/ld+json\">", "</script>");
    scripts
        .into_iter()
        .flat_map(|script| {
            let value: Value = serde_json::from_str(script).expect("JSON");
            assert_eq!(value["@context"], "https://schema.org");
            value["@graph"].as_array().expect("a graph").clone()
        })
        .collect()
}

fn kinds(thing: &Value) -> Vec<&str> {
    match &thing["@type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    }
}

/// What a property of schema.org may hold.
#[derive(Clone, Copy)]
enum May {
    Text,
    /// An absolute address.
    Url,
    /// An amount with a point, as text: `19.90`.
    Price,
    /// Three letters (ISO 4217).
    Currency,
    /// ISO 8601.
    Date,
    Number,
    /// One of these members of an enumeration.
    Member(&'static [&'static str]),
    /// One or more things of this type.
    Thing(&'static str),
    /// A list whose items are numbered from here on without a gap. Each has a name; all but the last an address.
    Way,
    /// A list of addresses, likewise.
    Items,
}
use May::{Currency, Date, Items, Member, Number, Price, Text, Thing, Url, Way};

/// What Google's documentation requires of a type, and what it recommends and is true of this shop: all of it has to be there.
const RULES: &[(&str, &[(&str, May)])] = &[
    (
        "Product",
        &[
            ("name", Text),
            ("image", Url),
            ("description", Text),
            ("sku", Text),
            ("url", Url),
            ("brand", Thing("Brand")),
            ("offers", Thing("Offer")),
        ],
    ),
    (
        "Offer",
        &[
            ("price", Price),
            ("priceCurrency", Currency),
            ("url", Url),
            ("availability", Member(&["InStock", "LimitedAvailability", "SoldOut", "OutOfStock", "PreOrder"])),
            ("itemCondition", Member(&["NewCondition", "UsedCondition", "RefurbishedCondition"])),
        ],
    ),
    ("Brand", &[("name", Text)]),
    (
        "MusicAlbum",
        &[("byArtist", Thing("MusicGroup")), ("genre", Text), ("datePublished", Text), ("numTracks", Number)],
    ),
    ("MusicGroup", &[("name", Text)]),
    (
        "Event",
        &[
            ("name", Text),
            ("startDate", Date),
            ("endDate", Date),
            ("location", Thing("Place")),
            ("image", Url),
            ("description", Text),
            ("eventStatus", Member(&["EventScheduled", "EventCancelled", "EventPostponed", "EventRescheduled"])),
            ("eventAttendanceMode", Member(&["OfflineEventAttendanceMode"])),
            ("offers", Thing("Offer")),
            ("performer", Thing("PerformingGroup")),
            ("organizer", Thing("Organization")),
        ],
    ),
    ("PerformingGroup", &[("name", Text)]),
    ("Place", &[("name", Text), ("address", Thing("PostalAddress"))]),
    ("PostalAddress", &[("streetAddress", Text), ("addressLocality", Text), ("addressCountry", Text)]),
    ("Organization", &[("name", Text), ("url", Url)]),
    ("WebSite", &[("name", Text), ("url", Url), ("potentialAction", Thing("SearchAction"))]),
    ("SearchAction", &[("target", Thing("EntryPoint")), ("query-input", Text)]),
    ("EntryPoint", &[("urlTemplate", Url)]),
    ("BreadcrumbList", &[("itemListElement", Way)]),
    ("ItemList", &[("itemListElement", Items)]),
];

fn keeps_the_rules(thing: &Value) -> Result<(), String> {
    let kinds = kinds(thing);
    if kinds.is_empty() {
        return Err("a thing without a type".to_owned());
    }
    for kind in kinds {
        let Some((_, rules)) = RULES.iter().find(|(name, _)| *name == kind) else {
            return Err(format!("nobody knows the type {kind:?}"));
        };
        for (property, may) in *rules {
            holds(&thing[*property], *may).map_err(|why| format!("{kind}.{property}: {why}"))?;
        }
    }
    Ok(())
}

fn holds(value: &Value, may: May) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let right = match may {
        Text => !text.trim().is_empty(),
        Url => text.starts_with("http://") || text.starts_with("https://"),
        Price => match text.split_once('.') {
            Some((whole, part)) => digits(whole) && digits(part),
            None => digits(text),
        },
        Currency => text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()),
        Date => text.len() >= 16 && text.as_bytes()[10] == b'T' && digits(&text[..4]),
        Number => value.is_u64(),
        Member(members) => text.strip_prefix("https://schema.org/").is_some_and(|member| members.contains(&member)),
        Thing(kind) => {
            let things = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            for thing in &things {
                if !kinds(thing).contains(&kind) {
                    return Err(format!("{thing} is no {kind}"));
                }
                keeps_the_rules(thing)?;
            }
            !things.is_empty()
        }
        Way | Items => {
            let items = value.as_array().cloned().unwrap_or_default();
            let last = items.len().saturating_sub(1);
            let way = matches!(may, Way);
            let numbered = |(i, item): (usize, &Value)| {
                let address = if way { &item["item"] } else { &item["url"] };
                kinds(item) == ["ListItem"]
                    && item["position"].as_u64() == Some(i as u64 + 1)
                    && (!way || holds(&item["name"], Text).is_ok())
                    && ((way && i == last && address.is_null()) || holds(address, Url).is_ok())
            };
            items.len() > usize::from(way) && items.iter().enumerate().all(numbered)
        }
    };
    if right { Ok(()) } else { Err(format!("{value} is not what belongs there")) }
}
