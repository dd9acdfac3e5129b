//! Starting with an empty shop: all products are retired at once.

use axum::{extract::Form, response::Response};
use leptos::prelude::*;

use crate::{
    Act, ManagedError,
    admin::{
        form::{Token, act_form},
        here::{Answer, Here},
        page::Tab,
        routes::Route,
    },
};

/// The path of the page. It is not below that of the products, where it could be the name of a kind.
pub(super) const EMPTY: &str = "/empty-shop";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::act(EMPTY, Act::RetireAll, ask, empty)]
}

async fn ask(here: Here) -> Response {
    let title = here.text("admin-empty-shop");
    let body = view! {
        <p>{here.text("admin-empty-shop-text")}</p>
        <p>{here.text("admin-empty-shop-undo")}</p>
        {act_form(&here.path(EMPTY), &here.text("admin-empty-shop-button"), true, ())}
        <p><a href=here.path(super::PATH)>{here.text("admin-back")}</a></p>
    };
    here.page(Tab::Products, &title, body)
}

async fn empty(here: Here, Form(token): Form<Token>) -> Answer {
    match here.admin().once(&here.form(&token.form)).retire_all().await {
        Ok(_) | Err(ManagedError::AlreadyDone) => Ok(here.done(super::PATH, "shop-emptied")),
        Err(error) => Err(error.into()),
    }
}
