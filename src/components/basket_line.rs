//! One line of the basket page.

use leptos::{html, prelude::*};

use super::state::{in_turn, use_basket};
use crate::{BasketView, LineView, Removed, api};

/// A line with its quantity, its total and its ways out. It shows what `basket` says of it, and says what happened through
/// `removed` and `message`.
#[component]
pub(super) fn BasketLine(
    line: LineView,
    basket: Memo<BasketView>,
    removed: RwSignal<Option<Removed>>,
    message: RwSignal<Option<String>>,
) -> impl IntoView {
    let (kind, id) = (line.kind.clone(), line.id.clone());
    let first = line.clone();
    let now = Memo::new(move |_| {
        basket.with(|b| b.lines.iter().find(|l| l.kind == kind && l.id == id).cloned()).unwrap_or_else(|| first.clone())
    });
    let key = StoredValue::new((line.kind.clone(), line.id.clone()));
    let input = NodeRef::<html::Input>::new();

    let set = move || {
        let typed = input.get_untracked().map(|i| i.value()).unwrap_or_default();
        let (kind, id) = key.get_value();
        if let Ok(quantity @ 1..) = typed.trim().parse::<u32>() {
            use_basket().guess(|view| set_quantity(view, &kind, &id, quantity));
        }
        removed.set(None);
        in_turn(async move {
            let answer = api::set_quantity(kind, id, typed).await;
            let problem = use_basket().answer(answer).err();
            if problem.is_some() && let Some(input) = input.get_untracked() {
                input.set_value(&now.with_untracked(|l| l.quantity).to_string());
            }
            message.set(problem.map(|p| p.to_string()));
        });
    };
    let remove = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let line = now.get_untracked();
        use_basket().guess(|view| set_quantity(view, &line.kind, &line.id, 0));
        removed.set(Some(Removed { kind: line.kind.clone(), id: line.id.clone(), title: line.title, quantity: line.quantity }));
        in_turn(async move {
            let answer = api::remove_from_basket(line.kind, line.id).await;
            let problem = use_basket().answer(answer).err();
            if problem.is_some() {
                removed.set(None);
            }
            message.set(problem.map(|p| p.to_string()));
        });
    };
    let label = format!("Quantity of {}", line.title);

    view! {
        <li class="pn-line">
            {line.image.clone().map(|src| view! { <img class="pn-line__image" src=src alt="" width="96" height="96" loading="lazy"/> })}
            <div class="pn-line__title">
                {match line.url.is_empty() {
                    true => line.title.clone().into_any(),
                    false => view! { <a href=line.url.clone()>{line.title.clone()}</a> }.into_any(),
                }}
                <span class="pn-line__unit">{move || now.with(|l| format!("{} each", l.unit))}</span>
            </div>
            <form
                class="pn-line__quantity"
                method="post"
                action="/api/basket/quantity"
                on:submit=move |event| { event.prevent_default(); set() }
            >
                <input type="hidden" name="kind" value=line.kind.clone()/>
                <input type="hidden" name="id" value=line.id.clone()/>
                <input
                    class="pn-input"
                    type="number"
                    name="quantity"
                    min="0"
                    max=line.max.max(line.quantity)
                    inputmode="numeric"
                    autocomplete="off"
                    aria-label=label
                    value=line.quantity
                    node_ref=input
                    on:change=move |_| set()
                />
                <noscript><button class="pn-button pn-button--quiet">"Update"</button></noscript>
            </form>
            <strong class="pn-line__total">{move || now.with(|l| l.total.to_string())}</strong>
            <form class="pn-line__remove" method="post" action="/api/basket/remove" on:submit=remove>
                <input type="hidden" name="kind" value=line.kind.clone()/>
                <input type="hidden" name="id" value=line.id.clone()/>
                <button class="pn-button pn-button--quiet" aria-label=format!("Remove {}", line.title)>"Remove"</button>
            </form>
            {move || now.with(|l| l.notice.clone()).map(|notice| view! {
                <p class="pn-line__notice" class:pn-error=notice.blocks()>{notice.to_string()}</p>
            })}
        </li>
    }
}

/// What the store will most likely answer.
fn set_quantity(view: &mut BasketView, kind: &str, id: &str, quantity: u32) {
    for line in view.lines.iter_mut().filter(|l| l.kind == kind && l.id == id) {
        line.quantity = quantity;
        line.total = line.unit.checked_mul(quantity).unwrap_or(line.total);
    }
    view.lines.retain(|l| l.quantity > 0);
    view.count = view.lines.iter().map(|l| l.quantity).sum();
    let mut totals = view.lines.iter().map(|l| l.total);
    view.total = totals.next().and_then(|first| totals.try_fold(first, |sum, t| sum.checked_add(t)));
}
