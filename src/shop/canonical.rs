//! Canonical URLs: other spellings of a URL are redirected permanently (301).

use axum::{
    extract::Request,
    http::{HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{sections::SECTIONS, site::SEARCH};

/// The paths of pages whose URLs are lower case, as are those of the sections. In other URLs, such as an
/// order's, case matters.
const LOWER_CASE: [&str; 2] = [SEARCH, "/about"];

/// Redirects URLs with extra slashes or upper case, and the numbered first page of a list.
pub async fn redirect(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(address) = canonical(request.uri())
        && let Ok(location) = HeaderValue::from_str(&address)
    {
        return (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, location)]).into_response();
    }
    next.run(request).await
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
    let mut known = LOWER_CASE.into_iter().chain(SECTIONS.map(|section| section.path));
    let first = path.split('/').find(|part| part.len() > 2);
    first.is_some_and(|first| known.any(|path| path.trim_start_matches('/').eq_ignore_ascii_case(first)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_canonical_address_is_of_this_site_and_stays(
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
    fn nobody_is_sent_to_another_site() {
        for address in ["//evil.example/", "///evil.example//", "/\\evil.example/"] {
            let uri = Uri::builder().path_and_query(address).build();
            let Ok(uri) = uri else { continue };
            let to = canonical(&uri).unwrap();
            assert!(to.starts_with('/') && !to[1..].starts_with(['/', '\\']), "{address}: {to}");
        }
    }
}
