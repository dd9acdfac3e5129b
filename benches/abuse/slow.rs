//! Connections that send or read a byte a second.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{Result, http::Client};

const MOST: usize = 2_000;
/// Files that everything else needs at most, in this process or in the shop.
const OTHERS: usize = 300;
const TICK: Duration = Duration::from_secs(1);
/// Requests at once of a client that reads slowly: their answers are more than the kernel holds.
const ANSWERS: usize = 32;

/// What a connection dawdles over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
    Answer,
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

/// Returns the path of the shop's largest file, its WASM, as a page with an island names it.
pub fn large_file(address: SocketAddr) -> Result<String> {
    let page = Client::connect(address)?.get("/albums/blue-hour")?.expect(200)?;
    let quoted = page.text()?.split('"').find(|quoted| quoted.ends_with(".wasm"));
    Ok(quoted.ok_or("a page without WASM")?.to_owned())
}

/// Keeps this number of connections open until `until`: a third of them in the middle of a request's headers, a third in the
/// middle of its body, and a third in the middle of the `large` file. Replaces each connection that the server closes.
pub fn hold(address: SocketAddr, sockets: usize, large: &str, until: Instant) -> Sockets {
    let (mut report, mut open) = (Sockets::default(), Vec::new());
    while Instant::now() < until {
        let tick = Instant::now() + TICK;
        open.retain_mut(|slow: &mut Slow| slow.go_on() || report.note(slow));
        while open.len() < sockets && Instant::now() < tick.min(until) {
            let part = [Part::Head, Part::Body, Part::Answer][report.opened % 3];
            match Slow::open(address, part, large) {
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
    fn open(address: SocketAddr, part: Part, large: &str) -> Result<Slow> {
        let mut socket = TcpStream::connect_timeout(&address, TICK)?;
        let begin = match part {
            Part::Head => format!("GET / HTTP/1.1\r\nHost: {address}\r\nX-Slow: "),
            Part::Body => format!(
                "POST /pannier/basket/add HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
            ),
            Part::Answer => format!("GET {large} HTTP/1.1\r\nHost: {address}\r\n\r\n").repeat(ANSWERS),
        };
        socket.write_all(begin.as_bytes())?;
        socket.set_nonblocking(true)?;
        Ok(Slow { socket, part, begun: Instant::now() })
    }

    /// Sends or reads another byte. Returns whether the shop still waits for more.
    fn go_on(&mut self) -> bool {
        let read = self.socket.read(&mut [0]);
        let nothing_yet = matches!(&read, Err(error) if error.kind() == ErrorKind::WouldBlock);
        match self.part {
            Part::Head | Part::Body => nothing_yet && self.socket.write(b"x").is_ok(),
            Part::Answer => nothing_yet || matches!(read, Ok(1)),
        }
    }
}

impl Sockets {
    /// Notes the life of a connection that has ended. Returns that it has.
    fn note(&mut self, slow: &Slow) -> bool {
        let longest = match slow.part {
            Part::Head => &mut self.head,
            Part::Body => &mut self.body,
            // Its client sees the end only when it has read all that the kernel holds.
            Part::Answer => return false,
        };
        *longest = slow.begun.elapsed().max(*longest);
        false
    }
}
