//! What runs in the browser, as WASM, in layers. Each imports only what stands above it:
//!
//! 1. `dom`, `json`, `fetch`, `queue`, `basket_state`: what every island needs.
//! 2. `validate`, `payment_element`: the fields of the checkout, and the gateway's.
//! 3. `region`: a part of the page that the server renders, and that is replaced in place.
//! 4. `optimistic`, `submit`, `navigate`: what a form does to it.
//! 5. `events`, which hears of everything; `live`, the island that starts it.

pub(super) mod basket_state;
#[cfg(not(feature = "ssr"))]
pub(super) mod dom;
#[cfg(not(feature = "ssr"))]
mod events;
pub(super) mod fetch;
#[cfg(not(feature = "ssr"))]
mod json;
pub(super) mod live;
#[cfg(not(feature = "ssr"))]
mod navigate;
#[cfg(not(feature = "ssr"))]
mod optimistic;
#[cfg(not(feature = "ssr"))]
mod payment_element;
pub(super) mod queue;
#[cfg(not(feature = "ssr"))]
mod region;
#[cfg(not(feature = "ssr"))]
mod submit;
#[cfg(not(feature = "ssr"))]
mod validate;
