//! The browser half of an app that is hydrated as a whole: as it is, with the basket and a form that adds to it, and with the
//! store's pages. `scripts/front hydrated` compiles all three, and `make bench` compares what they weigh. Its views
//! are those of a new app (`examples/start`), which is a template, and has the store in all of its pages.

// Nested views have deeply nested types.
#![recursion_limit = "256"]

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    components::{Route, Router, Routes},
    hooks::use_params_map,
    path,
};
#[cfg(feature = "pages")]
use pannier::components::{BasketPage, CheckoutPage, DownloadPage, OrderPage};
#[cfg(feature = "basket")]
use pannier::{
    Paths,
    components::{AddToBasket, BasketWidget},
};
use serde::{Deserialize, Serialize};

/// Starts the app in the browser.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
}

/// A mug, as pages load it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mug {
    id: String,
    title: String,
    price: String,
}

/// Returns all mugs.
#[server]
pub async fn get_mugs() -> Result<Vec<Mug>, ServerFnError> {
    Ok(Vec::new())
}

/// Returns the mug with this id, if there is one.
#[server]
pub async fn get_mug(id: String) -> Result<Option<Mug>, ServerFnError> {
    Ok(get_mugs().await?.into_iter().find(|mug| mug.id == id))
}

#[component]
pub fn App() -> AnyView {
    provide_meta_context();
    #[cfg(feature = "basket")]
    provide_context(Paths::mounted_at("/shop"));
    view! {
        <Title text="Mugs"/>
        <Router>
            <header><a href="/">"Mugs"</a> {widget()}</header>
            <main>{routes()}</main>
        </Router>
    }
    .into_any()
}

#[cfg(not(feature = "basket"))]
fn widget() -> impl IntoView {}

#[cfg(feature = "basket")]
fn widget() -> impl IntoView {
    view! { <BasketWidget/> }
}

#[cfg(not(feature = "pages"))]
fn routes() -> impl IntoView {
    view! {
        <Routes fallback=not_found>
            <Route path=path!("/") view=HomePage/>
            <Route path=path!("/mugs/:id") view=MugPage/>
        </Routes>
    }
}

#[cfg(feature = "pages")]
fn routes() -> impl IntoView {
    view! {
        <Routes fallback=not_found>
            <Route path=path!("/") view=HomePage/>
            <Route path=path!("/mugs/:id") view=MugPage/>
            <Route path=path!("/shop/basket") view=Basket/>
            <Route path=path!("/shop/checkout") view=Checkout/>
            <Route path=path!("/shop/order/:token") view=Order/>
            <Route path=path!("/shop/download/:token") view=Download/>
        </Routes>
    }
}

#[cfg(feature = "pages")]
#[component]
fn Basket() -> impl IntoView {
    view! { <Title text="Your basket"/> <h1>"Your basket"</h1> <BasketPage/> }
}

#[cfg(feature = "pages")]
#[component]
fn Checkout() -> impl IntoView {
    view! { <Title text="Checkout"/> <h1>"Checkout"</h1> <CheckoutPage/> }
}

#[cfg(feature = "pages")]
#[component]
fn Order() -> impl IntoView {
    view! { <Title text="Your order"/> <OrderPage/> }
}

#[cfg(feature = "pages")]
#[component]
fn Download() -> impl IntoView {
    view! { <Title text="Your download"/> <DownloadPage/> }
}

#[component]
fn HomePage() -> impl IntoView {
    let mugs = Resource::new_blocking(|| (), |()| get_mugs());
    view! {
        <h1>"Mugs"</h1>
        <Suspense>
            {Suspend::new(async move {
                match mugs.await {
                    Ok(mugs) => view! { <ul>{mugs.into_iter().map(in_list).collect_view()}</ul> }.into_any(),
                    Err(_) => trouble().into_any(),
                }
            })}
        </Suspense>
    }
}

fn in_list(mug: Mug) -> impl IntoView {
    let path = format!("/mugs/{}", mug.id);
    view! { <li><a href=path>{mug.title}</a> <span>{mug.price}</span></li> }
}

#[component]
fn MugPage() -> impl IntoView {
    let params = use_params_map();
    let mug = Resource::new_blocking(move || params.read().get("id").unwrap_or_default(), get_mug);
    let page = move || {
        Suspend::new(async move {
            match mug.await {
                Ok(Some(mug)) => offer(mug).into_any(),
                Ok(None) => not_found().into_any(),
                Err(_) => trouble().into_any(),
            }
        })
    };
    view! { <Transition>{page}</Transition> }
}

fn offer(mug: Mug) -> impl IntoView {
    view! {
        <Title text=mug.title.clone()/>
        <h1>{mug.title}</h1>
        <p>{mug.price}</p>
        {form(mug.id)}
    }
}

#[cfg(not(feature = "basket"))]
fn form(_: String) -> impl IntoView {}

#[cfg(feature = "basket")]
fn form(id: String) -> impl IntoView {
    view! { <AddToBasket kind="mug" id/> }
}

fn not_found() -> impl IntoView {
    view! { <h1>"There is no such page."</h1> }
}

fn trouble() -> impl IntoView {
    view! { <p>"Something went wrong. Please try again in a moment."</p> }
}
