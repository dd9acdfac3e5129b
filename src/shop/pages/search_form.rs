//! The search form of the header and the search page.

use leptos::prelude::*;
use pannier::components::local_path;

use super::texts::text;
use crate::{inert::IntoInert, shop::site::SEARCH};

/// The longest search, in characters; enforced by the field and the server.
pub const LONGEST_SEARCH: usize = 200;

/// The search field and its button. Keeps the words, and the filter and order of the results.
#[component]
pub fn SearchForm(
    /// The id of the field; two forms on one page need two ids.
    id: &'static str,
    #[prop(optional, into)] words: String,
    #[prop(optional_no_strip)] kind: Option<String>,
    #[prop(optional)] sort: &'static str,
    /// Whether the label is visually hidden.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let name = if compact { text("search-quick") } else { text("search-title") };
    view! {
        <form class="find" class:find--compact=compact role="search" aria-label=name action=local_path(SEARCH) method="get">
            <label class="find__label" class:pn-visually-hidden=compact for=id>{text("search-label")}</label>
            <input
                class="pn-input find__field"
                type="search"
                id=id
                name="q"
                value=words
                placeholder=compact.then(|| text("search-title"))
                maxlength=LONGEST_SEARCH
                enterkeyhint="search"
                autocapitalize="none"
                spellcheck="false"
            />
            {kind.map(|kind| view! { <input type="hidden" name="kind" value=kind/> })}
            {(!sort.is_empty()).then(|| view! { <input type="hidden" name="sort" value=sort/> })}
            <button class="find__button" class:pn-button=!compact class:pn-button--primary=!compact type="submit" aria-label=compact.then(|| text("search-title"))>
                {if compact { view! { <SearchIcon/> }.into_inert() } else { text("search-title").into_inert() }}
            </button>
        </form>
    }
}

#[component]
pub fn SearchIcon() -> impl IntoView {
    view! {
        <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
            <path
                d="M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3 20.5 20.5"
                fill="none"
                stroke="currentColor"
                stroke-width="1.8"
                stroke-linecap="round"
            />
        </svg>
    }
}
