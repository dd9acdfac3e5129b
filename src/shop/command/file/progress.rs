//! The progress of an upload on the terminal.

use std::{
    io,
    pin::Pin,
    sync::atomic::{AtomicBool, Ordering},
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use tokio::io::{AsyncRead, ReadBuf};

/// The interval of updates.
const EVERY: Duration = Duration::from_millis(100);

/// A reader that prints its progress, and fails once it is cancelled.
pub(super) struct Progress<R> {
    content: R,
    read: u64,
    length: u64,
    /// The time of the last update; `None` if there is no terminal.
    said: Option<Instant>,
    stop: &'static AtomicBool,
}

impl<R> Progress<R> {
    pub fn new(content: R, length: u64, shown: bool, stop: &'static AtomicBool) -> Progress<R> {
        Progress { content, read: 0, length, said: shown.then(Instant::now), stop }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Progress<R> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context, buffer: &mut ReadBuf) -> Poll<io::Result<()>> {
        if self.stop.load(Ordering::Relaxed) {
            return Poll::Ready(Err(io::Error::other("stopped")));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.content).poll_read(context, buffer))?;
        self.read += (buffer.filled().len() - before) as u64;
        if self.said.is_some_and(|said| said.elapsed() >= EVERY) {
            self.said = Some(Instant::now());
            eprint!("\r\x1b[K{} of {}", bytes(self.read), bytes(self.length));
        }
        Poll::Ready(Ok(()))
    }
}

/// Clears the progress line.
pub(super) fn clear() {
    eprint!("\r\x1b[K");
}

/// Formats a size in decimal units: `1 byte`, `440 kB`, `1.2 GB`.
pub(super) fn bytes(n: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if n < 1000 {
        return if n == 1 { "1 byte".to_owned() } else { format!("{n} bytes") };
    }
    let mut size = n as f64 / 1000.0;
    let mut unit = 0;
    // Sizes that round to 1000 are printed in the next unit.
    while size >= 999.5 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(size < 9.95);
    format!("{size:.digits$} {}", UNITS[unit])
}

/// Formats a duration: `0.4 s`, `12 s`, `3 min 05 s`.
pub(super) fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        s @ 10..60 => format!("{s} s"),
        s => format!("{} min {:02} s", s / 60, s % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_those_of_people() {
        for (n, said) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1000, "1.0 kB"),
            (441_044, "441 kB"),
            (999_600, "1.0 MB"),
            (9_960_000, "10 MB"),
            (1_234_000_000, "1.2 GB"),
            (u64::MAX, "18446744 TB"),
        ] {
            assert_eq!(bytes(n), said);
        }
        assert_eq!(seconds(Duration::from_millis(430)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(12)), "12 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }

    #[tokio::test]
    async fn a_stopped_content_breaks_off() {
        static STOP: AtomicBool = AtomicBool::new(false);
        let mut text = String::new();
        let read = |content| Progress::new(content, 4, false, &STOP);
        tokio::io::AsyncReadExt::read_to_string(&mut read(&b"abcd"[..]), &mut text).await.unwrap();
        assert_eq!(text, "abcd");
        STOP.store(true, Ordering::Relaxed);
        assert!(tokio::io::AsyncReadExt::read_to_string(&mut read(&b"abcd"[..]), &mut text).await.is_err());
    }
}
