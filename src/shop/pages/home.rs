//! The front page.

use leptos::prelude::*;

use super::{
    super::{
        album::Album,
        art,
        json_ld::{self, JsonLd},
        poster::Poster,
        ticket::Ticket,
    },
    albums::AlbumCard,
    layout::Head,
    load::load,
    posters::PosterCard,
    product::Picture,
    tickets::TicketRow,
};
use crate::{Sellable, Store};

#[component]
pub fn HomePage() -> impl IntoView {
    load(async move |store: Store| {
        let db = store.db();
        let albums = Album::first(db, 4).await?;
        let posters = Poster::first(db, 4).await?;
        let tickets = Ticket::upcoming(db, 4).await?;
        Ok(Some(home(albums, posters, tickets)))
    })
}

fn home(albums: Vec<Album>, posters: Vec<Poster>, tickets: Vec<Ticket>) -> impl IntoView {
    let hero = [
        posters.first().map(|poster| (poster.image(), art::POSTER, poster.url(), poster.title.clone())),
        albums
            .first()
            .map(|album| (album.image().unwrap_or_default(), art::COVER, album.url(), Sellable::title(album))),
        tickets
            .first()
            .map(|ticket| (ticket.image().unwrap_or_default(), art::TICKET, ticket.url(), ticket.title.clone())),
    ];
    let hero = hero.into_iter().flatten().map(|(image, size, url, title)| {
        view! { <a class="hero__piece" href=url><Picture src=image alt=title size first=true/></a> }
    });
    view! {
        <Head
            title="Records, prints and evenings"
            description="A small label, a print studio and a concert room: records to download or on CD, posters pulled by hand, \
                tickets to evenings worth leaving the house for."
            path="/"
        />
        <section class="hero">
            <div class="hero__inner wrap">
                <div class="hero__text">
                    <h1 class="hero__title">"Records, prints and evenings."</h1>
                    <p class="lede">
                        "We press music, pull posters and fill a small room with people who want to be there. Everything here \
                        was made by somebody we can telephone."
                    </p>
                    <p class="hero__links">
                        <a class="pn-button pn-button--primary" href="/albums">"Hear the records"</a>
                        <a class="pn-button pn-button--quiet" href="/tickets">"See what is on"</a>
                    </p>
                </div>
                <div class="hero__art">{hero.collect_view()}</div>
            </div>
        </section>
        <section class="section wrap" aria-labelledby="records">
            <SectionHead id="records" title="New records" href="/albums" all="All records"/>
            <ul class="grid grid--4">{albums.into_iter().map(|album| view! { <AlbumCard album/> }).collect_view()}</ul>
        </section>
        <section class="section section--tinted" aria-labelledby="evenings">
            <div class="wrap">
                <SectionHead id="evenings" title="Next evenings" href="/tickets" all="All evenings"/>
                <ul class="agenda">{tickets.into_iter().map(|ticket| view! { <TicketRow ticket/> }).collect_view()}</ul>
            </div>
        </section>
        <section class="section wrap" aria-labelledby="prints">
            <SectionHead id="prints" title="From the print studio" href="/posters" all="All prints"/>
            <ul class="grid grid--4">{posters.into_iter().map(|poster| view! { <PosterCard poster/> }).collect_view()}</ul>
        </section>
        <section class="section wrap" aria-labelledby="promises">
            <h2 id="promises" class="visually-hidden">"How we work"</h2>
            <ul class="promises">
                <li>
                    <h3>"Yours at once"</h3>
                    <p>"Downloads are ready the moment your payment is. The links stay on your order's page."</p>
                </li>
                <li>
                    <h3>"Sent flat, or rolled, or sung"</h3>
                    <p>"CDs and prints leave the studio within two working days. Tickets never leave your telephone."</p>
                </li>
                <li>
                    <h3>"One price"</h3>
                    <p>"The total that you see is the total that is charged: tax included, no fees on the last page."</p>
                </li>
            </ul>
        </section>
        <JsonLd graph=json_ld::shop()/>
    }
}

#[component]
fn SectionHead(id: &'static str, title: &'static str, href: &'static str, all: &'static str) -> impl IntoView {
    view! {
        <div class="section__head">
            <h2 id=id>{title}</h2>
            <a class="section__all" href=href>{all}</a>
        </div>
    }
}
