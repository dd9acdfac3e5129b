//! The page of the list: tabs, the form of the filters, the table with its pages.

use leptos::prelude::*;

use super::{Filters, Invalid, PATH, export_url, table::table};
use crate::{
    Act, FilterValues, OrderCount, OrderPage, OrderStatus, OrderSummary, OrderTab, Texts,
    admin::{
        bulk::BULK,
        form::{FieldKind, field},
        here::Here,
        jobs,
        order::labels,
        products::labels::kind as kind_named,
    },
    country,
    inert::IntoInert,
};

/// Renders the list.
pub(super) fn list(
    here: &Here,
    filters: &Filters,
    values: &FilterValues,
    page: &OrderPage,
    count: OrderCount,
) -> AnyView {
    let OrderPage { orders, next, truncated } = page;
    let first_page = filters.before.is_empty();
    let newest = (!first_page).then(|| link(here, &filters.page_after(None), "admin-orders-newest", None));
    let older = next.map(|next| link(here, &filters.page_after(Some(next)), "admin-orders-older", Some("next")));
    let pager = (newest.is_some() || older.is_some()).then(|| {
        view! { <nav class="ad-pager" aria-label=here.text("admin-orders-pages")>{newest} {older}</nav> }
    });
    let export = (here.may(Act::Export) && !orders.is_empty()).then(|| {
        let link = |name: &str, items: bool| {
            let url = here.path(&export_url(filters, items));
            view! { <a class="ad-button" href=url>{here.text(name)}</a> }
        };
        let text = view! { <p class="ad-muted">{here.text("admin-orders-export-text")}</p> };
        view! { {link("admin-orders-export", false)} " " {link("admin-orders-export-items", true)} {text} }
    });
    let jobs = view! { <a href=here.path(jobs::PATH)>{here.text("admin-jobs")}</a> };
    let orders = match (orders.is_empty(), next) {
        (true, None) => view! { <p class="ad-empty">{empty(filters, &here.texts)}</p> }.into_inert(),
        (true, Some(_)) => view! { <p class="ad-empty">{here.text("admin-orders-none-so-far")}</p> }.into_inert(),
        (false, _) => choosable(here, filters, orders, count),
    };
    let truncated = truncated.then(|| view! { <p class="ad-notice">{here.text("admin-orders-truncated")}</p> });
    view! {
        {tabs(here, filters)}
        {form(here, filters, values, None)}
        {truncated}
        <div class="ad-actions"><p>{counted(count, &here.texts)}</p> {export} {jobs}</div>
        {orders}
        {pager}
    }
    .into_inert()
}

/// Renders the table. Whoever may do so chooses orders of it, or all that match, for what is done to many at once.
fn choosable(here: &Here, filters: &Filters, orders: &[OrderSummary], count: OrderCount) -> AnyView {
    let acts =
        [(Act::PrintSlips, "slips", "admin-orders-slips"), (Act::MarkSent, "mark-sent", "admin-orders-mark-sent")];
    let buttons: Vec<_> = acts
        .into_iter()
        .filter(|(act, ..)| here.may(*act))
        .map(|(_, name, label)| view! { <button class="ad-button" name="act" value=name>{here.text(label)}</button> })
        .collect();
    if buttons.is_empty() {
        return table(here, orders, false);
    }
    let all = filters.page_after(None);
    let hidden = all.pairs().map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned()/> });
    let hidden = hidden.collect_view();
    let every = here.format("admin-orders-choose-all", &[("orders", (&counted(count, &here.texts)).into())]);
    view! {
        <form class="ad-section" method="post" action=here.path(BULK)>
            {hidden}
            {table(here, orders, true)}
            <div class="ad-field ad-tick">
                <input type="checkbox" id="all" name="all" value="1"/>
                <label for="all">{every}</label>
            </div>
            <p class="ad-actions">{buttons}</p>
        </form>
    }
    .into_inert()
}

/// Renders the filters without a list, since one of them cannot be read.
pub(super) fn invalid(here: &Here, filters: &Filters, values: &FilterValues, invalid: Invalid) -> AnyView {
    let why = here.text(match invalid.0 {
        "from" | "until" => "admin-orders-day-wrong",
        _ => "admin-orders-filter-wrong",
    });
    view! {
        {tabs(here, filters)}
        <p class="ad-refused" role="alert">{why}</p>
        {form(here, filters, values, Some(invalid))}
    }
    .into_inert()
}

fn link(here: &Here, filters: &Filters, label: &str, rel: Option<&'static str>) -> AnyView {
    view! { <a rel=rel href=here.path(&filters.url(PATH))>{here.text(label)}</a> }.into_inert()
}

fn tabs(here: &Here, filters: &Filters) -> AnyView {
    let chosen: OrderTab = filters.tab.trim().parse().unwrap_or_default();
    let links: Vec<_> = OrderTab::ALL
        .into_iter()
        .map(|tab| {
            let current = (tab == chosen).then_some("page");
            let url = here.path(&filters.in_tab(tab).url(PATH));
            view! { <li><a href=url aria-current=current>{here.text(tab_name(tab))}</a></li> }
        })
        .collect();
    view! { <nav class="ad-tabs" aria-label=here.text("admin-orders-tabs")><ul>{links}</ul></nav> }.into_inert()
}

const fn tab_name(tab: OrderTab) -> &'static str {
    match tab {
        OrderTab::All => "admin-orders-all",
        OrderTab::ToSend => "admin-orders-to-send",
        OrderTab::Unpaid => "admin-orders-unpaid",
        OrderTab::NeedsAttention => "admin-orders-needs-attention",
        OrderTab::Refunded => "admin-orders-refunded",
    }
}

/// The form of the filters: it is sent by GET, so that the URL has all of them. Its tab stays the same.
fn form(here: &Here, filters: &Filters, values: &FilterValues, invalid: Option<Invalid>) -> AnyView {
    let texts = &here.texts;
    let error = |name: &str| invalid.filter(|Invalid(of)| *of == name).map(|_| texts.get("admin-orders-day-wrong"));
    let (from_error, until_error) = (error("from"), error("until"));
    let statuses = [OrderStatus::Pending, OrderStatus::Completed, OrderStatus::Cancelled]
        .map(|status| (status.as_str().to_owned(), texts.get(labels::order_status_name(status))));
    let providers = values.providers.iter().map(|id| (id.clone(), labels::provider(id, texts)));
    let names = country::names(texts.language());
    let countries = values.countries.iter().map(|code| {
        let name = names.iter().find(|(of, _)| of == code).map_or(code, |(_, name)| name);
        (code.clone(), name.clone())
    });
    let kinds = values.kinds.iter().map(|kind| (kind.clone(), kind_named(here, kind)));
    let choice = |name: &'static str, label: &str, value: &str, choices: Vec<(String, String)>| {
        let any = [(String::new(), texts.get("admin-orders-any"))];
        let choices = any.into_iter().chain(choices).collect();
        field(name, &texts.get(label), value, None, FieldKind::Choice(choices))
    };
    let tab = (!filters.tab.is_empty()).then(|| view! { <input type="hidden" name="tab" value=filters.tab.clone()/> });
    let clear = filters.are_set().then(|| {
        let bare = Filters { tab: filters.tab.clone(), ..Filters::default() };
        link(here, &bare, "admin-orders-clear", None)
    });
    let more = [
        &filters.from,
        &filters.until,
        &filters.status,
        &filters.provider,
        &filters.country,
        &filters.kind,
        &filters.email,
    ];
    let open = more.into_iter().any(|value| !value.is_empty());
    view! {
        <form class="ad-filters" role="search" action=here.path(PATH)>
            {tab}
            {field("q", &texts.get("admin-orders-search"), &filters.q, None, FieldKind::Text)}
            <p class="ad-actions"><button class="ad-button">{texts.get("admin-orders-filter")}</button> {clear}</p>
            <details class="ad-more" open=open>
                <summary>{texts.get("admin-orders-more-filters")}</summary>
                <div>
                    {field("from", &texts.get("admin-orders-from"), &filters.from, from_error.as_deref(), FieldKind::Date)}
                    {field("until", &texts.get("admin-orders-until"), &filters.until, until_error.as_deref(), FieldKind::Date)}
                    {choice("status", "admin-orders-status", &filters.status, statuses.to_vec())}
                    {choice("provider", "admin-orders-provider", &filters.provider, providers.collect())}
                    {choice("country", "admin-orders-country", &filters.country, countries.collect())}
                    {choice("kind", "admin-orders-kind", &filters.kind, kinds.collect())}
                    {field("email", &texts.get("admin-orders-email"), &filters.email, None, FieldKind::Text)}
                </div>
            </details>
        </form>
    }
    .into_inert()
}

fn empty(filters: &Filters, texts: &Texts) -> String {
    texts.get(match filters.pairs().next().is_some() {
        true => "admin-orders-none-match",
        false => "admin-orders-none",
    })
}

/// Returns how many orders a query has: at most 1,000 are counted.
fn counted(count: OrderCount, texts: &Texts) -> String {
    let name = if count.more { "admin-orders-count-more" } else { "admin-orders-count" };
    texts.format(name, &[("count", count.count.into())])
}
