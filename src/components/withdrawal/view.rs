//! What the server renders on the withdrawal page: its steps after the form.

use leptos::prelude::*;

use super::form;
use crate::{
    OrderWithdrawal, Problem, Texts, WithdrawalForm, WithdrawalOrder, WithdrawalStep, WithdrawalView, api,
    components::{
        language::{local_path, paths, use_texts},
        page_context::{load, query},
        sums::row,
    },
    encode,
    inert::IntoInert,
    model::{contents_of, is_in_words, times},
};

pub(super) fn page(class: String) -> impl IntoView {
    let withdrawal = load(|| async {
        let given = |name| query(name).unwrap_or_default();
        api::get_withdrawal(given("draft"), given("order"), query("edit").is_some()).await
    });
    view! {
        <Suspense>
            {Suspend::new(async move {
                let asked = query("draft").is_some();
                let problem = query("problem").and_then(|code| Problem::from_code(&code, None));
                match withdrawal.await {
                    Ok(withdrawal) => {
                        let gone = asked && withdrawal.draft.is_none();
                        view! { {gone.then(gone_notice)} {content(withdrawal, problem, class)} }.into_any()
                    }
                    Err(problem) => failed(&problem, &use_texts()),
                }
            })}
        </Suspense>
    }
}

/// What is said if a draft was deleted before it was confirmed: nobody may believe that they have withdrawn.
fn gone_notice() -> AnyView {
    view! { <p class="pn-notice pn-notice--error" role="alert">{use_texts().get("withdraw-gone")}</p> }.into_inert()
}

fn failed(problem: &Problem, texts: &Texts) -> AnyView {
    let title = match problem {
        Problem::UnknownOrder => texts.get("withdraw-not-offered"),
        other => other.message(texts),
    };
    view! { <div class="pn-empty"><h1 class="pn-empty__title">{title}</h1></div> }.into_inert()
}

pub(super) fn content(withdrawal: WithdrawalView, problem: Option<Problem>, class: String) -> impl IntoView {
    let texts = use_texts();
    let step = match withdrawal.step {
        WithdrawalStep::Form => form::form(withdrawal, &texts),
        WithdrawalStep::Confirm => confirm(withdrawal, &texts),
        WithdrawalStep::Received => received(withdrawal, &texts),
    };
    view! {
        <article class=format!("pn-order {class}") id="pn-withdrawal">
            {problem.map(|p| view! { <p class="pn-notice pn-notice--error" role="alert">{p.message(&texts)}</p> })}
            {step}
        </article>
    }
}

/// The heading of a step, and what it says below it.
pub(super) fn headline(title: String, text: String) -> AnyView {
    view! {
        <div class="pn-order__status">
            <h1>{title}</h1>
            <p>{text}</p>
        </div>
    }
    .into_inert()
}

/// The withdrawals from an order that were received before, a notice each.
pub(super) fn earlier(withdrawals: &[OrderWithdrawal], texts: &Texts) -> Vec<AnyView> {
    let one = |withdrawal: &OrderWithdrawal| {
        let what = match withdrawal.lines.as_slice() {
            [] if withdrawal.in_words => texts.get("withdraw-earlier-in-words"),
            [] => texts.get("withdraw-everything"),
            lines => contents_of(lines.iter().map(|line| (line.quantity, line.title.as_str()))),
        };
        let (day, zone) = (texts.date(withdrawal.received_at), texts.time_zone().name());
        let with = [("day", (&day).into()), ("what", (&what).into()), ("zone", zone.into())];
        let said = texts.format("withdraw-earlier", &with);
        view! { <p class="pn-notice">{said}</p> }.into_inert()
    };
    withdrawals.iter().map(one).collect()
}

/// The second step: all that will be declared, the button that declares it, and the way back.
fn confirm(withdrawal: WithdrawalView, texts: &Texts) -> AnyView {
    let WithdrawalView { draft, form, order, .. } = withdrawal;
    let draft = draft.unwrap_or_default();
    let change = format!("{}?draft={}&edit=1", paths().withdraw, encode::component(&draft));
    let over = order.as_ref().filter(|order| order.over).map(|order| form::period(order, texts));
    view! {
        {headline(texts.get("withdraw-confirm-title"), texts.get("withdraw-confirm-text"))}
        {over}
        {declared(&form, order.as_ref(), texts)}
        <div class="pn-order__actions">
            <form method="post" action=local_path("/pannier/withdrawal/confirm")>
                <input type="hidden" name="draft" value=draft/>
                <button class="pn-button pn-button--primary">{texts.get("withdraw-confirm")}</button>
            </form>
            <a class="pn-button pn-button--quiet" href=change rel="external">{texts.get("withdraw-change")}</a>
        </div>
    }
    .into_inert()
}

/// The last step: what was declared, when it was received, and where the receipt goes.
fn received(withdrawal: WithdrawalView, texts: &Texts) -> AnyView {
    let WithdrawalView { form, order, received_at, receipt_to, .. } = withdrawal;
    let at = received_at.map(|at| {
        let (moment, zone) = (texts.date_and_time(at), texts.time_zone().name());
        let said = texts.format("withdraw-received-at", &[("at", (&moment).into()), ("zone", zone.into())]);
        view! { <p><time datetime=at.to_string()>{said}</time></p> }
    });
    let email = receipt_to.unwrap_or_else(|| form.email.clone());
    let receipt = texts.format("withdraw-receipt", &[("email", (&email).into())]);
    let back = order.as_ref().map(|order| {
        let to = format!("{}/{}", paths().order, order.token);
        view! { <p><a href=to rel="external">{texts.get("withdraw-to-order")}</a></p> }
    });
    view! {
        <div class="pn-order__status">
            <h1>{texts.get("withdraw-received-title")}</h1>
            {at}
            <p>{receipt}</p>
        </div>
        {declared(&form, order.as_ref(), texts)}
        {back}
    }
    .into_inert()
}

/// All that is declared, as it was typed and chosen.
fn declared(form: &WithdrawalForm, order: Option<&WithdrawalOrder>, texts: &Texts) -> AnyView {
    let given = |name: &str, value: &str| (!value.trim().is_empty()).then(|| row(texts.get(name), value.to_owned()));
    let text = if order.is_some() { "withdraw-note" } else { "withdraw-text" };
    let rows: Vec<_> = [
        given("withdraw-number", &form.number),
        given("withdraw-name", &form.name),
        given("withdraw-email", &form.email),
        Some(row(texts.get("withdraw-declared"), in_lines(&what(form, order, texts)))),
        given_lines(texts.get(text), &form.text),
    ]
    .into_iter()
    .flatten()
    .collect();
    view! { <dl class="pn-details">{rows}</dl> }.into_inert()
}

fn given_lines(label: String, text: &str) -> Option<AnyView> {
    let lines: Vec<_> = text.trim().lines().map(str::to_owned).collect();
    (!lines.is_empty()).then(|| row(label, in_lines(&lines)))
}

fn in_lines(lines: &[String]) -> AnyView {
    let broken = |(at, line): (usize, &String)| view! { {(at > 0).then(|| view! { <br/> })} {line.clone()} };
    lines.iter().enumerate().map(broken).collect_view().into_inert()
}

/// Returns what is withdrawn from, a line each.
fn what(form: &WithdrawalForm, order: Option<&WithdrawalOrder>, texts: &Texts) -> Vec<String> {
    let offered = order.map(|order| order.lines.as_slice()).unwrap_or_default();
    if form.everything && !is_in_words(order.is_some(), &form.text) {
        let all = offered.iter().filter(|line| line.quantity > 0).map(|line| times(line.quantity, &line.title));
        return [texts.get("withdraw-everything")].into_iter().chain(all).collect();
    }
    let title = |kind: &str, id: &str| {
        let line = offered.iter().find(|line| line.kind == kind && line.id == id);
        line.map_or_else(|| format!("{kind}/{id}"), |line| line.title.clone())
    };
    let chosen: Vec<_> = form.lines.iter().map(|line| times(line.quantity, &title(&line.kind, &line.id))).collect();
    if chosen.is_empty() { vec![texts.get("withdraw-part")] } else { chosen }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        Language, Timestamp, WithdrawalLine, WithdrawalRight, WithdrawnLine, components::Withdrawal,
        language::fluent::store_texts,
    };

    const DAY: Timestamp = Timestamp::from_secs(1_795_996_800);

    pub fn order() -> WithdrawalOrder {
        let line = |id: &str, title: &str, quantity, right| WithdrawalLine {
            kind: "poster".to_owned(),
            id: id.to_owned(),
            title: title.to_owned(),
            quantity,
            right,
        };
        let lines = vec![
            line("dunes", "Dunes", 2, WithdrawalRight::Applies),
            line("seat", "One seat", 1, WithdrawalRight::Excluded),
        ];
        WithdrawalOrder {
            number: 1001,
            token: "TOKEN".to_owned(),
            lines,
            earlier: Vec::new(),
            until: Some(DAY),
            over: false,
        }
    }

    /// A form that Ada has filled in, for everything.
    pub fn withdrawal(step: WithdrawalStep) -> WithdrawalView {
        let form = WithdrawalForm {
            number: "1001".to_owned(),
            name: "Ada Lovelace".to_owned(),
            email: "ada@example.com".to_owned(),
            everything: true,
            ..WithdrawalForm::default()
        };
        let draft = Some("DRAFT".to_owned());
        WithdrawalView { step, draft, form, errors: Vec::new(), order: None, received_at: None, receipt_to: None }
    }

    pub fn html(withdrawal: WithdrawalView) -> String {
        Owner::new().with(|| view! { <Withdrawal withdrawal/> }.to_html())
    }

    #[test]
    fn the_second_step_shows_all_that_is_declared_and_declares_it_by_one_button() {
        let mut declared = withdrawal(WithdrawalStep::Confirm);
        declared.form.text = "The blue one\n<b>please</b>".to_owned();
        let html = html(declared);
        for part in [
            "<button class=\"pn-button pn-button--primary\">Confirm withdrawal</button>",
            "name=\"draft\" value=\"DRAFT\"",
            "/withdraw?draft=DRAFT&amp;edit=1",
            "1001",
            "Ada Lovelace",
            "ada@example.com",
            "The blue one",
            "&lt;b&gt;please",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert_eq!(html.matches("<form").count(), 1, "{html}");
    }

    #[test]
    fn the_receipt_says_when_and_where_to() {
        let received = WithdrawalView {
            received_at: Some(DAY),
            receipt_to: Some("ada@example.com".to_owned()),
            order: Some(order()),
            ..withdrawal(WithdrawalStep::Received)
        };
        let html = html(received);
        let at = store_texts(Language::ENGLISH).date_and_time(DAY);
        for part in ["We've received your withdrawal", &at, "(UTC)", "ada@example.com", "/order/TOKEN", "2 × Dunes"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("<form"), "nothing is left to do: {html}");
    }

    #[test]
    fn pieces_of_an_order_are_named_by_their_titles() {
        let texts = store_texts(Language::ENGLISH);
        let line = |id: &str| WithdrawnLine { kind: "poster".to_owned(), id: id.to_owned(), quantity: 1 };
        let mut form = WithdrawalForm { lines: vec![line("dunes"), line("gone")], ..WithdrawalForm::default() };
        assert_eq!(what(&form, Some(&order()), &texts), ["1 × Dunes", "1 × poster/gone"]);
        form.everything = true;
        assert_eq!(what(&form, Some(&order()), &texts), ["The whole order", "2 × Dunes", "1 × One seat"]);
        assert_eq!(what(&form, None, &texts), ["The whole order"]);
        (form.text, form.lines) = ("The blue one".to_owned(), Vec::new());
        assert_eq!(what(&form, None, &texts), ["The items you name below"]);
    }
}
