//! The packing slips of many orders, to be printed: each parcel on a sheet of its own, without prices, and in the language of
//! the customer. Those of many orders are on several pages, each of which leads to the next.

use axum::extract::RawForm;
use leptos::prelude::*;

use super::{
    bulk::{self, Selection, Sent},
    here::{Answer, Failure, Here},
    order::labels,
    page::Tab,
    routes::Route,
};
use crate::{Act, JobOrders, OrderQuery, PackingSlip, ShipmentStatus, country, inert::IntoInert};

pub(super) const PATH: &str = "/orders/slips";

/// With this many parcels, a page is full.
const PARCELS: usize = 100;
/// The number of orders that are looked at for a page, at most.
const ORDERS: usize = 1_000;
/// The orders that are read at a time.
const BATCH: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(PATH, Act::PrintSlips, show).costly()]
}

/// The slips on the page.
#[derive(Default)]
struct Found {
    slips: Vec<PackingSlip>,
    /// The numbers of the orders that have none.
    without: Vec<i64>,
    /// The path of the page with more, if there may be any.
    next: Option<String>,
    /// Whether the search leaves out some orders.
    truncated: bool,
}

/// `GET /orders/slips?order=1001&order=1002`, or `?all=1` and the fields of the list's filters. With `sent=1`, also for
/// parcels that were sent already; with `below=1001`, of orders with smaller numbers.
async fn show(here: Here, RawForm(form): RawForm) -> Answer {
    let form = Sent::read(&form);
    let (selection, sent) = (Selection::of(&form)?, form.get("sent").is_some());
    let title = here.text("admin-slips");
    if selection.orders(here.store.time_zone())? == JobOrders::Numbers(Vec::new()) {
        return Ok(bulk::nothing(&here, &title, "admin-bulk-none"));
    }
    let below = form.get("below").and_then(|number| number.parse().ok());
    let found = find(&here, &selection, below, sent).await?;
    let parcels = found.slips.len();
    let more = found.next.as_ref().map(|next| {
        let to = here.path(&if sent { format!("{next}&sent=1") } else { next.clone() });
        let text = here.format("admin-slips-more", &[("count", parcels.into())]);
        view! { <p class="ad-notice">{text} " " <a href=to rel="next">{here.text("admin-slips-next")}</a></p> }
    });
    let truncated = found.truncated.then(|| view! { <p class="ad-notice">{here.text("admin-orders-truncated")}</p> });
    let without = (!found.without.is_empty()).then(|| {
        let numbers: Vec<String> = found.without.iter().map(ToString::to_string).collect();
        let numbers = numbers.join(", ");
        view! { <p>{here.format("admin-slips-without", &[("numbers", (&numbers).into())])}</p> }
    });
    let again = (!sent && !found.without.is_empty()).then(|| {
        let to = here.path(&format!("{}&sent=1", selection.url(PATH)));
        view! { <p><a href=to>{here.text("admin-slips-sent-too")}</a></p> }
    });
    let slips = found.slips.iter().map(|packing| slip(&here, packing)).collect_view();
    let body = view! {
        <div class="ad-screen">
            {truncated}
            {more}
            <p>{here.format("admin-slips-text", &[("count", parcels.into())])}</p>
            {without}
            {again}
        </div>
        {slips}
    };
    Ok(here.page(Tab::Orders, &title, body))
}

/// Reads the slips of a page, the oldest order first.
async fn find(here: &Here, selection: &Selection, below: Option<i64>, sent: bool) -> Result<Found, Failure> {
    let mut found = Found::default();
    match selection.orders(here.store.time_zone())? {
        JobOrders::Numbers(mut numbers) => {
            numbers.sort_unstable();
            numbers.dedup();
            let mut looked_at = 0;
            for batch in numbers.chunks(BATCH) {
                if found.is_full(looked_at) {
                    found.next = Some(Selection::Numbers(numbers[looked_at..].to_vec()).url(PATH));
                    break;
                }
                found.add(here, batch, sent).await?;
                looked_at += batch.len();
            }
        }
        JobOrders::Matching(query) => {
            let query = OrderQuery { before: below, ..query }.limit(u32::try_from(BATCH).unwrap_or(u32::MAX));
            let rest = find_matching(here, query, sent, &mut found).await?;
            found.next = rest.map(|number| format!("{}&below={number}", selection.url(PATH)));
        }
    }
    found.slips.sort_by_key(|slip| (slip.shipment.order_number, slip.shipment.position));
    found.without.sort_unstable();
    Ok(found)
}

/// Reads the slips of the newest orders of a query. Returns the number below which there may be more.
async fn find_matching(
    here: &Here,
    mut query: OrderQuery,
    sent: bool,
    found: &mut Found,
) -> Result<Option<i64>, Failure> {
    let mut looked_at = 0;
    while !found.is_full(looked_at) {
        let page = here.admin().order_page(&query).await?;
        let numbers: Vec<i64> = page.orders.iter().map(|order| order.number).collect();
        found.add(here, &numbers, sent).await?;
        found.truncated |= page.truncated;
        // A page of filters that few orders satisfy together may be short, and have cost as much.
        looked_at += BATCH;
        query.before = page.next;
        if page.next.is_none() {
            break;
        }
    }
    Ok(query.before)
}

impl Found {
    /// Whether the rest is for another page, once this many orders were looked at.
    fn is_full(&self, looked_at: usize) -> bool {
        self.slips.len() >= PARCELS || looked_at >= ORDERS
    }

    /// Adds the slips of these orders.
    async fn add(&mut self, here: &Here, numbers: &[i64], sent: bool) -> Result<(), Failure> {
        let slips = here.admin().packing_slips(numbers, sent).await?;
        let has_one = |number: &i64| slips.iter().any(|slip| slip.shipment.order_number == *number);
        self.without.extend(numbers.iter().copied().filter(|number| !has_one(number)));
        self.slips.extend(slips);
        Ok(())
    }
}

fn slip(here: &Here, slip: &PackingSlip) -> AnyView {
    let texts = here.store.texts(slip.language);
    let (shipment, language) = (&slip.shipment, texts.language());
    let number = shipment.order_number.to_string();
    let parcel = [("position", shipment.position.into()), ("parcels", slip.parcels.into())];
    let address =
        country::format_in(&shipment.to, language).into_iter().map(|line| view! { {line} <br/> }).collect_view();
    let lines = shipment.lines.iter().map(|line| {
        view! {
            <tr>
                <td class="ad-slip-pieces">{texts.number(line.quantity.into())}</td>
                <td>{line.title.clone()}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    // For who packs it, in their language.
    let remark = |applies: bool, text: String| {
        applies.then(|| view! { <p class="ad-slip-sent" lang=here.texts.language().to_string()>{text}</p> })
    };
    let was_sent = remark(shipment.status == ShipmentStatus::Sent, here.text("admin-slips-was-sent"));
    let withdrawn = here.text("admin-slips-withdrawn");
    let withdrawn = match labels::withdrawn_pieces(&slip.withdrawn_lines) {
        pieces if pieces.is_empty() => withdrawn,
        pieces => format!("{withdrawn} ({pieces})"),
    };
    let withdrawn = remark(slip.withdrawn, withdrawn);
    view! {
        <section class="ad-slip" lang=language.to_string() dir=language.direction()>
            <p class="ad-slip-shop">{here.store.shop_name()}</p>
            <address class="ad-slip-address">{address}</address>
            <h2>{texts.format("admin-slips-order", &[("number", (&number).into())])}</h2>
            {was_sent}
            {withdrawn}
            <p class="ad-slip-parcel">{texts.format("admin-slips-parcel", &parcel)} " · " {shipment.label.clone()}</p>
            <table class="ad-slip-lines" aria-label=texts.get("admin-slips-contents")>
                <thead>
                    <tr>
                        <th class="ad-slip-pieces" scope="col">{texts.get("admin-slips-pieces")}</th>
                        <th scope="col">{texts.get("admin-slips-item")}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </section>
    }
    .into_inert()
}
