//! What the owner sets, as shoppers meet it.

use std::time::Duration;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, StatusCode, header},
};
use leptos::config::LeptosOptions;
use pannier::{
    Actor, Language, Managed, ManagedError, ManagedSave, Store, StoreBuilder,
    managed::{FieldError, FieldProblem, MAIN, Values},
    tax::Vat,
    testing,
};
use tower::ServiceExt as _;

use super::Site;
use crate::shop::{
    MESSAGES,
    checkout_fields::{terms_of_sale, withdrawal_information},
    demo::prepare,
    sell,
    server::app,
};

async fn build(builder: StoreBuilder) -> Store {
    let builder =
        MESSAGES.into_iter().fold(sell(builder), |builder, (language, messages)| builder.messages(language, messages));
    builder.build().await.unwrap()
}

async fn open() -> (Store, Router) {
    open_with(testing::in_memory().await).await
}

async fn open_with(builder: StoreBuilder) -> (Store, Router) {
    let store = build(builder).await;
    prepare(&store).await.unwrap();
    store.index_products().await.unwrap();
    store.load_site().await.unwrap();
    let app = app(&store, &LeptosOptions::builder().output_name("pannier").build());
    (store, app)
}

async fn save(store: &Store, values: Values) -> Result<(), ManagedError> {
    let admin = store.acting(&Actor::System);
    admin.save_managed(Site::KIND, &ManagedSave::update(MAIN, values)).await.map(drop)
}

async fn get(app: &Router, path: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn what_the_owner_says_is_on_every_page_at_once() {
    let (store, app) = open().await;
    let (_, _, demo) = get(&app, "/").await;
    assert!(demo.contains("Records, prints and evenings.") && demo.contains("Sent flat, or rolled"), "{demo}");
    assert!(!demo.contains("/imprint") && !demo.contains("mailto:"), "{demo}");
    let values = Values::new()
        .with("shop_name", "Mugs & Söhne")
        .with("tagline", "Fired in Vesper")
        .with("tagline.de", "Gebrannt in Vesper")
        .with("email", "hello@mugs.example")
        .with("home_title", "Mugs, mostly blue")
        .with("home_text", "All by hand.\n\nWe ship on Mondays.")
        .with("imprint", "Ada & Co\nHarbour 1");
    save(&store, values).await.unwrap();
    for path in ["/", "/about", "/basket", "/albums/blue-hour", "/nothing-here"] {
        let (_, _, page) = get(&app, path).await;
        for part in ["<span>Mugs &amp; Söhne</span>", "Fired in Vesper", "mailto:hello@mugs.example", "/imprint"] {
            assert!(page.contains(part), "{path}: no {part} in {page}");
        }
    }
    let (_, _, home) = get(&app, "/").await;
    assert!(home.contains("<title>Mugs &amp; Söhne – Mugs, mostly blue</title>"), "{home}");
    assert!(home.contains("content=\"All by hand. We ship on Mondays.\""), "{home}");
    assert!(home.contains("<p class=\"lede\">All by hand.</p><p class=\"lede\">We ship on Mondays.</p>"), "{home}");
    for of_the_demo in ["Records, prints and evenings.", "We press music", "Sent flat, or rolled", "same six people"] {
        assert!(!home.contains(of_the_demo), "{of_the_demo}: {home}");
    }
    let (_, _, german) = get(&app, "/de").await;
    assert!(german.contains("Gebrannt in Vesper") && german.contains("href=\"/de/imprint\""), "{german}");
    assert!(german.contains("Mugs, mostly blue"), "what is not translated is in the first language: {german}");
}

#[tokio::test]
async fn a_page_that_the_law_asks_for_is_there_when_it_is_written() {
    let (store, app) = open().await;
    for path in ["/imprint", "/terms", "/withdrawal", "/privacy"] {
        assert_eq!(get(&app, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    save(&store, Values::new().with("imprint", "Ada & Co\nHarbour 1").with("about", "We fire mugs.")).await.unwrap();
    let (status, _, page) = get(&app, "/imprint").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Ada &amp; Co<br>Harbour 1") && page.contains("Legal notice – Pannier"), "{page}");
    assert_eq!(get(&app, "/privacy").await.0, StatusCode::NOT_FOUND);
    let (_, _, about) = get(&app, "/about").await;
    assert!(about.contains("We fire mugs.") && !about.contains("None of it exists"), "{about}");
    save(&store, Values::new().with("imprint", "").with("terms", "We fire to order.")).await.unwrap();
    let (_, _, terms) = get(&app, "/terms").await;
    assert!(terms.contains("We fire to order."), "{terms}");
    assert_eq!(get(&app, "/imprint").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_applies_to_a_sale_is_told_apart_in_one_text() {
    let (store, _) = open().await;
    for text in [terms_of_sale, withdrawal_information] {
        assert_eq!(text(&store, Language::ENGLISH), "");
    }
    let values = Values::new().with("terms", "We fire to order.").with("withdrawal", "Within 14 days.");
    save(&store, values).await.unwrap();
    assert_eq!(terms_of_sale(&store, Language::ENGLISH), "Terms of sale\n\nWe fire to order.");
    assert_eq!(withdrawal_information(&store, Language::ENGLISH), "Right of withdrawal\n\nWithin 14 days.");
    assert!(terms_of_sale(&store, Language::GERMAN).starts_with("AGB\n\n"));
    assert!(withdrawal_information(&store, Language::GERMAN).starts_with("Widerrufsbelehrung\n\n"));
}

#[tokio::test]
async fn what_is_written_in_one_language_applies_in_all() {
    let (store, app) = open().await;
    let values =
        Values::new().with("terms.de", "Wir brennen auf Bestellung.").with("withdrawal.de", "Binnen 14 Tagen.");
    save(&store, values).await.unwrap();
    assert_eq!(terms_of_sale(&store, Language::ENGLISH), "Terms of sale\n\nWir brennen auf Bestellung.");
    assert_eq!(withdrawal_information(&store, Language::ENGLISH), "Right of withdrawal\n\nBinnen 14 Tagen.");
    let (status, _, page) = get(&app, "/terms").await;
    assert_eq!(status, StatusCode::OK, "the tick links it");
    for part in ["Wir brennen auf Bestellung.", "<h1 lang=\"en\">Terms of sale", "lang=\"de\""] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (_, _, german) = get(&app, "/de/terms").await;
    assert!(german.contains("Wir brennen auf Bestellung.") && german.contains("<h1>AGB"), "{german}");
}

#[tokio::test]
async fn only_a_shop_that_charges_vat_says_that_its_prices_include_it() {
    let charges = testing::in_memory().await.tax(Vat::from("DE"));
    let small = testing::in_memory().await.tax(Vat::from("DE").small_business());
    for (builder, says) in [(charges, true), (small, false), (testing::in_memory().await, false)] {
        let (_, app) = open_with(builder).await;
        for path in ["/", "/about", "/posters/dunes", "/de", "/de/posters/dunes"] {
            let (_, _, page) = get(&app, path).await;
            let found = ["tax included", "incl. VAT", "inkl. MwSt."].iter().any(|words| page.contains(words));
            assert_eq!(found, says, "{path}: {page}");
        }
    }
}

#[tokio::test]
async fn the_accent_is_a_style_sheet_that_browsers_keep() {
    let (store, app) = open().await;
    assert!(!get(&app, "/").await.2.contains("/site-"));
    save(&store, Values::new().with("accent", "#8c2f1b")).await.unwrap();
    let (_, _, page) = get(&app, "/").await;
    let (_, rest) = page.split_once("href=\"/site-").expect("a link to the style sheet");
    let path = format!("/site-{}", rest.split('"').next().unwrap());
    let (status, headers, css) = get(&app, &path).await;
    assert_eq!((status, headers[header::CONTENT_TYPE].to_str().unwrap()), (StatusCode::OK, "text/css; charset=utf-8"));
    assert!(headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"), "{headers:?}");
    assert!(css.contains("#8c2f1b"), "{css}");

    save(&store, Values::new().with("accent", "#0b5f58")).await.unwrap();
    let (status, headers, css) = get(&app, &path).await;
    assert_eq!((status, headers[header::CACHE_CONTROL].to_str().unwrap()), (StatusCode::OK, "no-cache"));
    assert!(css.contains("#0b5f58"), "the current one: {css}");
    assert_eq!(get(&app, "/site-style.css").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_beside_its_field() {
    let (store, _) = open().await;
    save(&store, Values::new().with("shop_name", "Mugs")).await.unwrap();
    let values = Values::new().with("shop_name", "Cups").with("accent", "#ffd400").with("email", "hello");
    let Err(ManagedError::Invalid(errors)) = save(&store, values).await else { panic!("invalid") };
    let low = FieldError::new("accent", FieldProblem::LowContrast);
    assert_eq!(errors, [low, FieldError::new("email", FieldProblem::Other("site-not-an-email"))]);
    assert_eq!(store.shop_name(), "Mugs", "nothing was saved");
}

#[tokio::test]
async fn another_instance_follows_within_seconds() {
    let (store, _) = open().await;
    let other = build(Store::builder(store.db().clone(), store.settings().clone())).await;
    other.load_site().await.unwrap();
    let background = tokio::spawn(other.clone().run_background());
    save(&store, Values::new().with("shop_name", "Mugs")).await.unwrap();
    assert_eq!(store.shop_name(), "Mugs");
    let follows = async {
        while other.shop_name() != "Mugs" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), follows).await.expect("it follows");
    background.abort();
}
