//! The field for a discount code, in the basket and at the checkout.

use leptos::prelude::*;

use super::{
    checkout_fields::{described_by, error_of},
    language::{local_path, use_texts},
};
use crate::{Field, FieldError, inert::IntoInert};

/// Where the basket posts a code.
const PATH: &str = "/pannier/basket/code";

// A page that updates in place gives the focus back to the element with the id that had it: what takes the place of an element
// has its id.
const TOGGLE: &str = "code-toggle";
const APPLY: &str = "code-apply";

/// The code of a basket, or the field for one. A form of its own, which removes the code if it is empty.
#[component]
pub(super) fn BasketCode(
    /// The code that was accepted.
    code: Option<String>,
    /// Why that code takes nothing off.
    code_problem: Option<String>,
    /// Why the last code was refused.
    refused: Option<String>,
) -> AnyView {
    let texts = use_texts();
    let path = local_path(PATH);
    let just_refused = refused.is_some();
    let problem = refused.or(code_problem);
    let Some(code) = code else {
        let (open, apply) = (problem.is_some(), texts.get("code-apply"));
        return view! {
            <details class="pn-code" id="code-entry" open=open>
                <summary id=TOGGLE>{texts.get("code-question")}</summary>
                <form method="post" action=path>
                    <Entry value=String::new() error=problem just_refused>
                        <button class="pn-button" id=APPLY>{apply}</button>
                    </Entry>
                </form>
            </details>
        }
        .into_inert();
    };
    let about = |name| texts.format(name, &[("code", (&code).into())]);
    let (applied, remove_it) = (about("code-applied"), about("code-remove-it"));
    view! {
        <form class="pn-code" method="post" action=path>
            <input type="hidden" name=Field::Code.name() value=""/>
            <p class="pn-code__applied" id=APPLY tabindex="-1">
                <span id=Field::Code.name() tabindex="-1">{applied}</span>
                <button class="pn-button pn-button--quiet" id=TOGGLE aria-label=remove_it>{texts.get("code-remove")}</button>
            </p>
            {problem.map(|problem| view! { <p class="pn-error" data-announce>{problem}</p> })}
        </form>
    }
    .into_inert()
}

/// The field for a code, as a part of the checkout form.
#[component]
pub(super) fn CheckoutCode(
    /// What is in the field: the code that was accepted, or the one that was not.
    code: String,
    /// Why the code that was accepted takes nothing off.
    problem: Option<String>,
    errors: Vec<FieldError>,
) -> AnyView {
    let texts = use_texts();
    let error = error_of(&errors, Field::Code);
    let applied = !code.is_empty() && error.is_none();
    let (button, hint) = match applied {
        true => {
            let sentences: Vec<_> = problem.into_iter().chain([texts.get("code-change-hint")]).collect();
            ("code-change", Some(sentences.join(" ")))
        }
        false => ("code-apply", None),
    };
    let (open, button) = (applied || error.is_some(), texts.get(button));
    view! {
        <details class="pn-code" id="code-entry" open=open>
            <summary id=TOGGLE>{texts.get("code-question")}</summary>
            <Entry value=code error hint>
                <button class="pn-button" id=APPLY name="intent" value="update">{button}</button>
            </Entry>
        </details>
    }
    .into_inert()
}

#[component]
fn Entry(
    value: String,
    error: Option<String>,
    #[prop(optional_no_strip)] hint: Option<String>,
    /// Whether the page is about what was typed here: then it has the cursor, and the error is announced.
    #[prop(optional)]
    just_refused: bool,
    /// The button that posts the code.
    children: Children,
) -> AnyView {
    let name = Field::Code.name();
    view! {
        <div class="pn-field">
            <label for=name>{use_texts().get("code-label")}</label>
            <div class="pn-code__entry">
                <input
                    class="pn-input"
                    id=name
                    name=name
                    autocomplete=Field::Code.autocomplete()
                    autocapitalize="characters"
                    spellcheck="false"
                    maxlength=Field::Code.max_length()
                    value=value
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby=described_by(name, hint.is_some())
                    autofocus=just_refused
                />
                {children()}
            </div>
            {hint.map(|hint| view! { <p class="pn-hint" id=format!("{name}-hint")>{hint}</p> })}
            <p class="pn-error" id=format!("{name}-error") aria-live="polite" data-announce=just_refused.then_some("")>{error}</p>
        </div>
    }
    .into_inert()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basket(code: Option<&str>, code_problem: Option<&str>, refused: Option<&str>) -> String {
        let [code, code_problem, refused] = [code, code_problem, refused].map(|text| text.map(str::to_owned));
        Owner::new().with(|| view! { <BasketCode code code_problem refused/> }.to_html())
    }

    fn checkout(code: &str, problem: Option<&str>, errors: Vec<FieldError>) -> String {
        let (code, problem) = (code.to_owned(), problem.map(str::to_owned));
        Owner::new().with(|| view! { <CheckoutCode code problem errors/> }.to_html())
    }

    /// Returns the opening tag of the element with this id.
    fn tag<'a>(html: &'a str, id: &str) -> &'a str {
        let at = html.find(&format!(" id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}: {html}"));
        let (start, end) = (html[..at].rfind('<').expect("a tag"), html[at..].find('>').expect("its end"));
        &html[start..at + end]
    }

    #[test]
    fn the_field_for_a_code_is_closed_until_there_is_something_to_say() {
        let closed = basket(None, None, None);
        assert!(!tag(&closed, "code-entry").contains(" open") && !closed.contains("aria-invalid"), "{closed}");
        let refused = basket(None, None, Some("Not a code."));
        assert!(tag(&refused, "code-entry").contains(" open"), "{refused}");
        let field = tag(&refused, "code");
        for part in ["aria-invalid=\"true\"", "aria-describedby=\"code-error\"", "autofocus"] {
            assert!(field.contains(part), "{part}: {field}");
        }
        assert!(tag(&refused, "code-error").contains("data-announce"), "{refused}");
        assert_eq!(refused.matches("Not a code.").count(), 1, "{refused}");
        let stale = basket(None, Some("It has ended."), None);
        assert!(tag(&stale, "code-entry").contains(" open") && !tag(&stale, "code").contains("autofocus"), "{stale}");
    }

    #[test]
    fn an_applied_code_is_removed_by_a_form_that_posts_none() {
        let html = basket(Some("SPRING10"), None, None);
        for part in ["Code SPRING10", "name=\"code\" value=\"\"", "aria-label=\"Remove code SPRING10\""] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("<details"), "{html}");
        let without_effect = basket(Some("SPRING10"), Some("It is for posters."), None);
        assert!(without_effect.contains("It is for posters.") && without_effect.contains("Remove"), "{without_effect}");
    }

    #[test]
    fn focus_finds_what_takes_the_place_of_the_field_and_its_button() {
        let (before, after) = (basket(None, None, None), basket(Some("SPRING10"), None, None));
        for id in ["code", APPLY, TOGGLE] {
            tag(&before, id);
            let after = tag(&after, id);
            assert!(after.contains("tabindex") || after.starts_with("<button"), "{after}");
        }
    }

    #[test]
    fn the_checkout_keeps_a_wrong_code_beside_its_error() {
        let html = checkout("SPRNIG10", None, vec![FieldError::new(Field::Code, "Not a code.")]);
        assert!(tag(&html, "code-entry").contains(" open"), "{html}");
        let field = tag(&html, "code");
        assert!(field.contains("value=\"SPRNIG10\"") && field.contains("aria-invalid=\"true\""), "{field}");
        let applied = checkout("SPRING10", None, Vec::new());
        assert!(applied.contains("code-hint") && !applied.contains("aria-invalid"), "{applied}");
        assert!(!tag(&checkout("", None, Vec::new()), "code-entry").contains(" open"));
        let idle = checkout("SPRING10", Some("It is for posters."), Vec::new());
        let described = tag(&idle, "code").contains("code-hint") && !idle.contains("aria-invalid");
        assert!(described && idle.contains("It is for posters. To remove"), "{idle}");
    }
}
