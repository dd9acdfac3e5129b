//! The page of a quarter's taxes.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{EXPORT, PATH};
use crate::{
    Act, BusinessRow, Money, Quarter, TaxCode, TaxReport, TaxRow, TaxedOrder, Texts,
    admin::{here::Here, order::refund},
    country,
    inert::IntoInert,
};

/// Returns what a quarter is called.
pub(super) fn name(here: &Here, quarter: Quarter) -> String {
    let year = quarter.year().to_string();
    let with = [("number", u32::from(quarter.number()).into()), ("year", (&year).into())];
    here.format("admin-taxes-quarter", &with)
}

/// Renders the page below its heading.
pub(super) fn page(here: &Here, report: &TaxReport) -> AnyView {
    let countries: BTreeMap<String, String> = country::names(here.texts.language()).into_iter().collect();
    let sums = match report.rows.is_empty() {
        true => view! { <p class="ad-empty">{here.text("admin-taxes-none")}</p> }.into_inert(),
        false => sums(here, report, &countries),
    };
    let not_recorded = (report.not_recorded > 0).then(|| {
        let number = here.texts.number(report.not_recorded.into());
        let with = [("count", report.not_recorded.into()), ("number", (&number).into())];
        view! { <p class="ad-notice">{here.format("admin-taxes-not-recorded", &with)}</p> }
    });
    let without_items = (report.refunds_without_items > 0).then(|| {
        let number = here.texts.number(report.refunds_without_items.into());
        let with = [("count", report.refunds_without_items.into()), ("number", (&number).into())];
        view! { <p class="ad-notice">{here.format("admin-taxes-refunds-without-items", &with)}</p> }
    });
    let section = |title: &str, text: &str, body: Option<AnyView>| {
        body.map(|body| {
            view! {
                <section class="ad-section">
                    <h2>{here.text(title)}</h2>
                    <p>{here.text(text)}</p>
                    {body}
                </section>
            }
        })
    };
    let business = (!report.business.is_empty()).then(|| business(&report.business, &here.texts));
    let to_return = orders(here, &report.to_return, &countries, "admin-taxes-to-return", here.may(Act::Refund));
    let contradictions = orders(here, &report.contradictions, &countries, "admin-taxes-contradictions", false);
    view! {
        {quarters(here, report.quarter)}
        <p>{here.text("admin-taxes-text")}</p>
        {not_recorded}
        {without_items}
        {sums}
        {section("admin-taxes-business", "admin-taxes-business-text", business)}
        {section("admin-taxes-to-return", "admin-taxes-to-return-text", to_return)}
        {section("admin-taxes-contradictions", "admin-taxes-contradictions-text", contradictions)}
    }
    .into_inert()
}

/// Renders links to the quarters before and after. Nothing was completed in one that has not begun.
fn quarters(here: &Here, quarter: Quarter) -> AnyView {
    let link = |to: Quarter, rel: &'static str| {
        let path = here.path(&format!("{PATH}?quarter={to}"));
        view! { <a href=path rel=rel>{name(here, to)}</a> }
    };
    let previous = (quarter.previous() != quarter).then(|| link(quarter.previous(), "prev"));
    let next =
        (quarter < Quarter::of(here.store.db().now(), here.store.time_zone())).then(|| link(quarter.next(), "next"));
    view! { <nav class="ad-pager" aria-label=here.text("admin-taxes-quarters")>{previous} {next}</nav> }.into_inert()
}

fn sums(here: &Here, report: &TaxReport, countries: &BTreeMap<String, String>) -> AnyView {
    let texts = &here.texts;
    let rows: Vec<_> = report.rows.iter().map(|row| sum(row, countries, texts)).collect();
    let totals: Vec<_> = report.totals().into_iter().map(|(net, tax)| total(net, tax, texts)).collect();
    let export = here.path(&format!("{EXPORT}?quarter={}", report.quarter));
    view! {
        <table class="ad-table" aria-label=texts.get("admin-tab-taxes")>
            <thead>
                <tr>
                    <th scope="col">{texts.get("admin-taxes-country")}</th>
                    <th scope="col">{texts.get("admin-taxes-code")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-taxes-rate")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-taxes-net")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-taxes-tax")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-taxes-orders")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-taxes-refunded-net")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-taxes-refunded-tax")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>{totals}</tfoot>
        </table>
        <p><a href=export download="">{texts.get("admin-taxes-export")}</a></p>
    }
    .into_inert()
}

fn sum(row: &TaxRow, countries: &BTreeMap<String, String>, texts: &Texts) -> AnyView {
    let rate = texts.format("admin-percent", &[("rate", (&texts.rate(row.rate)).into())]);
    view! {
        <tr>
            <th scope="row" data-label=texts.get("admin-taxes-country")>{country_name(&row.country, countries)}</th>
            <td data-label=texts.get("admin-taxes-code")>{format!("{} ({})", code_name(row.code, texts), row.code)}</td>
            <td class="ad-amount" data-label=texts.get("admin-taxes-rate")>{rate}</td>
            <td class="ad-amount" data-label=texts.get("admin-taxes-net")>{texts.money(row.net)}</td>
            <td class="ad-amount" data-label=texts.get("admin-taxes-tax")>{texts.money(row.tax)}</td>
            <td class="ad-amount" data-label=texts.get("admin-taxes-orders")>{texts.number(row.orders.into())}</td>
            <td class="ad-amount" data-label=texts.get("admin-taxes-refunded-net")>{texts.money(row.refunded_net)}</td>
            <td class="ad-amount" data-label=texts.get("admin-taxes-refunded-tax")>{texts.money(row.refunded_tax)}</td>
        </tr>
    }
    .into_inert()
}

fn total(net: Money, tax: Money, texts: &Texts) -> AnyView {
    view! {
        <tr>
            <th scope="row" colspan="3">{texts.get("admin-taxes-total")}</th>
            <td class="ad-amount" data-label=texts.get("admin-taxes-net")>{texts.money(net)}</td>
            <td class="ad-amount" data-label=texts.get("admin-taxes-tax")>{texts.money(tax)}</td>
            <td colspan="3"></td>
        </tr>
    }
    .into_inert()
}

fn business(rows: &[BusinessRow], texts: &Texts) -> AnyView {
    let row = |row: &BusinessRow| {
        view! {
            <tr>
                <th scope="row" data-label=texts.get("admin-taxes-vat-id")>{row.vat_id.clone()}</th>
                <td data-label=texts.get("admin-taxes-code")>{format!("{} ({})", code_name(row.code, texts), row.code)}</td>
                <td class="ad-amount" data-label=texts.get("admin-taxes-net")>{texts.money(row.net)}</td>
                <td class="ad-amount" data-label=texts.get("admin-taxes-orders")>{texts.number(row.orders.into())}</td>
                <td class="ad-amount" data-label=texts.get("admin-taxes-refunded-net")>{texts.money(row.refunded_net)}</td>
            </tr>
        }
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    view! {
        <table class="ad-table" aria-label=texts.get("admin-taxes-business")>
            <thead>
                <tr>
                    <th scope="col">{texts.get("admin-taxes-vat-id")}</th>
                    <th scope="col">{texts.get("admin-taxes-code")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-taxes-net")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-taxes-orders")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-taxes-refunded-net")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_inert()
}

/// Renders a list of orders to check, with links to the page that returns the tax of each if it is one of those. `None` if it is
/// empty.
fn orders(
    here: &Here,
    orders: &[TaxedOrder],
    countries: &BTreeMap<String, String>,
    label: &'static str,
    returns: bool,
) -> Option<AnyView> {
    let texts = &here.texts;
    let row = |order: &TaxedOrder| {
        let to = here.path(&format!("/orders/{}", order.order));
        let payer = order.payer_country.as_deref().map(|code| country_name(code, countries));
        let back = returns.then(|| {
            let to = here.path(&refund::tax::path(order.order));
            view! { <a class="ad-second" href=to>{texts.get("admin-return-tax")}</a> }
        });
        view! {
            <tr>
                <th scope="row" data-label=texts.get("admin-taxes-order")><a href=to>{order.order.to_string()}</a></th>
                <td data-label=texts.get("admin-taxes-completed")>{here.when(order.completed_at)}</td>
                <td data-label=texts.get("admin-taxes-country")>{country_name(&order.country, countries)}</td>
                <td data-label=texts.get("admin-taxes-payer")>{payer}</td>
                <td data-label=texts.get("admin-taxes-vat-id")>{order.vat_id.clone()}</td>
                <td class="ad-amount" data-label=texts.get("admin-taxes-tax")>{texts.money(order.tax)} " " {back}</td>
            </tr>
        }
    };
    let rows: Vec<_> = orders.iter().map(row).collect();
    (!orders.is_empty()).then(|| {
        view! {
            <table class="ad-table" aria-label=texts.get(label)>
                <thead>
                    <tr>
                        <th scope="col">{texts.get("admin-taxes-order")}</th>
                        <th scope="col">{texts.get("admin-taxes-completed")}</th>
                        <th scope="col">{texts.get("admin-taxes-country")}</th>
                        <th scope="col">{texts.get("admin-taxes-payer")}</th>
                        <th scope="col">{texts.get("admin-taxes-vat-id")}</th>
                        <th scope="col" class="ad-amount">{texts.get("admin-taxes-tax")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_inert()
    })
}

/// Returns the name of a country, or its code if it is none of ISO 3166-1.
fn country_name(code: &str, countries: &BTreeMap<String, String>) -> String {
    countries.get(code).cloned().unwrap_or_else(|| code.to_owned())
}

/// Returns what a code says.
fn code_name(code: TaxCode, texts: &Texts) -> String {
    texts.get(match code {
        TaxCode::Standard => "admin-taxes-standard",
        TaxCode::ZeroRated => "admin-taxes-zero-rated",
        TaxCode::Exempt => "admin-taxes-exempt",
        TaxCode::ReverseCharge => "admin-taxes-reverse-charge",
        TaxCode::IntraCommunity => "admin-taxes-intra-community",
        TaxCode::Export => "admin-taxes-outside",
        TaxCode::OutOfScope => "admin-taxes-out-of-scope",
    })
}
