//! Server functions of the basket.

use leptos::prelude::*;

use crate::{BasketSummary, BasketView, Problem, RemovedLine};

#[cfg(feature = "ssr")]
use super::respond;

/// Returns the visitor's basket. Creates nothing.
///
/// ```
/// use leptos::prelude::*;
/// use pannier::api::get_basket;
///
/// #[component]
/// fn Pieces() -> impl IntoView {
///     let basket = Resource::new(|| (), |()| get_basket());
///     view! { <Suspense>{move || Suspend::new(async move { basket.await.map(|basket| basket.count).ok() })}</Suspense> }
/// }
/// ```
///
/// # Errors
/// If the store is unavailable.
#[server(prefix = "/pannier", endpoint = "basket")]
pub async fn get_basket() -> Result<BasketView, Problem> {
    respond::shows(respond::Page::Basket);
    let (store, visitor) = respond::request().await?;
    respond::private();
    let basket = respond::with_status(store.basket(&visitor).await)?;
    respond::shows_pictures(&basket.lines);
    Ok(basket)
}

/// Returns the item count and total of the visitor's basket. Creates nothing.
///
/// # Errors
/// If the store is unavailable.
#[server(prefix = "/pannier", endpoint = "basket/summary")]
pub async fn get_basket_summary() -> Result<BasketSummary, Problem> {
    let (store, visitor) = respond::request().await?;
    respond::private();
    Ok(respond::with_status(store.basket(&visitor).await)?.summary(&store.texts_for(&visitor)))
}

/// Returns what is needed to undo the removal of a line, if it can be undone.
///
/// # Errors
/// If the store is unavailable.
#[server(prefix = "/pannier", endpoint = "basket/removed")]
pub async fn get_removed_line(kind: String, id: String, quantity: u32) -> Result<Option<RemovedLine>, Problem> {
    let (store, visitor) = respond::request().await?;
    respond::with_status(store.removed_line(&visitor, &kind, &id, quantity).await)
}

/// Adds an item to the visitor's basket, which is created on first use. `visit` is a random id (32 hexadecimal
/// digits) that a browser without a session generates: first requests with the same id within 30 seconds share
/// one basket.
///
/// # Errors
/// If the item does not exist, the stock is insufficient, or the basket is full or read-only. The basket is then
/// unchanged.
#[server(name = AddToBasketForm, prefix = "/pannier", endpoint = "basket/add")]
pub async fn add_to_basket(
    #[server(default)] kind: String,
    #[server(default)] id: String,
    #[server(default)] quantity: String,
    #[server(default)] visit: String,
) -> Result<BasketSummary, Problem> {
    let (store, visitor) = respond::request().await?;
    let (visitor, basket) = (visitor.with_visit(&visit), store.paths().basket.clone());
    let added = async {
        let quantity = if quantity.trim().is_empty() { 1 } else { parse_quantity(&quantity)? };
        store.add_to_basket(&visitor, &kind, &id, quantity).await
    };
    match added.await {
        Ok(()) => respond::see_other(&format!("{basket}?added={}/{}", respond::encode(&kind), respond::encode(&id))),
        Err(problem) => {
            respond::refuse(&problem, &basket);
            return Err(problem);
        }
    }
    Ok(answer(&store, &visitor).await?.summary(&store.texts_for(&visitor)))
}

/// Sets the quantity of an item in the basket; 0 removes it.
///
/// # Errors
/// As for [`add_to_basket`], and if the item is not in the basket.
#[server(prefix = "/pannier", endpoint = "basket/quantity")]
pub async fn set_quantity(
    #[server(default)] kind: String,
    #[server(default)] id: String,
    #[server(default)] quantity: String,
) -> Result<BasketView, Problem> {
    let (store, visitor) = respond::request().await?;
    let basket = store.paths().basket.clone();
    let set = async { store.set_quantity(&visitor, &kind, &id, parse_quantity(&quantity)?).await };
    match set.await {
        Ok(()) => respond::see_other(&basket),
        Err(problem) => {
            respond::refuse(&problem, &basket);
            return Err(problem);
        }
    }
    answer(&store, &visitor).await
}

/// Removes an item from the basket. Idempotent: succeeds if the item was already removed.
///
/// # Errors
/// If the basket is read-only.
#[server(prefix = "/pannier", endpoint = "basket/remove")]
pub async fn remove_from_basket(
    #[server(default)] kind: String,
    #[server(default)] id: String,
) -> Result<BasketView, Problem> {
    let (store, visitor) = respond::request().await?;
    let basket = store.paths().basket.clone();
    match store.remove_from_basket(&visitor, &kind, &id).await {
        Ok(Some(removed)) => {
            let (kind, id) = (respond::encode(&removed.kind), respond::encode(&removed.id));
            respond::see_other(&format!("{basket}?removed={kind}/{id}&quantity={}", removed.quantity));
        }
        Ok(None) => respond::see_other(&basket),
        Err(problem) => {
            respond::refuse(&problem, &basket);
            return Err(problem);
        }
    }
    answer(&store, &visitor).await
}

/// Applies a code to the basket, instead of the one that it has; an empty one removes that.
///
/// # Errors
/// If the code cannot be used, too many were wrong, or the basket is read-only. The basket then keeps the code that it has.
#[server(prefix = "/pannier", endpoint = "basket/code")]
pub async fn apply_code(#[server(default)] code: String) -> Result<BasketView, Problem> {
    let (store, visitor) = respond::request().await?;
    let basket = store.paths().basket.clone();
    match store.apply_code(&visitor, &code).await {
        Ok(()) => respond::see_other(&basket),
        Err(problem) => {
            respond::refuse(&problem, &basket);
            return Err(problem);
        }
    }
    answer(&store, &visitor).await
}

#[cfg(feature = "ssr")]
fn parse_quantity(text: &str) -> Result<u32, Problem> {
    let quantity: u32 = text.trim().parse().map_err(|_| Problem::BadQuantity)?;
    if quantity > 999 { Err(Problem::TooMany(999)) } else { Ok(quantity) }
}

/// Returns the basket for a WASM caller. A browser that is redirected does not need it.
#[cfg(feature = "ssr")]
async fn answer(store: &crate::Store, visitor: &crate::store::visitor::Visitor) -> Result<BasketView, Problem> {
    if respond::is_form() { Ok(BasketView::default()) } else { respond::with_status(store.basket(visitor).await) }
}
