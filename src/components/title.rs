//! Titles of documents.

/// Returns the text of a page's title as Leptos has to get it. On the server, `leptos_meta` 0.8 writes a `<Title>` into
/// the document without escaping it: the name of a product, or the words of a search, could end the title and insert
/// markup. In the browser, which sets a title as text, it stays as it is.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_meta::Title;
/// use pannier::components::title_text;
///
/// /// For the titles of all pages in it.
/// #[component]
/// fn App() -> impl IntoView {
///     view! { <Title formatter=title_text text="Mugs"/> }
/// }
/// # #[cfg(feature = "ssr")]
/// assert_eq!(title_text("Salt & Pepper </title>".to_owned()), "Salt &amp; Pepper &lt;/title&gt;");
/// ```
pub fn title_text(title: String) -> String {
    #[cfg(feature = "ssr")]
    let title = crate::encode::html(&title);
    title
}
