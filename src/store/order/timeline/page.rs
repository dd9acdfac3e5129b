//! A page of a timeline, as its entries are found.

use super::{TimelineEntry, TimelineEvent, TimelinePage};
use crate::model::Timestamp;

/// Entries of one time, to the millisecond, are on one page: at most as many of one table as this.
const SAME: u32 = 100;

/// The entries of a page.
pub(super) struct Entries {
    /// Later ones are left out, and those of this time.
    pub before: Timestamp,
    /// The number of entries of the page, one at least.
    pub most: u32,
    pub found: Vec<TimelineEntry>,
}

impl Entries {
    /// The number of rows that are read from a table with one entry for each.
    pub fn rows(&self) -> u32 {
        self.most.saturating_add(SAME)
    }

    /// Returns the page.
    pub fn page(self) -> TimelinePage {
        let Entries { most, found: mut entries, .. } = self;
        // Of entries of one time, the cause is before its effects.
        entries.sort_by_key(|entry| entry.at);
        let mut surplus = entries.len().saturating_sub(most as usize);
        // The next page begins at another time.
        while surplus > 0 && entries[surplus - 1].at == entries[surplus].at {
            surplus -= 1;
        }
        let earlier = (surplus > 0).then(|| entries[surplus].at);
        entries.drain(..surplus);
        TimelinePage { entries, earlier }
    }
}

/// Adds what happened, if it did.
pub(super) fn add(entries: &mut Entries, at: Option<Timestamp>, event: TimelineEvent) {
    let before = entries.before;
    entries.found.extend(at.filter(|at| *at < before).map(|at| TimelineEntry { at, event }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(times: &[i64], most: u32) -> (Vec<i64>, Option<i64>) {
        let mut entries = Entries { before: Timestamp::from_secs(9), most, found: Vec::new() };
        for at in times {
            add(&mut entries, Some(Timestamp::from_secs(*at)), TimelineEvent::Completed);
        }
        let TimelinePage { entries, earlier } = entries.page();
        (entries.iter().map(|entry| entry.at.as_secs()).collect(), earlier.map(Timestamp::as_secs))
    }

    #[test]
    fn a_page_ends_between_two_times() {
        assert_eq!(page(&[3, 1, 2, 9], 5), (vec![1, 2, 3], None));
        assert_eq!(page(&[1, 2, 3, 4], 2), (vec![3, 4], Some(3)));
        assert_eq!(page(&[1, 2, 2, 2, 4], 2), (vec![2, 2, 2, 4], Some(2)));
        assert_eq!(page(&[2, 2, 2], 1), (vec![2, 2, 2], None));
        assert_eq!(page(&[], 1), (vec![], None));
    }
}
