//! Products, and whatever else an app lets the staff manage: lists, forms, stock and states, made of the fields of a kind.

use super::routes::Route;

mod columns;
mod edit;
mod empty;
mod form;
mod found;
mod history;
mod kinds;
pub(super) mod labels;
mod limit;
mod list;
mod page;
pub(super) mod problems;
mod question;
mod state;
mod stock;

pub(super) use self::found::{Found, kind_named, refusal, tab};
use crate::encode;

/// The path of the first page, below the admin's own.
pub(super) const PATH: &str = "/products";

pub(super) fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    for more in [
        kinds::routes(),
        empty::routes(),
        list::routes(),
        edit::routes(),
        state::routes(),
        stock::routes(),
        limit::routes(),
    ] {
        routes.extend(more);
    }
    routes
}

/// The pages of a kind that are where those of its products are.
const PAGES: [&str; 3] = ["new", "import", "export"];

/// Returns the path of the list of a kind, below the admin's own.
pub(super) fn path(kind: &str) -> String {
    format!("{PATH}/{}", encode::component(kind))
}

/// Returns the path of the page of a product, below the admin's own. [`id_of`] is its inverse.
fn path_of(kind: &str, id: &str) -> String {
    let mark = if PAGES.contains(&id) { "~" } else { "" };
    format!("{}/{mark}{}", path(kind), encode::component(id))
}

/// Returns the id in a path.
fn id_of(segment: &str) -> &str {
    segment.strip_prefix('~').filter(|id| PAGES.contains(id)).unwrap_or(segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_has_a_page() {
        assert_eq!(path_of("album", "blue hour"), "/products/album/blue%20hour");
        assert_eq!(path_of("album", "new"), "/products/album/~new");
        for id in ["new", "import", "export", "mug", "~mug"] {
            assert_eq!(id_of(path_of("album", id).rsplit('/').next().unwrap()), id);
        }
    }
}
