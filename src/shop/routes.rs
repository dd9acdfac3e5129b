//! Routes besides pages: pictures, the style sheet of the accent, sitemaps, robots.txt and the health check.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use pannier::{
    Store,
    db::{self, DbError},
    etag::Validator,
};

use super::{
    album::Album, demo::art, poster::Poster, product::Product, sections::SECTIONS, site::StyleSheet, ticket::Ticket,
};

/// A picture changes only with its product, which is rare: fresh for a day, then a month while it is
/// revalidated.
const PICTURE_CACHE: &str = "public, max-age=86400, stale-while-revalidate=2592000";
const CRAWLER_CACHE: &str = "public, max-age=3600";
/// The name of a style sheet contains a hash of it.
const STYLE_CACHE: &str = "public, max-age=31536000, immutable";

/// Serves `/art/{kind}/{id}.svg`, `/site-{hash}.css`, the sitemaps, `/robots.txt` and `/healthz`.
pub fn routes<S: Clone + Send + Sync + 'static>(store: &Store) -> Router<S> {
    let lists = SECTIONS.map(|section| section.path);
    Router::new()
        .route("/art/{kind}/{file}", get(picture))
        .route("/site-{file}", get(style))
        .route("/robots.txt", get(robots))
        .route("/healthz", get(health))
        .with_state(store.clone())
        .merge(store.sitemap(["/"].into_iter().chain(lists).chain(["/about"])))
}

async fn picture(
    State(store): State<Store>,
    Path((kind, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(svg) = draw(&store, &kind, file.strip_suffix(".svg").unwrap_or_default()).await? else {
        return Ok((StatusCode::NOT_FOUND, "Picture not found.").into_response());
    };
    let version = Validator::of(&svg);
    let caching = [(header::CACHE_CONTROL, PICTURE_CACHE)];
    if version.matches(&headers) {
        return Ok((StatusCode::NOT_MODIFIED, version.headers(), caching).into_response());
    }
    Ok((version.headers(), caching, [(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

async fn draw(store: &Store, kind: &str, id: &str) -> db::Result<Option<String>> {
    let db = store.db();
    Ok(match kind {
        "album" => Album::find(db, id).await?.as_ref().map(art::of_album),
        "poster" => Poster::find(db, id).await?.as_ref().map(art::of_poster),
        "product" => Product::find(db, id).await?.as_ref().map(art::of_product),
        "ticket" => Ticket::find(db, id).await?.as_ref().map(art::of_ticket),
        _ => None,
    })
}

/// Serves the style sheet of the accent. A page that was rendered before the last change, or by an instance that does not
/// know it yet, names another version: it gets this one, and asks again.
async fn style(State(store): State<Store>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let hash = file.strip_suffix(".css").unwrap_or_default();
    if hash.len() != 16 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return (StatusCode::NOT_FOUND, "There is no such file.").into_response();
    }
    let sheet = StyleSheet::of(&store.site());
    let caching = match &sheet {
        Some(sheet) if sheet.path == format!("/site-{file}") => STYLE_CACHE,
        _ => "no-cache",
    };
    let text = sheet.map(|sheet| sheet.text).unwrap_or_default();
    let (version, caching) = (Validator::of(&text), [(header::CACHE_CONTROL, caching)]);
    if version.matches(&headers) {
        return (StatusCode::NOT_MODIFIED, version.headers(), caching).into_response();
    }
    (version.headers(), caching, [(header::CONTENT_TYPE, "text/css; charset=utf-8")], text).into_response()
}

/// Visiting a download link uses up an attempt. Other pages that must not be indexed say so themselves, in
/// metadata that a crawler must be able to read.
async fn robots(State(store): State<Store>) -> impl IntoResponse {
    let paths = store.paths();
    let languages = store.languages().iter();
    let downloads: String =
        languages.map(|language| format!("Disallow: {}\n", store.path_in(*language, &paths.download))).collect();
    let text = format!("User-agent: *\n{downloads}\nSitemap: {}/sitemap.xml\n", store.settings().base_url);
    ([(header::CACHE_CONTROL, CRAWLER_CACHE)], text)
}

/// The health check for load balancers and supervisors.
async fn health(State(store): State<Store>) -> (StatusCode, &'static str) {
    match store.is_healthy().await {
        true => (StatusCode::OK, "ok"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "database unavailable or read-only"),
    }
}

/// A database error.
struct Failure(DbError);

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Failure(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        self.0.log();
        (StatusCode::SERVICE_UNAVAILABLE, "The shop isn't responding right now. Please try again in a moment.")
            .into_response()
    }
}
