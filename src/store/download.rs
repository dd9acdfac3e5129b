//! Masked download links: opaque URLs of the store, each valid for a limited number of attempts.
//!
//! An attempt leads to a signed URL of the storage, which works from anywhere for as long as it is valid
//! ([`Settings::download_link_lifetime`](crate::Settings::download_link_lifetime)). Within that time, a repeat of the
//! download, because its transfer broke off, gives nothing away and uses up no other attempt.

use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::{
    args,
    model::{Problem, Timestamp},
    store::{
        Store,
        admin::Admin,
        db::{self, Row},
        error::AdminError,
        hold, is_key,
        receivers::SignalKind,
        refunded,
        staff::role::Act,
        storage::{StorageError, StoredFile},
    },
};

/// The table of downloads, and the column of their order.
const TABLE: &str = "pannier_downloads";
const ORDER: &str = "pannier_downloads.order_id";
/// For how long a repeat's URL is valid at least, so that the browser gets there in time.
const SHORTEST_LINK: Duration = Duration::from_secs(60);

/// The outcome of redeeming a download link.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// assert_eq!(store.redeem_download("no-such-token").await?, pannier::DownloadOutcome::Unknown);
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DownloadOutcome {
    /// The file is at this URL. An attempt was used up, unless this repeats the last one.
    Redirect(String),
    /// All attempts are used up; this is how many there were.
    Exhausted(u32),
    /// The link has expired.
    Expired,
    /// All pieces of its line were refunded, or the order in full.
    Refunded,
    /// All pieces of its line are being refunded, or the payment is disputed or being refunded in full, or such a refund has
    /// failed. No attempt was used up.
    OnHold,
    /// The link does not exist.
    Unknown,
    /// The file is not available right now. No attempt was used up.
    Unavailable,
}

impl Store {
    /// Returns the masked link of a token.
    pub(super) fn download_path(&self, token: &str) -> String {
        format!("{}/{token}", self.paths().download)
    }

    /// Redeems a masked link, using up one attempt. Concurrent requests cannot exceed the number of attempts.
    ///
    /// A repeat within [`Settings::download_link_lifetime`](crate::Settings::download_link_lifetime) of the attempt that
    /// was counted last uses up none, and its URL is valid until that time is over, but for a minute at least.
    ///
    /// ```
    /// use pannier::{DownloadOutcome, Problem, Store};
    ///
    /// async fn follow(store: &Store, token: &str) -> Result<String, Problem> {
    ///     Ok(match store.redeem_download(token).await? {
    ///         DownloadOutcome::Redirect(url) => url,
    ///         DownloadOutcome::Exhausted(times) => format!("/sorry?times={times}"),
    ///         _ => "/sorry".to_owned(),
    ///     })
    /// }
    /// ```
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn redeem_download(&self, token: &str) -> Result<DownloadOutcome, Problem> {
        if !is_key(token) {
            return Ok(DownloadOutcome::Unknown);
        }
        // One time for the decision and the update: a repeat must not become an attempt in between.
        let (now, lifetime) = (self.db().now(), self.settings().download_link_lifetime);
        let sql = format!(
            "SELECT storage_key, file_name, content_type, attempts, max_attempts, counted_at, expires_at, order_id, o.number, \
             {}, {} FROM pannier_downloads JOIN pannier_orders o ON o.id = order_id WHERE pannier_downloads.token = $1",
            hold::columns(ORDER),
            pieces()
        );
        let Some(row) = self.db().fetch_optional(&sql, args![token]).await? else {
            return Ok(DownloadOutcome::Unknown);
        };
        if let Some(refused) = refused(&row, now)? {
            return Ok(refused);
        }
        let (kept, bought): (i64, i64) = (row.get("kept")?, row.get("bought")?);
        let max = row.get::<Option<i64>>("max_attempts")?.map(|max| attempts_of(max, kept, bought));
        let counted_at: Option<Timestamp> = row.get("counted_at")?;
        // Without a limit there is nothing to save, and each URL is valid for the whole time.
        let repeatable = max.and_then(|_| repeatable_for(counted_at, lifetime, now));
        let used_up = || DownloadOutcome::Exhausted(max.and_then(|n| u32::try_from(n).ok()).unwrap_or_default());
        let attempts: i64 = row.get("attempts")?;
        // A request to the storage may be slow and billed: skip it when the link is used up.
        if repeatable.is_none() && max.is_some_and(|max| attempts >= max) {
            return Ok(used_up());
        }
        let file = StoredFile {
            key: row.get("storage_key")?,
            file_name: row.get("file_name")?,
            content_type: row.get("content_type")?,
        };
        // The link is signed before the attempt is counted: a missing file costs no attempt.
        let valid_for = repeatable.map_or(lifetime, |left| left.max(SHORTEST_LINK).min(lifetime));
        let url = match self.0.storage.signed_url(&file, valid_for).await {
            // A path is one of the storage's own routes, which are mounted under the store's prefix.
            Ok(path) if path.starts_with('/') => format!("{}{path}", self.paths().prefix),
            Ok(url) => url,
            // A customer has paid and gets nothing: the owner must know which file it is, and whom to answer.
            Err(error) => {
                let number: Option<i64> = row.get("number")?;
                tracing::error!(order = number, key = file.key, %error, "paid download cannot be handed out");
                // An unavailable storage recovers by itself; a missing file does not.
                if matches!(error, StorageError::Missing(_)) {
                    self.report_missing(&row.get::<String>("order_id")?, &file.key).await?;
                }
                return Ok(DownloadOutcome::Unavailable);
            }
        };
        let count = format!(
            "UPDATE pannier_downloads SET attempts = attempts + CASE WHEN counted_at > $3 THEN 0 ELSE 1 END, \
             counted_at = CASE WHEN counted_at > $3 THEN counted_at ELSE $2 END \
             WHERE token = $1 AND NOT {} AND NOT {} AND {kept} > 0 AND (expires_at IS NULL OR expires_at > $2) \
             AND (counted_at > $3 OR max_attempts IS NULL OR attempts * {bought} < max_attempts * {kept})",
            hold::refunded_in_full(ORDER),
            hold::on_hold(ORDER),
            kept = refunded::kept(TABLE),
            bought = refunded::bought(TABLE)
        );
        if self.db().execute(&count, args![token, now, now - lifetime]).await? == 1 {
            return Ok(DownloadOutcome::Redirect(url));
        }
        // Since the first look, the last attempt was used up, or the order was refunded or put on hold.
        let Some(row) = self.db().fetch_optional(&sql, args![token]).await? else {
            return Ok(DownloadOutcome::Unknown);
        };
        Ok(refused(&row, now)?.unwrap_or_else(used_up))
    }

    /// Notifies the owner of a missing file, at most once a day across all requests and instances.
    async fn report_missing(&self, order_id: &str, key: &str) -> db::Result<()> {
        let subject = format!("{} {key}", self.db().now().utc().date());
        let digest = Sha256::digest(format!("{} {subject}", SignalKind::FileMissing.as_str()));
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        let id = uuid::Builder::from_custom_bytes(id).into_uuid().to_string();
        let mut tx = self.db().begin().await?;
        if self.0.outbox.push_once(&mut tx, &id, order_id, SignalKind::FileMissing, &subject).await? {
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Returns the SQL of the columns `kept` and `kept_so_far`, of which the second counts no refund that is being made, and
/// `bought`: how many pieces of a download's line are left, and how many there were.
fn pieces() -> String {
    format!(
        "{} AS kept, {} AS kept_so_far, {} AS bought",
        refunded::kept(TABLE),
        refunded::kept_so_far(TABLE),
        refunded::bought(TABLE)
    )
}

/// Returns how many of the attempts of all pieces that were bought are those of the pieces that are kept.
pub(super) fn attempts_of(max: i64, kept: i64, bought: i64) -> i64 {
    if bought > 0 { max.saturating_mul(kept.max(0)) / bought } else { max }
}

/// Returns why a download is refused at this time, however many attempts are left.
fn refused(row: &Row, now: Timestamp) -> db::Result<Option<DownloadOutcome>> {
    Ok(if row.get::<i64>("refunded")? > 0 || row.get::<i64>("kept_so_far")? <= 0 {
        Some(DownloadOutcome::Refunded)
    } else if row.get::<i64>("on_hold")? > 0 || row.get::<i64>("kept")? <= 0 {
        Some(DownloadOutcome::OnHold)
    } else if row.get::<Option<Timestamp>>("expires_at")?.is_some_and(|at| at <= now) {
        Some(DownloadOutcome::Expired)
    } else {
        None
    })
}

/// Returns for how long the attempt that was counted last can be repeated without using up another one, if it can.
pub(super) fn repeatable_for(counted_at: Option<Timestamp>, lifetime: Duration, now: Timestamp) -> Option<Duration> {
    counted_at.map(|at| (at + lifetime).duration_since(now)).filter(|left| !left.is_zero())
}

impl Admin<'_> {
    /// Resets the attempts and the expiry of an order's downloads, but for those whose lines are refunded, and notifies the
    /// customer. Returns the number of downloads.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::AdminError;
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let renewed = store.acting(&pannier::Actor::CommandLine).renew_downloads(order.number).await;
    /// assert!(matches!(renewed, Err(AdminError::NoDownloads)), "a voucher comes without a file");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`], [`AdminError::NoDownloads`]; [`AdminError::RefundedInFull`] for
    /// an order that was refunded in full; [`AdminError::OnHold`] for one that is on hold;
    /// [`AdminError::DownloadsRefunded`] for one of which all lines that have downloads are refunded.
    pub async fn renew_downloads(&self, number: i64) -> Result<u64, AdminError> {
        let order_id = self.id_of(number).await?;
        let mut tx = self.begin().await?;
        let sql = format!(
            "UPDATE pannier_downloads SET attempts = 0, counted_at = NULL, expires_at = (SELECT $2 + l.download_seconds * 1000 \
             FROM pannier_order_lines l WHERE l.order_id = pannier_downloads.order_id AND l.kind = pannier_downloads.kind \
             AND l.item_id = pannier_downloads.item_id) WHERE order_id = $1 AND NOT {} AND NOT {} AND {} > 0",
            hold::refunded_in_full(ORDER),
            hold::on_hold(ORDER),
            refunded::kept(TABLE)
        );
        let renewed = tx.execute(&sql, args![&order_id, tx.now()]).await?;
        if renewed == 0 {
            let sql = format!("SELECT {} FROM pannier_downloads WHERE order_id = $1", hold::columns(ORDER));
            return Err(match tx.fetch_optional(&sql, args![&order_id]).await? {
                Some(row) if row.get::<i64>("refunded")? > 0 => AdminError::RefundedInFull,
                Some(row) if row.get::<i64>("on_hold")? > 0 => AdminError::OnHold,
                Some(_) => AdminError::DownloadsRefunded,
                None => AdminError::NoDownloads,
            });
        }
        let renewal = db::new_id();
        self.store.0.outbox.push(&mut tx, &order_id, SignalKind::DownloadsRenewed, &renewal).await?;
        self.entry(Act::RenewDownloads).order(&order_id).detail(renewed).commit(tx).await?;
        Ok(renewed)
    }

    /// Ends the downloads of an order: its links have expired, until [`Admin::renew_downloads`]. What a link has led to
    /// before stays valid for [`Settings::download_link_lifetime`](crate::Settings::download_link_lifetime). Returns
    /// the number of downloads that had not expired before.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::AdminError;
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let ended = store.acting(&pannier::Actor::CommandLine).end_downloads(order.number).await;
    /// assert!(matches!(ended, Err(AdminError::NoDownloads)), "a voucher comes without a file");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`], [`AdminError::NoDownloads`].
    pub async fn end_downloads(&self, number: i64) -> Result<u64, AdminError> {
        let order_id = self.id_of(number).await?;
        let mut tx = self.begin().await?;
        let sql = "UPDATE pannier_downloads SET expires_at = $2 WHERE order_id = $1 \
                   AND (expires_at IS NULL OR expires_at > $2)";
        let ended = tx.execute(sql, args![&order_id, tx.now()]).await?;
        if ended > 0 {
            self.entry(Act::EndDownloads).order(&order_id).detail(ended).commit(tx).await?;
            return Ok(ended);
        }
        let sql = "SELECT token FROM pannier_downloads WHERE order_id = $1 LIMIT 1";
        match tx.fetch_optional(sql, args![&order_id]).await? {
            Some(_) => Ok(0),
            None => Err(AdminError::NoDownloads),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_piece_has_its_attempts() {
        assert_eq!([3, 2, 0, -1].map(|kept| attempts_of(9, kept, 3)), [9, 6, 0, 0]);
    }
}
