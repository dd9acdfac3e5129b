//! The language of a request, from its path, and the language that the browser prefers.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts, uri::PathAndQuery},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use leptos::prelude::{use_context, with_context};

use super::page_response;
use crate::{
    language::{Language, prefixed},
    store::{Store, language::RequestLanguage},
};

/// Middleware that removes the language tag from the path and stores the language. A path with the tag
/// of the first language redirects to the path without it, and one with several slashes behind the tag to
/// the path with one.
pub(super) async fn by_path(State(store): State<Store>, mut request: Request, next: Next) -> Response {
    let mut language = store.first_language();
    let path_and_query = request.uri().path_and_query();
    let query = path_and_query.and_then(PathAndQuery::query).map(|query| format!("?{query}")).unwrap_or_default();
    if let Some((asked, rest)) = store.language_of(request.uri().path()) {
        let local = prefixed("", rest);
        let path = format!("{local}{query}");
        let page = matches!(*request.method(), Method::GET | Method::HEAD);
        // Behind the tag, `//host` would be routed as it is, and the page would link to another site.
        if page && local != rest {
            let location = [(header::LOCATION, store.path_in(asked, &path))];
            return (StatusCode::MOVED_PERMANENTLY, location).into_response();
        }
        if page && asked == language {
            return Redirect::permanent(&path).into_response();
        }
        if let Some(uri) = with_path(request.uri(), &path) {
            *request.uri_mut() = uri;
            language = asked;
        }
    }
    request.extensions_mut().insert(RequestLanguage(language));
    next.run(request).await
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path.parse().ok()?);
    Uri::from_parts(parts).ok()
}

/// In an axum handler of your own, the language of the request: that of the tag in its path, or else the first of the
/// [store's languages](Store::languages). On a page, it is that of [`use_texts`](crate::components::use_texts). The app has
/// to be wrapped in [`Store::with_security`] or [`Store::with_sessions_and_security`]; without, the handler answers 500.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// use axum::{Router, extract::State, response::Redirect, routing::post};
/// use pannier::{Language, Store};
///
/// /// Answers `POST /login` and `POST /de/login`, and leads to a page in the same language.
/// async fn log_in(State(store): State<Store>, language: Language) -> Redirect {
///     // ..
///     Redirect::to(&store.path_in(language, "/account"))
/// }
///
/// let app = Router::new().route("/login", post(log_in)).with_state(store.clone());
/// let app = store.with_sessions_and_security(app);
/// # Ok(())
/// # });
/// ```
impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Language, Self::Rejection> {
        const MISSING: &str =
            "no language: wrap the app with Store::with_sessions_and_security or Store::with_security";
        let found = parts.extensions.get::<RequestLanguage>().map(|RequestLanguage(language)| *language);
        found.ok_or((StatusCode::INTERNAL_SERVER_ERROR, MISSING))
    }
}

/// Returns the language that the visitor's browser prefers (RFC 9110, Accept-Language), if the store
/// has it and it differs from the first. `None` on a path with a tag: a visitor at `/de/..` has chosen.
/// Adds `Vary: Accept-Language` to the response.
///
/// ```
/// use leptos::prelude::*;
///
/// #[component]
/// fn Hint() -> impl IntoView {
///     pannier::preferred_language().map(|language| view! { <p>{format!("There is a page in {language}.")}</p> })
/// }
/// ```
pub fn preferred_language() -> Option<Language> {
    let store = use_context::<Store>()?;
    let here = store.language_here();
    if store.languages().len() < 2 || here != store.first_language() {
        return None;
    }
    page_response::vary(HeaderValue::from_static("Accept-Language"));
    let wanted = with_context(|parts: &Parts| preferred(store.languages(), &parts.headers))?;
    wanted.filter(|language| *language != here)
}

/// Returns the supported language that is asked for, or else one that differs in its region only: `de` for `de-AT`.
pub(super) fn closest(languages: &[Language], asked: Language) -> Option<Language> {
    let exact = languages.iter().find(|language| **language == asked);
    exact.or_else(|| languages.iter().find(|language| language.primary() == asked.primary())).copied()
}

/// Returns the supported language that the browser prefers, if there is one.
pub(crate) fn preferred(languages: &[Language], headers: &HeaderMap) -> Option<Language> {
    let wanted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Language)> = None;
    for range in wanted.split(',').take(20) {
        let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
        let weight = match weight.trim().strip_prefix("q=") {
            Some(weight) => weight.parse().unwrap_or(0.0),
            None => 1.0,
        };
        let Some(tag) = Language::from_tag(tag.trim()) else { continue };
        let Some(language) = closest(languages, tag) else { continue };
        if weight > best.map_or(0.0, |(weight, _)| weight) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::random_text::texts;

    const RANGES: &[&str] = &[
        "en", "de", "fr", "DE-at", "en-us", "*", "zh-Hant", ", ", ",", ";q=", "q=", ";", "1", "0.5", "0", "-1", "1e9",
        "NaN", "inf",
    ];
    const PATHS: &[&str] = &["/", "//", "\\", "de", "en", "basket", "evil.example", "?", "#", "..", "%2f", "@", ":"];

    proptest! {
        #[test]
        fn any_bytes_are_an_accept_language(header in vec(any::<u8>(), 0..80)) {
            let Ok(value) = HeaderValue::from_bytes(&header) else { return Ok(()) };
            preferred(&[Language::ENGLISH, Language::GERMAN], &HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, value)]));
        }

        #[test]
        fn any_accept_language_gets_what_it_asks_for_or_nothing(header in texts(RANGES, 30)) {
            let Ok(value) = HeaderValue::from_str(&header) else { return Ok(()) };
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, value)]);
            if let Some(language) = preferred(&[Language::ENGLISH, Language::GERMAN], &headers) {
                let asked = header.split(',').any(|range| range.trim().to_lowercase().starts_with(language.tag()));
                prop_assert!(asked, "{} for {}", language, header);
            }
        }

        #[test]
        fn any_path_stays_on_this_host(path in texts(PATHS, 10)) {
            for prefix in ["", "/de"] {
                let local = prefixed(prefix, &format!("/{path}"));
                prop_assert!(local.starts_with('/') && !local[1..].starts_with(['/', '\\']), "{} of {}", local, path);
            }
        }
    }

    #[test]
    fn a_tag_with_a_region_finds_the_language_without_it() {
        let tag = |text: &str| Language::from_tag(text).unwrap();
        let languages = [Language::ENGLISH, Language::GERMAN, tag("de-CH")];
        let found = |text: &str| closest(&languages, tag(text)).map(|language| language.to_string());
        assert_eq!(found("de-AT").as_deref(), Some("de"));
        assert_eq!(found("de-ch").as_deref(), Some("de-CH"));
        assert_eq!(found("fr"), None);
    }

    #[test]
    fn the_browser_says_what_it_would_rather_have() {
        let languages = [Language::ENGLISH, Language::GERMAN];
        let best = |text: &'static str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text))]);
            preferred(&languages, &headers).map(|language| language.to_string())
        };
        assert_eq!(best("de-AT,de;q=0.9,en;q=0.8").as_deref(), Some("de"));
        assert_eq!(best("en-US,en;q=0.9,de;q=0.5").as_deref(), Some("en"));
        assert_eq!(best("fr, de;q=0.5, en;q=0.7").as_deref(), Some("en"));
        assert_eq!(best("fr,*;q=0.1"), None);
        assert_eq!(best("de;q=0"), None);
        assert_eq!(best(";;;,de;q=zwei"), None);
        assert_eq!(preferred(&languages, &HeaderMap::new()), None);
    }
}
