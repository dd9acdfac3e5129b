//! The page of an order, and the pages of what can be done about it: a GET says what an act will do, a POST does it.

use axum::extract::Path;

use self::found::Found;
use super::{
    here::{Answer, Here},
    page::Tab,
    routes::Route,
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
mod refund;
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
    let title = here.format("admin-order-title", &[("number", (&found.number.to_string()).into())]);
    Ok(here.page(Tab::Orders, &title, page::page(&here, &found, &newest, note.as_ref(), &documents)))
}
