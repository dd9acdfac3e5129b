//! Records: the list and the product pages.

use leptos::prelude::*;
use pannier::{DownloadLimit, Sellable, Store};
use serde_json::{Value, json};

use super::{
    card::{CardGrid, cards},
    list::{List, ListLayout, load_list},
    load::{Asked, load_product},
    product::{Fact, Offer, Offers, ProductLayout},
    texts::{text, text_with, translated},
};
use crate::{
    inert::IntoInert,
    shop::{
        album::{Album, Format, Track},
        json_ld,
        sections::ALBUMS,
    },
};

#[component]
pub fn AlbumsPage() -> impl IntoView {
    load_list(ALBUMS, async |_: Store, list: List| {
        let products = list.found.products.clone();
        Ok(view! {
            <ListLayout
                list
                description=text("records-description")
                lede=text("records-lede")
                count="list-records"
                usual="list-sort-newest"
                heading=text("home-all-records")
                cards=view! { <CardGrid products/> }
            />
        })
    })
}

#[component]
pub fn AlbumPage() -> impl IntoView {
    load_product::<Album, _, _>(async |store: Store, asked: Asked| {
        let found = Album::with_neighbours(store.db(), &asked.id).await?;
        let found = found.filter(|(album, _)| asked.may_see(album.state));
        Ok(found.map(|(album, others)| page(album, others)))
    })
}

fn page(album: Album, others: Vec<Album>) -> impl IntoView {
    let schema = schema(&album);
    let Album { title, artist, year, genre, description, tracks, .. } = album.clone();
    let what = what_you_get(&album);
    let tracks = (!tracks.is_empty()).then(|| view! { <Tracks tracks/> });
    let playing_time = tracks.is_some().then(|| {
        view! { <Fact name=text("record-playing-time") value=playing_time(&album)/> }
    });
    let offers = offers(&album);
    view! {
        <ProductLayout
            section=ALBUMS
            path=album.url()
            image=album.image().unwrap_or_default()
            image_alt=text_with("record-cover", &[("title", (&title).into())])
            head_title=text_with("record-by", &[("title", (&title).into()), ("artist", (&artist).into())])
            kicker=translated(&genre).into_inert()
            title
            by=artist
            description=translated(&description)
            og_type="music.album"
            schema
            more=text("record-more")
            others=view! { <ul class="grid grid--3">{cards(&others)}</ul> }
        >
            <Offers id="offers" heading=text("record-ways")>{offers}</Offers>
            {tracks}
            <dl class="facts">
                <Fact name=text("record-released") value=year.to_string()/>
                {playing_time}
                <Fact name=text("record-what") value=what/>
            </dl>
        </ProductLayout>
    }
}

#[component]
fn Tracks(tracks: Vec<Track>) -> impl IntoView {
    let tracks = tracks.into_iter().map(|track| {
        view! { <li class="tracks__track"><span>{track.title}</span><span class="tracks__length">{track.length}</span></li> }
    });
    view! {
        <section class="tracks" aria-labelledby="tracks">
            <h2 id="tracks">{text("record-tracks")}</h2>
            <ol class="tracks__list">{tracks.collect_view()}</ol>
        </section>
    }
}

/// The offers of the formats that it is sold in, or a notice if there is none yet.
fn offers(album: &Album) -> AnyView {
    let download = album.is_sold_as(Format::Download).then(|| {
        let (file_type, allowance) = (album.file_type(), message(album.allowance));
        let about = [("type", (&file_type).into()), ("allowance", (&allowance).into())];
        let detail = text_with("record-download-detail", &about);
        view! { <Offer item=album.on(Format::Download) name=text("record-download") detail at_once=1/> }
    });
    let disc = album.is_sold_as(Format::Cd).then(|| {
        view! { <Offer item=album.on(Format::Cd) name=text("record-cd") detail=text("record-cd-detail")/> }
    });
    if download.is_none() && disc.is_none() {
        return view! { <p class="pn-notice pn-notice--info">{text("record-none")}</p> }.into_inert();
    }
    view! { <ul class="offers">{download} {disc}</ul> }.into_inert()
}

/// Formats the playing time and the number of tracks: `42 min, 9 tracks`.
fn playing_time(album: &Album) -> String {
    let seconds = |length: &str| {
        let (minutes, seconds) = length.split_once(':')?;
        Some(minutes.parse::<u32>().ok()? * 60 + seconds.parse::<u32>().ok()?)
    };
    let total: u32 = album.tracks.iter().filter_map(|track| seconds(&track.length)).sum();
    text_with("record-playing", &[("minutes", total.div_ceil(60).into()), ("tracks", album.tracks.len().into())])
}

/// Describes an allowance: `3 downloads`, `unlimited downloads`.
fn message(allowance: DownloadLimit) -> String {
    let times = match allowance.attempts {
        Some(n) => text_with("allowance-times", &[("times", n.into())]),
        None => text("allowance-any"),
    };
    match allowance.lifetime.map(|lifetime| lifetime.as_secs() / (24 * 60 * 60)) {
        Some(days) => text_with("allowance-within", &[("times", (&times).into()), ("days", days.into())]),
        None => times,
    }
}

fn what_you_get(album: &Album) -> String {
    if !album.is_sold_as(Format::Download) {
        return text("record-what-disc");
    }
    let (file_type, allowance) = (album.file_type(), message(album.allowance));
    let about = [("type", (&file_type).into()), ("allowance", (&allowance).into())];
    let what = match album.allowance {
        DownloadLimit { attempts: None, lifetime: None, .. } => "record-what-any",
        _ => "record-what-some",
    };
    text_with(what, &about)
}

fn schema(album: &Album) -> Value {
    let formats = [(Format::Download, "record-download"), (Format::Cd, "record-cd")];
    let formats = formats.into_iter().filter(|(format, _)| album.is_sold_as(*format));
    let offers: Vec<Value> = formats.map(|(format, name)| json_ld::offer(&album.on(format), &text(name))).collect();
    json!({
        "@type": ["Product", "MusicAlbum"],
        "sku": album.slug,
        "genre": translated(&album.genre),
        "datePublished": album.year.to_string(),
        "numTracks": album.tracks.len(),
        "byArtist": { "@type": "MusicGroup", "name": album.artist },
        "offers": offers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_download_limit_is_shown_as_text() {
        let shop = pannier::testing::in_memory().await.messages("en", include_str!("../messages/en.ftl"));
        let shop = shop.build().await.expect("a shop");
        Owner::new().with(|| {
            shop.provide();
            assert_eq!(message(DownloadLimit::default()), "3 downloads");
            assert_eq!(message(DownloadLimit::times(1)), "one download");
            assert_eq!(message(DownloadLimit::days(14)), "unlimited downloads within 14 days");
        });
    }
}
