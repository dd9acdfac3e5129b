//! Requests to the storage, by the HTTP client that the store has anyway.

use std::{
    convert::Infallible,
    iter,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::body::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderValue, Method, Request, Response, header::CONTENT_LENGTH, request};
use http_body::Frame;
use http_body_util::{BodyDataStream, StreamBody};
use opendal_core::{Buffer, Error, ErrorKind, HttpBody, HttpTransport};
use reqwest::{Body, Client, redirect::Policy};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio::time::{sleep, timeout};

use super::reason::{Refused, chain};
use crate::store::http::client::{body, is_loopback};

/// Timeout of a connection.
const CONNECTED: Duration = Duration::from_secs(5);
/// How long an unused connection is kept. Storages close it some seconds later, and a request that crosses that fails.
const IDLE: Duration = Duration::from_secs(5);
/// How long nothing may move. A large file may take hours, as long as it does.
const SILENCE: Duration = Duration::from_secs(60);
/// Pause before a request is sent again.
const PAUSE: Duration = Duration::from_secs(1);
/// Size of what is handed to the connection at a time, in bytes.
const PIECE: usize = 64 * 1024;
/// Maximum size of an answer that says what is wrong, in bytes.
const EXPLANATION: usize = 64 * 1024;

#[derive(Debug)]
pub(super) struct Transport {
    http: Client,
    silence: Duration,
    pause: Duration,
}

impl Transport {
    pub(super) fn to(endpoint: &str) -> Transport {
        let client = Client::builder().connect_timeout(CONNECTED).pool_idle_timeout(IDLE).user_agent("pannier");
        // A redirected request would have the wrong signature. S3 redirects to the bucket's region, which the error says.
        let client = client.redirect(Policy::none());
        let client = match endpoint.parse() {
            Ok(url) if is_loopback(&url) => client.no_proxy(),
            _ => client,
        };
        let client = match endpoint.starts_with("https:").then(trusted).flatten() {
            Some(tls) => client.use_preconfigured_tls(tls),
            None => client,
        };
        Transport { http: client.build().expect("the roots of trust have been read"), silence: SILENCE, pause: PAUSE }
    }

    /// Sends a request once. An error is temporary if the request may succeed a moment later.
    async fn ask(&self, head: request::Parts, content: Buffer) -> Result<Response<HttpBody>, Error> {
        let is_head = head.method == Method::HEAD;
        let answer = self.answer(head, content).await?;
        if !answer.status().is_success() {
            return Err(self.refused(answer).await);
        }
        let length = answer.content_length().filter(|_| !is_head);
        let (head, content) = Response::<Body>::from(answer).into_parts();
        let silence = self.silence;
        let content = stream::unfold(BodyDataStream::new(content), move |mut content| async move {
            let piece = match timeout(silence, content.next()).await {
                Ok(piece) => piece?.map(Buffer::from).map_err(broken),
                Err(_) => Err(stalled(silence)),
            };
            Some((piece, content))
        });
        Ok(Response::from_parts(head, HttpBody::new(Box::pin(content), length)))
    }

    async fn answer(&self, mut head: request::Parts, content: Buffer) -> Result<reqwest::Response, Error> {
        if matches!(head.method, Method::POST | Method::PUT) && !head.headers.contains_key(CONTENT_LENGTH) {
            head.headers.insert(CONTENT_LENGTH, HeaderValue::from(content.len()));
        }
        let sent = Arc::new(AtomicU64::new(0));
        let request = Request::from_parts(head, pieces(content, sent.clone()));
        let request = request.try_into().map_err(broken)?;
        let mut answer = pin!(self.http.execute(request));
        loop {
            let before = sent.load(Ordering::Relaxed);
            match timeout(self.silence, &mut answer).await {
                Ok(Err(error)) if error.is_connect() => return Err(broken(error).set_permanent()),
                Ok(answer) => return answer.map_err(broken),
                Err(_) if sent.load(Ordering::Relaxed) > before => {}
                Err(_) => return Err(stalled(self.silence)),
            }
        }
    }

    async fn refused(&self, answer: reqwest::Response) -> Error {
        let status = answer.status().as_u16();
        let region = answer.headers().get("x-amz-bucket-region").and_then(|region| region.to_str().ok());
        let region = region.map(str::to_owned);
        let explanation = timeout(self.silence, body(answer, EXPLANATION)).await;
        let code = explanation.ok().and_then(Result::ok).and_then(|explanation| code(&explanation));
        let passing = matches!(status, 500 | 502..=504);
        refusal(Refused { status, code, region }).with_temporary(passing)
    }
}

impl HttpTransport for Transport {
    /// Sends a request once more if the storage fails, as S3 does now and then, and expects. Not one that starts or completes
    /// an upload, which could happen twice.
    async fn fetch(&self, request: Request<Buffer>) -> Result<Response<HttpBody>, Error> {
        let (head, content) = request.into_parts();
        match self.ask(head.clone(), content.clone()).await {
            Err(error) if error.is_temporary() && head.method != Method::POST => {
                tracing::warn!(reason = chain(&error), "the storage failed; the request is sent once more");
                sleep(self.pause).await;
                self.ask(head, content).await
            }
            answer => answer,
        }
    }
}

/// Returns the TLS configuration with what the machine trusts: a storage may have a certificate of its owner's own. `None` on a
/// machine that trusts nobody, such as a bare container; the client then trusts what browsers do.
fn trusted() -> Option<ClientConfig> {
    let found = rustls_native_certs::load_native_certs();
    for error in found.errors {
        tracing::warn!(%error, "certificates that this machine trusts cannot be read");
    }
    let mut roots = RootCertStore::empty();
    let (read, _) = roots.add_parsable_certificates(found.certs);
    let config =
        ClientConfig::builder_with_provider(ring::default_provider().into()).with_safe_default_protocol_versions();
    let config = config.expect("ring has the ciphers of TLS 1.2 and 1.3");
    (read > 0).then(|| config.with_root_certificates(roots).with_no_client_auth())
}

/// Returns a body that counts what has been taken of it.
fn pieces(mut content: Buffer, taken: Arc<AtomicU64>) -> Body {
    if content.is_empty() {
        return Body::default();
    }
    let mut rest = Bytes::new();
    let next = move || {
        if rest.is_empty() {
            rest = Iterator::next(&mut content)?;
        }
        taken.fetch_add(1, Ordering::Relaxed);
        Some(Ok::<_, Infallible>(Frame::data(rest.split_to(rest.len().min(PIECE)))))
    };
    Body::wrap(StreamBody::new(stream::iter(iter::from_fn(next))))
}

/// Returns the code in the XML of an answer. No parser is needed for a word of letters.
fn code(explanation: &[u8]) -> Option<String> {
    let text = str::from_utf8(explanation).ok()?;
    let (code, _) = text.split_once("<Code>")?.1.split_once("</Code>")?;
    code.bytes().all(|byte| byte.is_ascii_alphanumeric()).then(|| code.to_owned())
}

fn refusal(refused: Refused) -> Error {
    Error::new(ErrorKind::Unexpected, "the storage refused the request").set_source(refused)
}

fn broken(error: reqwest::Error) -> Error {
    Error::new(ErrorKind::Unexpected, chain(&error.without_url())).set_temporary()
}

fn stalled(silence: Duration) -> Error {
    Error::new(ErrorKind::Unexpected, format!("the storage was silent for {} seconds", silence.as_secs()))
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::{TcpListener, TcpStream},
    };

    use super::*;

    /// Serves a storage that answers each connection with the next of these texts, and says no more then.
    async fn storage(answers: &'static [&'static str]) -> (Transport, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let mut open: Vec<TcpStream> = Vec::new();
            for answer in answers {
                let (mut connection, _) = listener.accept().await.unwrap();
                connection.read_buf(&mut Vec::with_capacity(1000)).await.unwrap();
                connection.write_all(answer.as_bytes()).await.unwrap();
                open.push(connection);
            }
            std::future::pending::<()>().await;
        });
        let soon = Duration::from_millis(100);
        (Transport { silence: soon, pause: soon, ..Transport::to(&url) }, url)
    }

    async fn read(transport: &Transport, method: Method, url: &str) -> Result<Buffer, String> {
        let request = Request::builder().method(method).uri(url).body(Buffer::from("content")).unwrap();
        let read = async { transport.fetch(request).await?.into_body().to_buffer().await };
        read.await.map_err(|error| chain(&error))
    }

    #[tokio::test]
    async fn a_storage_that_falls_silent_is_given_up() {
        let (transport, url) = storage(&["", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"]).await;
        for _ in 0..2 {
            let said = read(&transport, Method::GET, &url).await.unwrap_err();
            assert!(said.contains("silent"), "{said}");
        }
    }

    #[tokio::test]
    async fn a_request_is_sent_once_more_if_the_storage_fails_and_it_can_be_repeated() {
        const FAILS: &str =
            "HTTP/1.1 503 Slow Down\r\nconnection: close\r\ncontent-length: 24\r\n\r\n<a><Code>Slow</Code></a>";
        const WORKS: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok";
        let (transport, url) = storage(&[FAILS, WORKS, FAILS, FAILS, FAILS]).await;
        assert_eq!(read(&transport, Method::PUT, &url).await.unwrap().to_vec(), b"ok");
        assert!(read(&transport, Method::PUT, &url).await.is_err(), "sent twice, failed twice");
        assert!(read(&transport, Method::POST, &url).await.is_err(), "sent once");
    }
}
