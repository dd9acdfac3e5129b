//! Signing in: the form for the address, the code and the link that are sent to it, and signing out.
//!
//! These pages are for everybody. Nothing on them tells whether an address belongs to a member of staff.

use axum::{
    Form, Router,
    extract::{FromRequestParts, Path, State},
    http::{HeaderMap, StatusCode, header::USER_AGENT, request::Parts},
    response::Response,
    routing::{get, post},
};
use leptos::prelude::*;
use percent_encoding::percent_decode_str;
use serde::Deserialize;

use super::{
    access, cookie,
    form::{FieldKind, field},
    here::{Failure, Here, inside, see_other},
    page,
};
use crate::{Store, Texts, encode, inert::IntoInert, store::staff::sign_in::SignInError, token};

/// The routes, which nothing guards but the origin of what is posted.
pub(super) fn routes(store: &Store) -> Router<Store> {
    let at = |path: &str| format!("{}{path}", store.admin_path());
    let routes = Router::new()
        .route(&at("/sign-in"), get(show).post(send))
        .route(&at("/sign-out"), post(sign_out).get(first_page));
    // A session of the admin's own would let nobody in whom the host does not.
    if !store.staff_auth().is_mail() {
        return routes;
    }
    routes
        .route(&at("/sign-in/code"), get(show_code).post(sign_in_by_code))
        .route(&at("/sign-in/link/{token}"), get(show_link).post(sign_in_by_link))
}

/// The request of somebody who may have signed in.
struct Door {
    store: Store,
    texts: Texts,
    headers: HeaderMap,
    here: Option<Here>,
    /// The address that the host's own sign-in has proven, if it is not one of the staff's.
    stranger: Option<String>,
    /// The page to go to after signing in.
    next: Option<String>,
}

impl FromRequestParts<Store> for Door {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, store: &Store) -> Result<Door, Response> {
        let texts = access::texts_of(store, parts);
        let here = access::here(store, parts).await.map_err(|error| unavailable(store, &texts, error.into()))?;
        let stranger = match &here {
            None if !store.staff_auth().is_mail() => store.staff_auth().who(parts).await,
            _ => None,
        };
        let query = parts.uri.query().unwrap_or_default();
        let next = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "next");
        let next = next.map(|(_, next)| next.into_owned()).filter(|next| inside(store, next).is_some());
        Ok(Door { store: store.clone(), texts, headers: parts.headers.clone(), here, stranger, next })
    }
}

fn unavailable(store: &Store, texts: &Texts, failure: Failure) -> Response {
    page::failed_outside(store, texts, &failure)
}

async fn first_page(State(store): State<Store>) -> Response {
    see_other(store.admin_path())
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    email: String,
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`.
async fn show(door: Door) -> Response {
    if door.here.as_ref().is_some_and(Here::is_recent) {
        return see_other(door.next.as_deref().unwrap_or(door.store.admin_path()));
    }
    door.ask(StatusCode::OK, "", None)
}

/// `POST /sign-in`: sends a link and a code, and leads to the form for the code.
async fn send(mut door: Door, Form(asked): Form<Asked>) -> Response {
    door.next = inside(&door.store, &asked.next).map(str::to_owned);
    let email = asked.email.trim();
    if !door.store.staff_auth().is_mail() || !door.store.mails_staff() {
        return door.ask(StatusCode::OK, email, None);
    }
    if !email.contains('@') {
        return door.ask(StatusCode::UNPROCESSABLE_ENTITY, email, Some("admin-email-invalid"));
    }
    let browser = format!("{}{}", token(), token());
    if let Err(error) = door.store.request_sign_in(email, &browser).await {
        return door.refused(email, error);
    }
    let mut response = see_other(&door.path("/sign-in/code"));
    cookie::BROWSER.set(&door.store, &browser, response.headers_mut());
    match &door.next {
        Some(next) => cookie::NEXT.set(&door.store, &encode::component(next), response.headers_mut()),
        None => cookie::NEXT.remove(&door.store, response.headers_mut()),
    }
    response
}

/// `GET /sign-in/code`.
async fn show_code(door: Door) -> Response {
    match cookie::BROWSER.read(&door.headers) {
        Some(_) => door.ask_code(StatusCode::OK, "", None),
        None => see_other(&door.path("/sign-in")),
    }
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    code: String,
}

/// `POST /sign-in/code`.
async fn sign_in_by_code(door: Door, Form(typed): Form<Typed>) -> Response {
    let Some(browser) = cookie::BROWSER.read(&door.headers) else { return see_other(&door.path("/sign-in")) };
    let code: String = typed.code.chars().filter(|c| !c.is_whitespace() && *c != '-').take(20).collect();
    match door.store.sign_in_by_code(browser, &code, door.agent()).await {
        Ok(signed) => door.signed_in(&signed.cookie).await,
        Err(SignInError::WrongCode { left }) => {
            let wrong = door.texts.format("admin-code-wrong", &[("left", left.into())]);
            door.ask_code(StatusCode::UNPROCESSABLE_ENTITY, &typed.code, Some(&wrong))
        }
        Err(error) => door.refused("", error),
    }
}

/// `GET /sign-in/link/{token}`. It only shows a button, since programs that look through mails follow their links.
async fn show_link(door: Door, Path(link): Path<String>) -> Response {
    match door.store.check_link(&link).await {
        Ok(Some(member)) => {
            let button = door.texts.format("admin-link-button", &[("name", (&member.name).into())]);
            let body = view! {
                <p>{door.texts.get("admin-link-text")}</p>
                <form class="ad-form" method="post">
                    <p class="ad-actions"><button class="ad-button ad-primary">{button}</button></p>
                </form>
            };
            door.page(StatusCode::OK, "admin-link", body.into_inert())
        }
        Ok(None) => door.refused("", SignInError::InvalidLink),
        Err(error) => unavailable(&door.store, &door.texts, error.into()),
    }
}

/// `POST /sign-in/link/{token}`.
async fn sign_in_by_link(door: Door, Path(link): Path<String>) -> Response {
    match door.store.sign_in_by_link(&link, door.agent()).await {
        Ok(signed) => door.signed_in(&signed.cookie).await,
        Err(error) => door.refused("", error),
    }
}

/// `POST /sign-out`.
async fn sign_out(door: Door) -> Response {
    if let Some(session) = cookie::SESSION.read(&door.headers)
        && let Err(error) = door.store.sign_out(session).await
    {
        return unavailable(&door.store, &door.texts, error.into());
    }
    let mut response = see_other(&door.path("/sign-in"));
    cookie::SESSION.remove(&door.store, response.headers_mut());
    response
}

impl Door {
    fn path(&self, path: &str) -> String {
        format!("{}{path}", self.store.admin_path())
    }

    fn agent(&self) -> &str {
        self.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default()
    }

    fn page(&self, status: StatusCode, title: &str, body: AnyView) -> Response {
        page::unframed(&self.store, &self.texts, status, &self.texts.get(title), body)
    }

    /// Renders the form for the address, or whatever else is the way in.
    fn ask(&self, status: StatusCode, email: &str, error: Option<&str>) -> Response {
        let text = |name: &str| self.texts.get(name);
        if !self.store.staff_auth().is_mail() {
            return self.by_the_host();
        }
        if !self.store.mails_staff() {
            return self.page(status, "admin-sign-in", view! { <p>{text("admin-no-mails")}</p> }.into_inert());
        }
        let error = error.map(text);
        let (title, why, address) = match &self.here {
            Some(here) => {
                let email = here.member.email.clone();
                let address = view! { <input type="hidden" name="email" value=email/> };
                ("admin-confirm", text("admin-confirm-text"), address.into_inert())
            }
            None => {
                let address = field("email", &text("admin-email"), email, error.as_deref(), FieldKind::Email);
                ("admin-sign-in", text("admin-sign-in-text"), address)
            }
        };
        let body = view! {
            <p>{why}</p>
            <form class="ad-form" method="post" action=self.path("/sign-in")>
                <input type="hidden" name="next" value=self.next.clone().unwrap_or_default()/>
                {address}
                <p class="ad-actions"><button class="ad-button ad-primary">{text("admin-send-code")}</button></p>
            </form>
        };
        self.page(status, title, body.into_inert())
    }

    /// Renders the form for the code of the mail that may have been sent.
    fn ask_code(&self, status: StatusCode, code: &str, error: Option<&str>) -> Response {
        let text = |name: &str| self.texts.get(name);
        let body = view! {
            <p>{text("admin-code-text")}</p>
            <form class="ad-form" method="post" action=self.path("/sign-in/code")>
                {field("code", &text("admin-code"), code, error, FieldKind::Code)}
                <p class="ad-actions"><button class="ad-button ad-primary">{text("admin-sign-in")}</button></p>
            </form>
            <p><a href=self.path("/sign-in")>{text("admin-code-again")}</a></p>
        };
        self.page(status, "admin-check-mail", body.into_inert())
    }

    /// Renders the page of an admin whose staff signs in elsewhere: it leads there, or says whose address is unknown here.
    fn by_the_host(&self) -> Response {
        let text = match &self.stranger {
            Some(email) => self.texts.format("admin-not-staff", &[("email", email.into())]),
            None => self.texts.get("admin-sign-in-elsewhere"),
        };
        let link = self.store.staff_auth().way_in().map(|way_in| {
            let go = self.texts.get("admin-way-in");
            view! { <p class="ad-actions"><a class="ad-button ad-primary" href=way_in>{go}</a></p> }
        });
        let body = view! {
            <p>{text}</p>
            {link}
        };
        self.page(StatusCode::FORBIDDEN, "admin-sign-in", body.into_inert())
    }

    /// Starts the session of who has signed in, in place of the one before, and leads to the page that was asked for.
    async fn signed_in(&self, session: &str) -> Response {
        if let Some(before) = cookie::SESSION.read(&self.headers)
            && let Err(error) = self.store.sign_out(before).await
        {
            error.log();
        }
        let next = cookie::NEXT.read(&self.headers);
        let next = next.map(|next| percent_decode_str(next).decode_utf8_lossy().into_owned());
        let next = next.as_deref().and_then(|next| inside(&self.store, next));
        let mut response = see_other(next.unwrap_or(self.store.admin_path()));
        cookie::SESSION.set(&self.store, session, response.headers_mut());
        cookie::BROWSER.remove(&self.store, response.headers_mut());
        cookie::NEXT.remove(&self.store, response.headers_mut());
        response
    }

    /// Renders why nobody is signed in.
    fn refused(&self, email: &str, error: SignInError) -> Response {
        match error {
            SignInError::TooManyRequests => {
                self.ask(StatusCode::TOO_MANY_REQUESTS, email, Some("admin-too-many-mails"))
            }
            SignInError::WrongCode { .. } | SignInError::CodeDead => self.over("admin-code-dead"),
            SignInError::InvalidLink => self.over("admin-link-dead"),
            SignInError::Db(error) => unavailable(&self.store, &self.texts, error.into()),
        }
    }

    /// Renders that a link or a code no longer works.
    fn over(&self, text: &str) -> Response {
        let body = view! {
            <p>{self.texts.get(text)}</p>
            <p class="ad-actions"><a class="ad-button" href=self.path("/sign-in")>{self.texts.get("admin-code-again")}</a></p>
        };
        self.page(StatusCode::GONE, "admin-over", body.into_inert())
    }
}
