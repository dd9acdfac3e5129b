//! The page of the honesty box.

use leptos::prelude::*;
use leptos_meta::Title;
use pannier::Money;

use super::shown::{param, shown};

/// Returns the amount due for an attempt.
#[server(prefix = "/api", endpoint = "honesty-box")]
async fn get_due(attempt: String) -> Result<Option<Money>, ServerFnError> {
    match expect_context::<crate::honesty_box::HonestyBox>().coins(&attempt).await {
        Ok(coins) => Ok((coins.state == pannier::PaymentState::Open).then_some(coins.amount)),
        Err(pannier::PaymentError::NotFound) => Ok(None),
        Err(error) => Err(ServerFnError::new(error)),
    }
}

#[component]
pub fn HonestyBoxPage() -> impl IntoView {
    let attempt = param("attempt");
    let answer = Resource::new_blocking(attempt, get_due);
    shown(answer, move |amount| {
        view! {
            <Title text="Honesty box"/>
            <form class="page wrap box" method="post" action="/honesty-box">
                <h1>"The honesty box"</h1>
                <img src="/tin.svg" alt="" width="140" height="120"/>
                <p>"Please put " <strong>{amount.to_string()}</strong> " into the tin by the door. We'll take your word for it."</p>
                <input type="hidden" name="attempt" value=attempt()/>
                <button class="pn-button pn-button--primary" name="paid" value="true">"I have put the coins in"</button>
                <button class="pn-button" name="paid" value="false">"I walked away"</button>
            </form>
        }
    })
}
