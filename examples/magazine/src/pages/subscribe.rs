//! The page of the subscriptions, with the store's own button.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use pannier::components::AddToBasket;

use crate::subscription::{Subscription, TERMS};

#[component]
pub fn SubscribePage() -> impl IntoView {
    view! {
        <Title text="Subscribe"/>
        <Meta name="description" content="Quarto in print, by letter post, four times a year."/>
        <div class="page wrap">
            <h1>"Subscribe"</h1>
            <p class="lede">
                "Thirty-two pages on uncoated paper, sewn, in an envelope that fits through most letter boxes. The current issue \
                leaves within two days; the others follow with the seasons. Subscriptions don't renew automatically."
            </p>
            <ol class="terms">{TERMS.map(|term| view! { <Term term/> })}</ol>
        </div>
    }
}

#[component]
fn Term(term: Subscription) -> impl IntoView {
    let Subscription(issues, price) = term;
    let (name, line) = match issues {
        4 => ("One year", "Four issues, one of each season."),
        _ => ("Two years", "Eight issues. Somewhat cheaper, and one decision fewer."),
    };
    view! {
        <li class="terms__term">
            <h2>{name}</h2>
            <p class="terms__price">{price.to_string()}</p>
            <p>{line}</p>
            <AddToBasket kind="subscription" id=issues.to_string() max=5 label="Subscribe"/>
        </li>
    }
}
