//! Pages that ask the server for something.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::trouble::{NotFound, Trouble};

/// What the server answers to a page's question.
pub type Answer<T> = Result<Option<T>, ServerFnError>;

/// Shows the answer, or that there is none. The page before stays until it is there.
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

/// A part of the page's address.
pub fn param(name: &'static str) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || params.read().get(name).unwrap_or_default()
}
