//! Concurrent visitors, for a given time.

use std::{
    net::SocketAddr,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use crate::{Result, http::Client, visits::Visit};

/// The duration of each visit, sorted, and of the whole run.
pub struct Load {
    visits: Vec<Duration>,
    took: Duration,
}

impl Load {
    /// Repeats the visit in a number of concurrent clients, spread over the servers, until the time is over. Each waits
    /// for a response before its next request.
    pub fn run(servers: &[SocketAddr], clients: usize, time: Duration, visit: Visit) -> Result<Load> {
        // The clock starts once all clients are connected and warm.
        let ready = Barrier::new(clients);
        let client = |number: usize| -> Result<(Vec<Duration>, Duration)> {
            let mut client = Client::connect(servers[number % servers.len()])?;
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
            let clients: Vec<_> = (0..clients).map(|number| scope.spawn(move || client(number))).collect();
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

    /// Returns the number of visits, without the first of each client.
    pub fn visits(&self) -> usize {
        self.visits.len()
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
