//! The note beside a price.

#[cfg(feature = "ssr")]
mod view;

use leptos::prelude::*;

use super::server_part::server_part;

/// What the prices beside it include: "incl. VAT, plus shipping", as the store's
/// [tax provider](crate::StoreBuilder::tax) says. Nothing if the store has none. The same for every visitor, so a page with
/// it can be cached.
///
/// Only the server renders it: where the router of a fully hydrated app shows a page in the browser, there is no note.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::PriceNote;
///
/// #[component]
/// fn Price() -> impl IntoView {
///     view! { <p>"€18.00 " <PriceNote href="/shipping"/></p> }
/// }
/// ```
#[component]
pub fn PriceNote(
    /// The path of the page about shipping costs, to which the note links.
    #[prop(into, optional)]
    href: String,
    /// Whether what is sold ships.
    #[prop(default = true)]
    ships: bool,
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    server_part!(view::note(href, ships, class), |_| ())
}
