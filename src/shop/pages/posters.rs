//! Prints: the list and the product pages.

use leptos::prelude::*;
use pannier::Store;
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
        json_ld,
        poster::{Poster, Print},
        sections::POSTERS,
    },
};

#[component]
pub fn PostersPage() -> impl IntoView {
    load_list(POSTERS, async |_: Store, list: List| {
        let products = list.found.products.clone();
        Ok(view! {
            <ListLayout
                list
                description=text("prints-description")
                lede=text("prints-lede")
                count="list-prints"
                usual="list-sort-ours"
                heading=text("home-all-prints")
                cards=view! { <CardGrid products/> }
            />
        })
    })
}

#[component]
pub fn PosterPage() -> impl IntoView {
    load_product::<Poster, _, _>(async |store: Store, asked: Asked| {
        let found = Poster::with_neighbours(store.db(), &asked.id).await?;
        let Some((poster, others)) = found.filter(|(poster, _)| asked.may_see(poster.state)) else { return Ok(None) };
        let prints = Poster::prints(store.db(), &asked.id).await?;
        Ok(Some(page(poster, prints, others)))
    })
}

fn page(poster: Poster, prints: Vec<Print>, others: Vec<Poster>) -> impl IntoView {
    let schema = schema(&poster, &prints);
    let (path, image) = (poster.url(), poster.image());
    let Poster { title, designer, technique, paper, description, .. } = poster;
    let technique = translated(&technique);
    let prints = prints.into_iter().map(|print| {
        let (size, dimensions) = (print.size.clone(), print.dimensions.clone());
        view! { <Offer item=print name=size detail=dimensions/> }
    });
    let prints = prints.collect_view();
    view! {
        <ProductLayout
            section=POSTERS
            path
            image
            image_alt=text_with("print-picture", &[("title", (&title).into())])
            head_title=text_with("print-by", &[("title", (&title).into()), ("designer", (&designer).into())])
            kicker=technique.clone().into_inert()
            title
            by=designer
            description=translated(&description)
            schema
            more=text("print-more")
            others=view! { <ul class="grid grid--3">{cards(&others)}</ul> }
        >
            <Offers id="sizes" heading=text("print-sizes")>
                <ul class="offers">{prints}</ul>
            </Offers>
            <dl class="facts">
                <Fact name=text("print-technique") value=technique/>
                <Fact name=text("print-paper") value=translated(&paper)/>
                <Fact name=text("print-what") value=text("print-what-text")/>
            </dl>
        </ProductLayout>
    }
}

fn schema(poster: &Poster, prints: &[Print]) -> Value {
    let offers: Vec<Value> = prints.iter().map(|print| json_ld::offer(print, &print.size)).collect();
    json!({
        "sku": poster.slug,
        "creator": { "@type": "Person", "name": poster.designer },
        "material": translated(&poster.paper),
        "offers": offers,
    })
}
