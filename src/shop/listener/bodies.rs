//! The bodies of requests and responses, which tell their connection how far it is.

use std::{
    future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::{BoxError, extract::Request};
use futures_util::{StreamExt as _, stream};
use http_body_util::BodyExt as _;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};

use super::connections::Connection;

/// Bytes of a body that have to arrive before the app sees the request.
const FIRST: usize = 64 * 1024;
/// Bytes of a body that the app takes: it refuses a longer one, unread.
const LONGEST: u64 = 1024 * 1024;

/// Waits for the body of a request, or for the beginning of one that is longer than a form. Until then, a client that
/// sends slowly costs the app nothing. One that is to be refused is not waited for.
///
/// # Errors
/// If the client does not send it to the end.
pub async fn arrived(request: Request) -> Result<Request, axum::Error> {
    let (parts, mut body) = request.into_parts();
    if body.is_end_stream() || body.size_hint().lower() > LONGEST {
        return Ok(Request::from_parts(parts, body));
    }
    let mut first = Vec::new();
    while first.len() < FIRST {
        match body.frame().await.transpose()? {
            // Nothing reads trailers.
            Some(frame) => first.extend_from_slice(&frame.into_data().unwrap_or_default()),
            None => return Ok(Request::from_parts(parts, axum::body::Body::from(first))),
        }
    }
    let first = stream::once(future::ready(Ok(Bytes::from(first))));
    let body = axum::body::Body::from_stream(first.chain(body.into_data_stream()));
    Ok(Request::from_parts(parts, body))
}

/// The body of a request. Once it is complete, the connection answers.
pub struct Received {
    body: Incoming,
    connection: Arc<Connection>,
}

impl Received {
    pub fn new(body: Incoming, connection: Arc<Connection>) -> Received {
        Received { body, connection }
    }
}

impl Body for Received {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context)).transpose()?;
        if frame.is_none() || self.body.is_end_stream() {
            self.connection.answers()?;
        }
        Poll::Ready(frame.map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a response. Once it is dropped, the connection has answered.
pub struct Sent {
    body: axum::body::Body,
    connection: Arc<Connection>,
}

impl Sent {
    pub fn new(body: axum::body::Body, connection: Arc<Connection>) -> Sent {
        Sent { body, connection }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        self.connection.has_answered();
    }
}
