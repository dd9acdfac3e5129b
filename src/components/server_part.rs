//! Parts of a page that only the server renders.
//!
//! An app with islands never renders anything else in the browser. In a fully hydrated app, such a part is in an element of
//! its own, `<pn-part>`, whose content the browser leaves as it is: neither its view nor its data becomes part of the WASM or
//! of the page. If the app's router renders the page in the browser, the element is empty, and the page is loaded again, from
//! the server.

#[cfg(not(feature = "ssr"))]
pub(super) use browser::{is_rendered, live_page, page, part};
#[cfg(feature = "ssr")]
pub(super) use server::part;

/// Renders a part by a function that only the server has, in a module `view`: `server_part!(view::content(order), page())`. The
/// browser gives the part's element, once it is mounted, to the second argument instead, which the server does not have.
macro_rules! server_part {
    ($($view:ident)::+($($prop:ident),*), $start:expr) => {{
        #[cfg(feature = "ssr")]
        let part = $crate::components::server_part::part(move || $($view)::+($($prop),*));
        #[cfg(not(feature = "ssr"))]
        let part = {
            $(let _ = $prop;)*
            $crate::components::server_part::part($start)
        };
        part
    }};
}
pub(super) use server_part;

#[cfg(feature = "ssr")]
mod server {
    use leptos::prelude::*;

    use crate::components::island_loader::has_loader;

    pub fn part<V: IntoView + 'static>(render: impl FnOnce() -> V + 'static) -> AnyView {
        let part = Owner::with_no_hydration(render).into_any();
        match has_loader() {
            true => part,
            false => view! { <pn-part>{part}</pn-part> }.into_any(),
        }
    }
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use std::{cell::RefCell, rc::Rc, time::Duration};

    use leptos::prelude::*;
    use web_sys::{Element, console};

    use crate::components::browser::{live, place::react};

    /// The time in which a router that has rendered a page changes the URL. It does so when the page is complete, without an
    /// event.
    const NAVIGATION: Duration = Duration::from_millis(100);
    /// Where the session storage has the URL of a page that was loaded again, and has not shown its content yet.
    const RELOADED: &str = "pannier-reloaded";
    const UNREACHABLE: &str = "Pannier: the server did not render this page of the store, so it stays empty. Make it a route of \
        its own, with ssr=SsrMode::Async, and show it under no condition that only the browser knows.";

    thread_local! {
        /// The URL at which an empty part was dealt with last.
        static DONE: RefCell<String> = const { RefCell::new(String::new()) };
    }

    pub fn part(start: impl Fn(Element) + 'static) -> AnyView {
        element(Rc::new(start))
    }

    fn element(start: Rc<dyn Fn(Element)>) -> AnyView {
        let found = move |part: Element| {
            let start = Rc::clone(&start);
            react(move || start(part.clone()));
        };
        view! { <pn-part use:found></pn-part> }.into_any()
    }

    /// The main content of a page.
    pub fn page() -> impl Fn(Element) + 'static {
        |part| {
            is_loaded(&part);
        }
    }

    /// A page that [updates in place](live): the element with the id `region`.
    pub fn live_page(region: &'static str) -> impl Fn(Element) + 'static {
        move |part| {
            if is_loaded(&part) {
                live::start(region.to_owned());
            }
        }
    }

    /// Returns whether a part came from the server. The browser renders it with nothing but a comment.
    pub fn is_rendered(part: &Element) -> bool {
        part.first_element_child().is_some()
    }

    /// Returns whether the content of a page is here. Has the page loaded again if it is not.
    fn is_loaded(part: &Element) -> bool {
        match is_rendered(part) {
            true => {
                // After the other parts of the page: one that is empty although the page was loaded again finds the URL.
                let forget =
                    || drop(window().session_storage().ok().flatten().map(|storage| storage.remove_item(RELOADED)));
                set_timeout(forget, 2 * NAVIGATION);
                true
            }
            false => {
                set_timeout(
                    || {
                        reload_once();
                    },
                    NAVIGATION,
                );
                false
            }
        }
    }

    /// Loads the page again. If it was already, and the server has not rendered it, that would go on without end.
    fn reload_once() -> Option<()> {
        let url = window().location().href().ok()?;
        if DONE.replace(url.clone()) == url {
            return None;
        }
        let storage = window().session_storage().ok()??;
        if storage.get_item(RELOADED).ok()?.as_ref() == Some(&url) {
            console::error_1(&UNREACHABLE.into());
            return None;
        }
        storage.set_item(RELOADED, &url).ok()?;
        window().location().reload().ok()
    }
}
