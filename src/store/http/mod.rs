//! HTTP: the store's routes, the middleware around every request, and clients for other servers.

mod csrf;
mod language;
mod routes;
mod security_headers;
mod texts;

pub(crate) mod asset;
pub(in crate::store) mod client;
pub(crate) mod element;
pub mod encode;
pub mod etag;
pub(crate) mod page_response;
pub(super) mod style;

pub use language::preferred_language;
pub use page_response::status as set_response_status;
pub use security_headers::content_security_policy;
