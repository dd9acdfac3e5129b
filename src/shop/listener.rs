//! The HTTP/1.1 server, with limits on time and on the number of connections. `axum::serve` has none, and speaks
//! HTTP/2 as soon as a dependency enables it.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    serve::{Listener, ListenerExt},
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use pannier::{Setting, Settings, SettingsError};
use tokio::{net::TcpListener, sync::Semaphore};

const CONNECTIONS: &str = "PANNIER_CONNECTIONS";

pub const SETTINGS: &[Setting] =
    &[Setting { name: CONNECTIONS, default: "1024", help: "open connections at most; further ones wait" }];

/// Time to the end of a request's headers. Also the time that a connection may be idle.
const HEADERS: Duration = Duration::from_secs(10);
/// Time from the end of the headers to the start of the response, including the request's body. Calls to gateways
/// have their own, shorter limits.
const REQUEST: Duration = Duration::from_secs(30);

/// Returns the maximum number of open connections.
pub fn connections(settings: &Settings) -> Result<usize, SettingsError> {
    let number = settings.get(CONNECTIONS).unwrap_or_default();
    match number.parse() {
        Ok(connections @ 1..=Semaphore::MAX_PERMITS) => Ok(connections),
        _ => Err(SettingsError::invalid(CONNECTIONS, format!("{number:?} is not a number of connections"))),
    }
}

/// Serves until `shutdown`, and then finishes the requests in progress.
pub async fn serve(listener: TcpListener, app: Router, connections: usize, shutdown: impl Future<Output = ()>) {
    // Nagle's algorithm would hold back the second part of every streamed page for 40 ms.
    let mut listener = listener.tap_io(|socket| drop(socket.set_nodelay(true)));
    let service = TowerToHyperService::new(app.layer(middleware::from_fn(in_time)).with_state(()));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS);
    let (places, open) = (Arc::new(Semaphore::new(connections)), GracefulShutdown::new());
    tokio::pin!(shutdown);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.expect("never closed");
            (place, listener.accept().await)
        };
        let (place, (socket, _)) = tokio::select! { next = next => next, () = &mut shutdown => break };
        let connection = open.watch(http.serve_connection(TokioIo::new(socket), service.clone()));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection closed");
            }
            drop(place);
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// Answers 503 if a request takes too long.
async fn in_time(request: Request, next: Next) -> Response {
    let late = |_| {
        (StatusCode::SERVICE_UNAVAILABLE, "The shop isn't responding right now. Please try again in a moment.")
            .into_response()
    };
    tokio::time::timeout(REQUEST, next.run(request)).await.unwrap_or_else(late)
}
