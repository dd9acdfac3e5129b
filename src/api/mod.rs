//! Server functions: the only door from the browser to the store.
//!
//! Each answers both kinds of caller. A browser without JavaScript posts a form and is redirected (303) to the page that
//! shows the result; WASM posts the same fields and gets JSON, with a status and a reason when the answer is no.
//!
//! ```
//! use pannier::{Problem, api};
//!
//! async fn pieces() -> Result<u32, Problem> {
//!     Ok(api::get_basket_summary().await?.count)
//! }
//! ```

mod basket;
mod checkout;
#[cfg(feature = "ssr")]
mod download;
mod order;
mod problem;
#[cfg(feature = "ssr")]
pub(crate) mod respond;

pub use basket::{add_to_basket, get_basket, get_basket_summary, get_removed, remove_from_basket, set_quantity};
pub use checkout::{get_checkout, keep_checkout, submit_checkout};
#[cfg(feature = "ssr")]
pub(crate) use download::follow_download;
pub use order::{order_status, resume_payment, start_over};

/// Where a form that adds to the basket posts `kind`, `id` and `quantity`.
///
/// ```
/// assert_eq!(pannier::api::ADD_TO_BASKET_PATH, "/pannier/basket/add");
/// ```
pub const ADD_TO_BASKET_PATH: &str = <basket::AddToBasketForm as leptos::server_fn::ServerFn>::PATH;

/// Where the sums of the basket are asked for.
pub(crate) const BASKET_SUMMARY_PATH: &str = <basket::GetBasketSummary as leptos::server_fn::ServerFn>::PATH;

/// What components ask of the request that they are rendered for.
#[cfg(feature = "ssr")]
pub(crate) use crate::store::{
    http::element::path as element_module_path,
    language::{path_here, texts_here},
};
