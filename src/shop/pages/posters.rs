//! Prints: the list and the product pages.

use leptos::prelude::*;
use pannier::{Sellable, Store};
use serde_json::{Value, json};

use super::{
    layout::{Breadcrumbs, Head},
    list::{self, Goods, ListHead, ListParams, Pager, SortForm, count},
    load::{id, load, load_good},
    product::{Card, Offer, Picture, from},
    texts::{say, say_with, translated},
};
use crate::shop::{
    demo::art,
    json_ld::{self, JsonLd},
    poster::{Poster, Print},
    site::{absolute, absolute_page},
};

const SECTION: (&str, &str) = ("/posters", "shop-prints");

#[component]
pub fn PostersPage() -> impl IntoView {
    let params = ListParams::here();
    load(async move |store: Store| {
        let Some(params) = params else { return Ok(None) };
        let Some(found) = store.goods(&params.clone().of(Print::KIND).query()).await? else { return Ok(None) };
        let (path, name) = (SECTION.0, say(SECTION.1));
        let graph = list::machine_readable(&name, path, &params, &found.goods);
        Ok(Some(view! {
            <Head
                title=params.title(&name)
                description=say("prints-description")
                path=params.address(path)
            />
            <ListHead path params=params.clone() pages=found.pages indexed=params.is_plain()/>
            <div class="page wrap">
                <header class="page__head">
                    <h1>{name}</h1>
                    <p class="lede">{say("prints-lede")}</p>
                </header>
                <div class="list__tools">
                    <p class="list__count" role="status">{say_with("list-prints", &[("goods", (&count(found.total, found.more)).into())])}</p>
                    <SortForm path params=params.clone() usual="list-sort-ours"/>
                </div>
                <h2 class="visually-hidden">{say("home-all-prints")}</h2>
                <Goods goods=found.goods/>
                <Pager path params pages=found.pages/>
            </div>
            <JsonLd graph/>
        }))
    })
}

/// A poster in a grid.
#[component]
pub fn PosterCard(poster: Poster) -> impl IntoView {
    view! {
        <Card
            href=poster.url()
            image=poster.image()
            size=art::POSTER
            title=poster.title.clone()
            by=poster.designer.clone()
            price=from(poster.from)
            left=Some(poster.stock)
        />
    }
}

#[component]
pub fn PosterPage() -> impl IntoView {
    let slug = id();
    load_good::<Poster, _, _>(slug.clone(), async move |store: Store| {
        let Some((poster, others)) = Poster::with_neighbours(store.db(), &slug).await? else { return Ok(None) };
        let prints = Poster::prints(store.db(), &slug).await?;
        Ok(Some(page(poster, prints, others)))
    })
}

fn page(poster: Poster, prints: Vec<Print>, others: Vec<Poster>) -> impl IntoView {
    let graph = machine_readable(&poster, &prints);
    let (url, image) = (poster.url(), poster.image());
    let Poster { title, designer, technique, paper, description, .. } = poster;
    let (technique, paper, description) = (translated(&technique), translated(&paper), translated(&description));
    let sizes = prints.into_iter().map(|print| {
        view! {
            <Offer
                kind=Print::KIND
                id=print.id.clone()
                name=print.size.clone()
                detail=print.dimensions.clone()
                price=print.price
                left=Some(print.stock)
            />
        }
    });
    let others = others.into_iter().map(|poster| view! { <PosterCard poster/> });
    view! {
        <Head
            title=say_with("print-by", &[("title", (&title).into()), ("designer", (&designer).into())])
            description=description.clone()
            path=url
            kind="product"
            image=image.clone()
        />
        <div class="page wrap">
            <Breadcrumbs section=(SECTION.0, say(SECTION.1)) here=title.clone()/>
            <article class="product">
                <div class="product__image product__image--poster">
                    <Picture src=image alt=say_with("print-picture", &[("title", (&title).into())]) size=art::POSTER first=true/>
                </div>
                <div class="product__text">
                    <header>
                        <p class="product__kicker">{technique.clone()}</p>
                        <h1 class="product__title">{title.clone()}</h1>
                        <p class="product__by">{designer.clone()}</p>
                    </header>
                    <p class="product__description">{description}</p>
                    <section aria-labelledby="sizes">
                        <h2 id="sizes" class="visually-hidden">{say("print-sizes")}</h2>
                        <ul class="offers">{sizes.collect_view()}</ul>
                    </section>
                    <dl class="facts">
                        <div><dt>{say("print-technique")}</dt><dd>{technique}</dd></div>
                        <div><dt>{say("print-paper")}</dt><dd>{paper}</dd></div>
                        <div><dt>{say("print-what")}</dt><dd>{say("print-what-text")}</dd></div>
                    </dl>
                </div>
            </article>
            <section class="section" aria-labelledby="more">
                <h2 id="more">{say("print-more")}</h2>
                <ul class="grid grid--3">{others.collect_view()}</ul>
            </section>
        </div>
        <JsonLd graph/>
    }
}

fn machine_readable(poster: &Poster, prints: &[Print]) -> Vec<Value> {
    let url = absolute_page(&poster.url());
    let offers: Vec<Value> = prints
        .iter()
        .map(|print| json_ld::offer(&print.size, &print.id, &url, print.price, Some(print.stock)))
        .collect();
    let product = json!({
        "@type": "Product",
        "@id": format!("{url}#product"),
        "name": poster.title,
        "description": translated(&poster.description),
        "image": absolute(&poster.image()),
        "url": url,
        "sku": poster.slug,
        "category": say("print-category"),
        "brand": json_ld::brand(),
        "creator": { "@type": "Person", "name": poster.designer },
        "material": translated(&poster.paper),
        "offers": offers,
    });
    let (list, section) = (absolute_page(SECTION.0), say(SECTION.1));
    let way =
        json_ld::breadcrumbs(&[(&say("shop-home"), &absolute_page("/")), (&section, &list), (&poster.title, &url)]);
    vec![product, way]
}
