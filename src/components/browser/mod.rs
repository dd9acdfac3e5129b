//! The browser code, compiled to WASM, in layers. Each imports only from those above it:
//!
//! 1. `dom`, `place`, `json`, `fetch`, `queue`, `texts`, `basket_state`, `basket_sums`: shared by all islands.
//! 2. `validate`, `entered`, `payment_element`: the fields of forms, those of the checkout, and the gateway's elements.
//! 3. `region`: a server-rendered part of the page that is replaced in place.
//! 4. `optimistic`, `submit`, `navigate`: form submissions.
//! 5. `events`, which dispatches all events; `live`, the island that starts it.

pub(super) mod basket_state;
pub(super) mod basket_sums;
#[cfg(not(feature = "ssr"))]
pub(super) mod dom;
#[cfg(not(feature = "ssr"))]
mod entered;
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
pub(super) mod place;
pub(super) mod queue;
#[cfg(not(feature = "ssr"))]
mod region;
#[cfg(not(feature = "ssr"))]
mod submit;
#[cfg(not(feature = "ssr"))]
pub(super) mod texts;
#[cfg(not(feature = "ssr"))]
mod validate;
