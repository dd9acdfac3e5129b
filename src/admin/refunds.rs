//! The refunds made at a gateway of which it is still to be said what they are for.

use leptos::prelude::*;

use super::{
    here::{Answer, Here},
    order::{labels, refund::allocate_path},
    page::Tab,
    routes::Route,
};
use crate::{Act, RefundRecord};

/// The path of the list, below the admin's own.
pub(super) const PATH: &str = "/refunds";
/// The refunds that are listed.
const LISTED: u32 = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(PATH, Act::View, list)]
}

/// `GET /refunds`, the oldest first.
async fn list(here: Here) -> Answer {
    let waiting = here.admin().refunds_to_allocate(LISTED).await?;
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = waiting.iter().map(|(number, refund)| row(&here, *number, refund)).collect_view();
    let table = (!waiting.is_empty()).then(|| {
        view! {
            <table class="ad-table" aria-label=here.text("admin-refunds")>
                <thead>
                    <tr>
                        {head("admin-orders-number")}
                        {head("admin-refund-column-amount")}
                        {head("admin-refund-column-why")}
                        {head("admin-refund-what")}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    let body = view! {
        <p>{here.text("admin-refunds-text")}</p>
        {waiting.is_empty().then(|| view! { <p class="ad-empty">{here.text("admin-refunds-none")}</p> })}
        {table}
    };
    Ok(here.page(Tab::Orders, &here.text("admin-refunds"), body))
}

fn row(here: &Here, number: i64, refund: &RefundRecord) -> impl IntoView + use<> {
    let order = here.path(&format!("/orders/{number}"));
    let allocate = here.may(Act::AllocateRefund).then(|| {
        let path = here.path(&allocate_path(number, &refund.id));
        let label = here.format("admin-refunds-allocate", &[("number", (&number.to_string()).into())]);
        view! { <a href=path aria-label=label>{here.text("admin-do-allocate-refund")}</a> }
    });
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-orders-number")><a href=order>{number.to_string()}</a></th>
            <td data-label=here.text("admin-refund-column-amount")>{here.texts.money(refund.amount)}</td>
            <td data-label=here.text("admin-refund-column-why")>
                {labels::refund_reason(refund.reason, refund.manual, &here.texts)}
            </td>
            <td data-label=here.text("admin-refund-what")>{allocate}</td>
        </tr>
    }
}
