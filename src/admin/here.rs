//! The request of a signed-in member of staff.

use std::time::Duration;

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, header::LOCATION, request::Parts},
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::page::{self, Tab};
use crate::{
    Act, Actor, Admin, AdminError, Arg, Language, StaffMember, Store, Texts, TimeZone, Timestamp, db::DbError, encode,
    inert::IntoInert,
};

/// How long after a sign-in the mailbox counts as proven for what [needs a recent one](Act::needs_recent_sign_in).
const RECENT: Duration = Duration::from_secs(60 * 60);

/// Maximum length of an address to come back to, in bytes: a cookie holds it.
const LONGEST_ADDRESS: usize = 2_000;

/// The prefix of the messages that say what a form has done.
const DONE: &str = "admin-done-";

/// The request of a signed-in member of staff: an axum extractor, for the handlers of [routes](super::routes::Route).
#[derive(Clone, Debug)]
pub(super) struct Here {
    pub store: Store,
    pub member: StaffMember,
    /// The texts in the member's language.
    pub texts: Texts,
    actor: Actor,
    /// When the member proved the mailbox. `None` if the host signs its staff in, and asks again as it pleases.
    since: Option<Timestamp>,
    /// The path and query of the request.
    address: String,
}

impl Here {
    pub(super) fn new(
        store: Store,
        member: StaffMember,
        texts: Texts,
        since: Option<Timestamp>,
        address: String,
    ) -> Here {
        let actor = Actor::Staff(member.email.clone());
        Here { store, member, texts, actor, since, address }
    }

    /// Returns the absolute path of a page of the admin: `/orders/1001` is at `/admin/orders/1001`, and the first page at
    /// the empty path.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.store.admin_path())
    }

    /// The path and query of the request.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns whether the member may do this: what is not allowed is not offered.
    pub fn may(&self, act: Act) -> bool {
        self.member.role.may(act)
    }

    /// Returns whether the member has signed in within the last hour. For an act that needs it in some cases only: see
    /// [`sign_in_first`].
    pub fn is_recent(&self) -> bool {
        self.since.is_none_or(|since| self.store.db().now().duration_since(since) < RECENT)
    }

    /// Returns the merchant's operations, in the name of the member.
    pub fn admin(&self) -> Admin<'_> {
        self.store.acting(&self.actor)
    }

    /// Returns what the token of this page's form is to [`Admin::once`]: the same token is another one to another form, act
    /// or member, and to a job.
    pub fn form(&self, token: &str) -> String {
        let path = self.address.split('?').next().unwrap_or_default();
        let digest = Sha256::new_with_prefix(&self.member.id).chain_update([0]).chain_update(path).chain_update([0]);
        encode::hex(&digest.chain_update(token).finalize())
    }

    /// The member, as the audit log names it.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Returns a text in the member's language.
    pub fn text(&self, name: &str) -> String {
        self.texts.get(name)
    }

    /// Formats a text with values, in the member's language.
    pub fn format(&self, name: &str, with: &[(&str, Arg<'_>)]) -> String {
        self.texts.format(name, with)
    }

    /// Returns the sentence about an upload that is too large.
    pub fn upload_is_too_large(&self) -> String {
        let most = self.store.settings().largest_upload / (1024 * 1024);
        self.format("admin-upload-too-large", &[("most", most.into())])
    }

    /// Returns the hint below an input for a time: in which zone it is.
    pub fn time_hint(&self) -> String {
        self.format("admin-products-time-hint", &[("zone", self.store.time_zone().name().into())])
    }

    /// Renders a time to the minute, in the time zone of the shop, as the footer says.
    pub fn when(&self, at: Timestamp) -> impl IntoView + use<> {
        view! { <time datetime=at.to_string()>{self.texts.date_and_time(at)}</time> }
    }

    /// Renders a time to the minute in the time zone of a document, whose day it bears.
    pub fn when_in(&self, at: Timestamp, zone: &TimeZone) -> impl IntoView + use<> {
        let said = self.texts.clone().in_zone(zone.clone()).date_and_time(at);
        view! { <time datetime=at.to_string()>{said}</time> }
    }

    /// Renders a page: the frame with the navigation, the title as its heading, and below it the body. A page that a form
    /// has led to says first what the form [has done](Here::done).
    pub fn page(&self, tab: Tab, title: &str, body: impl IntoView) -> Response {
        self.page_with(StatusCode::OK, tab, title, body)
    }

    /// Renders a page with another status than 200.
    pub fn page_with(&self, status: StatusCode, tab: Tab, title: &str, body: impl IntoView) -> Response {
        page::framed(self, status, Some(tab), title, body.into_inert())
    }

    /// Leads to a page of the admin (303), by a path such as `/orders/1001`, which then says what was done: the message
    /// named `admin-done-`, followed by `message`. It takes no values.
    pub fn done(&self, path: &str, message: &str) -> Response {
        let separator = if path.contains('?') { '&' } else { '?' };
        see_other(&format!("{}{separator}done={}", self.path(path), encode::component(message)))
    }

    /// Leads to another page of the admin (303), by a path such as `/orders`.
    pub fn go(&self, path: &str) -> Response {
        see_other(&self.path(path))
    }

    /// Returns the message about what the form that led here has done, as [`Here::done`] was given it. It is not trusted.
    pub(super) fn done_message(&self) -> Option<String> {
        let (_, query) = self.address.split_once('?')?;
        let (_, done) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "done")?;
        Some(done.into_owned())
    }

    /// Returns the text of what the form that led here has done. A link can name no other message.
    pub(super) fn was_done(&self) -> Option<String> {
        let name = format!("{DONE}{}", self.done_message()?);
        let english = || self.store.texts(Language::ENGLISH).get_own(&name);
        self.texts.get_own(&name).or_else(english)
    }
}

/// Returns an address, if it is one of a page of the admin: it is not trusted, and must not lead anywhere else. The pages that
/// sign in and out are not worth going back to.
pub(super) fn inside<'a>(store: &Store, address: &'a str) -> Option<&'a str> {
    let rest = address.strip_prefix(store.admin_path())?;
    let path = rest.split('?').next().unwrap_or_default();
    let below = path.is_empty() || path.starts_with('/');
    // A dot may be written as %2e (URL standard).
    let plain = address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') && !path.contains("..");
    let plain = plain && !path.to_ascii_lowercase().contains("%2e");
    let fits = address.len() <= LONGEST_ADDRESS;
    (below && plain && fits && !path.starts_with("/sign-")).then_some(address)
}

/// Redirects to the sign-in page (303), which leads on to an address, a whole path of the admin.
pub(super) fn sign_in_first(store: &Store, address: &str) -> Response {
    let next = match address == store.admin_path() {
        true => String::new(),
        false => format!("?next={}", encode::component(address)),
    };
    see_other(&format!("{}/sign-in{next}", store.admin_path()))
}

/// Redirects to a path with GET (303).
pub(super) fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path.to_owned())]).into_response()
}

impl<S: Send + Sync> FromRequestParts<S> for Here {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Here, StatusCode> {
        parts.extensions.get::<Here>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// What a handler returns.
pub(super) type Answer = Result<Response, Failure>;

/// Why there is no page. The access layer renders it in the member's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// There is nothing at this address, or no longer.
    NotFound,
    /// The database could not be reached.
    Unavailable,
    /// Too many others ask for what [costs much](super::costly).
    Busy,
    /// The state of what the request is about does not allow it.
    Conflict,
    /// The body is larger than [allowed](super::routes::LONGEST_BODY).
    TooLarge,
    /// A request that no form of the admin sends. Says what is wrong with it, for people.
    BadRequest(String),
    /// A form with more fields than are read of it.
    TooManyFields,
}

impl Failure {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Failure::NotFound => StatusCode::NOT_FOUND,
            Failure::Unavailable | Failure::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Conflict => StatusCode::CONFLICT,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::BadRequest(_) | Failure::TooManyFields => StatusCode::BAD_REQUEST,
        }
    }
}

/// Only a mark: the access layer, which has the texts, renders it.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Failure {
        error.log();
        Failure::Unavailable
    }
}

/// For what a page could not be rendered without. A form says by itself why the order does not allow what it does.
impl From<AdminError> for Failure {
    fn from(error: AdminError) -> Failure {
        match error {
            AdminError::UnknownOrder(_) | AdminError::UnknownWithdrawal | AdminError::UnknownInvoice(_) => {
                Failure::NotFound
            }
            AdminError::Database(error) => error.into(),
            _ => Failure::Conflict,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn an_address_is_of_a_page_of_the_admin() {
        let store = testing::in_memory().await.admin_at("/office").build().await.unwrap();
        for address in ["/office", "/office?done=x", "/office/orders/1001", "/office/orders?q=a..b//c&before=1"] {
            assert_eq!(inside(&store, address), Some(address));
        }
        for address in [
            "",
            "/",
            "//evil.example",
            "/officer",
            "/office.example",
            "https://evil.example/office",
            "/office\\@evil.example",
            "/office/../basket",
            "/office/%2e%2E/basket",
            "/office/\r\nSet-Cookie: a=b",
            "/office/sign-in",
            "/office/sign-out",
        ] {
            assert_eq!(inside(&store, address), None, "{address}");
        }
    }
}
