//! Server functions: the browser's only interface to the store.
//!
//! Each serves two kinds of callers. A browser without JavaScript posts a form and is redirected (303) to
//! the page with the result. WASM posts the same fields and receives JSON; an error has an HTTP status and
//! a reason.
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
mod withdrawal;

pub use basket::{
    add_to_basket, apply_code, get_basket, get_basket_summary, get_removed_line, remove_from_basket, set_quantity,
};
pub use checkout::{clear_checkout, get_checkout, save_checkout, submit_checkout};
#[cfg(feature = "ssr")]
pub(crate) use download::follow_download;
pub use order::{get_order, resume_payment, start_over};
pub use withdrawal::{confirm_withdrawal, draft_withdrawal, get_withdrawal};

/// The path to which a form posts `kind`, `id` and `quantity` to add to the basket.
pub const ADD_TO_BASKET_PATH: &str = <basket::AddToBasketForm as leptos::server_fn::ServerFn>::PATH;

/// The path of the basket summary.
#[cfg(not(feature = "ssr"))]
pub(crate) const BASKET_SUMMARY_PATH: &str = <basket::GetBasketSummary as leptos::server_fn::ServerFn>::PATH;

/// What components need from the request they are rendered for.
#[cfg(feature = "ssr")]
pub(crate) use crate::store::{
    http::{element::path as element_module_path, page_response::loads_islands},
    language::{PageTexts, path_here, texts_here},
};
