//! Routes besides pages: pictures, the style sheet of the accent, sitemaps, robots.txt and the health check.

use axum::{
    Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use pannier::{
    ManagedState, Store,
    db::{self, DbError},
    etag::Validator,
};

use super::{
    album::Album, demo::art, poster::Poster, product::Product, sections::SECTIONS, site::StyleSheet, ticket::Ticket,
};

/// A picture changes only with its product, which is rare: fresh for a day, then a month while it is
/// revalidated.
const PICTURE_CACHE: &str = "public, max-age=86400, stale-while-revalidate=2592000";
/// What only the staff may see yet.
const PREVIEW_CACHE: &str = "private, no-store";
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
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let id = file.strip_suffix(".svg").unwrap_or_default();
    let mut fields = query.as_deref().unwrap_or_default().split('&');
    let token = fields.find_map(|field| field.strip_prefix("preview="));
    let drawn = draw(&store, &kind, id).await?.and_then(|(state, svg)| match state {
        ManagedState::Published => Some((svg, PICTURE_CACHE)),
        _ => token.is_some_and(|token| store.is_preview(&kind, id, token)).then_some((svg, PREVIEW_CACHE)),
    });
    let Some((svg, caching)) = drawn else {
        return Ok((StatusCode::NOT_FOUND, "Picture not found.").into_response());
    };
    let version = Validator::of(&svg);
    let caching = [(header::CACHE_CONTROL, caching)];
    if version.matches(&headers) {
        return Ok((StatusCode::NOT_MODIFIED, version.headers(), caching).into_response());
    }
    Ok((version.headers(), caching, [(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

/// Draws the picture of a product, in any state.
async fn draw(store: &Store, kind: &str, id: &str) -> db::Result<Option<(ManagedState, String)>> {
    let db = store.db();
    Ok(match kind {
        "album" => Album::find(db, id).await?.map(|album| (album.state, art::of_album(&album))),
        "poster" => Poster::find(db, id).await?.map(|poster| (poster.state, art::of_poster(&poster))),
        "product" => Product::find(db, id).await?.map(|product| (product.state, art::of_product(&product))),
        "ticket" => Ticket::find(db, id).await?.map(|ticket| (ticket.state, art::of_ticket(&ticket))),
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

#[cfg(test)]
pub mod tests {
    use axum::{body::Body, http::Request};
    use pannier::{Actor, ManagedSave, managed::Values};
    use tower::ServiceExt as _;

    use super::*;

    /// The drawing of a draft is for those who may preview it.
    pub async fn drawings(store: &Store) {
        let admin = store.acting(&Actor::CommandLine);
        let values = Values::new().with("title", "Secret Mug").with("price", "12.90");
        let id = admin.save_managed("product", &ManagedSave::create(values)).await.unwrap().id;
        let app: Router = routes(store);
        let get = async |query: &str| {
            let request = Request::get(format!("/art/product/{id}.svg{query}")).body(Body::empty()).unwrap();
            let (parts, _) = app.clone().oneshot(request).await.unwrap().into_parts();
            let caching = parts.headers.get(header::CACHE_CONTROL).map(|caching| caching.to_str().unwrap().to_owned());
            (parts.status, caching.unwrap_or_default())
        };
        let preview = admin.preview_url("product", &id).unwrap();
        let token = &preview[preview.find('?').unwrap()..];
        let missing = (StatusCode::NOT_FOUND, String::new());
        assert_eq!(get("").await, missing);
        assert_eq!(get("?preview=4102444800.AAAA").await, missing);
        assert_eq!(get(token).await, (StatusCode::OK, PREVIEW_CACHE.to_owned()));
        admin.set_managed_state("product", &id, ManagedState::Published).await.unwrap();
        assert_eq!(get("").await, (StatusCode::OK, PICTURE_CACHE.to_owned()));
        admin.set_managed_state("product", &id, ManagedState::Retired).await.unwrap();
        assert_eq!(get("").await, missing);
    }
}
