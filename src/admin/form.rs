//! Forms: their fields, the token that makes a form act once, and the page of one that was refused.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::{here::Here, page::Tab};
use crate::{encode, store::is_key, token};

/// The token of an [`act_form`], which makes it act at most once: `here.admin().once(&here.form(&token.form))`. Part of each form's own
/// struct, by `#[serde(flatten)]`; the other fields of that struct are then texts, or `Option`s of texts.
#[derive(Debug, Deserialize)]
pub(super) struct Token {
    #[serde(deserialize_with = "key")]
    pub form: String,
}

/// Reads a token. An empty one would take effect once for all forms together, and a long one fits into no index.
fn key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let form = String::deserialize(deserializer)?;
    if is_key(&form) { Ok(form) } else { Err(D::Error::custom("not the token of a form")) }
}

/// Renders a form that acts: it posts to `action`, a whole path, with a new token. `button` is the text of its button, which
/// is red if the act is a `danger`, such as one that cannot be undone.
pub(super) fn act_form(action: &str, button: &str, danger: bool, fields: impl IntoView) -> AnyView {
    let class = if danger { "ad-button ad-danger" } else { "ad-button ad-primary" };
    let fields = fields.into_any();
    view! {
        <form class="ad-form" method="post" action=action.to_owned()>
            <input type="hidden" name="form" value=token()/>
            {fields}
            <p class="ad-actions"><button class=class>{button.to_owned()}</button></p>
        </form>
    }
    .into_any()
}

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// One line.
    Text,
    /// An e-mail address.
    Email,
    /// A whole number.
    Number,
    /// An amount of money, with the decimal separator that the reader prefers.
    Amount,
    /// A day, as `2026-11-30`.
    Date,
    /// A code of digits from a mail.
    Code,
    /// Several lines, at most this many characters.
    Lines(u32),
    /// One of these: value and label.
    Choice(Vec<(String, String)>),
}

impl FieldKind {
    /// Returns the type of the `input`, its `inputmode` and its `autocomplete`.
    fn input(&self) -> (&'static str, Option<&'static str>, &'static str) {
        match self {
            FieldKind::Email => ("email", None, "email"),
            FieldKind::Number => ("text", Some("numeric"), "off"),
            FieldKind::Amount => ("text", Some("decimal"), "off"),
            FieldKind::Date => ("date", None, "off"),
            FieldKind::Code => ("text", Some("numeric"), "one-time-code"),
            FieldKind::Text | FieldKind::Lines(_) | FieldKind::Choice(_) => ("text", None, "off"),
        }
    }
}

/// Renders a field with its label and, beside it, its error. `name` is the name in the form and the id on the page.
pub(super) fn field(name: &'static str, label: &str, value: &str, error: Option<&str>, kind: FieldKind) -> AnyView {
    let (input, mode, complete) = kind.input();
    let label = label.to_owned();
    // The value of a date field is a date, or HTML has none.
    let value = if error.is_some() && matches!(kind, FieldKind::Date) { String::new() } else { value.to_owned() };
    let wrong = error.is_some().then_some("true");
    let described = error.is_some().then(|| format!("{name}-error"));
    let error = error.map(|error| view! { <p class="ad-error" id=format!("{name}-error")>{error.to_owned()}</p> });
    let label_of = view! { <label for=name>{label}</label> };
    match kind {
        FieldKind::Lines(most) => view! {
            <div class="ad-field">
                {label_of}
                <textarea
                    id=name
                    name=name
                    rows="4"
                    autocomplete=complete
                    maxlength=most.to_string()
                    aria-invalid=wrong
                    aria-describedby=described
                    inner_html=text_of_area(&value)
                ></textarea>
                {error}
            </div>
        }
        .into_any(),
        FieldKind::Choice(choices) => {
            let option = |(key, name): (String, String)| {
                let selected = key == value;
                view! { <option value=key selected=selected>{name}</option> }
            };
            let options = choices.into_iter().map(option).collect_view();
            view! {
                <div class="ad-field">
                    {label_of}
                    <select id=name name=name aria-invalid=wrong aria-describedby=described>{options}</select>
                    {error}
                </div>
            }
            .into_any()
        }
        _ => view! {
            <div class="ad-field">
                {label_of}
                <input
                    id=name
                    name=name
                    type=input
                    inputmode=mode
                    autocomplete=complete
                    value=value
                    aria-invalid=wrong
                    aria-describedby=described
                />
                {error}
            </div>
        }
        .into_any(),
    }
}

/// Returns what is between the tags of a `textarea`. Leptos does not escape it there. Browsers drop the first line break.
pub(super) fn text_of_area(value: &str) -> String {
    format!("\n{}", encode::html(value))
}

/// Renders the page of a form that was refused, with the status 422: why, and `body`, the form again with what was typed.
pub(super) fn refused(here: &Here, tab: Tab, title: &str, sentence: &str, body: impl IntoView) -> Response {
    let body = body.into_any();
    let page = view! {
        <p class="ad-refused" role="alert">{sentence.to_owned()}</p>
        {body}
    };
    here.page_with(StatusCode::UNPROCESSABLE_ENTITY, tab, title, page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_a_token() {
        let read = |token: &str| serde_json::from_value::<Token>(serde_json::json!({ "form": token })).is_ok();
        assert!(read(&token()));
        for bad in [String::new(), "\0".to_owned(), "x".repeat(101)] {
            assert!(!read(&bad), "{bad:?}");
        }
    }

    #[test]
    fn what_was_typed_is_shown_again_and_is_no_markup() {
        let typed = "\"><b>&</textarea></option>";
        let choice = FieldKind::Choice(vec![(typed.to_owned(), typed.to_owned())]);
        for kind in [FieldKind::Text, FieldKind::Lines(100), choice] {
            let html = field("typed", typed, typed, Some(typed), kind.clone()).to_html();
            assert!(!html.contains("<b>") && html.contains("&lt;b"), "{kind:?}: {html}");
            assert!(html.contains("aria-describedby=\"typed-error\""), "{kind:?}: {html}");
        }
        let empty = field("typed", "Note", "", None, FieldKind::Lines(100)).to_html();
        assert!(empty.contains(">\n</textarea>"), "{empty}");
    }
}
