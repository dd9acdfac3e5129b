//! The limit on what costs much: exports and packing slips are made for a few at a time, so that the shop stays fast meanwhile.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt as _;
use tokio::{sync::Semaphore, time::timeout};

use super::here::Failure;

/// How many costly responses of an admin are made at once.
const AT_ONCE: usize = 4;
/// How long a request waits for those before it.
const PATIENCE: Duration = Duration::from_secs(5);

/// The limit of an admin.
#[derive(Clone, Debug)]
pub(super) struct Costly {
    permits: Arc<Semaphore>,
    patience: Duration,
}

impl Default for Costly {
    fn default() -> Costly {
        Costly { permits: Arc::new(Semaphore::new(AT_ONCE)), patience: PATIENCE }
    }
}

/// Middleware around a costly route: it counts until its whole response is sent, or the client is gone. A request
/// that waits too long gets a page that says so.
pub(super) async fn limit(State(costly): State<Costly>, request: Request, next: Next) -> Response {
    let Ok(Ok(permit)) = timeout(costly.patience, costly.permits.acquire_owned()).await else {
        return Failure::Busy.into_response();
    };
    next.run(request).await.map(|body| {
        Body::from_stream(body.into_data_stream().inspect(move |_| {
            let _until_it_is_sent = &permit;
        }))
    })
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::to_bytes,
        http::{Request, StatusCode},
        middleware::from_fn_with_state,
        routing::get,
    };
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn what_costs_much_waits_until_another_is_sent() {
        let costly = Costly { permits: Arc::new(Semaphore::new(1)), patience: Duration::ZERO };
        let export = get(|| async { "order,total" }).layer(from_fn_with_state(costly, limit));
        let app = Router::new().route("/orders.csv", export);
        let ask = async || app.clone().oneshot(Request::get("/orders.csv").body(Body::empty()).unwrap()).await.unwrap();
        let first = ask().await;
        let second = ask().await;
        assert_eq!(second.extensions().get::<Failure>(), Some(&Failure::Busy));
        assert_eq!((first.status(), second.status()), (StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE));
        assert_eq!(to_bytes(first.into_body(), usize::MAX).await.unwrap(), "order,total");
        assert_eq!(ask().await.status(), StatusCode::OK);
        // The response before was never read.
        assert_eq!(ask().await.status(), StatusCode::OK);
    }
}
