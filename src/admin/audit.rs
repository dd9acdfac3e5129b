//! The page of the audit log: who has done what.

use axum::extract::Query;
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    detail::detail,
    form::{FieldKind, field},
    here::{Answer, Failure, Here},
    page::Tab,
    routes::Route,
};
use crate::{Act, Actor, AuditEntry, AuditQuery, encode, inert::IntoInert};

/// Entries on a page.
const PAGE: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page("/audit", Act::ReadAuditLog, list)]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filter {
    actor: String,
    order: String,
    /// What it is about beside an order, such as a product: a link leads here with it.
    subject: String,
    before: String,
}

/// `GET /audit`.
async fn list(here: Here, Query(filter): Query<Filter>) -> Answer {
    let order = filter.order.trim();
    let number = order.parse::<i64>().ok();
    let wrong = (!order.is_empty() && number.is_none()).then(|| here.text("admin-audit-order-invalid"));
    let mut query = AuditQuery::default().limit(u32::try_from(PAGE + 1).unwrap_or(u32::MAX));
    if let Some(number) = number {
        query = query.order(number);
    }
    if !filter.actor.is_empty() {
        query = query.actor(&filter.actor);
    }
    if !filter.subject.is_empty() {
        query = query.subject(&filter.subject);
    }
    if !filter.before.is_empty() {
        query = query.before(&filter.before);
    }
    let mut entries = match &wrong {
        None => here.admin().audit(&query).await?,
        Some(_) => Vec::new(),
    };
    let filters = filters(&here, &filter, wrong.as_deref()).await?;
    let more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let older = entries.last().filter(|_| more).map(|last| {
        let fields =
            [("actor", &filter.actor), ("order", &filter.order), ("subject", &filter.subject), ("before", &last.id)];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode::component(value))).collect();
        let to = here.path(&format!("/audit?{}", query.join("&")));
        view! {
            <nav class="ad-pager" aria-label=here.text("admin-pages")>
                <a href=to rel="next">{here.text("admin-older")}</a>
            </nav>
        }
    });
    let found = match entries.is_empty() {
        true => view! { <p class="ad-empty">{here.text("admin-audit-none")}</p> }.into_inert(),
        false => table(&here, &entries),
    };
    let body = view! {
        {filters}
        {found}
        {older}
    };
    Ok(here.page(Tab::Audit, &here.text("admin-tab-audit"), body))
}

async fn filters(here: &Here, filter: &Filter, wrong: Option<&str>) -> Result<AnyView, Failure> {
    let staff = here.admin().staff().await?;
    let mut actors: Vec<String> = staff.into_iter().map(|member| Actor::Staff(member.email).to_string()).collect();
    actors.extend([Actor::CommandLine, Actor::System].map(|actor| actor.to_string()));
    if !filter.actor.is_empty() && !actors.contains(&filter.actor) {
        actors.push(filter.actor.clone());
    }
    let named = actors.into_iter().map(|actor| (actor.clone(), actor_name(here, &actor)));
    let choices = [(String::new(), here.text("admin-audit-everybody"))].into_iter().chain(named).collect();
    let subject = (!filter.subject.is_empty())
        .then(|| field("subject", &here.text("admin-audit-about"), &filter.subject, None, FieldKind::Text));
    let form = view! {
        <form class="ad-filters" action=here.path("/audit") role="search">
            {field("actor", &here.text("admin-audit-actor"), &filter.actor, None, FieldKind::Choice(choices))}
            {field("order", &here.text("admin-audit-order"), &filter.order, wrong, FieldKind::Number)}
            {subject}
            <p class="ad-actions"><button class="ad-button">{here.text("admin-filter")}</button></p>
        </form>
    };
    Ok(form.into_inert())
}

fn table(here: &Here, entries: &[AuditEntry]) -> AnyView {
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = entries.iter().map(|entry| row(here, entry)).collect_view();
    view! {
        <table class="ad-table" aria-label=here.text("admin-tab-audit")>
            <thead>
                <tr>
                    {head("admin-audit-at")}
                    {head("admin-audit-actor")}
                    {head("admin-audit-act")}
                    {head("admin-audit-order")}
                    {head("admin-audit-about")}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_inert()
}

fn row(here: &Here, entry: &AuditEntry) -> impl IntoView + use<> {
    let label = |name: &str| here.text(name);
    let order = entry.order.map(|number| {
        let to = here.path(&format!("/orders/{number}"));
        view! { <a href=to>{number.to_string()}</a> }
    });
    let about: Vec<String> =
        [entry.subject.clone(), detail(here, entry)].into_iter().filter(|part| !part.is_empty()).collect();
    let about = (!about.is_empty()).then(|| about.join(" · "));
    view! {
        <tr>
            <td data-label=label("admin-audit-at")>{here.when(entry.at)}</td>
            <td class="ad-who" data-label=label("admin-audit-actor")>{actor_name(here, &entry.actor)}</td>
            <td class="ad-words" data-label=label("admin-audit-act")>{act_name(here, &entry.act)}</td>
            <td class="ad-words" data-label=label("admin-audit-order")>{order}</td>
            <td data-label=label("admin-audit-about")>{about}</td>
        </tr>
    }
}

/// Returns who has acted, as people say it.
pub(super) fn actor_name(here: &Here, actor: &str) -> String {
    match actor.split_once(':') {
        Some(("staff", email)) => email.to_owned(),
        Some(("plugin", name)) => here.format("admin-actor-plugin", &[("name", name.into())]),
        _ if actor == Actor::CommandLine.to_string() => here.text("admin-actor-command-line"),
        _ if actor == Actor::System.to_string() => here.text("admin-actor-system"),
        _ => actor.to_owned(),
    }
}

/// Returns what was done, as people say it. An act of a newer version is shown as it is.
pub(super) fn act_name(here: &Here, act: &str) -> String {
    match act.parse::<Act>() {
        Ok(act) => here.text(&format!("admin-act-{}", act.as_str().replace('.', "-"))),
        Err(_) => act.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, Role, language::fluent::store_texts};

    #[test]
    fn every_act_and_role_has_a_text_in_each_language() {
        let acts = Act::ALL.iter().map(|act| format!("admin-act-{}", act.as_str().replace('.', "-")));
        let roles = Role::ALL.iter().flat_map(|role| [format!("admin-role-{role}"), format!("admin-role-{role}-may")]);
        for name in acts.chain(roles) {
            for language in [Language::ENGLISH, Language::GERMAN] {
                assert!(store_texts(language).get_own(&name).is_some(), "{name} in {language}");
            }
        }
    }
}
