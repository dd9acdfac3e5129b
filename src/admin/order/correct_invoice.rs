//! The correction of an invoice: a credit note takes it back, and one with another customer takes its place.

use axum::{
    extract::{Form, Path},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    act_page::ActPage,
    documents::failure,
    errors::{Outcome, outcome},
    found::Found,
    labels,
};
use crate::{
    Act, Address, AddressField, AddressRules, AdminError, Document, Field, FieldError, InvoiceBuyer,
    admin::{
        form::{FieldKind, Token, act_form, field},
        here::{Answer, Failure, Here},
        routes::Route,
    },
    country,
};

/// The path of the page, below the order's.
pub(super) const PATH: &str = "/correct-invoice";
/// The maximum length of the reason, in characters.
const LONGEST_REASON: u32 = 500;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::act("/orders/{number}/correct-invoice", Act::CorrectInvoice, ask, correct)]
}

#[derive(Deserialize)]
struct BuyerForm {
    #[serde(flatten)]
    token: Token,
    #[serde(flatten)]
    typed: Typed,
}

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    #[serde(flatten)]
    address: Address,
    vat_id: String,
    reason: String,
}

/// What is corrected.
struct Current {
    /// The numbers of all invoices that hold.
    numbers: Vec<String>,
    /// The newest of them. All are to the same customer.
    newest: Document,
}

/// Returns the invoices of an order that hold. `None` if it has none.
async fn current(here: &Here, found: &Found) -> Result<Option<Current>, Failure> {
    let token = &found.order.token;
    let invoices = here.store.current_invoices(token).await.map_err(|problem| failure(&problem))?;
    let numbers: Vec<String> = invoices.into_iter().map(|invoice| invoice.name).collect();
    let Some(newest) = numbers.last() else { return Ok(None) };
    let newest = here.store.invoice(token, newest).await.map_err(|problem| failure(&problem))?;
    Ok(Some(Current { numbers, newest }))
}

async fn ask(here: Here, Path(number): Path<String>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    let Some(invoice) = current(&here, &found).await? else { return Ok(not_now(&here, &found)) };
    let buyer = &invoice.newest.buyer;
    let typed = Typed { address: buyer.address.clone(), vat_id: buyer.vat_id.clone(), reason: String::new() };
    Ok(page(&here, &found, &invoice, &typed, &[], None))
}

async fn correct(here: Here, Path(number): Path<String>, Form(BuyerForm { token, typed }): Form<BuyerForm>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    let Some(invoice) = current(&here, &found).await? else { return Ok(not_now(&here, &found)) };
    let address = Address { country: country_of(&invoice.newest).to_owned(), ..typed.address.clone() };
    let buyer = InvoiceBuyer::new(address).vat_id(typed.vat_id.as_str()).language(here.texts.language());
    let form = here.form(&token.form);
    let result = here.admin().once(&form).correct_invoice(found.number, buyer, &typed.reason).await;
    if let Err(AdminError::InvalidCorrection(errors)) = &result {
        return Ok(page(&here, &found, &invoice, &typed, errors, None));
    }
    Ok(match outcome(result, &here.texts)? {
        Outcome::Done(_) | Outcome::AlreadyDone => here.done(&found.path(""), "invoice-corrected"),
        Outcome::Refused(why) => page(&here, &found, &invoice, &typed, &[], Some(why)),
    })
}

fn not_now(here: &Here, found: &Found) -> Response {
    ActPage::new(here, found, here.text("admin-do-correct-invoice")).not_now()
}

/// Returns the country of the customer, on which the tax depends: it stays.
fn country_of(invoice: &Document) -> &str {
    match invoice.buyer.address.country.as_str() {
        "" => &invoice.seller.address.country,
        country => country,
    }
}

fn page(
    here: &Here,
    found: &Found,
    invoice: &Current,
    typed: &Typed,
    errors: &[FieldError],
    refusal: Option<String>,
) -> Response {
    let title = here.text("admin-do-correct-invoice");
    let country = country_of(&invoice.newest);
    let rules = country::rules_in(country, &here.texts);
    let error = |of: Field| errors.iter().find(|error| error.field == of).map(|error| error.message.as_str());
    let mut shown = vec![Field::VatId];
    let mut fields = Vec::new();
    for rule in rules.iter().flat_map(|rules| &rules.fields) {
        let kind = match &rules {
            Some(rules) if rule.field == AddressField::Region && !rules.regions.is_empty() => regions(rules),
            _ => FieldKind::Text,
        };
        let of = Field::BillingAddress(rule.field);
        fields.push(field(rule.field.name(), &rule.label, typed.address.get(rule.field), error(of), kind));
        shown.push(of);
    }
    // An error about a field that the form does not have.
    let elsewhere = errors.iter().find(|error| !shown.contains(&error.field)).map(|error| error.message.clone());
    let names = country::names(here.texts.language());
    let name = names.into_iter().find(|(code, _)| code == country).map(|(_, name)| name);
    let country = labels::facts([(here.text("admin-customer-country"), name)]);
    let vat_id = here.text("admin-customer-vat-id");
    let vat_id = field("vat_id", &vat_id, &typed.vat_id, error(Field::VatId), FieldKind::Text);
    let reason = here.text("admin-correct-invoice-reason");
    let reason = field("reason", &reason, &typed.reason, None, FieldKind::Lines(LONGEST_REASON));
    let fields = view! {
        {fields}
        {country}
        {vat_id}
        {reason}
    };
    let form = act_form(&here.path(&found.path(PATH)), &title, true, fields);
    let numbers = invoice.numbers.join(", ");
    let about = [("count", invoice.numbers.len().into()), ("numbers", (&numbers).into())];
    let effect = here.format("admin-correct-invoice-effect", &about);
    let page = ActPage::new(here, found, title).says([effect, here.text("admin-correct-invoice-mail")]);
    page.refused(refusal.or(elsewhere)).invalid(!errors.is_empty()).show(form)
}

/// The states or provinces to choose from, or none of them.
fn regions(rules: &AddressRules) -> FieldKind {
    let none = [(String::new(), "–".to_owned())];
    let all = rules.regions.iter().map(|region| (region.key.clone(), region.name.clone()));
    FieldKind::Choice(none.into_iter().chain(all).collect())
}
