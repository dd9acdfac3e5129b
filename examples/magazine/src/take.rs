//! The magazine's own button to buy an issue: the store's logic with custom markup.

use leptos::prelude::*;
use pannier::{
    api::ADD_TO_BASKET_PATH,
    components::{AddToBasketState, use_add_to_basket},
};

use crate::archive::Issue;

#[component]
pub fn Take(issue: Issue) -> impl IntoView {
    let AddToBasketState { submit, outcome, .. } = use_add_to_basket();
    let said = move || match outcome.get()? {
        Ok(_) => Some("It's in your basket. Mind the corners.".to_owned()),
        Err(problem) => Some(problem.to_string()),
    };
    view! {
        <form class="take" method="post" action=ADD_TO_BASKET_PATH on:submit=move |event| submit.run(event)>
            <input type="hidden" name="kind" value="issue"/>
            <input type="hidden" name="id" value=issue.id/>
            <button class="take__button">
                <span>"Take No. " {issue.number}</span>
                <span class="take__price">{issue.price.to_string()}</span>
            </button>
            <p class="take__said" role="status">{said}</p>
        </form>
    }
}
