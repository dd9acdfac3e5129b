//! Components shared by the product pages.

use leptos::prelude::*;
use pannier::{
    Money,
    components::{AddToBasket, local_path, use_texts},
};

use super::texts::{say, say_with};
use crate::shop::demo::art;

/// The largest quantity that can be added at once.
const AT_ONCE: u32 = 10;
/// The largest stock for which the stock left is shown.
const FEW: u32 = 5;

/// An item for sale: name, price, stock left and the add button.
#[component]
pub fn Offer(
    kind: &'static str,
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    /// One line about the item.
    #[prop(into)]
    detail: String,
    price: Money,
    /// The stock left; `None` if unlimited.
    left: Option<u32>,
    /// The largest quantity that can be added at once.
    #[prop(default = AT_ONCE)]
    at_once: u32,
) -> impl IntoView {
    let max = left.map_or(at_once, |left| left.min(at_once));
    let button = match max {
        0 => view! { <p class="offer__gone">{say("stock-none")}</p> }.into_any(),
        _ => view! { <AddToBasket kind=kind.to_owned() id max/> }.into_any(),
    };
    view! {
        <li class="offer" class:offer--gone=max == 0>
            <div class="offer__what">
                <h3 class="offer__name">{name}</h3>
                <p class="offer__detail">{detail}</p>
                <Stock left/>
            </div>
            <p class="offer__price">{use_texts().money(price)}</p>
            <div class="offer__buy">{button}</div>
        </li>
    }
}

/// The stock left, if it is low.
#[component]
pub fn Stock(left: Option<u32>) -> impl IntoView {
    match left {
        Some(0) => Some(view! { <p class="stock stock--none">{say("stock-none")}</p> }.into_any()),
        Some(n) if n <= FEW => {
            Some(view! { <p class="stock stock--few">{say_with("stock-few", &[("left", n.into())])}</p> }.into_any())
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

/// Formats a starting price: `from €19.00`.
pub fn from(price: Money) -> String {
    say_with("list-from", &[("price", (&use_texts().money(price)).into())])
}

/// A product in a grid.
#[component]
pub fn Card(
    #[prop(into)] href: String,
    #[prop(into)] image: String,
    size: art::Size,
    #[prop(into)] title: String,
    #[prop(into)] by: String,
    /// `€9.00`, `from €19.00`.
    #[prop(into)]
    price: String,
    left: Option<u32>,
    /// Whether it is visible first, without scrolling.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    view! {
        <li class="card">
            <div class="card__image"><Picture src=image alt="" size first/></div>
            <div class="card__text">
                <h3 class="card__title"><a class="card__link" href=local_path(&href)>{title}</a></h3>
                <p class="card__by">{by}</p>
                <p class="card__price">{price}</p>
                <Stock left/>
            </div>
        </li>
    }
}
