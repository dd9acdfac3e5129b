//! The sign-in of staff as the pages of the admin use it: for the tests of this crate.

pub use crate::store::staff::{
    session::{Signed, SignedIn},
    sign_in::SignInError,
};
use crate::{StaffMember, Store, db};

/// Asks for a mail.
///
/// # Errors
/// If there were too many.
pub async fn request(store: &Store, email: &str, browser: &str) -> Result<(), SignInError> {
    store.request_sign_in(email, browser).await
}

/// Looks at a link.
///
/// # Errors
/// If the database is unavailable.
pub async fn look_at_link(store: &Store, token: &str) -> db::Result<Option<StaffMember>> {
    store.check_link(token).await
}

/// Signs in by a link.
///
/// # Errors
/// If the link does not sign in.
pub async fn by_link(store: &Store, token: &str) -> Result<Signed, SignInError> {
    store.sign_in_by_link(token, "a browser").await
}

/// Signs in by a code.
///
/// # Errors
/// If the code does not sign in.
pub async fn by_code(store: &Store, browser: &str, code: &str) -> Result<Signed, SignInError> {
    store.sign_in_by_code(browser, code, "a browser").await
}

/// Returns who is signed in.
///
/// # Errors
/// If the database is unavailable.
pub async fn who(store: &Store, cookie: &str) -> db::Result<Option<SignedIn>> {
    store.signed_in(cookie).await
}

/// Signs out.
///
/// # Errors
/// If the database is unavailable.
pub async fn out(store: &Store, cookie: &str) -> db::Result<()> {
    store.sign_out(cookie).await
}
