//! Random input, as strangers send it: it makes nothing panic, and no answer says that the server is at fault (5xx). There are
//! 256 inputs per test, or as many as `PROPTEST_CASES` says.

use std::{borrow::Cow, collections::BTreeMap};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderValue, Request, Response, StatusCode, header},
    routing::post,
};
use pannier::{
    Address, AddressField, CheckoutForm, Currency, LocalFiles, Money, PaymentState, Storage, Store, StoredFile, api,
};
use proptest::{collection::vec, option, prelude::*, sample::select, strategy::ValueTree, test_runner::TestRunner};
use tower::ServiceExt;

use crate::{
    form_fields::FORM_FIELDS,
    on_both,
    webhook::{self, webhook},
    world::{World, fresh_dir, minutes},
};

on_both!(
    any_form_is_answered,
    any_path_and_any_header_is_answered,
    any_webhook_of_a_gateway_is_answered,
    a_form_that_is_shown_is_saved_as_it_is_shown,
);

/// Values of a strategy, as many as are to be tried.
pub fn values<S: Strategy>(strategy: S) -> impl Iterator<Item = S::Value> {
    let mut runner = TestRunner::default();
    let cases = runner.config().cases;
    (0..cases).map(move |_| strategy.new_tree(&mut runner).expect("a value").current())
}

const TEXTS: &[&str] = &[
    "",
    " ",
    "product",
    "book",
    "no-such-book",
    "fake",
    "bank-transfer",
    "standard",
    "pay",
    "update",
    "0",
    "1",
    "-1",
    "999",
    "4294967296",
    "99999999999999999999",
    "1e3",
    "NaN",
    "true",
    "DE",
    "de",
    "US ",
    "U\0S",
    "XX",
    "10117",
    "1490 EUR",
    "AAAAAAAAAAAAAAAAAAAAAA",
    "ada@example.com",
    "ada@example",
    "\0",
    "a\r\nSet-Cookie: b=c",
    "<script>",
    "' OR 1=1 --",
    "\"*\" NEAR ( ) : ^",
    "%00%ff%c0%af",
    "../..",
    "//evil.example",
    "\\evil.example",
    "\u{feff}\u{202e}\u{200b}",
    "e\u{301}ǅßİ",
];

/// A text that means something to some parser, or anything else.
pub fn text() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        6 => select(TEXTS).prop_map(str::to_owned),
        2 => vec(any::<char>(), 0..30).prop_map(String::from_iter),
        1 => (select(TEXTS), 0..400_usize).prop_map(|(text, times)| text.repeat(times)),
    ]
}

/// What a browser posts to add, to check out and to come back.
const VALID: [(&str, &str); 14] = [
    ("kind", "product"),
    ("id", "book"),
    ("quantity", "2"),
    ("token", "AAAAAAAAAAAAAAAAAAAAAA"),
    ("email", "ada@example.com"),
    ("name", "Ada Lovelace"),
    ("line1", "Unter den Linden 1"),
    ("city", "Berlin"),
    ("postal_code", "10117"),
    ("country", "DE"),
    ("shipping", "standard"),
    ("payment", "fake"),
    ("total", "1490 EUR"),
    ("intent", "pay"),
];

const FORMS: &[&str] = &[
    "basket/add",
    "basket/code",
    "basket/quantity",
    "basket/remove",
    "basket/removed",
    "checkout",
    "checkout",
    "checkout/clear",
    "checkout/save",
    "checkout/view",
    "order",
    "order/resume",
    "order/start-over",
];

/// The body of a form: with a few fields that no page would post, or no form at all.
fn form() -> impl Strategy<Value = String> {
    let field = (prop_oneof![9 => select(FORM_FIELDS).prop_map(str::to_owned), 1 => text()], text());
    let encode = |fields: Vec<(String, String)>, begun: &[(&str, &str)]| {
        let mut form: BTreeMap<String, String> =
            begun.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        form.extend(fields);
        form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
    };
    prop_oneof![
        6 => vec(field.clone(), 0..4).prop_map(move |fields| encode(fields, &VALID)),
        2 => vec(field, 0..12).prop_map(move |fields| encode(fields, &[])),
        1 => text(),
    ]
}

/// An app with the store's server functions and its own sessions.
pub fn app(store: &Store) -> Router {
    let provide = {
        let store = store.clone();
        move || store.provide()
    };
    let functions = post(move |request| leptos_axum::handle_server_fns_with_context(provide, request));
    store.with_sessions_and_security(Router::new().route("/pannier/{*function}", functions).merge(store.routes()))
}

pub async fn send(app: &Router, request: Request<Body>) -> Response<Body> {
    let Ok(response) = app.clone().oneshot(request).await;
    response
}

/// A form as a page of the shop posts it.
pub fn posted(path: &str, form: String) -> Request<Body> {
    let request = Request::post(path).header("Sec-Fetch-Site", "same-origin");
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.into()).unwrap()
}

/// Whether the server is not at fault, and sends nobody to another site.
fn is_sound(response: &Response<Body>) -> bool {
    let location = response.headers().get(header::LOCATION).map(|to| String::from_utf8_lossy(to.as_bytes()));
    let here = |to: Cow<'_, str>| {
        to.starts_with("https://gateway.example/") || to.starts_with('/') && !to[1..].starts_with(['/', '\\'])
    };
    !response.status().is_server_error() && location.is_none_or(here)
}

/// With a second language, so that paths may begin with either.
async fn in_two_languages(world: World) -> World {
    world.with(|builder| builder.messages("de", "")).await
}

async fn any_form_is_answered(world: World) {
    let world = in_two_languages(world).await;
    world.product("book").grams(300).insert().await;
    let app = app(&world.store);
    let mut cookie = HeaderValue::from_static("");
    let paths = (select(vec!["", "/de"]), select(FORMS), select(vec!["text/html", "application/json"]));
    for (n, ((language, path, accept), form)) in values((paths, form())).enumerate() {
        if n % 8 == 0 {
            let added = send(&app, posted(api::ADD_TO_BASKET_PATH, "kind=product&id=book".to_owned())).await;
            assert_eq!(added.status(), StatusCode::OK);
            let set = added.headers()[header::SET_COOKIE].to_str().unwrap();
            cookie = HeaderValue::from_str(set.split(';').next().unwrap_or_default()).unwrap();
        }
        let path = format!("{language}/pannier/{path}");
        let mut request = posted(&path, form.clone());
        request.headers_mut().insert(header::COOKIE, cookie.clone());
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static(accept));
        let response = send(&app, request).await;
        assert!(is_sound(&response), "{path} {accept} {form:?}: {response:?}");
    }
}

async fn any_path_and_any_header_is_answered(world: World) {
    let world = in_two_languages(world).await;
    world.product("book").insert().await;
    let app = app(&world.store);
    let parts = vec![
        "",
        "de",
        "EN",
        "fr",
        "basket",
        "pannier",
        "webhooks",
        "fake",
        "payments",
        "return",
        "files",
        "pannier.css",
        "evil.example",
        "\\",
        "..",
        "%2f%2fevil.example",
        "%00",
        "%ff",
        "ä",
        "@",
        ":80",
    ];
    let query = option::of(prop_oneof![form(), "\\PC{0,20}"]);
    let names = vec![
        header::COOKIE,
        header::ACCEPT_LANGUAGE,
        header::ACCEPT,
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
        header::RANGE,
        header::ORIGIN,
        header::CONTENT_TYPE,
    ];
    let telling = vec![
        "pannier=AAAAAAAAAAAAAAAAAAAAAA",
        "pannier=\"; pannier==; =",
        "pannier=%ff",
        "de;q=NaN,*;q=1e9",
        "bytes=5-1,-",
        "W/\"",
        "null",
    ];
    let headers = vec((select(names), prop_oneof![select(telling).prop_map(str::to_owned), text()]), 0..4);
    let paths = vec(prop_oneof![6 => select(parts).prop_map(str::to_owned), 1 => text()], 0..6);
    for (get, path, query, headers) in values((any::<bool>(), paths, query, headers)) {
        let path = format!("/{}{}", path.join("/"), query.map(|query| format!("?{query}")).unwrap_or_default());
        let request = if get { Request::get(&path) } else { Request::post(&path).header("Sec-Fetch-Site", "none") };
        // What is no path reaches no server.
        let Ok(mut request) = request.body(Body::from("kind=product&id=book")) else { continue };
        for (name, value) in headers {
            let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) else { continue };
            request.headers_mut().append(name, value);
        }
        let described = format!("{request:?}");
        let response = send(&app, request).await;
        assert!(is_sound(&response), "{described}: {response:?}");
    }
}

async fn any_webhook_of_a_gateway_is_answered(world: World) {
    world.product("book").insert().await;
    let mut orders = Vec::new();
    for _ in 0..4 {
        orders.push(world.pending(&["book"]).await);
    }
    let attempts: Vec<String> = orders.iter().map(|order| order.attempt.clone()).collect();
    let amount = prop_oneof![Just(1000), any::<i64>()];
    let currency = select(vec!["EUR", "JPY", "KWD"]);
    let money = (amount, currency).prop_map(|(amount, code)| Money::new(amount, Currency::from_code(code).unwrap()));
    let state = prop_oneof![
        Just(PaymentState::Open),
        money.clone().prop_map(|amount| PaymentState::Succeeded { amount }),
        "\\PC{0,20}".prop_map(|message| PaymentState::Declined { message }),
        Just(PaymentState::Cancelled),
        Just(PaymentState::Expired),
    ];
    let garbage = option::weighted(0.1, vec(any::<u8>(), 0..40));
    let attempt = prop_oneof![4 => select(attempts), 1 => "\\PC{0,30}"];
    let event = ("\\PC{0,30}", attempt, state, option::of(money), garbage);
    for (id, attempt, state, refunded, garbage) in values(event) {
        let (headers, body) = webhook(&id, &attempt, state, refunded);
        let body = garbage.unwrap_or(body);
        let described = String::from_utf8_lossy(&body).into_owned();
        let (status, why) = webhook::answer(&world.store, "fake", (headers, body)).await;
        if !matches!(status, 200 | 400) {
            let sql = "SELECT error AS text FROM pannier_webhooks WHERE error LIKE 'database%'";
            panic!("{described}: {status} {why} {}", world.text(sql, &[]).await);
        }
    }
    for order in orders {
        let status = world.status(&order.token).await;
        assert!(["pending", "completed", "cancelled"].contains(&status.as_str()), "{status}");
    }
}

/// What the shopper sees is what the shop has, so that nothing changes by pressing "Pay".
async fn a_form_that_is_shown_is_saved_as_it_is_shown(world: World) {
    world.product("book").grams(300).insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let shown = async |form: CheckoutForm| {
        world.store.save_checkout(&visitor, &form).await.unwrap();
        let form = world.store.checkout(&visitor).await.unwrap().form;
        // New with each page.
        CheckoutForm { attempt: String::new(), ..form }
    };
    let addresses = vec(text(), Address::FIELDS.len()).prop_map(|texts| {
        let mut address = Address::default();
        for (field, text) in Address::FIELDS.into_iter().zip(texts) {
            *address.get_mut(field) = text;
        }
        address
    });
    let country = select(vec!["DE", "US", "GB", "JP", "BR", "XX", ""]);
    for (email, mut address, country, shipping, payment) in values((text(), addresses, country, text(), text())) {
        *address.get_mut(AddressField::Country) = country.to_owned();
        let form = CheckoutForm { email, shipping_address: address, shipping, payment, ..CheckoutForm::default() };
        let once = shown(form.clone()).await;
        assert_eq!(shown(once.clone()).await, once, "of {form:?}");
    }
}

#[tokio::test]
async fn any_range_is_a_part_of_the_file_or_refused() {
    let dir = fresh_dir();
    let content: Vec<u8> = (0..1_000_u32).map(|n| (n % 251) as u8).collect();
    std::fs::write(dir.join("files/a.bin"), &content).unwrap();
    let files = LocalFiles::new(dir.join("files"), "a secret that only tests have to know");
    let link = StoredFile::new("a.bin", "A.bin", "application/octet-stream");
    let link = files.signed_url(&link, minutes(60)).await.unwrap();
    let routes: Router = files.routes();
    let number = || prop_oneof![4 => (0..1_200_u64).prop_map(|n| n.to_string()), 1 => Just(String::new()), 1 => text()];
    let range = vec((number(), number()).prop_map(|(first, last)| format!("{first}-{last}")), 1..3);
    let range = prop_oneof![
        4 => range.prop_map(|ranges| format!("bytes={}", ranges.join(","))),
        1 => text(),
    ];
    for (range, condition) in values((range, option::weighted(0.2, text()))) {
        let mut request = Request::get(&link).body(Body::empty()).unwrap();
        for (name, value) in [(header::RANGE, Some(range.clone())), (header::IF_RANGE, condition.clone())] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                request.headers_mut().insert(name, value);
            }
        }
        let response = send(&routes, request).await;
        let (status, part) = (response.status(), response.headers().get(header::CONTENT_RANGE).cloned());
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let expected = match status {
            StatusCode::OK => &content[..],
            StatusCode::PARTIAL_CONTENT => {
                let part = part.as_ref().and_then(|part| part.to_str().ok()).expect("what part it is");
                let number = |text: &str| text.parse::<usize>().expect("a number");
                let (first, last) = part
                    .strip_prefix("bytes ")
                    .and_then(|part| part.strip_suffix("/1000"))
                    .and_then(|part| part.split_once('-'))
                    .expect(part);
                &content[number(first)..=number(last)]
            }
            StatusCode::RANGE_NOT_SATISFIABLE => continue,
            other => panic!("{range:?} {condition:?}: {other}"),
        };
        assert!(body == expected, "{range:?} {condition:?}: {part:?}");
    }
    std::fs::remove_dir_all(dir).unwrap();
}

#[tokio::test]
async fn no_link_to_a_file_is_valid_by_chance() {
    let dir = fresh_dir();
    std::fs::write(dir.join("files/a.bin"), "a file").unwrap();
    let files = LocalFiles::new(dir.join("files"), "a secret that only tests have to know");
    let link = StoredFile::new("a.bin", "A.bin", "text");
    let link = files.signed_url(&link, minutes(60)).await.unwrap();
    let routes: Router = files.routes();
    for (at, other) in values((any::<prop::sample::Index>(), "[ -~é]")) {
        let mut changed: Vec<char> = link.chars().collect();
        let at = at.index(changed.len());
        changed[at] = other.chars().next().unwrap();
        let changed = String::from_iter(changed);
        let Ok(request) = Request::get(&changed).body(Body::empty()) else { continue };
        let status = send(&routes, request).await.status();
        assert!(changed == link || status.is_client_error(), "{changed}: {status}");
    }
    std::fs::remove_dir_all(dir).unwrap();
}
