//! The withdrawal page, and the link to it.

#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod link;
#[cfg(feature = "ssr")]
mod view;

use leptos::prelude::*;

#[cfg(feature = "ssr")]
pub(super) use self::link::of_order;
use super::server_part::server_part;
use crate::{Problem, WithdrawalView};

/// The page on which a shopper withdraws from a contract: a form, a step that confirms it, and the receipt. It asks for no
/// reason and no account, and runs no script. From the page of an order, items and pieces can be chosen. Mount it at
/// [`Paths::withdraw`](crate::Paths::withdraw) with `ssr=SsrMode::Async`, in a store that
/// [offers withdrawals](crate::StoreBuilder::withdrawals).
///
/// It contains the page's `h1`: add none of your own. Search engines are told not to list it.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::WithdrawalPage;
///
/// #[component]
/// fn Withdraw() -> impl IntoView {
///     view! { <main><WithdrawalPage/></main> }
/// }
/// ```
#[component]
pub fn WithdrawalPage(
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    server_part!(view::page(class), super::server_part::page())
}

/// The view of a [`WithdrawalPage`], for a withdrawal you have loaded.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::{api::get_withdrawal, components::Withdrawal};
///
/// #[component]
/// fn MyWithdrawal() -> impl IntoView {
///     let load = || get_withdrawal(String::new(), String::new(), false);
///     let loaded = Resource::new_blocking(|| (), move |()| load());
///     let view = move || {
///         Suspend::new(async move { loaded.await.map(|withdrawal| view! { <Withdrawal withdrawal/> }) })
///     };
///     view! { <Suspense>{view}</Suspense> }
/// }
/// ```
#[component]
pub fn Withdrawal(
    /// The withdrawal to show.
    withdrawal: WithdrawalView,
    /// The reason why the last form was refused.
    #[prop(optional)]
    problem: Option<Problem>,
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    server_part!(view::content(withdrawal, problem, class), super::server_part::page())
}

/// The link to the [`WithdrawalPage`], for the footer of every page: "Withdraw from contract here". Nothing if the store
/// [offers no withdrawals](crate::StoreBuilder::withdrawals). The same for every visitor, so a page with it can be cached.
///
/// Only the server renders it: in a fully hydrated app, place it outside of what the router shows.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::WithdrawalLink;
///
/// #[component]
/// fn Footer() -> impl IntoView {
///     view! { <footer><WithdrawalLink/></footer> }
/// }
/// ```
#[component]
pub fn WithdrawalLink(
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    server_part!(link::anywhere(class), |_| ())
}
