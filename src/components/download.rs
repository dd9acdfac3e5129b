//! Where a masked download link leads.

use leptos::prelude::*;

use super::scripts::load;

/// Follows a masked download link: uses up an attempt and goes to the file, or says why not. Mount it at
/// [`Paths::download`](crate::Paths::download) with `ssr=SsrMode::Async`. Questions that are not a deliberate click (HEAD, a
/// prefetch) use up nothing.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::DownloadPage;
///
/// #[component]
/// fn Download() -> impl IntoView {
///     view! { <main><DownloadPage/></main> }
/// }
/// ```
#[component]
pub fn DownloadPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    let outcome = load(server::follow);
    // Only the server can follow the link: a browser that is shown the page was given what the server had to say.
    #[cfg(not(feature = "ssr"))]
    let outcome = load(|| async { (String::new(), String::new()) });
    view! {
        <Suspense>
            {Suspend::new(async move {
                let (title, text) = outcome.await;
                view! { <Download title text/> }
            })}
        </Suspense>
    }
}

/// The view of a [`DownloadPage`], which a shopper sees when there is no file to go to.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::Download;
///
/// let html = Owner::new().with(|| view! { <Download title="Download not found" text="Please check the link."/> }.to_html());
/// assert!(html.contains("Download not found"));
/// ```
#[component]
pub fn Download(
    /// What the matter is.
    #[prop(into)]
    title: String,
    /// What can be done about it.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <div class="pn-empty">
            <h1 class="pn-empty__title">{title}</h1>
            <p>{text}</p>
        </div>
    }
}

#[cfg(feature = "ssr")]
mod server {
    use http::{Method, StatusCode, header, request::Parts};
    use leptos::prelude::*;

    use crate::{
        Store,
        components::{language::use_texts, scripts::last_segment},
        store::{download::Claim, http::answer},
    };

    /// Claims the download. Answers with what to say if it comes to nothing.
    pub(super) async fn follow() -> (String, String) {
        answer::header(header::CACHE_CONTROL, http::HeaderValue::from_static("private, no-store"));
        let texts = use_texts();
        let say = |status, title: &str, text: &str| {
            answer::status(status);
            (texts.say(title), texts.say(text))
        };
        if !with_context(deliberate).unwrap_or_default() {
            return say(StatusCode::OK, "download-yours", "download-follow");
        }
        match expect_context::<Store>().claim_download(&last_segment()).await {
            Ok(Claim::Go(url)) => {
                if let Ok(place) = http::HeaderValue::from_str(&url) {
                    answer::header(header::LOCATION, place);
                }
                say(StatusCode::SEE_OTHER, "download-yours", "download-starts")
            }
            Ok(Claim::UsedUp(times)) => {
                answer::status(StatusCode::GONE);
                (texts.say("download-used-up"), texts.say_with("download-used-up-text", &[("times", times.into())]))
            }
            Ok(Claim::Expired) => say(StatusCode::GONE, "download-expired", "download-expired-text"),
            Ok(Claim::Refunded) => say(StatusCode::GONE, "download-refunded", "download-refunded-text"),
            Ok(Claim::Unknown) => say(StatusCode::NOT_FOUND, "download-unknown", "download-unknown-text"),
            Ok(Claim::Missing) | Err(_) => {
                say(StatusCode::SERVICE_UNAVAILABLE, "download-missing", "download-missing-text")
            }
        }
    }

    /// Whether somebody means it. Browsers say when they only fetch ahead (`Sec-Purpose`, Fetch; `Purpose` before it).
    fn deliberate(parts: &Parts) -> bool {
        let ahead = ["sec-purpose", "purpose", "x-moz"]
            .iter()
            .filter_map(|name| parts.headers.get(*name)?.to_str().ok())
            .any(|purpose| purpose.contains("prefetch") || purpose.contains("preview"));
        parts.method == Method::GET && !ahead
    }
}
