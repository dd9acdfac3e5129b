//! The store's pages, between our own header and footer.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use pannier::components::{BasketPage, CheckoutPage, DownloadPage, OrderPage};

#[component]
pub fn BasketRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Your bag"/>
        <div class="page wrap">
            <h1>"Your bag"</h1>
            <BasketPage>
                <p>"There is nothing in it yet. " <a href="/issues">"Have a look at our issues"</a> "."</p>
            </BasketPage>
        </div>
    }
}

#[component]
pub fn CheckoutRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Checkout"/>
        <div class="page wrap">
            <h1>"Checkout"</h1>
            <CheckoutPage>
                <p class="small">"A PDF can be sent back only by forgetting it. For the printed paper you have fourteen days."</p>
            </CheckoutPage>
        </div>
    }
}

#[component]
pub fn OrderRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Your order"/>
        <div class="page wrap">
            <OrderPage>
                <p>"And now: " <a href="/articles">"something to read"</a> "."</p>
            </OrderPage>
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

/// For pages that are one reader's own.
#[component]
fn PrivateHead(title: &'static str) -> impl IntoView {
    view! {
        <Title text=title/>
        <Meta name="robots" content="noindex"/>
    }
}
