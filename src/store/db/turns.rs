//! The order in which transactions use the one connection that writes to SQLite.

use std::{collections::VecDeque, sync::Arc};

use tokio::sync::Notify;

/// The transaction whose turn it is, and those that wait, in order of arrival.
///
/// A turn is taken and not given: until the future of the next transaction is polled, it holds up those behind it,
/// but not those before it, which wait for the commit of their group.
#[derive(Debug, Default)]
pub(super) struct Turns {
    last: u64,
    current: Option<u64>,
    waiting: VecDeque<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    alone: bool,
    wake: Arc<Notify>,
}

impl Turns {
    /// Joins the queue. Returns the number of the turn, and what is notified when it may be there.
    pub fn queue(&mut self, alone: bool) -> (u64, Arc<Notify>) {
        let (number, wake) = (self.next_number(), Arc::new(Notify::new()));
        self.waiting.push_back(Waiting { number, alone, wake: Arc::clone(&wake) });
        (number, wake)
    }

    /// Takes the turn, if it is there. One that wants to be alone is not next while a group is open.
    pub fn take(&mut self, number: u64, group_is_open: bool) -> bool {
        let next = self.waiting.front().filter(|next| next.number == number && !(next.alone && group_is_open));
        let taken = self.current.is_none() && next.is_some();
        if taken {
            self.waiting.pop_front();
            self.current = Some(number);
        }
        taken
    }

    /// Leaves the queue, if it is still in it.
    pub fn leave(&mut self, number: u64) {
        self.waiting.retain(|waiting| waiting.number != number);
        self.wake_next();
    }

    /// Ends a turn.
    pub fn end(&mut self, number: u64) {
        if self.current == Some(number) {
            self.current = None;
        }
        self.wake_next();
    }

    /// Replaces the current turn, if there is one, by another. Returns the number of that.
    pub fn seize(&mut self) -> u64 {
        let number = self.next_number();
        self.current = Some(number);
        number
    }

    pub fn current(&self) -> Option<u64> {
        self.current
    }

    pub fn is_current(&self, number: u64) -> bool {
        self.current == Some(number)
    }

    /// Whether a transaction waits that would share a commit.
    pub fn next_shares(&self) -> bool {
        self.waiting.front().is_some_and(|next| !next.alone)
    }

    #[cfg(test)]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    fn next_number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn wake_next(&self) {
        if let (None, Some(next)) = (self.current, self.waiting.front()) {
            next.wake.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_taken_in_order_of_arrival() {
        let mut turns = Turns::default();
        let [one, two, three] = [false; 3].map(|alone| turns.queue(alone).0);
        assert!(!turns.take(two, false), "it is not the next");
        assert!(turns.take(one, false) && turns.next_shares());
        assert!(!turns.take(two, false), "the first has its turn");
        turns.leave(two);
        turns.end(two);
        assert!(!turns.take(three, false), "that was no turn");
        turns.end(one);
        assert!(turns.take(three, true) && !turns.next_shares());
        let four = turns.queue(false).0;
        let seized = turns.seize();
        turns.end(three);
        assert!(turns.current() == Some(seized) && !turns.take(four, false), "it was replaced");
        turns.end(seized);
        assert!(turns.take(four, false));
    }

    #[test]
    fn one_that_wants_to_be_alone_waits_for_the_end_of_the_group() {
        let mut turns = Turns::default();
        let alone = turns.queue(true).0;
        assert!(!turns.next_shares() && !turns.take(alone, true));
        assert!(turns.take(alone, false));
    }
}
