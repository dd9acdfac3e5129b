//! The store's own pages, inside the shop's frame.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::layout::PrivateHead;
use crate::components::{BasketPage, CheckoutPage, DownloadPage, OrderPage};

#[component]
pub fn BasketRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Basket" description="What you have put into your basket, and what it costs."/>
        <div class="page wrap">
            <h1>"Your basket"</h1>
            <BasketPage/>
        </div>
    }
}

#[component]
pub fn CheckoutRoute() -> impl IntoView {
    // Whoever cannot see the page hears its title first.
    let wrong = use_query_map().with_untracked(|query| query.get("check").is_some());
    view! {
        <PrivateHead
            title=if wrong { "Please check: Checkout" } else { "Checkout" }
            description="One page: your address, how it is sent, how you pay, and the total."
        />
        <div class="page wrap">
            <h1>"Checkout"</h1>
            <CheckoutPage/>
        </div>
    }
}

#[component]
pub fn OrderRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Your order" description="How your order stands, and what there is to download."/>
        <div class="page wrap">
            <OrderPage/>
        </div>
    }
}

#[component]
pub fn DownloadRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Your download" description="A file that you have bought."/>
        <div class="page wrap">
            <DownloadPage/>
        </div>
    }
}
