//! The socket of a connection, which gives up a client that takes nothing, and says of one that takes little.

use std::{
    io::{self, ErrorKind, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

use super::connections::Connection;

/// Bytes a second that a client takes at least, so that its connection is not closed for others.
const RATE: u32 = 8 * 1024;

/// A socket that fails if its client takes nothing for a while, and tells its connection when all is sent.
pub struct Socket<S> {
    socket: S,
    connection: Arc<Connection>,
    patience: Duration,
    /// When a write that makes no progress fails.
    stuck: Option<Pin<Box<Sleep>>>,
    /// Until when the client keeps up, if there is more than it has taken so far. What it takes puts that off.
    slow: Option<Pin<Box<Sleep>>>,
}

impl<S> Socket<S> {
    pub fn new(socket: S, connection: Arc<Connection>, patience: Duration) -> Socket<S> {
        Socket { socket, connection, patience, stuck: None, slow: None }
    }

    /// Fails a write that has made no progress for too long.
    fn in_time(&mut self, written: Poll<io::Result<usize>>, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(result) = &written {
            self.stuck = None;
            self.catch_up(*result.as_ref().unwrap_or(&0));
            return written;
        }
        let slow = self.slow.get_or_insert_with(|| Box::pin(sleep(self.connection.patience())));
        if slow.as_mut().poll(context).is_ready() {
            self.connection.lags();
        }
        let patience = self.patience;
        let late = self.stuck.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(late.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(ErrorKind::TimedOut, "the client takes nothing")))
    }

    /// Puts off when a client lags, which has taken this many bytes.
    fn catch_up(&mut self, bytes: usize) {
        let Some(slow) = &mut self.slow else { return };
        let (now, taken) = (Instant::now(), Duration::from_secs_f64(bytes as f64 / f64::from(RATE)));
        let deadline = slow.deadline() + taken;
        if deadline <= now {
            return slow.as_mut().reset(deadline);
        }
        self.connection.keeps_up();
        match deadline < now + self.connection.patience() {
            true => slow.as_mut().reset(deadline),
            false => self.slow = None,
        }
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
        if self.slow.take().is_some() {
            self.connection.keeps_up();
        }
        self.connection.has_sent();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::{super::connections::Connections, *};

    const PATIENCE: Duration = Duration::from_millis(500);

    /// A socket that holds 64 bytes, and its client.
    async fn pair() -> (Socket<DuplexStream>, DuplexStream) {
        let (socket, client) = duplex(64);
        let connection = Connections::new(1, Duration::from_secs(3600)).open().await;
        (Socket::new(socket, connection, PATIENCE), client)
    }

    /// Sends to a client that takes a piece of this size ten times a second. Returns whether it is closed for another.
    async fn is_closed(piece: usize) -> bool {
        let (socket, mut client) = duplex(piece);
        let all = Connections::new(1, Duration::from_millis(300));
        let connection = all.open().await;
        connection.answers().unwrap();
        let mut sending = Socket::new(socket, Arc::clone(&connection), Duration::from_secs(60));
        tokio::spawn(async move { sending.write_all(&vec![0; 100 * piece]).await });
        tokio::spawn(async move {
            let mut taken = vec![0; piece];
            while client.read_exact(&mut taken).await.is_ok() {
                sleep(Duration::from_millis(100)).await;
            }
        });
        let another = tokio::spawn(async move { all.open().await });
        let closed = tokio::time::timeout(Duration::from_secs(2), connection.closed()).await.is_ok();
        another.abort();
        closed
    }

    #[tokio::test]
    async fn a_client_that_takes_too_little_makes_room_for_another() {
        assert!(is_closed(8).await, "80 bytes a second");
        assert!(!is_closed(8 * 1024).await, "80 KiB a second");
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
