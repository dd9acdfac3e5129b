//! The second step: what the refund comes to, what it does, and the button that makes it.

use axum::response::Response;
use leptos::prelude::*;

use super::{
    super::{act_page::ActPage, labels},
    input::Input,
    task::{Task, Way},
};
use crate::{
    Money, RefundItems, RefundStatus, Shipment, ShipmentStatus, admin::form::act_form, encode, inert::IntoInert, times,
};

/// The field of what the refund came to when it was shown, in minor units.
pub(super) const SHOWN: &str = "shown";

/// Renders what will happen, with the form that does it; `why` it is shown again, if it is.
pub(super) fn page(
    task: &Task<'_>,
    input: &Input,
    items: &RefundItems,
    amount: Money,
    why: Option<String>,
) -> Response {
    let here = task.here;
    let way = if is_free(task, amount) { Way::TakeBack } else { task.way };
    let title = here.text(way.label());
    let path = task.found.path(task.way.path());
    let hidden = input.pairs().into_iter().chain(task.refund.map(|refund| ("refund", refund.id.clone())));
    let hidden = hidden.chain([(SHOWN, amount.amount.to_string())]);
    let hidden: Vec<_> = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect();
    let reason = (!input.note.is_empty()).then(|| input.note.clone());
    let facts = labels::facts([
        (here.text("admin-refund-column-amount"), (way != Way::TakeBack).then(|| here.texts.money(amount))),
        (here.text("admin-refund-what"), Some(what(task, items).join(", "))),
        (here.text("admin-refund-note"), reason),
    ]);
    // What was given back cannot be taken again, nor the other way round.
    let button = match task.way {
        Way::Allocate => here.text("admin-do-allocate-refund-now"),
        Way::Gateway | Way::ByHand | Way::TakeBack => title.clone(),
    };
    let form = act_form(&here.path(&path), &button, task.way.takes(), hidden);
    let change = input.address(&path);
    let change = match task.refund {
        Some(refund) => {
            let separator = if change.contains('?') { '&' } else { '?' };
            format!("{change}{separator}refund={}", encode::component(&refund.id))
        }
        None => change,
    };
    let change_label = if task.way == Way::TakeBack { "admin-take-back-change" } else { "admin-refund-change" };
    let body = view! {
        {facts}
        {effects(task, items, amount).into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
        {form}
        <p><a href=here.path(&change)>{here.text(change_label)}</a></p>
    };
    ActPage::new(here, task.found, title).refused(why).show(body.into_inert())
}

/// Returns whether only free items are taken back: no money moves, and no mail is sent.
fn is_free(task: &Task<'_>, amount: Money) -> bool {
    task.way.takes() && amount.amount == 0
}

/// Returns what is refunded: "2 × Dunes", "Shipping".
fn what(task: &Task<'_>, items: &RefundItems) -> Vec<String> {
    let here = task.here;
    if items.lines.is_empty() && !items.shipping {
        return vec![here.text("admin-refund-what-amount")];
    }
    let lines = items.lines.iter();
    let mut what: Vec<_> = lines.map(|line| times(line.quantity, task.title(&line.kind, &line.id))).collect();
    what.extend(items.shipping.then(|| here.text("admin-sum-shipping")));
    what.extend(
        items
            .extra
            .map(|extra| here.format("admin-refund-what-extra", &[("amount", (&here.texts.money(extra)).into())])),
    );
    what
}

/// Returns what the refund does, a sentence or two each.
fn effects(task: &Task<'_>, items: &RefundItems, amount: Money) -> Vec<String> {
    let (here, is_free) = (task.here, is_free(task, amount));
    let mut effects = vec![here.text(match task.way {
        Way::Gateway | Way::ByHand if is_free => "admin-take-back-free",
        Way::Gateway => "admin-refund-effect",
        Way::ByHand => "admin-record-refund-effect",
        Way::TakeBack => "admin-take-back-effect",
        Way::Allocate => "admin-allocate-refund-for-good",
    })];
    let in_full = task.way.moves_money() && !is_free && amount == task.money;
    let pieces = !items.lines.is_empty();
    if in_full {
        let downloads = task.found.order.downloads.len();
        effects.push(here.format("admin-refund-in-full", &[("downloads", downloads.into())]));
    } else if pieces {
        effects.extend(task.found.shipments.iter().filter_map(|parcel| parcel_effect(task, parcel, items)));
        let downloads = items.lines.iter().any(|line| is_download(task, &line.kind, &line.id));
        effects.extend(downloads.then(|| here.text("admin-refund-downloads")));
    }
    if in_full || pieces {
        effects.push(here.text(match items.restock {
            true if is_free || task.way == Way::TakeBack || is_made(task) => "admin-take-back-restocked",
            true => "admin-refund-restocked",
            false => "admin-refund-not-restocked",
        }));
    }
    effects
}

/// Returns whether it is about a refund that the gateway has made already.
fn is_made(task: &Task<'_>) -> bool {
    task.refund.is_some_and(|refund| refund.status == RefundStatus::Succeeded)
}

/// Returns whether a line is a download: it has one, and is in no parcel.
fn is_download(task: &Task<'_>, kind: &str, id: &str) -> bool {
    let title = task.title(kind, id);
    let mut shipped = task.found.shipments.iter().flat_map(|parcel| &parcel.lines);
    let is_shipped = shipped.any(|line| line.kind == kind && line.id == id);
    !is_shipped && task.found.order.downloads.iter().any(|download| download.title == title)
}

/// Returns what becomes of a parcel that has not left yet.
fn parcel_effect(task: &Task<'_>, parcel: &Shipment, items: &RefundItems) -> Option<String> {
    if !matches!(parcel.status, ShipmentStatus::Pending | ShipmentStatus::Failed) {
        return None;
    }
    let here = task.here;
    let refunded = |kind: &str, id: &str| {
        let lines = items.lines.iter().filter(|line| line.kind == kind && line.id == id);
        lines.fold(0_u32, |sum, line| sum.saturating_add(line.quantity))
    };
    let (mut before, mut after) = (0_u32, 0_u32);
    for line in &parcel.lines {
        before = before.saturating_add(line.quantity);
        after = after.saturating_add(line.quantity.saturating_sub(refunded(&line.kind, &line.id)));
    }
    let is_ordered = parcel.requested_at.is_some() || parcel.reference.is_some();
    let name = match after {
        _ if before == after => return None,
        _ if is_ordered => "admin-refund-parcel-ordered",
        0 => "admin-refund-parcel-cancelled",
        _ => "admin-refund-parcel-less",
    };
    let title = labels::parcel_title(here.store.is_picked_up(&parcel.method));
    let title = here.format(title, &[("position", (&parcel.position.to_string()).into())]);
    Some(here.format(name, &[("parcel", (&title).into()), ("left", after.into())]))
}
