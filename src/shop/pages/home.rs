//! The home page.

use leptos::prelude::*;
use pannier::{Sellable, Store, components::local_path};

use super::{
    card::{Picture, cards},
    layout::Head,
    load::load,
    texts::text,
    tickets::Agenda,
    welcome::Welcome,
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
    let welcome = Welcome::words();
    let lede = welcome.text();
    let promises = (!welcome.is_own).then(|| view! { <Promises/> });
    view! {
        <Head title=welcome.title description=welcome.description path="/"/>
        <section class="hero">
            <div class="hero__inner wrap">
                <div class="hero__text">
                    <h1 class="hero__title">{welcome.headline}</h1>
                    {lede}
                    <p class="hero__links">
                        <a class="pn-button pn-button--primary" href=local_path("/albums")>{text("home-hear")}</a>
                        <a class="pn-button pn-button--quiet" href=local_path("/tickets")>{text("home-see")}</a>
                    </p>
                </div>
                <div class="hero__art">{hero.collect_view()}</div>
            </div>
        </section>
        <section class="section wrap" aria-labelledby="records">
            <SectionHead id="records" title=text("home-new-records") href="/albums" all=text("home-all-records")/>
            <ul class="grid grid--4">{cards(&albums)}</ul>
        </section>
        <section class="section section--tinted" aria-labelledby="evenings">
            <div class="wrap">
                <SectionHead id="evenings" title=text("home-next-evenings") href="/tickets" all=text("home-all-evenings")/>
                <Agenda tickets/>
            </div>
        </section>
        <section class="section wrap" aria-labelledby="prints">
            <SectionHead id="prints" title=text("home-studio") href="/posters" all=text("home-all-prints")/>
            <ul class="grid grid--4">{cards(&posters)}</ul>
        </section>
        {promises}
        <JsonLd graph=json_ld::shop()/>
    }
}

/// What the demo shop promises.
#[component]
fn Promises() -> impl IntoView {
    view! {
        <section class="section wrap" aria-labelledby="promises">
            <h2 id="promises" class="pn-visually-hidden">{text("home-how")}</h2>
            <ul class="promises">
                <li>
                    <h3>{text("home-at-once")}</h3>
                    <p>{text("home-at-once-text")}</p>
                </li>
                <li>
                    <h3>{text("home-sent")}</h3>
                    <p>{text("home-sent-text")}</p>
                </li>
                <li>
                    <h3>{text("home-one-price")}</h3>
                    <p>{text("home-one-price-text")}</p>
                </li>
            </ul>
        </section>
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
