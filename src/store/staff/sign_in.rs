//! Signing in: by a link, or by the code that was mailed with it. Looking at a link uses nothing up: mail scanners do.

use std::time::Duration;

use subtle::ConstantTimeEq as _;

use super::{
    COLUMNS, LINK_LIFETIME, StaffMember, at_rest, by_email, commit, folded,
    role::Act,
    secret,
    session::{self, Signed},
};
use crate::{
    args,
    store::{
        Store,
        admin::Actor,
        db::{self, DbError, Tx},
        mail::limit,
        rate_limit::RateLimit,
    },
};

/// The number of codes, all of eight digits: who tries as many as the limits below allow, for a year, finds one with a
/// probability of 0.2 percent.
const CODES: u32 = 100_000_000;
/// The maximum number of codes that are tried.
const TRIES: u32 = 5;
/// The maximum number of mails to one address within an hour.
const MAILS_PER_ADDRESS: u32 = 5;
/// The maximum number of mails within a minute.
const MAILS_PER_MINUTE: u32 = 30;

/// The reason why somebody has not been signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Too many mails were asked for, by anybody.
    #[error("too many mails were asked for")]
    TooManyRequests,
    /// The link is unknown, used or expired, or its member may not sign in.
    #[error("this link does not sign in, or no longer")]
    InvalidLink,
    /// The code is another one.
    #[error("this is not the code; tries left: {left}")]
    WrongCode {
        /// How many codes can still be tried.
        left: u32,
    },
    /// This browser has no code that can be tried: it is used or expired, or too many were wrong.
    #[error("the code no longer signs in")]
    CodeDead,
    /// The database could not be reached, or reported an error.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Store {
    /// Mails a link and a code, if the address is that of a member of staff who may sign in. What is returned, and
    /// when, does not depend on that: the mail is sent afterwards, and its failure is logged. `browser` is a random
    /// value that only the browser and this request know.
    pub(crate) async fn request_sign_in(&self, email: &str, browser: &str) -> Result<(), SignInError> {
        let Some(email) = folded(email) else { return Ok(()) };
        if !self.mails_staff() {
            return Ok(());
        }
        let (token, code) = (secret(), format!("{:08}", rand::random_range(0..CODES)));
        let mut tx = self.db().begin().await?;
        let of_address = limit::recipient("sign-in", &email);
        if !limit::count(&mut tx, &of_address, MAILS_PER_ADDRESS, limit::PERIOD).await?
            || !limit::count(&mut tx, "sign-in", MAILS_PER_MINUTE, Duration::from_secs(60)).await?
        {
            log_refusal(self, "too many mails");
            return Err(SignInError::TooManyRequests);
        }
        let known = by_email(&mut tx, &email).await?;
        let member = known.as_ref().filter(|member| member.disabled_at.is_none());
        let staff_id = member.map(|member| member.id.as_str());
        insert(&mut tx, &token, staff_id, Some((browser, &code))).await?;
        match (&known, member) {
            (Some(_), None) => commit(self, tx, &Actor::System, Act::SignInRefused, &email, "disabled").await?,
            _ => tx.commit().await?,
        }
        if let Some(member) = member.cloned() {
            let store = self.clone();
            tokio::spawn(async move { store.mail_sign_in(&member, &token, &code).await });
        }
        Ok(())
    }

    /// Returns whom a link signs in, if it still works. Uses nothing up.
    pub(crate) async fn check_link(&self, token: &str) -> db::Result<Option<StaffMember>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM pannier_staff WHERE disabled_at IS NULL AND id = (SELECT staff_id \
             FROM pannier_sign_in_links WHERE hash = $1 AND used_at IS NULL AND expires_at > $2 AND tries < $3)"
        );
        let args = args![at_rest(token), self.db().now(), TRIES];
        self.db().fetch_optional(&sql, args).await?.as_ref().map(StaffMember::read).transpose()
    }

    /// Uses a link up and begins a session. `agent` is the browser, as it describes itself.
    pub(crate) async fn sign_in_by_link(&self, token: &str, agent: &str) -> Result<Signed, SignInError> {
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE pannier_sign_in_links SET used_at = $2 WHERE hash = $1 AND staff_id IS NOT NULL \
                   AND used_at IS NULL AND expires_at > $2 AND tries < $3 RETURNING staff_id";
        match tx.fetch_optional(sql, args![at_rest(token), tx.now(), TRIES]).await? {
            Some(row) => {
                let staff_id: String = row.get("staff_id")?;
                self.enter(tx, &staff_id, agent, "by link").await?.ok_or(SignInError::InvalidLink)
            }
            None => {
                self.refuse_link(tx, token).await?;
                Err(SignInError::InvalidLink)
            }
        }
    }

    /// Begins a session with the code that this browser has asked for last. `agent` is the browser, as it describes
    /// itself.
    pub(crate) async fn sign_in_by_code(&self, browser: &str, code: &str, agent: &str) -> Result<Signed, SignInError> {
        let mut tx = self.db().begin().await?;
        // Counted first, so that many at once are no more than one after the other.
        let sql = "UPDATE pannier_sign_in_links SET tries = tries + 1 WHERE hash = (SELECT hash \
                   FROM pannier_sign_in_links WHERE browser_hash = $1 ORDER BY created_at DESC, hash DESC LIMIT 1) \
                   AND used_at IS NULL AND expires_at > $2 AND tries < $3 RETURNING hash, staff_id, code_hash, tries";
        let Some(row) = tx.fetch_optional(sql, args![at_rest(browser), tx.now(), TRIES]).await? else {
            log_refusal(self, "no code to try");
            return Err(SignInError::CodeDead);
        };
        let (staff_id, expected): (Option<String>, String) = (row.get("staff_id")?, row.get("code_hash")?);
        let code: String = code.chars().filter(char::is_ascii_digit).take(20).collect();
        let is_right: bool = expected.as_bytes().ct_eq(code_at_rest(browser, &code).as_bytes()).into();
        if let Some(staff_id) = staff_id.as_ref().filter(|_| is_right) {
            let sql = "UPDATE pannier_sign_in_links SET used_at = $2 WHERE hash = $1";
            tx.execute(sql, args![row.get::<String>("hash")?, tx.now()]).await?;
            return self.enter(tx, staff_id, agent, "by code").await?.ok_or(SignInError::CodeDead);
        }
        let left = TRIES.saturating_sub(row.get_u32("tries")?);
        match staff_id {
            // The last one only: strangers who know an address can cause all of them.
            Some(staff_id) if left == 0 => self.refuse(tx, &staff_id, "too many wrong codes").await?,
            _ => tx.commit().await?,
        }
        match left {
            0 => Err(SignInError::CodeDead),
            left => Err(SignInError::WrongCode { left }),
        }
    }

    /// Records that a link was followed that does not work, once for each: anybody who has it can do so again and
    /// again.
    async fn refuse_link(&self, mut tx: Tx, token: &str) -> db::Result<()> {
        let sql = "UPDATE pannier_sign_in_links SET refused_at = $2 WHERE hash = $1 AND staff_id IS NOT NULL \
                   AND refused_at IS NULL RETURNING staff_id, used_at";
        let Some(row) = tx.fetch_optional(sql, args![at_rest(token), tx.now()]).await? else {
            log_refusal(self, "unknown link");
            return Ok(());
        };
        let was_used = row.get::<Option<i64>>("used_at")?.is_some();
        let why = if was_used { "link used before" } else { "link no longer valid" };
        self.refuse(tx, &row.get::<String>("staff_id")?, why).await
    }

    /// Begins a session, and commits. `None` for a member who may not sign in, which uses the proof up, too.
    async fn enter(&self, mut tx: Tx, staff_id: &str, agent: &str, how: &str) -> db::Result<Option<Signed>> {
        // Locks the member: a change of the role, which ends all sessions, comes before or after.
        let sql =
            format!("UPDATE pannier_staff SET seen_at = $2 WHERE id = $1 AND disabled_at IS NULL RETURNING {COLUMNS}");
        let Some(row) = tx.fetch_optional(&sql, args![staff_id, tx.now()]).await? else {
            self.refuse(tx, staff_id, "disabled").await?;
            return Ok(None);
        };
        let member = StaffMember::read(&row)?;
        let cookie = session::begin(&mut tx, staff_id, agent).await?;
        commit(self, tx, &Actor::Staff(member.email.clone()), Act::SignIn, &member.email, how).await?;
        Ok(Some(Signed { cookie, member }))
    }

    /// Commits, and records a refused sign-in of a member. Who has tried is not known.
    async fn refuse(&self, mut tx: Tx, staff_id: &str, why: &str) -> db::Result<()> {
        let row = tx.fetch_one("SELECT email FROM pannier_staff WHERE id = $1", args![staff_id]).await?;
        commit(self, tx, &Actor::System, Act::SignInRefused, &row.get::<String>("email")?, why).await
    }
}

/// Stores a link, for nobody if there is no member, and with a code if it was asked for in a browser.
pub(super) async fn insert(
    tx: &mut Tx,
    token: &str,
    staff_id: Option<&str>,
    asked_for: Option<(&str, &str)>,
) -> db::Result<()> {
    let sql = "INSERT INTO pannier_sign_in_links (hash, staff_id, browser_hash, code_hash, created_at, expires_at) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let browser_hash = asked_for.map(|(browser, _)| at_rest(browser));
    let code_hash = asked_for.map(|(browser, code)| code_at_rest(browser, code));
    let (now, hash) = (tx.now(), at_rest(token));
    tx.execute(sql, args![hash, staff_id, browser_hash, code_hash, now, now + LINK_LIFETIME]).await.map(drop)
}

/// Logs what strangers can cause without end, and the audit log therefore does not contain.
fn log_refusal(store: &Store, why: &'static str) {
    static LIMIT: RateLimit = RateLimit::log_line();
    if let Some(times) = LIMIT.pass(store.db().now()) {
        tracing::warn!(why, times, "sign-in to the admin refused");
    }
}

/// Returns the form in which a code is stored. The browser's part of it cannot be guessed and is stored nowhere.
fn code_at_rest(browser: &str, code: &str) -> String {
    at_rest(&format!("{browser} {code}"))
}
