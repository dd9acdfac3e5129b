//! Server functions of the order's page: its status, and actions on a payment in progress.

use leptos::prelude::*;

use crate::{OrderView, Problem};

#[cfg(feature = "ssr")]
use super::respond;

/// Returns the order with this token.
///
/// # Errors
/// [`Problem::UnknownOrder`].
#[server(prefix = "/pannier", endpoint = "order")]
pub async fn get_order(#[server(default)] token: String) -> Result<OrderView, Problem> {
    respond::shows(respond::Page::Order);
    let (store, _) = respond::request().await?;
    respond::private();
    respond::with_status(store.order(&token).await)
}

/// Resumes the payment of a pending order. Returns the URL to redirect to.
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

/// Cancels the payment of a pending order and restores its basket. Returns the URL to redirect to.
///
/// # Errors
/// [`Problem::UnknownOrder`], or [`Problem::GatewayUnavailable`] if the gateway does not respond.
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
