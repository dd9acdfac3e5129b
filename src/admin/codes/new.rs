//! The form of a new code.

use axum::{extract::RawForm, response::Response};
use leptos::prelude::*;

use super::{PATH, inputs::Inputs, path_of};
use crate::{
    CodeError, NewCode,
    admin::{
        bulk::Sent,
        form::{FieldKind, act_form},
        here::{Answer, Here},
    },
};

/// The message about a code that was created.
const CREATED: &str = "code-created";

/// `GET /codes/new`.
pub(super) async fn ask(here: Here) -> Response {
    page(&here, &Inputs::of(&here, &Sent::of(Vec::new())))
}

/// `POST /codes/new`.
pub(super) async fn create(here: Here, RawForm(form): RawForm) -> Answer {
    let sent = Sent::read(&form);
    let once = here.form(sent.token()?);
    let admin = here.admin().once(&once);
    // The second of two submissions would find the code taken, by the first.
    if admin.is_done().await? {
        return Ok(here.done(PATH, CREATED));
    }
    let mut inputs = Inputs::of(&here, &sent);
    let mut new = inputs.code()?;
    if inputs.refusal().is_some() {
        return Ok(page(&here, &inputs));
    }
    if new.code.is_empty() {
        new.code = NewCode::random(new.off).code;
    }
    match admin.create_code(&new).await {
        Ok(code) => Ok(here.done(&path_of(&code.code), CREATED)),
        Err(CodeError::AlreadyDone) => Ok(here.done(PATH, CREATED)),
        Err(error) => {
            inputs.refuse(error)?;
            Ok(page(&here, &inputs))
        }
    }
}

fn page(here: &Here, inputs: &Inputs<'_>) -> Response {
    let title = here.text("admin-codes-new");
    let code = here.text("admin-codes-code");
    let fields = view! {
        {inputs.optional("code", &code, Some("admin-codes-code-hint"), FieldKind::Text)}
        {inputs.view("admin-codes-most-uses-hint")}
    };
    let form = act_form(&here.path(&format!("{PATH}/new")), &here.text("admin-codes-create"), false, fields);
    inputs.page(&title, form)
}
