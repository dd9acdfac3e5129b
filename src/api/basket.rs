//! Changing the basket.

use leptos::prelude::*;

use crate::{BasketSummary, BasketView, Problem, Removed};

#[cfg(feature = "ssr")]
use super::respond;

/// The visitor's basket. Creates nothing.
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
/// When the store cannot answer.
#[server(prefix = "/pannier", endpoint = "basket")]
pub async fn get_basket() -> Result<BasketView, Problem> {
    let (store, visitor) = respond::request().await?;
    respond::private();
    store.basket(&visitor).await
}

/// The sums of the visitor's basket. Creates nothing.
///
/// ```
/// use pannier::{Problem, api::get_basket_summary};
///
/// async fn total() -> Result<String, Problem> {
///     Ok(get_basket_summary().await?.total.unwrap_or_default())
/// }
/// ```
///
/// # Errors
/// When the store cannot answer.
#[server(prefix = "/pannier", endpoint = "basket/summary")]
pub async fn get_basket_summary() -> Result<BasketSummary, Problem> {
    let (store, visitor) = respond::request().await?;
    respond::private();
    Ok(store.basket(&visitor).await?.summary(&store.texts_for(&visitor)))
}

/// What a line that was removed takes to be put back, if it can be.
///
/// ```
/// use pannier::{Problem, api::get_removed};
///
/// async fn undo() -> Result<Option<String>, Problem> {
///     let line = get_removed("poster".into(), "dunes".into(), 2).await?;
///     Ok(line.map(|line| format!("{} was removed.", line.title)))
/// }
/// ```
///
/// # Errors
/// When the store cannot answer.
#[server(prefix = "/pannier", endpoint = "basket/removed")]
pub async fn get_removed(kind: String, id: String, quantity: u32) -> Result<Option<Removed>, Problem> {
    let (store, visitor) = respond::request().await?;
    Ok(store.removed(&visitor, &kind, &id, quantity).await)
}

/// Adds pieces of an item to the visitor's basket, which is created the first time. `visit` is a random word that a browser
/// without a session makes up: two first requests at once with the same word make one basket.
///
/// ```
/// use pannier::{Problem, api::add_to_basket};
///
/// async fn take_two(visit: String) -> Result<u32, Problem> {
///     let basket = add_to_basket("poster".into(), "dunes".into(), "2".into(), visit).await?;
///     Ok(basket.count)
/// }
/// ```
///
/// # Errors
/// When there is no such item, not enough of it, or the basket cannot change now. Then nothing has changed.
#[server(name = AddToBasketForm, prefix = "/pannier", endpoint = "basket/add")]
pub async fn add_to_basket(
    #[server(default)] kind: String,
    #[server(default)] id: String,
    #[server(default)] quantity: String,
    #[server(default)] visit: String,
) -> Result<BasketSummary, Problem> {
    let (store, visitor) = respond::request().await?;
    let basket = store.paths().basket.clone();
    let added = async {
        let quantity = if quantity.trim().is_empty() { 1 } else { parse_quantity(&quantity)? };
        store.add(&visitor, &kind, &id, quantity, Some(&visit)).await
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

/// Sets how many pieces of an item the basket has; 0 takes it out.
///
/// ```
/// use pannier::{Problem, api::set_quantity};
///
/// async fn just_one() -> Result<u32, Problem> {
///     Ok(set_quantity("poster".into(), "dunes".into(), "1".into()).await?.count)
/// }
/// ```
///
/// # Errors
/// As [`add_to_basket`]; and when the item is not in the basket.
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

/// Takes an item out of the basket. One that is gone already is a success.
///
/// ```
/// use pannier::{Problem, api::remove_from_basket};
///
/// async fn without_the_dunes() -> Result<u32, Problem> {
///     Ok(remove_from_basket("poster".into(), "dunes".into()).await?.count)
/// }
/// ```
///
/// # Errors
/// When the basket cannot change now.
#[server(prefix = "/pannier", endpoint = "basket/remove")]
pub async fn remove_from_basket(
    #[server(default)] kind: String,
    #[server(default)] id: String,
) -> Result<BasketView, Problem> {
    let (store, visitor) = respond::request().await?;
    let basket = store.paths().basket.clone();
    match store.remove(&visitor, &kind, &id).await {
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

#[cfg(feature = "ssr")]
fn parse_quantity(text: &str) -> Result<u32, Problem> {
    let quantity: u32 = text.trim().parse().map_err(|_| Problem::BadQuantity)?;
    if quantity > 999 { Err(Problem::TooMany(999)) } else { Ok(quantity) }
}

/// The basket for WASM; a browser that is redirected does not need it.
#[cfg(feature = "ssr")]
async fn answer(store: &crate::Store, visitor: &crate::store::visitor::Visitor) -> Result<BasketView, Problem> {
    if respond::is_form() { Ok(BasketView::default()) } else { store.basket(visitor).await }
}
