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
/// Bytes of a response that the operating system holds before it sends them. By default it takes megabytes of what a client
/// asks for and never reads: hundreds of such clients at once would keep the shop busy, and every shopper waiting.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 128 * 1024;
/// Bytes of the headers of a request at most. Also those of a response that are kept for when the client takes more.
const BUFFER: usize = 64 * 1024;
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
    // The sockets of connections inherit it.
    #[cfg(target_os = "linux")]
    socket2::SockRef::from(&socket).set_tcp_notsent_lowat(UNSENT)?;
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
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS).half_close(true).max_buf_size(BUFFER);
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

/// Passes a request on when it has [arrived](bodies::arrived), or at once if it is an upload, whose client is asked for
/// first who they are. Answers 503 if a request takes longer than `limit`, or an upload longer than its own.
async fn in_time(State((limit, is_upload)): State<(Duration, IsUpload)>, request: Request, next: Next) -> Response {
    let is_upload = is_upload(request.uri().path());
    let limit = if is_upload { UPLOAD } else { limit };
    let respond = async {
        match is_upload {
            true => next.run(request).await,
            false => match bodies::arrived(request).await {
                Ok(request) => next.run(request).await,
                Err(_) => StatusCode::BAD_REQUEST.into_response(),
            },
        }
    };
    let late = |_| {
        (StatusCode::SERVICE_UNAVAILABLE, "The shop isn't responding right now. Please try again in a moment.")
            .into_response()
    };
    tokio::time::timeout(limit, respond).await.unwrap_or_else(late)
}

#[cfg(test)]
mod tests {
    use std::{
        convert::Infallible,
        future::pending,
        net::SocketAddr,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use axum::{
        body::{Body, Bytes},
        routing::{get, post},
    };
    use futures_util::stream;
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
        let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
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
    async fn a_client_that_reads_nothing_costs_little() {
        let made = Arc::new(AtomicUsize::new(0));
        let endless = {
            let made = Arc::clone(&made);
            move || {
                let made = Arc::clone(&made);
                let parts = stream::repeat_with(move || {
                    made.fetch_add(16 * 1024, Ordering::Relaxed);
                    Ok::<_, Infallible>(Bytes::from_static(&[0; 16 * 1024]))
                });
                async { Body::from_stream(parts) }
            }
        };
        let address = open(Router::new().route("/", get(endless))).await;
        let client = send(address, GET).await;
        let mut before = 0;
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            match made.load(Ordering::Relaxed) {
                now if now == before && now > 0 => break,
                now => before = now,
            }
        }
        assert!(before <= 1024 * 1024, "{before} bytes for a client that has read none");
        drop(client);
    }

    #[tokio::test]
    async fn a_form_reaches_the_app_when_all_of_it_has_arrived() {
        let app = Router::new().route("/", post(|| async { "here" })).route("/upload", post(|| async { "here" }));
        let half = |path| format!("POST {path} HTTP/1.1\r\nHost: shop\r\nContent-Length: 8\r\n\r\nhalf");
        let mut client = send(open(app.clone()).await, half("/").as_bytes()).await;
        assert!(timeout(Duration::from_millis(100), client.read(&mut [0])).await.is_err(), "half of it");
        client.write_all(b"half").await.unwrap();
        reads(&mut client, "here").await;
        let mut upload = send(open(app).await, half("/upload").as_bytes()).await;
        reads(&mut upload, "here").await;
    }

    async fn length(body: Bytes) -> String {
        format!("{} bytes, the last is {}", body.len(), body[body.len() - 1])
    }

    #[tokio::test]
    async fn a_long_body_reaches_the_app_as_it_is_sent() {
        let app = Router::new().route("/", post(|| async { "here" })).route("/length", post(length));
        let head = |path| format!("POST {path} HTTP/1.1\r\nHost: shop\r\nContent-Length: 100001\r\n\r\n");
        let refused = head("/").replace("100001", "2097152");
        reads(&mut send(open(app.clone()).await, refused.as_bytes()).await, "here").await;
        let begin = |path| [head(path).as_bytes(), &[1; 100_000]].concat();
        let mut client = send(open(app.clone()).await, &begin("/")).await;
        reads(&mut client, "here").await;
        let mut client = send(open(app.clone()).await, &begin("/length")).await;
        client.write_all(&[7]).await.unwrap();
        reads(&mut client, "100001 bytes, the last is 7").await;
        let chunked = "POST /length HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n1\r\n\u{7}\r\n0\r\n\r\n";
        let mut client = send(open(app).await, chunked.as_bytes()).await;
        reads(&mut client, "5 bytes, the last is 7").await;
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
