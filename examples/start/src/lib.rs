//! Sells mugs.

// Nested views have deeply nested types.
#![recursion_limit = "256"]

pub mod mugs;
{%- if kind == "islands" %}
// Only islands run in the browser, so the pages are for the server alone.
#[cfg(feature = "ssr")]
{%- endif %}
pub mod app;
#[cfg(feature = "ssr")]
pub mod table;

/// Starts the app in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    {%- if kind == "islands" %}
    pannier::hydrate();
    {%- else %}
    leptos::mount::hydrate_body(app::App);
    {%- endif %}
}
