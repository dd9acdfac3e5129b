//! The single-page checkout.

use leptos::{ev::SubmitEvent, html, prelude::*};

use super::{
    IslandScripts,
    checkout_fields::{AddressFields, Choices, TextField},
    checkout_summary::CheckoutSummary,
    scripts::query,
};
use crate::{AddressField, CheckoutForm, CheckoutOutcome, CheckoutView, Field, FieldError, Intent, Problem, api, validate};

/// E-mail, address, shipping, payment, summary and one button. Without JavaScript it is the same page and the same form.
#[component]
pub fn CheckoutPage() -> impl IntoView {
    view! {
        <Suspense>
            {Suspend::new(async move {
                let check = query("check");
                match api::get_checkout(check.is_some()).await {
                    Ok(mut view) => {
                        if check.as_deref() == Some("changed") && view.errors.is_empty() {
                            let message = format!("The total is now {}. Please check your order and confirm.", view.totals.total);
                            view.errors.push(FieldError::new(Field::Total, message));
                        }
                        view! { <CheckoutEditor initial=view/> <IslandScripts/> }.into_any()
                    }
                    Err(problem) => view! {
                        <p class="pn-notice pn-notice--error" role="alert">{problem.to_string()}</p>
                    }
                    .into_any(),
                }
            })}
        </Suspense>
    }
}

#[island]
fn CheckoutEditor(initial: CheckoutView) -> impl IntoView {
    let countries = StoredValue::new(initial.countries.clone());
    let form = RwSignal::new(initial.form.clone());
    let errors = RwSignal::new(initial.errors.clone());
    let checkout = RwSignal::new(initial);
    let problem = RwSignal::new(None::<Problem>);
    let busy = RwSignal::new(false);
    let announcement = NodeRef::<html::Div>::new();

    let take = move |outcome: Result<CheckoutOutcome, Problem>, intent: Intent| {
        match outcome {
            Ok(CheckoutOutcome::Go(url)) => {
                // Stays busy: the page is about to go.
                let _ = window().location().set_href(&url);
                return;
            }
            Ok(CheckoutOutcome::Review(view)) => {
                problem.set(None);
                // What was typed while the store was thinking stays.
                form.update(|form| {
                    form.shipping.clone_from(&view.form.shipping);
                    form.payment.clone_from(&view.form.payment);
                    form.attempt.clone_from(&view.form.attempt);
                    form.total = format!("{} {}", view.totals.total.amount, view.totals.total.currency);
                });
                if intent == Intent::Pay {
                    errors.set(view.errors.clone());
                    focus_first(&view.errors, announcement);
                }
                checkout.set(*view);
            }
            Err(error) => {
                problem.set(Some(error));
                if let Some(element) = announcement.get_untracked() {
                    let _ = element.focus();
                }
            }
        }
        busy.set(false);
    };
    let send = move |intent: Intent| {
        leptos::task::spawn_local(async move {
            let outcome = api::submit_checkout(form.get_untracked(), intent).await;
            take(outcome, intent);
        });
    };
    // Another country or way to ship changes the page; the store says how.
    let update = Callback::new(move |()| send(Intent::Update));
    let check = move |form: &CheckoutForm| {
        checkout.with_untracked(|view| validate(form, view.address.as_ref(), matches))
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let found = form.with_untracked(check);
        errors.set(found.clone());
        if found.is_empty() {
            busy.set(true);
            send(Intent::Pay);
        } else {
            focus_first(&found, announcement);
        }
    };
    // Leaving a field says what is wrong with it, and takes back what was.
    let leave = Callback::new(move |field: Field| {
        let found = form.with_untracked(check);
        errors.update(|errors| {
            errors.retain(|e| e.field != field);
            let typed = form.with_untracked(|f| !f.get(field).is_empty());
            errors.extend(found.into_iter().filter(|e| e.field == field && typed));
        });
    });
    let ships = move || checkout.with(|c| c.address.is_some());
    let total = move || checkout.with(|c| c.totals.total.to_string());

    view! {
        <form class="pn-checkout" method="post" action="/api/checkout" novalidate on:submit=submit>
            <input type="hidden" name="attempt" prop:value=move || form.with(|f| f.attempt.clone()) value=form.with_untracked(|f| f.attempt.clone())/>
            <input type="hidden" name="total" prop:value=move || form.with(|f| f.total.clone()) value=form.with_untracked(|f| f.total.clone())/>
            // Enter presses the first button of a form: that must be this one, not "Update".
            <noscript>
                <button class="visually-hidden" name="intent" value="pay" tabindex="-1" aria-hidden="true">"Pay"</button>
            </noscript>
            <div class="pn-checkout__form">
                <div node_ref=announcement tabindex="-1" role="alert" class="pn-checkout__errors">
                    {move || problem.get().map(|p| view! { <p class="pn-notice pn-notice--error">{p.to_string()}</p> })}
                    {move || (!errors.with(Vec::is_empty)).then(|| view! {
                        <div class="pn-notice pn-notice--error">
                            <p>"Please check this before you pay:"</p>
                            <ul>
                                {errors.get().into_iter().map(|e| view! {
                                    <li><a href=format!("#{}", e.field.name())>{e.message}</a></li>
                                }).collect_view()}
                            </ul>
                        </div>
                    })}
                </div>
                <fieldset class="pn-section">
                    <legend>"Contact"</legend>
                    <TextField
                        field=AddressField { field: Field::Email, label: "E-mail address".to_owned(), required: true }
                        kind="email"
                        hint="Your confirmation and your downloads go there."
                        form errors leave
                    />
                </fieldset>
                <Show when=ships>
                    <fieldset class="pn-section">
                        <legend>"Shipping address"</legend>
                        <AddressFields checkout countries form errors leave update/>
                    </fieldset>
                    <Choices
                        legend="Shipping"
                        field=Field::Shipping
                        choices=Signal::derive(move || checkout.with(|c| c.shipping.iter().map(|s| super::checkout_fields::Choice {
                            id: s.id.clone(),
                            label: s.label.clone(),
                            detail: s.delivery_time.clone(),
                            price: Some(if s.price.amount == 0 { "Free".to_owned() } else { s.price.to_string() }),
                        }).collect()))
                        empty="We cannot ship this order there."
                        form errors
                        changed=update
                    />
                </Show>
                <Choices
                    legend="Payment"
                    field=Field::Payment
                    choices=Signal::derive(move || checkout.with(|c| c.payment.iter().map(|p| super::checkout_fields::Choice {
                        id: p.id.clone(),
                        label: p.label.clone(),
                        detail: p.description.clone(),
                        price: None,
                    }).collect()))
                    empty="There is no way to pay for this order right now."
                    form errors
                    changed=Callback::new(|()| {})
                />
            </div>
            <aside class="pn-checkout__summary" aria-label="Order summary">
                <CheckoutSummary checkout/>
                <button class="pn-button pn-button--primary pn-button--wide" name="intent" value="pay" aria-disabled=move || busy.get().to_string()>
                    {move || match busy.get() {
                        true => "One moment…".to_owned(),
                        false => format!("Pay {}", total()),
                    }}
                </button>
                <p class="pn-hint">"You will see the result before anything is shipped."</p>
            </aside>
        </form>
    }
}

/// Takes the reader to what is wrong: the summary is read out, the first field gets the cursor.
fn focus_first(errors: &[FieldError], announcement: NodeRef<html::Div>) {
    let first = errors.iter().find_map(|e| document().get_element_by_id(e.field.name()));
    use leptos::wasm_bindgen::JsCast;
    match first.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        Some(element) => drop(element.focus()),
        None => drop(announcement.get_untracked().map(|element| element.focus())),
    }
}

/// Whether a whole text matches a regular expression, by the browser's own engine.
fn matches(pattern: &str, text: &str) -> bool {
    js_sys::RegExp::new(&format!("^(?:{pattern})$"), "u").test(text)
}
