//! Plain products: the list and the product pages.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;
use pannier::{
    FoundProduct, Picture, Sellable, Store,
    components::{ProductPicture, use_texts},
    db,
    managed::PictureRef,
};
use serde_json::{Value, json};

use super::{
    card::{Card, CardGrid},
    list::{List, ListLayout, load_list},
    load::{Asked, load_product},
    product::{Fact, Offer, Offers, ProductLayout},
    texts::{text, text_with},
};
use crate::{
    inert::IntoInert,
    shop::{
        json_ld,
        product::{Product, ProductItem},
        sections::PRODUCTS,
        site::absolute,
    },
};

/// The width in pixels of the picture that link previews and search engines get.
const PREVIEW: u32 = 1280;
/// The parts of the window that the first picture of a page takes, and each of the others.
const FIRST: &str = "(width >= 56rem) 50vw, 100vw";
const FURTHER: &str = "(width >= 56rem) 17vw, 33vw";

#[component]
pub fn ProductsPage() -> impl IntoView {
    load_list(PRODUCTS, async |store: Store, mut list: List| {
        translate(&store, &mut list.found.products).await?;
        let products = list.found.products.clone();
        let none = || view! { <p class="pn-empty">{text("things-none")}</p> }.into_inert();
        Ok(view! {
            <ListLayout
                list
                description=text("things-description")
                lede=text("things-lede")
                notice=products.is_empty().then(none)
                count="list-things"
                usual="list-sort-newest"
                heading=text("home-all-things")
                cards=view! { <CardGrid products/> }
            />
        })
    })
}

/// Replaces the titles of plain products by those in the page's language. The index has those of the first language.
pub async fn translate(store: &Store, found: &mut [FoundProduct]) -> db::Result<()> {
    let language = use_texts().language();
    let mut plain: BTreeMap<String, &mut FoundProduct> = found
        .iter_mut()
        .filter(|found| found.kind == ProductItem::KIND)
        .map(|found| (found.listing.id.clone(), found))
        .collect();
    if plain.is_empty() || store.languages().first() == Some(&language) {
        return Ok(());
    }
    let ids: Vec<String> = plain.keys().cloned().collect();
    for product in Product::published(store.db(), &ids).await? {
        if let Some(found) = plain.get_mut(&product.id) {
            found.listing = product.listing_in(language);
        }
    }
    Ok(())
}

/// Returns the cards of products, for a grid.
pub fn product_cards(products: &[Product]) -> impl IntoView + use<> {
    let language = use_texts().language();
    let card = |product: &Product| view! { <Card listing=product.listing_in(language) size=PRODUCTS.picture/> };
    products.iter().map(card).collect_view()
}

#[component]
pub fn ProductPage() -> impl IntoView {
    load_product::<Product, _, _>(async |store: Store, asked: Asked| {
        let found = Product::with_neighbours(store.db(), &asked.id).await?;
        let Some((product, others)) = found.filter(|(product, _)| asked.may_see(product.state)) else {
            return Ok(None);
        };
        let photographs = Photographs::load(&store, &product).await?;
        Ok(Some(page(product, &others, photographs)))
    })
}

fn page(product: Product, others: &[Product], photographs: Photographs) -> impl IntoView + use<> {
    let (texts, product) = (use_texts(), Arc::new(product));
    let [title, by, description] =
        [Product::title, Product::by, Product::text].map(|of| of(&product, texts.language()).to_owned());
    let items = ProductItem::all(&product);
    let image = photographs.first().map_or_else(|| product.drawing(), |picture| picture.src(PREVIEW));
    let head_title = match by.as_str() {
        "" => title.clone(),
        _ => text_with("thing-by", &[("title", (&title).into()), ("by", (&by).into())]),
    };
    let more = if others.is_empty() { String::new() } else { text("thing-more") };
    let facts = facts(&product);
    let schema = schema(&product, &items, &photographs);
    let offers = items.into_iter().map(|item| {
        let (name, detail) = (name(&item), detail(&item));
        view! { <Offer item name detail/> }
    });
    let offers = offers.collect_view();
    view! {
        <ProductLayout
            section=PRODUCTS
            path=product.url()
            image
            image_alt=text_with("thing-picture", &[("title", (&title).into())])
            pictures=photographs.show()
            head_title
            title
            by
            description
            schema
            more
            others=view! { <ul class="grid grid--3">{product_cards(others)}</ul> }
        >
            <Offers id="options" heading=text("thing-options")>
                <ul class="offers">{offers}</ul>
            </Offers>
            {facts}
        </ProductLayout>
    }
}

/// Returns the name of an item on the page of its product.
fn name(item: &ProductItem) -> String {
    item.option.as_ref().map_or_else(|| text("thing-piece"), |option| option.name.clone())
}

/// Returns how an item gets to the shopper.
fn detail(item: &ProductItem) -> String {
    text(match (item.weight().is_some(), item.download().is_some()) {
        (true, true) => "thing-sent-and-file",
        (true, false) => "thing-sent",
        (false, true) => "thing-file",
        (false, false) => "thing-not-sent",
    })
}

fn facts(product: &Product) -> Option<AnyView> {
    let weight = product.weight.filter(|weight| weight.0 > 0)?;
    let grams = use_texts().number(weight.0.into());
    let value = text_with("thing-grams", &[("grams", (&grams).into())]);
    Some(view! { <dl class="facts"><Fact name=text("thing-weight") value/></dl> }.into_inert())
}

fn schema(product: &Product, items: &[ProductItem], photographs: &Photographs) -> Value {
    let offers: Vec<Value> = items.iter().map(|item| json_ld::offer(item, &name(item))).collect();
    let schema = json!({ "sku": product.id, "offers": offers });
    match photographs.0.is_empty() {
        true => schema,
        false => {
            let images = photographs.0.iter().map(|(picture, _)| absolute(&picture.src(PREVIEW)));
            json_ld::extend(schema, json!({ "image": images.collect::<Vec<_>>() }))
        }
    }
}

/// The pictures of a product that were uploaded, with their alternative texts.
struct Photographs(Vec<(Picture, String)>);

impl Photographs {
    /// Loads the pictures of a product, with alternative texts in the page's language.
    async fn load(store: &Store, product: &Product) -> db::Result<Photographs> {
        let pictures = product.pictures(use_texts().language());
        if pictures.is_empty() {
            return Ok(Photographs(Vec::new()));
        }
        let ids: Vec<String> = pictures.iter().map(|picture| picture.id.clone()).collect();
        let mut known = store.pictures(&ids).await?;
        let known = pictures.into_iter().filter_map(|PictureRef { id, alt, .. }| Some((known.remove(&id)?, alt)));
        Ok(Photographs(known.collect()))
    }

    fn first(&self) -> Option<&Picture> {
        self.0.first().map(|(picture, _)| picture)
    }

    /// Renders them: the first in full, and the others below it, each of which links to its largest version. `None` if there
    /// are none.
    fn show(self) -> Option<AnyView> {
        let mut pictures = self.0.into_iter();
        let (picture, alt) = pictures.next()?;
        let others = pictures.map(|(picture, alt)| {
            let largest = picture.src(picture.width);
            view! { <li><a href=largest><ProductPicture picture alt sizes=FURTHER/></a></li> }
        });
        let others = others.collect::<Vec<_>>();
        let others = (!others.is_empty()).then(|| view! { <ul class="product__pictures">{others}</ul> });
        Some(view! { <ProductPicture picture alt sizes=FIRST main=true/> {others} }.into_inert())
    }
}
