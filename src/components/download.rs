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
/// let html = Owner::new().with(|| view! { <Download title="No such download" text="Please look again."/> }.to_html());
/// assert!(html.contains("No such download"));
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
        components::scripts::last_segment,
        store::{download::Claim, http::answer},
    };

    /// Claims the download. Answers with what to say if it comes to nothing.
    pub(super) async fn follow() -> (String, String) {
        answer::header(header::CACHE_CONTROL, http::HeaderValue::from_static("private, no-store"));
        let say = |status, title: &str, text: &str| {
            answer::status(status);
            (title.to_owned(), text.to_owned())
        };
        if !use_context::<Parts>().is_some_and(|parts| deliberate(&parts)) {
            return say(StatusCode::OK, "Your download", "Follow the link on your order's page to fetch the file.");
        }
        match expect_context::<Store>().claim_download(&last_segment()).await {
            Ok(Claim::Go(url)) => {
                if let Ok(place) = http::HeaderValue::from_str(&url) {
                    answer::header(header::LOCATION, place);
                }
                say(StatusCode::SEE_OTHER, "Your download", "It starts in a moment.")
            }
            Ok(Claim::UsedUp(times)) => say(
                StatusCode::GONE,
                "No downloads left",
                &format!(
                    "This file could be downloaded {times} times, and has been. If something went wrong, answer to your \
                     confirmation e-mail: the shop can renew your downloads."
                ),
            ),
            Ok(Claim::Expired) => say(
                StatusCode::GONE,
                "The time for this download is over",
                "If you could not fetch your file in time, answer to your confirmation e-mail: the shop can renew it.",
            ),
            Ok(Claim::Refunded) => say(
                StatusCode::GONE,
                "This order was refunded",
                "Its downloads are switched off. If that is a mistake, answer to your confirmation e-mail.",
            ),
            Ok(Claim::Unknown) => {
                say(StatusCode::NOT_FOUND, "No such download", "Please use the link on your order's page.")
            }
            Ok(Claim::Missing) | Err(_) => say(
                StatusCode::SERVICE_UNAVAILABLE,
                "The file cannot be fetched right now",
                "This has cost you no download. Please try again in a few minutes.",
            ),
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
