//! The order's page: how it stands, and what can be done while its payment is under way.

use leptos::prelude::*;

use crate::{OrderView, Problem};

#[cfg(feature = "ssr")]
use super::respond;

/// The order whose page has this token.
///
/// ```
/// use pannier::{Problem, Status, api::order_status};
///
/// async fn is_paid(token: String) -> Result<bool, Problem> {
///     Ok(order_status(token).await?.status == Status::Completed)
/// }
/// ```
///
/// # Errors
/// [`Problem::UnknownOrder`].
#[server(prefix = "/pannier", endpoint = "order")]
pub async fn order_status(#[server(default)] token: String) -> Result<OrderView, Problem> {
    let (store, _) = respond::request().await?;
    respond::private();
    let order = store.order(&token).await;
    if let Err(problem) = &order {
        respond::status(problem);
    }
    order
}

/// Goes on with the payment of a pending order; answers with the address to go to.
///
/// ```
/// use pannier::{Problem, api::resume_payment};
///
/// async fn gateway_page(token: String) -> Result<String, Problem> {
///     resume_payment(token).await
/// }
/// ```
///
/// # Errors
/// [`Problem::UnknownOrder`].
#[server(prefix = "/pannier", endpoint = "order/resume")]
pub async fn resume_payment(#[server(default)] token: String) -> Result<String, Problem> {
    let (store, _) = respond::request().await?;
    let next = store.resume_payment(&token).await;
    go(&store, &token, &next);
    next.map(|place| respond::local(&place))
}

/// Calls off the payment of a pending order, so that its basket comes back; answers with the address to go to.
///
/// ```
/// use pannier::{Problem, api::start_over};
///
/// async fn back_to_the_basket(token: String) -> Result<String, Problem> {
///     start_over(token).await
/// }
/// ```
///
/// # Errors
/// [`Problem::UnknownOrder`], or [`Problem::GatewayUnavailable`] when the gateway does not say.
#[server(prefix = "/pannier", endpoint = "order/start-over")]
pub async fn start_over(#[server(default)] token: String) -> Result<String, Problem> {
    let (store, _) = respond::request().await?;
    let next = store.start_over(&token).await;
    go(&store, &token, &next);
    next.map(|place| respond::local(&place))
}

#[cfg(feature = "ssr")]
fn go(store: &crate::Store, token: &str, next: &Result<String, Problem>) {
    match next {
        Ok(url) => respond::see_other(url),
        Err(Problem::UnknownOrder) => respond::refuse(&Problem::UnknownOrder, &store.paths().basket),
        Err(problem) => respond::refuse(problem, &store.order_path(token)),
    }
}
