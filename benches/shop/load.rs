//! Many visitors at once, for a while.

use std::{
    net::SocketAddr,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use crate::{Result, http::Client, visits::Visit};

/// How many there are at once. Each waits for its answer before it asks again.
pub const CLIENTS: usize = 16;

/// How long each visit took, sorted, and how long it all took.
pub struct Load {
    visits: Vec<Duration>,
    took: Duration,
}

impl Load {
    /// Has every client visit again and again.
    pub fn run(server: SocketAddr, time: Duration, visit: Visit) -> Result<Load> {
        // The clock starts once everybody is connected and warm.
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
        visits.sort_unstable();
        Ok(Load { visits, took })
    }

    pub fn per_second(&self) -> f64 {
        self.visits.len() as f64 / self.took.as_secs_f64()
    }

    /// The time within which this share of the visits was done.
    pub fn percentile(&self, share: f64) -> Duration {
        let last = self.visits.len().saturating_sub(1);
        self.visits.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
    }
}
