//! Rate limits on mails that anybody can cause: the address typed at checkout, or at the sign-in to the admin, need not
//! be one's own.

use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::{
    args,
    model::Timestamp,
    store::{
        db::{Db, Result, Tx},
        http::encode,
    },
};

/// The maximum number of mails before anything is paid to one recipient within [`PERIOD`], across all instances.
const MAX: u32 = 10;
/// The longest period, which begins with the first mail.
pub(in crate::store) const PERIOD: Duration = Duration::from_secs(60 * 60);

/// SQL that counts a mail to `$1` at `$2`, unless there were `$4` of them since `$3`.
const COUNT: &str = "INSERT INTO pannier_mail_limits AS m (recipient, sent, started_at) VALUES ($1, 1, $2) \
     ON CONFLICT (recipient) DO UPDATE SET sent = CASE WHEN m.started_at <= $3 THEN 1 ELSE m.sent + 1 END, \
     started_at = CASE WHEN m.started_at <= $3 THEN $2 ELSE m.started_at END \
     WHERE m.started_at <= $3 OR m.sent < $4";

/// Counts a mail about an order that is not paid. Returns how long it has to wait instead, if the recipient was sent
/// [`MAX`] of them.
pub(in crate::store) async fn take(db: &Db, to: &str) -> Result<Option<Duration>> {
    take_of(db, &key(to), MAX).await
}

/// Counts a mail of another kind as [`take`] does: up to `max` of them to a [`recipient`] within [`PERIOD`].
pub(in crate::store) async fn take_of(db: &Db, recipient: &str, max: u32) -> Result<Option<Duration>> {
    let now = db.now();
    if db.execute(COUNT, args![recipient, now, now - PERIOD, max]).await? == 1 {
        return Ok(None);
    }
    let sql = "SELECT started_at FROM pannier_mail_limits WHERE recipient = $1";
    let Some(row) = db.fetch_optional(sql, args![recipient]).await? else { return Ok(Some(Duration::ZERO)) };
    Ok(Some((row.get::<Timestamp>("started_at")? + PERIOD).duration_since(now)))
}

/// Takes back the count of a mail that could not be sent, so that its retries do not use up the limit.
pub(in crate::store) async fn give_back(db: &Db, to: &str) -> Result<()> {
    give_back_of(db, &key(to)).await
}

/// Takes back the count of a mail of another kind.
pub(in crate::store) async fn give_back_of(db: &Db, recipient: &str) -> Result<()> {
    let sql = "UPDATE pannier_mail_limits SET sent = sent - 1 WHERE recipient = $1 AND sent > 0";
    db.execute(sql, args![recipient]).await.map(drop)
}

/// Counts a mail of another kind, to be sent once the transaction is committed. Returns `false` if there were `max` of
/// them to this recipient within a period, which is [`PERIOD`] at most. A recipient that stands for all has any name.
pub(in crate::store) async fn count(tx: &mut Tx, recipient: &str, max: u32, period: Duration) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(COUNT, args![recipient, now, now - period, max]).await? == 1)
}

/// Returns a recipient of mails of this kind, for [`count`] and [`take_of`].
pub(in crate::store) fn recipient(kind: &str, address: &str) -> String {
    format!("{kind} {}", key(address))
}

/// Returns the key of a recipient: the same for all spellings of one mailbox, and not readable as an address.
fn key(address: &str) -> String {
    encode::hex(&Sha256::digest(mailbox(address)))
}

/// Returns an address in lower case, and without the part after `+`, which most servers ignore.
fn mailbox(address: &str) -> String {
    let address = address.trim().to_lowercase();
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or_default()),
        None => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_mailbox_are_one_recipient() {
        for spelling in ["ada@example.com", " Ada@Example.COM", "ada+shop@example.com", "ADA+1+2@example.com"] {
            assert_eq!(mailbox(spelling), "ada@example.com");
        }
        assert_ne!(key("ada@example.com"), key("bob@example.com"));
        assert_ne!(key("ada@example.com"), key("ada@example.org"));
    }
}
