//! The packing slips of many orders, to be printed: each parcel on a page of its own, without prices, and in the language of
//! the customer.

use axum::extract::RawForm;
use leptos::prelude::*;

use super::{
    bulk::{self, Selection, Sent},
    here::{Answer, Failure, Here},
    page::Tab,
    routes::Route,
};
use crate::{Act, JobOrders, OrderQuery, PackingSlip, ShipmentStatus, country};

pub(super) const PATH: &str = "/orders/slips";

/// The maximum number of parcels on the page.
const PARCELS: usize = 500;
/// The maximum number of orders that are looked at.
const ORDERS: usize = 1_000;
/// The orders that are read at a time.
const BATCH: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(PATH, Act::PrintSlips, show).costly()]
}

/// The slips on the page.
#[derive(Default)]
struct Found {
    slips: Vec<PackingSlip>,
    /// The numbers of the orders that have none.
    without: Vec<i64>,
    /// Whether there may be more.
    more: bool,
}

/// `GET /orders/slips?order=1001&order=1002`, or `?all=1` and the fields of the list's filters. With `sent=1`, also for
/// parcels that were sent already.
async fn show(here: Here, RawForm(form): RawForm) -> Answer {
    let form = Sent::read(&form);
    let (selection, sent) = (Selection::of(&form)?, form.get("sent").is_some());
    let title = here.text("admin-slips");
    let orders = selection.orders()?;
    if orders == JobOrders::Numbers(Vec::new()) {
        return Ok(bulk::nothing(&here, &title, "admin-bulk-none"));
    }
    let found = find(&here, orders, sent).await?;
    let (parcels, most) = (found.slips.len(), PARCELS);
    let more = found.more.then(|| {
        let (parcels, orders) = (most.into(), ORDERS.into());
        let more = here.format("admin-slips-more", &[("parcels", parcels), ("orders", orders)]);
        view! { <p class="ad-refused" role="alert">{more}</p> }
    });
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
            {more}
            <p>{here.format("admin-slips-text", &[("count", parcels.into())])}</p>
            {without}
            {again}
        </div>
        {slips}
    };
    Ok(here.page(Tab::Orders, &title, body))
}

/// Reads the slips of the orders, the oldest order first.
async fn find(here: &Here, orders: JobOrders, sent: bool) -> Result<Found, Failure> {
    let mut found = Found::default();
    match orders {
        JobOrders::Numbers(mut numbers) => {
            numbers.sort_unstable();
            numbers.dedup();
            found.more = numbers.len() > ORDERS;
            numbers.truncate(ORDERS);
            for batch in numbers.chunks(BATCH) {
                found.add(here, batch, sent).await?;
            }
        }
        JobOrders::Matching(query) => find_matching(here, query, sent, &mut found).await?,
    }
    found.more |= found.slips.len() > PARCELS;
    found.slips.sort_by_key(|slip| (slip.shipment.order_number, slip.shipment.position));
    found.slips.truncate(PARCELS);
    found.without.sort_unstable();
    Ok(found)
}

/// Reads the slips of the newest orders of a query.
async fn find_matching(here: &Here, query: OrderQuery, sent: bool, found: &mut Found) -> Result<(), Failure> {
    let mut query = query.limit(u32::try_from(BATCH).unwrap_or(u32::MAX));
    for _ in 0..ORDERS / BATCH {
        let page = here.admin().order_page(&query).await?;
        let numbers: Vec<i64> = page.orders.iter().map(|order| order.number).collect();
        found.add(here, &numbers, sent).await?;
        found.more |= page.truncated;
        match page.next {
            Some(next) if found.slips.len() <= PARCELS => query = query.before(next),
            _ => return Ok(()),
        }
    }
    found.more = true;
    Ok(())
}

impl Found {
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
    let was_sent = (shipment.status == ShipmentStatus::Sent).then(|| {
        let text = here.text("admin-slips-was-sent");
        view! { <p class="ad-slip-sent" lang=here.texts.language().to_string()>{text}</p> }
    });
    view! {
        <section class="ad-slip" lang=language.to_string() dir=language.direction()>
            <p class="ad-slip-shop">{here.store.shop_name()}</p>
            <address class="ad-slip-address">{address}</address>
            <h2>{texts.format("admin-slips-order", &[("number", (&number).into())])}</h2>
            {was_sent}
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
    .into_any()
}
