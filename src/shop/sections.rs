//! The sections of the shop: for each kind of product, a list, and a page for each product below it.

use axum::{
    extract::{Request, State},
    http::request::Parts,
    middleware::Next,
    response::Response,
};
use leptos::prelude::with_context;
use pannier::{Sellable, Store};

use super::{album::Album, demo::art, poster::Print, product::ProductItem, ticket::Ticket};

/// A section of the shop. Menus, lists and breadcrumbs are made from it.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The kind of its products: [`Sellable::KIND`].
    pub kind: &'static str,
    /// The path of its list. The paths of its products start with it.
    pub path: &'static str,
    /// The message with its name: `Prints`.
    pub name: &'static str,
    /// The message with the name of one of its products: `Print`.
    pub product: &'static str,
    /// The message with the category of its products for search engines: `Art print`.
    pub category: &'static str,
    /// The size of its products' pictures.
    pub picture: art::Size,
}

pub const ALBUMS: Section = Section {
    kind: Album::KIND,
    path: "/albums",
    name: "shop-records",
    product: "shop-record",
    category: "record-category",
    picture: art::COVER,
};

pub const POSTERS: Section = Section {
    kind: Print::KIND,
    path: "/posters",
    name: "shop-prints",
    product: "shop-print",
    category: "print-category",
    picture: art::POSTER,
};

pub const TICKETS: Section = Section {
    kind: Ticket::KIND,
    path: "/tickets",
    name: "shop-evenings",
    product: "shop-evening",
    category: "evening-category",
    picture: art::TICKET,
};

pub const PRODUCTS: Section = Section {
    kind: ProductItem::KIND,
    path: "/products",
    name: "shop-things",
    product: "shop-thing",
    category: "thing-category",
    picture: art::THING,
};

/// All sections, in the order of the menu.
pub const SECTIONS: [Section; 4] = [ALBUMS, POSTERS, TICKETS, PRODUCTS];

/// The sections of the demo, which the shop's texts about itself speak of.
const DEMO: [Section; 3] = [ALBUMS, POSTERS, TICKETS];

impl Section {
    /// Returns the section of a kind.
    ///
    /// # Panics
    /// If there is none. A test ensures that every kind that is listed has a section.
    pub fn of(kind: &str) -> Section {
        SECTIONS.into_iter().find(|section| section.kind == kind).expect("every kind has a section")
    }
}

/// The sections that have products, in the extensions of a request.
#[derive(Clone)]
struct OpenSections(Vec<Section>);

/// Middleware that finds out which sections have products, for [`open`].
pub async fn find_open(State(store): State<Store>, mut request: Request, next: Next) -> Response {
    match store.kinds_with_products().await {
        Ok(kinds) => {
            let open = SECTIONS.into_iter().filter(|section| kinds.contains(&section.kind)).collect();
            request.extensions_mut().insert(OpenSections(open));
        }
        Err(error) => error.log(),
    }
    next.run(request).await
}

/// Returns the sections that have products, or all if that is unknown: those that pages lead to.
pub fn open() -> Vec<Section> {
    let open = |parts: &Parts| parts.extensions.get::<OpenSections>().map(|open| open.0.clone());
    with_context(open).flatten().unwrap_or_else(|| SECTIONS.to_vec())
}

/// Returns whether a section is one of these.
pub fn holds(open: &[Section], section: Section) -> bool {
    open.iter().any(|other| other.kind == section.kind)
}

/// Returns whether one of these sections is of the demo.
pub fn has_demo(open: &[Section]) -> bool {
    DEMO.into_iter().any(|section| holds(open, section))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use pannier::{ProductQuery, testing};

    use super::*;
    use crate::shop::sell;

    #[tokio::test]
    async fn every_kind_has_a_section() {
        let store = sell(testing::in_memory().await).build().await.expect("a store");
        let found = store.products(&ProductQuery::default()).await.expect("the index").expect("a first page");
        let listed: BTreeSet<_> = found.kinds.iter().map(|count| count.kind).collect();
        assert_eq!(listed, SECTIONS.iter().map(|section| section.kind).collect());
    }
}
