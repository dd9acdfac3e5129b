//! The access layer around every route: who may do its act gets to its handler, as a [`Here`].

use std::sync::Arc;

use axum::{
    body::{Body, HttpBody as _, to_bytes},
    extract::{FromRequestParts, Request, State},
    http::{
        HeaderValue, Method, StatusCode,
        header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION},
        request::Parts,
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::Limited;
use leptos::prelude::*;

use super::{
    cookie,
    here::{Failure, Here, sign_in_first},
    page,
    routes::{LONGEST_BODY, LONGEST_FORM},
};
use crate::{
    Act, StaffMember, Store, Texts, Timestamp, db,
    inert::IntoInert,
    store::{http::preferred, language::RequestLanguage},
};

/// What a page of the admin may load: its style sheet and icon. Nothing else, and above all no script.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                                 frame-ancestors 'none'; base-uri 'none'";

/// Maximum length of the path of a refused request in the audit log, in characters.
const LONGEST_SUBJECT: usize = 200;

/// The act of a route.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    pub store: Store,
    pub act: Act,
}

/// Maximum size of what a form of files has beside them, in bytes.
const BESIDE_THE_FILES: u64 = 1024 * 1024;

impl Guard {
    /// Returns who sends a request, if they may do the act. Others get a response: those who have not signed in, or too long
    /// ago for the act, are led to the sign-in page.
    async fn admitted(&self, parts: &Parts) -> Result<Here, Box<Response>> {
        let here = match here(&self.store, parts).await {
            Ok(Some(here)) => here,
            Ok(None) => return Err(Box::new(sign_in(&self.store, parts))),
            Err(error) => {
                error.log();
                let texts = texts_of(&self.store, parts);
                return Err(Box::new(page::failed_outside(&self.store, &texts, &Failure::Unavailable)));
            }
        };
        if !here.may(self.act) {
            return Err(Box::new(forbidden(&here, self.act).await));
        }
        match self.act.needs_recent_sign_in() && !here.is_recent() {
            true => Err(Box::new(sign_in(&self.store, parts))),
            false => Ok(here),
        }
    }
}

/// Middleware around a route for the signed-in: leads others to the sign-in page, those whose sign-in is too long ago for
/// the act as well, and refuses those whose role does not allow it.
pub(super) async fn admit(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    admit_with(&guard, LONGEST_BODY, parts, body, next).await
}

/// Middleware around a route whose form can be long: as [`admit`], but it asks before a body arrives as well, so that
/// strangers send nothing long.
pub(super) async fn admit_long(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if !body.is_end_stream()
        && let Err(response) = guard.admitted(&parts).await
    {
        return *response;
    }
    admit_with(&guard, LONGEST_FORM, parts, body, next).await
}

/// Reads a body of up to `most` bytes, and passes the request on if its sender may do the act.
async fn admit_with(guard: &Guard, most: usize, parts: Parts, body: Body, next: Next) -> Response {
    // Who may do this is asked when all of it has arrived: a request can be held back until the member may no longer.
    let Ok(body) = to_bytes(body, most).await else {
        let texts = texts_of(&guard.store, &parts);
        return page::failed_outside(&guard.store, &texts, &Failure::TooLarge);
    };
    let here = match guard.admitted(&parts).await {
        Ok(here) => here,
        Err(response) => return *response,
    };
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(here.clone());
    explained(&here, next.run(request).await)
}

/// Middleware around a route that takes an upload: as [`admit`], but it asks before the body arrives. The handler asks
/// [again](Recheck).
pub(super) async fn admit_upload(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let here = match guard.admitted(&parts).await {
        Ok(here) => here,
        Err(response) => return *response,
    };
    let most = guard.store.settings().largest_upload.saturating_add(BESIDE_THE_FILES);
    let length = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > most) {
        return page::failed(&here, &Failure::BadRequest(here.upload_is_too_large()));
    }
    let body = Body::new(Limited::new(body, usize::try_from(most).unwrap_or(usize::MAX)));
    let mut request = Request::from_parts(parts.clone(), body);
    request.extensions_mut().insert(here.clone());
    request.extensions_mut().insert(Recheck { guard, parts: Arc::new(parts) });
    explained(&here, next.run(request).await)
}

/// Puts a page in place of the mark of a failure, and of what axum itself answers to a request that it cannot read.
fn explained(here: &Here, mut response: Response) -> Response {
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        return page::failed(here, &failure);
    }
    match unexplained(&response) {
        Some(failure) => page::failed(here, &failure),
        None => response,
    }
}

/// Returns the failure that a response of axum's means to a request that it cannot read.
fn unexplained(response: &Response) -> Option<Failure> {
    let is_text = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE if is_text => Some(Failure::TooLarge),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE if is_text => {
            Some(Failure::BadRequest(String::new()))
        }
        _ => None,
    }
}

/// Asks again who may do the act of an upload, when all of it has arrived: an upload can be held back until the member
/// may no longer. An axum extractor, for the handlers of [`Route::upload`](super::routes::Route::upload).
#[derive(Clone, Debug)]
pub(super) struct Recheck {
    guard: Guard,
    parts: Arc<Parts>,
}

impl Recheck {
    /// Returns the member of staff as they are now, or the response to one who may no longer.
    pub async fn admit(&self) -> Result<Here, Box<Response>> {
        self.guard.admitted(&self.parts).await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Recheck {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Recheck, StatusCode> {
        parts.extensions.get::<Recheck>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Returns the signed-in member of staff of a request.
pub(super) async fn here(store: &Store, parts: &Parts) -> db::Result<Option<Here>> {
    let Some((member, since)) = identify(store, parts).await? else { return Ok(None) };
    let language = member.language.filter(|language| page::languages_of(store).contains(language));
    let texts = language.map_or_else(|| texts_of(store, parts), |language| store.texts(language));
    let address = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    Ok(Some(Here::new(store.clone(), member, texts, since, address)))
}

async fn identify(store: &Store, parts: &Parts) -> db::Result<Option<(StaffMember, Option<Timestamp>)>> {
    if store.staff_auth().is_mail() {
        let Some(session) = cookie::SESSION.read(&parts.headers) else { return Ok(None) };
        return Ok(store.signed_in(session).await?.map(|signed_in| (signed_in.member, Some(signed_in.since))));
    }
    let Some(email) = store.staff_auth().who(parts).await else { return Ok(None) };
    let member = store.staff_by_email(&email).await?;
    Ok(member.filter(|member| member.disabled_at.is_none()).map(|member| (member, None)))
}

/// Returns the texts in the language that the browser prefers, for a visitor who has not signed in or not chosen one.
pub(super) fn texts_of(store: &Store, parts: &Parts) -> Texts {
    let wanted = preferred(&page::languages_of(store), &parts.headers);
    store.texts(wanted.unwrap_or_else(|| store.first_language()))
}

/// Leads to the sign-in page, and from there to the page that was asked for, or the one with the form that was posted.
fn sign_in(store: &Store, parts: &Parts) -> Response {
    sign_in_first(store, &parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default())
}

/// Answers who may not do what they ask for, and records it, once a minute for each act.
pub(super) async fn forbidden(here: &Here, act: Act) -> Response {
    let path = here.address().split('?').next().unwrap_or_default();
    let path: String = path.chars().take(LONGEST_SUBJECT).collect();
    if let Err(error) = here.store.audit_refusal(here.actor(), act, &path).await {
        error.log();
    }
    let role = here.text(&format!("admin-role-{}", here.member.role.as_str()));
    let text = here.format("admin-forbidden-text", &[("role", (&role).into())]);
    let title = here.text("admin-forbidden");
    page::framed(here, StatusCode::FORBIDDEN, None, &title, view! { <p>{text}</p> }.into_inert())
}

/// Middleware around the whole admin: its paths have no language, its responses are for nobody else to keep or show, and a
/// request that cannot be read is answered by a page for strangers as well.
pub(super) async fn seal(State(store): State<Store>, request: Request, next: Next) -> Response {
    let asked = request.extensions().get::<RequestLanguage>().map(|RequestLanguage(language)| *language);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    // The tag has been removed from the path already.
    let mut response = match asked.filter(|language| reads && *language != store.first_language()) {
        Some(_) => {
            let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
            (StatusCode::PERMANENT_REDIRECT, [(LOCATION, path)]).into_response()
        }
        None => next.run(request).await,
    };
    if let Some(failure) = unexplained(&response) {
        let page = page::failed_outside(&store, &texts_of(&store, &parts), &failure);
        // With the marks of the layers inside.
        let marks = std::mem::replace(&mut response, page).into_parts().0.extensions;
        response.extensions_mut().extend(marks);
    }
    let headers = [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (HeaderName::from_static("referrer-policy"), "same-origin"),
    ];
    for (name, value) in headers {
        // A document of an order has the policy that its style needs, and no script either.
        if name == CONTENT_SECURITY_POLICY && response.headers().contains_key(&name) {
            continue;
        }
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
