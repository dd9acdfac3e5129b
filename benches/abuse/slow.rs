//! Connections that send a byte a second.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::Result;

const MOST: usize = 2_000;
/// Files that everything else needs at most, in this process or in the shop.
const OTHERS: usize = 300;
const TICK: Duration = Duration::from_secs(1);

/// What a connection dawdles over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
}

/// How long the shop has put up with slow connections.
#[derive(Default)]
pub struct Sockets {
    pub opened: usize,
    /// Connections that were not accepted within a second.
    pub refused: usize,
    /// The longest life of a connection whose head or body never ends.
    pub head: Duration,
    pub body: Duration,
}

struct Slow {
    socket: TcpStream,
    part: Part,
    begun: Instant,
}

/// Raises the limit of open files, which the shop inherits. Returns how many slow connections both processes can afford.
pub fn affordable() -> Result<usize> {
    let (soft, hard) = limits()?;
    if soft < hard {
        let (id, limit) = (std::process::id().to_string(), format!("--nofile={hard}:{hard}"));
        // Without the program, there are fewer connections.
        let _ = Command::new("prlimit").args(["--pid", &id, &limit]).status();
    }
    let sockets = limits()?.0.saturating_sub(OTHERS).min(MOST);
    if sockets < MOST {
        println!("The limit of open files (`ulimit -n`) leaves room for {sockets} instead of {MOST} slow connections.");
    }
    Ok(sockets)
}

/// The soft and the hard limit of open files of this process (proc(5)).
fn limits() -> Result<(usize, usize)> {
    let limits = std::fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).ok_or("no limit of open files")?;
    let mut numbers = line.split_whitespace();
    let mut next = || -> Result<usize> { Ok(numbers.next().ok_or("no limit of open files")?.parse()?) };
    Ok((next()?, next()?))
}

/// Keeps this number of connections open until `until`, half of them in the middle of a request's headers and half in the middle of its
/// body. Replaces each connection that the server closes.
pub fn hold(address: SocketAddr, sockets: usize, until: Instant) -> Sockets {
    let (mut report, mut open) = (Sockets::default(), Vec::new());
    while Instant::now() < until {
        let tick = Instant::now() + TICK;
        open.retain_mut(|slow: &mut Slow| slow.go_on() || report.note(slow));
        while open.len() < sockets && Instant::now() < tick.min(until) {
            let part = if report.opened % 2 == 0 { Part::Head } else { Part::Body };
            match Slow::open(address, part) {
                Ok(slow) => {
                    report.opened += 1;
                    open.push(slow);
                }
                Err(_) => report.refused += 1,
            }
        }
        thread::sleep(tick.min(until).saturating_duration_since(Instant::now()));
    }
    for slow in &open {
        report.note(slow);
    }
    report
}

impl Slow {
    fn open(address: SocketAddr, part: Part) -> Result<Slow> {
        let mut socket = TcpStream::connect_timeout(&address, TICK)?;
        let begin = match part {
            Part::Head => format!("GET / HTTP/1.1\r\nHost: {address}\r\nX-Slow: "),
            Part::Body => format!(
                "POST /pannier/basket/add HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
            ),
        };
        socket.write_all(begin.as_bytes())?;
        socket.set_nonblocking(true)?;
        Ok(Slow { socket, part, begun: Instant::now() })
    }

    /// Sends another byte. Returns whether the shop still waits for more.
    fn go_on(&mut self) -> bool {
        let waiting =
            |result: std::io::Result<usize>| matches!(result, Err(error) if error.kind() == ErrorKind::WouldBlock);
        waiting(self.socket.read(&mut [0])) && self.socket.write(b"x").is_ok()
    }
}

impl Sockets {
    /// Notes the life of a connection that has ended. Returns that it has.
    fn note(&mut self, slow: &Slow) -> bool {
        let longest = match slow.part {
            Part::Head => &mut self.head,
            Part::Body => &mut self.body,
        };
        *longest = slow.begun.elapsed().max(*longest);
        false
    }
}
