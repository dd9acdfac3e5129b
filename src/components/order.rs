//! The order's page.

#[cfg(feature = "ssr")]
mod headline;
#[cfg(feature = "ssr")]
mod view;

use leptos::prelude::*;

use super::server_part::server_part;
use crate::{OrderView, Problem};

/// The page of an order at its unguessable URL: status, lines, downloads. The token is the last segment of
/// the path. An unknown token gives a 404 without details. Mount it with `ssr=SsrMode::Async`.
///
/// It contains the page's `h1`, which says where the order stands: add none of your own.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::OrderPage;
///
/// #[component]
/// fn Order() -> impl IntoView {
///     view! { <OrderPage><p>"Questions? Reply to your confirmation e-mail."</p></OrderPage> }
/// }
/// ```
#[component]
pub fn OrderPage(
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
    /// The content below the order. Rendered on the server only.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    server_part!(view::page(class, children), super::server_part::live_page("pn-order"))
}

/// The view of an [`OrderPage`], for an order you have loaded. Only the page polls for changes.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::Order;
///
/// let order = pannier::testing::order(&[("album", "blue-hour", 1)]);
/// let html = Owner::new().with(|| view! { <Order order/> }.to_html());
/// assert!(html.contains("Order 1001 is paid"));
/// ```
#[component]
pub fn Order(
    /// The order to show.
    order: OrderView,
    /// The reason why the last action was refused.
    #[prop(optional)]
    problem: Option<Problem>,
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
    /// The content below the order. Rendered on the server only.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    server_part!(view::content(order, problem, class, children), super::server_part::page())
}
