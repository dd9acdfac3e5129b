//! Whether a stock is limited: a form that limits one, and a page that lifts the limit.

use axum::{
    extract::{Path, RawForm},
    http::StatusCode,
    response::Response,
};
use leptos::prelude::*;

use super::{
    found::Found,
    problems,
    state::back,
    stock::{changed, units, which},
};
use crate::{
    Act, ManagedError,
    admin::{
        bulk::Sent,
        form::{FieldKind, act_form, field},
        here::{Answer, Here},
        routes::Route,
    },
    inert::IntoInert,
};

/// What changes whether a stock is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Limit,
    Lift,
}

impl Step {
    /// Whether an option with this stock can take it.
    const fn applies(self, stock: Option<u32>) -> bool {
        match self {
            Step::Limit => stock.is_none(),
            Step::Lift => stock.is_some(),
        }
    }

    /// The path of its page, below that of the product.
    const fn path(self) -> &'static str {
        match self {
            Step::Limit => "/stock/limit",
            Step::Lift => "/stock/unlimited",
        }
    }

    /// The name of the text of its heading, link and button.
    const fn label(self) -> &'static str {
        match self {
            Step::Limit => "admin-stock-limit",
            Step::Lift => "admin-stock-lift",
        }
    }

    /// The name of the text that says what it will do.
    const fn effect(self) -> &'static str {
        match self {
            Step::Limit => "admin-stock-limit-text",
            Step::Lift => "admin-stock-lift-text",
        }
    }

    /// The message that says what it has done.
    const fn done(self) -> &'static str {
        match self {
            Step::Limit => "stock-limited",
            Step::Lift => "stock-unlimited",
        }
    }
}

/// A form as it was filled in.
#[derive(Default)]
struct Typed {
    option: String,
    units: String,
    reason: String,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        route("/products/{kind}/{id}/stock/limit", Step::Limit),
        route("/products/{kind}/{id}/stock/unlimited", Step::Lift),
    ]
}

fn route(path: &'static str, step: Step) -> Route {
    Route::act(
        path,
        Act::AdjustStock,
        move |here: Here, product: Path<(String, String)>| ask(step, here, product),
        move |here: Here, product: Path<(String, String)>, form: RawForm| perform(step, here, product, form),
    )
}

async fn ask(step: Step, here: Here, Path((kind, id)): Path<(String, String)>) -> Answer {
    let found = Found::of(&here, &kind, &id).await?;
    match page(&here, &found, step, &Typed::default(), None) {
        Some(page) => Ok(page),
        None => changed(&here, &kind, &id).await,
    }
}

async fn perform(step: Step, here: Here, Path((kind, id)): Path<(String, String)>, RawForm(form): RawForm) -> Answer {
    let found = Found::of(&here, &kind, &id).await?;
    let sent = Sent::read(&form);
    let token = sent.token()?;
    let get = |name: &str| sent.get(name).unwrap_or_default().to_owned();
    let typed = Typed { option: get("limit-option"), units: get("units"), reason: get("limit-reason") };
    let stock = match step {
        Step::Limit => typed.units.parse::<u32>().map(Some),
        Step::Lift => Ok(None),
    };
    let wrong = match stock {
        Err(_) => here.text("admin-stock-number-wrong"),
        Ok(stock) => {
            let form = here.form(token);
            let admin = here.admin().once(&form);
            match admin.limit_stock(found.kind.kind, found.id(), &typed.option, stock, &typed.reason).await {
                Ok(()) | Err(ManagedError::AlreadyDone) => return Ok(here.done(&found.path(""), step.done())),
                Err(ManagedError::Invalid(errors)) => {
                    errors.first().map(|error| problems::sentence(&error.problem, &here.texts)).unwrap_or_default()
                }
                Err(ManagedError::Limited | ManagedError::NoStock) => return changed(&here, &kind, &id).await,
                Err(error) => return Err(error.into()),
            }
        }
    };
    match page(&here, &found, step, &typed, Some(&wrong)) {
        Some(page) => Ok(page),
        None => changed(&here, &kind, &id).await,
    }
}

/// Renders the page of a step, unless there is no option to which it applies.
fn page(here: &Here, found: &Found, step: Step, typed: &Typed, wrong: Option<&str>) -> Option<Response> {
    let form = form(here, found, step, typed, wrong)?;
    let body = view! {
        {units(here, &found.stocks())}
        <p>{here.text(step.effect())}</p>
        {form}
        {back(here, found)}
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Some(here.page_with(status, found.tab(), &found.act_title(here, step.label()), body))
}

fn form(here: &Here, found: &Found, step: Step, typed: &Typed, wrong: Option<&str>) -> Option<AnyView> {
    if !found.may_be_unlimited() {
        return None;
    }
    let mut options = found.stocks();
    options.retain(|(_, stock)| step.applies(*stock));
    if options.is_empty() {
        return None;
    }
    let names = options.iter().map(|(option, _)| option.as_str());
    let units = (step == Step::Limit)
        .then(|| field("units", &here.text("admin-stock-limit-units"), &typed.units, wrong, FieldKind::Number));
    let fields = view! {
        {which(here, "limit-option", names, &typed.option)}
        {units}
        {field("limit-reason", &here.text("admin-stock-reason"), &typed.reason, None, FieldKind::Text)}
    };
    Some(act_form(&here.path(&found.path(step.path())), &here.text(step.label()), step == Step::Lift, fields))
}

/// Renders the part of the page about the stock: the form that limits what is unlimited, and the way to lift a limit.
pub(super) fn section(here: &Here, found: &Found) -> AnyView {
    let limit = form(here, found, Step::Limit, &Typed::default(), None).map(|form| {
        view! {
            <section>
                <h2>{here.text(Step::Limit.label())}</h2>
                <p>{here.text(Step::Limit.effect())}</p>
                {form}
            </section>
        }
    });
    let applies = found.stocks().into_iter().any(|(_, stock)| Step::Lift.applies(stock));
    let lift = (applies && found.may_be_unlimited()).then(|| {
        let to = here.path(&found.path(Step::Lift.path()));
        view! { <p><a class="ad-button" href=to>{here.text(Step::Lift.label())}</a></p> }
    });
    view! {
        {limit}
        {lift}
    }
    .into_inert()
}
