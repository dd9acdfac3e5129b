//! A promotion: 20 % off the issues of a complete volume.

use std::collections::BTreeSet;

use pannier::{
    Money,
    discount::{Offer, OfferLine, Promotion, Reduction},
};

/// The issues of a year.
const VOLUME: usize = 4;

pub struct WholeVolume;

impl Promotion for WholeVolume {
    fn id(&self) -> &'static str {
        "whole-volume"
    }

    fn label(&self) -> String {
        "A whole volume, for a fifth less".to_owned()
    }

    fn take_off(&self, offer: &Offer) -> Vec<Reduction> {
        let issues = || offer.lines.iter().enumerate().filter(|(_, line)| line.kind == "issue");
        let titles: BTreeSet<&str> = issues().map(|(_, line)| line.id.as_str()).collect();
        if titles.len() < VOLUME {
            return Vec::new();
        }
        let fifth = |(n, line): (usize, &OfferLine)| {
            let off = Money::new(line.unit_price.amount / 5, line.unit_price.currency);
            Some(Reduction::line(n, off.checked_mul(line.quantity)?))
        };
        issues().filter_map(fifth).collect()
    }
}
