//! The HTTP/1.1 server, with limits on time and on the number of connections. `axum::serve` has none, and speaks
//! HTTP/2 as soon as a dependency enables it.

mod bodies;
mod connections;
mod socket;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    BoxError, Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    serve::{Listener, ListenerExt},
};
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::{Service as _, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use pannier::{Setting, Settings, SettingsError};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::Semaphore,
};

use self::{
    bodies::{Received, Sent},
    connections::{Connection, Connections},
    socket::Socket,
};

const CONNECTIONS: &str = "PANNIER_CONNECTIONS";

pub const SETTINGS: &[Setting] =
    &[Setting::new(CONNECTIONS, "open connections at most; slow and idle ones are closed for further ones")
        .default_value("4096")];

/// Connections that wait to be accepted. Of a larger burst, the operating system drops some, whose clients try again a
/// second later.
const QUEUE: u32 = 4096;
/// Time to the end of a request's headers. Also the time that a connection may be idle.
const HEADERS: Duration = Duration::from_secs(10);
/// Time from the end of the headers to the start of the response, including the request's body. Calls to gateways
/// have their own, shorter limits.
const REQUEST: Duration = Duration::from_secs(30);
/// The same for an upload, which only the staff can send: a film over a slow line.
const UPLOAD: Duration = Duration::from_secs(6 * 60 * 60);
/// Time in which a client takes a part of the response, however small.
const PROGRESS: Duration = Duration::from_secs(30);
/// Time to the end of a request's headers, and again to the end of its body, while more than half of the connections
/// are in use. Also the time by which the client may lag behind the slowest transfer of a response.
const SCARCE: Duration = Duration::from_secs(2);

/// Returns whether a path is one that takes uploads.
pub type IsUpload = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// Returns the maximum number of open connections.
pub fn connections(settings: &Settings) -> Result<usize, SettingsError> {
    let number = settings.get(CONNECTIONS).unwrap_or_default();
    match number.parse() {
        Ok(connections @ 1..=Semaphore::MAX_PERMITS) => Ok(connections),
        _ => Err(SettingsError::invalid(CONNECTIONS, format!("{number:?} is not a number of connections"))),
    }
}

/// Listens at an address.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}

/// Serves until `shutdown`, and then finishes the requests in progress.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    connections: usize,
    is_upload: IsUpload,
    shutdown: impl Future<Output = ()>,
) {
    // Nagle's algorithm would hold back the second part of every streamed page for 40 ms.
    let mut listener = listener.tap_io(|socket| drop(socket.set_nodelay(true)));
    let app: Router = app.layer(middleware::from_fn_with_state((REQUEST, is_upload), in_time)).with_state(());
    let app = TowerToHyperService::new(app);
    let mut http = http1::Builder::new();
    // A client that has sent its request may close its half of the connection, and still gets the response.
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS).half_close(true);
    let (connections, open) = (Connections::new(connections, SCARCE), GracefulShutdown::new());
    tokio::pin!(shutdown);
    loop {
        let next = async {
            let (socket, _) = listener.accept().await;
            (socket, connections.open().await)
        };
        let (socket, connection) = tokio::select! { next = next => next, () = &mut shutdown => break };
        let socket = TokioIo::new(Socket::new(socket, Arc::clone(&connection), PROGRESS));
        let service = {
            let (app, connection) = (app.clone(), Arc::clone(&connection));
            service_fn(move |request| respond(app.clone(), Arc::clone(&connection), request))
        };
        let served = open.watch(http.serve_connection(socket, service));
        tokio::spawn(async move {
            tokio::select! {
                // Asked first: a connection that is closed reads nothing more.
                biased;
                () = connection.closed() => {}
                served = served => {
                    if let Err(error) = served {
                        tracing::debug!(%error, "connection closed");
                    }
                }
            }
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// Has the app respond to a request, and tells the connection how far it is.
async fn respond(
    app: TowerToHyperService<Router>,
    connection: Arc<Connection>,
    request: Request<Incoming>,
) -> Result<Response<Sent>, BoxError> {
    match request.body().is_end_stream() {
        true => connection.answers()?,
        false => connection.receives()?,
    }
    let Ok(response) = app.call(request.map(|body| Received::new(body, Arc::clone(&connection)))).await;
    connection.answers()?;
    Ok(response.map(|body| Sent::new(body, connection)))
}

/// Answers 503 if a request takes longer than `limit`, or an upload longer than its own.
async fn in_time(State((limit, is_upload)): State<(Duration, IsUpload)>, request: Request, next: Next) -> Response {
    let limit = if is_upload(request.uri().path()) { UPLOAD } else { limit };
    let late = |_| {
        (StatusCode::SERVICE_UNAVAILABLE, "The shop isn't responding right now. Please try again in a moment.")
            .into_response()
    };
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(late)
}

#[cfg(test)]
mod tests {
    use std::{future::pending, net::SocketAddr};

    use axum::{
        body::{Body, Bytes},
        routing::get,
    };
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        sync::Notify,
        time::timeout,
    };
    use tower::ServiceExt as _;

    use super::*;

    const SOON: Duration = Duration::from_secs(8);
    const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: shop\r\n\r\n";

    /// Serves an app to a single connection at a time.
    async fn open(app: Router) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, app, 1, Arc::new(|path| path == "/upload"), pending()));
        address
    }

    async fn send(address: SocketAddr, bytes: &[u8]) -> TcpStream {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(bytes).await.unwrap();
        client
    }

    /// Reads until the answer ends like this.
    async fn reads(client: &mut TcpStream, end: &str) {
        let mut answer = Vec::new();
        while !answer.ends_with(end.as_bytes()) {
            let read = timeout(SOON, client.read_buf(&mut answer)).await.expect("an answer").unwrap();
            assert_ne!(read, 0, "closed after {answer:?}");
        }
    }

    async fn is_closed(mut client: TcpStream) {
        let read = timeout(SOON, client.read(&mut [0])).await.expect("the connection is closed");
        assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
    }

    #[tokio::test]
    async fn a_request_that_takes_too_long_is_answered_with_503() {
        let is_upload: IsUpload = Arc::new(|path| path == "/upload");
        let app: Router = Router::new()
            .route("/slow", get(pending::<()>))
            .route("/upload", get(|| tokio::time::sleep(Duration::from_millis(60))))
            .route("/", get(|| async { "here" }))
            .layer(middleware::from_fn_with_state((Duration::from_millis(20), is_upload), in_time));
        let all = [("/slow", StatusCode::SERVICE_UNAVAILABLE), ("/upload", StatusCode::OK), ("/", StatusCode::OK)];
        for (path, status) in all {
            let Ok(response) = app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await;
            assert_eq!(response.status(), status, "{path}");
        }
    }

    #[tokio::test]
    async fn a_connection_that_is_slow_or_idle_makes_room() {
        let app = Router::new().route("/", get(|| async { "here" }).post(|_: Bytes| async {}));
        let address = open(app).await;
        let post = b"POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 9\r\n\r\nhalf";
        for slow in [&post[..], b"GET / HTTP/1.1\r\nHost: ", b""] {
            let slow = send(address, slow).await;
            let mut client = send(address, GET).await;
            reads(&mut client, "here").await;
            is_closed(slow).await;
            let mut next = send(address, GET).await;
            reads(&mut next, "here").await;
            is_closed(client).await;
        }
    }

    #[tokio::test]
    async fn a_client_that_takes_no_answer_makes_room() {
        let large = || async { Bytes::from(vec![0; 64 * 1024 * 1024]) };
        let app = Router::new().route("/", get(|| async { "here" })).route("/large", get(large));
        let address = open(app).await;
        let slow = send(address, b"GET /large HTTP/1.1\r\nHost: shop\r\n\r\n").await;
        let mut client = send(address, GET).await;
        reads(&mut client, "here").await;
        drop(slow);
    }

    #[tokio::test]
    async fn a_connection_that_is_answered_is_not_closed_for_another() {
        let (called, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let answer = {
            let (called, release) = (Arc::clone(&called), Arc::clone(&release));
            async move |body: Bytes| {
                called.notify_one();
                release.notified().await;
                body
            }
        };
        let address = open(Router::new().route("/", get(|| async { "here" }).post(answer))).await;
        let mut first = send(address, b"POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nwhole").await;
        timeout(SOON, called.notified()).await.unwrap();
        let mut second = send(address, GET).await;
        assert!(timeout(Duration::from_millis(100), second.read(&mut [0])).await.is_err(), "there is no place");
        release.notify_one();
        reads(&mut first, "whole").await;
        reads(&mut second, "here").await;
        is_closed(first).await;
    }
}
