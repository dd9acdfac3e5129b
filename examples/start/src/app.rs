//! The document, the routes and the pages.
{%- if kind == "islands" %}
//!
//! An island of your own (`#[island]`) goes into a module that the browser has as well. A page with one also includes
//! `<IslandScripts/>` (`pannier::components`), which loads it: without, the island does nothing.
{%- endif %}

use leptos::prelude::*;
use leptos_meta::{Stylesheet, Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_params_map;
use leptos_router::{SsrMode, path};
{%- if kind == "hydrated" %}
use pannier::Paths;
{%- endif %}
use pannier::components::{
    AddToBasket, BasketPage, BasketWidget, CheckoutPage, DownloadPage, OrderPage, WithdrawalLink, WithdrawalPage,
    title_text,
};

use crate::mugs::{Mug, get_mug, get_mugs};

/// The document around every page.
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions) -> AnyView {
    use leptos_meta::MetaTags;

    pannier::content_security_policy();
    let style = expect_context::<pannier::Store>().style_path();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                {%- if kind == "islands" %}
                <AutoReload options/>
                {%- else %}
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                {%- endif %}
                <link rel="stylesheet" href=style/>
                <MetaTags/>
            </head>
            <body><App/></body>
        </html>
    }
    .into_any()
}

#[component]
pub fn App() -> AnyView {
    provide_meta_context();
    {%- if kind == "hydrated" %}
    provide_context(Paths::mounted_at("/shop"));
    {%- endif %}
    view! {
        <Stylesheet id="leptos" href="/pkg/{{project-name}}.css"/>
        <Title formatter=title_text text="Mugs"/>
        <Router>
            <header><a href="/">"Mugs"</a> <BasketWidget/></header>
            <main>
                <Routes fallback=|| view! { <h1>"There is no such page."</h1> }>
                    <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                    <Route path=path!("/mugs/:id") view=MugPage ssr=SsrMode::Async/>
                    <Route path=path!("/shop/basket") view=Basket ssr=SsrMode::Async/>
                    <Route path=path!("/shop/checkout") view=Checkout ssr=SsrMode::Async/>
                    <Route path=path!("/shop/order/:token") view=Order ssr=SsrMode::Async/>
                    <Route path=path!("/shop/download/:token") view=Download ssr=SsrMode::Async/>
                    <Route path=path!("/shop/withdraw") view=Withdraw ssr=SsrMode::Async/>
                </Routes>
            </main>
            <footer><WithdrawalLink/></footer>
        </Router>
    }
    .into_any()
}

#[component]
fn Offer(mug: Mug) -> impl IntoView {
    view! {
        <Title text=mug.title.clone()/>
        <h1>{mug.title}</h1>
        <p>{mug.price.to_string()}</p>
        <AddToBasket kind="mug" id=mug.id/>
    }
}

#[component]
fn Basket() -> impl IntoView {
    view! { <Title text="Your basket"/> <h1>"Your basket"</h1> <BasketPage/> }
}

#[component]
fn Checkout() -> impl IntoView {
    view! { <Title text="Checkout"/> <h1>"Checkout"</h1> <CheckoutPage/> }
}

#[component]
fn Order() -> impl IntoView {
    view! { <Title text="Your order"/> <OrderPage/> } // contains an h1
}

#[component]
fn Download() -> impl IntoView {
    view! { <Title text="Your download"/> <DownloadPage/> } // contains an h1
}

#[component]
fn Withdraw() -> impl IntoView {
    view! { <Title text="Withdraw from contract"/> <WithdrawalPage/> } // contains an h1
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
    let path = mug.path();
    view! { <li><a href=path>{mug.title}</a> <span>{mug.price.to_string()}</span></li> }
}

#[component]
fn MugPage() -> impl IntoView {
    let params = use_params_map();
    let mug = Resource::new_blocking(move || params.read().get("id").unwrap_or_default(), get_mug);
    let page = move || {
        Suspend::new(async move {
            match mug.await {
                Ok(Some(mug)) => view! { <Offer mug/> }.into_any(),
                Ok(None) => not_found().into_any(),
                Err(_) => trouble().into_any(),
            }
        })
    };
    view! { <Transition>{page}</Transition> }
}

fn not_found() -> impl IntoView {
    #[cfg(feature = "ssr")]
    pannier::set_response_status(axum::http::StatusCode::NOT_FOUND);
    view! { <h1>"There is no such mug."</h1> }
}

fn trouble() -> impl IntoView {
    #[cfg(feature = "ssr")]
    pannier::set_response_status(axum::http::StatusCode::SERVICE_UNAVAILABLE);
    view! { <p>"Something went wrong. Please try again in a moment."</p> }
}
