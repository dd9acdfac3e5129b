//! A page's request, and the resource it is rendered from.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::language::local_path;
use crate::Paths;

/// Returns a parameter of the page's query.
pub(super) fn query(name: &str) -> Option<String> {
    #[cfg(feature = "ssr")]
    return server::query(name);
    #[cfg(not(feature = "ssr"))]
    {
        let search = window().location().search().ok()?;
        web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
    }
}

/// Returns the last segment of the page's path.
pub(super) fn last_segment() -> String {
    #[cfg(feature = "ssr")]
    let path = server::path();
    #[cfg(not(feature = "ssr"))]
    let path = window().location().pathname().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

/// Fetches the data of a [part](super::server_part) once.
pub(super) fn load<T, F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Resource<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_blocking(|| (), move |()| fetch())
}

/// Returns the paths of the store's pages in this page's language.
pub(super) fn paths() -> Paths {
    let Paths { prefix, basket, checkout, order, download } = use_context().unwrap_or_default();
    let [basket, checkout, order, download] = [basket, checkout, order, download].map(|path| local_path(&path));
    Paths { prefix, basket, checkout, order, download }
}

/// Returns the URL of the module that manages payment [elements](crate::PaymentElement). Without its version in
/// the browser, which does not know it.
pub(super) fn element_module() -> &'static str {
    #[cfg(feature = "ssr")]
    return crate::api::element_module_path();
    #[cfg(not(feature = "ssr"))]
    "/pannier/element.js"
}

/// Returns whether the request has a session: without one, there is no basket to load. The browser cannot
/// see the cookie and must ask.
pub(super) fn has_session() -> bool {
    #[cfg(feature = "ssr")]
    return server::has_session();
    #[cfg(not(feature = "ssr"))]
    true
}

#[cfg(feature = "ssr")]
mod server {
    use http::request::Parts;
    use leptos::prelude::*;

    fn parts<T>(read: impl FnOnce(&Parts) -> Option<T>) -> Option<T> {
        with_context(read)?
    }

    pub(super) fn query(name: &str) -> Option<String> {
        parts(|parts| {
            let query = parts.uri.query()?;
            form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        })
    }

    pub(super) fn path() -> String {
        parts(|parts| Some(parts.uri.path().to_owned())).unwrap_or_default()
    }

    pub(super) fn has_session() -> bool {
        parts(|parts| {
            let session: &tower_sessions::Session = parts.extensions.get()?;
            Some(session.id().is_some())
        })
        .unwrap_or_default()
    }
}
