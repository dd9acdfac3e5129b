//! The order's page.

use leptos::prelude::*;

use super::{
    IslandScripts,
    order_status::OrderPanel,
    scripts::{last_segment, query},
};
use crate::{Problem, api};

/// An order at its unguessable address: how it stands, what was bought, what can be downloaded. The token is the last part of
/// the page's path. A token that names no order gives a 404 and says nothing more.
#[component]
pub fn OrderPage() -> impl IntoView {
    view! {
        <Suspense>
            {Suspend::new(async move {
                let message = query("problem").and_then(|code| Problem::from_code(&code, None)).map(|p| p.to_string());
                match api::order_status(last_segment()).await {
                    Ok(order) => view! { <OrderPanel initial=order message/> <IslandScripts/> }.into_any(),
                    Err(problem) => view! {
                        <div class="pn-empty">
                            <p class="pn-empty__title">{problem.to_string()}</p>
                            <p>"Please check the address: it is the one in your confirmation e-mail."</p>
                        </div>
                    }
                    .into_any(),
                }
            })}
        </Suspense>
    }
}
