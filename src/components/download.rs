//! Where a masked download link leads.

use leptos::prelude::*;

use super::page_context::load;

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
    let outcome = load(|| async { crate::api::follow_download(&super::page_context::last_segment()).await });
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
