//! What the shop serves besides pages: its pictures, and what crawlers ask for.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use time::{OffsetDateTime, macros::format_description};

use super::{album::Album, art, poster::Poster, ticket::Ticket};
use crate::{
    Sellable, Store,
    db::{self, DbError},
};

/// A picture changes when its good does, and hardly ever: a day without asking, a month while asking again.
const PICTURE_CACHE: &str = "public, max-age=86400, stale-while-revalidate=2592000";
const CRAWLER_CACHE: &str = "public, max-age=3600";

/// `/art/{kind}/{id}.svg`, `/sitemap.xml`, `/robots.txt` and `/healthz`.
pub fn routes<S: Clone + Send + Sync + 'static>(store: &Store) -> Router<S> {
    Router::new()
        .route("/art/{kind}/{file}", get(picture))
        .route("/sitemap.xml", get(sitemap))
        .route("/robots.txt", get(robots))
        .route("/healthz", get(health))
        .with_state(store.clone())
}

async fn picture(
    State(store): State<Store>,
    Path((kind, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(svg) = draw(&store, &kind, file.strip_suffix(".svg").unwrap_or_default()).await? else {
        return Ok((StatusCode::NOT_FOUND, "There is no such picture.").into_response());
    };
    let etag = format!("\"{:016x}\"", art::version(&svg));
    let caching = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, PICTURE_CACHE.to_owned())];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    // A proxy that compresses may have weakened the tag (W/"..").
    if known.is_some_and(|tags| tags.contains(&etag)) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, [(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

async fn draw(store: &Store, kind: &str, id: &str) -> db::Result<Option<String>> {
    let db = store.db();
    Ok(match kind {
        "album" => Album::load(db, &[id.to_owned()]).await?.first().map(art::of_album),
        "poster" => Poster::find(db, id).await?.as_ref().map(art::of_poster),
        "ticket" => Ticket::find(db, id).await?.as_ref().map(art::of_ticket),
        _ => None,
    })
}

async fn sitemap(State(store): State<Store>) -> Result<Response, Failure> {
    let db = store.db();
    let mut pages: Vec<(String, i64)> = Vec::new();
    pages.extend(Album::all(db).await?.iter().map(|album| (album.url(), album.updated_at)));
    pages.extend(Poster::all(db).await?.iter().map(|poster| (poster.url(), poster.updated_at)));
    pages.extend(Ticket::upcoming(db, 1000).await?.iter().map(|ticket| (ticket.url(), ticket.updated_at)));
    let latest = pages.iter().map(|(_, updated_at)| *updated_at).max().unwrap_or_default();
    let lists = ["/", "/albums", "/posters", "/tickets"].map(|path| (path.to_owned(), latest));

    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">"#,
    );
    for (path, updated_at) in lists.into_iter().chain(pages) {
        let (base, day) = (&store.settings().base_url, day(updated_at));
        xml += &format!("<url><loc>{}</loc><lastmod>{day}</lastmod></url>", escape(&format!("{base}{path}")));
    }
    xml += "</urlset>";
    let headers = [(header::CONTENT_TYPE, "application/xml"), (header::CACHE_CONTROL, CRAWLER_CACHE)];
    Ok((headers, xml).into_response())
}

/// `2027-01-15`, in UTC.
fn day(millis: i64) -> String {
    let day = OffsetDateTime::from_unix_timestamp(millis / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    day.format(format_description!("[year]-[month]-[day]")).unwrap_or_default()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Following a download uses it up. Other pages that are not for search engines say so themselves, where a crawler has to read it.
async fn robots(State(store): State<Store>) -> impl IntoResponse {
    let paths = store.paths();
    let (download, base) = (&paths.download, &store.settings().base_url);
    let text = format!("User-agent: *\nDisallow: {download}\n\nSitemap: {base}/sitemap.xml\n");
    ([(header::CACHE_CONTROL, CRAWLER_CACHE)], text)
}

/// For a load balancer, or whoever restarts the shop.
async fn health(State(store): State<Store>) -> (StatusCode, &'static str) {
    match store.is_healthy().await {
        true => (StatusCode::OK, "ok"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}

/// The database did not answer.
struct Failure(DbError);

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Failure(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        tracing::error!(error = %self.0, "the shop's tables cannot be read");
        (StatusCode::SERVICE_UNAVAILABLE, "The shop cannot answer now. Please try again in a moment.").into_response()
    }
}
