//! Pages that load data from the server.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::trouble::{NotFound, Trouble};

/// The response of a page's server function.
pub type Answer<T> = Result<Option<T>, ServerFnError>;

/// Shows the response, or an error page. The previous page stays until the response is there.
pub fn shown<T, V>(answer: Resource<Answer<T>>, page: impl Fn(T) -> V + Copy + Send + Sync + 'static) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let view = move || {
        Suspend::new(async move {
            match answer.await {
                Ok(Some(answer)) => page(answer).into_any(),
                Ok(None) => NotFound().into_any(),
                Err(_) => Trouble().into_any(),
            }
        })
    };
    view! { <Transition>{view}</Transition> }
}

/// A parameter of the page's path.
pub fn param(name: &'static str) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || params.read().get(name).unwrap_or_default()
}

/// A parameter of the page's query.
pub fn query(name: &'static str) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let query = use_query_map();
    move || query.read().get(name).unwrap_or_default()
}
