//! Views that only the server renders.

use leptos::{prelude::*, tachys::html::InertElement};

/// Renders a view at once: in place of Leptos's `into_any`, for what is neither hydrated nor suspended.
///
/// `into_any` compiles all that could ever be done with a view: building and updating it in a browser, resolving and
/// streaming it, twice. Of a page of the server, that was four fifths of the code.
pub(crate) trait IntoHtml {
    /// Returns the HTML of the view, as a view. Of a `<Suspense>` in it, that is the fallback; what a page includes
    /// [once](crate::components) must not be in it, since the part may not be the one that is used.
    fn into_html(self) -> AnyView;
}

impl<V: RenderHtml> IntoHtml for V {
    fn into_html(self) -> AnyView {
        InertElement::new(self.to_html()).into_any()
    }
}
