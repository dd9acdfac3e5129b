//! The access layer around every route: who may do its act gets to its handler, as a [`Here`].

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{
        HeaderValue, Method, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION},
        request::Parts,
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;

use super::{
    cookie,
    here::{Failure, Here, sign_in_first},
    page,
    routes::LONGEST_BODY,
};
use crate::{
    Act, StaffMember, Store, Texts, Timestamp, db,
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

/// Middleware around a route for the signed-in: leads others to the sign-in page, those whose sign-in is too long ago for
/// the act as well, and refuses those whose role does not allow it.
pub(super) async fn admit(State(Guard { store, act }): State<Guard>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    // Who may do this is asked when all of it has arrived: a request can be held back until the member may no longer.
    let Ok(body) = to_bytes(body, LONGEST_BODY).await else {
        return page::failed_outside(&store, &texts_of(&store, &parts), &Failure::BadRequest(String::new()));
    };
    let here = match here(&store, &parts).await {
        Ok(Some(here)) => here,
        Ok(None) => return sign_in(&store, &parts),
        Err(error) => {
            error.log();
            return page::failed_outside(&store, &texts_of(&store, &parts), &Failure::Unavailable);
        }
    };
    if !here.may(act) {
        return forbidden(&here, act).await;
    }
    if act.needs_recent_sign_in() && !here.is_recent() {
        return sign_in(&store, &parts);
    }
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(here.clone());
    let mut response = next.run(request).await;
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        return page::failed(&here, &failure);
    }
    // What axum itself answers to a request that it cannot read.
    let is_text = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match response.status() {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE if is_text => {
            page::failed(&here, &Failure::BadRequest(String::new()))
        }
        _ => response,
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
    page::framed(here, StatusCode::FORBIDDEN, None, &title, view! { <p>{text}</p> }.into_any())
}

/// Middleware around the whole admin: its paths have no language, and its responses are for nobody else to keep or show.
pub(super) async fn seal(State(store): State<Store>, request: Request, next: Next) -> Response {
    let asked = request.extensions().get::<RequestLanguage>().map(|RequestLanguage(language)| *language);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    // The tag has been removed from the path already.
    let mut response = match asked.filter(|language| reads && *language != store.first_language()) {
        Some(_) => {
            let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
            (StatusCode::PERMANENT_REDIRECT, [(LOCATION, path)]).into_response()
        }
        None => next.run(request).await,
    };
    let headers = [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (HeaderName::from_static("referrer-policy"), "same-origin"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
