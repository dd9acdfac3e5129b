//! The page of a product: its state, its form, and what belongs to it.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{
    form::{self, Inputs, view::Beside},
    found::Found,
    history, labels,
    question::{self, Question},
    state::Step,
    stock::units,
};
use crate::{
    Act, ManagedState,
    admin::{
        here::{Answer, Here},
        order::labels::facts,
    },
    inert::IntoInert,
    managed::{Field, FieldKind},
    token,
};

/// What a page says first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Alert {
    None,
    /// Some of the values were refused. These questions are answered.
    Invalid(Vec<Question>),
    /// Another member of staff has changed the product meanwhile.
    Changed,
    /// Something is to be confirmed before.
    Asks(Vec<Question>),
}

/// Renders the page of a product. Who may not change it sees what it is.
pub(super) async fn page(here: &Here, found: &Found, inputs: &Inputs, alert: Alert, beside: Beside) -> Answer {
    let (kind, history) = (found.kind.kind, history::of(here, found).await?);
    let ticks = match &alert {
        Alert::Invalid(questions) | Alert::Asks(questions) => question::ticks(questions),
        Alert::None | Alert::Changed => ().into_inert(),
    };
    let (status, alert) = match alert {
        Alert::None => (StatusCode::OK, None),
        Alert::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, Some(beside.summary(here, kind))),
        Alert::Changed => {
            let says = here.text("admin-products-changed");
            (StatusCode::CONFLICT, Some(view! { <p class="ad-refused" role="alert">{says}</p> }.into_inert()))
        }
        Alert::Asks(questions) => (StatusCode::UNPROCESSABLE_ENTITY, Some(question::alert(&questions))),
    };
    let standing = (!found.kind.single).then(|| standing(here, found));
    let fields = match found.may_save(here) {
        true => edit_form(here, found, inputs, &beside, ticks),
        false => values(here, found),
    };
    let to_list = (!found.kind.single).then(|| to_list(here, kind));
    let body = view! {
        {alert}
        {standing}
        {fields}
        {uploads(here, found)}
        {stock(here, found)}
        {history}
        {to_list}
    };
    Ok(here.page_with(status, found.tab(), &found.title(here), body))
}

/// Renders the way back to the list.
pub(super) fn to_list(here: &Here, kind: &str) -> AnyView {
    let label = here.format("admin-products-back-to", &[("kind", (&labels::kind(here, kind)).into())]);
    view! { <p><a href=here.path(&super::path(kind))>{label}</a></p> }.into_inert()
}

/// Renders the state, what can be done about it, and the way to the product's own page.
fn standing(here: &Here, found: &Found) -> AnyView {
    let (state, settings) = (found.record.record.state, found.kind.settings);
    let steps = Step::ALL.into_iter().filter(|step| step.applies(state) && here.may(Act::SetProductState));
    let steps: Vec<_> = steps
        .map(|step| {
            let to = here.path(&found.path(step.path()));
            view! { <a class="ad-button" href=to>{here.text(step.label(settings))}</a> }
        })
        .collect();
    let preview = here.admin().preview_url(found.kind.kind, found.id());
    let own = match (preview, state) {
        (Some(url), ManagedState::Draft) => Some((url, "admin-products-preview")),
        (Some(url), ManagedState::Published) => {
            let page = url.rsplit_once(['?', '&']).map_or(url.as_str(), |(page, _)| page);
            Some((page.to_owned(), "admin-products-in-shop"))
        }
        _ => None,
    };
    let own = own.map(|(to, label)| view! { <a href=to>{here.text(label)}</a> });
    view! { <div class="ad-actions">{labels::state(here, settings, state)} {steps} {own}</div> }.into_inert()
}

fn edit_form(here: &Here, found: &Found, inputs: &Inputs, beside: &Beside, ticks: AnyView) -> AnyView {
    let fields = found.form_fields(here);
    let (action, version) = (here.path(&found.path("/save")), found.record.version.to_string());
    let hashes = Inputs::of(&found.record.record.values, fields).hashes(fields);
    view! {
        <form class="ad-form ad-product" method="post" action=action>
            <input type="hidden" name="form" value=token()/>
            <input type="hidden" name="version" value=version/>
            {form::view::hashes(hashes)}
            {form::view::inputs(here, found.kind.kind, fields, inputs, beside)}
            {ticks}
            <p class="ad-actions"><button class="ad-button ad-primary">{here.text("admin-products-save")}</button></p>
        </form>
    }
    .into_inert()
}

/// Renders the values for who may not change them.
fn values(here: &Here, found: &Found) -> AnyView {
    let fields = found.form_fields(here);
    let values = &found.record.record.values;
    let has_part = |field: &&Field| !matches!(field.kind, FieldKind::Stock | FieldKind::File | FieldKind::Pictures);
    let named = fields.all.iter().filter(has_part).flat_map(|field| field.names(fields.languages));
    let facts_of = named.map(|(name, _)| {
        let label = labels::value(here, found.kind.kind, &name);
        let value = labels::shown(here, found.kind.kind, fields.all, &name, values.get(&name));
        (label, Some(value))
    });
    facts(facts_of)
}

/// Renders the pictures and files, with links to their pages.
fn uploads(here: &Here, found: &Found) -> AnyView {
    let values = &found.record.record.values;
    let part = |field: &Field| {
        let (below, act) = match field.kind {
            FieldKind::Pictures => ("pictures", "admin-products-change-pictures"),
            FieldKind::File => ("files", "admin-products-change-file"),
            _ => return None,
        };
        let has: Vec<String> = match field.kind {
            FieldKind::Pictures => values.pictures(field.name).into_iter().map(|picture| picture.alt).collect(),
            _ => values.file(field.name).iter().map(|key| labels::file_name(key).to_owned()).collect(),
        };
        let items = has.into_iter().map(|text| match text.is_empty() {
            true => here.text("admin-products-no-alternative-text"),
            false => text,
        });
        let items: Vec<_> = items.map(|text| view! { <li>{text}</li> }).collect();
        let list = match items.is_empty() {
            true => view! { <p class="ad-muted">{here.text("admin-products-none-uploaded")}</p> }.into_inert(),
            false => view! { <ul class="ad-uploads">{items}</ul> }.into_inert(),
        };
        let label = labels::field(here, found.kind.kind, field.name);
        let link = found.may_save(here).then(|| {
            let to = here.path(&found.path(&format!("/{below}/{}", field.name)));
            let text = here.format(act, &[("field", (&label).into())]);
            view! { <p><a class="ad-button" href=to>{text}</a></p> }
        });
        let id = format!("field.{}", field.name);
        Some(view! { <section id=id><h2>{label}</h2> {list} {link}</section> })
    };
    found.fields.iter().filter_map(part).collect::<Vec<_>>().into_inert()
}

/// Renders the stock, with a link to its page.
fn stock(here: &Here, found: &Found) -> Option<AnyView> {
    let stocks = found.stocks();
    if stocks.is_empty() {
        return None;
    }
    let changes = found.may_be_unlimited() || stocks.iter().any(|(_, units)| units.is_some());
    let rows = units(here, &stocks);
    let link = (changes && here.may(Act::AdjustStock)).then(|| {
        let to = here.path(&found.path("/stock"));
        view! { <p><a class="ad-button" href=to>{here.text("admin-stock-adjust")}</a></p> }
    });
    Some(view! { <section><h2>{here.text("admin-stock")}</h2> {rows} {link}</section> }.into_inert())
}
