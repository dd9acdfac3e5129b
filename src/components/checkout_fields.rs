//! The fields of the checkout form.

use leptos::prelude::*;

use super::{
    element_place::ElementPlace,
    language::{did_you_mean, use_texts},
};
use crate::{
    Address, AddressField, AddressRules, Field, FieldError, FieldRule, PaymentChoice, PaymentElement, ShippingChoice,
    Texts, inert::IntoInert, model::meant,
};

/// A text field with label, hint and error.
#[component]
pub(super) fn TextField(
    field: Field,
    label: String,
    required: bool,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    /// The id of what else describes the field.
    #[prop(optional_no_strip)]
    note: Option<&'static str>,
    /// Whether a number pad suffices.
    #[prop(optional)]
    digits: bool,
    /// Whether another value changes the rest of the page.
    #[prop(optional)]
    update: bool,
    /// Whether the label says that the field may stay empty, if it may.
    #[prop(default = true)]
    says_optional: bool,
    value: String,
    errors: Vec<FieldError>,
) -> AnyView {
    let name = field.name();
    let wrong = errors.iter().any(|e| e.field == field);
    let described_by = described_by(name, hint.is_some());
    let described_by = note.into_iter().fold(described_by, |all, note| format!("{all} {note}"));
    let optional = (!required && says_optional).then(|| format!(" {}", use_texts().get("checkout-optional")));
    view! {
        <div class=format!("pn-field pn-field--{name}")>
            <label for=name>{label}{optional}</label>
            <input
                class="pn-input"
                id=name
                name=field.input_name()
                type=kind
                autocomplete=field.autocomplete()
                inputmode=digits.then_some("numeric")
                autocapitalize=match field {
                    Field::Email => Some("none"),
                    Field::ShippingAddress(AddressField::PostalCode)
                    | Field::BillingAddress(AddressField::PostalCode)
                    | Field::VatId => Some("characters"),
                    _ => None,
                }
                spellcheck=(field == Field::Email).then_some("false")
                enterkeyhint="next"
                maxlength=field.max_length()
                required=required
                value=value.clone()
                data-update=update.then_some("")
                aria-invalid=wrong.then_some("true")
                aria-describedby=described_by
            />
            {hint.map(|hint| view! { <p class="pn-hint" id=format!("{name}-hint")>{hint}</p> })}
            {(field == Field::Email).then(|| view! {
                <p class="pn-meant" id="email-meant" aria-live="polite">{meant(&value).map(|address| did_you_mean(&address, &use_texts()))}</p>
            })}
            <ErrorOf field errors/>
        </div>
    }
    .into_inert()
}

/// The error of a field. The element is always present, so that an error inserted into it is announced.
#[component]
pub(super) fn ErrorOf(field: Field, errors: Vec<FieldError>) -> impl IntoView {
    error_place(field.name(), error_of(&errors, field))
}

/// Returns the error message of a field.
pub(super) fn error_of(errors: &[FieldError], field: Field) -> Option<String> {
    errors.iter().find(|e| e.field == field).map(|e| e.message.clone())
}

pub(super) fn error_place(id: &str, message: Option<String>) -> AnyView {
    view! { <p class="pn-error" id=format!("{id}-error") aria-live="polite">{message}</p> }.into_inert()
}

/// The ids of what describes a field: its error, and its hint if it has one.
pub(super) fn described_by(id: &str, has_hint: bool) -> String {
    if has_hint { format!("{id}-error {id}-hint") } else { format!("{id}-error") }
}

/// The country, then the address fields of that country.
#[component]
pub(super) fn AddressFields(
    /// Which address of the form it is.
    of: fn(AddressField) -> Field,
    rules: AddressRules,
    countries: Vec<(String, String)>,
    address: Address,
    /// The label of the button that does, without JavaScript, what another country does.
    update_label: String,
    /// Whether the address can be left out as a whole: then no field is mandatory, and none says that it is optional.
    #[prop(optional)]
    can_stay_empty: bool,
    errors: Vec<FieldError>,
) -> AnyView {
    let digits = rules.postal_code_is_numeric();
    let AddressRules { country, fields, regions, .. } = rules;
    let texts = use_texts();
    let of_country = of(AddressField::Country);
    let country_id = of_country.name();
    view! {
        <div class="pn-field">
            <label for=country_id>{texts.get("checkout-country")}</label>
            <select class="pn-select" id=country_id name=of_country.input_name() autocomplete=of_country.autocomplete() aria-describedby=described_by(country_id, false) data-update>
                {countries.into_iter().map(|(code, name)| {
                    let selected = code == country;
                    view! { <option value=code selected=selected>{name}</option> }
                }).collect_view()}
            </select>
            {update(update_label)}
            <ErrorOf field=of_country errors=errors.clone()/>
        </div>
        {fields.into_iter().filter(|rule| rule.field != AddressField::Country).map(|FieldRule { field: part, label, required }| {
            let (field, value) = (of(part), address.get(part).to_owned());
            let required = required && !can_stay_empty;
            if part != AddressField::Region || regions.is_empty() {
                let (digits, says_optional) = (digits && part == AddressField::PostalCode, !can_stay_empty);
                return view! { <TextField field label required digits says_optional value errors=errors.clone()/> }.into_inert();
            }
            let wrong = errors.iter().any(|e| e.field == field);
            let id = field.name();
            let options = regions.iter().map(|r| {
                let selected = r.key == value;
                view! { <option value=r.key.clone() selected=selected>{r.name.clone()}</option> }
            }).collect_view();
            view! {
                <div class=format!("pn-field pn-field--{id}")>
                    <label for=id>{label}</label>
                    <select
                        class="pn-select"
                        id=id
                        name=field.input_name()
                        autocomplete=field.autocomplete()
                        aria-invalid=wrong.then_some("true")
                        aria-describedby=described_by(id, false)
                    >
                        <option value="">{texts.get("checkout-choose")}</option>
                        {options}
                    </select>
                    <ErrorOf field errors=errors.clone()/>
                </div>
            }.into_inert()
        }).collect_view()}
    }
    .into_inert()
}

/// A shipping or payment choice.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    id: String,
    label: String,
    detail: Option<String>,
    price: Option<String>,
    element: Option<PaymentElement>,
    later: bool,
}

impl Choice {
    pub(super) fn shipping(choice: ShippingChoice, texts: &Texts) -> Choice {
        let price = choice.price_label(texts);
        let ShippingChoice { id, label, delivery_time: detail, .. } = choice;
        Choice { id, label, detail, price: Some(price), element: None, later: false }
    }
}

impl From<PaymentChoice> for Choice {
    fn from(choice: PaymentChoice) -> Choice {
        let PaymentChoice { id, label, description: detail, element, offline: later } = choice;
        Choice { id, label, detail, price: None, element, later }
    }
}

/// A group of radio buttons. With `update`, another choice changes the rest of the page.
#[component]
pub(super) fn Choices(
    #[prop(into)] legend: String,
    /// What the choice is about, if the legend alone does not tell.
    #[prop(optional)]
    about: Option<String>,
    /// The name of the form field.
    #[prop(into)]
    name: String,
    /// The id of the group's element.
    #[prop(into)]
    id: String,
    choices: Vec<Choice>,
    chosen: String,
    /// The text if there is no choice.
    #[prop(into)]
    empty: String,
    update: bool,
    error: Option<String>,
) -> AnyView {
    let several = choices.len() > 1;
    let error = error_place(&id, error);
    // An id contains no spaces, but a choice may.
    let id_of = |choice: &str| format!("{id}-{}", choice.replace(char::is_whitespace, "-"));
    view! {
        <fieldset class="pn-section" id=id.clone() tabindex="-1">
            <legend>{legend}</legend>
            {about.map(|about| view! { <p class="pn-hint">{about}</p> })}
            {choices.is_empty().then(|| view! { <p class="pn-notice pn-notice--warning">{empty}</p> })}
            {choices.into_iter().map(|choice| {
                let checked = choice.id == chosen;
                let element = choice.element.map(|element| view! { <ElementPlace element choice=choice.id.clone()/> });
                view! {
                    <label class="pn-choice">
                        <input
                            type="radio"
                            name=name.clone()
                            id=id_of(&choice.id)
                            value=choice.id
                            checked=checked
                            data-update=update.then_some("")
                            data-later=choice.later.then_some("")
                        />
                        <span class="pn-choice__label">{choice.label}</span>
                        {choice.detail.map(|detail| view! { <span class="pn-choice__detail">{detail}</span> })}
                        {choice.price.map(|price| view! { <span class="pn-choice__price">{price}</span> })}
                    </label>
                    {element}
                }
            }).collect_view()}
            {(update && several).then(|| self::update(use_texts().get("checkout-update-total")))}
            {error}
        </fieldset>
    }
    .into_inert()
}

/// A button that does, without JavaScript, what a change of the field would do.
pub(super) fn update(label: String) -> AnyView {
    view! { <button class="pn-button pn-button--quiet pn-fallback" name="intent" value="update">{label}</button> }
        .into_inert()
}
