//! Sitemaps (sitemaps.org, protocol 0.9) of any size: an index, and files of at most 50,000 URLs.
//!
//! A product's number assigns it to a file permanently: a new product changes only the last file. Each
//! language has its own URL, which links to the others (`hreflang`). Files are streamed, a thousand
//! products at a time.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::stream;
use tokio::sync::Mutex;

use crate::{
    args,
    model::Timestamp,
    store::{
        Store,
        db::{DbError, Result, Row},
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
/// How long the versions of the files are kept: to compute them reads the whole index.
const VERSIONS_KEPT: Duration = Duration::from_secs(60);
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
const NAMESPACE: &str = r#"xmlns="http://www.sitemaps.org/schemas/sitemap/0.9""#;
const LINKS: &str = r#"xmlns:xhtml="http://www.w3.org/1999/xhtml""#;

#[derive(Clone)]
struct Sitemap {
    store: Store,
    pages: Arc<[String]>,
    versions: Arc<Mutex<Option<Kept>>>,
}

/// The versions of all files, in their order, and when they were computed.
struct Kept(Timestamp, Arc<[Version]>);

/// The version of a file of products.
struct Version {
    part: i64,
    products: i64,
    updated_at: Timestamp,
}

impl Sitemap {
    /// Returns the versions of all files, at most a minute old.
    async fn versions(&self) -> Result<Arc<[Version]>> {
        // Held during the query: of the requests that come meanwhile, none runs it again.
        let mut kept = self.versions.lock().await;
        let now = self.store.db().now();
        if let Some(Kept(at, versions)) = &*kept
            && now < *at + VERSIONS_KEPT
        {
            return Ok(Arc::clone(versions));
        }
        let versions = versions(&self.store).await?;
        *kept = Some(Kept(now, Arc::clone(&versions)));
        Ok(versions)
    }
}

async fn versions(store: &Store) -> Result<Arc<[Version]>> {
    let sql = "SELECT CAST((number - 1) / $1 AS BIGINT) AS part, CAST(COUNT(*) AS BIGINT) AS products, \
               MAX(updated_at) AS updated_at FROM pannier_products GROUP BY 1 ORDER BY 1";
    let rows = store.db().fetch_all(sql, args![per_file(store)]).await?;
    let version = |row: &Row| {
        let (part, products) = (row.get::<i64>("part")? + 1, row.get("products")?);
        Ok(Version { part, products, updated_at: row.get("updated_at")? })
    };
    rows.iter().map(version).collect()
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
        Router::new().route("/sitemap.xml", get(index)).route("/sitemaps/{file}", get(file)).with_state(Sitemap {
            store: self.clone(),
            pages,
            versions: Arc::default(),
        })
    }
}

async fn index(State(sitemap): State<Sitemap>, headers: HeaderMap) -> Result<Response, Unavailable> {
    let versions = sitemap.versions().await?;
    let (base, latest) = (&sitemap.store.settings().base_url, latest(&versions));
    let mut xml = format!("{HEAD}<sitemapindex {NAMESPACE}>");
    xml += &entry("sitemap", &format!("{base}/sitemaps/pages.xml"), latest, "");
    for Version { part, updated_at, .. } in &*versions {
        xml += &entry("sitemap", &format!("{base}/sitemaps/{part}.xml"), Some(*updated_at), "");
    }
    xml += "</sitemapindex>";
    Ok(answer(&Validator::of(&xml).modified(latest), &headers, || Body::from(xml)))
}

async fn file(
    State(sitemap): State<Sitemap>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Unavailable> {
    let versions = sitemap.versions().await?;
    let name = file.strip_suffix(".xml").unwrap_or_default();
    if name == "pages" {
        return Ok(of_pages(&sitemap, latest(&versions), &headers));
    }
    let Some(Version { part, products, updated_at }) = versions.iter().find(|of| of.part.to_string() == name) else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let per_file = per_file(&sitemap.store);
    let (first, last) = ((part - 1) * per_file, part * per_file);
    // The latest change alone would miss a deletion that coincides with a change elsewhere.
    let version = Validator::of(&format!("{products} {}", updated_at.as_millis())).modified(*updated_at);
    Ok(answer(&version, &headers, || products_between(sitemap.store, first, last)))
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

fn of_pages(Sitemap { store, pages, .. }: &Sitemap, latest: Option<Timestamp>, headers: &HeaderMap) -> Response {
    let mut xml = format!("{HEAD}<urlset {NAMESPACE} {LINKS}>");
    for path in &**pages {
        xml += &page(store, path, latest);
    }
    xml += "</urlset>";
    answer(&Validator::of(&xml).modified(latest), headers, || Body::from(xml))
}

/// Returns when the latest product changed.
fn latest(versions: &[Version]) -> Option<Timestamp> {
    versions.iter().map(|version| version.updated_at).max()
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
    let links = alternates.iter().map(|page| {
        let (hreflang, href) = (&page.hreflang, encode::html(&page.href));
        format!(r#"<xhtml:link rel="alternate" hreflang="{hreflang}" href="{href}"/>"#)
    });
    let links: String = links.collect();
    let languages = alternates.iter().take(store.languages().len());
    languages.map(|page| entry("url", &page.href, updated_at, &links)).collect()
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
        self.0.log();
        (StatusCode::SERVICE_UNAVAILABLE, "The shop isn't responding right now. Please try again in a moment.")
            .into_response()
    }
}
