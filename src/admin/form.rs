//! Forms: their fields, the token that makes a form act once, and the page of one that was refused.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use serde::{Deserialize, Deserializer, de::Error as _};
use time::{PrimitiveDateTime, macros::format_description};

use super::{here::Here, page::Tab};
use crate::{Currency, Money, encode, inert::IntoInert, store::is_key, token};

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
    let fields = fields.into_inert();
    view! {
        <form class="ad-form" method="post" action=action.to_owned()>
            <input type="hidden" name="form" value=token()/>
            {fields}
            <p class="ad-actions"><button class=class>{button.to_owned()}</button></p>
        </form>
    }
    .into_inert()
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
    /// A day and a time, as `2026-11-30T18:00`. What was typed instead stays, in an input for text.
    LocalTime,
    /// A code of digits from a mail.
    Code,
    /// Several lines, at most this many characters.
    Lines(u32),
    /// One of these: value and label.
    Choice(Vec<(String, String)>),
    /// One line, for which these are suggested.
    Suggested(Vec<String>),
}

impl FieldKind {
    /// Returns the type of the `input` with this value, its `inputmode` and its `autocomplete`.
    fn input(&self, value: &str) -> (&'static str, Option<&'static str>, &'static str) {
        match self {
            FieldKind::Email => ("email", None, "email"),
            FieldKind::Number => ("text", Some("numeric"), "off"),
            FieldKind::Amount => ("text", Some("decimal"), "off"),
            FieldKind::Date => ("date", None, "off"),
            FieldKind::LocalTime if value.is_empty() || is_local_time(value) => ("datetime-local", None, "off"),
            FieldKind::Code => ("text", Some("numeric"), "one-time-code"),
            FieldKind::Suggested(_) => ("text", None, "on"),
            FieldKind::LocalTime | FieldKind::Text | FieldKind::Lines(_) | FieldKind::Choice(_) => {
                ("text", None, "off")
            }
        }
    }
}

/// Renders a field with its label and, beside it, its error. `name` is the name in the form and the id on the page.
pub(super) fn field(name: &'static str, label: &str, value: &str, error: Option<&str>, kind: FieldKind) -> AnyView {
    hinted(name, label, value, None, error, kind)
}

/// Renders a [`field`] with a hint below it.
pub(super) fn hinted(
    name: &'static str,
    label: &str,
    value: &str,
    hint: Option<&str>,
    error: Option<&str>,
    kind: FieldKind,
) -> AnyView {
    let (input, mode, complete) = kind.input(value);
    let label = label.to_owned();
    // The value of a date field is a date, or HTML has none.
    let value = if error.is_some() && matches!(kind, FieldKind::Date) { String::new() } else { value.to_owned() };
    let wrong = error.is_some().then_some("true");
    let described = [hint.map(|_| format!("{name}-hint")), error.map(|_| format!("{name}-error"))];
    let described = Some(described.into_iter().flatten().collect::<Vec<_>>().join(" ")).filter(|ids| !ids.is_empty());
    let hint = hint.map(|hint| view! { <p class="ad-hint" id=format!("{name}-hint")>{hint.to_owned()}</p> });
    let error = error.map(|error| view! { <p class="ad-error" id=format!("{name}-error")>{error.to_owned()}</p> });
    let label_of = view! { <label for=name>{label}</label> };
    let suggestions = match &kind {
        FieldKind::Suggested(all) => {
            let options = all.iter().map(|one| view! { <option value=one.clone()></option> }).collect_view();
            Some(view! { <datalist id=format!("{name}-suggestions")>{options}</datalist> })
        }
        _ => None,
    };
    let list = suggestions.is_some().then(|| format!("{name}-suggestions"));
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
                {hint}
                {error}
            </div>
        }
        .into_inert(),
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
                    {hint}
                    {error}
                </div>
            }
            .into_inert()
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
                    list=list
                    aria-invalid=wrong
                    aria-describedby=described
                />
                {suggestions}
                {hint}
                {error}
            </div>
        }
        .into_inert(),
    }
}

/// Returns what is between the tags of a `textarea`. Leptos does not escape it there. Browsers drop the first line break.
pub(super) fn text_of_area(value: &str) -> String {
    format!("\n{}", encode::html(value))
}

/// Whether a text is the value of an input for a local date and time (HTML, 2.3.5.5).
pub(super) fn is_local_time(text: &str) -> bool {
    PrimitiveDateTime::parse(text, format_description!("[year]-[month]-[day]T[hour]:[minute]")).is_ok()
}

/// Reads an amount as it was typed, with a point or a comma before the decimals.
pub(super) fn amount(typed: &str, currency: Currency) -> Option<Money> {
    let typed = typed.trim();
    let decimal = if typed.contains('.') { typed.to_owned() } else { typed.replacen(',', ".", 1) };
    Money::from_decimal(&decimal, currency)
}

/// Renders the page of a form that was refused, with the status 422: why, and `body`, the form again with what was typed.
pub(super) fn refused(here: &Here, tab: Tab, title: &str, sentence: &str, body: impl IntoView) -> Response {
    let body = body.into_inert();
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

    #[test]
    fn a_field_is_described_by_its_hint_and_its_error() {
        let html = hinted("typed", "Uses", "many", Some("At most"), Some("No number"), FieldKind::Number).to_html();
        assert!(html.contains("aria-describedby=\"typed-hint typed-error\""), "{html}");
        let html = field("typed", "Uses", "1", None, FieldKind::Number).to_html();
        assert!(!html.contains("aria-describedby"), "{html}");
    }

    #[test]
    fn what_is_suggested_is_no_markup_and_anything_else_can_be_typed() {
        let kind = FieldKind::Suggested(vec!["DHL".to_owned(), "\"><b>".to_owned()]);
        let html = field("carrier", "Carrier", "Bicycle", None, kind).to_html();
        assert!(html.contains("list=\"carrier-suggestions\"") && html.contains("value=\"Bicycle\""), "{html}");
        assert!(html.contains("<datalist id=\"carrier-suggestions\">") && !html.contains("<b>"), "{html}");
        let html = field("number", "Number", "", None, FieldKind::Text).to_html();
        assert!(!html.contains("list="), "{html}");
    }

    #[test]
    fn an_input_for_a_time_has_no_other_value() {
        let html = |typed: &str| field("at", "From", typed, None, FieldKind::LocalTime).to_html();
        for good in ["", "2026-12-24T18:00"] {
            assert!(html(good).contains("type=\"datetime-local\""), "{good:?}");
        }
        for bad in ["2026-02-31T18:00", "2026-12-24 18:00", "2026-12-24", "tomorrow", "18:00"] {
            let html = html(bad);
            assert!(html.contains("type=\"text\"") && html.contains(bad), "{html}");
        }
    }

    #[test]
    fn an_amount_is_read_with_a_point_or_a_comma() {
        let read = |typed: &str, code: &str| {
            let currency = Currency::from_code(code).unwrap();
            amount(typed, currency).map(|money| money.amount)
        };
        assert_eq!(
            (read(" 9.90 ", "EUR"), read("9,9", "EUR"), read("1200", "JPY")),
            (Some(990), Some(990), Some(1200))
        );
        for bad in ["", "9,90 €", "1,234.50", "1.234,50", "9,9,0", "1,234", "-", "zwölf"] {
            assert_eq!(read(bad, "EUR"), None, "{bad}");
        }
    }
}
