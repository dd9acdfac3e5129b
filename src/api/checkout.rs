//! Server functions of the checkout.

use leptos::prelude::*;

use crate::{CheckoutForm, CheckoutOutcome, CheckoutView, Intent, Problem};

#[cfg(feature = "ssr")]
use super::respond;

/// Returns the checkout of the visitor's basket. With `check`, includes validation errors.
///
/// # Errors
/// If the basket is empty or does not add up, or an order awaits payment: a page is then redirected to the
/// basket. [`Problem::Unavailable`].
#[server(prefix = "/pannier", endpoint = "checkout/view")]
pub async fn get_checkout(#[server(default)] check: bool) -> Result<CheckoutView, Problem> {
    respond::shows(respond::Page::Checkout);
    let (store, visitor) = respond::request().await?;
    respond::private();
    let checkout = match check {
        true => store.validated_checkout(&visitor).await,
        false => store.checkout(&visitor).await,
    };
    match &checkout {
        // The basket could not be shown either.
        Err(Problem::Unavailable) => respond::status(&Problem::Unavailable),
        Err(problem) => respond::refuse(problem, &store.paths().basket),
        Ok(checkout) => respond::shows_pictures(&checkout.lines),
    }
    checkout
}

/// Submits the checkout form: to render it for another country or shipping choice ([`Intent::Update`]), or
/// to pay.
///
/// ```
/// use pannier::{CheckoutOutcome, Intent, Problem, api::{get_checkout, submit_checkout}};
///
/// async fn to_switzerland() -> Result<CheckoutOutcome, Problem> {
///     let mut form = get_checkout(false).await?.form;
///     form.shipping_address.country = "CH".into();
///     submit_checkout(form, Intent::Update).await
/// }
/// ```
///
/// # Errors
/// If the basket is empty or does not add up, or the order has already been placed. The form is saved
/// nevertheless.
#[server(prefix = "/pannier", endpoint = "checkout")]
pub async fn submit_checkout(
    #[server(flatten)] form: CheckoutForm,
    #[server(default)] intent: Intent,
) -> Result<CheckoutOutcome, Problem> {
    let (store, visitor) = respond::request().await?;
    match store.submit_checkout(&visitor, form, intent).await {
        Ok(mut outcome) => {
            let checkout = &store.paths().checkout;
            match &outcome {
                CheckoutOutcome::Redirect(url) | CheckoutOutcome::ConfirmPayment { page: url, .. } => {
                    respond::see_other(url)
                }
                CheckoutOutcome::Review(_) if intent == Intent::Update => respond::see_other(checkout),
                CheckoutOutcome::Review(view) => {
                    let why =
                        if view.errors.iter().any(|e| e.field == crate::Field::Total) { "changed" } else { "fields" };
                    respond::see_other(&format!("{checkout}?check={why}"));
                }
            }
            if let CheckoutOutcome::Redirect(place) | CheckoutOutcome::ConfirmPayment { page: place, .. } = &mut outcome
            {
                *place = respond::local(place);
            }
            Ok(outcome)
        }
        Err(problem) => {
            respond::refuse(&problem, &store.paths().basket);
            Err(problem)
        }
    }
}

/// Saves the checkout form without validating it. The page calls this when a field loses focus, so that a
/// browser crash loses nothing.
///
/// # Errors
/// If the store is unavailable.
#[server(prefix = "/pannier", endpoint = "checkout/save")]
pub async fn save_checkout(#[server(flatten)] form: CheckoutForm) -> Result<(), Problem> {
    let (store, visitor) = respond::request().await?;
    respond::with_status(store.save_checkout(&visitor, &form).await)
}

/// Forgets the visitor's earlier orders, for a visitor who is not the one who placed them.
///
/// # Errors
/// If the store is unavailable.
#[server(prefix = "/pannier", endpoint = "checkout/clear")]
pub async fn clear_checkout() -> Result<(), Problem> {
    let (store, visitor) = respond::request().await?;
    let cleared = store.clear_checkout(&visitor).await;
    match &cleared {
        Ok(()) => respond::see_other(&store.paths().checkout),
        Err(problem) => respond::refuse(problem, &store.paths().basket),
    }
    cleared
}
