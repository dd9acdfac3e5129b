//! The fields that an app adds to the checkout form.

use leptos::prelude::*;

use super::{
    checkout_fields::{described_by, error_place},
    language::{local_path, use_texts},
};
use crate::{CheckoutFieldView, FieldError, FieldKind, inert::IntoInert, model::TICKED};

/// Returns whether a field is a tick, which belongs beside the button that it is a condition of.
pub(super) fn is_tick(field: &CheckoutFieldView) -> bool {
    matches!(field.kind, FieldKind::Tick { .. })
}

/// The address of what a tick is about: a page of the app, or another site.
fn address(link: &str) -> String {
    if link.starts_with('/') { local_path(link) } else { link.to_owned() }
}

/// One field, with its label, hint and error.
#[component]
pub(super) fn CustomField(field: CheckoutFieldView, errors: Vec<FieldError>) -> impl IntoView {
    let texts = use_texts();
    // What the browser says of it, as the server would.
    let missing = field.required.then(|| field.missing(&texts));
    let CheckoutFieldView { id, label, hint, kind, required, value } = field;
    let error = errors.into_iter().find(|error| error.custom.as_ref() == Some(&id)).map(|error| error.message);
    let (element, name) = (format!("field-{id}"), format!("fields[{id}]"));
    let described_by = described_by(&element, hint.is_some());
    let invalid = error.is_some().then_some("true");
    let optional = (!required).then(|| format!(" {}", texts.get("checkout-optional")));
    let hint = hint.map(|hint| view! { <p class="pn-hint" id=format!("{element}-hint")>{hint}</p> });
    let error = error_place(&element, error);
    match kind {
        FieldKind::Text { input_type, autocomplete, max_length } => view! {
            <div class="pn-field">
                <label for=element.clone()>{label}{optional}</label>
                <input
                    class="pn-input"
                    id=element.clone()
                    name=name
                    type=input_type
                    autocomplete=autocomplete
                    enterkeyhint="next"
                    maxlength=max_length
                    required=required
                    data-missing=missing
                    value=value
                    aria-invalid=invalid
                    aria-describedby=described_by
                />
                {hint}
                {error}
            </div>
        }
        .into_inert(),
        FieldKind::Choice(choices) => view! {
            <div class="pn-field">
                <label for=element.clone()>{label}{optional}</label>
                <select
                    class="pn-select"
                    id=element.clone()
                    name=name
                    required=required
                    data-missing=missing
                    aria-invalid=invalid
                    aria-describedby=described_by
                >
                    <option value="">{texts.get("checkout-choose")}</option>
                    {choices.into_iter().map(|(id, label)| {
                        let selected = id == value;
                        view! { <option value=id selected=selected>{label}</option> }
                    }).collect_view()}
                </select>
                {hint}
                {error}
            </div>
        }
        .into_inert(),
        FieldKind::Tick { link } => {
            let (checked, about) = (!value.is_empty(), format!(" {label}"));
            view! {
                <div class="pn-field pn-tick">
                    <label for=element.clone()>
                        <input
                            type="checkbox"
                            id=element.clone()
                            name=name
                            value=TICKED
                            checked=checked
                            required=required
                            data-missing=missing
                            aria-invalid=invalid
                            aria-describedby=described_by
                        />
                        <span>{label}{optional}</span>
                    </label>
                    // In another tab: without JavaScript, leaving the page would lose what is typed.
                    {link.map(|link| view! {
                        <a href=address(&link) target="_blank">
                            {texts.get("checkout-tick-read")}<span class="pn-visually-hidden">{about}</span>
                        </a>
                    })}
                    {hint}
                    {error}
                </div>
            }
            .into_inert()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn html(kind: &serde_json::Value, required: bool, value: &str, errors: Vec<FieldError>) -> String {
        let field = json!({
            "id": "it", "label": "A label", "hint": "A hint.", "kind": kind, "required": required, "value": value,
        });
        let field: CheckoutFieldView = serde_json::from_value(field).expect("a field");
        Owner::new().with(|| view! { <CustomField field errors/> }.to_html())
    }

    #[test]
    fn every_kind_has_its_label_its_name_and_its_error() {
        let choice = json!({ "choice": [["s", "Small"], ["m", "Medium"]] });
        let text = json!({ "text": { "input_type": "tel", "autocomplete": "tel", "max_length": 40 } });
        let tick = json!({ "tick": { "link": "/terms" } });
        let errors = || vec![FieldError::of_custom("other", "Of another."), FieldError::of_custom("it", "Wrong.")];
        for (kind, value, shows) in [
            (&text, "030 1234", "value=\"030 1234\""),
            (&choice, "m", "<option value=\"m\" selected>Medium</option>"),
            (&tick, TICKED, " checked"),
        ] {
            let html = html(kind, true, value, errors());
            for part in [
                "for=\"field-it\"",
                "id=\"field-it\"",
                "name=\"fields[it]\"",
                "aria-describedby=\"field-it-error field-it-hint\"",
                "aria-invalid=\"true\"",
                "A label",
                shows,
            ] {
                assert!(html.contains(part), "{part}: {html}");
            }
            let place = html.find("id=\"field-it-error\"").expect("a place for the error");
            assert!(html[place..].contains("Wrong.") && !html.contains("Of another."), "{html}");
        }
        let empty = html(&tick, false, "", Vec::new());
        assert!(
            !empty.contains(" checked") && empty.contains("(optional)") && empty.contains("href=\"/terms\""),
            "{empty}"
        );
    }

    #[test]
    fn a_link_to_another_site_stays_one() {
        assert_eq!(address("https://terms.example/"), "https://terms.example/");
    }
}
