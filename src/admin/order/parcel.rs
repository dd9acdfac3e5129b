//! The acts on a parcel, and the way to the next one that is to be sent.

use axum::extract::{Form, Path};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    act_page::ActPage,
    errors::{Outcome, about_parcel, parcel_outcome},
    found::Found,
    labels,
    offer::ParcelOffer,
};
use crate::{
    Act, FulfilmentError, OrderQuery, OrderTab, Shipment, ShipmentStatus, Tracking,
    admin::{
        form::{FieldKind, Token, act_form, field},
        here::{Answer, Failure, Here},
        orders::{self, Filters},
        routes::Route,
        withdrawals,
    },
    inert::IntoInert,
};

/// Where the next parcel is that is to be sent.
const NEXT: &str = "/orders/next-parcel";
/// The parcels among which the next one is looked for.
const LOOKED_AT: u32 = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(NEXT, Act::MarkSent, next),
        route("/orders/{number}/parcels/{position}/mark-sent", ParcelOffer::MarkSent),
        route("/orders/{number}/parcels/{position}/mark-delivered", ParcelOffer::MarkDelivered),
        route("/orders/{number}/parcels/{position}/mark-failed", ParcelOffer::MarkFailed),
        route("/orders/{number}/parcels/{position}/mark-pending", ParcelOffer::MarkPending),
        route("/orders/{number}/parcels/{position}/set-reference", ParcelOffer::SetReference),
        route("/orders/{number}/parcels/{position}/reorder", ParcelOffer::Reorder),
    ]
}

fn route(path: &'static str, offer: ParcelOffer) -> Route {
    Route::act(
        path,
        offer.act(),
        move |here: Here, parcel: Path<(String, String)>| ask(offer, here, parcel),
        move |here: Here, parcel: Path<(String, String)>, form: Form<ParcelForm>| perform(offer, here, parcel, form),
    )
}

/// The fields of all these forms. Each has those that it needs.
#[derive(Deserialize)]
struct ParcelForm {
    #[serde(flatten)]
    token: Token,
    #[serde(flatten)]
    typed: Typed,
}

/// Leads to the page that marks the parcel as sent that has waited longest, or to the list if none of them is the shop's.
async fn next(here: Here) -> Answer {
    let waiting = here.admin().shipments_with_status(ShipmentStatus::Pending, LOOKED_AT).await?;
    let next = waiting.iter().find(|parcel| !here.store.is_sent_by_supplier(&parcel.method, &parcel.lines));
    Ok(match next {
        Some(parcel) => here.go(&format!(
            "/orders/{}/parcels/{}/{}",
            parcel.order_number,
            parcel.position,
            ParcelOffer::MarkSent.path()
        )),
        None => {
            let list =
                Filters::of(&OrderQuery::default().tab(OrderTab::ToSend), here.store.time_zone()).url(orders::PATH);
            here.done(&list, "no-next-parcel")
        }
    })
}

/// Renders a link to the next parcel, on a page that says that one was sent or is ready.
pub(in crate::admin) fn next_link(here: &Here) -> Option<AnyView> {
    let message = here.done_message()?;
    let sent = ["mark-sent", "mark-sent-again", "mark-ready", "mark-ready-again"].contains(&message.as_str());
    let link = || view! { <a href=here.path(NEXT)>{here.text("admin-next-parcel")}</a> }.into_inert();
    (sent && here.may(Act::MarkSent)).then(link)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    carrier: String,
    number: String,
    url: String,
    note: String,
    reference: String,
}

impl Typed {
    /// Returns what is known of a parcel, as a form shows it at first.
    fn of(parcel: &Shipment) -> Typed {
        let Tracking { carrier, number, url, .. } = parcel.tracking.clone();
        Typed {
            carrier: carrier.unwrap_or_default(),
            number: number.unwrap_or_default(),
            url: url.unwrap_or_default(),
            note: parcel.note.clone().filter(|_| parcel.status == ShipmentStatus::Failed).unwrap_or_default(),
            reference: parcel.reference.clone().unwrap_or_default(),
        }
    }

    fn tracking(&self) -> Tracking {
        let given = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut tracking = Tracking::default();
        (tracking.carrier, tracking.number, tracking.url) =
            (given(&self.carrier), given(&self.number), given(&self.url));
        tracking
    }
}

/// What is wrong with a form that was submitted.
#[derive(Default)]
struct Wrong {
    url: Option<String>,
    reference: Option<String>,
    form: Option<String>,
}

/// Returns the order of a parcel, and the parcel.
async fn find(here: &Here, number: &str, position: &str) -> Result<(Found, Shipment), Failure> {
    let found = Found::by_number(here, number).await?;
    let parcel = found.shipments.iter().find(|parcel| parcel.position.to_string() == position).cloned();
    Ok((found, parcel.ok_or(Failure::NotFound)?))
}

async fn ask(offer: ParcelOffer, here: Here, Path((number, position)): Path<(String, String)>) -> Answer {
    let (found, parcel) = find(&here, &number, &position).await?;
    let pick_up = here.store.is_picked_up(&parcel.method);
    if !offer.applies(&parcel, pick_up, found.order.status) {
        return Ok(ActPage::new(&here, &found, here.text(offer.label(&parcel, pick_up))).not_now());
    }
    page(offer, &here, &found, &parcel, &Typed::of(&parcel), Wrong::default()).await
}

async fn perform(
    offer: ParcelOffer,
    here: Here,
    Path((number, position)): Path<(String, String)>,
    Form(ParcelForm { token, typed }): Form<ParcelForm>,
) -> Answer {
    let (found, parcel) = find(&here, &number, &position).await?;
    let form = here.form(&token.form);
    let admin = here.admin().once(&form);
    let (id, pick_up) = (parcel.id.as_str(), here.store.is_picked_up(&parcel.method));
    let result = match offer {
        ParcelOffer::MarkSent if pick_up => admin.mark_sent(id, Tracking::default()).await,
        ParcelOffer::MarkSent => admin.mark_sent(id, typed.tracking()).await,
        ParcelOffer::MarkDelivered => admin.mark_delivered(id).await,
        ParcelOffer::MarkFailed => admin.mark_failed(id, &typed.note).await,
        ParcelOffer::MarkPending => admin.mark_pending(id).await,
        ParcelOffer::SetReference => {
            let reference = typed.reference.trim();
            if reference.is_empty() {
                let wrong = Wrong { reference: Some(here.text("admin-parcel-reference-empty")), ..Wrong::default() };
                return page(offer, &here, &found, &parcel, &typed, wrong).await;
            }
            admin.set_shipment_reference(id, reference).await
        }
        ParcelOffer::Reorder => {
            // The supplier has it: nothing may ask for it again.
            if parcel.reference.is_some() {
                return Ok(ActPage::new(&here, &found, here.text(offer.label(&parcel, pick_up))).not_now());
            }
            admin.abort_shipment(id).await
        }
    };
    if let Err(error @ FulfilmentError::InvalidTrackingUrl) = &result {
        let wrong = Wrong { url: Some(about_parcel(error, &here.texts)), ..Wrong::default() };
        return page(offer, &here, &found, &parcel, &typed, wrong).await;
    }
    if let Outcome::Refused(why) = parcel_outcome(result, &here.texts)? {
        let wrong = Wrong { form: Some(why), ..Wrong::default() };
        return page(offer, &here, &found, &parcel, &typed, wrong).await;
    }
    if matches!(offer, ParcelOffer::SetReference | ParcelOffer::Reorder) {
        // They have waited for this decision.
        here.admin().retry_order(found.number).await?;
    }
    Ok(here.done(&found.path(""), done(offer, &parcel, pick_up)))
}

/// Returns the message once it is done, for a parcel that was this one before.
fn done(offer: ParcelOffer, before: &Shipment, pick_up: bool) -> &'static str {
    match offer {
        ParcelOffer::MarkSent if pick_up && before.sent_at.is_some() => "mark-ready-again",
        ParcelOffer::MarkSent if pick_up => "mark-ready",
        ParcelOffer::MarkDelivered if pick_up => "mark-picked-up",
        ParcelOffer::MarkFailed if pick_up => "pick-up-failed",
        ParcelOffer::MarkPending if pick_up => "prepare-again",
        ParcelOffer::MarkSent if before.status == ShipmentStatus::Sent => "update-tracking",
        ParcelOffer::MarkSent if before.sent_at.is_some() => "mark-sent-again",
        _ => offer.path(),
    }
}

async fn page(
    offer: ParcelOffer,
    here: &Here,
    found: &Found,
    parcel: &Shipment,
    typed: &Typed,
    wrong: Wrong,
) -> Answer {
    let pick_up = here.store.is_picked_up(&parcel.method);
    let carriers = FieldKind::Suggested(match offer {
        ParcelOffer::MarkSent if !pick_up => here.admin().carriers().await?,
        _ => Vec::new(),
    });
    let title = here.text(offer.label(parcel, pick_up));
    let text = |name: &'static str, label: &str, value: &str, error: Option<&str>| {
        field(name, &here.text(label), value, error, FieldKind::Text)
    };
    let (says, fields): (Vec<&str>, AnyView) = match offer {
        ParcelOffer::MarkSent if pick_up => {
            let again = parcel.sent_at.is_some();
            (vec![if again { "admin-mark-sent-again-effect" } else { "admin-mark-ready-effect" }], ().into_inert())
        }
        ParcelOffer::MarkDelivered if pick_up => (vec!["admin-mark-picked-up-effect"], ().into_inert()),
        ParcelOffer::MarkFailed if pick_up => {
            (vec!["admin-pick-up-failed-effect"], text("note", "admin-parcel-note", &typed.note, None))
        }
        ParcelOffer::MarkPending if pick_up => (vec!["admin-prepare-again-effect"], ().into_inert()),
        ParcelOffer::MarkSent => (
            match parcel.sent_at {
                _ if parcel.status == ShipmentStatus::Sent => vec!["admin-update-tracking-effect"],
                Some(_) => vec!["admin-mark-sent-again-effect"],
                None => vec!["admin-mark-sent-effect"],
            },
            view! {
                {field("carrier", &here.text("admin-parcel-carrier"), &typed.carrier, None, carriers)}
                {text("number", "admin-parcel-tracking-number", &typed.number, None)}
                {text("url", "admin-parcel-tracking-url", &typed.url, wrong.url.as_deref())}
            }
            .into_inert(),
        ),
        ParcelOffer::MarkDelivered => (vec!["admin-mark-delivered-effect"], ().into_inert()),
        ParcelOffer::MarkFailed => {
            (vec!["admin-mark-failed-effect"], text("note", "admin-parcel-note", &typed.note, None))
        }
        ParcelOffer::MarkPending => (vec!["admin-mark-pending-effect"], ().into_inert()),
        ParcelOffer::SetReference => (
            vec!["admin-set-reference-effect"],
            text("reference", "admin-parcel-reference", &typed.reference, wrong.reference.as_deref()),
        ),
        ParcelOffer::Reorder => (vec!["admin-reorder-effect", "admin-reorder-look-first"], ().into_inert()),
    };
    let withdrawn = withdrawn(offer, here, found, parcel).await?;
    let path = format!("/parcels/{}/{}", parcel.position, offer.path());
    let danger = offer == ParcelOffer::Reorder;
    let form = act_form(&here.path(&found.path(&path)), &title, danger, fields);
    let invalid = wrong.url.is_some() || wrong.reference.is_some();
    let says = says.into_iter().map(|name| here.text(name));
    Ok(ActPage::new(here, found, title)
        .says([what(here, parcel)])
        .says(says)
        .refused(wrong.form)
        .invalid(invalid)
        .show(view! { {withdrawn} {form} }.into_inert()))
}

/// Renders a warning where a parcel is about to be sent although the customer has withdrawn, as long as nobody has answered that.
async fn withdrawn(
    offer: ParcelOffer,
    here: &Here,
    found: &Found,
    parcel: &Shipment,
) -> Result<Option<AnyView>, Failure> {
    let sends = matches!(offer, ParcelOffer::MarkSent | ParcelOffer::Reorder) && parcel.status != ShipmentStatus::Sent;
    if !sends || !here.store.offers_withdrawal() {
        return Ok(None);
    }
    let lines = here.admin().open_withdrawal_lines(found.number).await?;
    Ok(lines.map(|lines| {
        let says = match labels::withdrawn_pieces(&lines) {
            pieces if pieces.is_empty() => here.text("admin-parcel-withdrawn"),
            pieces => here.format("admin-parcel-withdrawn-pieces", &[("pieces", (&pieces).into())]),
        };
        let link = view! { <a href=here.path(withdrawals::PATH)>{here.text("admin-withdrawals-list")}</a> };
        view! { <p class="ad-notice">{says} " " {link}</p> }.into_inert()
    }))
}

/// Returns which parcel it is: "Parcel 1: 2 × Dunes".
fn what(here: &Here, parcel: &Shipment) -> String {
    let position = parcel.position.to_string();
    let contents = labels::contents(&parcel.lines);
    let pick_up = here.store.is_picked_up(&parcel.method);
    match contents.is_empty() {
        true => here.format(labels::parcel_title(pick_up), &[("position", (&position).into())]),
        false => {
            let with = [("position", (&position).into()), ("contents", (&contents).into())];
            let name = if pick_up { "admin-pick-up-with-contents" } else { "admin-parcel-with-contents" };
            here.format(name, &with)
        }
    }
}

/// Renders links to what can be done about a parcel, by somebody with this role.
pub(super) fn offers(here: &Here, found: &Found, parcel: &Shipment) -> AnyView {
    let pick_up = here.store.is_picked_up(&parcel.method);
    let allowed = |offer: &ParcelOffer| offer.applies(parcel, pick_up, found.order.status) && here.may(offer.act());
    let links: Vec<_> = ParcelOffer::ALL
        .into_iter()
        .filter(allowed)
        .map(|offer| {
            let path = here.path(&found.path(&format!("/parcels/{}/{}", parcel.position, offer.path())));
            view! { <li><a class="ad-button" href=path>{here.text(offer.label(parcel, pick_up))}</a></li> }
        })
        .collect();
    (!links.is_empty()).then(|| view! { <ul class="ad-actions">{links}</ul> }).into_inert()
}
