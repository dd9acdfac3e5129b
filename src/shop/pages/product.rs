//! The product page: what the pages of all kinds have in common.

use leptos::prelude::*;
use pannier::{
    SaleState, Sellable,
    components::{AddToBasket, use_texts},
};
use serde_json::{Value, json};

use super::{
    card::{Picture, Stock},
    layout::{Breadcrumbs, Head},
    texts::text,
};
use crate::shop::{
    json_ld::{self, JsonLd},
    sale,
    sections::Section,
    site::{absolute, absolute_page},
};

/// The largest quantity that can be added at once.
const AT_ONCE: u32 = 10;

/// The layout of a product page. Its children are the parts that differ from kind to kind: [`Offers`], a
/// list of tracks, [facts](Fact).
#[component]
pub fn ProductLayout(
    section: Section,
    /// The path of the page.
    path: String,
    image: String,
    image_alt: String,
    /// The title of the document, which also names the maker.
    head_title: String,
    /// The line above the title: a genre, a technique, a date.
    kicker: impl IntoView + 'static,
    title: String,
    /// The maker.
    by: String,
    description: String,
    /// The Open Graph type of the page.
    #[prop(default = "product")]
    og_type: &'static str,
    /// Structured data of the product, in addition to what the layout knows of it: at least `sku` and
    /// `offers`.
    schema: Value,
    /// Structured data of the event that the product gives admission to.
    #[prop(optional)]
    event: Option<Value>,
    /// The heading of the other products.
    more: String,
    /// The list of other products.
    others: impl IntoView + 'static,
    children: Children,
) -> impl IntoView {
    let url = absolute_page(&path);
    let product = json!({
        "@type": "Product",
        "@id": format!("{url}#product"),
        "name": title,
        "description": description,
        "image": absolute(&image),
        "url": url,
        "category": text(section.category),
        "brand": json_ld::brand(),
    });
    let breadcrumbs = json_ld::breadcrumbs(&[(&text(section.name), section.path), (&title, &path)]);
    let graph = [Some(json_ld::extend(product, schema)), event, Some(breadcrumbs)].into_iter().flatten().collect();
    let (width, height) = section.picture;
    let portrait = height > width;
    view! {
        <Head title=head_title description=description.clone() path og_type image=image.clone()/>
        <div class="page wrap">
            <Breadcrumbs section here=title.clone()/>
            <article class="product">
                <div class="product__image" class:product__image--poster=portrait>
                    <Picture src=image alt=image_alt size=section.picture first=true/>
                </div>
                <div class="product__text">
                    <header>
                        <p class="product__kicker">{kicker}</p>
                        <h1 class="product__title">{title}</h1>
                        <p class="product__by">{by}</p>
                    </header>
                    <p class="product__description">{description}</p>
                    {children()}
                </div>
            </article>
            <section class="section" aria-labelledby="more">
                <h2 id="more">{more}</h2>
                {others}
            </section>
        </div>
        <JsonLd graph/>
    }
}

/// The section of a product page with the product's [offers](Offer).
#[component]
pub fn Offers(
    /// The id of its heading.
    id: &'static str,
    /// Its heading, for screen readers.
    heading: String,
    children: Children,
) -> impl IntoView {
    view! {
        <section aria-labelledby=id>
            <h2 id=id class="pn-visually-hidden">{heading}</h2>
            {children()}
        </section>
    }
}

/// An item for sale: name, price, stock left and the add button, or from when it is on sale.
#[component]
pub fn Offer<T: Sellable>(
    item: T,
    /// Its name on the product's page: a format, a size.
    #[prop(into)]
    name: String,
    /// One line about the item.
    #[prop(into)]
    detail: String,
    /// The largest quantity that can be added at once.
    #[prop(default = AT_ONCE)]
    at_once: u32,
) -> impl IntoView {
    let left = item.stock();
    let max = left.map_or(at_once, |left| left.min(at_once));
    let sale = sale::state(&item);
    let is_gone = max == 0 && sale == SaleState::Now;
    let button = match is_gone {
        true => view! { <p class="offer__gone">{text("stock-none")}</p> }.into_any(),
        false => view! { <AddToBasket kind=T::KIND id=item.id() max sale/> }.into_any(),
    };
    view! {
        <li class="offer" class:offer--gone=is_gone>
            <div class="offer__what">
                <h3 class="offer__name">{name}</h3>
                <p class="offer__detail">{detail}</p>
                <Stock left/>
            </div>
            <p class="offer__price">{use_texts().money(item.price())}</p>
            <div class="offer__buy">{button}</div>
        </li>
    }
}

/// A fact about a product, in a `<dl class="facts">`.
#[component]
pub fn Fact(name: String, #[prop(into)] value: String) -> impl IntoView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
}
