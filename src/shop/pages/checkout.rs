//! The store's own pages, inside the shop's frame.

use leptos::prelude::*;

use super::layout::{PrivateHead, say};
use crate::components::{BasketPage, CheckoutPage, DownloadPage, OrderPage};

#[component]
pub fn BasketRoute() -> impl IntoView {
    view! {
        <PrivateHead title=say("page-basket")/>
        <div class="page wrap">
            <h1>{say("page-your-basket")}</h1>
            <BasketPage/>
        </div>
    }
}

#[component]
pub fn CheckoutRoute() -> impl IntoView {
    view! {
        <PrivateHead title=say("page-checkout")/>
        <div class="page wrap">
            <h1>{say("page-checkout")}</h1>
            <CheckoutPage/>
        </div>
    }
}

#[component]
pub fn OrderRoute() -> impl IntoView {
    view! {
        <PrivateHead title=say("page-your-order")/>
        <div class="page wrap">
            <OrderPage/>
        </div>
    }
}

#[component]
pub fn DownloadRoute() -> impl IntoView {
    view! {
        <PrivateHead title=say("page-your-download")/>
        <div class="page wrap">
            <DownloadPage/>
        </div>
    }
}
