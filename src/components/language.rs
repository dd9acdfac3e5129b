//! The page's language: its texts and localized paths.

use leptos::prelude::*;

use crate::{Money, language::Texts};

/// Returns the texts in the page's language: the store's and those your app has
/// [added](crate::StoreBuilder::messages). In the browser, these are the texts that the page includes,
/// which are those of the store's components.
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

/// Localizes a path of the app to the page's language: `/albums` becomes `/de/albums` on a German page, if
/// English is the [first language](crate::Settings::languages). Use it for every link and form action.
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

/// Formats an amount, or a dash if it is unknown.
pub(super) fn amount(texts: &Texts, money: Option<Money>) -> String {
    money.map_or_else(|| "—".to_owned(), |money| texts.money(money))
}

/// The texts of the store's components for the browser, in a fully hydrated app: place it in the document's
/// head. An app with islands does not need it.
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

/// The texts as JSON. Browsers do not execute data blocks, so it needs no nonce.
#[cfg(feature = "ssr")]
pub(super) fn block(store: &crate::Store, whole: bool) -> impl IntoView + use<> {
    let texts = crate::encode::json_in_script(&store.messages_for_the_browser(whole));
    view! { <script type="application/json" id="pn-messages" inner_html=texts></script> }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_text_cannot_end_the_block_it_stands_in() {
        let evil = "basket-undo = </script><script>alert(1)</script>";
        let store = crate::testing::in_memory().await.messages("en", evil).build().await.unwrap();
        let html = Owner::new().with(|| block(&store, true).to_html());
        assert!(html.contains("\\u003c/script>\\u003cscript>alert(1)"), "{html}");
        assert_eq!(html.matches("</script>").count(), 1, "{html}");
    }
}
