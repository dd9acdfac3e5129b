//! The period in which a consumer can withdraw.

use std::time::Duration;

use crate::model::{ShipmentStatus, Timestamp};

/// The milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;
/// How long a parcel is taken to be on its way, if nobody says when it was delivered.
const ON_ITS_WAY: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How far the clocks of the European Union are ahead of UTC at most: something at the end of a day may be the next day's there,
/// and no period is shorter than the law has it.
const EASTERNMOST: Duration = Duration::from_secs(3 * 60 * 60);
/// The days between a Monday and the weekend after it, on which no period ends.
const SATURDAY: i64 = 5;

/// What became of a parcel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parcel {
    pub status: ShipmentStatus,
    pub sent_at: Option<Timestamp>,
    pub delivered_at: Option<Timestamp>,
}

impl Parcel {
    /// Returns when the customer has got it, as far as that is known; `None` if it is still to be sent.
    fn arrived_at(&self) -> Option<Timestamp> {
        match self.status {
            ShipmentStatus::Sent | ShipmentStatus::Delivered => {
                self.delivered_at.or_else(|| self.sent_at.map(|at| at + ON_ITS_WAY))
            }
            ShipmentStatus::Pending | ShipmentStatus::Failed | ShipmentStatus::Cancelled => None,
        }
    }
}

/// Returns the last millisecond of the period of so many days, which begins with the last parcel; without parcels, with the
/// order's completion. A period that would end on a weekend ends on the Monday after it (Regulation 1182/71, article 3). `None`
/// if it has not begun.
pub(super) fn until(completed_at: Option<Timestamp>, parcels: &[Parcel], days: u32) -> Option<Timestamp> {
    let completed_at = completed_at?;
    // What was not sent, because it was refunded, is not waited for.
    let shipped = parcels.iter().filter(|parcel| parcel.status != ShipmentStatus::Cancelled);
    let arrivals: Vec<Option<Timestamp>> = shipped.map(Parcel::arrived_at).collect();
    if arrivals.contains(&None) {
        return None;
    }
    let begun_at = arrivals.into_iter().flatten().max().unwrap_or(completed_at);
    // The day on which it begins is not counted, and the last one is part of it as a whole.
    let first = (begun_at + EASTERNMOST).as_millis().div_euclid(DAY);
    let last = working_day(first.saturating_add(i64::from(days)));
    Some(Timestamp::from_millis(last.saturating_add(1).saturating_mul(DAY).saturating_sub(1)))
}

/// Returns a day, or the Monday after it if it is on a weekend. Days are counted from 1 January 1970, a Thursday.
fn working_day(day: i64) -> i64 {
    let since_monday = day.saturating_add(3).rem_euclid(7);
    if since_monday >= SATURDAY { day.saturating_add(7 - since_monday) } else { day }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(day: i64, hour: i64) -> Timestamp {
        Timestamp::from_millis(day * DAY + hour * 3_600_000)
    }

    fn parcel(status: ShipmentStatus, sent_at: Option<Timestamp>, delivered_at: Option<Timestamp>) -> Parcel {
        Parcel { status, sent_at, delivered_at }
    }

    /// The end of a day.
    fn end_of(day: i64) -> Option<Timestamp> {
        Some(Timestamp::from_millis((day + 1) * DAY - 1))
    }

    #[test]
    fn without_a_parcel_it_begins_when_the_order_is_paid() {
        assert_eq!(until(Some(at(102, 12)), &[], 14), end_of(116));
        assert_eq!(until(None, &[], 14), None);
    }

    #[test]
    fn the_last_parcel_counts_as_it_arrived() {
        let delivered = parcel(ShipmentStatus::Delivered, Some(at(101, 9)), Some(at(103, 10)));
        assert_eq!(until(Some(at(100, 12)), &[delivered], 14), end_of(117));
        let on_its_way = parcel(ShipmentStatus::Sent, Some(at(104, 9)), None);
        assert_eq!(until(Some(at(100, 12)), &[delivered, on_its_way], 14), end_of(125), "seven days after it was sent");
    }

    #[test]
    fn it_has_not_begun_while_a_parcel_is_to_be_sent() {
        let delivered = parcel(ShipmentStatus::Delivered, Some(at(101, 9)), Some(at(103, 10)));
        for status in [ShipmentStatus::Pending, ShipmentStatus::Failed] {
            assert_eq!(until(Some(at(100, 12)), &[delivered, parcel(status, None, None)], 14), None);
        }
        let cancelled = parcel(ShipmentStatus::Cancelled, None, None);
        assert_eq!(until(Some(at(100, 12)), &[delivered, cancelled], 14), end_of(117));
        assert_eq!(until(Some(at(102, 12)), &[cancelled], 14), end_of(116));
    }

    #[test]
    fn it_does_not_end_on_a_weekend() {
        // Friday 24 April 1970, Saturday, Sunday and Monday.
        for (last, end) in [(113, 113), (114, 116), (115, 116), (116, 116)] {
            assert_eq!(until(Some(at(last - 14, 12)), &[], 14), end_of(end), "day {last}");
        }
    }

    #[test]
    fn what_arrives_late_in_the_evening_may_arrive_on_the_next_day() {
        assert_eq!(until(Some(at(102, 20)), &[], 14), end_of(116));
        assert_eq!(until(Some(at(102, 21)), &[], 14), end_of(117));
    }

    proptest! {
        #[test]
        fn it_is_never_shorter_than_its_days(begun in 0..4_000_000_000_000_i64, days in 0..400_u32) {
            let begun_at = Timestamp::from_millis(begun);
            let end = until(Some(begun_at), &[], days).expect("it has begun");
            let length = end.duration_since(begun_at).as_secs();
            // Up to two days of a weekend more.
            let (least, most) = (u64::from(days) * 86_400, (u64::from(days) + 3) * 86_400 + EASTERNMOST.as_secs());
            prop_assert!((least..=most).contains(&length), "{}", length);
        }

        #[test]
        fn no_time_is_too_much(begun in any::<i64>(), sent in any::<i64>(), days in any::<u32>()) {
            let sent = parcel(ShipmentStatus::Sent, Some(Timestamp::from_millis(sent)), None);
            prop_assert!(until(Some(Timestamp::from_millis(begun)), &[sent], days).is_some());
        }
    }
}
