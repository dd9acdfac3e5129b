//! Views that only the server renders.

use leptos::{prelude::*, tachys::html::InertElement};

/// Renders a view at once, in place of Leptos's `into_any`: one that is neither hydrated nor waits for anything.
///
/// `into_any` compiles all that could ever be done with a view: build and update it in a browser, resolve it, stream it. For the
/// pages of this crate, that was more than half of the code.
pub(crate) trait IntoInert {
    /// Returns the HTML of the view, as a view. Attributes that are added to that have no effect.
    ///
    /// Of a `<Suspense>`, this renders the fallback. What a page includes once (scripts, texts) is included by this call, even if
    /// Leptos then discards the result and renders the surrounding part again, as it does inside a closure.
    fn into_inert(self) -> AnyView;
}

impl<V: RenderHtml> IntoInert for V {
    fn into_inert(self) -> AnyView {
        InertElement::new(self.to_html()).into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_once() {
        let part = view! { <b>{"a < b"}</b> }.into_inert();
        assert_eq!(view! { <p>{part}</p> }.to_html(), "<p><b>a &lt; b</b></p>");
    }
}
