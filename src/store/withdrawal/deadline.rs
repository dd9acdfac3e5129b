//! The period in which a consumer can withdraw, and the one in which the merchant has to refund.

use std::time::Duration;

use crate::model::{Day, ShipmentStatus, TimeZone, Timestamp, days};

/// How long a parcel is taken to be on its way, if nobody says when it was delivered.
const ON_ITS_WAY: Duration = days(7);
/// How far the clocks of the European Union, in Europe, are ahead of UTC at most: something at the end of a day may be the next
/// day's there, and no period is shorter than the law has it.
const EASTERNMOST: Duration = Duration::from_secs(3 * 60 * 60);
/// How far they are behind UTC at most: the last day ends there later than elsewhere.
const WESTERNMOST: Duration = Duration::from_secs(60 * 60);
/// The days between a Monday and the weekend after it, on which no period ends.
const SATURDAY: i64 = 5;
/// The days in which a merchant has to refund what was withdrawn (Directive 2011/83/EU, article 13).
const REFUNDED_WITHIN: i64 = 14;

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

/// Returns the last millisecond of the period of so many days in the time zone of the shop, which begins with the last parcel;
/// without parcels, with the order's completion. A period that would end on a weekend ends on the Monday after it (Regulation
/// 1182/71, article 3). `None` if it has not begun.
pub(super) fn until(
    completed_at: Option<Timestamp>,
    parcels: &[Parcel],
    days: u32,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let completed_at = completed_at?;
    // What was not sent, because it was refunded, is not waited for.
    let shipped = parcels.iter().filter(|parcel| parcel.status != ShipmentStatus::Cancelled);
    let arrivals: Vec<Option<Timestamp>> = shipped.map(Parcel::arrived_at).collect();
    if arrivals.contains(&None) {
        return None;
    }
    let begun_at = arrivals.into_iter().flatten().max().unwrap_or(completed_at);
    // The day on which it begins is not counted, and the last one is part of it as a whole.
    let first = Day::of(begun_at, zone).max(Day::of(begun_at + EASTERNMOST, &TimeZone::UTC));
    let last = working_day(first.plus(i64::from(days)));
    Some(end_of(last, zone))
}

/// Returns the last millisecond in which nobody is late, for a period with this end: a customer further west than the shop is in
/// time as long as it is the last day there.
pub(super) fn in_time_until(until: Timestamp, zone: &TimeZone) -> Timestamp {
    until.max(end_of(Day::of(until, zone), &TimeZone::UTC) + WESTERNMOST)
}

/// Returns the last millisecond in which the merchant has to refund a withdrawal, in the time zone of the shop. A weekend does not
/// prolong it: who keeps to it is in time by any reading of the law.
pub(super) fn refund_by(received_at: Timestamp, zone: &TimeZone) -> Timestamp {
    end_of(Day::of(received_at, zone).plus(REFUNDED_WITHIN), zone)
}

fn end_of(day: Day, zone: &TimeZone) -> Timestamp {
    day.ends_at(zone) - Duration::from_millis(1)
}

/// Returns a day, or the Monday after it if it is on a weekend.
fn working_day(day: Day) -> Day {
    let since_monday = day.since_monday();
    if since_monday >= SATURDAY { day.plus(7 - since_monday) } else { day }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(day: i64, hour: i64) -> Timestamp {
        Timestamp::from_secs(day * 86_400 + hour * 3_600)
    }

    fn until(completed_at: Option<Timestamp>, parcels: &[Parcel], days: u32) -> Option<Timestamp> {
        super::until(completed_at, parcels, days, &TimeZone::UTC)
    }

    fn parcel(status: ShipmentStatus, sent_at: Option<Timestamp>, delivered_at: Option<Timestamp>) -> Parcel {
        Parcel { status, sent_at, delivered_at }
    }

    /// The end of a day.
    fn end_of(day: i64) -> Option<Timestamp> {
        Some(at(day + 1, 0) - Duration::from_millis(1))
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

    #[test]
    fn its_last_day_ends_when_the_clocks_of_the_shop_say_so() {
        // In Berlin, the clocks are set back on Sunday 25 October.
        let paid = Timestamp::from_secs(1_791_972_000); // Wednesday 14 October 2026, 10:00 UTC
        let end = |zone: &str| {
            let zone: TimeZone = zone.parse().unwrap();
            zone.iso(super::until(Some(paid), &[], 12, &zone).unwrap())
        };
        assert_eq!(end("UTC"), "2026-10-26T23:59:59Z");
        assert_eq!(end("Europe/Berlin"), "2026-10-26T23:59:59+01:00");
        assert_eq!(end("America/New_York"), "2026-10-26T23:59:59-04:00");
        assert_eq!(end("Asia/Kathmandu"), "2026-10-26T23:59:59+05:45");
    }

    #[test]
    fn a_refund_is_due_when_the_fourteenth_day_of_the_shop_ends() {
        let end = |received: i64, zone: &str| {
            let zone: TimeZone = zone.parse().unwrap();
            zone.iso(refund_by(Timestamp::from_secs(received), &zone))
        };
        // Thursday 31 December 2026, 23:30 UTC.
        let evening = 1_798_759_800;
        assert_eq!(end(evening, "UTC"), "2027-01-14T23:59:59Z");
        assert_eq!(end(evening, "Europe/Berlin"), "2027-01-15T23:59:59+01:00");
        // Wednesday 14 October 2026, 10:00 UTC. The clocks are set back on the 25th.
        assert_eq!(end(1_791_972_000, "Europe/Berlin"), "2026-10-28T23:59:59+01:00");
    }

    #[test]
    fn it_begins_with_the_day_of_the_shop_or_of_a_customer_further_east() {
        let berlin: TimeZone = "Europe/Berlin".parse().unwrap();
        // In winter, an hour ahead of UTC.
        let day = |hour| Day::of(super::until(Some(at(102, hour)), &[], 14, &berlin).unwrap(), &TimeZone::UTC);
        assert_eq!(day(20), Day::of(at(116, 0), &TimeZone::UTC));
        assert_eq!(day(23), Day::of(at(117, 0), &TimeZone::UTC));
    }

    #[test]
    fn nobody_is_late_as_long_as_it_is_the_last_day_further_west() {
        let end = |zone: &str| {
            let zone: TimeZone = zone.parse().unwrap();
            let until = super::until(Some(at(102, 10)), &[], 14, &zone).unwrap();
            assert_eq!(Day::of(until, &zone), Day::of(at(116, 0), &TimeZone::UTC), "{zone}");
            (until, in_time_until(until, &zone))
        };
        // Midnight in Berlin is eleven in the evening in Lisbon, and ten on the Azores.
        let azores = at(117, 1) - Duration::from_millis(1);
        assert_eq!(end("Europe/Berlin"), (at(116, 23) - Duration::from_millis(1), azores));
        assert_eq!(end("UTC"), (at(117, 0) - Duration::from_millis(1), azores));
        assert_eq!(end("Asia/Tokyo"), (at(116, 15) - Duration::from_millis(1), azores));
        let (until, in_time) = end("America/New_York");
        assert_eq!((until, in_time), (at(117, 4) - Duration::from_millis(1), until), "in summer time");
    }

    proptest! {
        #[test]
        fn it_has_its_days(
            begun in 0..4_000_000_000_000_i64,
            days in 0..400_u32,
            zone in prop::sample::select(&["UTC", "Europe/Berlin", "Europe/Helsinki", "America/New_York"][..]),
        ) {
            let begun_at = Timestamp::from_millis(begun);
            let end = super::until(Some(begun_at), &[], days, &zone.parse().unwrap()).expect("it has begun");
            let length = end.duration_since(begun_at).as_secs();
            // An hour less if the clocks are set forward. Up to two days of a weekend more, and the hours between the clocks of
            // the customer and of the shop.
            let least = (u64::from(days) * 86_400).saturating_sub(3_600);
            let most = (u64::from(days) + 3) * 86_400 + EASTERNMOST.as_secs() + 6 * 3_600;
            prop_assert!((least..=most).contains(&length), "{}", length);
        }

        #[test]
        fn no_time_is_too_much(begun in any::<i64>(), sent in any::<i64>(), days in any::<u32>()) {
            let sent = parcel(ShipmentStatus::Sent, Some(Timestamp::from_millis(sent)), None);
            prop_assert!(until(Some(Timestamp::from_millis(begun)), &[sent], days).is_some());
        }
    }
}
