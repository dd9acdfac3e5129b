//! Sessions of staff. A session ends after twelve hours without a request, after a week, and with a change of the role.

use std::{fmt, time::Duration};

use super::{COLUMNS, StaffMember, at_rest, commit, role::Act, secret};
use crate::{
    args,
    model::{Timestamp, days},
    store::{
        Store,
        admin::Actor,
        db::{self, Tx},
    },
};

/// How long a session lives without a request.
const IDLE: Duration = Duration::from_secs(12 * 60 * 60);
/// How long a session lives at most.
const LIFETIME: Duration = days(7);
/// How often it is noted that a member was seen.
const SEEN_EVERY: Duration = Duration::from_secs(60);
/// How long a request waits until that is written.
const SEEN_WITHIN: Duration = Duration::from_secs(1);
/// Maximum length of the description of a browser, in characters.
const LONGEST_AGENT: usize = 200;

/// A member of staff who has just signed in.
pub struct Signed {
    /// The value of the session's cookie.
    pub cookie: String,
    /// Who has signed in.
    pub member: StaffMember,
}

/// Without the cookie.
impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("member", &self.member).finish_non_exhaustive()
    }
}

/// A member of staff who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who is signed in.
    pub member: StaffMember,
    /// When the member last proved the mailbox.
    pub since: Timestamp,
}

/// Begins a session, in the transaction that has used up the proof. Returns the value of its cookie.
pub(super) async fn begin(tx: &mut Tx, staff_id: &str, agent: &str) -> db::Result<String> {
    let (cookie, now) = (secret(), tx.now());
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(LONGEST_AGENT).collect();
    let sql = "INSERT INTO pannier_staff_sessions (hash, staff_id, agent, created_at, seen_at, expires_at) \
               VALUES ($1, $2, $3, $4, $4, $5)";
    tx.execute(sql, args![at_rest(&cookie), staff_id, agent, now, now + IDLE]).await?;
    Ok(cookie)
}

/// Ends all sessions of a member.
pub(super) async fn end_all(tx: &mut Tx, staff_id: &str) -> db::Result<()> {
    tx.execute("DELETE FROM pannier_staff_sessions WHERE staff_id = $1", args![staff_id]).await.map(drop)
}

impl Store {
    /// Returns who is signed in with a cookie, unless the member is disabled. Notes that the member was seen, at most
    /// once a minute.
    pub(crate) async fn signed_in(&self, cookie: &str) -> db::Result<Option<SignedIn>> {
        let (hash, now) = (at_rest(cookie), self.db().now());
        let sql = format!(
            "SELECT {COLUMNS}, s.since, s.last_request FROM pannier_staff \
             JOIN (SELECT staff_id, created_at AS since, seen_at AS last_request FROM pannier_staff_sessions \
             WHERE hash = $1 AND expires_at > $2) s ON s.staff_id = id WHERE disabled_at IS NULL"
        );
        let Some(row) = self.db().fetch_optional(&sql, args![&hash, now]).await? else { return Ok(None) };
        let (member, since) = (StaffMember::read(&row)?, row.get::<Timestamp>("since")?);
        if now.duration_since(row.get("last_request")?) >= SEEN_EVERY {
            let ends = (since + LIFETIME).min(now + IDLE);
            let noted = self.note_seen(&hash, &member.id, now, ends);
            // While the database cannot be written, pages are still read.
            if let Ok(Err(error)) = tokio::time::timeout(SEEN_WITHIN, noted).await {
                error.log();
            }
        }
        Ok(Some(SignedIn { member, since }))
    }

    async fn note_seen(&self, hash: &str, member: &str, now: Timestamp, ends: Timestamp) -> db::Result<()> {
        let sql = "UPDATE pannier_staff_sessions SET seen_at = $2, expires_at = $3 WHERE hash = $1 AND seen_at < $2";
        if self.db().execute(sql, args![hash, now, ends]).await? == 1 {
            self.db().execute("UPDATE pannier_staff SET seen_at = $2 WHERE id = $1", args![member, now]).await?;
        }
        Ok(())
    }

    /// Ends the session of a cookie.
    pub(crate) async fn sign_out(&self, cookie: &str) -> db::Result<()> {
        let mut tx = self.db().begin().await?;
        let sql = "DELETE FROM pannier_staff_sessions WHERE hash = $1 RETURNING \
                   (SELECT email FROM pannier_staff WHERE id = pannier_staff_sessions.staff_id) AS email";
        let Some(row) = tx.fetch_optional(sql, args![at_rest(cookie)]).await? else { return Ok(()) };
        let email: String = row.get("email")?;
        commit(self, tx, &Actor::Staff(email.clone()), Act::SignOut, &email, "").await
    }
}
