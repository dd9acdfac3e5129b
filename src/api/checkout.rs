//! Submitting the checkout.

use leptos::prelude::*;

use crate::{CheckoutForm, CheckoutOutcome, CheckoutView, Intent, Problem};

#[cfg(feature = "ssr")]
use super::respond;

/// The checkout of the visitor's basket. With `check`, what stands in the way of paying is pointed out.
///
/// ```
/// use pannier::{Problem, api::get_checkout};
///
/// async fn total() -> Result<String, Problem> {
///     Ok(get_checkout(false).await?.totals.total.to_string())
/// }
/// ```
///
/// # Errors
/// When there is nothing to pay for, or an order waits for its payment; a page is redirected to the basket then.
#[server(prefix = "/pannier", endpoint = "checkout/view")]
pub async fn get_checkout(#[server(default)] check: bool) -> Result<CheckoutView, Problem> {
    let (store, visitor) = respond::request().await?;
    respond::private();
    let checkout = store.checkout(&visitor, check).await;
    if let Err(problem) = &checkout {
        respond::refuse(problem, &store.paths().basket);
    }
    checkout
}

/// Submits the checkout form: to see it for another country or way to ship ([`Intent::Update`]), or to pay.
///
/// ```
/// use pannier::{CheckoutOutcome, Intent, Problem, api::{get_checkout, submit_checkout}};
///
/// async fn to_switzerland() -> Result<CheckoutOutcome, Problem> {
///     let mut form = get_checkout(false).await?.form;
///     form.country = "CH".into();
///     submit_checkout(form, Intent::Update).await
/// }
/// ```
///
/// # Errors
/// When there is nothing to pay for or the order was placed already. What was typed is kept.
#[server(prefix = "/pannier", endpoint = "checkout")]
pub async fn submit_checkout(
    #[server(flatten)] form: CheckoutForm,
    #[server(default)] intent: Intent,
) -> Result<CheckoutOutcome, Problem> {
    let (store, visitor) = respond::request().await?;
    match store.submit(&visitor, form, intent).await {
        Ok(mut outcome) => {
            let checkout = &store.paths().checkout;
            match &outcome {
                CheckoutOutcome::Go(url) | CheckoutOutcome::Confirm { page: url, .. } => respond::see_other(url),
                CheckoutOutcome::Review(_) if intent == Intent::Update => respond::see_other(checkout),
                CheckoutOutcome::Review(view) => {
                    let why =
                        if view.errors.iter().any(|e| e.field == crate::Field::Total) { "changed" } else { "fields" };
                    respond::see_other(&format!("{checkout}?check={why}"));
                }
            }
            if let CheckoutOutcome::Go(place) | CheckoutOutcome::Confirm { page: place, .. } = &mut outcome {
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

/// Keeps what is in the checkout form so far. The page sends it when a field is left, so that a browser that dies loses nothing.
///
/// ```
/// use pannier::{CheckoutForm, Problem, api::keep_checkout};
///
/// async fn typed(email: String) -> Result<(), Problem> {
///     keep_checkout(CheckoutForm { email, ..CheckoutForm::default() }).await
/// }
/// ```
///
/// # Errors
/// When the store cannot answer.
#[server(prefix = "/pannier", endpoint = "checkout/keep")]
pub async fn keep_checkout(#[server(flatten)] form: CheckoutForm) -> Result<(), Problem> {
    let (store, visitor) = respond::request().await?;
    store.keep(&visitor, &form).await
}
