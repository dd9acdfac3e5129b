//! The first step of a withdrawal: the form.

use leptos::prelude::*;

use super::view::{earlier, headline};
use crate::{
    Texts, WithdrawalError, WithdrawalField, WithdrawalForm, WithdrawalLine, WithdrawalOrder, WithdrawalRight,
    WithdrawalView,
    components::{
        checkout_fields::{described_by, error_place},
        language::local_path,
    },
    encode,
    inert::IntoInert,
};

pub(super) fn form(withdrawal: WithdrawalView, texts: &Texts) -> AnyView {
    let WithdrawalView { draft, form, errors, order, .. } = withdrawal;
    // A form that was never sent is for everything.
    let all = draft.is_none() || form.everything;
    let mut intro = texts.get("withdraw-intro");
    let which = match &order {
        Some(order) => {
            let number = order.number.to_string();
            intro = format!("{} {intro}", texts.format("withdraw-from", &[("number", (&number).into())]));
            view! {
                {earlier(&order.earlier, texts)}
                {period(order, texts)}
                <input type="hidden" name=WithdrawalField::Number.name() value=number/>
                {items(order, all, &form, &errors, texts)}
            }
            .into_inert()
        }
        None => {
            let (number, hint) = (WithdrawalField::Number, Some(texts.get("withdraw-number-hint")));
            Input::new(number, "text", "off").show("withdraw-number", &form.number, hint, &errors, texts)
        }
    };
    let receipt = Some(texts.get("withdraw-email-hint"));
    let token = order.as_ref().map(|order| order.token.clone()).unwrap_or_default();
    view! {
        {headline(texts.get("withdraw-title"), intro)}
        <p class="pn-hint">{texts.get("withdraw-who")}</p>
        {summary(&errors, texts)}
        <form class="pn-section" method="post" action=local_path("/pannier/withdrawal/draft") novalidate>
            <input type="hidden" name="draft" value=draft.unwrap_or_default()/>
            <input type="hidden" name="order" value=token/>
            {which}
            {Input::new(WithdrawalField::Name, "text", "name").show("withdraw-name", &form.name, None, &errors, texts)}
            {Input::new(WithdrawalField::Email, "email", "email").show("withdraw-email", &form.email, receipt, &errors, texts)}
            {words(&form, order.is_some(), &errors, texts)}
            <div class="pn-order__actions">
                <button class="pn-button pn-button--primary">{texts.get("withdraw-continue")}</button>
            </div>
        </form>
    }
    .into_inert()
}

/// What is wrong, with links to the fields. A page with errors focuses it first.
fn summary(errors: &[WithdrawalError], texts: &Texts) -> Option<AnyView> {
    let wrong: Vec<_> = errors
        .iter()
        .map(|error| {
            let place = format!("#{}", error.field.name());
            view! { <li><a href=place>{error.message.clone()}</a></li> }
        })
        .collect();
    (!wrong.is_empty()).then(|| {
        view! {
            <div class="pn-notice pn-notice--error" role="alert" tabindex="-1" autofocus=true>
                <p>{texts.get("checkout-errors")}</p>
                <ul>{wrong}</ul>
            </div>
        }
        .into_inert()
    })
}

/// How long one can withdraw from an order. Nothing if there is no right to withdraw from any of its lines.
pub(super) fn period(order: &WithdrawalOrder, texts: &Texts) -> AnyView {
    if order.lines.iter().all(|line| line.right == WithdrawalRight::Excluded) {
        return ().into_inert();
    }
    let day = order.until.map(|until| texts.date(until)).unwrap_or_default();
    let (name, class) = match (order.over, order.until) {
        (true, _) => ("withdraw-over", "pn-notice pn-notice--warning"),
        (false, Some(_)) => ("withdraw-until", "pn-notice"),
        (false, None) => return view! { <p class="pn-notice">{texts.get("withdraw-not-begun")}</p> }.into_inert(),
    };
    let said = texts.format(name, &[("day", (&day).into()), ("zone", texts.time_zone().name().into())]);
    view! { <p class=class>{said}</p> }.into_inert()
}

/// The lines of an order of which something is left, each with the pieces to choose.
fn items(
    order: &WithdrawalOrder,
    all: bool,
    form: &WithdrawalForm,
    errors: &[WithdrawalError],
    texts: &Texts,
) -> AnyView {
    let chosen = |line: &WithdrawalLine| {
        let same = form.lines.iter().find(|chosen| chosen.kind == line.kind && chosen.id == line.id);
        if all { line.quantity } else { same.map_or(0, |chosen| chosen.quantity.min(line.quantity)) }
    };
    let left: Vec<_> = order.lines.iter().filter(|line| line.quantity > 0).collect();
    if left.is_empty() {
        return ().into_inert();
    }
    let pieces = left.iter().fold(0_u32, |pieces, line| pieces.saturating_add(line.quantity));
    let rows: Vec<_> = left.iter().enumerate().map(|(at, line)| item(at, line, chosen(line), texts)).collect();
    let id = WithdrawalField::Lines.name();
    view! {
        <fieldset class="pn-section" id=id tabindex="-1">
            <legend>{texts.get("withdraw-items")}</legend>
            <input type="hidden" name="pieces" value=pieces/>
            {rows}
            {error_place(id, error_of(errors, WithdrawalField::Lines))}
        </fieldset>
    }
    .into_inert()
}

/// A line, with the pieces of it that are withdrawn from. One without the right says why: it can be declared all the same.
fn item(at: usize, line: &WithdrawalLine, chosen: u32, texts: &Texts) -> AnyView {
    let remark = match line.right {
        WithdrawalRight::Applies => None,
        WithdrawalRight::EndsWithDownload => Some(texts.get("withdraw-ends")),
        WithdrawalRight::Excluded => Some(texts.get("withdraw-excluded")),
    };
    let (id, name) = (format!("line-{at}"), |part: &str| format!("lines[{at}][{part}]"));
    let described = remark.is_some().then(|| format!("{id}-hint"));
    let remark = remark.map(|remark| view! { <p class="pn-hint" id=format!("{id}-hint")>{remark}</p> });
    let options: Vec<_> = (0..=line.quantity)
        .map(|pieces| {
            let label = match pieces {
                0 => texts.get("withdraw-keep"),
                _ => texts.format("withdraw-pieces", &[("count", pieces.into()), ("all", line.quantity.into())]),
            };
            let selected = pieces == chosen;
            view! { <option value=pieces selected=selected>{label}</option> }
        })
        .collect();
    view! {
        <div class="pn-field">
            <label for=id.clone()>{line.title.clone()}</label>
            <input type="hidden" name=name("kind") value=line.kind.clone()/>
            <input type="hidden" name=name("id") value=line.id.clone()/>
            <select class="pn-select" id=id name=name("quantity") aria-describedby=described>{options}</select>
            {remark}
        </div>
    }
    .into_inert()
}

/// A field of one line.
struct Input {
    field: WithdrawalField,
    kind: &'static str,
    autocomplete: &'static str,
}

impl Input {
    fn new(field: WithdrawalField, kind: &'static str, autocomplete: &'static str) -> Input {
        Input { field, kind, autocomplete }
    }

    fn show(
        self,
        label: &str,
        value: &str,
        hint: Option<String>,
        errors: &[WithdrawalError],
        texts: &Texts,
    ) -> AnyView {
        let Input { field, kind, autocomplete } = self;
        let (name, error) = (field.name(), error_of(errors, field));
        let described = described_by(name, hint.is_some());
        view! {
            <div class="pn-field">
                <label for=name>{texts.get(label)}</label>
                <input
                    class="pn-input"
                    id=name
                    name=name
                    type=kind
                    autocomplete=autocomplete
                    maxlength=field.max_length()
                    required=true
                    value=value.to_owned()
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby=described
                />
                {hint.map(|hint| view! { <p class="pn-hint" id=format!("{name}-hint")>{hint}</p> })}
                {error_place(name, error)}
            </div>
        }
        .into_inert()
    }
}

/// The field for words: beside items to choose, whatever the shopper wants to add; without, which of them.
fn words(form: &WithdrawalForm, chosen: bool, errors: &[WithdrawalError], texts: &Texts) -> AnyView {
    let (name, error) = (WithdrawalField::Text.name(), error_of(errors, WithdrawalField::Text));
    let (label, hint) = match chosen {
        true => (texts.get("withdraw-note"), texts.get("withdraw-note-hint")),
        false => (texts.get("withdraw-text"), texts.get("withdraw-text-hint")),
    };
    let optional = format!(" {}", texts.get("checkout-optional"));
    // Leptos does not escape the content of a textarea, and browsers drop its first line break.
    let typed = format!("\n{}", encode::html(&form.text));
    view! {
        <div class="pn-field">
            <label for=name>{label}{optional}</label>
            <textarea
                class="pn-input"
                id=name
                name=name
                rows="3"
                autocomplete="off"
                maxlength=WithdrawalField::Text.max_length()
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=described_by(name, true)
                inner_html=typed
            ></textarea>
            <p class="pn-hint" id=format!("{name}-hint")>{hint}</p>
            {error_place(name, error)}
        </div>
    }
    .into_inert()
}

fn error_of(errors: &[WithdrawalError], field: WithdrawalField) -> Option<String> {
    errors.iter().find(|error| error.field == field).map(|error| error.message.clone())
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::{html, order, withdrawal};
    use super::*;
    use crate::{OrderWithdrawal, Timestamp, WithdrawalStep, WithdrawnLine};

    /// Returns the opening tag of the element with this id.
    fn tag<'a>(html: &'a str, id: &str) -> &'a str {
        let at = html.find(&format!(" id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}: {html}"));
        let (start, end) = (html[..at].rfind('<').expect("a tag"), html[at..].find('>').expect("its end"));
        &html[start..at + end]
    }

    /// Returns the value that is chosen in the `select` with this id.
    fn chosen(html: &str, id: &str) -> String {
        let select = &html[html.find(&format!(" id=\"{id}\"")).expect("the select")..];
        let select = &select[..select.find("</select>").expect("its end")];
        let option = &select[..select.find(" selected").expect("a choice")];
        option.rsplit("value=\"").next().expect("a value").trim_end_matches('"').to_owned()
    }

    fn fresh() -> WithdrawalView {
        WithdrawalView { draft: None, ..withdrawal(WithdrawalStep::Form) }
    }

    #[test]
    fn a_form_that_was_never_sent_is_for_all_pieces_of_an_order() {
        let html = html(WithdrawalView { order: Some(order()), ..fresh() });
        assert_eq!((chosen(&html, "line-0"), chosen(&html, "line-1")), ("2".to_owned(), "1".to_owned()));
        for part in [
            "name=\"pieces\" value=\"3\"",
            "name=\"order\" value=\"TOKEN\"",
            "name=\"lines[1][id]\" value=\"seat\"",
            "name=\"number\" value=\"1001\"",
            "order 1001",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(
            tag(&html, "line-1").contains("aria-describedby=\"line-1-hint\""),
            "says why there is no right: {html}"
        );
        assert!(!tag(&html, "line-0").contains("aria-describedby"), "{html}");
    }

    #[test]
    fn a_form_that_is_changed_keeps_what_was_chosen() {
        let mut changed = withdrawal(WithdrawalStep::Form);
        changed.order = Some(order());
        changed.form.everything = false;
        changed.form.lines = vec![WithdrawnLine { kind: "poster".into(), id: "dunes".into(), quantity: 1 }];
        let html = html(changed);
        assert_eq!((chosen(&html, "line-0"), chosen(&html, "line-1")), ("1".to_owned(), "0".to_owned()));
        assert!(html.contains("name=\"draft\" value=\"DRAFT\""), "{html}");
    }

    #[test]
    fn an_order_says_until_when_and_takes_it_afterwards() {
        let with = |over, until| {
            let order = WithdrawalOrder { over, until, ..order() };
            html(WithdrawalView { order: Some(order), ..fresh() })
        };
        let until = order().until;
        assert!(with(false, until).contains("You can withdraw until"));
        assert!(with(false, None).contains("hasn't started yet"));
        let over = with(true, until);
        assert!(over.contains("ended on") && over.contains("Continue"), "{over}");

        let mut excluded = order();
        excluded.lines.retain(|line| line.right == WithdrawalRight::Excluded);
        let html = html(WithdrawalView { order: Some(excluded), ..fresh() });
        assert!(!html.contains("You can withdraw until") && html.contains("no right to withdraw"), "{html}");
    }

    #[test]
    fn what_was_withdrawn_before_is_said_and_nothing_is_left_to_choose() {
        let earlier = OrderWithdrawal {
            received_at: Timestamp::from_secs(0),
            lines: Vec::new(),
            identified: true,
            in_words: false,
        };
        let order = WithdrawalOrder { lines: Vec::new(), earlier: vec![earlier], ..order() };
        let html = html(WithdrawalView { order: Some(order), ..fresh() });
        assert!(html.contains("We received your withdrawal on 1 January 1970 (UTC): The whole order"), "{html}");
        assert!(!html.contains("<select") && html.contains("Continue"), "it can be declared all the same: {html}");
    }

    #[test]
    fn the_form_says_whose_right_it_is() {
        assert!(html(fresh()).contains("for consumers"));
    }

    #[test]
    fn errors_are_beside_their_fields_and_nothing_is_lost() {
        let mut wrong = withdrawal(WithdrawalStep::Form);
        wrong.form.email = "ada@example".to_owned();
        wrong.form.text = "</textarea><b>\"".to_owned();
        wrong.errors = vec![WithdrawalError::new(WithdrawalField::Email, "Not an address.")];
        let html = html(wrong);
        let email = tag(&html, "email");
        for part in ["aria-invalid=\"true\"", "value=\"ada@example\"", "aria-describedby=\"email-error email-hint\""] {
            assert!(email.contains(part), "{part}: {email}");
        }
        assert!(html.contains("role=\"alert\"") && html.contains("href=\"#email\""), "{html}");
        assert!(!tag(&html, "name").contains("aria-invalid"), "{html}");
        assert!(!html.contains("<b>") && html.contains("&lt;/textarea&gt;"), "{html}");
        assert!(!self::html(fresh()).contains("role=\"alert\""));
    }
}
