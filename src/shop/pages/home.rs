//! The home page: the first products of each section that has any.

use leptos::prelude::*;
use pannier::{
    Listing, Sellable, Store,
    components::{local_path, use_texts},
    db,
};

use super::{
    card::{Picture, cards},
    layout::Head,
    load::load,
    products::product_cards,
    texts::{text, text_with},
    tickets::Agenda,
    welcome::Welcome,
};
use crate::{
    inert::IntoInert,
    shop::{
        album::Album,
        demo::art,
        json_ld::{self, JsonLd},
        poster::Poster,
        product::Product,
        sections::{self, ALBUMS, POSTERS, PRODUCTS, Section, TICKETS},
        site::{includes_tax, shop_name},
        ticket::Ticket,
    },
};

/// The number of products of each section.
const EACH: u32 = 4;
/// The number of pictures beside the heading.
const PIECES: usize = 3;

#[component]
pub fn HomePage() -> impl IntoView {
    let open = sections::open();
    load(async move |store: Store| Ok(Some(home(&open, First::load(store.db(), &open).await?))))
}

/// The first products of each section.
#[derive(Default)]
struct First {
    albums: Vec<Album>,
    posters: Vec<Poster>,
    tickets: Vec<Ticket>,
    products: Vec<Product>,
}

impl First {
    /// Loads those of the sections that have any.
    async fn load(db: &db::Db, open: &[Section]) -> db::Result<First> {
        let has = |section: Section| sections::holds(open, section);
        let mut first = First::default();
        if has(ALBUMS) {
            first.albums = Album::first(db, EACH).await?;
        }
        if has(POSTERS) {
            first.posters = Poster::first(db, EACH).await?;
        }
        if has(TICKETS) {
            first.tickets = Ticket::upcoming(db, EACH).await?;
        }
        if has(PRODUCTS) {
            first.products = Product::first(db, EACH).await?;
        }
        Ok(first)
    }

    /// Returns what is beside the heading: a product of each section, and more plain products in the place of others.
    fn pieces(&self) -> Vec<Piece> {
        let poster = self.posters.first().map(|poster| Piece {
            image: poster.image(),
            size: art::POSTER,
            url: poster.url(),
            title: poster.title.clone(),
        });
        let album = self.albums.first().map(|album| Piece {
            image: album.image().unwrap_or_default(),
            size: art::COVER,
            url: album.url(),
            title: Sellable::title(album),
        });
        let ticket = self.tickets.first().map(|ticket| Piece {
            image: ticket.image().unwrap_or_default(),
            size: art::TICKET,
            url: ticket.url(),
            title: ticket.title.clone(),
        });
        let language = use_texts().language();
        let products = self.products.iter().map(|product| Piece::of(product.listing_in(language)));
        [poster, album, ticket].into_iter().flatten().chain(products).take(PIECES).collect()
    }
}

/// A picture beside the heading, which links to its product.
struct Piece {
    image: String,
    size: art::Size,
    url: String,
    title: String,
}

impl Piece {
    /// Returns that of a plain product.
    fn of(listing: Listing) -> Piece {
        let Listing { title, url, image, .. } = listing;
        Piece { image: image.unwrap_or_default(), size: PRODUCTS.picture, url, title }
    }
}

fn home(open: &[Section], first: First) -> impl IntoView + use<> {
    let welcome = Welcome::words();
    let is_demo = sections::has_demo(open);
    let lede = welcome.text();
    let promises = (is_demo && !welcome.is_own).then(|| view! { <Promises/> });
    // What the demo shop says of itself fits no other.
    let (title, description, headline, lede) = match is_demo || welcome.is_own {
        true => (welcome.title, welcome.description, welcome.headline, lede.into_inert()),
        false => {
            let (name, lede) = (shop_name(), (!open.is_empty()).then(|| text("home-plain-lede")));
            let description = text_with("home-plain-description", &[("shop", (&name).into())]);
            let lede = lede.map(|lede| view! { <p class="lede">{lede}</p> });
            (text("home-plain-title"), description, name, lede.into_inert())
        }
    };
    let nothing = open.is_empty().then(|| view! { <p class="lede">{text("home-empty")}</p> });
    let pieces: Vec<_> = first.pieces().into_iter().map(piece).collect();
    let pieces = (!pieces.is_empty()).then(|| view! { <div class="hero__art">{pieces}</div> });
    let First { albums, posters, tickets, products } = first;
    let (albums, posters) = (non_empty(albums), non_empty(posters));
    let (tickets, products) = (non_empty(tickets), non_empty(products));
    view! {
        <Head title description path="/"/>
        <section class="hero">
            <div class="hero__inner wrap">
                <div class="hero__text">
                    <h1 class="hero__title">{headline}</h1>
                    {lede}
                    {nothing}
                    {links(open)}
                </div>
                {pieces}
            </div>
        </section>
        {albums.map(|albums| view! {
            <section class="section wrap" aria-labelledby="records">
                <SectionHead id="records" title=text("home-new-records") section=ALBUMS all=text("home-all-records")/>
                <ul class="grid grid--4">{cards(&albums)}</ul>
            </section>
        })}
        {tickets.map(|tickets| view! {
            <section class="section section--tinted" aria-labelledby="evenings">
                <div class="wrap">
                    <SectionHead id="evenings" title=text("home-next-evenings") section=TICKETS all=text("home-all-evenings")/>
                    <Agenda tickets/>
                </div>
            </section>
        })}
        {posters.map(|posters| view! {
            <section class="section wrap" aria-labelledby="prints">
                <SectionHead id="prints" title=text("home-studio") section=POSTERS all=text("home-all-prints")/>
                <ul class="grid grid--4">{cards(&posters)}</ul>
            </section>
        })}
        {products.map(|products| view! {
            <section class="section wrap" aria-labelledby="things">
                <SectionHead id="things" title=text("home-things") section=PRODUCTS all=text("home-all-things")/>
                <ul class="grid grid--4">{product_cards(&products)}</ul>
            </section>
        })}
        {promises}
        <JsonLd graph=json_ld::shop()/>
    }
}

fn non_empty<T>(products: Vec<T>) -> Option<Vec<T>> {
    Some(products).filter(|products| !products.is_empty())
}

fn piece(Piece { image, size, url, title }: Piece) -> impl IntoView {
    let is_square = size.0 == size.1;
    view! {
        <a class="hero__piece" class:hero__piece--square=is_square href=local_path(&url)>
            <Picture src=image alt=title size first=true/>
        </a>
    }
}

/// Returns the links below the heading: to the records and evenings, or else to what there is.
fn links(open: &[Section]) -> Option<AnyView> {
    let primary = "pn-button pn-button--primary";
    let usual = [(ALBUMS, "home-hear", primary), (TICKETS, "home-see", "pn-button pn-button--quiet")];
    let usual = usual.into_iter().filter(|(section, ..)| sections::holds(open, *section));
    let mut links: Vec<_> = usual.map(|(section, name, class)| (section.path, text(name), class)).collect();
    if links.is_empty() {
        links.extend(open.first().map(|section| (section.path, text(section.name), primary)));
    }
    let link = |(path, name, class): (&'static str, String, &'static str)| {
        view! { <a class=class href=local_path(path)>{name}</a> }
    };
    let links: Vec<_> = links.into_iter().map(link).collect();
    (!links.is_empty()).then(|| view! { <p class="hero__links">{links}</p> }.into_inert())
}

/// What the demo shop promises.
#[component]
fn Promises() -> impl IntoView {
    let one_price = match includes_tax() {
        true => text("home-one-price-text"),
        false => text("home-one-price-text-untaxed"),
    };
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
                    <p>{one_price}</p>
                </li>
            </ul>
        </section>
    }
}

#[component]
fn SectionHead(id: &'static str, title: String, section: Section, all: String) -> impl IntoView {
    view! {
        <div class="section__head">
            <h2 id=id>{title}</h2>
            <a class="section__all" href=local_path(section.path)>{all}</a>
        </div>
    }
}
