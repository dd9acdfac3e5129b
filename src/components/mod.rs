//! Components: rendered on the server, and made interactive in the browser as islands.
//!
//! Every component works without JavaScript: buttons submit forms, and the response is the page with the
//! result. With WASM, the change shows at once and in place, and is confirmed or reverted when the server
//! responds.
//!
//! A page ([`BasketPage`], [`CheckoutPage`], [`OrderPage`], [`DownloadPage`], [`WithdrawalPage`]) loads its data; its view
//! ([`Basket`], [`Checkout`], [`Order`], [`Download`], [`Withdrawal`]) renders data you pass. Only the server renders them. If a fully
//! hydrated app comes to one in the browser, through its router or a `<Show>`, the page is loaded again, once. If the
//! server does not render it then either, it stays empty, and the console says so: keep them out of what only the browser
//! shows.
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
#[cfg(feature = "ssr")]
mod checkout_fields;
#[cfg(feature = "ssr")]
mod checkout_summary;
#[cfg(feature = "ssr")]
mod code;
#[cfg(feature = "ssr")]
mod company;
#[cfg(feature = "ssr")]
mod custom_fields;
mod download;
#[cfg(feature = "ssr")]
mod element_place;
mod island_loader;
mod language;
#[cfg(feature = "ssr")]
mod once;
mod order;
#[cfg(feature = "ssr")]
mod page_context;
mod picture;
mod price_note;
mod server_part;
#[cfg(feature = "ssr")]
mod shipments;
#[cfg(feature = "ssr")]
mod sums;
mod title;
mod withdrawal;

pub use add_to_basket::{AddToBasket, AddToBasketState, AddToBasketStatus, use_add_to_basket};
pub use basket::{Basket, BasketPage};
pub use basket_widget::{BasketLink, BasketWidget};
pub use browser::basket_state::{BasketState, use_basket};
pub use checkout::{Checkout, CheckoutPage};
pub use download::{Download, DownloadPage};
#[cfg(feature = "ssr")]
pub use island_loader::IslandLoader;
pub use island_loader::IslandScripts;
pub use language::{local_path, use_texts};
pub use order::{Order, OrderPage};
pub use picture::ProductPicture;
pub use price_note::PriceNote;
pub use title::title_text;
pub use withdrawal::{Withdrawal, WithdrawalLink, WithdrawalPage};

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    /// Returns the path and the text of each source file of the components.
    fn sources() -> Vec<(PathBuf, String)> {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/components")];
        let mut sources = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("sources") {
                let path = entry.expect("a source").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let source = fs::read_to_string(&path).expect("a source");
                    sources.push((path, source));
                }
            }
        }
        sources
    }

    /// Your app's components can do whatever these can, since `api` is the only interface to the store.
    #[test]
    fn components_see_of_the_store_what_is_public() {
        for (path, source) in sources() {
            let inside = concat!("store", "::");
            assert!(!source.contains(inside), "{} looks into the store", path.display());
        }
    }

    #[test]
    fn no_class_can_be_one_of_an_app() {
        let attribute = regex_lite::Regex::new(r#"class(?:=[^">]*|_name\()"([^"]*)""#).unwrap();
        let mut classes = 0;
        for (path, source) in sources() {
            // The classes in the examples of the documentation are an app's.
            for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for found in attribute.captures_iter(line) {
                    for class in found[1].split_whitespace() {
                        assert!(class.starts_with("pn-") || class == "{class}", "{}: {class}", path.display());
                        classes += 1;
                    }
                }
            }
        }
        assert!(classes > 50, "{classes} found");
    }
}
