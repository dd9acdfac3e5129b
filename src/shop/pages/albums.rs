//! Records: the list and the product pages.

use leptos::prelude::*;
use pannier::{Allowance, Sellable, Store};
use serde_json::{Value, json};

use super::{
    layout::{Breadcrumbs, Head},
    list::{self, Goods, ListHead, ListParams, Pager, SortForm, count},
    load::{id, load, load_good},
    product::{Card, Offer, Picture, from},
    texts::{say, say_with, translated},
};
use crate::shop::{
    album::{Album, Format},
    demo::art,
    json_ld::{self, JsonLd},
    site::{absolute, absolute_page},
};

const SECTION: (&str, &str) = ("/albums", "shop-records");

#[component]
pub fn AlbumsPage() -> impl IntoView {
    let params = ListParams::here();
    load(async move |store: Store| {
        let Some(params) = params else { return Ok(None) };
        let Some(found) = store.goods(&params.clone().of(Album::KIND).query()).await? else { return Ok(None) };
        let (path, name) = (SECTION.0, say(SECTION.1));
        let graph = list::machine_readable(&name, path, &params, &found.goods);
        Ok(Some(view! {
            <Head
                title=params.title(&name)
                description=say("records-description")
                path=params.address(path)
            />
            <ListHead path params=params.clone() pages=found.pages indexed=params.is_plain()/>
            <div class="page wrap">
                <header class="page__head">
                    <h1>{name}</h1>
                    <p class="lede">{say("records-lede")}</p>
                </header>
                <div class="list__tools">
                    <p class="list__count" role="status">{say_with("list-records", &[("goods", (&count(found.total, found.more)).into())])}</p>
                    <SortForm path params=params.clone() usual="list-sort-newest"/>
                </div>
                <h2 class="visually-hidden">{say("home-all-records")}</h2>
                <Goods goods=found.goods/>
                <Pager path params pages=found.pages/>
            </div>
            <JsonLd graph/>
        }))
    })
}

/// An album in a grid.
#[component]
pub fn AlbumCard(album: Album) -> impl IntoView {
    view! {
        <Card
            href=album.url()
            image=album.image().unwrap_or_default()
            size=art::COVER
            title=album.title.clone()
            by=album.artist.clone()
            price=from(album.price())
            left=None
        />
    }
}

#[component]
pub fn AlbumPage() -> impl IntoView {
    let slug = id();
    load_good::<Album, _, _>(slug.clone(), async move |store: Store| {
        let found = Album::with_neighbours(store.db(), &slug).await?;
        Ok(found.map(|(album, others)| page(album, others)))
    })
}

fn page(album: Album, others: Vec<Album>) -> impl IntoView {
    let disc = album.on(Format::Cd);
    let graph = machine_readable(&album, &disc);
    let Album { title, artist, year, genre, description, tracks, .. } = album.clone();
    let (genre, description) = (translated(&genre), translated(&description));
    let image = album.image().unwrap_or_default();
    let playing_time = playing_time(&album);
    let tracks = tracks.into_iter().map(|track| {
        view! { <li class="tracks__track"><span>{track.title}</span><span class="tracks__length">{track.length}</span></li> }
    });
    let others = others.into_iter().map(|album| view! { <AlbumCard album/> });
    view! {
        <Head
            title=say_with("record-by", &[("title", (&title).into()), ("artist", (&artist).into())])
            description=description.clone()
            path=album.url()
            kind="music.album"
            image=image.clone()
        />
        <div class="page wrap">
            <Breadcrumbs section=(SECTION.0, say(SECTION.1)) here=title.clone()/>
            <article class="product">
                <div class="product__image">
                    <Picture src=image alt=say_with("record-cover", &[("title", (&title).into())]) size=art::COVER first=true/>
                </div>
                <div class="product__text">
                    <header>
                        <p class="product__kicker">{genre}</p>
                        <h1 class="product__title">{title.clone()}</h1>
                        <p class="product__by">{artist.clone()}</p>
                    </header>
                    <p class="product__description">{description}</p>
                    <section aria-labelledby="offers">
                        <h2 id="offers" class="visually-hidden">{say("record-ways")}</h2>
                        <ul class="offers">
                            <Offer
                                kind=Album::KIND
                                id=album.id()
                                name=say("record-download")
                                detail=say_with("record-download-detail", &[("allowance", (&in_words(album.allowance)).into())])
                                price=album.price()
                                left=None
                                at_once=1
                            />
                            <Offer
                                kind=Album::KIND
                                id=disc.id()
                                name=say("record-cd")
                                detail=say("record-cd-detail")
                                price=disc.price()
                                left=None
                            />
                        </ul>
                    </section>
                    <section class="tracks" aria-labelledby="tracks">
                        <h2 id="tracks">{say("record-tracks")}</h2>
                        <ol class="tracks__list">{tracks.collect_view()}</ol>
                    </section>
                    <dl class="facts">
                        <div><dt>{say("record-released")}</dt><dd>{year}</dd></div>
                        <div><dt>{say("record-playing-time")}</dt><dd>{playing_time}</dd></div>
                        <div><dt>{say("record-what")}</dt><dd>{what_you_get(album.allowance)}</dd></div>
                    </dl>
                </div>
            </article>
            <section class="section" aria-labelledby="more">
                <h2 id="more">{say("record-more")}</h2>
                <ul class="grid grid--3">{others.collect_view()}</ul>
            </section>
        </div>
        <JsonLd graph/>
    }
}

/// Formats the playing time and the number of tracks: `42 min, 9 tracks`.
fn playing_time(album: &Album) -> String {
    let seconds = |length: &str| {
        let (minutes, seconds) = length.split_once(':')?;
        Some(minutes.parse::<u32>().ok()? * 60 + seconds.parse::<u32>().ok()?)
    };
    let total: u32 = album.tracks.iter().filter_map(|track| seconds(&track.length)).sum();
    say_with("record-playing", &[("minutes", total.div_ceil(60).into()), ("tracks", album.tracks.len().into())])
}

/// Describes an allowance: `3 downloads`, `unlimited downloads`.
fn in_words(allowance: Allowance) -> String {
    let times = match allowance.attempts {
        Some(n) => say_with("allowance-times", &[("times", n.into())]),
        None => say("allowance-any"),
    };
    match allowance.seconds.map(|seconds| seconds / (24 * 60 * 60)) {
        Some(days) => say_with("allowance-within", &[("times", (&times).into()), ("days", days.into())]),
        None => times,
    }
}

fn what_you_get(allowance: Allowance) -> String {
    match (allowance.attempts, allowance.seconds) {
        (None, None) => say("record-what-any"),
        _ => say_with("record-what-some", &[("allowance", (&in_words(allowance)).into())]),
    }
}

fn machine_readable(album: &Album, disc: &Album) -> Vec<Value> {
    let url = absolute_page(&album.url());
    let offers = [(album, say("record-download")), (disc, say("record-cd"))]
        .map(|(item, name)| json_ld::offer(&name, &item.id(), &url, item.price(), item.stock()));
    let product = json!({
        "@type": ["Product", "MusicAlbum"],
        "@id": format!("{url}#product"),
        "name": album.title,
        "description": translated(&album.description),
        "image": absolute(&album.image().unwrap_or_default()),
        "url": url,
        "sku": album.slug,
        "category": say("record-category"),
        "brand": json_ld::brand(),
        "genre": translated(&album.genre),
        "datePublished": album.year.to_string(),
        "numTracks": album.tracks.len(),
        "byArtist": { "@type": "MusicGroup", "name": album.artist },
        "offers": offers,
    });
    let (list, section) = (absolute_page(SECTION.0), say(SECTION.1));
    let way =
        json_ld::breadcrumbs(&[(&say("shop-home"), &absolute_page("/")), (&section, &list), (&album.title, &url)]);
    vec![product, way]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_allowance_is_told_in_words() {
        let shop = pannier::testing::in_memory().await.messages("en", include_str!("../messages/en.ftl"));
        let shop = shop.build().await.expect("a shop");
        Owner::new().with(|| {
            shop.provide();
            assert_eq!(in_words(Allowance::default()), "3 downloads");
            assert_eq!(in_words(Allowance::times(1)), "one download");
            assert_eq!(in_words(Allowance::days(14)), "unlimited downloads within 14 days");
        });
    }
}
