//! The fields of the checkout form.

use leptos::prelude::*;

use crate::{AddressField, CheckoutForm, CheckoutView, Field, FieldError};

/// A text field with its label, its hint and its error.
#[component]
pub(super) fn TextField(
    field: AddressField,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    form: RwSignal<CheckoutForm>,
    errors: RwSignal<Vec<FieldError>>,
    leave: Callback<Field>,
) -> impl IntoView {
    let AddressField { field, label, required } = field;
    let name = field.name();
    let numeric = matches!(field, Field::PostalCode).then_some("text");
    view! {
        <div class="pn-field">
            <label for=name>{label}{(!required).then_some(" (optional)")}</label>
            <input
                class="pn-input"
                id=name
                name=name
                type=kind
                inputmode=numeric
                autocomplete=field.autocomplete()
                maxlength=field.max_length()
                required=required
                value=form.with_untracked(|f| f.get(field).to_owned())
                prop:value=move || form.with(|f| f.get(field).to_owned())
                on:input=move |event| form.update(|f| *f.get_mut(field) = event_target_value(&event))
                on:blur=move |_| leave.run(field)
                aria-invalid=move || errors.with(|e| e.iter().any(|e| e.field == field)).to_string()
                aria-describedby=format!("{name}-error {name}-hint")
            />
            {hint.map(|hint| view! { <p class="pn-hint" id=format!("{name}-hint")>{hint}</p> })}
            <ErrorOf field errors/>
        </div>
    }
}

/// What is wrong with a field. The place is always there, so that what appears in it is announced.
#[component]
pub(super) fn ErrorOf(field: Field, errors: RwSignal<Vec<FieldError>>) -> impl IntoView {
    let message = move || errors.with(|e| e.iter().find(|e| e.field == field).map(|e| e.message.clone()));
    view! { <p class="pn-error" id=format!("{}-error", field.name()) aria-live="polite">{message}</p> }
}

/// Country first, then the fields that the country's addresses have.
#[component]
pub(super) fn AddressFields(
    checkout: RwSignal<CheckoutView>,
    countries: StoredValue<Vec<(String, String)>>,
    form: RwSignal<CheckoutForm>,
    errors: RwSignal<Vec<FieldError>>,
    leave: Callback<Field>,
    update: Callback<()>,
) -> impl IntoView {
    let chosen = form.with_untracked(|f| f.country.clone());
    let fields = Memo::new(move |_| {
        let address = checkout.with(|c| c.address.clone()).unwrap_or_default();
        address.fields.into_iter().map(|field| (address.country.clone(), field)).collect::<Vec<_>>()
    });
    view! {
        <div class="pn-field">
            <label for="country">"Country"</label>
            <select
                class="pn-select"
                id="country"
                name="country"
                autocomplete=Field::Country.autocomplete()
                on:change=move |event| {
                    form.update(|f| {
                        f.country = event_target_value(&event);
                        f.region.clear();
                    });
                    update.run(());
                }
            >
                {countries.with_value(|all| all.iter().map(|(code, name)| view! {
                    <option value=code.clone() selected=*code == chosen>{name.clone()}</option>
                }).collect_view())}
            </select>
            <noscript>
                <button class="pn-button pn-button--quiet" name="intent" value="update">"Update for this country"</button>
            </noscript>
            <ErrorOf field=Field::Country errors/>
        </div>
        <For each=move || fields.get() key=|(country, f)| (country.clone(), f.field) children=move |(_, field)| {
            let regions = checkout.with_untracked(|c| c.address.as_ref().map(|a| a.regions.clone()).unwrap_or_default());
            match field.field == Field::Region && !regions.is_empty() {
                false => view! { <TextField field form errors leave/> }.into_any(),
                true => {
                    let chosen = form.with_untracked(|f| f.region.clone());
                    view! {
                        <div class="pn-field">
                            <label for="region">{field.label.clone()}</label>
                            <select
                                class="pn-select"
                                id="region"
                                name="region"
                                autocomplete=Field::Region.autocomplete()
                                on:change=move |event| {
                                    form.update(|f| f.region = event_target_value(&event));
                                    leave.run(Field::Region);
                                }
                            >
                                <option value="">"Choose…"</option>
                                {regions.into_iter().map(|r| {
                                    let selected = r.key == chosen;
                                    view! { <option value=r.key selected=selected>{r.name}</option> }
                                }).collect_view()}
                            </select>
                            <ErrorOf field=Field::Region errors/>
                        </div>
                    }.into_any()
                }
            }
        }/>
    }
}

/// One of several ways to go on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    pub id: String,
    pub label: String,
    pub detail: Option<String>,
    pub price: Option<String>,
}

/// Radio buttons, one of which is chosen.
#[component]
pub(super) fn Choices(
    legend: &'static str,
    field: Field,
    choices: Signal<Vec<Choice>>,
    /// What is said when there is nothing to choose from.
    empty: &'static str,
    form: RwSignal<CheckoutForm>,
    errors: RwSignal<Vec<FieldError>>,
    changed: Callback<()>,
) -> impl IntoView {
    let name = field.name();
    view! {
        <fieldset class="pn-section" id=name tabindex="-1">
            <legend>{legend}</legend>
            {move || choices.with(Vec::is_empty).then(|| view! { <p class="pn-notice pn-notice--warning">{empty}</p> })}
            <For each=move || choices.get() key=|c| format!("{c:?}") children=move |choice| {
                let (id, taken) = (choice.id.clone(), choice.id.clone());
                let first = form.with_untracked(|f| f.get(field) == choice.id);
                view! {
                    <label class="pn-choice">
                        <input
                            type="radio"
                            name=name
                            value=choice.id.clone()
                            checked=first
                            prop:checked=move || form.with(|f| f.get(field) == taken)
                            on:change=move |_| {
                                form.update(|f| f.get_mut(field).clone_from(&id));
                                changed.run(());
                            }
                        />
                        <span class="pn-choice__label">{choice.label}</span>
                        {choice.detail.map(|detail| view! { <span class="pn-choice__detail">{detail}</span> })}
                        {choice.price.map(|price| view! { <span class="pn-choice__price">{price}</span> })}
                    </label>
                }
            }/>
            <ErrorOf field errors/>
        </fieldset>
    }
}
