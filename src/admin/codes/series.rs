//! Series: many random codes at once, as a file.

use axum::{
    extract::{Query, RawForm},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{PATH, inputs::Inputs, list::Filter, series_name};
use crate::{
    Act, Code, CodeError, CodeQuery,
    admin::{
        bulk::Sent,
        csv,
        form::{FieldKind, act_form},
        here::{Answer, Failure, Here},
    },
    codes_csv, encode,
    managed::slug,
};

/// The codes that are read at a time.
const BATCH: u32 = 500;

/// Returns the path of the file of a series, below the admin's own.
pub(super) fn file(series: &str) -> String {
    format!("{PATH}/series.csv?series={}", encode::component(series))
}

/// `GET /codes/series`.
pub(super) async fn ask(here: Here) -> Response {
    page(&here, &Inputs::of(&here, &Sent::of(Vec::new())))
}

/// `POST /codes/series`: answers with the file. The second of two submissions leads to the list, which has the file as well.
pub(super) async fn create(here: Here, RawForm(form): RawForm) -> Answer {
    let sent = Sent::read(&form);
    let once = here.form(sent.token()?);
    let admin = here.admin().once(&once);
    let mut inputs = Inputs::of(&here, &sent);
    let series = series_name(inputs.typed("series"));
    let exists = || here.done(&Filter::of_series(&series).url(), "codes-created");
    if admin.is_done().await? {
        return Ok(exists());
    }
    let each = inputs.code()?;
    // None is none too many, and refused like that.
    let count = inputs.number("count").unwrap_or_default();
    if inputs.refusal().is_some() {
        return Ok(page(&here, &inputs));
    }
    match admin.create_codes(&series, count, &each).await {
        Ok(codes) => Ok(send(&here, &series, &codes)),
        Err(CodeError::AlreadyDone) => Ok(exists()),
        Err(error) => {
            inputs.refuse(error)?;
            Ok(page(&here, &inputs))
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    series: String,
}

/// `GET /codes/series.csv`: all codes of a series. Who has taken them along is recorded.
pub(super) async fn download(here: Here, Query(Which { series }): Query<Which>) -> Answer {
    let mut codes = Vec::new();
    let mut query = CodeQuery::default().series(series.as_str()).limit(BATCH);
    loop {
        let page = here.admin().codes(&query).await?;
        codes.extend(page.codes);
        match page.next {
            Some(next) => query = query.after(next),
            None => break,
        }
    }
    if codes.is_empty() {
        return Err(Failure::NotFound);
    }
    here.admin().record_export(Act::ReadCodes, &series, "").await?;
    Ok(send(&here, &series, &codes))
}

/// Sends codes as a CSV file.
fn send(here: &Here, series: &str, codes: &[Code]) -> Response {
    let slug = slug(series);
    let name = if slug.is_empty() { "codes".to_owned() } else { format!("codes-{slug}") };
    csv::attachment(&name, codes_csv(codes, here.store.time_zone()).into())
}

fn page(here: &Here, inputs: &Inputs<'_>) -> Response {
    let title = here.text("admin-codes-series-new");
    let label = |name: &str| here.text(name);
    let fields = view! {
        {inputs.input("series", &label("admin-codes-series"), Some("admin-codes-series-hint"), FieldKind::Text)}
        {inputs.input("count", &label("admin-codes-count"), Some("admin-codes-count-hint"), FieldKind::Number)}
        {inputs.optional("code", &label("admin-codes-prefix"), Some("admin-codes-prefix-hint"), FieldKind::Text)}
        {inputs.view("admin-codes-most-uses-each-hint")}
    };
    let form = act_form(&here.path(&format!("{PATH}/series")), &here.text("admin-codes-series-create"), false, fields);
    inputs.page(&title, view! { <p>{here.text("admin-codes-series-text")}</p> {form} })
}
