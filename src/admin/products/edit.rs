//! The forms that create and edit a product, and their edit conflicts.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::{Path, RawForm},
    http::StatusCode,
    response::Response,
};
use leptos::prelude::*;

use super::{
    form::{self, Fields, Inputs, merge, view::Beside},
    found::{Found, kind_named, refusal, tab},
    labels,
    page::{self, Alert},
    path, path_of,
    question::{self, Question},
};
use crate::{
    Act, AuditEntry, AuditQuery, ManagedError, ManagedKind, ManagedSave, ManagedState, Saved,
    admin::{
        audit::actor_name,
        bulk::Sent,
        form::{FieldKind as Input, field},
        here::{Answer, Failure, Here},
        routes::Route,
    },
    managed::{Field, FieldError, FieldKind, FieldProblem, Values, discarded, is_free, subject},
    token,
};

/// The most characters of a value that is shown beside its input.
const SHOWN: usize = 300;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::act("/products/{kind}/new", Act::SaveProduct, show_new, create).long(),
        Route::page("/products/{kind}/{id}", Act::View, show),
        Route::act("/products/{kind}/{id}/save", Act::SaveProduct, back, save).long(),
    ]
}

/// Returns the fields whose options cannot be saved as they were typed, and the stock that would be that of none.
fn bad_options(inputs: &Inputs, fields: Fields<'_>) -> Vec<FieldError> {
    let options = inputs.bad_options().map(|name| FieldError::new(name, FieldProblem::BadOptions));
    let stock = inputs.useless_stock(fields).map(|name| FieldError::new(name, FieldProblem::StockOfOptions));
    options.chain(stock).collect()
}

/// Moves errors of the stock to the options, beside which it was typed.
fn beside_options(errors: Vec<FieldError>, inputs: &Inputs, fields: Fields<'_>) -> Vec<FieldError> {
    let names = fields.stock().zip(fields.options().next()).map(|(stock, options)| (stock.name, options.name));
    let Some((stock, options)) = names.filter(|_| !fields.new || inputs.have_options()) else { return errors };
    let beside = |error: FieldError| match error.field == stock && error.problem != FieldProblem::StockOfOptions {
        true => FieldError::new(options, error.problem),
        false => error,
    };
    errors.into_iter().map(beside).collect()
}

/// The form of a new product.
struct New<'a> {
    here: &'a Here,
    kind: ManagedKind,
    fields: &'a [Field],
}

impl New<'_> {
    fn fields(&self) -> Fields<'_> {
        Fields {
            all: self.fields,
            languages: self.here.store.languages(),
            zone: self.here.store.time_zone(),
            new: true,
        }
    }

    /// Renders the page, with what is wrong, and what it asks.
    fn page(&self, inputs: &Inputs, id: &str, errors: Vec<FieldError>, questions: &[Question]) -> Response {
        let (here, kind) = (self.here, self.kind.kind);
        let one = labels::one(here, kind);
        let title = here.format("admin-products-new-title", &[("kind", (&one).into())]);
        let beside = Beside { errors: beside_options(errors, inputs, self.fields()), changed: BTreeMap::new() };
        let (refused, wrong_id) = (!beside.errors.is_empty(), beside.error(here, "id"));
        // What has to be uploaded is missing before the first save.
        let needs_more = self
            .fields
            .iter()
            .any(|field| field.required && matches!(field.kind, FieldKind::File | FieldKind::Pictures));
        let publish = (here.may(Act::SetProductState) && !needs_more).then(|| {
            let label = match self.kind.settings {
                true => here.text("admin-settings-save-and-publish"),
                false => here.text("admin-products-save-and-publish"),
            };
            let state = ManagedState::Published.as_str();
            // What is said of the state leads to it.
            view! { <button class="ad-button" id="field.state" name="state" value=state>{label}</button> }
        });
        let action = here.path(&format!("{}/new", path(kind)));
        let (id_label, id_hint) = match self.kind.settings {
            true => ("admin-settings-id", "admin-settings-id-hint"),
            false => ("admin-field-id", "admin-products-id-hint"),
        };
        let summary = refused.then(|| beside.summary(here, kind));
        let asks = question::are_open(questions);
        let question = asks.then(|| question::alert(questions));
        let body = view! {
            {summary}
            {question}
            <form class="ad-form ad-product" method="post" action=action>
                <input type="hidden" name="form" value=token()/>
                {form::view::inputs(here, kind, self.fields(), inputs, &beside)}
                {field("id", &here.text(id_label), id, wrong_id.as_deref(), Input::Text)}
                <p class="ad-hint">{here.text(id_hint)}</p>
                {question::ticks(questions)}
                <p class="ad-actions">
                    <button class="ad-button ad-primary">{here.text("admin-products-save-draft")}</button>
                    {publish}
                </p>
            </form>
            {page::to_list(here, kind)}
        };
        let status = if refused || asks { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        here.page_with(status, tab(&self.kind), &title, body)
    }
}

/// Returns a kind of which there can be more, with its fields.
fn creatable(here: &Here, kind: &str) -> Result<(ManagedKind, Vec<Field>), Failure> {
    let kind = kind_named(here, kind)?;
    if kind.single {
        return Err(Failure::NotFound);
    }
    Ok((kind, here.admin().managed_fields(kind.kind)?))
}

/// `GET /products/{kind}/new`.
async fn show_new(here: Here, Path(kind): Path<String>) -> Answer {
    let (kind, fields) = creatable(&here, &kind)?;
    let new = New { here: &here, kind, fields: &fields };
    Ok(new.page(&Inputs::of(&Values::new(), new.fields()), "", Vec::new(), &[]))
}

/// `POST /products/{kind}/new`.
async fn create(here: Here, Path(kind): Path<String>, RawForm(form): RawForm) -> Answer {
    let (kind, fields) = creatable(&here, &kind)?;
    let new = New { here: &here, kind, fields: &fields };
    let sent = Sent::read(&form);
    let (token, id) = (sent.token()?, sent.get("id").unwrap_or_default());
    let inputs = Inputs::sent(&sent, new.fields());
    let errors = bad_options(&inputs, new.fields());
    if !errors.is_empty() {
        return Ok(new.page(&inputs, id, errors, &[]));
    }
    let values = inputs.changed(new.fields(), &BTreeMap::new());
    let publishes = sent.get("state") == Some(ManagedState::Published.as_str()) && here.may(Act::SetProductState);
    let questions: Vec<_> =
        (publishes && is_free(&fields, &values)).then(|| Question::free(&here, &sent)).into_iter().collect();
    if question::are_open(&questions) {
        return Ok(new.page(&inputs, id, Vec::new(), &questions));
    }
    let mut save = ManagedSave::create(values);
    if !id.is_empty() {
        save = save.wanted_id(id);
    }
    if publishes {
        save = save.state(ManagedState::Published);
    }
    match here.admin().once(&here.form(token)).save_managed(kind.kind, &save).await {
        Ok(Saved { id, .. }) => Ok(here.done(&path_of(kind.kind, &id), "product-created")),
        Err(ManagedError::AlreadyDone) => Ok(here.done(&path(kind.kind), "product-created")),
        Err(ManagedError::Invalid(errors)) => Ok(new.page(&inputs, id, errors, &questions)),
        Err(error) => Err(error.into()),
    }
}

/// `GET /products/{kind}/{id}`.
async fn show(here: Here, Path((kind, id)): Path<(String, String)>) -> Answer {
    let found = Found::of(&here, &kind, &id).await?;
    let inputs = Inputs::of(&found.record.record.values, found.form_fields(&here));
    page::page(&here, &found, &inputs, Alert::None, Beside::default()).await
}

/// `GET /products/{kind}/{id}/save`, as after a new sign-in.
async fn back(here: Here, Path((kind, id)): Path<(String, String)>) -> Answer {
    Ok(here.go(&Found::of(&here, &kind, &id).await?.path("")))
}

/// `POST /products/{kind}/{id}/save`.
async fn save(here: Here, Path((kind, id)): Path<(String, String)>, RawForm(form): RawForm) -> Answer {
    let mut found = Found::of(&here, &kind, &id).await?;
    if let Some(refused) = refusal(&here, &found.kind).await {
        return Ok(refused);
    }
    let sent = Sent::read(&form);
    let once = here.form(sent.token()?);
    let admin = here.admin().once(&once);
    if admin.is_done().await? {
        return Ok(here.done(&found.path(""), "product-saved"));
    }
    let shown = sent.get("version").and_then(|version| version.parse::<u64>().ok());
    let mut shown = shown.ok_or(Failure::BadRequest(String::new()))?;
    let base = form::base(&sent, found.form_fields(&here));
    let mut typed = Inputs::sent(&sent, found.form_fields(&here));
    loop {
        if shown != found.record.version {
            let now = Inputs::of(&found.record.record.values, found.form_fields(&here));
            let changed = merge(&mut typed, &now, &base, found.form_fields(&here));
            if !changed.is_empty() {
                let beside = Beside { errors: Vec::new(), changed: notes(&here, &found, &now, changed).await? };
                return page::page(&here, &found, &typed, Alert::Changed, beside).await;
            }
            shown = found.record.version;
        }
        let errors = bad_options(&typed, found.form_fields(&here));
        if !errors.is_empty() {
            return invalid(&here, &found, &typed, errors, Vec::new()).await;
        }
        let values = typed.changed(found.form_fields(&here), &base);
        let questions = questions(&here, &sent, &found, &values, &typed);
        if question::are_open(&questions) {
            return page::page(&here, &found, &typed, Alert::Asks(questions), Beside::default()).await;
        }
        let save = ManagedSave::update(found.id(), values).based_on(shown);
        let save = typed.renamed().fold(save, |save, (from, to)| save.rename_option(from, to));
        match admin.save_managed(found.kind.kind, &save).await {
            Ok(saved) if saved.changed.is_empty() => return Ok(here.done(&found.path(""), "product-unchanged")),
            Ok(_) | Err(ManagedError::AlreadyDone) => return Ok(here.done(&found.path(""), "product-saved")),
            Err(ManagedError::Invalid(errors)) => return invalid(&here, &found, &typed, errors, questions).await,
            Err(ManagedError::Conflict(record)) => found.record = *record,
            Err(error) => return Err(error.into()),
        }
    }
}

/// Returns what a form asks before it saves these values of a product.
fn questions(here: &Here, sent: &Sent, found: &Found, values: &Values, typed: &Inputs) -> Vec<Question> {
    let was = &found.record.record;
    let is_free = was.state == ManagedState::Published && is_free(&found.fields, values);
    let renamed = typed.renamed().map(|(from, to)| (from.to_owned(), to.to_owned())).collect();
    let units = discarded(&found.fields, was, values, &renamed);
    let free = is_free.then(|| Question::free(here, sent));
    free.into_iter().chain(Question::discards(here, sent, &units)).collect()
}

async fn invalid(
    here: &Here,
    found: &Found,
    typed: &Inputs,
    errors: Vec<FieldError>,
    questions: Vec<Question>,
) -> Answer {
    let errors = beside_options(errors, typed, found.form_fields(here));
    page::page(here, found, typed, Alert::Invalid(questions), Beside { errors, changed: BTreeMap::new() }).await
}

/// Returns who has changed these values, when, and what they are now.
async fn notes(
    here: &Here,
    found: &Found,
    now: &Inputs,
    changed: BTreeSet<String>,
) -> Result<BTreeMap<String, String>, Failure> {
    let newest = AuditQuery::default().subject(subject(found.kind.kind, found.id()));
    let entries = here.admin().audit(&newest).await?;
    let fields = found.form_fields(here);
    let note = |name: String| {
        // Several may have saved it, of whom each has changed something else.
        let (actor, at) = match entries.iter().find(|entry| has_changed(entry, &name)) {
            Some(entry) => (entry.actor.as_str(), Some(entry.at)),
            None => (found.record.updated_by.as_str(), found.record.updated_at),
        };
        let at = at.map(|at| here.texts.date_and_time(at)).unwrap_or_default();
        let actor = actor_name(here, actor);
        let value = labels::shown(here, found.kind.kind, fields.all, &name, &now.value(&name));
        let value: String = value.chars().take(SHOWN).collect();
        let with = [("actor", (&actor).into()), ("at", (&at).into()), ("now", (&value).into())];
        let note = here.format("admin-products-changed-meanwhile", &with);
        (name, note)
    };
    Ok(changed.into_iter().map(note).collect())
}

/// Returns whether an entry is about a save that has changed a value: it has a line for each that was.
fn has_changed(entry: &AuditEntry, name: &str) -> bool {
    let is_save = [Act::SaveProduct, Act::SaveSite].iter().any(|act| entry.act == act.as_str());
    let is_of = |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(": "));
    is_save && entry.detail.lines().any(is_of)
}
