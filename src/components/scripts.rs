//! What a page knows of its request, and the loading of its islands: on pages that have one and nowhere else.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::language::local_path;
use crate::Paths;

/// Loads the WASM of the page's islands: once, after the page is there, so that it does not compete with what the shopper is
/// waiting for. Every component of this crate that is an island brings it along; a page without one loads no script. It does
/// nothing in an app without an `IslandLoader`, such as one that is fully hydrated.
///
/// ```
/// use leptos::prelude::*;
/// use pannier::components::IslandScripts;
///
/// #[island]
/// fn Counter() -> impl IntoView {
///     let (n, set) = signal(0);
///     view! { <button on:click=move |_| set.update(|n| *n += 1)>{n}</button> }
/// }
///
/// #[component]
/// fn Page() -> impl IntoView {
///     view! { <Counter/> <IslandScripts/> }
/// }
/// ```
#[component]
pub fn IslandScripts(
    /// Whether there is an island at all.
    #[prop(default = true)]
    only_if: bool,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    return only_if.then(server::loader).flatten();
    // Nothing, but of the kind that the server has rendered: where types are erased, as in a development build, a page with a
    // bare () in this place would not be the page that is hydrated.
    #[cfg(not(feature = "ssr"))]
    {
        let _ = only_if;
        None::<&'static str>
    }
}

/// Stands last in an island that has a single element. When a whole page is hydrated, leptos does not step out of an island again;
/// in a development build, where types are erased, it then looks for a marker, and finds this one.
pub(super) const ISLAND_ENDS: Option<&str> = None;

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
    if server::islands() {
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
    return crate::store::http::element::path();
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
pub use server::IslandLoader;

#[cfg(feature = "ssr")]
mod server {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use http::request::Parts;
    use leptos::{nonce::use_nonce, prelude::*};

    use crate::{Store, components::language::block};

    /// Has the pages of an app of islands load its WASM, and only the pages that have an island.
    ///
    /// An app that renders leptos's own `HydrationScripts` does without it: its scripts are there already.
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use pannier::{Store, components::IslandLoader};
    ///
    /// fn context(store: Store, options: &LeptosOptions) -> impl Fn() + Clone + Send + 'static {
    ///     let islands = IslandLoader::new(options);
    ///     move || {
    ///         store.provide();
    ///         islands.provide();
    ///     }
    /// }
    /// ```
    #[derive(Clone, Debug)]
    pub struct IslandLoader {
        js: Arc<str>,
        wasm: Arc<str>,
    }

    /// The loader of one page, and whether it is on the page already.
    #[derive(Clone)]
    struct Page(IslandLoader, Arc<AtomicBool>);

    impl IslandLoader {
        /// Loads what cargo-leptos has built. Reads the hashes that it leaves beside the binary, if files are hashed.
        ///
        /// ```
        /// use leptos::prelude::*;
        /// use pannier::components::IslandLoader;
        ///
        /// let options = LeptosOptions::builder().output_name("quarto").build();
        /// let islands = IslandLoader::new(&options);
        /// ```
        pub fn new(options: &LeptosOptions) -> IslandLoader {
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
            IslandLoader { js: file("js", ".js"), wasm: file("wasm", plain_wasm) }
        }

        /// Puts the loader into the context of a request, beside [`Store::provide`](crate::Store::provide).
        ///
        /// ```
        /// # use leptos::prelude::*;
        /// # use pannier::components::IslandLoader;
        /// # let options = LeptosOptions::builder().output_name("quarto").build();
        /// let islands = IslandLoader::new(&options);
        /// Owner::new().with(|| islands.provide());
        /// ```
        pub fn provide(&self) {
            provide_context(Page(self.clone(), Arc::default()));
        }
    }

    impl IslandLoader {
        /// Puts the loader into the context of a request, as [`provide`](IslandLoader::provide) does, for a page that loads nothing
        /// whatever islands are on it: one that is only looked at.
        ///
        /// ```
        /// # use leptos::prelude::*;
        /// # use pannier::components::IslandLoader;
        /// # let options = LeptosOptions::builder().output_name("quarto").build();
        /// let islands = IslandLoader::new(&options);
        /// Owner::new().with(|| islands.withhold());
        /// ```
        pub fn withhold(&self) {
            provide_context(Page(self.clone(), Arc::new(AtomicBool::new(true))));
        }
    }

    /// Islands that have died hear of nothing any more, or they would swallow it: the browser does again what forms and links say.
    const WHEN_IT_DIES: &str = "const dies=error=>{if(!(error instanceof WebAssembly.RuntimeError))return;\
        for(const e of['submit','change','click','focusout'])addEventListener(e,e=>e.stopPropagation(),true);\
        for(const e of document.querySelectorAll('[data-live]'))delete e.dataset.live};\
        addEventListener('error',e=>dies(e.error));addEventListener('unhandledrejection',e=>dies(e.reason))";

    pub(super) fn islands() -> bool {
        use_context::<Page>().is_some()
    }

    pub(super) fn loader() -> Option<impl IntoView> {
        let Page(IslandLoader { js, wasm }, loaded) = use_context::<Page>()?;
        if loaded.swap(true, Ordering::Relaxed) {
            return None;
        }
        // The texts of the islands are there before the islands are.
        let texts = use_context::<Store>().map(|store| block(&store, false));
        // Both files at once, when the browser has shown the largest thing that the page paints at first, which may be well after it
        // has loaded, or at the first touch. It is waited for no longer than a second: a page that was scrolled before has none, and
        // not every browser tells of it. If the files cannot be had, because the line is down or the page is being left, the page
        // stays what it is without them, and the next touch tries again. Between one island and the next the browser may do what the
        // shopper asks of it.
        let script = format!(
            "let begun;const rest=()=>new Promise(done=>setTimeout(done)),load=async()=>{{if(begun)return;begun=1;\
             let m,w;\
             try{{[m,w]=await Promise.all([import({js:?}),fetch({wasm:?},{{priority:'low'}})])}}catch{{begun=0;return}}\
             await m.default({{module_or_path:w}});await rest();m.hydrate();\
             for(const e of document.querySelectorAll('leptos-island')){{await rest();m[e.dataset.component]?.(e)}}\
             document.documentElement.dataset.hydrated=''}},\
             shown=()=>{{setTimeout(load,1000);\
             new PerformanceObserver(load).observe({{type:'largest-contentful-paint',buffered:true}})}},\
             painted=()=>requestAnimationFrame(()=>requestAnimationFrame(shown));\
             addEventListener('load',painted);\
             for(const e of['pointerdown','keydown','focusin'])addEventListener(e,load,{{once:true}});{WHEN_IT_DIES}"
        );
        Some(view! { {texts} <script type="module" nonce=use_nonce()>{script}</script> })
    }

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
