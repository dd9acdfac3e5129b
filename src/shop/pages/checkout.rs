//! The store's own pages, inside the shop's frame.

use leptos::prelude::*;

use super::layout::PrivateHead;
use crate::components::{BasketPage, CheckoutPage, DownloadPage, OrderPage};

#[component]
pub fn BasketRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Basket"/>
        <div class="page wrap">
            <h1>"Your basket"</h1>
            <BasketPage/>
        </div>
    }
}

#[component]
pub fn CheckoutRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Checkout"/>
        <div class="page wrap">
            <h1>"Checkout"</h1>
            <CheckoutPage/>
        </div>
    }
}

#[component]
pub fn OrderRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Your order"/>
        <div class="page wrap">
            <OrderPage/>
        </div>
    }
}

#[component]
pub fn DownloadRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Your download"/>
        <div class="page wrap">
            <DownloadPage/>
        </div>
    }
}
