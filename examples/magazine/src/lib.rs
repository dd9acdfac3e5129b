//! Quarto, a quarterly about paper: a magazine's site that was there before it began to sell.
//!
//! It is hydrated as a whole and changes its pages in the browser. It sells two kinds that the store has never heard of,
//! [`Issue`](archive::Issue) and [`Subscription`](subscription::Subscription), and brings a payment provider, a shipping
//! method and a receiver of its own. Whatever it knows of the store is public.

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
pub mod honesty_box;
#[cfg(feature = "ssr")]
mod issue;
#[cfg(feature = "ssr")]
pub mod pdf;
#[cfg(feature = "ssr")]
pub mod post;
#[cfg(feature = "ssr")]
pub mod press;
#[cfg(feature = "ssr")]
pub mod shell;

/// Takes over the page in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(app::App);
    // Whoever drives the page by a program knows from here on that a click is heard.
    if let Some(html) = leptos::prelude::document().document_element() {
        let _ = html.set_attribute("data-hydrated", "");
    }
}
