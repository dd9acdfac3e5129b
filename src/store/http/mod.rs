//! HTTP: the store's routes, the middleware around every request, and clients for other servers.

mod language;
mod routes;

pub(crate) mod asset;
pub(in crate::store) mod client;
pub(crate) mod element;
pub mod encode;
pub mod etag;
pub(crate) mod page_response;
pub(super) mod style;

pub use language::preferred_language;
pub use routes::{content_security_policy, set_response_status};
