//! What is done to many orders at once: a page says what will happen to how many, and its form starts a job.

use axum::{extract::RawForm, response::Response};
use leptos::prelude::*;

use self::parcels::Parcels;
pub(super) use self::selection::{Selection, Sent};
use super::{
    form::{FieldKind, act_form, field, refused},
    here::{Answer, Failure, Here},
    orders,
    page::Tab,
    routes::Route,
    withdrawals,
};
use crate::{Act, JobError, JobOrders, NewJob, OrderCount, OrderQuery, Timestamp, inert::IntoInert, store::is_key};

mod parcels;
mod selection;

/// Where the list of orders sends what was chosen, with `act`, the name of one of [`ACTS`].
pub(super) const BULK: &str = "/orders/bulk";
const MARK_SENT: &str = "/orders/mark-sent";
/// The acts, and where their pages are.
const ACTS: [(&str, &str); 2] = [("mark-sent", MARK_SENT), ("slips", super::slips::PATH)];

pub(super) fn routes() -> Vec<Route> {
    vec![Route::act(BULK, Act::View, choose, choose), Route::act(MARK_SENT, Act::MarkSent, ask_mark_sent, mark_sent)]
}

/// Leads to the page of the act that was chosen.
async fn choose(here: Here, RawForm(form): RawForm) -> Answer {
    let sent = Sent::read(&form);
    let selection = Selection::of(&sent)?;
    let act = ACTS.iter().find(|(name, _)| sent.get("act") == Some(*name));
    let (_, path) = act.ok_or_else(|| Failure::BadRequest(String::new()))?;
    Ok(here.go(&selection.url(path)))
}

/// `GET /orders/mark-sent?order=1001&order=1002`, or `?all=1` and the fields of the list's filters.
async fn ask_mark_sent(here: Here, RawForm(form): RawForm) -> Answer {
    let sent = Sent::read(&form);
    page(&here, &Selection::of(&sent)?, &sent, None).await
}

/// `POST /orders/mark-sent`.
async fn mark_sent(here: Here, RawForm(form): RawForm) -> Answer {
    let sent = Sent::read(&form);
    let (selection, carrier) = (Selection::of(&sent)?, sent.get("carrier").unwrap_or_default());
    // Without a token, it does not come from the page that says what will happen.
    let Some(token) = sent.get("form").filter(|token| is_key(token)) else {
        return page(&here, &selection, &sent, None).await;
    };
    let number = |name: &str| sent.get(name).and_then(|value| value.parse::<i64>().ok());
    let orders = match selection.orders(here.store.time_zone())? {
        JobOrders::Matching(query) => JobOrders::Matching(below(query, number("below"))),
        chosen => chosen,
    };
    let mut job = NewJob::mark_sent(orders).carrier(carrier);
    for (shipment, number) in parcels::typed(&sent) {
        job = job.tracking_number(shipment, number);
    }
    if let Some(seen) = number("seen") {
        job = job.as_of(Timestamp::from_millis(seen));
    }
    let why = match here.admin().once(&here.form(token)).start_job(&job).await {
        Ok(id) => return Ok(here.go(&super::jobs::path(&id))),
        Err(JobError::Database(error)) => return Err(error.into()),
        Err(JobError::NotStaff) => return Err(Failure::Conflict),
        Err(JobError::NoOrders) => here.text("admin-bulk-none"),
        Err(JobError::TooBroad) => here.text("admin-bulk-too-broad"),
        Err(JobError::TooManyOrders) => here.text("admin-bulk-too-many"),
    };
    page(&here, &selection, &sent, Some(why)).await
}

/// Leaves out the orders that were placed after the page was shown.
fn below(query: OrderQuery, number: Option<i64>) -> OrderQuery {
    match number {
        Some(number) => query.before(number),
        None => query,
    }
}

/// Renders what will happen to how many orders, and the form that lets it happen.
async fn page(here: &Here, selection: &Selection, sent: &Sent, refusal: Option<String>) -> Answer {
    let carrier = sent.get("carrier").unwrap_or_default();
    let title = here.text("admin-bulk-mark-sent");
    let seen = here.store.db().now().as_millis().to_string();
    let carriers = here.admin().carriers().await?;
    let withdrawn = withdrawn(here, selection).await?;
    let About { says, orders, parcels, below } = match about(here, selection, sent).await? {
        Ok(about) => about,
        Err(why) => return Ok(nothing(here, &title, why)),
    };
    let below = below.map(|number| view! { <input type="hidden" name="below" value=number.to_string()/> });
    let fields = view! {
        {selection.hidden()}
        {below}
        <input type="hidden" name="seen" value=seen/>
        {field("carrier", &here.text("admin-bulk-carrier"), carrier, None, FieldKind::Suggested(carriers))}
        {parcels}
    };
    let body = view! {
        <p>{says}</p>
        {orders}
        {withdrawn}
        <p>{here.text("admin-bulk-mark-sent-mail")}</p>
        <p>{here.text("admin-bulk-mark-sent-left-out")}</p>
        {act_form(&here.path(MARK_SENT), &title, false, fields)}
        <p><a href=here.path(orders::PATH)>{here.text("admin-bulk-back")}</a></p>
    };
    Ok(match refusal {
        Some(why) => refused(here, Tab::Orders, &title, &why, body),
        None => here.page(Tab::Orders, &title, body),
    })
}

/// The orders that a page is about.
struct About {
    /// How many there are.
    says: String,
    /// Which they are.
    orders: AnyView,
    /// Their parcels, each with a field, if they are few.
    parcels: Option<AnyView>,
    /// One more than the highest number that matches.
    below: Option<i64>,
}

/// Returns what a page says of the orders, or the message why there are none.
async fn about(here: &Here, selection: &Selection, sent: &Sent) -> Result<Result<About, &'static str>, Failure> {
    let query = match selection.orders(here.store.time_zone())? {
        JobOrders::Matching(query) => query,
        JobOrders::Numbers(numbers) => {
            let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let says = counted(here, OrderCount { count, more: false });
            if count == 0 {
                return Ok(Err("admin-bulk-none"));
            }
            let few = Parcels::of(here, &numbers).await?;
            let left_out = few.as_ref().map_or(numbers.as_slice(), |few| few.without.as_slice());
            let names: Vec<String> = left_out.iter().map(ToString::to_string).collect();
            let names = names.join(", ");
            let orders = match &few {
                None => view! { <p>{names}</p> }.into_inert(),
                Some(few) if few.without.is_empty() => ().into_inert(),
                Some(_) => {
                    view! { <p>{here.format("admin-bulk-without", &[("numbers", (&names).into())])}</p> }.into_inert()
                }
            };
            let parcels = few.and_then(|few| few.fields(here, sent));
            return Ok(Ok(About { says, orders, parcels, below: None }));
        }
    };
    let first = query.clone().limit(1);
    if here.admin().order_page(&first).await?.truncated {
        return Ok(Err("admin-bulk-too-broad"));
    }
    let Some(newest) = here.admin().orders(&first).await?.pop() else { return Ok(Err("admin-bulk-none")) };
    let says = counted(here, here.admin().count_orders(&query).await?);
    let list = here.path(&selection.list());
    let orders = view! { <p><a href=list>{here.text("admin-bulk-show")}</a></p> }.into_inert();
    Ok(Ok(About { says, orders, parcels: None, below: Some(newest.number.saturating_add(1)) }))
}

/// Renders a warning of the orders from which customers have withdrawn, as long as nobody has answered that: it may be wrong to
/// send them.
async fn withdrawn(here: &Here, selection: &Selection) -> Result<Option<AnyView>, Failure> {
    if !here.store.offers_withdrawal() {
        return Ok(None);
    }
    let numbers = match selection.orders(here.store.time_zone())? {
        JobOrders::Numbers(chosen) => here.admin().withdrawn_among(&chosen).await?,
        JobOrders::Matching(query) => here.admin().withdrawn_matching(&query).await?,
    };
    let names = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Ok((!numbers.is_empty()).then(|| {
        let says = here.format("admin-bulk-withdrawn", &[("numbers", (&names).into())]);
        let link = view! { <a href=here.path(withdrawals::PATH)>{here.text("admin-withdrawals-list")}</a> };
        view! { <p class="ad-notice">{says} " " {link}</p> }.into_inert()
    }))
}

fn counted(here: &Here, count: OrderCount) -> String {
    let name = if count.more { "admin-bulk-mark-sent-many" } else { "admin-bulk-mark-sent-text" };
    here.format(name, &[("count", count.count.into())])
}

/// Renders the page of an act without orders, with the message why.
pub(super) fn nothing(here: &Here, title: &str, why: &str) -> Response {
    let back = view! { <p><a href=here.path(orders::PATH)>{here.text("admin-bulk-back")}</a></p> };
    refused(here, Tab::Orders, title, &here.text(why), back)
}
