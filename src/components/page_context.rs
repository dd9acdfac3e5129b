//! The request of the page being rendered, and the resource it is rendered from. Server-only.

use http::request::Parts;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// Returns a parameter of the page's query.
pub(super) fn query(name: &str) -> Option<String> {
    parts(|parts| {
        let query = parts.uri.query()?;
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    })
}

/// Returns the last segment of the page's path.
pub(super) fn last_segment() -> String {
    let path = parts(|parts| Some(parts.uri.path().to_owned())).unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

/// Returns whether the request has a session: without one, there is no basket to load.
pub(super) fn has_session() -> bool {
    parts(|parts| {
        let session: &tower_sessions::Session = parts.extensions.get()?;
        Some(session.id().is_some())
    })
    .unwrap_or_default()
}

fn parts<T>(read: impl FnOnce(&Parts) -> Option<T>) -> Option<T> {
    with_context(read)?
}

/// Fetches the data of a [part](super::server_part) once.
pub(super) fn load<T, F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Resource<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_blocking(|| (), move |()| fetch())
}
