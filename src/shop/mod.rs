//! The demo shop: records, prints, evenings, and plain products.
//!
//! Four models in their own tables, sold by a store that knows none of them; pages that contain the
//! store's components; a style sheet. It belongs to the program rather than the library, so the compiler
//! ensures that it uses only the public API, as your app would. Copy it as a starting point, without
//! [`demo`], which generates the products.
//!
//! To sell another kind of product, add a model, as in `poster.rs`, and its pages, as in `pages/posters.rs`;
//! then register the model in [`sell`], the section in `sections.rs` and the two routes in `pages/mod.rs`.

mod album;
mod canonical;
mod checkout_fields;
pub mod command;
#[cfg(test)]
mod contracts;
mod database;
mod demo;
mod discounts;
mod failure_log;
mod greeting;
mod headers;
mod invoices;
mod json_ld;
mod listener;
mod locality;
mod managed;
mod neighbours;
mod pages;
mod payment;
mod plug_ins;
mod poster;
mod process;
mod product;
mod routes;
mod sale;
mod sections;
mod server;
mod shipping;
mod site;
mod site_files;
mod ticket;
mod translated;
mod vat;

use pannier::StoreBuilder;

use self::{
    album::Album,
    poster::{Poster, Print},
    product::{Product, ProductItem},
    site::Site,
    ticket::Ticket,
};

/// The texts of the pages, by language.
const MESSAGES: [(&str, &str); 2] = [("en", include_str!("messages/en.ftl")), ("de", include_str!("messages/de.ftl"))];

/// Registers the shop's four kinds for sale, for search, and for the staff to edit, and its settings.
pub fn sell(builder: StoreBuilder) -> StoreBuilder {
    builder
        .sell::<ProductItem>()
        .sell::<Album>()
        .sell::<Print>()
        .sell::<Ticket>()
        .list::<Product>()
        .list::<Album>()
        .list::<Poster>()
        .list::<Ticket>()
        .manage::<Product>()
        .manage::<Album>()
        .manage::<Poster>()
        .manage::<Ticket>()
        .site::<Site>(Site::profile)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::MESSAGES;

    fn names(messages: &str) -> BTreeSet<String> {
        let name = |line: &str| Some(line.split_once(" =")?.0.to_owned()).filter(|name| !name.contains([' ', '{']));
        messages.lines().filter(|line| !line.starts_with('#')).filter_map(name).collect()
    }

    /// Collects all string literals of the sources, and those that are certainly message names.
    fn quoted(folder: &Path, all: &mut BTreeSet<String>, called: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("sources") {
            let path = entry.expect("a source").path();
            if path.is_dir() {
                if !path.ends_with("seed") {
                    quoted(&path, all, called);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).expect("a source");
                all.extend(source.split('"').map(str::to_owned));
                let calls = ["text(\"", "text_with(\"", "texts.get(\"", "texts.format(\""];
                let calls = calls.iter().flat_map(|call| source.match_indices(call));
                // Not those of a longer name, such as `Field::text("title")`.
                let calls = calls.filter(|(at, _)| {
                    !source[..*at].ends_with(|before: char| before.is_alphanumeric() || "_:".contains(before))
                });
                called.extend(calls.filter_map(|(at, _)| source[at..].split('"').nth(1)).map(str::to_owned));
            }
        }
    }

    /// Every message exists in both languages, and every message is used. The store composes the names of
    /// the checkout's fields, of promotions, and of what the staff edit.
    #[test]
    fn the_messages_are_those_that_are_used() {
        let [(_, english), (_, german)] = MESSAGES;
        assert_eq!(names(english), names(german));
        let (mut used, mut called) = (BTreeSet::new(), BTreeSet::new());
        quoted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shop"), &mut used, &mut called);
        let composed = ["checkout-field-", "promotion-", "field-", "kind-"];
        let is_composed = |name: &str| composed.iter().any(|start| name.starts_with(start));
        let unused: Vec<_> =
            names(english).into_iter().filter(|name| !used.contains(name) && !is_composed(name)).collect();
        assert!(unused.is_empty(), "unused messages: {unused:?}");
        for name in called {
            assert!(names(english).contains(&name), "no message {name}");
        }
    }
}
