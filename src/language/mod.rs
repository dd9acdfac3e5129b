//! Languages: what a text is called and what it says, and how money, numbers and dates are written.
//!
//! The texts themselves are in message files (`src/messages`, [Fluent](https://projectfluent.org)). The server reads them; the
//! browser holds none, and is sent the few that a page needs along with the page. Both ask a [`Texts`] for them, by name.

mod tag;
mod texts;

#[cfg(not(feature = "ssr"))]
mod page;
#[cfg(feature = "ssr")]
pub(crate) mod server;

#[cfg(not(feature = "ssr"))]
pub(crate) use page::path_prefix;
pub use tag::Language;
pub use texts::{Arg, Texts};

/// A path of the app below the tag of a language. The front page is at the tag itself: `/de`.
pub(crate) fn below(prefix: &str, path: &str) -> String {
    match path.strip_prefix('/') {
        Some(rest) if !prefix.is_empty() && (rest.is_empty() || rest.starts_with(['?', '#'])) => {
            format!("{prefix}{rest}")
        }
        _ => format!("{prefix}{path}"),
    }
}
