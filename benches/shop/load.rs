//! Concurrent visitors, for a given time.

use std::{
    net::SocketAddr,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use crate::{Result, http::Client, visits::Visit};

/// Number of concurrent clients. Each waits for a response before its next request.
pub const CLIENTS: usize = 16;

/// The duration of each visit, sorted, and of the whole run.
pub struct Load {
    visits: Vec<Duration>,
    took: Duration,
}

impl Load {
    /// Repeats the visit in every client until the time is over.
    pub fn run(server: SocketAddr, time: Duration, visit: Visit) -> Result<Load> {
        // The clock starts once all clients are connected and warm.
        let ready = Barrier::new(CLIENTS);
        let client = |number: usize| -> Result<(Vec<Duration>, Duration)> {
            let mut client = Client::connect(server)?;
            let warm = visit(&mut client, number);
            ready.wait();
            warm?;
            let (mut visits, start) = (Vec::new(), Instant::now());
            while start.elapsed() < time {
                let begin = Instant::now();
                visit(&mut client, number)?;
                visits.push(begin.elapsed());
            }
            Ok((visits, start.elapsed()))
        };
        let (mut visits, mut took) = (Vec::new(), Duration::ZERO);
        thread::scope(|scope| -> Result<()> {
            let client = &client;
            let clients: Vec<_> = (0..CLIENTS).map(|number| scope.spawn(move || client(number))).collect();
            for client in clients {
                let (more, time) = client.join().map_err(|_| "a client panicked")??;
                visits.extend(more);
                took = took.max(time);
            }
            Ok(())
        })?;
        Ok(Load::of(visits, took))
    }

    /// A load that was measured elsewhere.
    pub fn of(mut visits: Vec<Duration>, took: Duration) -> Load {
        visits.sort_unstable();
        Load { visits, took }
    }

    pub fn per_second(&self) -> f64 {
        self.visits.len() as f64 / self.took.as_secs_f64()
    }

    /// Returns the duration that this share of the visits did not exceed.
    pub fn percentile(&self, share: f64) -> Duration {
        let last = self.visits.len().saturating_sub(1);
        self.visits.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
    }
}
