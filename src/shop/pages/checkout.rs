//! The store's pages in the shop's layout.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use pannier::components::{BasketPage, CheckoutPage, DownloadPage, OrderPage};

use super::{layout::PrivateHead, texts::say};

#[component]
pub fn BasketRoute() -> impl IntoView {
    view! {
        <PrivateHead title=say("page-basket") description=say("page-basket-description")/>
        <div class="page wrap">
            <h1>{say("page-your-basket")}</h1>
            <BasketPage/>
        </div>
    }
}

#[component]
pub fn CheckoutRoute() -> impl IntoView {
    // Screen readers announce the title first.
    let wrong = use_query_map().with_untracked(|query| query.get("check").is_some());
    view! {
        <PrivateHead
            title=say(if wrong { "page-checkout-wrong" } else { "page-checkout" })
            description=say("page-checkout-description")
        />
        <div class="page wrap">
            <h1>{say("page-checkout")}</h1>
            <CheckoutPage/>
        </div>
    }
}

#[component]
pub fn OrderRoute() -> impl IntoView {
    view! {
        <PrivateHead title=say("page-your-order") description=say("page-your-order-description")/>
        <div class="page wrap">
            <OrderPage/>
        </div>
    }
}

#[component]
pub fn DownloadRoute() -> impl IntoView {
    view! {
        <PrivateHead title=say("page-your-download") description=say("page-your-download-description")/>
        <div class="page wrap">
            <DownloadPage/>
        </div>
    }
}
