//! Components: rendered on the server, and made interactive in the browser as islands.
//!
//! Every one of them works without JavaScript: what looks like a button is a form's button, and the server's answer to the
//! form is the page that shows the result. With WASM the same change shows at once, in place, and is confirmed or taken back
//! when the server has spoken.
//!
//! A page ([`BasketPage`], [`CheckoutPage`], [`OrderPage`], [`DownloadPage`]) loads what it shows; its view ([`Basket`], [`Checkout`],
//! [`Order`], [`Download`]) shows what it is given.
//!
//! ```
//! use leptos::prelude::*;
//! use pannier::components::{AddToBasket, BasketWidget};
//!
//! #[component]
//! fn Page() -> impl IntoView {
//!     view! { <header><BasketWidget/></header> <AddToBasket kind="poster" id="dunes/a2"/> }
//! }
//! ```

mod add_to_basket;
mod basket;
mod basket_widget;
mod browser;
mod checkout;
mod checkout_fields;
mod checkout_summary;
mod download;
mod element_place;
mod island_loader;
mod language;
mod order;
mod page_context;
mod parcels;

pub use add_to_basket::{AddToBasket, AddToBasketState, AddToBasketStatus, use_add_to_basket};
pub use basket::{Basket, BasketPage};
pub use basket_widget::{BasketLink, BasketWidget};
pub use browser::basket_state::{BasketState, use_basket};
pub use checkout::{Checkout, CheckoutPage};
pub use download::{Download, DownloadPage};
#[cfg(feature = "ssr")]
pub use island_loader::IslandLoader;
pub use island_loader::IslandScripts;
pub use language::{Messages, local_path, use_texts};
pub use order::{Order, OrderPage};

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use std::{fs, path::Path};

    /// What a component can do, one of the app's own can do as well: `api` is the door to the store.
    #[test]
    fn components_see_of_the_store_what_is_public() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/components")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("sources") {
                let path = entry.expect("a source").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let source = fs::read_to_string(&path).expect("a source");
                    let inside = concat!("store", "::");
                    assert!(!source.contains(inside), "{} looks into the store", path.display());
                }
            }
        }
    }
}
