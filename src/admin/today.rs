//! The first page: what needs a person, the newest orders, and what they have brought in.

use leptos::prelude::*;

use super::{
    here::{Answer, Here},
    orders::{self, Filters, table::table},
    page::Tab,
    refunds,
    routes::Route,
    taxes, withdrawals,
};
use crate::{Act, OrderCount, OrderQuery, OrderTab, Overview, Quarter, RecentTakings, Texts, inert::IntoInert};

/// The newest orders on the page.
const NEWEST: u32 = 10;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page("", Act::View, show)]
}

async fn show(here: Here) -> Answer {
    let admin = here.admin();
    let query = OrderQuery::default().limit(NEWEST);
    let (overview, newest, withdrawn) =
        tokio::try_join!(admin.overview(), admin.orders(&query), admin.open_withdrawals())?;
    let title = here.text("admin-tab-today");
    let all = here.path(orders::PATH);
    let newest = match newest.is_empty() {
        true => view! { <p class="ad-empty">{here.text("admin-orders-none")}</p> }.into_inert(),
        false => {
            view! { {table(&here, &newest, false)} <p><a href=all>{here.text("admin-today-all")}</a></p> }.into_inert()
        }
    };
    let body = view! {
        {stuck(&here, &overview)}
        {counts(&here, &overview, withdrawn)}
        {here.may(Act::ReadTakings).then(|| takings(&overview.takings, &here.texts))}
        <h2>{here.text("admin-today-newest")}</h2>
        {newest}
    };
    Ok(here.page(Tab::Today, &title, body))
}

/// Renders how many deliveries could not be made so far, and why the last one was not.
fn stuck(here: &Here, overview: &Overview) -> Option<AnyView> {
    let OrderCount { count, .. } = overview.stuck_deliveries;
    let number = number(overview.stuck_deliveries, &here.texts);
    let with = [("count", count.into()), ("number", (&number).into())];
    let says = match &overview.delivery_error {
        Some(error) => {
            let [count, number] = with;
            here.format("admin-today-stuck-error", &[count, number, ("error", error.into())])
        }
        None => here.format("admin-today-stuck", &with),
    };
    let link = view! { <a href=here.path("/deliveries")>{here.text("admin-deliveries-all")}</a> };
    (count > 0).then(|| view! { <p class="ad-refused" role="alert">{says} " " {link}</p> }.into_inert())
}

/// Renders the counts, each with a link to what it counts. `withdrawn` are the open withdrawals.
fn counts(here: &Here, overview: &Overview, withdrawn: u64) -> AnyView {
    let tab = |tab| Filters::of(&OrderQuery::default().tab(tab), here.store.time_zone()).url(orders::PATH);
    let mut counts = vec![
        ("admin-today-needs-attention", overview.needs_attention, tab(OrderTab::NeedsAttention)),
        ("admin-today-disputes", overview.disputes, tab(OrderTab::NeedsAttention)),
        ("admin-today-stuck-deliveries", overview.stuck_deliveries, "/deliveries".to_owned()),
        ("admin-today-to-send", overview.shipments_to_send, tab(OrderTab::ToSend)),
        ("admin-today-unpaid", overview.unpaid, tab(OrderTab::Unpaid)),
    ];
    if overview.pick_ups_to_prepare.count > 0 {
        counts.insert(4, ("admin-today-to-prepare", overview.pick_ups_to_prepare, tab(OrderTab::ToSend)));
    }
    if overview.refunds_to_restock.count > 0 {
        counts.insert(2, ("admin-today-restock", overview.refunds_to_restock, refunds::PATH.to_owned()));
    }
    if overview.refunds_to_allocate.count > 0 {
        counts.insert(2, ("admin-today-refunds", overview.refunds_to_allocate, refunds::PATH.to_owned()));
    }
    if let Some(since) = overview.tax_to_return_since.filter(|_| here.may(Act::ReadTaxes)) {
        let quarter = Quarter::of(since, here.store.time_zone());
        counts.push((
            "admin-today-tax-to-return",
            overview.tax_to_return,
            format!("{}?quarter={quarter}", taxes::PATH),
        ));
    }
    if withdrawn > 0 {
        let count = OrderCount { count: u32::try_from(withdrawn).unwrap_or(u32::MAX), more: false };
        counts.push(("admin-today-withdrawals", count, withdrawals::PATH.to_owned()));
    }
    let tile = |(name, count, path): (&str, OrderCount, String)| {
        let class = if count.count > 0 { "ad-count" } else { "ad-count ad-count-none" };
        view! {
            <li>
                <a href=here.path(&path)>
                    <span class=class>{number(count, &here.texts)}</span>
                    " "
                    <span>{here.format(name, &[("count", count.count.into())])}</span>
                </a>
            </li>
        }
    };
    let tiles: Vec<_> = counts.into_iter().map(tile).collect();
    view! { <ul class="ad-counts" aria-label=here.text("admin-today-counts")>{tiles}</ul> }.into_inert()
}

fn number(count: OrderCount, texts: &Texts) -> String {
    let number = texts.number(count.count.into());
    if count.more { format!("{number}+") } else { number }
}

/// Renders what was taken today, in 7 and in 30 days, by currency.
fn takings(all: &[RecentTakings], texts: &Texts) -> AnyView {
    let row = |recent: &RecentTakings| {
        let days = texts.format("admin-today-days", &[("days", recent.days.into())]);
        let amounts: Vec<_> = recent.amounts.iter().map(|money| texts.money(*money)).collect();
        view! {
            <dt>{days}</dt>
            <dd>{amounts.join(" · ")}</dd>
        }
    };
    let rows: Vec<_> = all.iter().map(row).collect();
    view! {
        <h2>{texts.get("admin-today-takings")}</h2>
        <dl class="ad-facts">{rows}</dl>
        <p class="ad-muted">{texts.get("admin-today-takings-text")}</p>
    }
    .into_inert()
}
