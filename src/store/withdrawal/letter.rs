//! The mails about a withdrawal.

use super::{draft::Withdrawal, order::Known};
use crate::{
    language::{Language, Texts},
    model::{Timestamp, WithdrawalLine},
    store::{Store, mail::letter::Letter},
};

/// Returns the receipt: all that was declared, and when. It is the same for what was matched and what was not, since anybody
/// can type any address.
pub(super) fn receipt(store: &Store, found: &Withdrawal) -> Letter {
    let texts = texts_in(store, found.language);
    // Without what was typed: nobody else's words are in a subject.
    let letter = letter(store, &texts, texts.get("mail-withdrawal")).paragraph(texts.get("mail-withdrawal-text"));
    let letter = declared(letter, &texts, found, true);
    letter.paragraph(texts.get("mail-withdrawal-next")).paragraph(texts.get("mail-withdrawal-not-you"))
}

/// Returns the note to the address of the order. It names no other address, which may be a stranger's.
pub(super) fn note(store: &Store, found: &Withdrawal, known: &Known) -> Letter {
    let texts = texts_in(store, known.language);
    let number = known.view.number.to_string();
    let heading = texts.format("mail-withdrawal-note", &[("number", (&number).into())]);
    let url = store.settings().url(&store.path_in(known.language, &store.order_path(&known.view.token)));
    let letter = letter(store, &texts, heading).paragraph(texts.get("mail-withdrawal-note-text"));
    declared(letter, &texts, found, false)
        .paragraph(texts.get("mail-withdrawal-note-not-you"))
        .button(texts.get("mail-see-order"), url)
}

fn texts_in(store: &Store, language: Language) -> Texts {
    let known = Some(language).filter(|language| store.languages().contains(language));
    store.texts(known.unwrap_or_else(|| store.first_language()))
}

fn letter(store: &Store, texts: &Texts, heading: String) -> Letter {
    Letter::new(texts.language(), heading, store.shop_name()).reply_to(store.shop_email())
}

/// Adds what was declared; `with_email` names the address that was typed.
fn declared(letter: Letter, texts: &Texts, found: &Withdrawal, with_email: bool) -> Letter {
    let withdrawn = &found.declared;
    let mut facts = vec![
        (texts.get("mail-withdrawal-received"), moment(texts, found.received_at)),
        (texts.get("mail-withdrawal-order"), withdrawn.number.clone()),
        (texts.get("mail-withdrawal-name"), withdrawn.name.clone()),
    ];
    if with_email {
        facts.push((texts.get("mail-withdrawal-email"), withdrawn.email.clone()));
    }
    let what = match &withdrawn.lines {
        Some(lines) => contents(lines),
        None if found.is_in_words() => texts.get("withdraw-part"),
        None => texts.get("mail-withdrawal-everything"),
    };
    facts.push((texts.get("mail-withdrawal-from"), what));
    letter.facts(facts).address(texts.get("mail-withdrawal-message"), said(found))
}

/// Returns a date and a time, to the second.
fn moment(texts: &Texts, at: Option<Timestamp>) -> String {
    let Some(at) = at else { return String::new() };
    let (day, time) = (texts.date_and_weekday(at), texts.clock(at));
    let with = [("day", (&day).into()), ("time", (&time).into()), ("zone", texts.time_zone().name().into())];
    texts.format("mail-withdrawal-moment", &with)
}

fn contents(lines: &[WithdrawalLine]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("{} × {}", line.quantity, line.title)).collect();
    lines.join(", ")
}

fn said(found: &Withdrawal) -> Vec<String> {
    found.declared.text.lines().map(str::to_owned).collect()
}

/// Returns the note to the merchant, in English as all of them.
pub(super) fn to_owner(store: &Store, found: &Withdrawal, known: Option<&Known>) -> Letter {
    let withdrawn = &found.declared;
    let heading = match known {
        Some(known) => format!("Withdrawal from order {}", known.view.number),
        None => "Withdrawal from an order that was not found".to_owned(),
    };
    let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let received = found.received_at.map(|at| store.time_zone().iso(at)).unwrap_or_default();
    let mut facts = vec![
        fact("Received", &received),
        fact("Order, as typed", &withdrawn.number),
        fact("Name", &withdrawn.name),
        fact("Email", &withdrawn.email),
    ];
    let what = match &withdrawn.lines {
        Some(lines) => contents(lines),
        None if found.is_in_words() => "what the message names".to_owned(),
        None => "everything".to_owned(),
    };
    facts.push(fact("Withdraws from", &what));
    let late = known.is_some_and(|known| found.received_at.is_some_and(|at| known.is_over(at)));
    let letter = Letter::new(Language::ENGLISH, heading, store.shop_name()).reply_to(Some(withdrawn.email.clone()));
    let letter = letter.facts(facts).address("Message", said(found));
    let letter = match known {
        None => letter.paragraph(
            "No order has this number together with this email address. If you know which one is meant, assign it in the \
             admin. The customer was told nothing about that, so that nobody can find out who has ordered.",
        ),
        Some(_) if late => letter.paragraph(
            "The period was over when this arrived. Decide whether you accept it, and tell the customer.",
        ),
        Some(_) => letter.paragraph(
            "Refund what was withdrawn within 14 days. You may wait for the goods, or for proof that they were sent back. \
             What has not left yet is still to be sent until you refund it.",
        ),
    };
    let url = store.settings().url(&format!("{}/withdrawals/{}", store.admin_path(), found.id));
    letter.button("View the withdrawal", url)
}
