//! Evenings: the agenda, and a page for each event.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::{
    super::{
        art,
        json_ld::{self, JsonLd},
        ticket::Ticket,
    },
    layout::{Breadcrumbs, Head, absolute, shop_name},
    list::{self, ListHead, Pager, SortForm, Wanted, count},
    load::{id, load, load_good},
    product::{Offer, Picture, Stock},
};
use crate::{Sellable, Store};

const SECTION: (&str, &str) = ("/tickets", "Evenings");

#[component]
pub fn TicketsPage() -> impl IntoView {
    let wanted = Wanted::here();
    load(async move |store: Store| {
        let Some(wanted) = wanted else { return Ok(None) };
        let Some(found) = store.goods(&wanted.clone().of(Ticket::KIND).query()).await? else { return Ok(None) };
        let (path, name) = SECTION;
        let graph = list::machine_readable(name, path, &wanted, &found.goods);
        let ids: Vec<String> = found.goods.iter().map(|good| good.listing.id.clone()).collect();
        let tickets = Ticket::in_order(store.db(), &ids).await?;
        let none = tickets.is_empty().then(|| view! { <p class="pn-empty">"Nothing is on sale at the moment."</p> });
        Ok(Some(view! {
            <Head
                title=wanted.title(name)
                description="Concerts, workshops and listening sessions in a small room by the harbour: dates, seats and tickets."
                path=wanted.address(path)
            />
            <ListHead path wanted=wanted.clone() pages=found.pages indexed=wanted.is_plain()/>
            <div class="page wrap">
                <header class="page__head">
                    <h1>"Evenings"</h1>
                    <p class="lede">"Small rooms, few seats, no support act. What is on, in the order in which it happens."</p>
                </header>
                {none}
                <div class="list__tools">
                    <p class="list__count" role="status">{format!("{} evenings", count(found.total, found.more))}</p>
                    <SortForm path wanted=wanted.clone() usual="Date"/>
                </div>
                <h2 class="visually-hidden">"All evenings"</h2>
                <ul class="agenda">{tickets.into_iter().map(|ticket| view! { <TicketRow ticket/> }).collect_view()}</ul>
                <Pager path wanted pages=found.pages/>
            </div>
            <JsonLd graph/>
        }))
    })
}

/// An event in an agenda.
#[component]
pub fn TicketRow(ticket: Ticket) -> impl IntoView {
    let (day, month) = ticket.day_and_month();
    view! {
        <li class="agenda__row">
            <time class="agenda__date" datetime=ticket.starts_iso()>
                <span class="agenda__day">{day}</span>
                <span class="agenda__month">{month}</span>
            </time>
            <div class="agenda__image">
                <Picture src=ticket.image().unwrap_or_default() alt="" size=art::TICKET/>
            </div>
            <div class="agenda__what">
                <h3 class="agenda__title"><a class="card__link" href=ticket.url()>{ticket.title.clone()}</a></h3>
                <p class="agenda__where">{format!("{} · {} · {}", ticket.performer, ticket.time(), ticket.venue)}</p>
                <Stock left=Some(ticket.seats_left)/>
            </div>
            <p class="agenda__price">{ticket.price.to_string()}</p>
        </li>
    }
}

#[component]
pub fn TicketPage() -> impl IntoView {
    let id = id();
    load_good::<Ticket, _, _>(&id.clone(), async move |store: Store| {
        let found = Ticket::with_neighbours(store.db(), &id).await?;
        Ok(found.map(|(ticket, others)| page(ticket, others)))
    })
}

fn page(ticket: Ticket, others: Vec<Ticket>) -> impl IntoView {
    let graph = machine_readable(&ticket);
    let (url, image) = (ticket.url(), ticket.image().unwrap_or_default());
    let (date, time, iso) = (ticket.date(), ticket.time(), ticket.starts_iso());
    let over = !ticket.on_sale();
    let offer = if over {
        view! { <p class="pn-notice pn-notice--info">"Online sales for this evening have ended."</p> }.into_any()
    } else {
        view! {
            <ul class="offers">
                <Offer
                    kind=Ticket::KIND
                    id=ticket.id()
                    name="One seat"
                    detail="Free choice of seats. By e-mail, nothing to print."
                    price=ticket.price
                    left=Some(ticket.seats_left)
                />
            </ul>
        }
        .into_any()
    };
    let Ticket { title, performer, venue, street, city, minutes, description, seats, .. } = ticket;
    let others = others.into_iter().map(|ticket| view! { <TicketRow ticket/> });
    view! {
        <Head
            title=format!("{title}, {performer}")
            description=description.clone()
            path=url
            kind="product"
            image=image.clone()
        />
        <div class="page wrap">
            <Breadcrumbs section=SECTION here=title.clone()/>
            <article class="product">
                <div class="product__image">
                    <Picture src=image alt=format!("Ticket for {title}") size=art::TICKET first=true/>
                </div>
                <div class="product__text">
                    <header>
                        <p class="product__kicker"><time datetime=iso>{date.clone()}", "{time.clone()}</time></p>
                        <h1 class="product__title">{title.clone()}</h1>
                        <p class="product__by">{performer}</p>
                    </header>
                    <p class="product__description">{description}</p>
                    <section aria-labelledby="seats">
                        <h2 id="seats" class="visually-hidden">"Seats"</h2>
                        {offer}
                    </section>
                    <dl class="facts">
                        <div><dt>"When"</dt><dd>{format!("{date}, {time}; about {minutes} minutes")}</dd></div>
                        <div><dt>"Where"</dt><dd>{format!("{venue}, {street}, {city}")}</dd></div>
                        <div><dt>"Seats in the room"</dt><dd>{seats}</dd></div>
                        <div><dt>"What you get"</dt><dd>"Your name on the list at the door. Doors open half an hour before."</dd></div>
                    </dl>
                </div>
            </article>
            <section class="section" aria-labelledby="more">
                <h2 id="more">"More evenings"</h2>
                <ul class="agenda">{others.collect_view()}</ul>
            </section>
        </div>
        <JsonLd graph/>
    }
}

fn machine_readable(ticket: &Ticket) -> Vec<Value> {
    let url = absolute(&ticket.url());
    let image = absolute(&ticket.image().unwrap_or_default());
    let left = if ticket.on_sale() { ticket.seats_left } else { 0 };
    let offer = json_ld::offer("One seat", &ticket.id, &url, ticket.price, Some(left));
    let product = json!({
        "@type": "Product",
        "@id": format!("{url}#product"),
        "name": format!("{}, {}", ticket.title, ticket.date()),
        "description": ticket.description,
        "image": image,
        "url": url,
        "sku": ticket.id,
        "category": "Event ticket",
        "brand": json_ld::brand(),
        "offers": offer,
    });
    let event = json!({
        "@type": "Event",
        "@id": format!("{url}#event"),
        "name": ticket.title,
        "description": ticket.description,
        "image": image,
        "url": url,
        "startDate": ticket.starts_iso(),
        "endDate": ticket.ends_iso(),
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
        "offers": offer,
    });
    let (list, section) = SECTION;
    let way = json_ld::breadcrumbs(&[("Home", &absolute("/")), (section, &absolute(list)), (&ticket.title, &url)]);
    vec![product, event, way]
}
