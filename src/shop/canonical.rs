//! Canonical URLs: other spellings of a URL are redirected permanently (301), and other hosts to the shop's (308).

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use pannier::Store;
use percent_encoding::percent_decode_str;

use super::{
    sections::SECTIONS,
    site::{LEGAL, SEARCH},
};

/// The paths of pages whose URLs are lower case, as are those of the sections. In other URLs, such as an
/// order's, case matters.
const LOWER_CASE: [&str; 2] = [SEARCH, "/about"];

/// The longest name of a file that can have a compressed one beside it (`.br`), in bytes. To look for a longer one is an
/// error of the server.
const LONGEST_NAME: usize = 255 - 3;

/// Redirects URLs with extra slashes or upper case, the numbered first page of a list, and pages on another host
/// than the shop's, where the session's cookie would be lost on the way back from a gateway.
pub async fn redirect(State(store): State<Store>, request: Request, next: Next) -> Response {
    if request.uri().path().split('/').any(|name| percent_decode_str(name).count() > LONGEST_NAME) {
        return (StatusCode::NOT_FOUND, "There is no such page.").into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let (base_url, uri) = (&store.settings().base_url, request.uri());
    let path = canonical(uri);
    if is_elsewhere(base_url, uri.path(), request.headers()) {
        let path = path.unwrap_or_else(|| uri.path_and_query().map(ToString::to_string).unwrap_or_default());
        // Not kept by browsers: tomorrow another program may listen at `localhost:3000`.
        let headers = [(header::LOCATION, format!("{base_url}{path}")), (header::CACHE_CONTROL, "no-store".to_owned())];
        return (StatusCode::PERMANENT_REDIRECT, headers).into_response();
    }
    match path {
        Some(path) => (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, path)]).into_response(),
        None => next.run(request).await,
    }
}

/// Returns whether a request names another host than the shop's URL. Ports are not compared: proxies leave them
/// out. Nor are the paths that machines use at any address.
fn is_elsewhere(base_url: &str, path: &str, headers: &HeaderMap) -> bool {
    let base_url = base_url.parse::<Uri>().unwrap_or_default();
    let host = base_url.host().unwrap_or_default();
    let is_listening_everywhere = host.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.is_unspecified());
    if is_listening_everywhere || path == "/healthz" || path.starts_with("/webhooks/") {
        return false;
    }
    // A proxy that replaces `Host` says here what it was.
    let names = [header::HOST, HeaderName::from_static("x-forwarded-host")];
    let names = names.iter().flat_map(|name| headers.get_all(name)).filter_map(|value| value.to_str().ok());
    let mut names = names.flat_map(|names| names.split(',')).peekable();
    let is_ours =
        |name: &str| name.trim().parse::<Authority>().is_ok_and(|name| name.host().eq_ignore_ascii_case(host));
    names.peek().is_some() && !names.any(is_ours)
}

/// Returns the canonical URL, if it differs.
fn canonical(uri: &Uri) -> Option<String> {
    // Exactly one leading slash: `//example.com` would be another site.
    let mut path = format!("/{}", uri.path().trim_start_matches(['/', '\\']).trim_end_matches('/'));
    if is_written_in_lower_case(&path) {
        path.make_ascii_lowercase();
    }
    // The home page in another language: `/de/`.
    if path.len() == 3 && uri.path().trim_end_matches('/') == path {
        uri.path().clone_into(&mut path);
    }
    let query = uri.query().unwrap_or_default();
    let kept: Vec<&str> = query.split('&').filter(|part| *part != "page=1").collect();
    let kept = kept.join("&");
    (path != uri.path() || kept != query).then(|| if kept.is_empty() { path } else { format!("{path}?{kept}") })
}

/// The path may start with a language: two letters.
fn is_written_in_lower_case(path: &str) -> bool {
    let mut known =
        LOWER_CASE.into_iter().chain(LEGAL.map(|page| page.path)).chain(SECTIONS.map(|section| section.path));
    let first = path.split('/').find(|part| part.len() > 2);
    first.is_some_and(|first| known.any(|path| path.trim_start_matches('/').eq_ignore_ascii_case(first)))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_address_has_a_canonical_one_on_this_site(
            address in r"(/|\\|//){1,2}((de|EN|Albums|search|order|evil\.example|[a-zA-Z%0-9.]{0,5})(/|//|\\){0,2}){0,4}(\?((page=1|page=2|q=[a-z%]{0,4}|)&?){0,4})?",
        ) {
            let Ok(uri) = address.parse::<Uri>() else { return Ok(()) };
            if let Some(to) = canonical(&uri) {
                prop_assert!(to.starts_with('/') && !to[1..].starts_with(['/', '\\']), "{}", to);
                prop_assert_eq!(canonical(&to.parse().unwrap()), None, "{} of {}", to, address);
            }
        }
    }

    fn meant(address: &str) -> Option<String> {
        canonical(&address.parse().unwrap())
    }

    #[test]
    fn a_page_has_one_address() {
        for (other, one) in [
            ("/albums/", "/albums"),
            ("/Albums/Blue-Hour/", "/albums/blue-hour"),
            ("/albums?page=1", "/albums"),
            ("/search/?q=Blue+Hour&page=1&sort=title", "/search?q=Blue+Hour&sort=title"),
            ("/de/ALBUMS/", "/de/albums"),
            ("/Imprint", "/imprint"),
            ("/order/AbC/", "/order/AbC"),
        ] {
            assert_eq!(meant(other).as_deref(), Some(one), "{other}");
        }
        for one in
            ["/", "/albums", "/albums?page=2", "/albums?page=10", "/order/AbC", "/search?q=Page=1", "/pkg/A.js", "/de/"]
        {
            assert_eq!(meant(one), None, "{one}");
        }
    }

    #[test]
    fn another_host_is_told_from_the_shops() {
        let elsewhere = |base: &str, path: &str, headers: &[(&'static str, &'static str)]| {
            let header = |(name, value): &(&'static str, &'static str)| {
                (HeaderName::from_static(name), HeaderValue::from_static(value))
            };
            is_elsewhere(base, path, &headers.iter().map(header).collect())
        };
        let https = "https://shop.example";
        for host in ["shop.example", "Shop.Example", "shop.example:443"] {
            assert!(!elsewhere(https, "/", &[("host", host)]), "{host}");
        }
        for host in ["www.shop.example", "127.0.0.1:3000", "", "a b"] {
            assert!(elsewhere(https, "/albums", &[("host", host)]), "{host}");
            assert!(!elsewhere(https, "/albums", &[("host", host), ("x-forwarded-host", "shop.example")]), "{host}");
            assert!(
                !elsewhere(https, "/healthz", &[("host", host)]) && !elsewhere(https, "/webhooks/x", &[("host", host)])
            );
        }
        assert!(!elsewhere(https, "/", &[]), "HTTP/1.0 names no host");
        assert!(elsewhere("http://127.0.0.1:3000", "/", &[("host", "localhost:3000")]));
        assert!(!elsewhere("http://0.0.0.0:3000", "/", &[("host", "localhost:3000")]));
        assert!(!elsewhere("http://[::1]:3000", "/", &[("host", "[::1]:3000")]));
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        for address in ["//evil.example/", "///evil.example//", "/\\evil.example/"] {
            let uri = Uri::builder().path_and_query(address).build();
            let Ok(uri) = uri else { continue };
            let to = canonical(&uri).unwrap();
            assert!(to.starts_with('/') && !to[1..].starts_with(['/', '\\']), "{address}: {to}");
        }
    }
}
