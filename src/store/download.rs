//! Masked download links: ours, opaque, and good for so many attempts.

use std::time::Duration;

use super::{Store, db::now, storage::StoredFile};
use crate::{args, model::Problem};

/// How long the storage's signed link lives. Long enough to start a transfer on a bad line; once started, it goes on.
const LINK_LIFETIME: Duration = Duration::from_secs(60);

/// What became of following a masked link.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// assert_eq!(store.claim_download("no-such-token").await?, pannier::Claim::Unknown);
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// An attempt was used up; the file is there.
    Go(String),
    /// All attempts are used up: the number there were.
    UsedUp(u32),
    /// The time is over.
    Expired,
    /// No such link.
    Unknown,
    /// The file is not there right now. No attempt was used up.
    Missing,
}

impl Store {
    /// The masked link of a token.
    pub(super) fn download_path(&self, token: &str) -> String {
        format!("{}/{token}", self.paths().download)
    }

    /// Uses up one attempt of a masked link. However many ask at once, no more get the file than there are attempts.
    ///
    /// ```
    /// use pannier::{Claim, Problem, Store};
    ///
    /// async fn follow(store: &Store, token: &str) -> Result<String, Problem> {
    ///     Ok(match store.claim_download(token).await? {
    ///         Claim::Go(url) => url,
    ///         Claim::UsedUp(times) => format!("/sorry?times={times}"),
    ///         _ => "/sorry".to_owned(),
    ///     })
    /// }
    /// ```
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn claim_download(&self, token: &str) -> Result<Claim, Problem> {
        let sql = "SELECT d.storage_key, d.file_name, d.content_type, d.attempts, d.max_attempts, d.expires_at, o.number \
                   FROM pannier_downloads d JOIN pannier_orders o ON o.id = d.order_id WHERE d.token = $1";
        let Some(row) = self.db().fetch_optional(sql, args![token]).await? else { return Ok(Claim::Unknown) };
        if row.get::<Option<i64>>("expires_at")?.is_some_and(|at| at <= now()) {
            return Ok(Claim::Expired);
        }
        let max: Option<i64> = row.get("max_attempts")?;
        let used_up = || Claim::UsedUp(max.and_then(|n| u32::try_from(n).ok()).unwrap_or_default());
        let attempts: i64 = row.get("attempts")?;
        // The storage may be far away, and take money for an answer: it is not asked in vain.
        if max.is_some_and(|max| attempts >= max) {
            return Ok(used_up());
        }
        let file = StoredFile {
            key: row.get("storage_key")?,
            file_name: row.get("file_name")?,
            content_type: row.get("content_type")?,
        };
        // The link is made first: a file that is missing costs no attempt.
        let url = match self.0.storage.signed_url(&file, LINK_LIFETIME).await {
            // A path is one of the storage's own routes, which are where the store's are.
            Ok(path) if path.starts_with('/') => format!("{}{path}", self.paths().prefix),
            Ok(url) => url,
            // Somebody has paid for it and stands there without: the owner must know which file, and whom to answer.
            Err(error) => {
                let number: Option<i64> = row.get("number")?;
                tracing::error!(order = number, key = file.key, %error, "a download that was sold cannot be handed out");
                return Ok(Claim::Missing);
            }
        };
        let sql = "UPDATE pannier_downloads SET attempts = attempts + 1 WHERE token = $1 \
                   AND (max_attempts IS NULL OR attempts < max_attempts) AND (expires_at IS NULL OR expires_at > $2)";
        Ok(match self.db().execute(sql, args![token, now()]).await? {
            1 => Claim::Go(url),
            _ => used_up(),
        })
    }
}
