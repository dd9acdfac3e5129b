//! The page of an order.

use leptos::prelude::*;

use super::{advice, documents, found::Found, items, labels, offer::Offer, parcel, payments, refund::tax, timeline};
use crate::{
    Act, AuditEntry, DocumentLink, DownloadView, Money, OrderQuery, OrderView, Shipment, Texts, TimelinePage, Tracking,
    admin::{
        audit::actor_name,
        form::{FieldKind, act_form, field},
        here::Here,
        orders::{self, Filters},
    },
    country, encode,
    inert::IntoInert,
    times,
};

/// The maximum length of a note, in characters.
const LONGEST_NOTE: u32 = 2_000;

/// Renders the page below its heading.
pub(super) fn page(
    here: &Here,
    found: &Found,
    newest: &TimelinePage,
    note: Option<&AuditEntry>,
    documents: &[DocumentLink],
    withdrawals: Option<AnyView>,
    returnable_tax: Option<Money>,
) -> AnyView {
    let section = |title: &str, body: AnyView| {
        view! { <section class="ad-section"><h2>{here.text(title)}</h2> {body}</section> }
    };
    let parcels = (!found.shipments.is_empty()).then(|| section("admin-order-parcels", all_parcels(here, found)));
    let downloads = (!found.order.downloads.is_empty())
        .then(|| section("admin-order-downloads", all_downloads(here, &found.order)));
    let documents = documents::list(here, found, documents).map(|list| section("admin-order-documents", list));
    let payments =
        (!found.payments.is_empty()).then(|| section("admin-order-payments", payments::payments(here, found)));
    let withdrawals = withdrawals.map(|list| section("admin-tab-withdrawals", list));
    view! {
        {summary(here, found)}
        {newest_note(here, note)}
        {to_do(here, found)}
        {returnable_tax.map(|amount| tax_to_return(here, found, amount))}
        {offers(here, found)}
        {withdrawals}
        {section("admin-order-items", items::items(&found.order, &here.texts))}
        {section("admin-order-customer", customer(here, found))}
        {parcels}
        {downloads}
        {documents}
        {payments}
        {section("admin-order-timeline", timeline::one_page(here, found, newest))}
        {here.may(Act::Note).then(|| section("admin-order-note", note_form(here, found, "", None)))}
    }
    .into_inert()
}

/// Renders the status of the order, and what stands out about it.
fn summary(here: &Here, found: &Found) -> AnyView {
    let (texts, order) = (&here.texts, &found.order);
    let refunded = order.paid.is_some() && order.refunded.is_some() && found.refundable().is_none();
    let marks = [
        (order.on_hold, "admin-mark-on-hold", "bad"),
        (refunded, "admin-mark-refunded", "plain"),
        (order.refunded.is_some() && !refunded, "admin-mark-partly-refunded", "plain"),
        (order.refund_pending.is_some(), "admin-money-refund-pending", "wait"),
    ];
    let marks = marks.into_iter().filter(|(holds, ..)| *holds);
    let badges = marks.map(|(_, name, tone)| view! { " " {labels::badge(texts.get(name), tone)} }).collect_view();
    let hold = order.on_hold.then(|| {
        let why = advice::hold(&found.payments, texts);
        view! { <p>{why}</p> }
    });
    let underway = advice::underway(&found.payments, texts).into_iter().map(|said| view! { <p>{said}</p> });
    let underway = underway.collect_view();
    view! {
        <p>
            {labels::order_status(order.status, texts)}
            {badges}
            " "
            <strong>{texts.money(order.total)}</strong>
            " · "
            {texts.get("admin-orders-placed")}
            " "
            {here.when(order.placed_at)}
        </p>
        {hold}
        {underway}
    }
    .into_inert()
}

/// Renders the newest note, as a notice.
fn newest_note(here: &Here, note: Option<&AuditEntry>) -> Option<AnyView> {
    let note = note?;
    let by = here.format("admin-order-newest-note", &[("actor", (&actor_name(here, &note.actor)).into())]);
    let lines: Vec<String> = note.detail.lines().map(str::to_owned).collect();
    Some(view! { <p class="ad-notice"><strong>{by}</strong> " " {labels::lines(&lines)}</p> }.into_inert())
}

/// Renders what is wrong, and what to do about it.
fn to_do(here: &Here, found: &Found) -> AnyView {
    let all: Vec<_> = found
        .payments
        .iter()
        .flat_map(|payment| advice::about(payment, found, &here.texts))
        .map(|advice| {
            let sentences = advice.sentences.into_iter().map(|sentence| view! { " " {sentence} }).collect_view();
            view! { <p><strong>{advice.issue}</strong> {sentences}</p> }
        })
        .collect();
    (!all.is_empty())
        .then(|| view! { <aside class="ad-notice" aria-label=here.text("admin-order-to-do")>{all}</aside> })
        .into_inert()
}

/// Renders that tax can be returned, with a link to do so.
fn tax_to_return(here: &Here, found: &Found, amount: Money) -> AnyView {
    let amount = here.texts.money(amount);
    let with = [("amount", (&amount).into()), ("vat_id", (&found.order.vat_id).into())];
    let says = here.format("admin-return-tax-possible", &with);
    let to = here.path(&tax::path(found.number));
    view! { <p class="ad-notice">{says} " " <a href=to>{here.text("admin-return-tax")}</a></p> }.into_inert()
}

/// Renders links to what can be done about the order, by somebody with this role.
fn offers(here: &Here, found: &Found) -> AnyView {
    let all = Offer::ALL.into_iter().filter(|offer| offer.applies(found) && here.may(offer.act()));
    let (rare, common): (Vec<_>, Vec<_>) = all.partition(|offer| offer.is_rare(found));
    let list = |offers: Vec<Offer>| {
        let link = |offer: Offer| {
            let path = here.path(&found.path(offer.path()));
            view! { <li><a class="ad-button" href=path>{here.text(offer.label())}</a></li> }
        };
        (!offers.is_empty()).then(|| {
            view! { <ul class="ad-actions">{offers.into_iter().map(link).collect_view()}</ul> }
        })
    };
    let more = list(rare).map(|links| {
        view! { <details class="ad-more"><summary>{here.text("admin-do-more")}</summary> {links}</details> }
    });
    view! { {list(common)} {more} }.into_inert()
}

fn customer(here: &Here, found: &Found) -> AnyView {
    let (texts, order) = (&here.texts, &found.order);
    let label = if order.is_picked_up() { "admin-customer-address" } else { "admin-customer-ships-to" };
    let address = (!order.address.is_empty()).then(|| {
        view! { <dt>{texts.get(label)}</dt> <dd>{labels::lines(&address(found, texts))}</dd> }
    });
    // Who knows the order's page can pay, download and start over in the shopper's name.
    let page = here.may(Act::RenewDownloads).then(|| {
        view! {
            <dt>{texts.get("admin-customer-page")}</dt>
            <dd><a href=order.url.clone() rel="noreferrer">{texts.get("admin-customer-page-link")}</a></dd>
        }
    });
    let billing = (!order.billing_address.is_empty()).then(|| {
        view! { <dt>{texts.get("admin-customer-billing")}</dt> <dd>{labels::lines(&order.billing_address)}</dd> }
    });
    let vat_id = (!order.vat_id.is_empty()).then(|| {
        view! { <dt>{texts.get("admin-customer-vat-id")}</dt> <dd>{order.vat_id.clone()} " · " {proof(order, texts)}</dd> }
    });
    let code = order.code.clone().map(|code| view! { <dt>{texts.get("admin-customer-code")}</dt> <dd>{code}</dd> });
    let fields = order.fields.iter().map(|field| {
        view! { <dt>{field.label.clone()}</dt> <dd>{field.shown().to_owned()}</dd> }
    });
    let fields = fields.collect_view();
    let others = Filters::of(&OrderQuery::default().email(&order.email), here.store.time_zone()).url(orders::PATH);
    let others = here.path(&others);
    view! {
        <dl class="ad-facts">
            <dt>{texts.get("admin-customer-email")}</dt>
            <dd>
                <a href=mail_to(&order.email)>{order.email.clone()}</a>
                " · "
                <a href=others>{texts.get("admin-customer-orders")}</a>
            </dd>
            <dt>{texts.get("admin-customer-language")}</dt>
            <dd>{language(order, texts)}</dd>
            {address}
            {billing}
            {vat_id}
            {fields}
            {code}
            {page}
        </dl>
    }
    .into_inert()
}

/// Returns what was known of the VAT number when the order was placed, or that its tax was returned since.
fn proof(order: &OrderView, texts: &Texts) -> String {
    if let Some(returned) = order.tax_returned.map(|returned| texts.money(returned)) {
        return texts.format("admin-vat-returned", &[("amount", (&returned).into())]);
    }
    texts.get(match (order.vat_proof.as_deref(), order.charges_tax()) {
        (Some("valid"), _) => "admin-vat-valid",
        (Some("invalid"), true) => "admin-vat-invalid",
        (Some("invalid"), false) => "admin-vat-invalid-untaxed",
        (Some(_), true) => "admin-vat-unknown",
        (Some(_), false) => "admin-vat-unknown-untaxed",
        (None, _) => "admin-vat-not-checked",
    })
}

/// Returns the address of an order. The name of its country is in the language of the reader, if a parcel goes there.
fn address(found: &Found, texts: &Texts) -> Vec<String> {
    let OrderView { address, language, .. } = &found.order;
    let parcel = found.shipments.iter().find(|parcel| country::format_in(&parcel.to, *language) == *address);
    parcel.map_or_else(|| address.clone(), |parcel| country::format_in(&parcel.to, texts.language()))
}

/// Returns a link for a mail to an address. That of a shopper may contain `?` and `&`, which would add a `bcc`.
fn mail_to(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    format!("mailto:{}@{}", encode::component(local), encode::component(domain))
}

fn language(order: &OrderView, texts: &Texts) -> String {
    match order.language.tag() {
        "de" => texts.get("admin-language-german"),
        "en" => texts.get("admin-language-english"),
        tag => tag.to_owned(),
    }
}

fn all_parcels(here: &Here, found: &Found) -> AnyView {
    let parcels: Vec<_> = found.shipments.iter().map(|shipment| one_parcel(here, found, shipment)).collect();
    parcels.into_inert()
}

fn one_parcel(here: &Here, found: &Found, shipment: &Shipment) -> AnyView {
    let texts = &here.texts;
    let pick_up = here.store.is_picked_up(&shipment.method);
    let title = texts.format(labels::parcel_title(pick_up), &[("position", (&shipment.position.to_string()).into())]);
    let lines = shipment.lines.iter().map(|line| {
        let sku = line.supplier_sku.clone().map(|sku| view! { " " <span class="ad-muted">{sku}</span> });
        view! { <li>{times(line.quantity, &line.title)} {sku}</li> }
    });
    let lines = (!shipment.lines.is_empty()).then(|| view! { <ul>{lines.collect_view()}</ul> });
    let Tracking { carrier, number, url, .. } = shipment.tracking.clone();
    let number = match (number, url) {
        (number, Some(url)) => {
            let number = number.unwrap_or_else(|| texts.get("admin-parcel-follow"));
            Some(view! { <a href=url rel="noreferrer">{number}</a> }.into_inert())
        }
        (Some(number), None) => Some(number.into_inert()),
        (None, None) => None,
    };
    let number = number.map(|number| {
        view! { <dt>{texts.get("admin-parcel-tracking-number")}</dt> <dd>{number}</dd> }
    });
    let sent_at = if pick_up { "admin-pick-up-ready-at" } else { "admin-parcel-sent-at" };
    let sent = shipment.sent_at.map(|at| view! { <dt>{texts.get(sent_at)}</dt> <dd>{here.when(at)}</dd> });
    let requested = shipment.requested_at.map(|at| {
        view! { <dt>{texts.get("admin-parcel-requested-at")}</dt> <dd>{here.when(at)}</dd> }
    });
    let own = country::format_in(&shipment.to, texts.language());
    let to_name = if pick_up { "admin-pick-up-by" } else { "admin-parcel-to" };
    let to = (!own.is_empty()).then(|| view! { <dt>{texts.get(to_name)}</dt> <dd>{labels::lines(&own)}</dd> });
    let fact =
        |name: &str, value: Option<String>| value.map(|value| view! { <dt>{texts.get(name)}</dt> <dd>{value}</dd> });
    let hold = shipment.on_hold.then(|| view! { <p>{advice::hold(&found.payments, texts)}</p> });
    view! {
        <article>
            <h3>{title} " " {labels::shipment_status(shipment, found.order.status, pick_up, texts)}</h3>
            {lines}
            {hold}
            <dl class="ad-facts">
                {fact("admin-parcel-method", Some(format!("{}, {}", shipment.label, texts.money(shipment.price))))}
                {to}
                {fact("admin-parcel-carrier", carrier)}
                {number}
                {sent}
                {requested}
                {fact("admin-parcel-reference", shipment.reference.clone())}
                {fact("admin-parcel-note", shipment.note.clone())}
            </dl>
            {documents::slip(here, found, shipment)}
            {parcel::offers(here, found, shipment)}
        </article>
    }
    .into_inert()
}

fn all_downloads(here: &Here, order: &OrderView) -> AnyView {
    let texts = &here.texts;
    let rows: Vec<_> = order
        .downloads
        .iter()
        .map(|download| {
            let expires = match download.expires_at {
                Some(at) => here.when(at).into_inert(),
                None => texts.get("admin-download-never").into_inert(),
            };
            view! {
                <tr>
                    <th scope="row" data-label=texts.get("admin-download-title")>{download.title.clone()}</th>
                    <td data-label=texts.get("admin-download-state")>{state_of(download, texts)}</td>
                    <td data-label=texts.get("admin-download-expires")>{expires}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="ad-table" aria-label=texts.get("admin-order-downloads")>
            <thead>
                <tr>
                    <th scope="col">{texts.get("admin-download-title")}</th>
                    <th scope="col">{texts.get("admin-download-state")}</th>
                    <th scope="col">{texts.get("admin-download-expires")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_inert()
}

fn state_of(download: &DownloadView, texts: &Texts) -> String {
    match (download.attempts_left, download.expired, download.refunded) {
        _ if download.on_hold => texts.get("admin-mark-on-hold"),
        (_, _, true) => texts.get("admin-download-refunded"),
        (_, true, _) => texts.get("admin-download-expired"),
        (None, ..) => texts.get("admin-download-unlimited"),
        (Some(left), ..) => texts.format("admin-download-left", &[("left", left.into())]),
    }
}

/// Renders the form of a note.
pub(super) fn note_form(here: &Here, found: &Found, typed: &str, error: Option<&str>) -> AnyView {
    let text = field("text", &here.text("admin-note-text"), typed, error, FieldKind::Lines(LONGEST_NOTE));
    act_form(&here.path(&found.path("/note")), &here.text("admin-do-note"), false, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_goes_to_the_shopper_alone() {
        assert_eq!(mail_to("ada@example.com"), "mailto:ada@example.com");
        assert_eq!(mail_to("ada?bcc=eve&x@example.com"), "mailto:ada%3Fbcc%3Deve%26x@example.com");
    }
}
