//! Products in grids: the card of a product, and the parts that product pages share with it.

use leptos::prelude::*;
use pannier::{
    FoundProduct, Listed, Listing, Sellable,
    components::{local_path, use_texts},
};

use super::texts::{text, text_with};
use crate::{
    inert::IntoInert,
    shop::{demo::art, sections::Section},
};

/// The number of cards that are visible without scrolling and loaded eagerly.
const SEEN_FIRST: usize = 4;
/// The largest stock for which the stock left is shown.
const FEW: u32 = 5;

/// The stock left, if it is low.
#[component]
pub fn Stock(left: Option<u32>) -> impl IntoView {
    match left {
        Some(0) => Some(view! { <p class="stock stock--none">{text("stock-none")}</p> }.into_inert()),
        Some(n) if n <= FEW => {
            Some(view! { <p class="stock stock--few">{text_with("stock-few", &[("left", n.into())])}</p> }.into_inert())
        }
        _ => None,
    }
}

/// A picture with its dimensions, which reserve its place while it loads.
#[component]
pub fn Picture(
    #[prop(into)] src: String,
    #[prop(into)] alt: String,
    size: art::Size,
    /// Whether it is visible first, and therefore not loaded lazily.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let (width, height) = size;
    let loading = if first { "eager" } else { "lazy" };
    let priority = first.then_some("high");
    view! { <img src=src alt=alt width=width height=height loading=loading fetchpriority=priority decoding="async"/> }
}

/// A product in a grid.
#[component]
pub fn Card(
    listing: Listing,
    /// The size of its picture.
    size: art::Size,
    /// Whether it is visible first, without scrolling.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let price = use_texts().money(listing.price);
    let is_square = size.0 == size.1;
    let by = (!listing.by.is_empty()).then(|| view! { <p class="card__by">{listing.by}</p> });
    let price = match listing.from_price {
        true => text_with("list-from", &[("price", (&price).into())]),
        false => price,
    };
    view! {
        <li class="card">
            <div class="card__image" class:card__image--square=is_square>
                <Picture src=listing.image.unwrap_or_default() alt="" size first/>
            </div>
            <div class="card__text">
                <h3 class="card__title"><a class="card__link" href=local_path(&listing.url)>{listing.title}</a></h3>
                {by}
                <p class="card__price">{price}</p>
                <Stock left=listing.stock/>
            </div>
        </li>
    }
}

/// Returns the cards of products of one type, for a grid.
pub fn cards<T: Listed>(products: &[T]) -> impl IntoView + use<T> {
    let size = Section::of(T::Sells::KIND).picture;
    products.iter().map(|product| view! { <Card listing=product.listing() size/> }).collect_view()
}

/// The grid of a product list. In a list of mixed kinds, each card names its kind.
#[component]
pub fn CardGrid(products: Vec<FoundProduct>, #[prop(optional)] mixed: bool) -> impl IntoView {
    let cards = products.into_iter().enumerate().map(|(i, FoundProduct { kind, listing, .. })| {
        let section = Section::of(kind);
        let listing = match mixed {
            true => {
                let product = text(section.product);
                let by = if listing.by.is_empty() { product } else { format!("{} · {product}", listing.by) };
                listing.by(by)
            }
            false => listing,
        };
        view! { <Card listing size=section.picture first=i < SEEN_FIRST/> }
    });
    view! { <ul class="grid grid--4" class:grid--mixed=mixed>{cards.collect_view()}</ul> }
}
