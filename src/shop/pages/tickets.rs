//! Evenings: the agenda and the event pages.

use leptos::prelude::*;
use pannier::{
    SaleState, Sellable, Store,
    components::{local_path, use_texts},
};
use serde_json::{Value, json};

use super::{
    card::{Picture, Stock},
    list::{List, ListLayout, load_list},
    load::{Asked, load_product},
    product::{Fact, Offer, Offers, ProductLayout},
    texts::{text, text_with, translated},
};
use crate::{
    inert::IntoInert,
    shop::{
        json_ld, sale,
        sections::TICKETS,
        site::{absolute, absolute_page, shop_name},
        ticket::Ticket,
    },
};

#[component]
pub fn TicketsPage() -> impl IntoView {
    load_list(TICKETS, async |store: Store, list: List| {
        let ids: Vec<String> = list.found.products.iter().map(|product| product.listing.id.clone()).collect();
        let tickets = Ticket::in_order(store.db(), &ids).await?;
        let none = || view! { <p class="pn-empty">{text("evenings-none")}</p> }.into_inert();
        Ok(view! {
            <ListLayout
                list
                description=text("evenings-description")
                lede=text("evenings-lede")
                notice=tickets.is_empty().then(none)
                count="list-evenings"
                usual="list-sort-soonest"
                heading=text("home-all-evenings")
                cards=view! { <Agenda tickets/> }
            />
        })
    })
}

/// A list of events by date.
#[component]
pub fn Agenda(tickets: Vec<Ticket>) -> impl IntoView {
    let rows = tickets.into_iter().map(|ticket| view! { <TicketRow ticket/> });
    view! { <ul class="agenda">{rows.collect_view()}</ul> }
}

#[component]
fn TicketRow(ticket: Ticket) -> impl IntoView {
    let texts = use_texts();
    let (zone, month) = (texts.time_zone(), texts.short_month(ticket.starts_at));
    let (day, time) = (ticket.day(zone), zone.clock(ticket.starts_at));
    view! {
        <li class="agenda__row">
            <time class="agenda__date" datetime=zone.iso(ticket.starts_at)>
                <span class="agenda__day">{day}</span>
                <span class="agenda__month">{month}</span>
            </time>
            <div class="agenda__image">
                <Picture src=ticket.image().unwrap_or_default() alt="" size=TICKETS.picture/>
            </div>
            <div class="agenda__what">
                <h3 class="agenda__title"><a class="card__link" href=local_path(&ticket.url())>{ticket.title.clone()}</a></h3>
                <p class="agenda__where">{format!("{} · {time} · {}", ticket.performer, ticket.venue)}</p>
                <Stock left=Some(ticket.seats_left)/>
            </div>
            <p class="agenda__price">{use_texts().money(ticket.price)}</p>
        </li>
    }
}

#[component]
pub fn TicketPage() -> impl IntoView {
    load_product::<Ticket, _, _>(async |store: Store, asked: Asked| {
        let found = Ticket::with_neighbours(store.db(), &asked.id).await?;
        let found = found.filter(|(ticket, _)| asked.may_see(ticket.state));
        Ok(found.map(|(ticket, others)| page(ticket, others)))
    })
}

fn page(ticket: Ticket, others: Vec<Ticket>) -> impl IntoView {
    let (schema, event) = (schema(&ticket), event(&ticket));
    let Ticket { title, performer, venue, street, city, description, seats, .. } = ticket.clone();
    let texts = use_texts();
    let zone = texts.time_zone();
    let (date, time) = (texts.date_and_weekday(ticket.starts_at), zone.clock(ticket.starts_at));
    let when = [("day", (&date).into()), ("time", (&time).into()), ("minutes", ticket.minutes.into())];
    let when = text_with("evening-when-text", &when);
    let kicker = view! { <time datetime=zone.iso(ticket.starts_at)>{date}", "{time}</time> }.into_inert();
    view! {
        <ProductLayout
            section=TICKETS
            path=ticket.url()
            image=ticket.image().unwrap_or_default()
            image_alt=text_with("evening-picture", &[("title", (&title).into())])
            head_title=format!("{title}, {performer}")
            kicker
            title
            by=performer
            description=translated(&description)
            schema
            event
            more=text("evening-more")
            others=view! { <Agenda tickets=others/> }
        >
            <Offers id="seats" heading=text("evening-seats")>{seat(ticket)}</Offers>
            <dl class="facts">
                <Fact name=text("evening-when") value=when/>
                <Fact name=text("evening-where") value=format!("{venue}, {street}, {city}")/>
                <Fact name=text("evening-room") value=seats.to_string()/>
                <Fact name=text("evening-what") value=text("evening-what-text")/>
            </dl>
        </ProductLayout>
    }
}

/// The offer of a seat, or a notice after the end of sales.
fn seat(ticket: Ticket) -> AnyView {
    if sale::state(&ticket) == SaleState::Over {
        return view! { <p class="pn-notice pn-notice--info">{text("evening-over")}</p> }.into_inert();
    }
    view! {
        <ul class="offers">
            <Offer item=ticket name=text("evening-seat") detail=text("evening-seat-detail")/>
        </ul>
    }
    .into_inert()
}

fn schema(ticket: &Ticket) -> Value {
    json!({
        "name": format!("{}, {}", ticket.title, use_texts().date_and_weekday(ticket.starts_at)),
        "sku": ticket.id,
        "offers": json_ld::offer(ticket, &text("evening-seat")),
    })
}

fn event(ticket: &Ticket) -> Value {
    let (url, texts) = (absolute_page(&ticket.url()), use_texts());
    let zone = texts.time_zone();
    json!({
        "@type": "Event",
        "@id": format!("{url}#event"),
        "name": ticket.title,
        "description": translated(&ticket.description),
        "image": absolute(&ticket.image().unwrap_or_default()),
        "url": url,
        "startDate": zone.iso(ticket.starts_at),
        "endDate": zone.iso(ticket.ends_at()),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "maximumAttendeeCapacity": ticket.seats,
        "performer": { "@type": "PerformingGroup", "name": ticket.performer },
        "organizer": {
            "@type": "Organization",
            "@id": json_ld::shop_id(),
            "name": shop_name(),
            "url": absolute("/"),
        },
        "location": {
            "@type": "Place",
            "name": ticket.venue,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": ticket.street,
                "addressLocality": ticket.city,
                "addressCountry": ticket.country,
            },
        },
        "offers": json_ld::offer(ticket, &text("evening-seat")),
    })
}
