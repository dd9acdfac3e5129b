//! Whether an item is on sale, while its page is rendered.

use leptos::prelude::use_context;
use pannier::{SaleState, Sellable, Store, Timestamp};

/// Returns the state of an item's sale at the store's time.
pub fn state(item: &impl Sellable) -> SaleState {
    let now = use_context::<Store>().map_or_else(Timestamp::now, |store| store.db().now());
    item.available().state(now)
}
