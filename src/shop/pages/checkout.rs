//! The store's pages in the shop's layout.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use pannier::components::{BasketPage, CheckoutPage, DownloadPage, OrderPage, WithdrawalPage, local_path};

use super::{layout::PrivateHead, texts::text};
use crate::shop::site::{LEGAL, own_legal_text};

#[component]
pub fn BasketRoute() -> impl IntoView {
    view! {
        <PrivateHead title=text("page-basket") description=text("page-basket-description")/>
        <div class="page wrap">
            <h1>{text("page-your-basket")}</h1>
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
            title=text(if wrong { "page-checkout-wrong" } else { "page-checkout" })
            description=text("page-checkout-description")
        />
        <div class="page wrap">
            <h1>{text("page-checkout")}</h1>
            <CheckoutPage><AboutWithdrawal/></CheckoutPage>
        </div>
    }
}

/// A link to the information about the right of withdrawal, if the owner has written it, beside the button that orders. In
/// another tab: without JavaScript, leaving the page would lose what is typed.
#[component]
fn AboutWithdrawal() -> impl IntoView {
    let [_, _, withdrawal, _] = LEGAL;
    own_legal_text(&withdrawal).map(|_| {
        view! {
            <p class="checkout-legal">
                <a href=local_path(withdrawal.path) target="_blank">{text("legal-withdrawal-read")}</a>
            </p>
        }
    })
}

#[component]
pub fn OrderRoute() -> impl IntoView {
    view! {
        <PrivateHead title=text("page-your-order") description=text("page-your-order-description")/>
        <div class="page wrap">
            <OrderPage/>
        </div>
    }
}

#[component]
pub fn DownloadRoute() -> impl IntoView {
    view! {
        <PrivateHead title=text("page-your-download") description=text("page-your-download-description")/>
        <div class="page wrap">
            <DownloadPage/>
        </div>
    }
}

#[component]
pub fn WithdrawRoute() -> impl IntoView {
    view! {
        <PrivateHead title=text("page-withdraw") description=text("page-withdraw-description")/>
        <div class="page wrap">
            <WithdrawalPage/>
        </div>
    }
}
