//! Splits a basket into parcels.
//!
//! Items that the same methods take share a parcel. Its key is made of the methods, not the items: when
//! quantities change or similar items are added, the key and thus the shopper's choice remain.

use std::sync::Arc;

use super::{ParcelItem, ShippingMethod};

/// A group of items that ship together, with the methods that take them all.
pub struct Group {
    pub key: String,
    pub methods: Vec<Arc<dyn ShippingMethod>>,
    pub items: Vec<ParcelItem>,
}

/// Groups the items to ship, keeping their order. Items that no method takes are a group as well, so
/// that the checkout can report that they cannot be shipped.
pub fn split(items: impl IntoIterator<Item = ParcelItem>, methods: &[Arc<dyn ShippingMethod>]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for item in items {
        let taking: Vec<_> = methods.iter().filter(|method| takes(&***method, &item)).cloned().collect();
        let key = key(&taking);
        match groups.iter_mut().find(|group| group.key == key) {
            Some(group) => group.items.push(item),
            None => groups.push(Group { key, methods: taking, items: vec![item] }),
        }
    }
    groups
}

fn takes(method: &dyn ShippingMethod, item: &ParcelItem) -> bool {
    item.ships_by.as_ref().is_none_or(|by| by.method == method.id()) && method.takes(item)
}

/// Returns the key of a group. It is used in names of form fields, where a leading digit would be
/// parsed as an index.
fn key(methods: &[Arc<dyn ShippingMethod>]) -> String {
    match methods {
        [] => "none".to_owned(),
        methods => format!("by-{}", methods.iter().map(|method| method.id()).collect::<Vec<_>>().join(".")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        async_trait,
        store::{
            sellable::{Grams, ShipsBy},
            shipping::{Parcel, ShippingError, ShippingOption},
        },
    };

    /// Takes these kinds, or every kind if empty.
    struct For(&'static str, &'static [&'static str]);

    #[async_trait]
    impl ShippingMethod for For {
        fn id(&self) -> &'static str {
            self.0
        }
        fn takes(&self, item: &ParcelItem) -> bool {
            self.1.is_empty() || self.1.contains(&item.kind.as_str())
        }
        async fn quote(&self, _: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
            Ok(Vec::new())
        }
    }

    fn methods(all: impl IntoIterator<Item = For>) -> Vec<Arc<dyn ShippingMethod>> {
        all.into_iter().map(|method| Arc::new(method) as Arc<dyn ShippingMethod>).collect()
    }

    fn item(kind: &str, id: &str) -> ParcelItem {
        ParcelItem::new(kind, id, 1, Grams(100))
    }

    fn disc(id: &str) -> ParcelItem {
        item("album", id).ships_by(ShipsBy::only("press"))
    }

    /// Returns the keys and item ids of groups.
    fn shown(groups: &[Group]) -> Vec<(&str, Vec<&str>)> {
        groups.iter().map(|g| (g.key.as_str(), g.items.iter().map(|i| i.id.as_str()).collect())).collect()
    }

    #[test]
    fn ordinary_items_ship_together() {
        let methods = methods([For("standard", &[]), For("express", &[])]);
        let groups = split([item("poster", "a"), item("book", "b")], &methods);
        assert_eq!(shown(&groups), [("by-standard.express", vec!["a", "b"])]);
        assert_eq!(groups[0].methods.len(), 2);
    }

    #[test]
    fn what_ships_by_one_method_only_travels_alone() {
        let methods = methods([For("standard", &[]), For("press", &["album"])]);
        let groups = split([disc("d1"), item("poster", "p"), disc("d2")], &methods);
        assert_eq!(shown(&groups), [("by-press", vec!["d1", "d2"]), ("by-standard", vec!["p"])]);
    }

    #[test]
    fn a_method_is_not_offered_to_what_it_does_not_take() {
        let methods = methods([For("standard", &[]), For("courier", &["vase"])]);
        let groups = split([item("vase", "v"), item("book", "b")], &methods);
        assert_eq!(shown(&groups), [("by-standard.courier", vec!["v"]), ("by-standard", vec!["b"])]);
    }

    #[test]
    fn what_nobody_takes_is_not_lost() {
        let groups = split([disc("d"), item("book", "b")], &methods([For("none", &["book"])]));
        assert_eq!(shown(&groups), [("none", vec!["d"]), ("by-none", vec!["b"])]);
        assert!(groups[0].methods.is_empty());
    }

    proptest! {
        #[test]
        fn each_item_is_in_one_parcel_and_the_order_of_the_lines_stays(kinds in prop::collection::vec(0..4_usize, 0..12)) {
            let methods = methods([For("standard", &["a", "b"]), For("courier", &["b", "c"]), For("press", &["d"])]);
            let names = ["a", "b", "c", "d"];
            let items: Vec<_> = kinds.iter().enumerate().map(|(n, kind)| item(names[*kind], &format!("{n:02}"))).collect();
            let groups = split(items.clone(), &methods);
            let mut all: Vec<_> = groups.iter().flat_map(|group| group.items.clone()).collect();
            all.sort_by(|a, b| a.id.cmp(&b.id));
            prop_assert_eq!(all, items);
            for group in &groups {
                prop_assert!(group.items.is_sorted_by(|a, b| a.id < b.id));
                prop_assert!(group.items.iter().all(|item| group.methods.iter().all(|method| method.takes(item))));
            }
            prop_assert!(groups.is_sorted_by(|a, b| a.items[0].id < b.items[0].id));
        }
    }
}
