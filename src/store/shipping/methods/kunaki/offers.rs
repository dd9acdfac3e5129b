//! A cache of Kunaki's quotes: a checkout is displayed repeatedly for the same address.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use super::api::Offer;

/// Lifetime of a cached quote.
const FRESH: Duration = Duration::from_secs(600);
/// Maximum number of cached quotes.
const MOST: usize = 512;

/// Quotes by request, with the time they were cached.
type Known = HashMap<String, (Instant, Vec<Offer>)>;

#[derive(Clone, Default)]
pub(super) struct Offers(Arc<Mutex<Known>>);

impl Offers {
    pub fn get(&self, request: &str) -> Option<Vec<Offer>> {
        let known = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.get(request).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, offers)| offers.clone())
    }

    pub fn keep(&self, request: String, offers: Vec<Offer>) {
        let mut known = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if known.len() >= MOST {
            known.retain(|_, (at, _)| at.elapsed() < FRESH);
        }
        // Still full of fresh quotes: start over rather than grow without bound.
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(request, (Instant::now(), offers));
    }
}
