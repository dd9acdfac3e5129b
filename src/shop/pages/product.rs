//! The product page: what the pages of all kinds have in common.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use pannier::{
    SaleState, Sellable,
    components::{AddToBasket, PriceNote, use_texts},
};
use serde_json::{Value, json};

use super::{
    card::{Picture, Stock},
    layout::{Breadcrumbs, Head},
    texts::text,
};
use crate::{
    inert::IntoInert,
    shop::{
        json_ld::{self, JsonLd},
        sale,
        sections::Section,
        site::{absolute, absolute_page, shipping_page},
    },
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
    /// The path of the picture that previews show, and that the page has without `pictures`.
    image: String,
    image_alt: String,
    /// Photographs, in the place of the picture.
    #[prop(optional_no_strip)]
    pictures: Option<AnyView>,
    /// The title of the document, which also names the maker.
    head_title: String,
    /// The line above the title: a genre, a technique, a date.
    #[prop(optional)]
    kicker: Option<AnyView>,
    title: String,
    /// The maker; may be empty.
    by: String,
    /// May be empty.
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
    /// The heading of the other products; empty if there are none.
    more: String,
    /// The list of other products.
    others: impl IntoView + 'static,
    children: Children,
) -> impl IntoView {
    let url = absolute_page(&path);
    // What search engines are told is one line, and never nothing.
    let summary = match description.split_whitespace().collect::<Vec<_>>().join(" ") {
        nothing if nothing.is_empty() => title.clone(),
        summary => summary,
    };
    let product = json!({
        "@type": "Product",
        "@id": format!("{url}#product"),
        "name": title,
        "description": summary,
        "image": absolute(&image),
        "url": url,
        "category": text(section.category),
        "brand": json_ld::brand(),
    });
    let breadcrumbs = json_ld::breadcrumbs(&[(&text(section.name), section.path), (&title, &path)]);
    let graph = [Some(json_ld::extend(product, schema)), event, Some(breadcrumbs)].into_iter().flatten().collect();
    let (width, height) = section.picture;
    let portrait = height > width;
    let picture = match pictures {
        Some(pictures) => pictures,
        None => {
            // A drawing of what is not published is only shown with the token of the page.
            let src = match use_query_map().get_untracked().get("preview").filter(|token| is_plain(token)) {
                Some(token) => format!("{image}?preview={token}"),
                None => image.clone(),
            };
            view! { <Picture src alt=image_alt size=section.picture first=true/> }.into_inert()
        }
    };
    let kicker = kicker.map(|kicker| view! { <p class="product__kicker">{kicker}</p> });
    let others = (!more.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="more">
                <h2 id="more">{more}</h2>
                {others}
            </section>
        }
    });
    let by = (!by.is_empty()).then(|| view! { <p class="product__by">{by}</p> });
    let description = (!description.is_empty()).then(|| view! { <p class="product__description">{description}</p> });
    view! {
        <Head title=head_title description=summary path og_type image/>
        <div class="page wrap">
            <Breadcrumbs section here=title.clone()/>
            <article class="product">
                <div class="product__image" class:product__image--poster=portrait>
                    {picture}
                </div>
                <div class="product__text">
                    <header>
                        {kicker}
                        <h1 class="product__title">{title}</h1>
                        {by}
                    </header>
                    {description}
                    {children()}
                </div>
            </article>
            {others}
        </div>
        <JsonLd graph/>
    }
}

/// Returns whether a text can be in a URL as it is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
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

/// An item for sale: name, price and what that includes, stock left and the add button, or from when it is on sale.
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
    let (ships, shipping) = (item.weight().is_some(), shipping_page().unwrap_or_default());
    let sale = sale::state(&item);
    let is_gone = max == 0 && sale == SaleState::Now;
    let button = match is_gone {
        true => view! { <p class="offer__gone">{text("stock-none")}</p> }.into_inert(),
        false => view! { <AddToBasket kind=T::KIND id=item.id() max sale/> }.into_any(),
    };
    view! {
        <li class="offer" class:offer--gone=is_gone>
            <div class="offer__what">
                <h3 class="offer__name">{name}</h3>
                <p class="offer__detail">{detail}</p>
                <Stock left/>
            </div>
            <p class="offer__price">
                {use_texts().money(item.price())} " " <PriceNote class="offer__note" href=shipping ships/>
            </p>
            <div class="offer__buy">{button}</div>
        </li>
    }
}

/// A fact about a product, in a `<dl class="facts">`.
#[component]
pub fn Fact(name: String, #[prop(into)] value: String) -> impl IntoView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
}
