//! The page of an order, and the pages of what can be done about it: a GET says what an act will do, a POST does it.

use axum::extract::Path;

use self::{found::Found, offer::Offer};
use super::{
    here::{Answer, Failure, Here},
    page::Tab,
    routes::Route,
    withdrawals,
};
use crate::Act;

mod act_page;
mod advice;
mod confirmation;
mod correct;
mod correct_invoice;
mod documents;
pub(super) mod errors;
mod found;
mod idle;
mod items;
pub(super) mod labels;
mod note;
mod offer;
mod page;
pub(super) mod parcel;
mod payments;
mod plain;
pub(super) mod refund;
mod timeline;

pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![Route::page("/orders/{number}", Act::View, show)];
    for more in [
        timeline::routes(),
        plain::routes(),
        refund::routes(),
        correct::routes(),
        documents::routes(),
        correct_invoice::routes(),
        parcel::routes(),
        note::routes(),
    ] {
        routes.extend(more);
    }
    routes
}

async fn show(here: Here, Path(number): Path<String>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    let admin = here.admin();
    let newest = admin.timeline_page(found.number, None, timeline::ON_A_PAGE).await?;
    let note = admin.newest_note(found.number).await?;
    let documents = documents::of(&here, &found).await?;
    let withdrawals = withdrawals::of_order(&here, found.number).await?;
    let returnable_tax = refund::tax::returnable(&here, &found).await?;
    let title = here.format("admin-order-title", &[("number", (&found.number.to_string()).into())]);
    let body = page::page(&here, &found, &newest, note.as_ref(), &documents, withdrawals, returnable_tax);
    Ok(here.page(Tab::Orders, &title, body))
}

/// Returns the path of the form that refunds an order, records a refund, or takes back what cost nothing, if its state and the
/// member's role allow it.
pub(super) async fn refund_path(here: &Here, number: i64) -> Result<Option<String>, Failure> {
    let found = Found::by_number(here, &number.to_string()).await?;
    let mut offers = [Offer::Refund, Offer::RecordRefund, Offer::TakeBack].into_iter();
    let offer = offers.find(|offer| offer.applies(&found) && here.may(offer.act()));
    Ok(offer.map(|offer| found.path(offer.path())))
}
