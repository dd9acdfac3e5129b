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
mod ask;
mod basket;
mod basket_widget;
mod checkout;
mod checkout_fields;
mod checkout_summary;
mod download;
mod in_turn;
#[cfg(not(feature = "ssr"))]
mod json;
mod language;
mod live;
mod order;
mod parcels;
mod scripts;
mod state;

pub use add_to_basket::{AddToBasket, AddToBasketState, AddToBasketStatus, use_add_to_basket};
pub use basket::{Basket, BasketPage};
pub use basket_widget::{BasketLink, BasketWidget};
pub use checkout::{Checkout, CheckoutPage};
pub use download::{Download, DownloadPage};
pub use language::{Messages, local_path, use_texts};
pub use order::{Order, OrderPage};
#[cfg(feature = "ssr")]
pub use scripts::IslandLoader;
pub use scripts::IslandScripts;
pub use state::{BasketState, use_basket};
