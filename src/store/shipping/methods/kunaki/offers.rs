//! A cache of Kunaki's quotes: a checkout is displayed repeatedly for the same address.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};

use super::api::Offer;

/// Lifetime of a cached quote.
const FRESH: Duration = Duration::from_secs(600);
/// Maximum size of the cache, in bytes.
const MAX_SIZE: usize = 1 << 20;

/// The hash of a request, which is as long as the shopper's input.
type Key = [u8; 32];

#[derive(Clone, Default)]
pub(super) struct Offers(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    quotes: HashMap<Key, (Instant, Vec<Offer>)>,
    /// The sum of the [sizes](size) of the quotes.
    size: usize,
}

impl Offers {
    pub fn get(&self, request: &str) -> Option<Vec<Offer>> {
        let known = self.lock();
        known.quotes.get(&key(request)).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, offers)| offers.clone())
    }

    pub fn keep(&self, request: &str, offers: &[Offer]) {
        self.lock().keep(key(request), offers, MAX_SIZE);
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Known {
    fn keep(&mut self, key: Key, offers: &[Offer], max_size: usize) {
        let more = size(offers);
        if more > max_size {
            return;
        }
        if self.size + more > max_size {
            self.quotes.retain(|_, (at, _)| at.elapsed() < FRESH);
            self.size = self.quotes.values().map(|(_, offers)| size(offers)).sum();
        }
        // Still full of fresh quotes: start over rather than grow without bound.
        if self.size + more > max_size {
            *self = Known::default();
        }
        let before = self.quotes.insert(key, (Instant::now(), offers.to_vec()));
        self.size = self.size + more - before.map_or(0, |(_, offers)| size(&offers));
    }
}

fn key(request: &str) -> Key {
    Sha256::digest(request).into()
}

/// Returns how many bytes a cached quote takes up.
fn size(offers: &[Offer]) -> usize {
    let texts = |offer: &Offer| offer.description.len() + offer.delivery_time.len() + offer.price.len();
    size_of::<(Key, Instant, Vec<Offer>)>() + size_of_val(offers) + offers.iter().map(texts).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(description: usize) -> Vec<Offer> {
        vec![Offer { description: "x".repeat(description), delivery_time: String::new(), price: "1".into() }]
    }

    #[test]
    fn quotes_are_kept_up_to_a_size() {
        let (mut known, large, max_size) = (Known::default(), offers(1000), 10_000);
        for n in 0..=u8::MAX {
            known.keep([n; 32], &large, max_size);
            assert!(known.size <= max_size && known.quotes.len() * size(&large) == known.size);
            assert!(known.quotes.contains_key(&[n; 32]));
        }
        assert!(known.quotes.len() > 1);
        known.keep([255; 32], &offers(1), max_size);
        let sizes: usize = known.quotes.values().map(|(_, offers)| size(offers)).sum();
        assert_eq!(known.size, sizes, "the earlier quote is replaced");
        known.keep([1; 32], &offers(max_size), max_size);
        assert_eq!((known.size, known.quotes.contains_key(&[1; 32])), (sizes, false), "too large for the cache");
    }

    #[test]
    fn a_quote_is_found_by_its_request() {
        let known = Offers::default();
        known.keep("Germany", &offers(3));
        assert_eq!((known.get("Germany"), known.get("France")), (Some(offers(3)), None));
    }
}
