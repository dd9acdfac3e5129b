//! A form with all inputs of a kind.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{
    Fields, Inputs,
    control::Control,
    rows::{OptionRow, with_empty},
};
use crate::{
    Currency, Language,
    admin::{
        here::Here,
        products::{labels, problems},
    },
    inert::IntoInert,
    managed::{Field, FieldError, FieldKind, FieldProblem},
};

/// What a form shows beside its inputs.
#[derive(Clone, Debug, Default)]
pub(in crate::admin::products) struct Beside {
    pub errors: Vec<FieldError>,
    /// Notes about values that another member of staff changed, by the name of the value.
    pub changed: BTreeMap<String, String>,
}

impl Beside {
    /// Returns what is wrong with a value.
    pub fn error(&self, here: &Here, name: &str) -> Option<String> {
        let error = self.errors.iter().find(|error| error.field == name);
        error.map(|error| problems::sentence(&error.problem, &here.texts))
    }

    /// Renders what is wrong, with links to the inputs.
    pub fn summary(&self, here: &Here, kind: &str) -> AnyView {
        let items: Vec<_> = self
            .errors
            .iter()
            .zip(problems::sentences(here, kind, &self.errors))
            .map(|(error, sentence)| {
                let to = match error.field.as_str() {
                    "id" => "#id".to_owned(),
                    name => format!("#field.{name}"),
                };
                view! { <li><a href=to>{sentence}</a></li> }
            })
            .collect();
        view! {
            <div class="ad-refused" role="alert">
                <p>{here.text("admin-products-invalid")}</p>
                <ul>{items}</ul>
            </div>
        }
        .into_inert()
    }
}

/// Renders the inputs of all fields.
pub(in crate::admin::products) fn inputs(
    here: &Here,
    kind: &str,
    fields: Fields<'_>,
    inputs: &Inputs,
    beside: &Beside,
) -> AnyView {
    let one = |field| one(here, kind, fields, field, inputs, beside);
    fields.all.iter().map(one).collect::<Vec<_>>().into_inert()
}

/// Renders the hashes of what is saved, for the form to send back.
pub(in crate::admin::products) fn hashes(hashes: BTreeMap<String, String>) -> AnyView {
    let hidden = |(name, hash): (String, String)| {
        view! { <input type="hidden" name=format!("base.{name}") value=hash/> }
    };
    hashes.into_iter().map(hidden).collect::<Vec<_>>().into_inert()
}

fn one(here: &Here, kind: &str, fields: Fields<'_>, field: &Field, inputs: &Inputs, beside: &Beside) -> AnyView {
    match field.kind {
        FieldKind::Options(currency) => return options(here, kind, fields, field, currency, inputs, beside),
        FieldKind::File | FieldKind::Pictures if !fields.new => return ().into_inert(),
        FieldKind::Stock if !fields.new => return ().into_inert(),
        FieldKind::File | FieldKind::Pictures => {
            let label = labels::field(here, kind, field.name);
            let text = here.format("admin-products-upload-later", &[("field", (&label).into())]);
            return view! { <p class="ad-hint" id=format!("field.{}", field.name)>{text}</p> }.into_inert();
        }
        _ => {}
    }
    let names = field.names(fields.languages);
    let several = names.len() > 1;
    let control = |(name, language): (String, Language)| {
        let control = Control {
            here,
            kind,
            field,
            name: &name,
            language: several.then_some(language),
            value: inputs.text(&name),
            error: beside.error(here, &name),
            note: beside.changed.get(&name).cloned(),
        };
        control.render()
    };
    let controls: Vec<_> = names.into_iter().map(control).collect();
    match several {
        true => view! { <div class="ad-by-language">{controls}</div> }.into_inert(),
        false => controls.into_inert(),
    }
}

/// Renders the rows of options.
fn options(
    here: &Here,
    kind: &str,
    fields: Fields<'_>,
    field: &Field,
    currency: Currency,
    inputs: &Inputs,
    beside: &Beside,
) -> AnyView {
    let id = format!("field.{}", field.name);
    let stock = fields.stock();
    let with_currency = |name: &str| here.format(name, &[("currency", currency.code().into())]);
    let head = |label: String| view! { <th scope="col">{label}</th> };
    let rows = inputs.rows.get(field.name).map(Vec::as_slice).unwrap_or_default();
    let is_of_stock = |error: &FieldError| error.field == field.name && error.problem == FieldProblem::BadStock;
    let has_bad_stock = beside.errors.iter().any(is_of_stock);
    let stocks = stock.map(|_| has_bad_stock);
    let rows: Vec<_> = with_empty(rows).enumerate().map(|(n, row)| option(here, field.name, n, &row, stocks)).collect();
    let error = beside.error(here, field.name);
    let described = error.as_ref().map(|_| format!("{id}-error"));
    let error = error.map(|error| view! { <p class="ad-error" id=described.clone()>{error}</p> });
    let note = beside.changed.get(field.name).cloned().map(|note| view! { <p class="ad-changed">{note}</p> });
    let hint = labels::hint(here, kind, field.name).unwrap_or_else(|| here.text("admin-options-hint"));
    view! {
        <fieldset class="ad-options" id=id aria-describedby=described>
            <legend>{labels::input(here, kind, field, None)}</legend>
            <p class="ad-hint">{hint}</p>
            {error}
            {note}
            <table class="ad-table">
                <thead>
                    <tr>
                        {head(here.text("admin-options-name"))}
                        {head(with_currency("admin-options-price"))}
                        {stock.map(|_| head(here.text("admin-options-stock")))}
                        {head(here.text("admin-options-remove"))}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </fieldset>
    }
    .into_inert()
}

/// Renders the row of an option. The stock of one that exists has a page of its own. `stocks` is whether one of them is
/// refused; `None` if there are none.
fn option(here: &Here, field: &str, n: usize, row: &OptionRow, stocks: Option<bool>) -> AnyView {
    let input = |part: &str| format!("field.{field}.{n}.{part}");
    let of = |part: &str| {
        let position = (n + 1).to_string();
        let called = if row.name.is_empty() { &position } else { &row.name };
        here.format(part, &[("option", called.into())])
    };
    let line = |part: &str, value: &str, mode: Option<&'static str>, label: String, is_wrong: bool| {
        view! {
            <input
                type="text"
                name=input(part)
                inputmode=mode
                autocomplete="off"
                value=value.to_owned()
                aria-label=label
                aria-invalid=is_wrong.then_some("true")
            />
        }
    };
    let known = (!row.is_new()).then(|| view! { <input type="hidden" name=input("known") value=row.known.clone()/> });
    let stock = stocks.map(|has_bad| {
        let is_wrong = has_bad && !row.stock.is_empty() && row.stock.parse::<u32>().is_err();
        let input = || line("stock", &row.stock, Some("numeric"), of("admin-options-stock-of"), is_wrong).into_inert();
        let new = row.is_new().then(input);
        view! { <td data-label=here.text("admin-options-stock")>{new}</td> }
    });
    let remove = (!row.is_new()).then(|| {
        let (label, removed) = (of("admin-options-remove-one"), row.removed);
        view! { <input type="checkbox" name=input("remove") value="1" checked=removed aria-label=label/> }
    });
    view! {
        <tr>
            <td data-label=here.text("admin-options-name")>
                {known} {line("name", &row.name, None, of("admin-options-name-of"), false)}
            </td>
            <td data-label=here.text("admin-options-price-short")>
                {line("price", &row.price, Some("decimal"), of("admin-options-price-of"), false)}
            </td>
            {stock}
            <td data-label=here.text("admin-options-remove")>{remove}</td>
        </tr>
    }
    .into_inert()
}
