//! The page of a masked download link.

#[cfg(feature = "ssr")]
mod view;

use leptos::prelude::*;

use super::server_part::server_part;

/// Redeems a masked download link: uses up an attempt, unless this repeats the last one, and redirects to the file,
/// or explains the failure. Mount it at [`Paths::download`](crate::Paths::download) with `ssr=SsrMode::Async`.
/// Requests that are not a deliberate click (HEAD, prefetch) use up no attempt.
///
/// It contains the page's `h1`: add none of your own.
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
    server_part!(view::page(), super::server_part::page())
}

/// The view of a [`DownloadPage`], shown if there is no file to redirect to.
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
    /// The title.
    #[prop(into)]
    title: String,
    /// The explanation and what to do.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    server_part!(view::content(title, text), super::server_part::page())
}
