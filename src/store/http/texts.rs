//! The texts for the browser, for a page that does not include them.

use axum::{
    Router,
    extract::{Path, State},
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};

use super::language::closest;
use crate::{
    language::{Language, fluent::Audience},
    store::Store,
};

/// Serves the texts of the language closest to a tag, beside the server functions, whatever the store's prefix.
pub(super) fn routes<S: Clone + Send + Sync + 'static>(store: &Store) -> Router<S> {
    Router::new().route("/pannier/messages/{language}", get(messages)).with_state(store.clone())
}

async fn messages(State(store): State<Store>, Path(tag): Path<String>) -> impl IntoResponse {
    let language = Language::from_tag(&tag).and_then(|tag| closest(store.languages(), tag));
    let language = language.unwrap_or_else(|| store.first_language());
    let texts = store.messages_for_the_browser(language, Audience::Hydrated);
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=3600")], texts)
}
