//! Where a masked download link leads.

use leptos::prelude::*;

/// Follows a masked download link: uses up an attempt and goes to the file, or says why not. Mount it at `/download/:token`.
/// Questions that are not a deliberate click (HEAD, a prefetch) use up nothing.
#[component]
pub fn DownloadPage() -> impl IntoView {
    // Not in a closure: a Suspense calls one several times over, and each time would use up an attempt.
    view! {
        <Suspense>
            {Suspend::new(async move {
                #[cfg(feature = "ssr")]
                let (title, text) = server::follow().await;
                #[cfg(not(feature = "ssr"))]
                let (title, text) = (String::new(), String::new());
                view! {
                    <div class="pn-empty">
                        <h1 class="pn-empty__title">{title}</h1>
                        <p>{text}</p>
                    </div>
                }
            })}
        </Suspense>
    }
}

#[cfg(feature = "ssr")]
mod server {
    use http::{Method, StatusCode, header, request::Parts};
    use leptos::prelude::*;
    use leptos_axum::ResponseOptions;

    use crate::{Store, components::scripts::last_segment, store::download::Claim};

    /// Claims the download. Answers with what to say if it comes to nothing.
    pub(super) async fn follow() -> (String, String) {
        let response = expect_context::<ResponseOptions>();
        response.insert_header(header::CACHE_CONTROL, http::HeaderValue::from_static("private, no-store"));
        let say = |status, title: &str, text: &str| {
            response.set_status(status);
            (title.to_owned(), text.to_owned())
        };
        if !use_context::<Parts>().is_some_and(|parts| deliberate(&parts)) {
            return say(StatusCode::OK, "Your download", "Follow the link on your order's page to fetch the file.");
        }
        match expect_context::<Store>().claim_download(&last_segment()).await {
            Ok(Claim::Go(url)) => {
                leptos_axum::redirect(&url);
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
