//! The store's pages, with the magazine's header and footer.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use pannier::components::{BasketPage, CheckoutPage, DownloadPage, OrderPage, WithdrawalPage};

#[component]
pub fn BasketRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Your basket"/>
        <div class="page wrap">
            <h1>"Your basket"</h1>
            <BasketPage>
                <p>"Your basket is empty. " <a href="/issues">"Browse our issues"</a> "."</p>
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
                <p class="small">"You can't return a PDF, except by forgetting it. You can return printed issues within fourteen days."</p>
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
                <p>"In the meantime: " <a href="/articles">"something to read"</a> "."</p>
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

#[component]
pub fn WithdrawRoute() -> impl IntoView {
    view! {
        <PrivateHead title="Withdraw from contract"/>
        <div class="page wrap">
            <WithdrawalPage/>
        </div>
    }
}

/// Keeps a page that is private to a reader out of search engines.
#[component]
fn PrivateHead(title: &'static str) -> impl IntoView {
    view! {
        <Title text=title/>
        <Meta name="robots" content="noindex"/>
    }
}
