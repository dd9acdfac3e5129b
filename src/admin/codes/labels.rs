//! What a code takes off, when it works, and how it stands, for people.

use leptos::prelude::*;

use super::inputs;
use crate::{
    Code, CodeState, Off, Rate,
    admin::{here::Here, order::labels::badge},
};

/// Returns what a code takes off.
pub(super) fn off(here: &Here, off: Off) -> String {
    match off {
        Off::Percent(basis_points) => percent(here, basis_points),
        Off::Amount(amount) => here.texts.money(amount),
        Off::FreeShipping => here.text("admin-codes-free-shipping"),
    }
}

fn percent(here: &Here, basis_points: u32) -> String {
    let rate = here.texts.rate(Rate::millionths(basis_points.saturating_mul(100)));
    here.format("admin-percent", &[("rate", (&rate).into())])
}

/// Returns a percentage that the audit log has in English: "12.5 %".
pub(in crate::admin) fn written_percent(here: &Here, said: &str) -> Option<String> {
    Some(percent(here, inputs::percent(said.strip_suffix('%')?)?))
}

/// Returns from when until when a code works, if not always.
pub(super) fn period(here: &Here, code: &Code) -> Option<String> {
    let [from, until] = [code.from_at, code.until_at].map(|at| at.map(|at| here.texts.date_and_time(at)));
    match (from, until) {
        (Some(from), Some(until)) => {
            Some(here.format("admin-codes-between", &[("from", (&from).into()), ("until", (&until).into())]))
        }
        (Some(from), None) => Some(here.format("admin-codes-from", &[("from", (&from).into())])),
        (None, Some(until)) => Some(here.format("admin-codes-until", &[("until", (&until).into())])),
        (None, None) => None,
    }
}

/// Returns how often a code was used, and how often it can be.
pub(super) fn uses(here: &Here, code: &Code) -> String {
    let uses = here.texts.number(code.uses.into());
    match code.most_uses {
        Some(most) => {
            let most = here.texts.number(most.into());
            here.format("admin-codes-uses-of", &[("uses", (&uses).into()), ("most", (&most).into())])
        }
        None => uses,
    }
}

/// Renders how a code stands.
pub(super) fn state(here: &Here, code: &Code) -> AnyView {
    let (name, tone) = match code.state(here.store.db().now()) {
        CodeState::Active => ("admin-codes-state-active", "good"),
        CodeState::Upcoming => ("admin-codes-state-upcoming", "wait"),
        CodeState::UsedUp => ("admin-codes-state-used-up", "plain"),
        CodeState::Expired => ("admin-codes-state-expired", "plain"),
        CodeState::Ended => ("admin-codes-state-ended", "plain"),
    };
    badge(here.text(name), tone)
}
