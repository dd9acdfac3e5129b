//! The home page.

use leptos::prelude::*;
use pannier::{Sellable, Store, components::local_path};

use super::{
    albums::AlbumCard, layout::Head, load::load, posters::PosterCard, product::Picture, texts::say, tickets::TicketRow,
};
use crate::shop::{
    album::Album,
    demo::art,
    json_ld::{self, JsonLd},
    poster::Poster,
    ticket::Ticket,
};

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
        view! { <a class="hero__piece" href=local_path(&url)><Picture src=image alt=title size first=true/></a> }
    });
    view! {
        <Head
            title=say("home-title")
            description=say("home-description")
            path="/"
        />
        <section class="hero">
            <div class="hero__inner wrap">
                <div class="hero__text">
                    <h1 class="hero__title">{say("home-headline")}</h1>
                    <p class="lede">{say("home-lede")}</p>
                    <p class="hero__links">
                        <a class="pn-button pn-button--primary" href=local_path("/albums")>{say("home-hear")}</a>
                        <a class="pn-button pn-button--quiet" href=local_path("/tickets")>{say("home-see")}</a>
                    </p>
                </div>
                <div class="hero__art">{hero.collect_view()}</div>
            </div>
        </section>
        <section class="section wrap" aria-labelledby="records">
            <SectionHead id="records" title=say("home-new-records") href="/albums" all=say("home-all-records")/>
            <ul class="grid grid--4">{albums.into_iter().map(|album| view! { <AlbumCard album/> }).collect_view()}</ul>
        </section>
        <section class="section section--tinted" aria-labelledby="evenings">
            <div class="wrap">
                <SectionHead id="evenings" title=say("home-next-evenings") href="/tickets" all=say("home-all-evenings")/>
                <ul class="agenda">{tickets.into_iter().map(|ticket| view! { <TicketRow ticket/> }).collect_view()}</ul>
            </div>
        </section>
        <section class="section wrap" aria-labelledby="prints">
            <SectionHead id="prints" title=say("home-studio") href="/posters" all=say("home-all-prints")/>
            <ul class="grid grid--4">{posters.into_iter().map(|poster| view! { <PosterCard poster/> }).collect_view()}</ul>
        </section>
        <section class="section wrap" aria-labelledby="promises">
            <h2 id="promises" class="visually-hidden">{say("home-how")}</h2>
            <ul class="promises">
                <li>
                    <h3>{say("home-at-once")}</h3>
                    <p>{say("home-at-once-text")}</p>
                </li>
                <li>
                    <h3>{say("home-sent")}</h3>
                    <p>{say("home-sent-text")}</p>
                </li>
                <li>
                    <h3>{say("home-one-price")}</h3>
                    <p>{say("home-one-price-text")}</p>
                </li>
            </ul>
        </section>
        <JsonLd graph=json_ld::shop()/>
    }
}

#[component]
fn SectionHead(id: &'static str, title: String, href: &'static str, all: String) -> impl IntoView {
    view! {
        <div class="section__head">
            <h2 id=id>{title}</h2>
            <a class="section__all" href=local_path(href)>{all}</a>
        </div>
    }
}
