//! What an entry of the audit log says beside its act, in the language of the reader.

use super::{audit::act_name, codes::labels::written_percent, here::Here, order::labels, products::labels::state_name};
use crate::{Act, AuditEntry, Currency, Money, Role, SignalKind};

/// The currencies that [`Money`] writes with a sign.
const WITH_SIGN: [&str; 4] = ["EUR", "USD", "GBP", "JPY"];

/// Returns the detail of an entry. What people have written, and what has no text here, stays as it is.
pub(super) fn detail(here: &Here, entry: &AuditEntry) -> String {
    let said = &entry.detail;
    let translated = match entry.act.parse::<Act>() {
        Ok(Act::ManageStaff) => staff(here, said),
        Ok(Act::SignIn | Act::SignInRefused | Act::RestockRefund) => {
            here.texts.get_own(&format!("admin-detail-{}", said.replace(' ', "-")))
        }
        Ok(
            Act::MarkPaid
            | Act::CancelOrder
            | Act::Refund
            | Act::RecordRefund
            | Act::AbandonRefund
            | Act::AllocateRefund,
        ) => money(said).map(|money| here.texts.money(money)),
        Ok(Act::PollPayment | Act::ReplayWebhook) => Some(labels::provider(said, &here.texts)),
        Ok(Act::RetryDelivery | Act::DismissDelivery | Act::ReplayDelivery) => Some(receivers(here, said)),
        Ok(Act::SetProductState) => states(here, is_of_settings(here, &entry.subject), said),
        Ok(Act::AdjustStock) => stock(here, said),
        Ok(Act::EditCodes) => codes(here, said),
        Ok(Act::Refused) => Some(act_name(here, said)),
        _ => None,
    };
    translated.unwrap_or_else(|| said.clone())
}

/// Returns what was changed about a member: "added as packer", "role changed from packer to manager".
fn staff(here: &Here, said: &str) -> Option<String> {
    let role = |name: &str| name.parse::<Role>().ok().map(|role| here.text(&format!("admin-role-{role}")));
    if let Some(name) = said.strip_prefix("added as ") {
        return Some(here.format("admin-detail-added", &[("role", (&role(name)?).into())]));
    }
    if let Some((old, new)) = said.strip_prefix("role changed from ").and_then(|roles| roles.split_once(" to ")) {
        let (old, new) = (role(old)?, role(new)?);
        return Some(here.format("admin-detail-role", &[("old", (&old).into()), ("new", (&new).into())]));
    }
    here.texts.get_own(&format!("admin-detail-{said}"))
}

/// Returns whether an entry is about one of several settings, such as "shipping/express", and not about a product.
fn is_of_settings(here: &Here, subject: &str) -> bool {
    let kind = subject.split('/').next();
    here.admin().managed_kinds().iter().any(|of| of.settings && Some(of.kind) == kind)
}

/// Returns the states that a product had and has, or one of several settings: "draft -> published".
pub(super) fn states(here: &Here, settings: bool, said: &str) -> Option<String> {
    let (old, new) = said.split_once(" -> ")?;
    let name = |state: &str| Some(here.text(state_name(settings, state.parse().ok()?)));
    Some(format!("{} → {}", name(old)?, name(new)?))
}

/// Returns what has become of a stock: "Blue: -2, 5 left: broken", "limited to 20", "no longer limited". The name of the
/// option before it, and the reason after it, are people's words.
fn stock(here: &Here, said: &str) -> Option<String> {
    let what = |said: &str| {
        if said == "no longer limited" {
            return Some(here.text("admin-detail-stock-unlimited"));
        }
        if let Some(units) = said.strip_prefix("limited to ") {
            return Some(here.format("admin-detail-stock-limited", &[("units", units.parse::<i64>().ok()?.into())]));
        }
        let (by, left) = said.strip_suffix(" left")?.split_once(", ")?;
        let (by, left) = (by.parse::<i64>().ok()?, left.parse::<i64>().ok()?);
        let by = format!("{}{}", if by < 0 { "−" } else { "+" }, here.texts.number(by.abs()));
        Some(here.format("admin-detail-stock", &[("by", (&by).into()), ("left", left.into())]))
    };
    let parts: Vec<&str> = said.split(": ").collect();
    let (at, what) = parts.iter().enumerate().find_map(|(at, part)| Some((at, what(part)?)))?;
    let around = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    Some([around(&parts[..at]), vec![what], around(&parts[at + 1..])].concat().join(": "))
}

/// Returns what was done about a code, or a series: "created: 12.5 %", "20 codes created: €5.00", "ended".
fn codes(here: &Here, said: &str) -> Option<String> {
    let off = |said: &str| match said {
        "free shipping" => Some(here.text("admin-codes-free-shipping")),
        _ => written_percent(here, said).or_else(|| Some(here.texts.money(money(said)?))),
    };
    if let Some(said) = said.strip_prefix("created: ") {
        return Some(here.format("admin-detail-code-created", &[("off", (&off(said)?).into())]));
    }
    if let Some((count, said)) = said.split_once(" codes created: ") {
        let count = count.parse::<i64>().ok()?;
        return Some(
            here.format("admin-detail-codes-created", &[("count", count.into()), ("off", (&off(said)?).into())]),
        );
    }
    (said == "ended").then(|| here.text("admin-detail-code-ended"))
}

/// Reads an amount as [`Money`] writes it: "€5.00", "5.00 CHF".
fn money(said: &str) -> Option<Money> {
    let money = match said.rsplit_once(' ') {
        Some((decimal, code)) => Money::from_decimal(decimal, Currency::from_code(code)?),
        None => {
            let decimal = said.trim_start_matches(|c: char| !c.is_ascii_digit());
            let all = WITH_SIGN.into_iter().filter_map(Currency::from_code);
            all.filter_map(|currency| Money::from_decimal(decimal, currency)).find(|money| money.to_string() == said)
        }
    };
    money.filter(|money| money.to_string() == said)
}

/// Returns receivers, each perhaps with the kind of what it was sent: "downloads: completed, owner-mail: attention".
fn receivers(here: &Here, said: &str) -> String {
    let one = |part: &str| match part.split_once(": ") {
        Some((name, kind)) => {
            let kind =
                kind.parse::<SignalKind>().map_or_else(|_| kind.to_owned(), |kind| labels::signal(kind, &here.texts));
            format!("{}: {kind}", labels::receiver(name, &here.texts))
        }
        None => labels::receiver(part, &here.texts),
    };
    said.split(", ").map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for (amount, code) in [(500, "EUR"), (1_290, "CHF"), (300, "JPY"), (1_234_567, "USD"), (5, "KWD")] {
            let written = Money::new(amount, Currency::from_code(code).unwrap());
            assert_eq!(money(&written.to_string()), Some(written));
        }
        for other in ["", "3", "the rest", "5.00 of it"] {
            assert_eq!(money(other), None, "{other}");
        }
    }
}
