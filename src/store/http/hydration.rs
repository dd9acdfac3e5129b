//! Removal of what a page carries for hydration alone.
//!
//! Leptos marks the places of its views with comments and appends scripts with the data of its resources, behind `</html>`. It
//! does so on every page and has no setting for it: it leaves the markers out only where it does not escape text either, and
//! leptos_axum appends the data of any context. Whether a page has an island is known only when it is rendered, so it is
//! rendered as ever, and then shortened.

use std::str::from_utf8;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};

use super::page_response::Answer;
use crate::store::rate_limit::OnlyOnce;

const ISLAND: &str = "<leptos-island ";
/// The store's islands. It loads them where they are needed: not for the basket in the header, while that is empty.
const OF_THE_STORE: [&str; 3] = ["AddInPlace", "BasketSums", "Live"];
/// Elements whose content is text, whatever it looks like.
const RAW_TEXT: [&str; 8] = ["script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes"];

/// Middleware that removes from the pages of an app with islands what only hydration needs: from a page that loads no island,
/// Leptos's markers, the elements of islands and the data of resources; from one that does, the markers outside of its islands.
/// The data then moves into the document's body, which makes the page valid HTML. Comments of your own stay.
///
/// Add it around the routes of pages and the fallback, inside of compression and of [`etag::pages`](super::etag::pages). The
/// pages that it shortens are those of an app with an [`IslandLoader`](crate::components::IslandLoader); a page has islands if
/// it includes [`IslandScripts`](crate::components::IslandScripts), as the store's components do. The log names an island of
/// yours on a page that lacks them. A page whose parts are streamed as they become ready stays as it is: use
/// `SsrMode::Async`.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// use axum::{Router, middleware::from_fn, response::Html, routing::get};
///
/// let pages = Router::new().route("/", get(async || Html("<p>Hello</p>")));
/// let app = store.with_sessions_and_security(pages.layer(from_fn(pannier::hydration::trim)));
/// # Ok(())
/// # });
/// ```
pub async fn trim(request: Request, next: Next) -> Response {
    let answer = request.extensions().get::<Answer>().cloned();
    let response = next.run(request).await;
    match answer.filter(|answer| answer.loads_islands().is_some()) {
        Some(answer) if is_html(response.headers()) => shortened(response, &answer).await,
        _ => response,
    }
}

/// Middleware for development that [reports](report_dead) the islands that nothing starts, in an app that does not
/// [`trim`] its pages.
pub(super) async fn watch(request: Request, next: Next) -> Response {
    let answer = request.extensions().get::<Answer>().cloned();
    let response = next.run(request).await;
    match answer.filter(|answer| answer.loads_islands().is_some()) {
        Some(answer) if is_html(response.headers()) => response.map(|body| {
            Body::from_stream(body.into_data_stream().inspect(move |chunk| {
                if let Ok(chunk) = chunk
                    && let Ok(page) = from_utf8(chunk)
                    && is_whole(page)
                    && answer.loads_islands() == Some(false)
                {
                    report_dead(page);
                }
            }))
        }),
        _ => response,
    }
}

/// Logs the islands of the app on a page that loads none, once each: nothing starts them.
fn report_dead(page: &str) {
    static SAID: OnlyOnce = OnlyOnce::new();
    for island in islands(page).filter(|island| !OF_THE_STORE.contains(island)) {
        if SAID.pass(island) {
            tracing::warn!(island, "this island does nothing, as its page lacks <IslandScripts/>, which loads it");
        }
    }
}

/// Returns the names of the islands on a page, without the hash that Leptos appends.
fn islands(page: &str) -> impl Iterator<Item = &str> {
    let names = page.split(ISLAND).skip(1).filter_map(|rest| rest.strip_prefix("data-component=\"")?.split('"').next());
    names.map(|name| name.rsplit_once('_').map_or(name, |(name, _)| name))
}

fn is_html(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
        && !headers.contains_key(header::CONTENT_ENCODING)
}

async fn shortened(response: Response, answer: &Answer) -> Response {
    let (mut parts, body) = response.into_parts();
    let mut chunks = body.into_data_stream();
    let first = chunks.next().await;
    let whole = matches!(&first, Some(Ok(chunk)) if from_utf8(chunk).is_ok_and(is_whole));
    let body = Body::from_stream(stream::iter(first).chain(chunks));
    if !whole {
        return Response::from_parts(parts, body);
    }
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    // Asked again, since the page may have been rendered with its first chunk.
    let islands = answer.loads_islands() == Some(true);
    let Ok(page) = from_utf8(&bytes) else { return Response::from_parts(parts, Body::from(bytes)) };
    if !islands {
        report_dead(page);
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(trimmed(page, islands)))
}

/// Returns whether a page's first chunk is the whole document, without places for what is streamed later.
fn is_whole(chunk: &str) -> bool {
    chunk.contains("</html>") && !chunk.contains("<!--s-")
}

/// Returns a document that Leptos has rendered, for a page that nothing hydrates.
pub(super) fn plain(html: &str) -> String {
    trimmed(html, false)
}

fn trimmed(html: &str, islands: bool) -> String {
    let mut kept = String::with_capacity(html.len());
    // Up to `from`, the document is copied or removed; up to `at`, it is read.
    let (mut from, mut at, mut depth, mut end_of_body) = (0, 0, 0_usize, None);
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        at = start + length_of_markup(&html[start..]);
        // Behind a bare `<`, what follows the marker would become a tag.
        let removable = depth == 0 && !html[..start].ends_with('<');
        let instead = match &html[start..at] {
            "<!>" | "<!--<() />-->" if removable => "",
            "<!--HEAD-->" | "</leptos-island>" if removable && !islands => "",
            island if removable && !islands && island.starts_with(ISLAND) => "",
            // The same node, written as a comment should be.
            "<!>" if depth > 0 => "<!---->",
            island if islands && island.starts_with(ISLAND) => {
                depth += 1;
                continue;
            }
            "</leptos-island>" => {
                depth = depth.saturating_sub(1);
                continue;
            }
            "</body>" => {
                kept.push_str(&html[from..start]);
                from = start;
                end_of_body = Some(kept.len());
                continue;
            }
            "</html>" if at == html.len() || html[at..].starts_with("<script") => {
                kept.push_str(&html[from..at]);
                if islands {
                    kept.insert_str(end_of_body.unwrap_or(kept.len()), &html[at..]);
                }
                return kept;
            }
            _ => continue,
        };
        kept.push_str(&html[from..start]);
        kept.push_str(instead);
        from = at;
    }
    kept.push_str(&html[from..]);
    kept
}

/// Returns the length of what a text begins with, by the tokenizer of
/// [HTML](https://html.spec.whatwg.org/multipage/parsing.html#tokenization): a comment; a tag, with its content if that is text;
/// or a `<` that is none of them.
fn length_of_markup(text: &str) -> usize {
    let end_of = |end: &str, from: usize| text[from..].find(end).map_or(text.len(), |at| from + at + end.len());
    if text.starts_with("<!--") {
        // `<!-->` is a whole comment.
        return end_of("-->", "<!".len());
    }
    match text.as_bytes() {
        [b'<', b'/', letter, ..] | [b'<', letter, ..] if letter.is_ascii_alphabetic() => {}
        // A declaration, or what browsers read as a comment although it is malformed.
        [b'<', b'!' | b'?' | b'/', ..] => return end_of(">", 0),
        _ => return 1,
    }
    let tag = length_of_tag(text);
    let name = text[1..].split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).next().unwrap_or_default();
    if !RAW_TEXT.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
        return tag;
    }
    let content = &text[tag..];
    let ends = |at: &usize| content[at + 2..].get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name));
    let end = content.match_indices("</").map(|(at, _)| at).find(ends);
    end.map_or(text.len(), |at| tag + at)
}

/// Returns the length of the tag that a text begins with. A `>` in the value of an attribute in quotes does not end it.
fn length_of_tag(text: &str) -> usize {
    let mut end = 0;
    while let Some(found) = text[end..].find(['=', '>']) {
        end += found + 1;
        if text[..end].ends_with('>') {
            return end;
        }
        let value = text[end..].trim_ascii_start();
        end = text.len() - value.len();
        let length = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].find(quote).map(|length| length + 2),
            _ => value.find(|c: char| c.is_ascii_whitespace() || c == '>'),
        };
        let Some(length) = length else { break };
        end += length;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::select};

    use super::*;

    /// A part of a document; what is left of it on a page that loads no island, and on one that does.
    type Part = (&'static str, &'static str, &'static str);

    const fn stays(part: &'static str) -> Part {
        (part, part, part)
    }

    static PARTS: [Part; 22] = [
        ("<p>one<!>two<!--<() />--></p>", "<p>onetwo</p>", "<p>onetwo</p>"),
        ("<!>", "", ""),
        ("<!--HEAD-->", "", "<!--HEAD-->"),
        (
            "<leptos-island data-component=\"Sums_1\"><b><!></b><!--<() />--></leptos-island>",
            "<b></b>",
            "<leptos-island data-component=\"Sums_1\"><b><!----></b><!--<() />--></leptos-island>",
        ),
        (
            "<leptos-island data-component=\"A_1\" data-props=\"{&quot;>\"><leptos-children><!><leptos-island \
             data-component=\"B_2\">1</leptos-island><!></leptos-children></leptos-island>",
            "<leptos-children>1</leptos-children>",
            "<leptos-island data-component=\"A_1\" data-props=\"{&quot;>\"><leptos-children><!----><leptos-island \
             data-component=\"B_2\">1</leptos-island><!----></leptos-children></leptos-island>",
        ),
        stays("<!DOCTYPE html>"),
        stays("<!-- by hand: <!> -->"),
        stays("<!-->"),
        stays("<?php <!>"),
        stays("</ <!>"),
        stays("<img alt=\"a<!>b\" title='<!--HEAD-->' data-a=b>"),
        stays("<p title=it's></p>"),
        stays("<p title = \"</html>\" hidden></p>"),
        stays("<script>if (a<!>b) '</p><!--HEAD-->'</script>"),
        stays("<script type=\"application/json\" id=\"pn-messages\">{\"a\":\"<!>\"}</script>"),
        stays("<style>a::before{content:'<!>'}</style>"),
        stays("<TEXTAREA name=note><!></TextArea>"),
        stays("<title>One <!> two</title>"),
        stays("a < b, 3 <4 & \u{f6} "),
        stays("<br/>"),
        stays("<pn-part><scripted-element></scripted-element></pn-part>"),
        stays("</html><p>"),
    ];

    proptest! {
        #[test]
        fn markers_are_removed_wherever_they_are_markup(parts in vec(select(&PARTS[..]), 0..12)) {
            let [page, plain, of_islands] = [
                parts.iter().map(|(part, ..)| *part).collect::<String>(),
                parts.iter().map(|(_, plain, _)| *plain).collect(),
                parts.iter().map(|(.., islands)| *islands).collect(),
            ];
            prop_assert_eq!(trimmed(&page, false), plain, "{}", &page);
            prop_assert_eq!(trimmed(&page, true), of_islands, "{}", &page);
        }

        /// Neither removes what removal has brought together, nor fails.
        #[test]
        fn once_is_enough(parts in vec(select(vec![
            "<", "!", ">", "-", "/", "?", "\"", "'", "=", " ", "a", "\u{f6}", "<!>", "<!--", "-->", "<!--<() />-->", "<script>",
            "</script>", "<title", "</title>", "</body>", "<leptos-island x>", "</leptos-island>", "<p title=\"", "<!--HEAD-->",
        ]), 0..20), islands in any::<bool>()) {
            let page: String = parts.concat();
            let once = trimmed(&page, islands);
            prop_assert_eq!(trimmed(&once, islands), once, "{}", page);
        }
    }

    #[test]
    fn islands_are_found_by_name() {
        let page = "<leptos-island data-component=\"BasketSums_12\"></leptos-island><leptos-island id=\"mine\">\
                    <leptos-island data-component=\"Price_per_kg_3\" data-props=\"{}\"></leptos-island>";
        assert_eq!(islands(page).collect::<Vec<_>>(), ["BasketSums", "Price_per_kg"]);
    }

    const DATA: &str = "<script nonce=\"n\">__RESOLVED_RESOURCES=[];</script><script>__INCOMPLETE_CHUNKS=[];</script>";

    #[test]
    fn the_data_behind_the_document_goes_or_becomes_part_of_it() {
        let document = "<html><head></head><body><p>one</p></body></html>";
        let page = format!("{document}{DATA}");
        assert_eq!(trimmed(&page, false), document);
        assert_eq!(trimmed(&page, true), format!("<html><head></head><body><p>one</p>{DATA}</body></html>"));
        let bare = format!("<html><p>one</p></html>{DATA}");
        assert_eq!(trimmed(&bare, true), bare);
    }

    #[test]
    fn a_page_that_is_streamed_in_parts_is_not_whole() {
        assert!(is_whole(&format!("<html><body></body></html>{DATA}")));
        for part in ["<html><body><main>", "<html><body><!--s-1o-->Loading<!--s-1c--></body></html>", ""] {
            assert!(!is_whole(part), "{part}");
        }
    }
}
