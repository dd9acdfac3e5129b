//! Which kinds have products: an app shows the sections that something is in, on every page and without a statement for it.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::Store;
use crate::{model::Timestamp, store::db::Result};

/// How long a change made by another process may go unnoticed.
const FRESH: Duration = Duration::from_secs(60);

/// How often this process has changed the number of products of a kind. Of all its stores: one that asks the database
/// once too often is no harm.
static CHANGES: AtomicU64 = AtomicU64::new(0);

/// Notes that the number of products of a kind has changed.
pub(super) fn changed() {
    CHANGES.fetch_add(1, Ordering::Release);
}

/// The kinds that have products, as the database said last.
#[derive(Default)]
pub(in crate::store) struct KindsWithProducts {
    known: Mutex<Option<Known>>,
    /// Held while the database is asked.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Known {
    kinds: Vec<&'static str>,
    changes: u64,
    at: Timestamp,
}

impl Known {
    /// Returns whether this process has changed nothing since.
    fn is_current(&self) -> bool {
        self.changes == CHANGES.load(Ordering::Acquire)
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        self.is_current() && now < self.at + FRESH
    }
}

impl KindsWithProducts {
    fn known(&self) -> Option<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn learn(&self, known: Known) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }
}

impl Store {
    /// Returns the [listed](crate::StoreBuilder::list) kinds that have products, sorted: for navigation. It is kept in
    /// memory; a change is noticed at once in the process that made it, and within a minute in others.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert!(store.kinds_with_products().await?.is_empty());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// If the database returns an error and nothing is known yet.
    pub async fn kinds_with_products(&self) -> Result<Vec<&'static str>> {
        let (cache, now) = (&self.0.kinds_with_products, self.db().now());
        match cache.known() {
            Some(known) if known.is_fresh(now) => return Ok(known.kinds),
            // Nobody waits for an answer that is asked for already, unless something has changed.
            Some(known) if known.is_current() && cache.asking.try_lock().is_err() => return Ok(known.kinds),
            _ => {}
        }
        let _alone = cache.asking.lock().await;
        let known = cache.known();
        if let Some(known) = known.as_ref().filter(|known| known.is_fresh(now)) {
            return Ok(known.kinds.clone());
        }
        let changes = CHANGES.load(Ordering::Acquire);
        match (self.load_kinds_with_products().await, known) {
            (Ok(kinds), _) => {
                cache.learn(Known { kinds: kinds.clone(), changes, at: now });
                Ok(kinds)
            }
            (Err(error), Some(known)) => {
                error.log();
                cache.learn(Known { at: now, ..known.clone() });
                Ok(known.kinds)
            }
            (Err(error), None) => Err(error),
        }
    }

    async fn load_kinds_with_products(&self) -> Result<Vec<&'static str>> {
        let rows = self.db().fetch_all("SELECT kind FROM pannier_product_kinds WHERE products > 0", &[]).await?;
        let found: BTreeSet<String> = rows.iter().map(|row| row.get("kind")).collect::<Result<_>>()?;
        Ok(self.0.catalogue.0.keys().copied().filter(|kind| found.contains(*kind)).collect())
    }
}
