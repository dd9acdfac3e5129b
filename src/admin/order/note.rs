//! Notes on an order, for the staff.

use axum::extract::{Form, Path};
use serde::Deserialize;

use super::{
    act_page::ActPage,
    errors::{Outcome, outcome},
    found::Found,
    page::note_form,
};
use crate::{
    Act,
    admin::{
        form::Token,
        here::{Answer, Here},
        routes::Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::act("/orders/{number}/note", Act::Note, ask, note)]
}

#[derive(Deserialize)]
struct NoteForm {
    #[serde(flatten)]
    token: Token,
    #[serde(default)]
    text: String,
}

async fn ask(here: Here, Path(number): Path<String>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    Ok(ActPage::new(&here, &found, here.text("admin-do-note")).show(note_form(&here, &found, "", None)))
}

async fn note(here: Here, Path(number): Path<String>, Form(NoteForm { token, text }): Form<NoteForm>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    let again = |error: String| {
        let form = note_form(&here, &found, &text, Some(&error));
        ActPage::new(&here, &found, here.text("admin-do-note")).invalid(true).show(form)
    };
    if text.trim().is_empty() {
        return Ok(again(here.text("admin-note-empty")));
    }
    let result = here.admin().once(&here.form(&token.form)).note(found.number, &text).await;
    Ok(match outcome(result, &here.texts)? {
        Outcome::Done(()) | Outcome::AlreadyDone => here.done(&found.path(""), "note"),
        Outcome::Refused(why) => again(why),
    })
}
