//! Masked download links: opaque URLs of the store, each valid for a limited number of attempts.

use sha2::{Digest, Sha256};

use crate::{
    args,
    model::{Problem, Timestamp},
    store::{
        Store,
        admin::Admin,
        db, dispute,
        error::AdminError,
        is_key,
        receivers::SignalKind,
        storage::{StorageError, StoredFile},
    },
};

/// SQL: 1 if a download's order was refunded in full, or will be once the gateway has made the pending refunds,
/// which disables its downloads, else 0.
pub(super) const REFUNDED: &str = "CAST((CASE WHEN EXISTS (SELECT 1 FROM pannier_payments p \
    WHERE p.order_id = pannier_downloads.order_id AND p.paid_amount > 0 AND p.refunded_amount + (SELECT \
    CAST(COALESCE(SUM(f.amount), 0) AS BIGINT) FROM pannier_refunds f WHERE f.payment_id = p.id AND f.status = 'starting' \
    AND f.pending_since IS NOT NULL) >= p.paid_amount) THEN 1 ELSE 0 END) AS BIGINT)";

/// The outcome of redeeming a download link.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// assert_eq!(store.redeem_download("no-such-token").await?, pannier::DownloadOutcome::Unknown);
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DownloadOutcome {
    /// An attempt was used up; the file is at this URL.
    Redirect(String),
    /// All attempts are used up; this is how many there were.
    Exhausted(u32),
    /// The link has expired.
    Expired,
    /// The order was refunded in full.
    Refunded,
    /// The payment is disputed. No attempt was used up.
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
        let held = dispute::on_hold("pannier_downloads.order_id");
        let sql = format!(
            "SELECT storage_key, file_name, content_type, attempts, max_attempts, expires_at, order_id, o.number, \
             CAST((CASE WHEN {held} THEN 1 ELSE 0 END) AS BIGINT) AS on_hold, {REFUNDED} AS refunded FROM pannier_downloads JOIN pannier_orders o ON o.id = order_id WHERE pannier_downloads.token = $1"
        );
        let Some(row) = self.db().fetch_optional(&sql, args![token]).await? else {
            return Ok(DownloadOutcome::Unknown);
        };
        if row.get::<i64>("refunded")? > 0 {
            return Ok(DownloadOutcome::Refunded);
        }
        if row.get::<i64>("on_hold")? > 0 {
            return Ok(DownloadOutcome::OnHold);
        }
        if row.get::<Option<Timestamp>>("expires_at")?.is_some_and(|at| at <= self.db().now()) {
            return Ok(DownloadOutcome::Expired);
        }
        let max: Option<i64> = row.get("max_attempts")?;
        let used_up = || DownloadOutcome::Exhausted(max.and_then(|n| u32::try_from(n).ok()).unwrap_or_default());
        let attempts: i64 = row.get("attempts")?;
        // A request to the storage may be slow and billed: skip it when the link is used up.
        if max.is_some_and(|max| attempts >= max) {
            return Ok(used_up());
        }
        let file = StoredFile {
            key: row.get("storage_key")?,
            file_name: row.get("file_name")?,
            content_type: row.get("content_type")?,
        };
        // The link is signed before the attempt is counted: a missing file costs no attempt.
        let url = match self.0.storage.signed_url(&file, self.settings().download_link_lifetime).await {
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
        let sql = format!(
            "UPDATE pannier_downloads SET attempts = attempts + 1 WHERE token = $1 AND {REFUNDED} = 0 AND NOT {held} \
             AND (max_attempts IS NULL OR attempts < max_attempts) AND (expires_at IS NULL OR expires_at > $2)"
        );
        Ok(match self.db().execute(&sql, args![token, self.db().now()]).await? {
            1 => DownloadOutcome::Redirect(url),
            _ => used_up(),
        })
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

impl Admin<'_> {
    /// Resets the attempts and the expiry of an order's downloads, and notifies the customer. Returns
    /// the number of downloads.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::AdminError;
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1, None).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let renewed = store.acting(&pannier::Actor::CommandLine).renew_downloads(order.number).await;
    /// assert!(matches!(renewed, Err(AdminError::NoDownloads)), "a voucher comes without a file");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`], [`AdminError::NoDownloads`]; [`AdminError::RefundedInFull`] for
    /// an order that was refunded in full.
    pub async fn renew_downloads(&self, number: i64) -> Result<u64, AdminError> {
        let order_id = self.id_of(number).await?;
        let mut tx = self.store.db().begin().await?;
        let sql = format!(
            "UPDATE pannier_downloads SET attempts = 0, expires_at = (SELECT $2 + l.download_seconds * 1000 \
             FROM pannier_order_lines l WHERE l.order_id = pannier_downloads.order_id AND l.kind = pannier_downloads.kind \
             AND l.item_id = pannier_downloads.item_id) WHERE order_id = $1 AND {REFUNDED} = 0"
        );
        let renewed = tx.execute(&sql, args![&order_id, tx.now()]).await?;
        if renewed == 0 {
            let sql = "SELECT 1 AS one FROM pannier_downloads WHERE order_id = $1";
            return Err(match tx.fetch_optional(sql, args![&order_id]).await? {
                Some(_) => AdminError::RefundedInFull,
                None => AdminError::NoDownloads,
            });
        }
        let renewal = db::new_id();
        self.store.0.outbox.push(&mut tx, &order_id, SignalKind::DownloadsRenewed, &renewal).await?;
        tx.commit().await?;
        tracing::info!(order = number, renewed, actor = %self.actor, "downloads renewed");
        Ok(renewed)
    }
}
