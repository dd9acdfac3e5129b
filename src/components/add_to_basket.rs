//! The form that puts an item into the basket.

use leptos::{ev::SubmitEvent, html, prelude::*};

use super::{
    IslandScripts,
    in_turn::in_turn,
    state::{use_basket, visit},
};
use crate::{Problem, api};

/// A quantity and a button. `max` is the most that can be bought; with 0 it says "Sold out".
#[component]
pub fn AddToBasket(
    /// The kind of the sellable.
    #[prop(into)]
    kind: String,
    /// Its id within the kind.
    #[prop(into)]
    id: String,
    /// How many may be bought at most.
    #[prop(default = 999)]
    max: u32,
    /// What the button says.
    #[prop(into, default = String::from("Add to basket"))]
    label: String,
) -> impl IntoView {
    view! {
        <AddToBasketForm kind id max label/>
        <IslandScripts/>
    }
}

#[island]
fn AddToBasketForm(kind: String, id: String, max: u32, label: String) -> impl IntoView {
    let basket = use_basket();
    let quantity = NodeRef::<html::Input>::new();
    let message = RwSignal::new(None::<Result<u32, Problem>>);
    let sold_out = max == 0;
    let (input_id, key) = (format!("quantity-{kind}-{id}"), (kind.clone(), id.clone()));

    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = quantity.get_untracked().map(|input| input.value()).unwrap_or_default();
        let pieces = typed.trim().parse::<u32>().unwrap_or(0);
        if pieces == 0 {
            message.set(Some(Err(Problem::BadQuantity)));
            return;
        }
        message.set(Some(Ok(pieces)));
        basket.guess(|basket| basket.count += pieces);
        let (basket, (kind, id)) = (basket.clone(), key.clone());
        in_turn(async move {
            let answer = api::add_to_basket(kind, id, typed, visit()).await;
            if let Err(problem) = basket.answer(answer) {
                message.set(Some(Err(problem)));
            }
        });
    };

    view! {
        <form class="pn-add" method="post" action="/api/basket/add" on:submit=add>
            <input type="hidden" name="kind" value=kind/>
            <input type="hidden" name="id" value=id/>
            <label class="visually-hidden" for=input_id.clone()>"Quantity"</label>
            <input
                class="pn-input pn-add__quantity"
                id=input_id
                type="number"
                name="quantity"
                value="1"
                min="1"
                max=max.max(1)
                inputmode="numeric"
                autocomplete="off"
                disabled=sold_out
                node_ref=quantity
            />
            <button class="pn-button pn-button--primary" disabled=sold_out>
                {if sold_out { "Sold out".to_owned() } else { label }}
            </button>
            <p class="pn-add__status" role="status" class:pn-error=move || matches!(message.get(), Some(Err(_)))>
                {move || message.get().map(|outcome| match outcome {
                    Ok(1) => "Added to your basket.".to_owned(),
                    Ok(pieces) => format!("{pieces} added to your basket."),
                    Err(problem) => problem.to_string(),
                })}
            </p>
        </form>
    }
}
