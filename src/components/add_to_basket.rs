//! The form that puts an item into the basket.

use leptos::{ev::SubmitEvent, html::P, prelude::*, wasm_bindgen::JsCast};
use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

use super::{
    browser::{
        basket_state::{use_basket, visit_id},
        fetch::post_for_summary,
        queue::enqueue,
    },
    island_loader::{ISLAND_ENDS, IslandScripts},
    language::{local_path, use_texts},
};
use crate::{Problem, api};

/// A quantity and a button. Other markup for the same: [`use_add_to_basket`].
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::AddToBasket;
///
/// #[component]
/// fn PosterPage() -> impl IntoView {
///     view! { <AddToBasket kind="poster" id="dunes/a2" max=7 label="Add the print"/> }
/// }
/// ```
#[component]
pub fn AddToBasket(
    /// The kind of the sellable.
    #[prop(into)]
    kind: String,
    /// Its id within the kind.
    #[prop(into)]
    id: String,
    /// How many may be bought at most; with 0 the button says that it is sold out.
    #[prop(default = 999)]
    max: u32,
    /// What the button says, if not "Add to basket" in the page's language.
    #[prop(into, optional)]
    label: Option<String>,
    /// Classes beside the component's own.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    let texts = use_texts();
    let label = match max {
        0 => texts.get("add-sold-out"),
        _ => label.unwrap_or_else(|| texts.get("add-button")),
    };
    let (sold_out, input_id) = (max == 0, format!("quantity-{kind}-{id}"));
    view! {
        <div class=format!("pn-add-to-basket {class}")>
            <form class="pn-add" method="post" action=local_path(api::ADD_TO_BASKET_PATH)>
                <input type="hidden" name="kind" value=kind/>
                <input type="hidden" name="id" value=id/>
                <label class="visually-hidden" for=input_id.clone()>{texts.get("add-quantity")}</label>
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
                />
                <button class="pn-button pn-button--primary" disabled=sold_out>
                    {label}
                </button>
                // An island ends its element: what follows it in the same one would not be found when the whole page is hydrated.
                <AddInPlace/>
            </form>
        </div>
        <IslandScripts/>
    }
}

/// Has the form around it add in place, and says what came of it. What does not change stays outside, and has no props here: it
/// would travel as WASM.
#[island]
fn AddInPlace() -> impl IntoView {
    let AddToBasketState { submit, outcome } = use_add_to_basket();
    let place = NodeRef::<P>::new();
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| {
        let form = place.get().and_then(|place| place.closest("form").ok().flatten());
        if let Some(form) = form {
            super::browser::dom::listen(&form, "submit", move |event| submit.run(event.unchecked_into()));
        }
    });
    #[cfg(feature = "ssr")]
    let _ = submit;
    view! {
        <AddToBasketStatus outcome node_ref=place/>
        {ISLAND_ENDS}
    }
}

/// What came of adding, in words that a screen reader reads out: for a form of your own.
///
/// ```
/// use leptos::prelude::*;
/// use pannier::components::{AddToBasketStatus, use_add_to_basket};
///
/// #[component]
/// fn Status() -> impl IntoView {
///     let add = use_add_to_basket();
///     view! { <AddToBasketStatus outcome=add.outcome/> }
/// }
/// ```
#[component]
pub fn AddToBasketStatus(
    /// How many pieces were added, or why none was; see [`AddToBasketState::outcome`].
    outcome: Signal<Option<Result<u32, Problem>>>,
    /// The paragraph, once it is there.
    #[prop(optional)]
    node_ref: NodeRef<P>,
) -> impl IntoView {
    let texts = use_texts();
    view! {
        <p node_ref=node_ref class="pn-add__status" role="status" class:pn-error=move || matches!(outcome.get(), Some(Err(_)))>
            {move || outcome.get().map(|outcome| match outcome {
                Ok(pieces) => texts.format("add-done", &[("pieces", pieces.into())]),
                Err(problem) => problem.in_words(&texts),
            })}
        </p>
    }
}

/// What a form that puts something into the basket needs besides its markup. See [`use_add_to_basket`].
///
/// ```
/// use leptos::prelude::*;
/// use pannier::components::{AddToBasketState, use_add_to_basket};
///
/// #[component]
/// fn Status() -> impl IntoView {
///     let AddToBasketState { outcome, .. } = use_add_to_basket();
///     let texts = pannier::components::use_texts();
///     move || outcome.get().and_then(Result::err).map(|problem| problem.in_words(&texts))
/// }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AddToBasketState {
    /// Handles the form's `submit` event.
    pub submit: Callback<SubmitEvent>,
    /// What came of the last time: how many pieces were added, or why none was. It says "added" at once, and takes it back if
    /// the store says no. `None` before the first time.
    pub outcome: Signal<Option<Result<u32, Problem>>>,
}

/// Adds to the basket by a form of your own, in a component that is hydrated (an island, or an app that is hydrated as a
/// whole). The form posts the fields `kind`, `id` and, if it is not one piece, `quantity` to
/// [`ADD_TO_BASKET_PATH`](crate::api::ADD_TO_BASKET_PATH) (in the page's language: [`local_path`]), and so works without JavaScript as
/// well.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::{api::ADD_TO_BASKET_PATH, components::use_add_to_basket};
///
/// #[component]
/// fn Take(id: String) -> impl IntoView {
///     let add = use_add_to_basket();
///     view! {
///         <form method="post" action=ADD_TO_BASKET_PATH on:submit=move |event| add.submit.run(event)>
///             <input type="hidden" name="kind" value="issue"/>
///             <input type="hidden" name="id" value=id/>
///             <button>{move || if add.outcome.get().is_some() { "Taken" } else { "Take one" }}</button>
///         </form>
///     }
/// }
/// ```
pub fn use_add_to_basket() -> AddToBasketState {
    let basket = use_basket();
    let outcome = RwSignal::new(None::<Result<u32, Problem>>);
    let submit = Callback::new(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(form) = event.target().and_then(|t| t.dyn_into::<HtmlFormElement>().ok()) else { return };
        let fields =
            FormData::new_with_form(&form).and_then(|form| UrlSearchParams::new_with_str_sequence_sequence(&form));
        let Ok(fields) = fields else { return };
        let pieces = fields.get("quantity").map_or(1, |quantity| quantity.trim().parse().unwrap_or(0));
        if pieces == 0 {
            outcome.set(Some(Err(Problem::BadQuantity)));
            return;
        }
        fields.set("visit", &visit_id());
        outcome.set(Some(Ok(pieces)));
        basket.apply_optimistically(|basket| basket.count += pieces);
        let basket = basket.clone();
        enqueue(async move {
            let answer = post_for_summary(api::ADD_TO_BASKET_PATH, &fields).await;
            if let Err(problem) = basket.answer(answer) {
                outcome.set(Some(Err(problem)));
            }
        });
    });
    AddToBasketState { submit, outcome: outcome.into() }
}
