//! Loading of islands, on the pages that have one.

use leptos::prelude::*;

/// Loads the WASM of the page's islands: once, after the page is shown, so that it does not compete with
/// content. Include it in every page with an island of your own: without it, the island does nothing, and in development
/// the log says so. The components of this crate include it themselves where they need it; a page without it loads no
/// script. It has no effect in an app without an `IslandLoader`, such as a fully hydrated one.
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
    /// Whether the page has an island.
    #[prop(default = true)]
    only_if: bool,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    return only_if.then(server::loader).flatten();
    // Nothing, but of the type that the server has rendered: with erased types, as in a development build,
    // a bare `()` would not match the hydrated page.
    #[cfg(not(feature = "ssr"))]
    {
        let _ = only_if;
        None::<&'static str>
    }
}

#[cfg(feature = "ssr")]
pub use server::IslandLoader;
#[cfg(feature = "ssr")]
pub(super) use server::{PageScripts, has_loader, page_scripts};

#[cfg(feature = "ssr")]
mod server {
    use std::{
        path::Path,
        sync::{Arc, atomic::AtomicBool},
    };

    use leptos::{nonce::use_nonce, prelude::*};

    use crate::{
        BasketSummary,
        api::{PageTexts, loads_islands},
        components::{
            AddToBasket, BasketLink,
            browser::live::LiveRegion,
            language::{page_texts, texts_block},
            once::Once,
        },
    };

    /// Loads the WASM of an app with islands, on pages that have an island: one of the store, or
    /// [`IslandScripts`](super::IslandScripts) for yours.
    ///
    /// Not needed with Leptos's own `HydrationScripts`, which loads the scripts on every page.
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
        script: Arc<str>,
    }

    /// The loader of one page, and whether the page already includes it.
    #[derive(Clone)]
    struct Page(IslandLoader, Arc<AtomicBool>);

    impl IslandLoader {
        /// Creates a loader for cargo-leptos's build output. Reads the hashes that cargo-leptos writes next
        /// to the binary, if file names are hashed. Logs a warning if the script in the site directory is
        /// from another build than the server.
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
                match hash {
                    Some((_, hash)) => format!("{}.{}.{kind}", options.output_name, hash.trim()),
                    None => format!("{}{plain}", options.output_name),
                }
            };
            let plain_wasm = if option_env!("LEPTOS_OUTPUT_NAME").is_some() { ".wasm" } else { "_bg.wasm" };
            let (js, wasm) = (file("js", ".js"), file("wasm", plain_wasm));
            warn_of_another_build(&Path::new(&*options.site_root).join(&*options.site_pkg_dir).join(&js));
            let url = |name: &str| format!("{:?}", format!("/{}/{name}", options.site_pkg_dir));
            let script = minify(SOURCE).replace("JS_PATH", &url(&js)).replace("WASM_PATH", &url(&wasm));
            IslandLoader { script: script.into() }
        }

        /// Adds the loader to a request's context, next to [`Store::provide`](crate::Store::provide).
        pub fn provide(&self) {
            let included = Arc::default();
            loads_islands(Arc::clone(&included));
            provide_context(Page(self.clone(), included));
        }

        /// Adds the loader to a request's context, like [`provide`](IslandLoader::provide), for a static
        /// page: it loads nothing, even if it has islands.
        pub fn disable(&self) {
            loads_islands(Arc::default());
            provide_context(Page(self.clone(), Arc::new(AtomicBool::new(true))));
        }
    }

    /// Warns if the browser's script lacks islands of this build, which the loader skips without an error. A script
    /// that is not here is served by another server.
    fn warn_of_another_build(script: &Path) {
        let Ok(source) = std::fs::read_to_string(script) else { return };
        let missing = missing_islands(&source);
        if !missing.is_empty() {
            let (islands, script) = (missing.join(" "), script.display());
            tracing::warn!(
                islands,
                %script,
                "the browser's files are from another build than the server, so pages do not update in place"
            );
        }
    }

    /// Returns the store's islands that a script does not export. Leptos appends a hash of its source to the name of
    /// an island.
    fn missing_islands(script: &str) -> Vec<String> {
        let html = Owner::new().with(|| {
            let basket = BasketSummary::default();
            view! { <BasketLink basket/> <AddToBasket kind="" id=""/> <LiveRegion region=""/> }.to_html()
        });
        let names = html.split("data-component=\"").skip(1).filter_map(|rest| rest.split('"').next());
        names.filter(|name| !script.contains(*name)).map(str::to_owned).collect()
    }

    const SOURCE: &str = include_str!("island_loader.js");

    /// Removes comments and unneeded spaces from the loader's source.
    fn minify(source: &str) -> String {
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        let mut small = String::with_capacity(source.len());
        for line in source.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
            for c in line.chars() {
                if c == '}' && small.ends_with(';') {
                    small.pop();
                }
                if small.ends_with(' ') && !(word(c) && small.trim_end().ends_with(word)) {
                    small.pop();
                }
                small.push(c);
            }
        }
        small
    }

    /// Includes what the islands of a part of the store need: their loader and their texts. In a fully hydrated app, the
    /// texts alone.
    #[component]
    pub(in crate::components) fn PageScripts(#[prop(default = true)] only_if: bool) -> impl IntoView {
        only_if.then(page_scripts)
    }

    /// Includes what [`PageScripts`] does, on a page that has an island.
    pub(in crate::components) fn page_scripts() -> AnyView {
        match has_loader() {
            true => loader().into_any(),
            false => page_texts().into_any(),
        }
    }

    pub(in crate::components) fn has_loader() -> bool {
        use_context::<Page>().is_some()
    }

    pub(super) fn loader() -> Option<Once> {
        let Page(IslandLoader { script }, included) = use_context::<Page>()?;
        // The islands need their texts when they start.
        let texts = PageTexts::here().map(|texts| texts_block(&texts, true)).unwrap_or_default();
        let nonce = use_nonce().map(|nonce| format!(" nonce=\"{nonce}\"")).unwrap_or_default();
        Some(Once { html: format!("{texts}<script type=\"module\"{nonce}>{script}</script>"), included })
    }

    #[cfg(test)]
    mod tests {
        use super::{SOURCE, minify, missing_islands};

        #[test]
        fn a_script_of_another_build_lacks_islands() {
            let islands = missing_islands("");
            let names: Vec<_> = islands.iter().filter_map(|island| island.split('_').next()).collect();
            assert_eq!(names, ["BasketSums", "AddInPlace", "Live"]);
            let script = islands.join("(e){}export function ");
            assert_eq!(missing_islands(&script), Vec::<String>::new());
            let edited = script.replace(&islands[2], "Live_1");
            assert_eq!(missing_islands(&edited), [islands[2].clone()]);
        }

        /// The script is part of every page with an island.
        #[test]
        fn the_loader_is_small() {
            let script = minify(SOURCE);
            assert!(script.len() <= 1_079, "{} bytes: {script}", script.len());
            assert!(!script.contains("//") && !script.contains("  "), "{script}");
        }

        #[test]
        fn only_spaces_between_words_are_left() {
            let source = "// Why.\nconst f = async () => {\n  if (a) return;\n  delete b.c;\n};\n";
            assert_eq!(minify(source), "const f=async()=>{if(a)return;delete b.c};");
        }
    }
}
