//! The single-page checkout.

#[cfg(feature = "ssr")]
mod view;

use leptos::prelude::*;

use super::server_part::server_part;
use crate::CheckoutView;

/// The checkout page: e-mail, address, shipping, payment, summary and one button. Page and form are the
/// same with and without JavaScript. Mount it with `ssr=SsrMode::Async`: its status and redirects must be
/// known before the first byte is sent.
///
/// The `h1` above it is yours; its own heading, above the summary, is an `h2`.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::CheckoutPage;
///
/// #[component]
/// fn Checkout() -> impl IntoView {
///     view! {
///         <h1>"Checkout"</h1>
///         <CheckoutPage>
///             <p>"By paying you agree to our "<a href="/terms">"terms"</a>"."</p>
///         </CheckoutPage>
///     }
/// }
/// ```
#[component]
pub fn CheckoutPage(
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
    /// The content above the pay button. Rendered on the server only.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    server_part!(view::page(class, children), super::server_part::live_page("pn-checkout"))
}

/// The view of a [`CheckoutPage`], for a checkout you have loaded. It posts its form; only the page updates
/// in place.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::{api::get_checkout, components::Checkout};
///
/// #[component]
/// fn MyCheckout() -> impl IntoView {
///     let checkout = Resource::new_blocking(|| (), |()| get_checkout(false));
///     let view = move || Suspend::new(async move { checkout.await.map(|checkout| view! { <Checkout checkout/> }) });
///     view! { <Suspense>{view}</Suspense> }
/// }
/// ```
#[component]
pub fn Checkout(
    /// The checkout to show.
    checkout: CheckoutView,
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
    /// The content above the pay button. Rendered on the server only.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    server_part!(view::content(checkout, class, children), super::server_part::page())
}
