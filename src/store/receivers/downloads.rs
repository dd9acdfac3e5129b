//! The receiver that activates the downloads of a completed order.

use std::time::Duration;

use async_trait::async_trait;

use crate::{Event, Receiver, ReceiverError, SignalKind, args};

/// Creates a masked download link for every order line with a file.
///
/// ```
/// use pannier::{Receiver, SignalKind, receivers::ActivateDownloads};
///
/// // Every store has one; it need not be registered.
/// assert!(ActivateDownloads.accepts(SignalKind::Completed));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ActivateDownloads;

#[async_trait]
impl Receiver for ActivateDownloads {
    fn name(&self) -> &'static str {
        "downloads"
    }

    fn accepts(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Completed
    }

    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
        let (signal, db) = (event.signal, event.store.db());
        let sql = "SELECT kind, item_id, title, quantity, download_key, download_name, download_type, download_attempts, \
                   download_seconds FROM pannier_order_lines WHERE order_id = $1 AND download_key IS NOT NULL";
        for row in db.fetch_all(sql, args![&signal.order_id]).await.map_err(ReceiverError::new)? {
            let activate = async {
                let text = |column| row.get::<String>(column);
                // Attempts scale with the quantity: three copies, three times the downloads.
                let attempts =
                    row.get::<Option<i64>>("download_attempts")?.map(|n| n * row.get::<i64>("quantity").unwrap_or(1));
                let seconds = row.get::<Option<i64>>("download_seconds")?;
                let lifetime = seconds.map(|seconds| Duration::from_secs(u64::try_from(seconds).unwrap_or(0)));
                let expires_at = lifetime.map(|lifetime| signal.at + lifetime);
                db.execute(
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
                        db.now()
                    ],
                )
                .await
            };
            activate.await.map_err(ReceiverError::new)?;
        }
        Ok(())
    }
}
