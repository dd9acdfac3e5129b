//! What Kunaki has offered a moment ago: a checkout is shown again and again for the same address.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use super::api::Offer;

/// How long an offer stands.
const FRESH: Duration = Duration::from_secs(600);
/// The most that is kept in mind.
const MOST: usize = 512;

/// Offers, by the request that they answer, and when they were made.
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
        // So many addresses within ten minutes: each of them is asked about anew.
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(request, (Instant::now(), offers));
    }
}
