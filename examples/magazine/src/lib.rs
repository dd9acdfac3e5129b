//! Quarto, a quarterly about paper: a magazine's site that existed before it added a store.
//!
//! It is hydrated as a whole, with routing in the browser. It sells two models of its own, [`Issue`](archive::Issue) and
//! [`Subscription`](subscription::Subscription), and adds a payment provider, a shipping method, a tax provider, a
//! promotion, a receiver, a format of invoices, and the sign-in of its editors to the admin, where they edit the issues. It uses only the
//! store's public API.

// The types of nested views are deep.
#![recursion_limit = "512"]

pub mod app;
pub mod archive;
pub mod articles;
mod pages;
pub mod subscription;
mod take;

#[cfg(feature = "ssr")]
pub mod circulation;
#[cfg(feature = "ssr")]
mod desk;
#[cfg(feature = "ssr")]
pub mod honesty_box;
#[cfg(feature = "ssr")]
pub mod imprint;
#[cfg(feature = "ssr")]
mod issue;
#[cfg(feature = "ssr")]
pub mod newsroom;
#[cfg(feature = "ssr")]
pub mod pdf;
#[cfg(feature = "ssr")]
pub mod plain_text;
#[cfg(feature = "ssr")]
pub mod post;
#[cfg(feature = "ssr")]
pub mod press;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod vat;
#[cfg(feature = "ssr")]
pub mod volume;

/// Hydrates the page in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(app::App);
    // Tells browser tests that the page handles clicks.
    if let Some(html) = leptos::prelude::document().document_element() {
        let _ = html.set_attribute("data-hydrated", "");
    }
}
