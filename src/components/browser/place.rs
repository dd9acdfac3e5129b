//! Where on a page the code of an island or of a server part works.

use leptos::prelude::*;
use web_sys::Element;

/// The content of an island that works on the markup around it: `island_at!(".pn-widget__sums", keep_in_sync)`. The browser gives
/// the closest element that matches to the function, which the server does not have.
macro_rules! island_at {
    ($around:expr, $start:path) => {{
        #[cfg(feature = "ssr")]
        let start: fn(web_sys::Element) = drop;
        #[cfg(not(feature = "ssr"))]
        let start: fn(web_sys::Element) = $start;
        $crate::components::browser::place::place($around, start)
    }};
}
pub(crate) use island_at;

/// All islands have the same content, so that WASM has the code for it once.
pub(crate) fn place(around: &'static str, start: fn(Element)) -> impl IntoView {
    let found = move |place: Element| {
        react(move || {
            if let Ok(Some(around)) = place.closest(around) {
                start(around);
            }
        });
    };
    view! { <span use:found hidden></span> }
}

/// Runs `act` soon, when what is being rendered is in the page, and again whenever what it has read changes. Boxed, since each
/// type of effect is a copy of the code that runs it.
pub(crate) fn react(act: impl Fn() + 'static) {
    fn run(act: Box<dyn Fn()>) {
        Effect::new(move |_| act());
    }
    run(Box::new(act));
}
