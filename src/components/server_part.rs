//! Parts of a page that only the server renders.
//!
//! An app with islands never renders anything else in the browser. In a fully hydrated app, such a part is in an element of
//! its own, `<pn-part>`, whose content the browser leaves as it is: neither its view nor its data becomes part of the WASM or
//! of the page. If the app's router renders the page in the browser, the element is empty, and the page is loaded again, from
//! the server.

#[cfg(not(feature = "ssr"))]
pub(super) use browser::{is_rendered, server_page, server_part, server_view};
#[cfg(feature = "ssr")]
pub(super) use server::{server_page, server_part, server_view};

#[cfg(feature = "ssr")]
mod server {
    use leptos::prelude::*;
    use web_sys::Element;

    use crate::components::island_loader::has_loader;

    /// Renders a part. In a fully hydrated app, `_start` receives the part's element in the browser.
    pub fn server_part<V: IntoView + 'static>(
        render: impl FnOnce() -> V + 'static,
        _start: impl Fn(Element) + 'static,
    ) -> AnyView {
        let part = Owner::with_no_hydration(render);
        match has_loader() {
            true => part.into_any(),
            false => view! { <pn-part>{part}</pn-part> }.into_any(),
        }
    }

    /// Renders a page that [updates in place](crate::components::browser::live): the element with the id `_region`.
    pub fn server_page<V: IntoView + 'static>(_region: &'static str, render: impl FnOnce() -> V + 'static) -> AnyView {
        server_part(render, |_| ())
    }

    /// Renders the main content of a page.
    pub fn server_view<V: IntoView + 'static>(render: impl FnOnce() -> V + 'static) -> AnyView {
        server_part(render, |_| ())
    }
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use std::time::Duration;

    use leptos::{html::Custom, prelude::*};
    use web_sys::Element;

    use crate::components::browser::live;

    /// The time in which a router that has rendered a page changes the URL.
    const NAVIGATION: Duration = Duration::from_millis(100);

    pub fn server_part<V>(_render: impl FnOnce() -> V + 'static, start: impl Fn(Element) + 'static) -> AnyView {
        let part = NodeRef::<Custom<&'static str>>::new();
        Effect::new(move |_| {
            if let Some(part) = part.get() {
                start(part.into());
            }
        });
        view! { <pn-part node_ref=part></pn-part> }.into_any()
    }

    pub fn server_page<V>(region: &'static str, render: impl FnOnce() -> V + 'static) -> AnyView {
        server_part(render, move |part| match is_rendered(&part) {
            true => live::start(region.to_owned()),
            false => reload(),
        })
    }

    pub fn server_view<V>(render: impl FnOnce() -> V + 'static) -> AnyView {
        server_part(render, |part| {
            if !is_rendered(&part) {
                reload();
            }
        })
    }

    /// Returns whether a part came from the server. The browser renders it with nothing but a comment.
    pub fn is_rendered(part: &Element) -> bool {
        part.first_element_child().is_some()
    }

    fn reload() {
        set_timeout(|| drop(window().location().reload()), NAVIGATION);
    }
}
