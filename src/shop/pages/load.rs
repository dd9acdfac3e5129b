//! Pages that need the database.

use std::future::Future;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::trouble::{NotFound, Trouble};
use crate::{Store, db};

/// Renders what `page` makes of the shop's data: a view, "there is no such thing" (404), or a database that does not
/// answer (503). Nothing is serialized, as nothing of it is needed in the browser.
pub fn load<V, F>(page: impl FnOnce(Store) -> F) -> impl IntoView
where
    V: IntoView + 'static,
    F: Future<Output = db::Result<Option<V>>> + Send + 'static,
{
    let page = use_context::<Store>().map(page);
    let view = Suspend::new(async move {
        let Some(page) = page else { return Trouble().into_any() };
        match page.await {
            Ok(Some(view)) => view.into_any(),
            Ok(None) => NotFound().into_any(),
            Err(error) => {
                tracing::error!(%error, "a page could not be loaded");
                Trouble().into_any()
            }
        }
    });
    view! { <Suspense>{view}</Suspense> }
}

/// The part of the address that names the good.
pub fn id() -> String {
    use_params_map().get_untracked().get("id").unwrap_or_default()
}
