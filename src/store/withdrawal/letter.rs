//! The mails about a withdrawal.

use super::{draft::Withdrawal, order::Known};
use crate::{
    language::{Language, Texts},
    model::{Timestamp, WithdrawalLine, contents_of},
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
    Letter::new(texts.language(), heading, store.shop_name()).reply_to(store.shop_email()).imprint(store.imprint(texts))
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
    contents_of(lines.iter().map(|line| (line.quantity, line.title.as_str())))
}

fn said(found: &Withdrawal) -> Vec<String> {
    found.declared.text.lines().map(str::to_owned).collect()
}

/// Returns the note to the merchant, whose texts these are.
pub(super) fn to_owner(store: &Store, texts: &Texts, found: &Withdrawal, known: Option<&Known>) -> Letter {
    let withdrawn = &found.declared;
    let heading = match known {
        Some(known) => {
            let number = known.view.number.to_string();
            texts.format("owner-withdrawal", &[("number", (&number).into())])
        }
        None => texts.get("owner-withdrawal-unmatched"),
    };
    let what = match &withdrawn.lines {
        Some(lines) => contents(lines),
        None if found.is_in_words() => texts.get("owner-withdrawal-in-words"),
        None => texts.get("owner-withdrawal-everything"),
    };
    // From the order's page, nobody has typed it.
    let order = if found.identified { "owner-order" } else { "owner-withdrawal-order" };
    let facts = vec![
        (texts.get("owner-withdrawal-received"), moment(texts, found.received_at)),
        (texts.get(order), withdrawn.number.clone()),
        (texts.get("owner-withdrawal-name"), withdrawn.name.clone()),
        (texts.get("owner-withdrawal-email"), withdrawn.email.clone()),
        (texts.get("owner-withdrawal-from"), what),
    ];
    let late = known.is_some_and(|known| found.received_at.is_some_and(|at| known.is_over(at)));
    let then = match known {
        None => "owner-withdrawal-unmatched-then",
        Some(_) if late => "owner-withdrawal-late-then",
        Some(_) => "owner-withdrawal-then",
    };
    let url = store.settings().url(&format!("{}/withdrawals/{}", store.admin_path(), found.id));
    Letter::new(texts.language(), heading, store.shop_name())
        .reply_to(Some(withdrawn.email.clone()))
        .facts(facts)
        .address(texts.get("owner-withdrawal-message"), said(found))
        .paragraph(texts.get(then))
        .button(texts.get("owner-view-withdrawal"), url)
}
