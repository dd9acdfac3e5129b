//! The language of the page: its texts, and where its pages are.

use leptos::prelude::*;

use crate::language::Texts;

/// The texts of the page's language: the store's, and what the app has [added](crate::StoreBuilder::messages). In the browser those
/// that the page brought along, which are the ones of the store's components.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::use_texts;
///
/// #[component]
/// fn Empty() -> impl IntoView {
///     let texts = use_texts();
///     view! { <p>{texts.get("basket-empty")}</p> }
/// }
/// ```
pub fn use_texts() -> Texts {
    #[cfg(feature = "ssr")]
    return crate::api::texts_here();
    #[cfg(not(feature = "ssr"))]
    Texts::here()
}

/// A path of the app in the page's language: `/albums` is `/de/albums` on a German page, where English is the
/// [first language](crate::Settings::languages). Use it for every link and every form's action.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::local_path;
///
/// #[component]
/// fn Records() -> impl IntoView {
///     view! { <a href=local_path("/albums")>"Records"</a> }
/// }
/// ```
pub fn local_path(path: &str) -> String {
    #[cfg(feature = "ssr")]
    return crate::api::path_here(path);
    #[cfg(not(feature = "ssr"))]
    crate::language::prefixed(&crate::language::path_prefix(), path)
}

/// The texts of the store's components for the browser, in an app that is hydrated as a whole: stands in the head of its
/// document. An app of islands does without it.
///
/// ```
/// use leptos::prelude::*;
/// use pannier::components::Messages;
///
/// fn shell(options: LeptosOptions) -> impl IntoView {
///     view! {
///         <!DOCTYPE html>
///         <html lang="en">
///             <head><meta charset="utf-8"/><Messages/><HydrationScripts options/></head>
///             <body>"Hello"</body>
///         </html>
///     }
/// }
/// # let _ = shell;
/// ```
#[component]
pub fn Messages() -> impl IntoView {
    #[cfg(feature = "ssr")]
    return use_context::<crate::Store>().map(|store| block(&store, true));
    #[cfg(not(feature = "ssr"))]
    None::<&'static str>
}

/// Data, which a browser runs nothing of, so that it needs no nonce.
#[cfg(feature = "ssr")]
pub(super) fn block(store: &crate::Store, whole: bool) -> impl IntoView + use<> {
    let texts = store.messages_for_the_browser(whole);
    view! { <script type="application/json" id="pn-messages" inner_html=texts></script> }
}
