//! The bodies of requests and responses, which tell their connection how far it is.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::BoxError;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};

use super::connections::Connection;

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
