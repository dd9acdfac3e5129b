//! Handlers of one type.

use std::{pin::Pin, sync::Arc};

use axum::{extract::Request, handler::Handler, response::Response};

use crate::Store;

pub(super) type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A function that handles requests, without its own type.
///
/// The router wraps each type of handler in a dozen of its own. For the hundred functions of the admin, these took an eighth of the
/// time in which the whole library compiles.
#[derive(Clone)]
pub(super) struct AnyHandler(Arc<dyn Fn(Request, Store) -> Answering + Send + Sync>);

impl AnyHandler {
    pub fn new<T>(handler: impl Handler<T, Store, Future = Answering>) -> AnyHandler {
        AnyHandler(Arc::new(move |request, store| handler.clone().call(request, store)))
    }
}

impl Handler<(), Store> for AnyHandler {
    type Future = Answering;

    fn call(self, request: Request, store: Store) -> Answering {
        (self.0)(request, store)
    }
}
