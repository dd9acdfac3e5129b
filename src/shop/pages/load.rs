//! Loading of pages from the database.

use std::future::Future;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use pannier::{Listed, Sellable, Store, db};

use super::errors::{Gone, NotFound, Unavailable};

/// Renders a page from the shop's data: a view, `None` for an unknown page (404), or a database error
/// (503). Nothing is serialized, since the browser needs no data.
pub fn load<V, F>(page: impl FnOnce(Store) -> F) -> impl IntoView
where
    V: IntoView + 'static,
    F: Future<Output = db::Result<Option<V>>> + Send + 'static,
{
    render(move |store| {
        let page = page(store);
        async move { Ok(page.await?.ok_or(Missing::Unknown)) }
    })
}

/// Renders the page of the product with the id in the URL. A product that was removed is gone (410).
pub fn load_product<T, V, F>(page: impl FnOnce(Store, String) -> F) -> impl IntoView
where
    T: Listed,
    V: IntoView + 'static,
    F: Future<Output = db::Result<Option<V>>> + Send + 'static,
{
    // PostgreSQL accepts no NUL in a text, and no id contains one.
    let id = use_params_map().get_untracked().get("id").filter(|id| !id.contains('\0')).unwrap_or_default();
    render(move |store: Store| {
        let page = page(store.clone(), id.clone());
        async move {
            match page.await? {
                Some(view) => Ok(Ok(view)),
                None if store.is_gone(<T::Sells as Sellable>::KIND, &id).await? => Ok(Err(Missing::Gone)),
                None => Ok(Err(Missing::Unknown)),
            }
        }
    })
}

/// Why there is no page.
enum Missing {
    Unknown,
    Gone,
}

fn render<V, F>(page: impl FnOnce(Store) -> F) -> impl IntoView
where
    V: IntoView + 'static,
    F: Future<Output = db::Result<Result<V, Missing>>> + Send + 'static,
{
    let page = use_context::<Store>().map(page);
    let view = Suspend::new(async move {
        let Some(page) = page else { return Unavailable().into_any() };
        match page.await {
            Ok(Ok(view)) => view.into_any(),
            Ok(Err(Missing::Unknown)) => NotFound().into_any(),
            Ok(Err(Missing::Gone)) => Gone().into_any(),
            Err(error) => {
                error.log();
                Unavailable().into_any()
            }
        }
    });
    view! { <Suspense>{view}</Suspense> }
}
