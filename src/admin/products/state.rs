//! Publishing, retiring and bringing back: each has a page that says what it will do.

use axum::{
    extract::{Path, RawForm},
    http::StatusCode,
    response::Response,
};
use leptos::prelude::*;

use super::{
    found::Found,
    problems,
    question::{self, Question},
};
use crate::{
    Act, ManagedError, ManagedState,
    admin::{
        bulk::Sent,
        form::act_form,
        here::{Answer, Failure, Here},
        routes::Route,
    },
    inert::IntoInert,
    managed::is_free,
};

/// What changes the state of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Publish,
    Retire,
    BringBack,
}

impl Step {
    pub const ALL: [Step; 3] = [Step::Publish, Step::Retire, Step::BringBack];

    /// Whether a product in this state can take it.
    pub const fn applies(self, state: ManagedState) -> bool {
        match self {
            Step::Publish => matches!(state, ManagedState::Draft),
            Step::Retire => matches!(state, ManagedState::Draft | ManagedState::Published),
            Step::BringBack => matches!(state, ManagedState::Retired),
        }
    }

    /// The path of its page, below that of the product.
    pub const fn path(self) -> &'static str {
        match self {
            Step::Publish => "/publish",
            Step::Retire => "/retire",
            Step::BringBack => "/bring-back",
        }
    }

    /// The name of the text of its link and button: for a product, or for one of several settings.
    pub const fn label(self, settings: bool) -> &'static str {
        match self {
            Step::Publish if settings => "admin-settings-publish",
            Step::Publish => "admin-products-publish",
            Step::Retire => "admin-products-retire",
            Step::BringBack => "admin-products-bring-back",
        }
    }

    /// The name of the text that says what it will do.
    const fn effect(self, settings: bool) -> &'static str {
        match self {
            Step::Publish if settings => "admin-settings-publish-text",
            Step::Retire if settings => "admin-settings-retire-text",
            Step::BringBack if settings => "admin-settings-bring-back-text",
            Step::Publish => "admin-products-publish-text",
            Step::Retire => "admin-products-retire-text",
            Step::BringBack => "admin-products-bring-back-text",
        }
    }

    /// The message that says what it has done.
    const fn done(self, settings: bool) -> &'static str {
        match self {
            Step::Publish | Step::BringBack if settings => "setting-published",
            Step::Retire if settings => "setting-retired",
            Step::Publish => "product-published",
            Step::Retire => "product-retired",
            Step::BringBack => "product-brought-back",
        }
    }

    const fn to(self) -> ManagedState {
        match self {
            Step::Publish | Step::BringBack => ManagedState::Published,
            Step::Retire => ManagedState::Retired,
        }
    }
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        route("/products/{kind}/{id}/publish", Step::Publish),
        route("/products/{kind}/{id}/retire", Step::Retire),
        route("/products/{kind}/{id}/bring-back", Step::BringBack),
    ]
}

fn route(path: &'static str, step: Step) -> Route {
    Route::act(
        path,
        Act::SetProductState,
        move |here: Here, product: Path<(String, String)>| ask(step, here, product),
        move |here: Here, product: Path<(String, String)>, form: RawForm| perform(step, here, product, form),
    )
}

async fn ask(step: Step, here: Here, Path((kind, id)): Path<(String, String)>) -> Answer {
    let found = changeable(&here, &kind, &id).await?;
    Ok(match step.applies(found.record.record.state) {
        true => page(&here, &found, step, &questions(&here, &found, step, &Sent::read(b"")), None),
        false => not_now(&here, &found, step),
    })
}

async fn perform(step: Step, here: Here, Path((kind, id)): Path<(String, String)>, RawForm(form): RawForm) -> Answer {
    let found = changeable(&here, &kind, &id).await?;
    let sent = Sent::read(&form);
    let form = here.form(sent.token()?);
    let admin = here.admin().once(&form);
    if !step.applies(found.record.record.state) && !admin.is_done().await? {
        return Ok(not_now(&here, &found, step));
    }
    let questions = questions(&here, &found, step, &sent);
    if question::are_open(&questions) {
        return Ok(page(&here, &found, step, &questions, Some(question::alert(&questions))));
    }
    match admin.set_managed_state(found.kind.kind, found.id(), step.to()).await {
        Ok(()) | Err(ManagedError::AlreadyDone) => Ok(here.done(&found.path(""), step.done(found.kind.settings))),
        Err(ManagedError::Invalid(errors)) => {
            let why = problems::sentences(&here, found.kind.kind, &errors);
            Ok(page(&here, &found, step, &questions, Some(missing(&here, &found, why))))
        }
        Err(error) => Err(error.into()),
    }
}

/// Returns a product whose state can be changed. What there is one of only has none.
async fn changeable(here: &Here, kind: &str, id: &str) -> Result<Found, Failure> {
    let found = Found::of(here, kind, id).await?;
    if found.kind.single { Err(Failure::NotFound) } else { Ok(found) }
}

/// Returns what is to be confirmed before a step: to put up for sale what costs nothing.
fn questions(here: &Here, found: &Found, step: Step, sent: &Sent) -> Vec<Question> {
    let is_free = step.to() == ManagedState::Published && is_free(&found.fields, &found.record.record.values);
    is_free.then(|| Question::free(here, sent)).into_iter().collect()
}

/// Renders the sentences that say what is missing.
fn missing(here: &Here, found: &Found, sentences: Vec<String>) -> AnyView {
    let not_ready = if found.kind.settings { "admin-settings-not-ready" } else { "admin-products-not-ready" };
    let items: Vec<_> = sentences.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect();
    view! {
        <div class="ad-refused" role="alert">
            <p>{here.text(not_ready)}</p>
            <ul>{items}</ul>
        </div>
    }
    .into_inert()
}

/// Renders the page of a step, with why it was refused.
fn page(here: &Here, found: &Found, step: Step, questions: &[Question], refusal: Option<AnyView>) -> Response {
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let form = act_form(
        &here.path(&found.path(step.path())),
        &here.text(step.label(found.kind.settings)),
        step == Step::Retire,
        question::ticks(questions),
    );
    let body = view! {
        {refusal}
        <p>{here.text(step.effect(found.kind.settings))}</p>
        {form}
        {back(here, found)}
    };
    here.page_with(status, found.tab(), &found.act_title(here, step.label(found.kind.settings)), body)
}

fn not_now(here: &Here, found: &Found, step: Step) -> Response {
    let body = view! {
        <p class="ad-refused" role="alert">{here.text("admin-products-not-now")}</p>
        {back(here, found)}
    };
    here.page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        found.tab(),
        &found.act_title(here, step.label(found.kind.settings)),
        body,
    )
}

/// Renders the way back to the product.
pub(super) fn back(here: &Here, found: &Found) -> AnyView {
    let title = found.title(here);
    let label = here.format("admin-products-back-to", &[("kind", (&title).into())]);
    view! { <p><a href=here.path(&found.path(""))>{label}</a></p> }.into_inert()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_a_way_out_of_it() {
        for state in ManagedState::ALL {
            assert!(Step::ALL.iter().any(|step| step.applies(state) && step.to() != state), "{state}");
        }
    }
}
