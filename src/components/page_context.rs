//! What a page knows of its request, and the resource that it is shown from.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::language::local_path;
use crate::Paths;

/// A part of the query of the page's address.
pub(super) fn query(name: &str) -> Option<String> {
    #[cfg(feature = "ssr")]
    return server::query(name);
    #[cfg(not(feature = "ssr"))]
    {
        let search = window().location().search().ok()?;
        web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
    }
}

/// The last part of the path of the page's address.
pub(super) fn last_segment() -> String {
    #[cfg(feature = "ssr")]
    let path = server::path();
    #[cfg(not(feature = "ssr"))]
    let path = window().location().pathname().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

/// What a page needs to be shown, fetched once. A fully hydrated app sends it along with the page. An app of islands never
/// renders the page in the browser, and its pages do not carry it.
pub(super) fn load<T, F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Resource<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let resource = move || Resource::new_blocking(|| (), move |()| fetch());
    #[cfg(feature = "ssr")]
    if super::island_loader::has_loader() {
        return Owner::with_no_hydration(resource);
    }
    resource()
}

/// Where the store's pages are, in the language of this one.
pub(super) fn paths() -> Paths {
    let Paths { prefix, basket, checkout, order, download } = use_context().unwrap_or_default();
    let [basket, checkout, order, download] = [basket, checkout, order, download].map(|path| local_path(&path));
    Paths { prefix, basket, checkout, order, download }
}

/// The address of the module that looks after [elements](crate::Element). The browser does not know its version, and does without.
pub(super) fn element_module() -> &'static str {
    #[cfg(feature = "ssr")]
    return crate::api::element_module_path();
    #[cfg(not(feature = "ssr"))]
    "/pannier/element.js"
}

/// Whether the request has a session: without one there is no basket to look up. The browser cannot see the cookie, and has
/// to ask.
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
