//! The form that adds an item to the basket.

#[cfg(any(test, not(feature = "ssr")))]
mod browser;
#[cfg(feature = "ssr")]
mod view;

use std::rc::Rc;

use leptos::{ev::SubmitEvent, html::P, prelude::*, wasm_bindgen::JsCast};
use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

use super::{
    browser::{
        basket_state::{end_visit, use_basket, visit_id},
        fetch::post_for_summary,
        place::island_at,
        queue::enqueue,
    },
    language::use_texts,
    server_part::server_part,
};
use crate::{Problem, SaleState, Texts, api};

/// A quantity field and an add button, while the item is on sale. For your own markup, use [`use_add_to_basket`].
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
    /// The sellable's kind.
    #[prop(into)]
    kind: String,
    /// The sellable's id within its kind.
    #[prop(into)]
    id: String,
    /// The largest quantity that can be ordered. With 0, the button says that the item is sold out.
    #[prop(default = 999)]
    max: u32,
    /// Whether it is [on sale](crate::Availability::state). If not, a sentence says so, such as "Available from 24
    /// December 2026", and there is neither field nor button. Where the router of a fully hydrated app shows a page in the
    /// browser, the sentence names no day.
    #[prop(default = SaleState::Now)]
    sale: SaleState,
    /// The button's label. Defaults to "Add to basket" in the page's language.
    #[prop(into, optional)]
    label: Option<String>,
    /// Additional classes.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    if sale != SaleState::Now {
        let message = server_part!(view::unavailable(sale), browser::unavailable(sale));
        return view! { <p class=format!("pn-add-to-basket pn-add__unavailable {class}")>{message}</p> }.into_any();
    }
    view! {
        <div class=format!("pn-add-to-basket {class}")>
            {server_part!(view::form(kind, id, max, label), browser::form(kind, id, max, label))}
        </div>
    }
    .into_any()
}

/// Adds in place when a form is submitted. Static markup stays outside, and the island has no props, because both would be
/// compiled to WASM.
#[island]
fn AddInPlace() -> impl IntoView {
    island_at!("form", browser::start)
}

/// The outcome of adding, announced to screen readers: for your own form.
#[component]
pub fn AddToBasketStatus(
    /// The number of pieces added or the reason for the refusal; see [`AddToBasketState::outcome`].
    outcome: Signal<Option<Result<u32, Problem>>>,
    /// The paragraph, once mounted.
    #[prop(optional)]
    node_ref: NodeRef<P>,
) -> impl IntoView {
    let texts = use_texts();
    view! {
        <p node_ref=node_ref class="pn-add__status" role="status" class:pn-error=move || matches!(outcome.get(), Some(Err(_)))>
            {move || outcome.get().map(|outcome| words(&outcome, &texts))}
        </p>
    }
}

fn words(outcome: &Result<u32, Problem>, texts: &Texts) -> String {
    match outcome {
        Ok(pieces) => texts.format("add-done", &[("pieces", (*pieces).into())]),
        Err(problem) => problem.message(texts),
    }
}

/// The state of a form that adds to the basket. See [`use_add_to_basket`].
///
/// ```
/// use leptos::prelude::*;
/// use pannier::components::{AddToBasketState, use_add_to_basket};
///
/// #[component]
/// fn Status() -> impl IntoView {
///     let AddToBasketState { outcome, .. } = use_add_to_basket();
///     let texts = pannier::components::use_texts();
///     move || outcome.get().and_then(Result::err).map(|problem| problem.message(&texts))
/// }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AddToBasketState {
    /// The handler of the form's `submit` event.
    pub submit: Callback<SubmitEvent>,
    /// The outcome of the last attempt: the number of pieces added, or the reason for the refusal. It is
    /// updated optimistically and reverted if the store refuses. `None` before the first attempt.
    pub outcome: Signal<Option<Result<u32, Problem>>>,
}

/// Adds to the basket from your own form, in a component that is hydrated (an island, or a fully hydrated
/// app). The form posts the fields `kind`, `id` and, unless the quantity is one, `quantity` to
/// [`ADD_TO_BASKET_PATH`](crate::api::ADD_TO_BASKET_PATH) (in the page's language:
/// [`local_path`](crate::components::local_path)), so it works without JavaScript, too.
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
    // From here on, links wait for what is being added.
    use_basket();
    let outcome = RwSignal::new(None::<Result<u32, Problem>>);
    let submit = Callback::new(move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(form) = event.target().and_then(|t| t.dyn_into::<HtmlFormElement>().ok()) {
            add(&form, Rc::new(move |found| outcome.set(Some(found))));
        }
    });
    AddToBasketState { submit, outcome: outcome.into() }
}

/// Adds what a form contains. Passes on the likely outcome at once, and later the reason if it was refused.
fn add(form: &HtmlFormElement, show: Rc<dyn Fn(Result<u32, Problem>)>) {
    let fields = FormData::new_with_form(form).and_then(|form| UrlSearchParams::new_with_str_sequence_sequence(&form));
    let Ok(fields) = fields else { return };
    let pieces = fields.get("quantity").map_or(1, |quantity| quantity.trim().parse().unwrap_or(0));
    if pieces == 0 {
        show(Err(Problem::BadQuantity));
        return;
    }
    fields.set("visit", &visit_id());
    show(Ok(pieces));
    let basket = use_basket();
    basket.apply_optimistically(|basket| basket.count += pieces);
    enqueue(async move {
        let answer = post_for_summary(api::ADD_TO_BASKET_PATH, &fields).await;
        if answer.is_ok() {
            end_visit();
        }
        if let Err(problem) = basket.answer(answer) {
            show(Err(problem));
        }
    });
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::Timestamp;

    #[test]
    fn what_is_not_on_sale_has_no_form() {
        let html = |sale| Owner::new().with(|| view! { <AddToBasket kind="poster" id="dunes" sale/> }.to_html());
        let opening = Timestamp::from_secs(1_798_070_400);
        for (sale, says) in
            [(SaleState::NotYet(opening), "Available from 24 December 2026"), (SaleState::Over, "No longer available")]
        {
            let html = html(sale);
            assert!(html.contains(says) && !html.contains("<form"), "{html}");
        }
        assert!(html(SaleState::Now).contains("<form"));
    }
}
