//! What clients, operators and the users of the same machine can do to the shop.

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    time::{Duration, Instant},
};

use reqwest::{Method, StatusCode, header};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{
    client::{Browser, FORM},
    process::{Shop, refuse},
    service::fresh_directory,
};

/// Long enough for what the shop does at once, on a machine that is busy.
const SOON: Duration = Duration::from_secs(20);

/// Sends bytes that no client would send.
async fn send(shop: &Shop, bytes: &[u8]) -> TcpStream {
    let mut connection = TcpStream::connect(shop.address).await.unwrap();
    connection.write_all(bytes).await.unwrap();
    connection
}

async fn answer(mut connection: TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    // A reset ends the answer, too.
    let _ = timeout(SOON, connection.read_to_end(&mut answer)).await.expect("the shop closes the connection");
    answer
}

#[tokio::test]
async fn shoppers_are_served_beside_slow_connections_which_are_cut_off() {
    let shop = Shop::open();
    let mut slow = Vec::new();
    for _ in 0..500 {
        slow.push(send(&shop, b"GET / HTTP/1.1\r\nHost: ").await);
    }
    let (browser, begun) = (Browser::new(&shop.url), Instant::now());
    for page in ["/", "/albums", "/albums/blue-hour"] {
        assert_eq!(browser.get(page).await.unwrap().0, StatusCode::OK, "{page}");
    }
    assert!(begun.elapsed() < Duration::from_secs(9), "they waited until the slow ones were cut off");
    assert_eq!(answer(slow.remove(0)).await, b"");
}

#[tokio::test]
async fn shoppers_are_served_beside_more_slow_connections_than_there_are_places() {
    let shop = Shop::open_with(&[("PANNIER_CONNECTIONS", "40")]);
    let head = b"GET / HTTP/1.1\r\nHost: ".to_vec();
    let body = format!(
        "POST /pannier/basket/add HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: {FORM}\r\n\
         Content-Length: 100\r\n\r\nkind=album",
        shop.address
    );
    let in_time = |begun: Instant| {
        assert!(begun.elapsed() < Duration::from_secs(9), "it waited until the slow ones were cut off");
    };
    let (browser, mut slow) = (Browser::new(&shop.url), Vec::new());
    for page in ["/", "/albums", "/albums/blue-hour"] {
        for _ in 0..40 {
            slow.push(send(&shop, &head).await);
            slow.push(send(&shop, body.as_bytes()).await);
        }
        let begun = Instant::now();
        assert_eq!(browser.get(page).await.unwrap().0, StatusCode::OK, "{page}");
        in_time(begun);
    }
    let begun = Instant::now();
    browser.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
    in_time(begun);
    assert_eq!(answer(slow.remove(0)).await, b"", "closed to make room");
}

#[tokio::test]
async fn http_2_is_not_spoken() {
    let shop = Shop::open();
    // The preface of a client that knows beforehand, and empty settings (RFC 9113, 3.4).
    let answer = answer(send(&shop, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await).await;
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"), "{answer:?}");
}

#[tokio::test]
async fn paths_with_several_slashes_stay_in_the_shop() {
    let shop = Shop::open();
    for (path, one) in [
        ("/de//evil.example/login", "/de/evil.example/login"),
        ("/de/\\evil.example", "/de/evil.example"),
        ("/de///\\/evil.example?q=1", "/de/evil.example?q=1"),
        ("/en//evil.example", "/evil.example"),
        ("/en/\\evil.example", "/evil.example"),
        ("/\\evil.example", "/evil.example"),
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", shop.address);
        let answer = String::from_utf8(answer(send(&shop, request.as_bytes()).await).await).unwrap();
        assert!(answer.starts_with("HTTP/1.1 301"), "{path}: {answer}");
        assert!(answer.contains(&format!("location: {one}\r\n")), "{path}: {answer}");
    }
}

#[tokio::test]
async fn pages_on_another_host_lead_to_the_shops() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let other = format!("localhost:{}", shop.address.port());
    let ask = async |method: Method, path: &str| {
        let response = browser.send(browser.request(method, path).header(header::HOST, &other)).await.unwrap();
        let location = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        (response.status(), location.unwrap_or_default())
    };
    for method in [Method::GET, Method::HEAD] {
        let moved = ask(method, "/Albums/?sort=title&page=1").await;
        assert_eq!(moved, (StatusCode::PERMANENT_REDIRECT, format!("{}/albums?sort=title", shop.url)));
    }
    assert_eq!(ask(Method::GET, "/healthz").await.0, StatusCode::OK);
    let (status, _) = ask(Method::POST, "/webhooks/sandbox").await;
    assert!(status.is_client_error(), "{status}");
}

#[test]
fn a_start_that_would_give_goods_away_or_lose_mails_is_refused() {
    let production = [
        ("PANNIER_ENV", "production"),
        ("PANNIER_BASE_URL", "https://shop.example"),
        ("PANNIER_SECRET", "4f6e6c7920666f7220746573747321214f6e6c79"),
        ("PANNIER_BANK_TRANSFER_NAME", "Quarto"),
        ("PANNIER_BANK_TRANSFER_IBAN", "DE02120300000000202051"),
        ("PANNIER_SMTP_URL", "folder"),
        ("PANNIER_MAIL_FROM", "orders@shop.example"),
    ];
    let but = |name, value| production.map(|setting| if setting.0 == name { (name, value) } else { setting });
    let sandbox = ("PANNIER_SANDBOX", "1");
    let stripe = |key| {
        [
            ("PANNIER_STRIPE_SECRET_KEY", key),
            ("PANNIER_STRIPE_PUBLISHABLE_KEY", "pk_live_1"),
            ("PANNIER_STRIPE_WEBHOOK_SECRET", "whsec_1"),
            sandbox,
        ]
    };
    for (settings, named) in [
        (&[("PANNIER_BASE_URL", "https://shop.example")][..], "PANNIER_SANDBOX=1"),
        (&[("PANNIER_SANDBOX", "0")], "PANNIER_SANDBOX=1"),
        (&[("PANNIER_SANDBOX", "yes")], "PANNIER_SANDBOX: "),
        (&stripe("sk_live_1"), "PANNIER_SANDBOX: cannot be 1 beside PANNIER_STRIPE_SECRET_KEY"),
        (&stripe("rk_live_1"), "PANNIER_SANDBOX: cannot be 1 beside PANNIER_STRIPE_SECRET_KEY"),
        (&[("PANNIER_KUNAKI_MODE", "LIVE"), sandbox], "PANNIER_SANDBOX: cannot be 1 beside PANNIER_KUNAKI_MODE"),
        (&[&production[..], &[sandbox]].concat(), "PANNIER_SANDBOX: cannot be 1 beside PANNIER_BANK_TRANSFER_IBAN"),
        (&but("PANNIER_SECRET", ""), "PANNIER_SECRET: must be set in production"),
        (&but("PANNIER_SECRET", "replace-me-with-openssl-rand-hex-32"), "PANNIER_SECRET: is a sample"),
        (
            &but("PANNIER_SMTP_URL", ""),
            "PANNIER_SMTP_URL: must be set in production, such as smtps://user:password@host",
        ),
        (&but("PANNIER_MAIL_FROM", "shop@localhost"), "PANNIER_MAIL_FROM: must be set in production"),
        (&but("PANNIER_BASE_URL", "http://shop.example"), "PANNIER_BASE_URL: must start with https://"),
        (&[("PANNIER_CONNECTIONS", "0")], "PANNIER_CONNECTIONS: "),
    ] {
        let said = refuse(settings);
        assert!(said.contains(named), "{named}: {said}");
    }
}

#[test]
fn other_users_of_the_machine_can_read_nothing() {
    // One that the shop creates itself.
    let data = fresh_directory();
    let _shop = Shop::open_with(&[("PANNIER_DATA", data.to_str().unwrap())]);
    let is_private = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o077 == 0;
    assert!(is_private(&data));
    let files: Vec<_> = std::fs::read_dir(&data).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() >= 2 && files.iter().all(|file| is_private(file)), "{files:?}");
    std::fs::remove_dir_all(data).unwrap();
}
