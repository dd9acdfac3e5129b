//! Languages: what a text is called and what it says, and how money, numbers and dates are written.
//!
//! The texts themselves are in message files (`src/messages`, [Fluent](https://projectfluent.org)). The server reads them; the
//! browser holds none, and is sent the few that a page needs along with the page. Both ask a [`Texts`] for them, by name.

#[cfg(not(feature = "ssr"))]
mod browser;
#[cfg(feature = "ssr")]
mod browser_json;
#[cfg(feature = "ssr")]
pub(crate) mod fluent;
#[cfg(feature = "ssr")]
pub(crate) mod formats;
mod tag;
#[cfg(all(test, feature = "ssr"))]
mod tests;
mod texts;

#[cfg(not(feature = "ssr"))]
pub(crate) use browser::path_prefix;
pub use tag::Language;
pub use texts::{Arg, Texts};

/// Puts a path of the app below the tag of a language. The front page is at the tag itself: `/de`.
pub(crate) fn prefixed(prefix: &str, path: &str) -> String {
    match path.strip_prefix('/') {
        Some(rest) if !prefix.is_empty() && (rest.is_empty() || rest.starts_with(['?', '#'])) => {
            format!("{prefix}{rest}")
        }
        _ => format!("{prefix}{path}"),
    }
}
