//! The page that removes a picture: it shows which one.

use axum::extract::{Form, Path};
use leptos::prelude::*;

use super::{
    again, blank,
    list::{Listed, PictureField},
    view,
};
use crate::admin::{
    form::{Token, act_form},
    here::{Answer, Here},
    products,
};

/// The kind, the id, the field and the picture in a path.
type Of = (String, String, String, String);

/// `GET /products/{kind}/{id}/pictures/{field}/remove/{picture}`.
pub(super) async fn ask(here: Here, Path((kind, id, field, picture)): Path<Of>) -> Answer {
    let of = PictureField::of(&here, &kind, &id, &field).await?;
    if let Some(refusal) = products::refusal(&here, &of.found.kind).await {
        return Ok(refusal);
    }
    let list = of.listed();
    let Some(at) = list.iter().position(|listed| listed.id == picture) else {
        return again(&here, &of, &blank(&of), None, &here.text("admin-picture-gone")).await;
    };
    let known = here.store.pictures(std::slice::from_ref(&picture)).await?;
    let product = of.found.title(&here);
    let with = [("n", (at + 1).into()), ("title", (&product).into())];
    let title = here.format("admin-picture-remove-title", &with);
    let form = act_form(&here.path(&of.removal(&picture)), &here.text("admin-picture-remove"), true, ());
    let back = here.path(&of.path(""));
    let body = view! {
        {view::shown(&here, &list[at], &known)}
        <p>{here.text("admin-picture-remove-text")}</p>
        {form}
        <p><a href=back>{here.text("admin-picture-remove-back")}</a></p>
    };
    Ok(here.page(of.found.tab(), &title, body))
}

/// `POST /products/{kind}/{id}/pictures/{field}/remove/{picture}`. The picture stays in the storage for a while.
pub(super) async fn perform(
    here: Here,
    Path((kind, id, field, picture)): Path<Of>,
    Form(token): Form<Token>,
) -> Answer {
    let of = PictureField::of(&here, &kind, &id, &field).await?;
    if let Some(refusal) = products::refusal(&here, &of.found.kind).await {
        return Ok(refusal);
    }
    let remove = |list: &mut Vec<Listed>| {
        list.retain(|listed| listed.id != picture);
        Ok(())
    };
    match of.change(&here, &token.form, remove).await? {
        None => Ok(here.done(&of.path(""), "picture-removed")),
        Some(why) => again(&here, &of, &blank(&of), None, &why).await,
    }
}
