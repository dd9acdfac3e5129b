//! The page's language: its texts and localized paths.

use leptos::prelude::use_context;

use crate::{Paths, language::Texts};

/// Returns the texts in the page's language: the store's and those your app has
/// [added](crate::StoreBuilder::messages).
///
/// The server has all of them, the browser a part. In an app of islands, these are the few texts that the store's islands
/// show; pass other texts to an island of yours as props. In a fully hydrated app, they are the messages that your app has
/// added, and the store's texts that its components show there.
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
    {
        super::browser::texts::load_missing();
        Texts::here()
    }
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

/// Returns the paths of the store's pages in this page's language.
pub(super) fn paths() -> Paths {
    let Paths { prefix, basket, checkout, order, download, withdraw } = use_context().unwrap_or_default();
    let all = [basket, checkout, order, download, withdraw];
    let [basket, checkout, order, download, withdraw] = all.map(|path| local_path(&path));
    Paths { prefix, basket, checkout, order, download, withdraw }
}

/// Returns the question whether another e-mail address was meant.
pub(super) fn did_you_mean(address: &str, texts: &Texts) -> String {
    texts.format("email-meant", &[("address", address.into())])
}

/// Formats an amount, or a dash if it is unknown.
pub(super) fn amount(texts: &Texts, money: Option<crate::Money>) -> String {
    money.map_or_else(|| "—".to_owned(), |money| texts.money(money))
}

/// The texts that the store's components need in the browser, once per page, as JSON.
#[cfg(feature = "ssr")]
pub(super) fn page_texts() -> Option<super::once::Once> {
    let texts = crate::api::PageTexts::here()?;
    Some(super::once::Once { html: texts_block(&texts, false), included: texts.included })
}

/// Browsers do not execute data blocks, so it needs no nonce.
#[cfg(feature = "ssr")]
pub(super) fn texts_block(texts: &crate::api::PageTexts, islands: bool) -> String {
    let json = crate::encode::json_in_script(texts.json(islands));
    format!("<script type=\"application/json\" id=\"pn-messages\">{json}</script>")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use leptos::prelude::*;

    use super::*;

    #[tokio::test]
    async fn a_text_cannot_end_the_block_it_stands_in() {
        let evil = "add-button = </script><script>alert(1)</script>";
        let store = crate::testing::in_memory().await.messages("en", evil).build().await.unwrap();
        let html = Owner::new().with(|| {
            store.provide();
            (page_texts(), page_texts()).to_html()
        });
        assert!(html.contains("\\u003c/script>\\u003cscript>alert(1)"), "{html}");
        assert_eq!(html.matches("</script>").count(), 1, "{html}");
    }
}
