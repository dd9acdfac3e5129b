//! Corrections of an order: its e-mail address and its address.

use axum::{
    extract::{Form, Path},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    act_page::ActPage,
    errors::{Outcome, outcome},
    found::Found,
    labels,
    offer::Offer,
};
use crate::{
    Act, Address, AddressField, AddressRules, AdminError, Contact, Correction, Field, FieldError,
    admin::{
        form::{FieldKind, Token, act_form, field},
        here::{Answer, Here},
        routes::Route,
    },
    country,
};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::act("/orders/{number}/correct", Act::Correct, ask, correct)]
}

#[derive(Deserialize)]
struct CorrectionForm {
    #[serde(flatten)]
    token: Token,
    #[serde(default)]
    email: String,
    #[serde(flatten)]
    address: Address,
}

async fn ask(here: Here, Path(number): Path<String>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    if !Offer::Correct.applies(&found) {
        return Ok(ActPage::new(&here, &found, here.text(Offer::Correct.label())).not_now());
    }
    let Contact { email, address, .. } = here.admin().contact(found.number).await?;
    let rules = rules(&here, &found, &address);
    Ok(page(&here, &found, rules, &email, &address, &[], None))
}

async fn correct(
    here: Here,
    Path(number): Path<String>,
    Form(CorrectionForm { token, email, address: typed }): Form<CorrectionForm>,
) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    let Contact { address, .. } = here.admin().contact(found.number).await?;
    let rules = rules(&here, &found, &address);
    let mut correction = Correction::default().language(here.texts.language()).email(email.as_str());
    for rule in rules.iter().flat_map(|rules| &rules.fields) {
        correction = correction.address(rule.field, typed.get(rule.field));
    }
    let result = here.admin().once(&here.form(&token.form)).correct(found.number, correction).await;
    // What the country's form does not have stays as it is.
    let typed = Address { country: address.country, ..typed };
    if let Err(AdminError::InvalidCorrection(errors)) = &result {
        return Ok(page(&here, &found, rules, &email, &typed, errors, None));
    }
    Ok(match outcome(result, &here.texts)? {
        Outcome::Done(()) | Outcome::AlreadyDone => here.done(&found.path(""), "correct"),
        Outcome::Refused(why) => page(&here, &found, rules, &email, &typed, &[], Some(why)),
    })
}

/// Returns the form of the address. `None` if nothing ships.
fn rules(here: &Here, found: &Found, address: &Address) -> Option<AddressRules> {
    found.order.shipping.as_ref()?;
    country::rules_in(&address.country, &here.texts)
}

fn page(
    here: &Here,
    found: &Found,
    rules: Option<AddressRules>,
    email: &str,
    address: &Address,
    errors: &[FieldError],
    refusal: Option<String>,
) -> Response {
    let title = here.text(Offer::Correct.label());
    let error = |of: Field| errors.iter().find(|error| error.field == of).map(|error| error.message.as_str());
    let email_label = here.text("admin-customer-email");
    let email_field = field(Field::Email.name(), &email_label, email, error(Field::Email), FieldKind::Email);
    let mut shown = vec![Field::Email];
    let mut fields = Vec::new();
    for rule in rules.iter().flat_map(|rules| &rules.fields) {
        let of = Field::ShippingAddress(rule.field);
        let kind = match &rules {
            Some(rules) if rule.field == AddressField::Region && !rules.regions.is_empty() => regions(rules),
            _ => FieldKind::Text,
        };
        let label = match rule.required {
            true => rule.label.clone(),
            false => here.format("admin-field-optional", &[("label", (&rule.label).into())]),
        };
        fields.push(field(of.name(), &label, address.get(rule.field), error(of), kind));
        shown.push(of);
    }
    // An error about a field that the form does not have.
    let elsewhere = errors.iter().find(|error| !shown.contains(&error.field)).map(|error| error.message.clone());
    let mut says = vec![here.text("admin-correct-effect")];
    let country = rules.is_some().then(|| {
        says.push(here.text("admin-correct-parcels"));
        let names = country::names(here.texts.language());
        let name = names.into_iter().find(|(code, _)| *code == address.country).map(|(_, name)| name);
        labels::facts([(here.text("admin-customer-country"), name)])
    });
    let fields = view! {
        {email_field}
        {fields}
        {country}
    };
    let form = act_form(&here.path(&found.path(Offer::Correct.path())), &title, false, fields);
    let refusal = refusal.or(elsewhere);
    ActPage::new(here, found, title).says(says).refused(refusal).invalid(!errors.is_empty()).show(form)
}

/// The states or provinces to choose from, or none of them.
fn regions(rules: &AddressRules) -> FieldKind {
    let none = [(String::new(), "–".to_owned())];
    let all = rules.regions.iter().map(|region| (region.key.clone(), region.name.clone()));
    FieldKind::Choice(none.into_iter().chain(all).collect())
}
