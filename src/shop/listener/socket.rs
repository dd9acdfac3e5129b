//! The socket of a connection, which gives up a client that takes nothing.

use std::{
    io::{self, ErrorKind, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use super::connections::Connection;

/// A socket that fails if its client takes nothing for a while, and tells its connection when all is sent.
pub struct Socket<S> {
    socket: S,
    connection: Arc<Connection>,
    patience: Duration,
    /// When a write that makes no progress fails.
    stuck: Option<Pin<Box<Sleep>>>,
}

impl<S> Socket<S> {
    pub fn new(socket: S, connection: Arc<Connection>, patience: Duration) -> Socket<S> {
        Socket { socket, connection, patience, stuck: None }
    }

    /// Fails a write that has made no progress for too long.
    fn in_time(&mut self, written: Poll<io::Result<usize>>, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let patience = self.patience;
        let late = self.stuck.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(late.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(ErrorKind::TimedOut, "the client takes nothing")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Socket<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Socket<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.in_time(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(context, slices);
        self.in_time(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    /// Called by the server when it has written all that it has.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.socket).poll_flush(context))?;
        self.connection.has_sent();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::{super::connections::Connections, *};

    const PATIENCE: Duration = Duration::from_millis(500);

    /// A socket that holds 64 bytes, and its client.
    async fn pair() -> (Socket<DuplexStream>, DuplexStream) {
        let (socket, client) = duplex(64);
        let connection = Connections::new(1, Duration::MAX).open().await;
        (Socket::new(socket, connection, PATIENCE), client)
    }

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_given_up() {
        let (mut socket, _client) = pair().await;
        let begun = Instant::now();
        let error = socket.write_all(&[0; 65]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!(begun.elapsed() >= PATIENCE);
    }

    #[tokio::test]
    async fn a_client_that_takes_little_at_a_time_gets_all() {
        let (mut socket, mut client) = pair().await;
        let begun = Instant::now();
        let taken = tokio::spawn(async move {
            let mut taken = 0;
            loop {
                match client.read(&mut [0; 8]).await.unwrap() {
                    0 => return taken,
                    n => taken += n,
                }
                sleep(PATIENCE / 20).await;
            }
        });
        socket.write_all(&[0; 400]).await.unwrap();
        assert!(begun.elapsed() > PATIENCE, "it took longer than a write may make no progress");
        drop(socket);
        assert_eq!(taken.await.unwrap(), 400);
    }
}
