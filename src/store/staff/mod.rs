//! The merchant's staff: who they are, what they may do, and how they sign in.
//!
//! Nobody has a password. A member of staff proves a mailbox, or is handed a link by who runs the server, and then has
//! a session. Tables hold hashes of links, codes and cookies, so that a copy of the database lets nobody in.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use self::role::{Act, Role};
use super::{
    Store,
    admin::Actor,
    audit::{self, NotRecorded},
    db::{self, DbError, Row, Tx},
};
use crate::{
    args,
    language::{Language, Texts},
    model::{Timestamp, days, is_email},
};

mod admin;
pub mod auth;
mod mail;
pub mod role;
pub mod session;
pub mod sign_in;

/// Minutes for which a link and its code work.
const LINK_MINUTES: u32 = 15;
/// How long a link and its code work.
const LINK_LIFETIME: Duration = Duration::from_secs(60 * LINK_MINUTES as u64);
/// How long a link is kept after it has expired.
pub(super) const KEEP_LINKS: Duration = days(1);

/// A member of the merchant's staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StaffMember {
    /// The id.
    pub id: String,
    /// The e-mail address, in lower case.
    pub email: String,
    /// The name, as colleagues see it.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The language of the admin and of mails. `None` for that of the browser.
    pub language: Option<Language>,
    /// When the member was added.
    pub created_at: Timestamp,
    /// Since when the member may no longer sign in.
    pub disabled_at: Option<Timestamp>,
    /// When the member was last seen in the admin, to the minute.
    pub seen_at: Option<Timestamp>,
}

/// The columns that [`StaffMember::read`] reads.
const COLUMNS: &str = "id, email, name, role, language, created_at, disabled_at, seen_at";

impl StaffMember {
    fn read(row: &Row) -> db::Result<StaffMember> {
        Ok(StaffMember {
            id: row.get("id")?,
            email: row.get("email")?,
            name: row.get("name")?,
            role: row.get("role")?,
            language: row.get::<Option<String>>("language")?.as_deref().and_then(Language::from_tag),
            created_at: row.get("created_at")?,
            disabled_at: row.get("disabled_at")?,
            seen_at: row.get("seen_at")?,
        })
    }
}

/// The error of an operation on the staff, with a hint at what to do instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StaffError {
    /// Nobody on the staff has this e-mail address.
    #[error("{0} is not on the staff; `pannier staff list` lists everybody")]
    UnknownStaff(String),
    /// Somebody on the staff has this e-mail address already.
    #[error(
        "{0} is on the staff already; `pannier staff role` changes the role, `pannier staff enable` lets them in again"
    )]
    DuplicateStaff(String),
    /// The text is no e-mail address.
    #[error("this is not an e-mail address")]
    InvalidEmail,
    /// The only owner who can sign in cannot be given another role or be disabled.
    #[error("this is the only owner; make another member of staff an owner first")]
    LastOwner,
    /// The member with this e-mail address may not sign in.
    #[error("{0} is disabled; `pannier staff enable` lets them in again")]
    Disabled(String),
    /// The form was submitted before, and has taken effect once.
    #[error("this form was already submitted, and has taken effect once")]
    AlreadyDone,
    /// The actor is a member of staff who is disabled, or not an owner. Nothing was changed.
    #[error("this member of staff may not do this (any longer), and nothing was changed")]
    NotAllowed,
    /// The database could not be reached, or reported an error.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<NotRecorded> for StaffError {
    fn from(reason: NotRecorded) -> Self {
        match reason {
            NotRecorded::AlreadyDone => StaffError::AlreadyDone,
            NotRecorded::NotAllowed => StaffError::NotAllowed,
            NotRecorded::Database(error) => StaffError::Database(error),
        }
    }
}

impl Store {
    /// Returns the member of staff with an e-mail address, in upper or lower case, disabled or not.
    pub(crate) async fn staff_by_email(&self, email: &str) -> db::Result<Option<StaffMember>> {
        let Some(email) = folded(email) else { return Ok(None) };
        let sql = format!("SELECT {COLUMNS} FROM pannier_staff WHERE email = $1");
        self.db().fetch_optional(&sql, args![email]).await?.as_ref().map(StaffMember::read).transpose()
    }

    /// Returns the texts for a mail to an address: in the language of the member of staff who has it, or else in the first one of
    /// the store.
    pub(crate) async fn texts_of_staff(&self, email: &str) -> db::Result<Texts> {
        let language = self.staff_by_email(email).await?.and_then(|member| member.language);
        Ok(self.texts(language.unwrap_or_else(|| self.first_language())))
    }

    /// Sets the language of a member of staff.
    pub(crate) async fn set_staff_language(&self, id: &str, language: Language) -> db::Result<()> {
        let sql = "UPDATE pannier_staff SET language = $2 WHERE id = $1";
        self.db().execute(sql, args![id, language.tag()]).await.map(drop)
    }

    /// Returns the URL of a link that signs in.
    fn sign_in_url(&self, token: &str) -> String {
        self.settings().url(&format!("{}/sign-in/link/{token}", self.admin_path()))
    }
}

/// Returns the member of staff with an e-mail address, which is in lower case.
async fn by_email(tx: &mut Tx, email: &str) -> db::Result<Option<StaffMember>> {
    let sql = format!("SELECT {COLUMNS} FROM pannier_staff WHERE email = $1");
    tx.fetch_optional(&sql, args![email]).await?.as_ref().map(StaffMember::read).transpose()
}

/// Commits a transaction together with a row of the audit log about the member with an e-mail address.
async fn commit(store: &Store, tx: Tx, actor: &Actor, act: Act, email: &str, detail: &str) -> db::Result<()> {
    let entry = store.acting(actor).entry(act).by_right().subject(email).detail(detail);
    audit::commit(tx, Some(&entry)).await.map(drop)
}

/// Returns an e-mail address in lower case. `None` for a text that is none.
fn folded(text: &str) -> Option<String> {
    let email = text.trim().to_lowercase();
    // The default sender of a shop on the developer's machine.
    let local = email.strip_suffix("@localhost").map(|name| format!("{name}@localhost.example"));
    is_email(local.as_ref().unwrap_or(&email)).then_some(email)
}

/// Returns 256 random bits, base64url-encoded.
fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// Returns the form in which a secret is stored.
fn at_rest(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_in_upper_and_lower_case() {
        assert_eq!(folded(" Ada@Shop.Example\n").as_deref(), Some("ada@shop.example"));
        assert_eq!(folded("shop@localhost").as_deref(), Some("shop@localhost"));
        for wrong in
            ["", "ada", "ada@", "@shop.example", "@localhost", "ada@shop", "a b@shop.example", "ada@\0.example"]
        {
            assert_eq!(folded(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn secrets_differ_and_are_not_what_is_stored() {
        let (one, two) = (secret(), secret());
        assert!(one != two && one.len() == 43 && at_rest(&one) != one && at_rest(&one) == at_rest(&one));
    }
}
