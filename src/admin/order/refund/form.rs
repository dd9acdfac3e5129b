//! The first step: what of the order is to be refunded.

use axum::response::Response;
use leptos::prelude::*;

use super::{
    super::{act_page::ActPage, found::Found, labels},
    Step,
    input::{Input, Wrong},
    task::{Task, Way},
};
use crate::{
    RefundableLine,
    admin::form::{FieldKind, field, hinted},
    inert::IntoInert,
};

/// Renders the form, with what is filled in and what is wrong with it: 422 if anything is.
pub(super) fn page(task: &Task<'_>, input: &Input, wrong: Wrong) -> Response {
    let here = task.here;
    let title = here.text(task.way.label());
    let lines = task.left.lines.iter().enumerate().filter(|(_, line)| line.left > 0);
    let lines: Vec<_> = lines.map(|(n, line)| pieces(task, n, line, input, &wrong)).collect();
    let are_left = !lines.is_empty();
    let lines = are_left.then(|| {
        view! { <fieldset><legend>{here.text("admin-order-items")}</legend> {lines}</fieldset> }
    });
    let shipping = (task.left.shipping.amount > 0).then(|| {
        let left = here.texts.money(task.left.shipping);
        tick("shipping", here.format("admin-refund-shipping", &[("left", (&left).into())]), input.shipping)
    });
    let restock = are_left.then(|| {
        let as_sold = || task.left.lines.iter().any(|line| line.left > 0 && line.restock);
        tick("restock", here.text("admin-refund-restock"), input.restock.unwrap_or_else(as_sold))
    });
    let read = match task.way {
        Way::Gateway | Way::ByHand => "admin-refund-note-hint",
        Way::TakeBack => "admin-take-back-note-hint",
        // The mail about a refund that was made at the gateway has gone out.
        Way::Allocate => "admin-allocate-refund-note-hint",
    };
    let note = hinted(
        "note",
        &here.text("admin-refund-note"),
        &input.note,
        Some(&here.text(read)),
        wrong.note.as_deref(),
        FieldKind::Text,
    );
    let refund = task.refund.map(|refund| view! { <input type="hidden" name="refund" value=refund.id.clone()/> });
    let everything = (task.way.takes() && task.has_parts()).then(|| {
        let says = here.text("admin-refund-everything");
        view! { <button class="ad-button" name=Step::NAME value=Step::Everything.value()>{says}</button> }
    });
    let action = here.path(&task.found.path(task.way.path()));
    let form = view! {
        {facts(task)}
        <form class="ad-form" method="get" action=action>
            {refund}
            {lines}
            {shipping}
            {extra(task, input, &wrong)}
            {restock}
            {note}
            <p class="ad-actions">
                <button class="ad-button ad-primary" name=Step::NAME value=Step::Check.value()>
                    {here.text("admin-refund-continue")}
                </button>
                {everything}
            </p>
        </form>
    };
    let invalid = wrong.is_beside_a_field();
    ActPage::new(here, task.found, title).says(says(task)).refused(wrong.form).invalid(invalid).show(form.into_inert())
}

/// Returns what it is about, a paragraph each.
fn says(task: &Task<'_>) -> Vec<String> {
    let here = task.here;
    let mut says = vec![here.text(match task.way {
        Way::Gateway => "admin-refund-effect",
        Way::ByHand => "admin-record-refund-effect",
        Way::TakeBack => "admin-take-back-effect",
        Way::Allocate => "admin-allocate-refund-effect",
    })];
    if task.way.moves_money() {
        says.push(here.text("admin-refund-two-steps"));
    }
    if task.way == Way::ByHand && task.found.paid().is_some_and(Found::lost) {
        says.push(here.text("admin-record-refund-lost"));
    }
    says
}

/// Renders what was paid, what of it went back, and what can still go back.
fn facts(task: &Task<'_>) -> AnyView {
    let (here, found) = (task.here, task.found);
    let money = |money| here.texts.money(money);
    match task.way {
        Way::TakeBack => ().into_inert(),
        Way::Allocate => labels::facts([(here.text("admin-money-refunded"), Some(money(task.money)))]),
        Way::Gateway | Way::ByHand => labels::facts([
            (here.text("admin-money-paid"), found.paid().and_then(|payment| payment.paid).map(money)),
            (here.text("admin-money-refunded"), found.order.refunded.map(money)),
            (here.text("admin-money-refund-pending"), found.order.refund_pending.map(money)),
            (here.text("admin-money-left"), Some(money(task.money))),
        ]),
    }
}

/// Renders the field of a line: how many pieces of it.
fn pieces(task: &Task<'_>, n: usize, line: &RefundableLine, input: &Input, wrong: &Wrong) -> AnyView {
    let (here, id) = (task.here, format!("pieces-{}", n + 1));
    let RefundableLine { kind, id: of, title, quantity, left, amount, .. } = line;
    let label = if task.way == Way::TakeBack { "admin-take-back-pieces" } else { "admin-refund-pieces" };
    let label = here.format(label, &[("title", title.into())]);
    let hint = here.format(
        "admin-refund-pieces-left",
        &[("left", (*left).into()), ("quantity", (*quantity).into()), ("amount", (&here.texts.money(*amount)).into())],
    );
    let error = wrong.pieces(kind, of).map(str::to_owned);
    let invalid = error.is_some().then_some("true");
    let described = match error.is_some() {
        true => format!("{id}-hint {id}-error"),
        false => format!("{id}-hint"),
    };
    let error = error.map(|error| view! { <p class="ad-error" id=format!("{id}-error")>{error}</p> });
    let typed = input.pieces(kind, of).unwrap_or("0").to_owned();
    view! {
        <div class="ad-field">
            <label for=id.clone()>{label}</label>
            <input
                id=id.clone()
                name=Input::name(kind, of)
                type="text"
                inputmode="numeric"
                autocomplete="off"
                value=typed
                aria-invalid=invalid
                aria-describedby=described
            />
            <p class="ad-hint" id=format!("{id}-hint")>{hint}</p>
            {error}
        </div>
    }
    .into_inert()
}

/// Renders the field of an amount beyond pieces and shipping. If there is nothing else to choose, all of it is filled in. What
/// a refund that was made is for beyond those is known.
fn extra(task: &Task<'_>, input: &Input, wrong: &Wrong) -> Option<AnyView> {
    if !task.way.moves_money() {
        return None;
    }
    let (here, alone) = (task.here, !task.has_parts());
    let label = if alone { "admin-refund-amount" } else { "admin-refund-extra" };
    let label = here.format(label, &[("currency", task.money.currency.code().into())]);
    let all = || task.money.decimal();
    let typed = match input.extra.is_empty() && alone && wrong.extra.is_none() {
        true => all(),
        false => input.extra.clone(),
    };
    let error = wrong.extra.as_deref();
    Some(match alone {
        true => field("extra", &label, &typed, error, FieldKind::Amount),
        false => {
            let hint = here.text("admin-refund-extra-hint");
            hinted("extra", &label, &typed, Some(&hint), error, FieldKind::Amount)
        }
    })
}

fn tick(name: &'static str, label: String, ticked: bool) -> AnyView {
    view! {
        <div class="ad-field ad-tick">
            <input type="checkbox" id=name name=name value="1" checked=ticked/>
            <label for=name>{label}</label>
        </div>
    }
    .into_inert()
}
