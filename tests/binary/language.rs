//! The shop in German, as a browser without JavaScript sees it.

use std::path::Path;

use reqwest::{Method, StatusCode, header};

use crate::{
    client::{Browser, Checkout, value},
    process::Shop,
};

/// The English sentences of the message files: what stands between their values, where it is long enough to be told from a name.
fn english() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let store = ["amounts", "islands", "pages", "store", "withdraw"].map(|name| format!("messages/en/{name}.ftl"));
    let files = store.into_iter().chain(["shop/messages/en.ftl".to_owned()]);
    let texts: Vec<String> = files.map(|file| std::fs::read_to_string(root.join(file)).expect("messages")).collect();
    let mut sentences = Vec::new();
    for line in texts.iter().flat_map(|text| text.lines()).filter(|line| !line.starts_with('#')) {
        let text = line.split_once(" = ").map_or(line, |(_, text)| text);
        let text = text.trim().trim_start_matches('*');
        let text = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(text, |(_, text)| text);
        let parts = text.split(['{', '}']).step_by(2).map(str::trim);
        sentences.extend(parts.filter(|part| part.len() > 12 && part.contains(' ')).map(str::to_owned));
    }
    assert!(sentences.len() > 150, "{}", sentences.len());
    sentences
}

fn all_german(page: &str, html: &str, english: &[String]) {
    assert!(html.contains("<html lang=\"de\""), "{page}");
    let html = html.replace("&#x27;", "'").replace("&#39;", "'").replace("&amp;", "&").replace("&quot;", "\"");
    for sentence in english {
        assert!(!html.contains(sentence.as_str()), "{page} says {sentence:?}");
    }
}

#[tokio::test]
async fn a_german_goes_shopping() {
    // The owner's mails are in the first language of the shop.
    let shop = Shop::open_with(&[("PANNIER_OWNER_MAIL_SALES", "none")]);
    let browser = Browser::new(&shop.url);
    let english = english();
    for page in [
        "/de",
        "/de/albums",
        "/de/albums/blue-hour",
        "/de/posters",
        "/de/posters/dunes",
        "/de/tickets",
        "/de/products",
        "/de/products/rope-works-mug",
        "/de/about",
    ] {
        let (status, html) = browser.get(page).await.unwrap();
        assert_eq!(status, StatusCode::OK, "{page}");
        all_german(page, &html, &english);
        assert!(html.contains("hreflang=\"en\"") && html.contains("hreflang=\"x-default\""), "{page}");
        let links = html.split("<a ").skip(1).filter_map(|link| link.split("href=\"").nth(1)?.split('"').next());
        for link in links.filter(|link| link.starts_with('/')) {
            let elsewhere = html.contains(&format!("href=\"{link}\" hreflang=\"en\""));
            assert!(link == "/de" || link.starts_with("/de/") || elsewhere, "{page} leads to {link}");
        }
    }
    let (status, html) = browser.get("/de/no-such-page").await.unwrap();
    assert_eq!(status, StatusCode::NOT_FOUND);
    all_german("404", &html, &english);
    let (status, html) = browser.get("/de/withdraw").await.unwrap();
    assert_eq!(status, StatusCode::OK);
    all_german("withdrawal", &html, &english);
    assert!(html.contains("action=\"/de/pannier/withdrawal/draft\""), "{html}");

    let add = [("kind", "poster"), ("id", "dunes/a3")];
    let basket = browser.post("/de/pannier/basket/add", &add).await.unwrap();
    assert!(basket.starts_with("/de/basket?added="), "{basket}");
    let (_, html) = browser.get("/de/basket").await.unwrap();
    all_german("basket", &html, &english);
    assert!(html.contains(",00\u{a0}€") || html.contains(",00&nbsp;€"), "{html}");
    let refused =
        browser.post("/de/pannier/basket/add", &[("kind", "poster"), ("id", "dunes/a3"), ("quantity", "x")]).await;
    let refused = refused.unwrap();
    assert_eq!(refused, "/de/basket?problem=bad-quantity");
    all_german("refusal", &browser.get(&refused).await.unwrap().1, &english);

    let (_, html) = browser.get("/de/checkout").await.unwrap();
    all_german("checkout", &html, &english);
    assert!(!html.contains("/de/terms"), "the owner has written none: {html}");
    for german in
        ["Straße und Hausnummer", "Postleitzahl", "Deutschland", "Österreich", "Standardversand", "bis 4 Werktage"]
    {
        assert!(html.contains(german), "{german}");
    }
    let checkout = Checkout::on(&html).expect("a form");
    let errors = browser.post("/de/pannier/checkout", &checkout.paid_by("sandbox", "")).await.unwrap();
    assert_eq!(errors, "/de/checkout?check=fields");
    let (_, html) = browser.get(&errors).await.unwrap();
    all_german("errors", &html, &english);
    assert!(html.contains("Bitte ausfüllen: Postleitzahl."), "{html}");

    let mut form = checkout.paid_by("sandbox", "").to_vec();
    form.extend([("name", "Ada"), ("line1", "Invalidenstraße 43"), ("postal_code", "10115"), ("city", "Berlin")]);
    let gateway = browser.post("/de/pannier/checkout", &form).await.unwrap();
    let order = browser.approve(&gateway).await.unwrap();
    assert!(order.starts_with("/de/order/"), "{order}");
    let (_, html) = browser.get(&order).await.unwrap();
    all_german("order", &html, &english);
    assert!(html.contains("ist bezahlt") && html.contains("Standardversand"), "{html}");

    while shop.mails() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let mail = std::fs::read_dir(shop.data.join("mail")).unwrap().flatten().next().expect("a mail");
    let mail = mailparse::parse_mail(&std::fs::read(mail.path()).unwrap()).unwrap().subparts[0].get_body().unwrap();
    assert!(mail.contains("Vielen Dank für Ihre Bestellung") && mail.contains("/de/order/"), "{mail}");
    assert!(!english.iter().any(|sentence| mail.contains(sentence.as_str())), "{mail}");
}

#[tokio::test]
async fn the_language_is_in_the_path_and_nowhere_else() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let get = async |path: &str, accept: &str| {
        let request = browser.request(Method::GET, path).header(header::ACCEPT_LANGUAGE, accept);
        let response = browser.send(request).await.unwrap();
        let header = |name: header::HeaderName| {
            let values = response.headers().get_all(name).iter().map(|value| value.to_str().unwrap().to_owned());
            values.collect::<Vec<_>>().join(", ")
        };
        let (vary, location) = (header(header::VARY), header(header::LOCATION));
        (response.status(), vary, location, response.text().await.unwrap())
    };
    // Nobody is sent anywhere, but told.
    let (status, vary, _, html) = get("/albums", "de-DE,de;q=0.9,en;q=0.5").await;
    assert_eq!(status, StatusCode::OK);
    assert!(vary.contains("Accept-Language"), "{vary}");
    assert!(html.contains("<html lang=\"en\"") && html.contains("Diese Seite auf Deutsch"));
    let (_, vary, _, html) = get("/albums", "en").await;
    assert!(vary.contains("Accept-Language") && !html.contains("Diese Seite auf Deutsch"), "{vary}");
    assert!(
        html.contains(&format!("rel=\"canonical\" href=\"{}/albums\"", shop.url))
            || html.contains("/albums\" rel=\"canonical\"")
    );
    let (_, vary, _, html) = get("/de/albums", "de").await;
    assert!(!vary.contains("Accept-Language"), "{vary}");
    assert!(html.contains("/de/albums"), "its own address");
    // The first language has one address.
    let (status, _, location, _) = get("/en/albums?sort=title", "de").await;
    assert_eq!((status, location.as_str()), (StatusCode::PERMANENT_REDIRECT, "/albums?sort=title"));
    assert_eq!(get("/fr/albums", "fr").await.0, StatusCode::NOT_FOUND);
    assert!(!get("/en//evil.example", "en").await.2.starts_with("//"));
    // What is no page is at the same place.
    assert_eq!(get("/de/healthz", "").await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_default_language_can_be_set() {
    let shop = Shop::open_with(&[("PANNIER_LANGUAGES", "de,en")]);
    let browser = Browser::new(&shop.url);
    let (_, german) = browser.get("/about").await.unwrap();
    let (_, english) = browser.get("/en/about").await.unwrap();
    assert!(german.contains("<html lang=\"de\"") && english.contains("<html lang=\"en\""));
    assert_eq!(value(&browser.get("/albums/blue-hour").await.unwrap().1, "kind").unwrap(), "album");
}
