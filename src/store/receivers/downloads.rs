//! The receiver that activates the downloads of a completed order.

use std::time::Duration;

use async_trait::async_trait;

use crate::{OrderView, Receiver, ReceiverError, Signal, SignalKind, args, db::Db};

/// Creates a masked download link for every order line with a file.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// use pannier::{Receiver, SignalKind, delivery::ActivateDownloads};
///
/// // Every store has one; it need not be registered.
/// let downloads = ActivateDownloads::new(store.db().clone());
/// assert!(downloads.listens(SignalKind::Completed));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug)]
pub struct ActivateDownloads {
    db: Db,
}

impl ActivateDownloads {
    /// Creates a receiver on the store's own database.
    pub fn new(db: Db) -> ActivateDownloads {
        ActivateDownloads { db }
    }
}

#[async_trait]
impl Receiver for ActivateDownloads {
    fn name(&self) -> &'static str {
        "downloads"
    }

    fn listens(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Completed
    }

    async fn receive(&self, signal: &Signal, _order: &OrderView) -> Result<(), ReceiverError> {
        let sql = "SELECT kind, item_id, title, quantity, download_key, download_name, download_type, download_attempts, \
                   download_seconds FROM pannier_order_lines WHERE order_id = $1 AND download_key IS NOT NULL";
        for row in self.db.fetch_all(sql, args![&signal.order_id]).await.map_err(ReceiverError::new)? {
            let activate = async {
                let text = |column| row.get::<String>(column);
                // Attempts scale with the quantity: three copies, three times the downloads.
                let attempts =
                    row.get::<Option<i64>>("download_attempts")?.map(|n| n * row.get::<i64>("quantity").unwrap_or(1));
                let seconds = row.get::<Option<i64>>("download_seconds")?;
                let lifetime = seconds.map(|seconds| Duration::from_secs(u64::try_from(seconds).unwrap_or(0)));
                let expires_at = lifetime.map(|lifetime| signal.at + lifetime);
                self.db
                    .execute(
                        "INSERT INTO pannier_downloads (token, order_id, kind, item_id, title, storage_key, file_name, \
                         content_type, max_attempts, expires_at, created_at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
                         ON CONFLICT (order_id, kind, item_id) DO NOTHING",
                        args![
                            crate::store::token(),
                            &signal.order_id,
                            text("kind")?,
                            text("item_id")?,
                            text("title")?,
                            text("download_key")?,
                            text("download_name")?,
                            text("download_type")?,
                            attempts,
                            expires_at,
                            self.db.now()
                        ],
                    )
                    .await
            };
            activate.await.map_err(ReceiverError::new)?;
        }
        Ok(())
    }
}
