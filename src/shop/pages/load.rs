//! Loading of pages from the database.

use std::future::Future;

use leptos::prelude::*;
use leptos_meta::Meta;
use leptos_router::hooks::{use_params_map, use_query_map};
use pannier::{Listed, ManagedState, Sellable, Store, db};

use super::{
    errors::{Gone, NotFound, Unavailable},
    texts::text,
};
use crate::inert::IntoInert;

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

/// The product that a page is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    pub id: String,
    /// Whether the staff have let the visitor see it before it is published.
    preview: bool,
}

impl Asked {
    /// Returns whether the visitor may see a product in this state.
    pub fn may_see(&self, state: ManagedState) -> bool {
        self.preview || state == ManagedState::Published
    }
}

/// Renders the page of the product with the id in the URL, if the visitor [may see it](Asked::may_see). A product that was
/// removed or retired is gone (410).
pub fn load_product<T, V, F>(page: impl FnOnce(Store, Asked) -> F) -> impl IntoView
where
    T: Listed,
    V: IntoView + 'static,
    F: Future<Output = db::Result<Option<V>>> + Send + 'static,
{
    let id = use_params_map().get_untracked().get("id").filter(|id| db::is_text(id)).unwrap_or_default();
    let token = use_query_map().get_untracked().get("preview");
    render(move |store: Store| {
        let kind = <T::Sells as Sellable>::KIND;
        let preview = token.is_some_and(|token| store.is_preview(kind, &id, &token));
        let page = page(store.clone(), Asked { id: id.clone(), preview });
        async move {
            match page.await? {
                Some(page) => Ok(Ok(view! { {preview.then(|| view! { <PreviewNotice/> })} {page} })),
                None if store.is_gone(kind, &id).await? => Ok(Err(Missing::Gone)),
                None => Ok(Err(Missing::Unknown)),
            }
        }
    })
}

/// What a page says above a product that may not be published yet.
#[component]
fn PreviewNotice() -> impl IntoView {
    view! {
        <Meta name="robots" content="noindex"/>
        <p class="pn-notice pn-notice--info wrap">{text("shop-preview")}</p>
    }
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
    // Not inside a closure: Leptos runs those twice, and the view that it discards would contain what a page includes only once.
    // A page must not contain a `<Suspense>` either, which would show its fallback.
    let view = Suspend::new(async move {
        let Some(page) = page else { return Unavailable().into_inert() };
        match page.await {
            Ok(Ok(view)) => view.into_inert(),
            Ok(Err(Missing::Unknown)) => NotFound().into_inert(),
            Ok(Err(Missing::Gone)) => Gone().into_inert(),
            Err(error) => {
                error.log();
                Unavailable().into_inert()
            }
        }
    });
    view! { <Suspense>{view}</Suspense> }
}
