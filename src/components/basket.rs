//! The basket page.

use leptos::prelude::*;

use super::{
    IslandScripts,
    basket_line::BasketLine,
    scripts::query,
    state::{in_turn, use_basket},
};
use crate::{BasketView, Problem, Removed, api};

/// The basket: change quantities, remove, undo, go to the checkout.
#[component]
pub fn BasketPage(
    /// Where the checkout is.
    #[prop(into, default = String::from("/checkout"))]
    checkout: String,
) -> impl IntoView {
    view! {
        <Suspense>
            {Suspend::new(async move {
                let basket = api::get_basket().await;
                let removed = removed().await;
                let message = message();
                match basket {
                    Ok(basket) => {
                        view! { <BasketEditor initial=basket removed message checkout/> <IslandScripts/> }.into_any()
                    }
                    Err(problem) => view! { <p class="pn-notice pn-notice--error" role="alert">{problem.to_string()}</p> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// What the redirect that led here has to say.
fn message() -> Option<String> {
    let number = query("number").and_then(|n| n.parse().ok());
    let problem = query("problem").and_then(|code| Problem::from_code(&code, number));
    problem.map(|p| p.to_string())
}

async fn removed() -> Option<Removed> {
    let line = query("removed")?;
    let (kind, id) = line.split_once('/')?;
    let quantity = query("quantity")?.parse().ok()?;
    api::get_removed(kind.to_owned(), id.to_owned(), quantity).await.ok()?
}

#[island]
fn BasketEditor(
    initial: BasketView,
    removed: Option<Removed>,
    message: Option<String>,
    checkout: String,
) -> impl IntoView {
    let state = use_basket();
    // The widget in the header knows only the sums; the page knows the lines.
    state.confirm(initial);
    let shown = state.shown.clone();
    let basket = Memo::new(move |_| shown.get().unwrap_or_default());
    let message = RwSignal::new(message);
    let removed = RwSignal::new(removed);
    let undo = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(line) = removed.get_untracked() else { return };
        removed.set(None);
        let state = use_basket();
        in_turn(async move {
            let answer = api::add_to_basket(line.kind, line.id, line.quantity.to_string(), String::new()).await;
            message.set(state.answer(answer).err().map(|p| p.to_string()));
        });
    };
    let ready = move || basket.with(|b| b.lines.iter().all(|l| l.notice.as_ref().is_none_or(|n| !n.blocks())));

    view! {
        <div class="pn-basket">
            <div role="status" aria-live="polite">
                {move || message.get().map(|text| view! { <p class="pn-notice pn-notice--error">{text}</p> })}
                {move || removed.get().map(|line| view! {
                    <form class="pn-notice pn-notice--info pn-basket__undo" method="post" action="/api/basket/add" on:submit=undo>
                        <input type="hidden" name="kind" value=line.kind/>
                        <input type="hidden" name="id" value=line.id/>
                        <input type="hidden" name="quantity" value=line.quantity/>
                        <span>{format!("{} was removed.", line.title)}</span>
                        <button class="pn-button pn-button--quiet">"Undo"</button>
                    </form>
                })}
            </div>
            {move || basket.with(|b| b.pending.clone()).map(|order| view! {
                <div class="pn-notice pn-notice--warning">
                    <p>{format!("Your order {} is waiting for its payment.", order.number)}</p>
                    <a class="pn-button pn-button--primary" href=order.url>"Resume payment or start over"</a>
                </div>
            })}
            <Show
                when=move || basket.with(|b| !b.lines.is_empty())
                fallback=move || basket.with(|b| b.pending.is_none()).then(|| view! {
                    <div class="pn-empty">
                        <p class="pn-empty__title">"Your basket is empty."</p>
                        <a class="pn-button pn-button--primary" href="/">"Look around"</a>
                    </div>
                })
            >
                <ul class="pn-basket__lines" role="list">
                    <For
                        each=move || basket.with(|b| b.lines.clone())
                        key=|line| (line.kind.clone(), line.id.clone())
                        children=move |line| view! { <BasketLine line basket removed message/> }
                    />
                </ul>
                <div class="pn-basket__summary">
                    <p class="pn-basket__total">
                        <span>"Total"</span>
                        <strong>{move || basket.with(|b| b.total.map(|t| t.to_string()))}</strong>
                    </p>
                    <p class="pn-hint">"Shipping is added at checkout."</p>
                    {
                        let checkout = checkout.clone();
                        move || match ready() {
                            true => view! { <a class="pn-button pn-button--primary" href=checkout.clone()>"Checkout"</a> }.into_any(),
                            false => view! { <p class="pn-error">"Please change the lines that are marked first."</p> }.into_any(),
                        }
                    }
                </div>
            </Show>
        </div>
    }
}
