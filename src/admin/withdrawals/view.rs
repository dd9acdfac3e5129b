//! How withdrawals are shown: in a list, on the page of an order, and one with all that was declared.

use leptos::prelude::*;

use super::{ALL, PATH, path, refund::Progress};
use crate::{
    Act, ReceiptState, RefundRecord, WithdrawalPage, WithdrawalRecord, WithdrawalRight,
    admin::{here::Here, order::labels},
    encode,
    inert::IntoInert,
    times,
};

/// Renders the list: those that are open, or `all`.
pub(super) fn list(here: &Here, page: &WithdrawalPage, all: bool) -> AnyView {
    let tab = |shown: bool, to: String, name: &str| {
        let current = (shown == all).then_some("page");
        view! { <li><a href=here.path(&to) aria-current=current>{here.text(name)}</a></li> }
    };
    let every = format!("{PATH}?show={ALL}");
    let older = page.next.as_ref().map(|last| {
        let separator = if all { '&' } else { '?' };
        let list = if all { every.as_str() } else { PATH };
        let to = here.path(&format!("{list}{separator}before={}", encode::component(last)));
        view! {
            <nav class="ad-pager" aria-label=here.text("admin-pages")>
                <a href=to rel="next">{here.text("admin-older")}</a>
            </nav>
        }
    });
    let none = if all { "admin-withdrawals-none" } else { "admin-withdrawals-none-open" };
    let found = match page.withdrawals.is_empty() {
        true => view! { <p class="ad-empty">{here.text(none)}</p> }.into_inert(),
        false => table(here, &page.withdrawals),
    };
    view! {
        <nav class="ad-tabs" aria-label=here.text("admin-withdrawals-tabs")>
            <ul>
                {tab(false, PATH.to_owned(), "admin-withdrawals-open")}
                {tab(true, every.clone(), "admin-withdrawals-all")}
            </ul>
        </nav>
        <p>{here.text("admin-withdrawals-text")}</p>
        {found}
        {older}
    }
    .into_inert()
}

fn table(here: &Here, withdrawals: &[WithdrawalRecord]) -> AnyView {
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = withdrawals.iter().map(|found| row(here, found)).collect_view();
    view! {
        <table class="ad-table" aria-label=here.text("admin-tab-withdrawals")>
            <thead>
                <tr>
                    {head("admin-withdrawals-received")}
                    {head("admin-withdrawals-who")}
                    {head("admin-withdrawals-order")}
                    {head("admin-withdrawals-what")}
                    {head("admin-withdrawals-state")}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_inert()
}

fn row(here: &Here, found: &WithdrawalRecord) -> impl IntoView + use<> {
    let to = here.path(&path(&found.id));
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-withdrawals-received")><a href=to>{here.when(found.received_at)}</a></th>
            <td class="ad-who" data-label=here.text("admin-withdrawals-who")>
                <span>{found.name.clone()}</span>
                " "
                <span class="ad-second">{found.email.clone()}</span>
            </td>
            <td class="ad-words" data-label=here.text("admin-withdrawals-order")>{order(here, found)}</td>
            <td data-label=here.text("admin-withdrawals-what")>{labels::lines(&what(here, found))}</td>
            <td class="ad-state" data-label=here.text("admin-withdrawals-state")>{badges(here, found)}</td>
        </tr>
    }
}

/// Renders the withdrawals from one order.
pub(super) fn of_order(here: &Here, withdrawals: &[WithdrawalRecord]) -> AnyView {
    let one = |found: &WithdrawalRecord| {
        let to = here.path(&path(&found.id));
        let what = what(here, found).join(", ");
        view! { <li><a href=to>{here.when(found.received_at)}</a> " · " {what} " " {badges(here, found)}</li> }
    };
    view! { <ul>{withdrawals.iter().map(one).collect_view()}</ul> }.into_inert()
}

/// Renders a withdrawal, what was refunded since, and what can be done about it.
pub(super) fn one(here: &Here, found: &WithdrawalRecord, progress: Progress) -> AnyView {
    let Progress { refunds, is_complete, form } = progress;
    let link =
        |to: String, name: &str| view! { <li><a class="ad-button" href=here.path(&to)>{here.text(name)}</a></li> };
    let act = |act: Act, applies: bool, last: &str, name: &str| {
        (applies && here.may(act)).then(|| link(format!("{}/{last}", path(&found.id)), name))
    };
    let offers: Vec<_> = [
        form.map(|form| link(form, "admin-withdrawals-refund")),
        act(Act::MatchWithdrawal, found.order.is_none(), "match", "admin-withdrawals-match"),
        act(Act::CloseWithdrawal, found.closed_at.is_none(), "close", "admin-withdrawals-close"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let failed = matches!(found.receipt, ReceiptState::Failed { .. }).then(|| {
        view! { <p class="ad-refused" role="alert">{here.text("admin-withdrawals-receipt-failed-text")}</p> }
    });
    let unmatched =
        found.order.is_none().then(|| view! { <p class="ad-notice">{here.text("admin-withdrawals-unmatched")}</p> });
    let late = found.late.then(|| view! { <p class="ad-notice">{here.text("admin-withdrawals-late-text")}</p> });
    let is_open = found.closed_at.is_none();
    let complete = (is_open && is_complete)
        .then(|| view! { <p class="ad-notice">{here.text("admin-withdrawals-refunded-all")}</p> });
    view! {
        {failed}
        {unmatched}
        {late}
        {found.exceptions.iter().map(|right| exception(here, *right)).collect_view()}
        {complete}
        {(!offers.is_empty()).then(|| view! { <ul class="ad-actions">{offers}</ul> })}
        {declared(here, found)}
        {money(here, found, &refunds, is_open && !is_complete)}
        <p><a href=here.path(PATH)>{here.text("admin-withdrawals-list")}</a></p>
    }
    .into_inert()
}

/// Renders what the merchant has to decide about items without the right, or whose right may have ended.
fn exception(here: &Here, right: WithdrawalRight) -> Option<AnyView> {
    let name = match right {
        WithdrawalRight::Applies => return None,
        WithdrawalRight::EndsWithDownload => "admin-withdrawals-ends",
        WithdrawalRight::Excluded => "admin-withdrawals-excluded",
    };
    Some(view! { <p class="ad-notice">{here.text(name)}</p> }.into_inert())
}

/// Renders what was refunded of the order since, and, if something is `due`, until when.
fn money(here: &Here, found: &WithdrawalRecord, refunds: &[RefundRecord], due: bool) -> Option<AnyView> {
    let by = (due && found.order.is_some()).then(|| {
        let day = here.texts.date(found.refund_by(here.store.time_zone()));
        let said = here.format("admin-withdrawals-refund-by-day", &[("day", (&day).into())]);
        view! { <dt>{here.text("admin-withdrawals-refund-by")}</dt> <dd>{said}</dd> }
    });
    let refunded: Vec<String> = refunds.iter().map(|refund| refunded(here, refund)).collect();
    let refunded = (!refunded.is_empty()).then(|| {
        view! { <dt>{here.text("admin-withdrawals-refunded")}</dt> <dd>{labels::lines(&refunded)}</dd> }
    });
    (by.is_some() || refunded.is_some()).then(|| view! { <dl class="ad-facts">{by} {refunded}</dl> }.into_inert())
}

/// Returns what a refund is for, how much it is, and how far it has come.
fn refunded(here: &Here, refund: &RefundRecord) -> String {
    let contents = labels::refunded(&refund.items, &here.texts);
    let what = match contents.is_empty() {
        true => here.text("admin-refund-what-amount"),
        false => contents.join(", "),
    };
    let (amount, status) = (here.texts.money(refund.amount), labels::refund_status(refund.status, &here.texts));
    format!("{what} · {amount} · {status}")
}

/// Renders what was declared, by whom, and what has become of it.
pub(super) fn declared(here: &Here, found: &WithdrawalRecord) -> AnyView {
    let text: Vec<String> = found.text.lines().map(str::to_owned).collect();
    let message = (!text.is_empty()).then(|| {
        view! { <dt>{here.text("admin-withdrawals-message")}</dt> <dd>{labels::lines(&text)}</dd> }
    });
    let closed = found.closed_at.map(|at| {
        view! { <dt>{here.text("admin-withdrawals-closed-at")}</dt> <dd>{here.when(at)}</dd> }
    });
    let in_time = found.order.is_some().then(|| {
        let said = if found.late { "admin-withdrawals-late" } else { "admin-withdrawals-in-time" };
        view! { <dt>{here.text("admin-withdrawals-period")}</dt> <dd>{here.text(said)}</dd> }
    });
    let from = match found.identified {
        true => here.text("admin-withdrawals-identified"),
        false => here.format("admin-withdrawals-typed", &[("number", (&found.typed).into())]),
    };
    view! {
        <dl class="ad-facts">
            <dt>{here.text("admin-withdrawals-state")}</dt>
            <dd>{badges(here, found)}</dd>
            <dt>{here.text("admin-withdrawals-received")}</dt>
            <dd>{here.when(found.received_at)}</dd>
            {in_time}
            <dt>{here.text("admin-withdrawals-who")}</dt>
            <dd>{found.name.clone()}</dd>
            <dt>{here.text("admin-email")}</dt>
            <dd>{found.email.clone()}</dd>
            <dt>{here.text("admin-withdrawals-order")}</dt>
            <dd>{order(here, found)} " · " {from}</dd>
            <dt>{here.text("admin-withdrawals-what")}</dt>
            <dd>{labels::lines(&what(here, found))}</dd>
            {message}
            <dt>{here.text("admin-withdrawals-receipt")}</dt>
            <dd>{receipt(here, &found.receipt)}</dd>
            {closed}
        </dl>
    }
    .into_inert()
}

/// Renders which order it is, with a link.
fn order(here: &Here, found: &WithdrawalRecord) -> AnyView {
    match found.order {
        Some(number) => {
            let to = here.path(&format!("/orders/{number}"));
            view! { <a href=to>{number.to_string()}</a> }.into_inert()
        }
        None => here.text("admin-withdrawals-no-order").into_inert(),
    }
}

/// Returns what the customer withdraws from, a line each.
fn what(here: &Here, found: &WithdrawalRecord) -> Vec<String> {
    if found.is_everything() {
        return vec![here.text("admin-withdrawals-everything")];
    }
    if found.is_in_words() {
        return vec![here.text("admin-withdrawals-in-words")];
    }
    found.lines.iter().map(|line| times(line.quantity, &line.title)).collect()
}

fn badges(here: &Here, found: &WithdrawalRecord) -> AnyView {
    let (state, tone) = match found.closed_at {
        Some(_) => ("admin-withdrawals-is-closed", "plain"),
        None => ("admin-withdrawals-is-open", "wait"),
    };
    let late = found.late.then(|| labels::badge(here.text("admin-withdrawals-late"), "bad"));
    let failed = matches!(found.receipt, ReceiptState::Failed { .. });
    let failed = failed.then(|| labels::badge(here.text("admin-withdrawals-receipt-failed"), "bad"));
    view! { {labels::badge(here.text(state), tone)} " " {late} " " {failed} }.into_inert()
}

fn receipt(here: &Here, receipt: &ReceiptState) -> AnyView {
    match receipt {
        ReceiptState::Sent { at } => {
            view! { {here.text("admin-withdrawals-receipt-sent")} " " {here.when(*at)} }.into_inert()
        }
        ReceiptState::Waiting { error } => {
            let why = error.clone().map(|error| view! { " " <code>{error}</code> });
            view! { {here.text("admin-withdrawals-receipt-waiting")} {why} }.into_inert()
        }
        ReceiptState::Failed { error } => {
            view! { {here.text("admin-withdrawals-receipt-failed")} " " <code>{error.clone()}</code> }.into_inert()
        }
    }
}
