//! Redemption of masked download links.

use http::{Method, StatusCode, header, request::Parts};
use leptos::prelude::*;

use crate::{
    DownloadOutcome, Store,
    store::{http::page_response, language::texts_here},
};

/// Redeems the download link of the page being rendered and redirects to the file. Returns a title and a
/// text for the page that explains a failure.
pub(crate) async fn follow_download(token: &str) -> (String, String) {
    page_response::shows(page_response::Page::Download);
    page_response::header(header::CACHE_CONTROL, http::HeaderValue::from_static("private, no-store"));
    let texts = texts_here();
    // A shopper who has got a mail can reply to it.
    let mailed = match use_context::<Store>() {
        Some(store) if store.confirms_orders() => "yes",
        _ => "no",
    };
    let mailed = ("mailed", mailed.into());
    let say = |status, title: &str, text: &str| {
        page_response::status(status);
        (texts.get(title), texts.format(text, &[mailed]))
    };
    if !with_context(is_deliberate).unwrap_or_default() {
        return say(StatusCode::OK, "download-yours", "download-follow");
    }
    match expect_context::<Store>().redeem_download(token).await {
        Ok(DownloadOutcome::Redirect(url)) => {
            if let Ok(place) = http::HeaderValue::from_str(&url) {
                page_response::header(header::LOCATION, place);
            }
            say(StatusCode::SEE_OTHER, "download-yours", "download-starts")
        }
        Ok(DownloadOutcome::Exhausted(times)) => {
            page_response::status(StatusCode::GONE);
            let with = [("times", times.into()), mailed];
            (texts.get("download-used-up"), texts.format("download-used-up-text", &with))
        }
        Ok(DownloadOutcome::Expired) => say(StatusCode::GONE, "download-expired", "download-expired-text"),
        Ok(DownloadOutcome::Refunded) => say(StatusCode::GONE, "download-refunded", "download-refunded-text"),
        Ok(DownloadOutcome::OnHold) => say(StatusCode::FORBIDDEN, "download-on-hold", "download-on-hold-text"),
        Ok(DownloadOutcome::Unknown) => say(StatusCode::NOT_FOUND, "download-unknown", "download-unknown-text"),
        Ok(DownloadOutcome::Unavailable) | Err(_) => {
            say(StatusCode::SERVICE_UNAVAILABLE, "download-missing", "download-missing-text")
        }
    }
}

/// Returns whether the request is a deliberate click. Browsers mark prefetches (`Sec-Purpose`, Fetch
/// standard; formerly `Purpose`).
fn is_deliberate(parts: &Parts) -> bool {
    let ahead = ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .filter_map(|name| parts.headers.get(*name)?.to_str().ok())
        .any(|purpose| purpose.contains("prefetch") || purpose.contains("preview"));
    parts.method == Method::GET && !ahead
}
