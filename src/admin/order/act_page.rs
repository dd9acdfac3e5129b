//! The page of an act: what it will do, and the form that does it.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use super::found::Found;
use crate::{
    admin::{form, here::Here, page::Tab},
    inert::IntoInert,
};

/// The page of an act on an order.
pub(super) struct ActPage<'a> {
    here: &'a Here,
    /// The act, as the heading says it: "Cancel the order".
    title: String,
    order: i64,
    back: String,
    says: Vec<String>,
    refusal: Option<String>,
    invalid: bool,
}

impl<'a> ActPage<'a> {
    pub fn new(here: &'a Here, found: &Found, title: String) -> ActPage<'a> {
        ActPage {
            here,
            title,
            order: found.number,
            back: here.path(&found.path("")),
            says: Vec::new(),
            refusal: None,
            invalid: false,
        }
    }

    /// Adds sentences about what the form will do, a paragraph each.
    pub fn says(mut self, says: impl IntoIterator<Item = String>) -> Self {
        self.says.extend(says);
        self
    }

    /// Says why the form was refused.
    pub fn refused(mut self, why: Option<String>) -> Self {
        self.refusal = why;
        self
    }

    /// Marks the form as one with an error beside a field.
    pub fn invalid(mut self, invalid: bool) -> Self {
        self.invalid = invalid;
        self
    }

    /// Renders the page: 200, or 422 if the form was refused.
    pub fn show(self, fields: AnyView) -> Response {
        let ActPage { here, title, order, back, says, refusal, invalid } = self;
        let number = order.to_string();
        let to_order = here.format("admin-do-back", &[("number", (&number).into())]);
        let title = here.format("admin-do-title", &[("act", (&title).into()), ("number", (&number).into())]);
        let body = view! {
            {says.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            {fields}
            <p><a href=back>{to_order}</a></p>
        };
        match (refusal, invalid) {
            (Some(why), _) => form::refused(here, Tab::Orders, &title, &why, body),
            (None, true) => here.page_with(StatusCode::UNPROCESSABLE_ENTITY, Tab::Orders, &title, body),
            (None, false) => here.page(Tab::Orders, &title, body),
        }
    }

    /// Renders the page of an act that cannot be done: without a form, with the refusal, or else that the state of the order does
    /// not allow it.
    pub fn not_now(mut self) -> Response {
        let why = self.refusal.take().unwrap_or_else(|| self.here.text("admin-do-not-now"));
        self.refused(Some(why)).show(().into_inert())
    }
}
