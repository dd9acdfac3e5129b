//! What goes over the wire.

use std::time::Duration;

use reqwest::{Method, StatusCode, header};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    client::{Browser, FORM, again, value},
    deploy::Deployed,
    process::{Shop, refuse},
};

#[tokio::test]
async fn a_visitor_who_only_looks_leaves_no_trace_and_may_be_served_from_a_cache() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    for page in ["/", "/albums", "/albums/blue-hour", "/posters/dunes", "/basket", "/about"] {
        let response = browser.send(browser.request(Method::GET, page)).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{page}");
        assert!(response.headers().get(header::SET_COOKIE).is_none(), "{page}");
        let caching = response.headers()[header::CACHE_CONTROL].to_str().unwrap().to_owned();
        assert_eq!(caching.starts_with("public"), page != "/basket", "{page}: {caching}");
    }
    browser.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
    let response = browser.send(browser.request(Method::GET, "/albums/blue-hour")).await.unwrap();
    assert!(response.headers()[header::CACHE_CONTROL].to_str().unwrap().starts_with("private"));
}

#[tokio::test]
async fn the_cookie_is_kept_for_400_days_and_from_scripts() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let form = browser.request(Method::POST, "/pannier/basket/add").header(header::ORIGIN, &shop.url);
    let response = browser.send(form.header(header::CONTENT_TYPE, FORM).body("kind=album&id=blue-hour")).await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Max-Age=34560000", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "plain http on localhost");
}

#[tokio::test]
async fn behind_https_the_cookie_never_travels_without_it() {
    let shop = Shop::open_with(&[("PANNIER_BASE_URL", "https://shop.example"), ("PANNIER_SANDBOX", "1")]);
    let browser = Browser::new(&shop.url);
    let form = browser.request(Method::POST, "/pannier/basket/add").header(header::ORIGIN, "https://shop.example");
    let response = browser.send(form.header(header::CONTENT_TYPE, FORM).body("kind=album&id=blue-hour")).await.unwrap();
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-pannier=") && cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn a_request_from_another_site_is_refused() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let post = |headers: &[(&'static str, &str)]| {
        let mut request = browser.request(Method::POST, "/pannier/basket/add").header(header::CONTENT_TYPE, FORM);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body("kind=album&id=blue-hour").send()
    };
    let refused: [&[(&str, &str)]; 4] = [
        &[],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", &shop.url)],
    ];
    for headers in refused {
        assert_eq!(post(headers).await.unwrap().status(), StatusCode::FORBIDDEN, "{headers:?}");
    }
    let welcome: [&[(&str, &str)]; 2] = [&[("origin", &shop.url)], &[("sec-fetch-site", "same-origin")]];
    for headers in welcome {
        assert_eq!(post(headers).await.unwrap().status(), StatusCode::SEE_OTHER, "{headers:?}");
    }
}

#[tokio::test]
async fn every_form_of_the_shop_is_guarded() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let post = |path: &'static str, origin: String| {
        browser.request(Method::POST, path).header(header::ORIGIN, origin).header(header::CONTENT_TYPE, FORM).send()
    };
    for path in ["/pannier/checkout", "/de/pannier/checkout", "/sandbox-gateway/pay/1", "/albums", "/nothing-here"] {
        let foreign = post(path, "https://evil.example".to_owned()).await.unwrap();
        assert_eq!(foreign.status(), StatusCode::FORBIDDEN, "{path}");
        assert_ne!(post(path, shop.url.clone()).await.unwrap().status(), StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn bad_input_is_a_client_error_and_never_a_server_error() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let nul = "kind=%00&id=%00&visit=%00&token=%00&attempt=%00";
    let bodies =
        ["", "quantity=%ff%fe", "kind=album&id=blue-hour&quantity=-1", "quantity[a]=1", "kind=album", "%", nul];
    for path in [
        "basket/add",
        "basket/quantity",
        "basket/remove",
        "basket/code",
        "checkout",
        "order/resume",
        "order/start-over",
    ] {
        for body in bodies {
            for accept in ["text/html", "application/json"] {
                let request =
                    browser.request(Method::POST, &format!("/pannier/{path}")).header(header::ORIGIN, &shop.url);
                let request = request.header(header::CONTENT_TYPE, FORM).body(body.to_owned());
                let mut request = request.build().unwrap();
                request.headers_mut().insert(header::ACCEPT, accept.parse().unwrap());
                let response = reqwest::Client::builder()
                    .redirect(reqwest::redirect::Policy::none())
                    .build()
                    .unwrap()
                    .execute(request)
                    .await
                    .unwrap();
                let status = response.status();
                let start = &body[..body.len().min(40)];
                assert!(
                    status.is_client_error() || status == StatusCode::SEE_OTHER,
                    "{path} {start:?} {accept}: {status}"
                );
                assert!(
                    !response.text().await.unwrap().is_empty() || status == StatusCode::SEE_OTHER,
                    "{path} {start:?}"
                );
            }
        }
        let (status, _) = browser.get(&format!("/pannier/{path}?kind=album&id=blue-hour")).await.unwrap();
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "nothing changes by GET: {path}");
    }
}

#[tokio::test]
async fn a_form_that_is_too_long_is_refused_before_it_is_read() {
    let shop = Shop::open();
    let address = shop.url.strip_prefix("http://").unwrap();
    // By hand: a client that sends all of it may lose the answer when the connection closes under it.
    let mut connection = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /pannier/basket/add HTTP/1.1\r\nHost: {address}\r\nOrigin: {}\r\nContent-Type: {FORM}\r\n\
         Content-Length: 2097152\r\n\r\n",
        shop.url
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 64];
    let read = connection.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    for path in ["/", "/nothing-here", "/healthz", "/order/unknown", "/art/album/blue-hour.svg", "/download/unknown"] {
        let response = browser.send(browser.request(Method::GET, path)).await.unwrap();
        let headers = response.headers();
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src") && !policy.contains("unsafe-inline"), "{path}: {policy}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY", "{path}");
    }
    for (path, status) in
        [("/nothing-here", 404), ("/order/unknown", 404), ("/download/unknown", 404), ("/albums/none", 404)]
    {
        assert_eq!(browser.get(path).await.unwrap().0.as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn only_a_page_with_islands_holds_what_hydrates_them() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    for page in ["/", "/de", "/albums", "/search?q=blue", "/about", "/checkout", "/nothing-here", "/styleguide/widget"]
    {
        let (_, html) = browser.get(page).await.unwrap();
        for needless in ["<!--", "<!>", "<leptos-", " nonce=", "__RESOLVED_RESOURCES"] {
            assert!(!html.contains(needless), "{page}: {needless}");
        }
        assert!(html.ends_with("</body></html>"), "{page}: {html}");
    }
    browser.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
    for page in ["/", "/albums/blue-hour", "/basket", "/de/checkout"] {
        let (_, html) = browser.get(page).await.unwrap();
        let behind = |part: &str| part.split_once("</leptos-island>").map(|(_, rest)| rest.to_owned());
        let mut parts = html.split("<leptos-island ");
        let start = parts.next().unwrap_or_default().to_owned();
        let outside = parts.filter_map(behind).fold(start, |outside, part| outside + &part);
        assert!(outside.len() < html.len(), "{page} has an island");
        assert_eq!(outside.matches("<!--").count(), 1, "{page}: the place of the page's metadata");
        assert!(!html.contains("<!>"), "{page}");
        assert!(html.ends_with("__INCOMPLETE_CHUNKS=[];</script></body></html>"), "{page}: {html}");
    }
}

#[tokio::test]
async fn an_unsigned_webhook_changes_nothing() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    browser.to_the_gateway().await.unwrap();
    let forged = r#"{"id":"evt_1","attempt":"x","status":"succeeded"}"#;
    for signature in [None, Some("t=1,v1=00"), Some("nonsense")] {
        let mut request = browser.request(Method::POST, "/webhooks/sandbox").body(forged);
        if let Some(signature) = signature {
            request = request.header("Sandbox-Signature", signature);
        }
        assert_eq!(request.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    }
    let (_, basket) = browser.get("/basket").await.unwrap();
    assert!(basket.contains("waiting for payment"), "{basket}");
}

#[tokio::test]
async fn downloads_count_clicks_and_nothing_else() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let gateway = browser.to_the_gateway().await.unwrap();
    let order = browser.approve(&gateway).await.unwrap();
    let link = again(Duration::from_secs(30), async || browser.download(&order).await.unwrap()).await;
    let left = async |left: &str| assert!(browser.get(&order).await.unwrap().1.contains(left), "not {left}");
    for _ in 0..5 {
        let head = browser.send(browser.request(Method::HEAD, &link)).await.unwrap();
        assert_eq!(head.status(), StatusCode::OK);
        let ahead = browser.request(Method::GET, &link).header("Sec-Purpose", "prefetch");
        assert_eq!(browser.send(ahead).await.unwrap().status(), StatusCode::OK);
    }
    left("3 downloads left").await;
    let clicks = (0..60).map(|_| browser.send(browser.request(Method::GET, &link)));
    let mut files = Vec::new();
    for click in futures_join(clicks).await {
        assert_eq!(click.status(), StatusCode::SEE_OTHER, "{}", shop.log());
        files.push(click.headers()[header::LOCATION].to_str().unwrap().to_owned());
    }
    left("2 downloads left").await;
    left("Interrupted? Try again now").await;
    let part = browser.request(Method::GET, &files[0]).header(header::RANGE, "bytes=0-3");
    let part = browser.send(part).await.unwrap();
    assert_eq!((part.status(), part.bytes().await.unwrap().as_ref()), (StatusCode::PARTIAL_CONTENT, &b"RIFF"[..]));
    let tampered = files[0].replace("blue-hour", "glass-harbour");
    assert_eq!(browser.get(&tampered).await.unwrap().0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_download_is_used_up_after_three_attempts() {
    let shop = Shop::open_with(&[("PANNIER_DOWNLOAD_LINK_LIFETIME", "1")]);
    let browser = Browser::new(&shop.url);
    let gateway = browser.to_the_gateway().await.unwrap();
    let order = browser.approve(&gateway).await.unwrap();
    let link = again(Duration::from_secs(30), async || browser.download(&order).await.unwrap()).await;
    for attempt in 1..=3 {
        let click = browser.send(browser.request(Method::GET, &link)).await.unwrap();
        assert_eq!(click.status(), StatusCode::SEE_OTHER, "attempt {attempt}");
        // Until a click is no repeat of this one.
        tokio::time::sleep(Duration::from_millis(1100)).await;
    }
    let (status, page) = browser.get(&link).await.unwrap();
    assert!(status == StatusCode::GONE && page.contains("all 3 downloads of this file"), "{status} {page}");
    assert_eq!(browser.download(&order).await.unwrap(), None, "nor does the order's page offer it");
}

async fn futures_join<T>(all: impl Iterator<Item = impl Future<Output = Result<T, reqwest::Error>>>) -> Vec<T> {
    let mut waiting: Vec<_> = all.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|future| match future.as_mut().poll(context) {
            std::task::Poll::Ready(outcome) => {
                done.push(outcome.expect("an answer"));
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

#[tokio::test]
async fn visitors_never_see_each_others_baskets() {
    let shop = Shop::open();
    let (ada, bob) = (Browser::new(&shop.url), Browser::new(&shop.url));
    ada.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
    bob.post("/pannier/basket/add", &[("kind", "album"), ("id", "glass-harbour")]).await.unwrap();
    for _ in 0..50 {
        let (hers, his) = tokio::join!(ada.get("/basket"), bob.get("/basket"));
        let (hers, his) = (hers.unwrap().1, his.unwrap().1);
        assert!(hers.contains("/albums/blue-hour") && !hers.contains("/albums/glass-harbour"));
        assert!(his.contains("/albums/glass-harbour") && !his.contains("/albums/blue-hour"));
    }
}

#[tokio::test]
async fn the_log_holds_nothing_personal_and_no_key() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let gateway = browser.to_the_gateway().await.unwrap();
    let order = browser.approve(&gateway).await.unwrap();
    let (_, page) = browser.get(&order).await.unwrap();
    assert!(page.contains("ada@example.com"));
    let secret = std::fs::read_to_string(shop.data.join("secret")).unwrap();
    let token = order.rsplit('/').next().unwrap();
    let log = shop.log();
    assert!(log.contains("payment settled"), "{log}");
    for private in ["ada@example.com", secret.as_str(), token] {
        assert!(!log.contains(private), "{private} in: {log}");
    }
}

#[tokio::test]
async fn a_prefilled_checkout_can_be_cleared_without_scripts() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let gateway = browser.to_the_gateway().await.unwrap();
    browser.approve(&gateway).await.unwrap();
    browser.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
    let (_, page) = browser.get("/checkout").await.unwrap();
    assert!(page.contains("ada@example.com") && page.contains("Not you?"), "{page}");
    assert_eq!(browser.post("/pannier/checkout/clear", &[]).await.unwrap(), "/checkout");
    let (_, page) = browser.get("/checkout").await.unwrap();
    assert!(!page.contains("ada@example.com") && !page.contains("Not you?"), "{page}");
}

#[tokio::test]
async fn a_shutdown_keeps_the_basket() {
    let mut shop = Shop::open();
    let browser = Browser::new(&shop.url);
    browser.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
    assert_eq!(shop.stop(), Some(0));
    shop.open_again();
    let (_, page) = browser.get("/basket").await.unwrap();
    assert!(page.contains("/albums/blue-hour"));
    assert_eq!(value(&page, "id").unwrap(), "blue-hour");
}

#[tokio::test]
async fn a_bank_transfer_shows_the_account_and_can_be_started_over() {
    let name = ("PANNIER_BANK_TRANSFER_NAME", "Pannier & Co");
    let shop = Shop::open_with(&[name, ("PANNIER_BANK_TRANSFER_IBAN", "DE02120300000000202051")]);
    let browser = Browser::new(&shop.url);
    let order = browser.order_by("bank-transfer").await.unwrap();
    let (_, page) = browser.get(&order).await.unwrap();
    for part in ["<dt>IBAN</dt><dd>DE02 1203 0000 0000 2020 51</dd>", "Pannier &amp; Co", "<dt>Reference</dt><dd>RF"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("/pannier/order/resume"), "there is nothing to resume");
    let token = order.rsplit('/').next().unwrap();
    assert_eq!(browser.post("/pannier/order/start-over", &[("token", token)]).await.unwrap(), "/basket");
    let (_, basket) = browser.get("/basket").await.unwrap();
    assert!(basket.contains("/albums/blue-hour"), "{basket}");
}

#[test]
fn an_invalid_iban_stops_the_start() {
    let name = ("PANNIER_BANK_TRANSFER_NAME", "Pannier & Co");
    let said = refuse(&[name, ("PANNIER_BANK_TRANSFER_IBAN", "DE02120300000000202052")]);
    assert!(said.contains("PANNIER_BANK_TRANSFER_IBAN") && said.contains("check digits"), "{said}");
}

#[test]
fn an_invalid_setting_stops_the_start_and_is_named() {
    for (name, value) in [("PANNIER_COLOUR", "green"), ("PANNIER_CURRENCY", "euro"), ("PANNIER_ENV", "production")] {
        let said = refuse(&[(name, value)]);
        let named = if name == "PANNIER_ENV" { "PANNIER_BASE_URL" } else { name };
        assert!(said.contains(named), "{said}");
    }
    let secret = "0123456789abcdef0123456789abcdef";
    let url = ("PANNIER_BASE_URL", "https://shop.example");
    let mail = [("PANNIER_SMTP_URL", "folder"), ("PANNIER_MAIL_FROM", "orders@shop.example")];
    let said = refuse(&[("PANNIER_ENV", "production"), url, ("PANNIER_SECRET", secret), mail[0], mail[1]]);
    assert!(said.contains("PANNIER_STRIPE_SECRET_KEY"), "no money is taken by a sandbox: {said}");
}

#[tokio::test]
async fn the_style_guide_is_for_development_only() {
    let deployed = Deployed::new("styleguide");
    let production = [
        ("LEPTOS_SITE_ROOT", deployed.site.as_str()),
        ("LEPTOS_HASH_FILES", "false"),
        ("PANNIER_ENV", "production"),
        ("PANNIER_BASE_URL", "https://shop.example"),
        ("PANNIER_SECRET", "4f6e6c7920666f7220746573747321214f6e6c79"),
        ("PANNIER_SMTP_URL", "folder"),
        ("PANNIER_MAIL_FROM", "orders@shop.example"),
        ("PANNIER_BANK_TRANSFER_NAME", "Quarto"),
        ("PANNIER_BANK_TRANSFER_IBAN", "DE02120300000000202051"),
    ];
    for (settings, status) in [(&[][..], StatusCode::OK), (&production[..], StatusCode::NOT_FOUND)] {
        let shop = Shop::open_with(settings);
        let browser = Browser::new(&shop.url);
        for page in ["/styleguide", "/styleguide/checkout"] {
            let request = browser.request(Method::GET, page).header("X-Forwarded-Host", "shop.example");
            let response = browser.send(request).await.unwrap();
            assert_eq!(response.status(), status, "{page}");
            let html = response.text().await.unwrap();
            assert_eq!(
                html.contains("id=\"specimen\"") || html.contains("styleguide__specimen"),
                status == StatusCode::OK
            );
            assert!(!html.contains("type=\"module\""), "it is not alive");
        }
    }
}

/// `leptos_meta` writes titles as HTML.
#[tokio::test]
async fn a_search_cannot_end_the_title() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    for page in ["/search", "/de/search"] {
        let evil = "%3C/title%3E%3Cmeta%20http-equiv=refresh%20content=%220;url=https://evil.example/%22%3E&amp;";
        let request = browser.request(Method::GET, &format!("{page}?q={evil}"));
        let html = browser.send(request).await.unwrap().text().await.unwrap();
        assert!(!html.contains("<meta http-equiv"), "{html}");
        assert!(html.contains("&lt;/title&gt;&lt;meta http-equiv=refresh"), "{html}");
    }
}
