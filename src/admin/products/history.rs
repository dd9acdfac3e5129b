//! What was done to a product, from the audit log.

use leptos::prelude::*;

use super::{found::Found, labels};
use crate::{
    Act, AuditEntry, AuditQuery,
    admin::{
        audit::{act_name, actor_name},
        detail::{detail, states},
        here::{Failure, Here},
    },
    encode,
    inert::IntoInert,
    managed::{FieldKind, subject},
};

/// The newest entries on the page of a product.
const NEWEST: usize = 20;

/// Renders the history of a product, for who may read it.
pub(super) async fn of(here: &Here, found: &Found) -> Result<Option<AnyView>, Failure> {
    if !here.may(Act::ReadAuditLog) {
        return Ok(None);
    }
    let subject = subject(found.kind.kind, found.id());
    let query = AuditQuery::default().subject(&subject).limit(u32::try_from(NEWEST + 1).unwrap_or(u32::MAX));
    let entries = here.admin().audit(&query).await?;
    if entries.is_empty() {
        return Ok(None);
    }
    let older = (entries.len() > NEWEST).then(|| {
        let to = here.path(&format!("/audit?subject={}", encode::component(&subject)));
        view! { <p><a href=to>{here.text("admin-products-whole-history")}</a></p> }
    });
    let items: Vec<_> = entries.iter().take(NEWEST).map(|entry| item(here, found, entry)).collect();
    let history = view! {
        <section>
            <h2>{here.text("admin-products-history")}</h2>
            <ol class="ad-timeline">{items}</ol>
            {older}
        </section>
    };
    Ok(Some(history.into_inert()))
}

fn item(here: &Here, found: &Found, entry: &AuditEntry) -> AnyView {
    let (actor, act) = (actor_name(here, &entry.actor), act_name(here, &entry.act));
    let what = here.format("admin-timeline-act", &[("actor", (&actor).into()), ("act", (&act).into())]);
    let detail = detail(here, entry);
    let lines: Vec<_> = detail
        .lines()
        .map(|line| {
            let line = named(here, found, line);
            view! { <p class="ad-muted">{line}</p> }
        })
        .collect();
    view! { <li>{here.when(entry.at)} <p>{what}</p> {lines}</li> }.into_inert()
}

/// Returns a line of a detail with the label of the field that it begins with.
fn named(here: &Here, found: &Found, line: &str) -> String {
    let known = |name: &str| found.fields.iter().any(|field| Some(field.name) == name.split('.').next());
    match line.split_once(": ") {
        Some(("state", change)) => {
            format!(
                "{}: {}",
                here.text("admin-products-state"),
                states(here, found.kind.settings, change).unwrap_or_else(|| change.to_owned())
            )
        }
        Some((name, rest)) if known(name) => {
            let change = match rest.split_once(" -> ") {
                Some((was, now)) => format!("{} → {}", value(here, found, name, was), value(here, found, name, now)),
                None => value(here, found, name, rest),
            };
            format!("{}: {change}", labels::value(here, found.kind.kind, name))
        }
        _ => line.to_owned(),
    }
}

/// Returns a value, or the beginning of one, as the staff know it.
fn value(here: &Here, found: &Found, name: &str, said: &str) -> String {
    let field = found.fields.iter().find(|field| Some(field.name) == name.split('.').next());
    let said = match field.map(|field| field.kind) {
        Some(FieldKind::File) => labels::file_name(said).to_owned(),
        Some(FieldKind::Pictures) => said.split(' ').filter(|word| !is_picture(word)).collect::<Vec<_>>().join(" "),
        _ => said.to_owned(),
    };
    labels::shown(here, found.kind.kind, &found.fields, name, said.trim())
}

/// Returns whether a word is the id of a picture, or the beginning of one.
fn is_picture(word: &str) -> bool {
    let digits = word.trim_end_matches('…');
    let is_cut = digits.len() < word.len();
    (digits.len() == 32 || is_cut) && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::is_picture;

    #[test]
    fn ids_of_pictures_are_no_words() {
        for id in ["0f343b0931126a20f133d67c2b018a3b", "0f343b09…", "…"] {
            assert!(is_picture(id), "{id}");
        }
        for word in ["A", "mug", "facade", "Handle…", ""] {
            assert!(!is_picture(word), "{word}");
        }
    }
}
