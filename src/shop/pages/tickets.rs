//! Evenings: the agenda and the event pages.

use leptos::prelude::*;
use pannier::{
    Sellable, Store,
    components::{local_path, use_texts},
};
use serde_json::{Value, json};

use super::{
    layout::{Breadcrumbs, Head},
    list::{self, ListHead, ListParams, Pager, SortForm, count},
    load::{id, load, load_good},
    product::{Offer, Picture, Stock},
    texts::{say, say_with, translated},
};
use crate::shop::{
    demo::art,
    json_ld::{self, JsonLd},
    site::{absolute, absolute_page, shop_name},
    ticket::Ticket,
};

const SECTION: (&str, &str) = ("/tickets", "shop-evenings");

#[component]
pub fn TicketsPage() -> impl IntoView {
    let params = ListParams::here();
    load(async move |store: Store| {
        let Some(params) = params else { return Ok(None) };
        let Some(found) = store.goods(&params.clone().of(Ticket::KIND).query()).await? else { return Ok(None) };
        let (path, name) = (SECTION.0, say(SECTION.1));
        let graph = list::machine_readable(&name, path, &params, &found.goods);
        let ids: Vec<String> = found.goods.iter().map(|good| good.listing.id.clone()).collect();
        let tickets = Ticket::in_order(store.db(), &ids).await?;
        let none = tickets.is_empty().then(|| view! { <p class="pn-empty">{say("evenings-none")}</p> });
        Ok(Some(view! {
            <Head
                title=params.title(&name)
                description=say("evenings-description")
                path=params.address(path)
            />
            <ListHead path params=params.clone() pages=found.pages indexed=params.is_plain()/>
            <div class="page wrap">
                <header class="page__head">
                    <h1>{name}</h1>
                    <p class="lede">{say("evenings-lede")}</p>
                </header>
                {none}
                <div class="list__tools">
                    <p class="list__count" role="status">{say_with("list-evenings", &[("goods", (&count(found.total, found.more)).into())])}</p>
                    <SortForm path params=params.clone() usual="list-sort-soonest"/>
                </div>
                <h2 class="visually-hidden">{say("home-all-evenings")}</h2>
                <ul class="agenda">{tickets.into_iter().map(|ticket| view! { <TicketRow ticket/> }).collect_view()}</ul>
                <Pager path params pages=found.pages/>
            </div>
            <JsonLd graph/>
        }))
    })
}

/// An event in an agenda.
#[component]
pub fn TicketRow(ticket: Ticket) -> impl IntoView {
    let (day, month) = (ticket.day(), use_texts().short_month(ticket.starts_at));
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
                <h3 class="agenda__title"><a class="card__link" href=local_path(&ticket.url())>{ticket.title.clone()}</a></h3>
                <p class="agenda__where">{format!("{} · {} · {}", ticket.performer, ticket.time(), ticket.venue)}</p>
                <Stock left=Some(ticket.seats_left)/>
            </div>
            <p class="agenda__price">{use_texts().money(ticket.price)}</p>
        </li>
    }
}

#[component]
pub fn TicketPage() -> impl IntoView {
    let id = id();
    load_good::<Ticket, _, _>(id.clone(), async move |store: Store| {
        let found = Ticket::with_neighbours(store.db(), &id).await?;
        Ok(found.map(|(ticket, others)| page(ticket, others)))
    })
}

fn page(ticket: Ticket, others: Vec<Ticket>) -> impl IntoView {
    let graph = machine_readable(&ticket);
    let (url, image) = (ticket.url(), ticket.image().unwrap_or_default());
    let texts = use_texts();
    let (date, time, iso) = (texts.date_and_weekday(ticket.starts_at), ticket.time(), ticket.starts_iso());
    let when = [("day", (&date).into()), ("time", (&time).into()), ("minutes", ticket.minutes.into())];
    let when = say_with("evening-when-text", &when);
    let over = !ticket.on_sale();
    let offer = if over {
        view! { <p class="pn-notice pn-notice--info">{say("evening-over")}</p> }.into_any()
    } else {
        view! {
            <ul class="offers">
                <Offer
                    kind=Ticket::KIND
                    id=ticket.id()
                    name=say("evening-seat")
                    detail=say("evening-seat-detail")
                    price=ticket.price
                    left=Some(ticket.seats_left)
                />
            </ul>
        }
        .into_any()
    };
    let Ticket { title, performer, venue, street, city, description, seats, .. } = ticket;
    let description = translated(&description);
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
            <Breadcrumbs section=(SECTION.0, say(SECTION.1)) here=title.clone()/>
            <article class="product">
                <div class="product__image">
                    <Picture src=image alt=say_with("evening-picture", &[("title", (&title).into())]) size=art::TICKET first=true/>
                </div>
                <div class="product__text">
                    <header>
                        <p class="product__kicker"><time datetime=iso>{date.clone()}", "{time.clone()}</time></p>
                        <h1 class="product__title">{title.clone()}</h1>
                        <p class="product__by">{performer}</p>
                    </header>
                    <p class="product__description">{description}</p>
                    <section aria-labelledby="seats">
                        <h2 id="seats" class="visually-hidden">{say("evening-seats")}</h2>
                        {offer}
                    </section>
                    <dl class="facts">
                        <div><dt>{say("evening-when")}</dt><dd>{when}</dd></div>
                        <div><dt>{say("evening-where")}</dt><dd>{format!("{venue}, {street}, {city}")}</dd></div>
                        <div><dt>{say("evening-room")}</dt><dd>{seats}</dd></div>
                        <div><dt>{say("evening-what")}</dt><dd>{say("evening-what-text")}</dd></div>
                    </dl>
                </div>
            </article>
            <section class="section" aria-labelledby="more">
                <h2 id="more">{say("evening-more")}</h2>
                <ul class="agenda">{others.collect_view()}</ul>
            </section>
        </div>
        <JsonLd graph/>
    }
}

fn machine_readable(ticket: &Ticket) -> Vec<Value> {
    let url = absolute_page(&ticket.url());
    let image = absolute(&ticket.image().unwrap_or_default());
    let left = if ticket.on_sale() { ticket.seats_left } else { 0 };
    let offer = json_ld::offer(&say("evening-seat"), &ticket.id, &url, ticket.price, Some(left));
    let product = json!({
        "@type": "Product",
        "@id": format!("{url}#product"),
        "name": format!("{}, {}", ticket.title, use_texts().date_and_weekday(ticket.starts_at)),
        "description": translated(&ticket.description),
        "image": image,
        "url": url,
        "sku": ticket.id,
        "category": say("evening-category"),
        "brand": json_ld::brand(),
        "offers": offer,
    });
    let event = json!({
        "@type": "Event",
        "@id": format!("{url}#event"),
        "name": ticket.title,
        "description": translated(&ticket.description),
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
    let (list, section) = (absolute_page(SECTION.0), say(SECTION.1));
    let way =
        json_ld::breadcrumbs(&[(&say("shop-home"), &absolute_page("/")), (&section, &list), (&ticket.title, &url)]);
    vec![product, event, way]
}
