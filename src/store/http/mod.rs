//! HTTP: the store's routes, the middleware around every request, and clients for other servers.

mod content_security_policy;
mod html_page;
mod language;
mod policy_gaps;
mod routes;
mod security_headers;
mod texts;
mod try_again;

pub(crate) mod asset;
pub(in crate::store) mod client;
pub(in crate::store) mod csrf;
pub(crate) mod element;
pub mod encode;
pub mod etag;
pub mod hydration;
pub(crate) mod page_response;
pub(super) mod style;
pub(in crate::store) mod uploads;

pub use content_security_policy::{ContentSecurityPolicy, content_security_policy};
pub(crate) use html_page::html_page;
pub(crate) use language::preferred;
pub use language::preferred_language;
pub use page_response::status as set_response_status;

/// The path below which the store's server functions are, wherever the store is mounted.
const SERVER_FUNCTIONS: &str = "/pannier/";

fn is_server_function(path: &str) -> bool {
    path.starts_with(SERVER_FUNCTIONS)
}
