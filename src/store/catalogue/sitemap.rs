//! Sitemaps (sitemaps.org, protocol 0.9) of any size: an index, and files of at most 50,000 URLs.
//!
//! A product's number assigns it to a file permanently: a new product changes only the last file. Each
//! language has its own URL, which links to the others (`hreflang`). Files are streamed, a thousand
//! products at a time.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::stream;

use crate::{
    args,
    model::Timestamp,
    store::{
        Store,
        db::{DbError, Result},
        http::{encode, etag::Validator},
    },
};

/// Maximum number of URLs in a file.
const ADDRESSES: i64 = 50_000;
/// Maximum number of `hreflang` links in a file: at 150 bytes each, it stays below the 50 MB limit.
const ALTERNATES: i64 = 300_000;
/// Number of products read in one query.
const BATCH: i64 = 1_000;
const CACHE: &str = "public, max-age=3600";
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
const NAMESPACE: &str = r#"xmlns="http://www.sitemaps.org/schemas/sitemap/0.9""#;
const LINKS: &str = r#"xmlns:xhtml="http://www.w3.org/1999/xhtml""#;

#[derive(Clone)]
struct Sitemap {
    store: Store,
    pages: Arc<[String]>,
}

impl Store {
    /// Serves `/sitemap.xml` and the files it refers to: `/sitemaps/pages.xml` with these pages of
    /// yours, and files with every [listed](crate::StoreBuilder::list) product and when it last
    /// changed. Name it in your `robots.txt`: `Sitemap: https://shop.example/sitemap.xml`.
    pub fn sitemap<S, P>(&self, pages: P) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
        P: IntoIterator,
        P::Item: Into<String>,
    {
        let pages = pages.into_iter().map(Into::into).collect();
        Router::new()
            .route("/sitemap.xml", get(index))
            .route("/sitemaps/{file}", get(file))
            .with_state(Sitemap { store: self.clone(), pages })
    }
}

async fn index(State(Sitemap { store, .. }): State<Sitemap>, headers: HeaderMap) -> Result<Response, Unavailable> {
    let sql = "SELECT CAST((number - 1) / $1 AS BIGINT) AS part, \
               MAX(updated_at) AS updated_at FROM pannier_products GROUP BY 1 ORDER BY 1";
    let rows = store.db().fetch_all(sql, args![per_file(&store)]).await?;
    let base = &store.settings().base_url;
    let (mut xml, mut latest) = (format!("{HEAD}<sitemapindex {NAMESPACE}>"), None);
    let mut files = String::new();
    for row in rows {
        let (part, updated_at): (i64, Option<Timestamp>) = (row.get("part")?, row.get("updated_at")?);
        latest = latest.max(updated_at);
        files += &entry("sitemap", &format!("{base}/sitemaps/{}.xml", part + 1), updated_at, "");
    }
    xml += &entry("sitemap", &format!("{base}/sitemaps/pages.xml"), latest, "");
    xml += &files;
    xml += "</sitemapindex>";
    Ok(answer(&Validator::of(&xml).modified(latest), &headers, || Body::from(xml)))
}

async fn file(
    State(Sitemap { store, pages }): State<Sitemap>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Unavailable> {
    let per_file = per_file(&store);
    let part = match file.strip_suffix(".xml") {
        Some("pages") => return Ok(of_pages(&store, &pages, &headers).await?),
        Some(part) => part.parse::<i64>().ok().filter(|n| *n > 0 && n.to_string() == part && *n < i64::MAX / per_file),
        None => None,
    };
    let Some(part) = part else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    let (first, last) = ((part - 1) * per_file, part * per_file);
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS products, MAX(updated_at) AS updated_at FROM pannier_products \
               WHERE number > $1 AND number <= $2";
    let row = store.db().fetch_one(sql, args![first, last]).await?;
    let (products, latest): (i64, Option<Timestamp>) = (row.get("products")?, row.get("updated_at")?);
    let Some(latest) = latest else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    // The latest change alone would miss a deletion that coincides with a change elsewhere.
    let version = Validator::of(&format!("{products} {}", latest.as_millis())).modified(latest);
    Ok(answer(&version, &headers, || products_between(store, first, last)))
}

/// Streams the URLs of the products numbered between these.
fn products_between(store: Store, first: i64, last: i64) -> Body {
    enum Next {
        Start,
        After(i64),
        Done,
    }
    let batches = stream::try_unfold((store, Next::Start), move |(store, next)| async move {
        let (after, mut xml) = match next {
            Next::Start => (first, format!("{HEAD}<urlset {NAMESPACE} {LINKS}>")),
            Next::After(number) => (number, String::new()),
            Next::Done => return Ok::<_, DbError>(None),
        };
        let sql = "SELECT CAST(number AS BIGINT) AS number, url, updated_at FROM pannier_products \
                   WHERE number > $1 AND number <= $2 ORDER BY number LIMIT $3";
        let rows = store.db().fetch_all(sql, args![after, last, BATCH]).await?;
        for row in &rows {
            let url: String = row.get("url")?;
            xml += &page(&store, &url, Some(row.get("updated_at")?));
        }
        let next = match rows.last() {
            Some(row) => Next::After(row.get("number")?),
            None => {
                xml += "</urlset>";
                Next::Done
            }
        };
        Ok(Some((Bytes::from(xml), (store, next))))
    });
    Body::from_stream(batches)
}

async fn of_pages(store: &Store, pages: &[String], headers: &HeaderMap) -> Result<Response> {
    let row = store.db().fetch_one("SELECT MAX(updated_at) AS updated_at FROM pannier_products", &[]).await?;
    let latest: Option<Timestamp> = row.get("updated_at")?;
    let mut xml = format!("{HEAD}<urlset {NAMESPACE} {LINKS}>");
    for path in pages {
        xml += &page(store, path, latest);
    }
    xml += "</urlset>";
    Ok(answer(&Validator::of(&xml).modified(latest), headers, || Body::from(xml)))
}

/// Returns the number of products in a file.
fn per_file(store: &Store) -> i64 {
    let languages = i64::try_from(store.languages().len()).unwrap_or(i64::MAX).max(1);
    (ADDRESSES / languages).min(ALTERNATES / languages.saturating_mul(languages)).max(1)
}

/// Returns a page's entries: one for each language, with links to all of them.
fn page(store: &Store, path: &str, updated_at: Option<Timestamp>) -> String {
    let alternates = store.alternates(path);
    if alternates.is_empty() {
        return entry("url", &store.settings().url(path), updated_at, "");
    }
    let link = |(tag, url): &(String, String)| {
        format!(r#"<xhtml:link rel="alternate" hreflang="{tag}" href="{}"/>"#, encode::html(url))
    };
    let links: String = alternates.iter().map(link).collect();
    let languages = alternates.iter().take(store.languages().len());
    languages.map(|(_, url)| entry("url", url, updated_at, &links)).collect()
}

fn entry(tag: &str, url: &str, updated_at: Option<Timestamp>, links: &str) -> String {
    let modified = updated_at.map(|at| format!("<lastmod>{at}</lastmod>")).unwrap_or_default();
    format!("<{tag}><loc>{}</loc>{modified}{links}</{tag}>", encode::html(url))
}

fn answer(version: &Validator, headers: &HeaderMap, body: impl FnOnce() -> Body) -> Response {
    if version.matches(headers) {
        return (StatusCode::NOT_MODIFIED, version.headers(), [(header::CACHE_CONTROL, CACHE)]).into_response();
    }
    let about = [(header::CONTENT_TYPE, "application/xml"), (header::CACHE_CONTROL, CACHE)];
    (version.headers(), about, body()).into_response()
}

/// A database error, answered with 503.
struct Unavailable(DbError);

impl From<DbError> for Unavailable {
    fn from(error: DbError) -> Self {
        Unavailable(error)
    }
}

impl IntoResponse for Unavailable {
    fn into_response(self) -> Response {
        tracing::error!(error = %self.0, "could not generate sitemap");
        (StatusCode::SERVICE_UNAVAILABLE, "The shop isn't responding right now. Please try again in a moment.")
            .into_response()
    }
}
