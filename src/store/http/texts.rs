//! The texts for the browser, for a page that does not include them.

use axum::{
    Router,
    extract::{Path, State},
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};

use crate::{language::fluent::Audience, store::Store};

/// Serves the texts of a language, by its tag, beside the server functions, whatever the store's prefix.
pub(super) fn routes<S: Clone + Send + Sync + 'static>(store: &Store) -> Router<S> {
    Router::new().route("/pannier/messages/{language}", get(messages)).with_state(store.clone())
}

async fn messages(State(store): State<Store>, Path(tag): Path<String>) -> impl IntoResponse {
    let language = store.languages().iter().find(|language| language.tag().eq_ignore_ascii_case(&tag));
    let language = language.copied().unwrap_or_else(|| store.first_language());
    let texts = store.messages_for_the_browser(language, Audience::Hydrated);
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=3600")], texts)
}
