//! Loading the islands, on pages that have one and nowhere else.

use leptos::prelude::*;

/// Loads the WASM of the page's islands: once, after the page is there, so that it does not compete with what the shopper is
/// waiting for. Every component of this crate that is an island brings it along; a page without one loads no script.
#[component]
pub fn IslandScripts(
    /// Whether there is an island at all.
    #[prop(default = true)]
    only_if: bool,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    return only_if.then(server::loader);
    #[cfg(not(feature = "ssr"))]
    let _ = only_if;
}

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

/// Whether the request brings a session's cookie: without one there is no basket to look up. The browser cannot see the
/// cookie, and has to ask.
pub(super) fn has_session() -> bool {
    #[cfg(feature = "ssr")]
    return server::has_session();
    #[cfg(not(feature = "ssr"))]
    true
}

#[cfg(feature = "ssr")]
pub(crate) use server::{LoadOnce, Package};

#[cfg(feature = "ssr")]
mod server {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use http::{header, request::Parts};
    use leptos::{nonce::use_nonce, prelude::*};

    /// Whether the loader is on the page already.
    #[derive(Clone, Default)]
    pub(crate) struct LoadOnce(Arc<AtomicBool>);

    /// The addresses of the JavaScript and the WASM that cargo-leptos has built.
    #[derive(Clone, Debug)]
    pub(crate) struct Package {
        js: Arc<str>,
        wasm: Arc<str>,
    }

    impl Package {
        /// Reads the hashes that cargo-leptos leaves beside the binary, if files are hashed.
        pub fn find(options: &LeptosOptions) -> Package {
            let hashes = match options.hash_files {
                true => std::env::current_exe()
                    .ok()
                    .and_then(|exe| std::fs::read_to_string(exe.with_file_name(options.hash_file.as_ref())).ok())
                    .unwrap_or_default(),
                false => String::new(),
            };
            let file = |kind: &str, plain: &str| {
                let hash = hashes.lines().filter_map(|l| l.split_once(':')).find(|(name, _)| name.trim() == kind);
                let name = match hash {
                    Some((_, hash)) => format!("{}.{}.{kind}", options.output_name, hash.trim()),
                    None => format!("{}{plain}", options.output_name),
                };
                format!("/{}/{name}", options.site_pkg_dir).into()
            };
            let plain_wasm = if option_env!("LEPTOS_OUTPUT_NAME").is_some() { ".wasm" } else { "_bg.wasm" };
            Package { js: file("js", ".js"), wasm: file("wasm", plain_wasm) }
        }
    }

    pub(super) fn loader() -> impl IntoView {
        let once = use_context::<LoadOnce>()?;
        let Package { js, wasm } = use_context::<Package>()?;
        if once.0.swap(true, Ordering::Relaxed) {
            return None;
        }
        let script = format!(
            "const load=async()=>{{const m=await import({js:?});await m.default({{module_or_path:{wasm:?}}});m.hydrate();\
             for(const e of document.querySelectorAll('leptos-island'))m[e.dataset.component]?.(e);\
             document.documentElement.dataset.hydrated=''}};\
             'requestIdleCallback' in window?requestIdleCallback(load,{{timeout:500}}):load()"
        );
        Some(view! { <script type="module" nonce=use_nonce()>{script}</script> })
    }

    fn parts<T>(read: impl FnOnce(&Parts) -> Option<T>) -> Option<T> {
        read(&use_context::<Parts>()?)
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
            let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
            let name = crate::store::session::COOKIE;
            Some(cookies.flat_map(|c| c.split(';')).any(|c| c.trim().split_once('=').is_some_and(|(n, _)| n == name)))
        })
        .unwrap_or_default()
    }
}
