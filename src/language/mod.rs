//! Languages: message texts and the formatting of money, numbers and dates.
//!
//! The texts are in message files (`src/messages`, [Fluent](https://projectfluent.org)). The server parses
//! them; the browser receives with each page only the few it needs. Both look them up by name in [`Texts`].

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
pub(crate) use browser::{has_texts, path_prefix, set_texts};
pub use tag::Language;
pub use texts::{Arg, Texts};

/// Prepends the prefix of a language to a path of the app. The home page is at the prefix itself: `/de`.
/// The result starts with one slash, since browsers read `//host` and `/\host` as another site.
pub(crate) fn prefixed(prefix: &str, path: &str) -> String {
    let rest = path.trim_start_matches(['/', '\\']);
    let is_home = rest.is_empty() || rest.starts_with(['?', '#']);
    match rest.len() == path.len() || is_home && !prefix.is_empty() {
        true => format!("{prefix}{rest}"),
        false => format!("{prefix}/{rest}"),
    }
}
