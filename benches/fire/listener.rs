//! A webhook listener that fails at random.
#![allow(dead_code, reason = "each bench uses a part of it")]

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use crate::Result;

#[derive(Clone)]
pub struct Listener {
    pub address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// How often each webhook was received, by its `webhook-id`.
    taken: Mutex<BTreeMap<String, u32>>,
    failures: AtomicU32,
    calm: AtomicBool,
    /// The time until an answer, in milliseconds.
    delay: AtomicU64,
}

impl Listener {
    pub fn open() -> Result<Listener> {
        let socket = TcpListener::bind("127.0.0.1:0")?;
        let listener = Listener { address: socket.local_addr()?, state: Arc::default() };
        let state = Arc::clone(&listener.state);
        thread::spawn(move || {
            for connection in socket.incoming().flatten() {
                let state = Arc::clone(&state);
                thread::spawn(move || answer(connection, &state));
            }
        });
        Ok(listener)
    }

    /// Stops failing.
    pub fn calm_down(&self) {
        self.state.calm.store(true, Ordering::Relaxed);
    }

    /// Takes this time for each answer from now on.
    pub fn slow_down(&self, delay: Duration) {
        self.state.delay.store(delay.as_millis() as u64, Ordering::Relaxed);
    }

    pub fn failures(&self) -> u32 {
        self.state.failures.load(Ordering::Relaxed)
    }

    pub fn received(&self) -> BTreeMap<String, u32> {
        self.state.taken.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }
}

/// Returns how many were received more than once.
pub fn twice(all: &BTreeMap<String, u32>) -> usize {
    all.values().filter(|n| **n > 1).count()
}

/// Handles a connection. One call in ten is refused, and one in ten is received but not answered.
fn answer(mut connection: TcpStream, state: &State) -> Result<()> {
    let mut reader = BufReader::new(connection.try_clone()?);
    loop {
        let (mut id, mut length, mut line) = (String::new(), 0, String::new());
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            match line.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("webhook-id") => id = value.trim().to_owned(),
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse()?,
                None if line.trim_end().is_empty() => break,
                _ => {}
            }
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink())?;
        thread::sleep(Duration::from_millis(state.delay.load(Ordering::Relaxed)));
        let luck = if state.calm.load(Ordering::Relaxed) { 9 } else { rand::random_range(0..10) };
        if luck == 0 {
            state.failures.fetch_add(1, Ordering::Relaxed);
            connection.write_all(b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n")?;
            continue;
        }
        *state.taken.lock().map_err(|_| "poisoned")?.entry(id).or_default() += 1;
        if luck == 1 {
            state.failures.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        connection.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
    }
}
