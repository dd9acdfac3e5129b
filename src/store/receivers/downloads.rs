//! The receiver that activates the downloads of a completed order.

use async_trait::async_trait;

use crate::{
    Event, Receiver, ReceiverError, SignalKind, args,
    db::{self, Value, placeholders},
};

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
        // Nothing was sold with a file, or all links exist.
        if !event.order.downloads_due {
            return Ok(());
        }
        activate(event).await.map_err(ReceiverError::new)
    }
}

/// Creates the links that are missing, for which each line has a token ready. Attempts scale with the quantity: three
/// copies, three times the downloads.
async fn activate(event: &Event<'_>) -> db::Result<()> {
    let (signal, db) = (event.signal, event.store.db());
    let mut args = args![&signal.order_id, signal.at, db.now()].to_vec();
    let mut links = Vec::new();
    for line in &event.order.lines {
        links.push(format!("({})", placeholders(args.len() + 1, 3)));
        args.extend([&line.kind, &line.id, &crate::store::token()].map(Value::from));
    }
    let sql = format!(
        "WITH links (kind, item_id, token) AS (VALUES {}) INSERT INTO pannier_downloads (token, order_id, kind, item_id, title, \
         storage_key, file_name, content_type, max_attempts, expires_at, created_at) SELECT links.token, l.order_id, l.kind, \
         l.item_id, l.title, l.download_key, l.download_name, l.download_type, l.download_attempts * l.quantity, \
         $2 + l.download_seconds * 1000, $3 FROM links JOIN pannier_order_lines l ON l.order_id = $1 AND l.kind = links.kind \
         AND l.item_id = links.item_id WHERE l.download_key IS NOT NULL ON CONFLICT (order_id, kind, item_id) DO NOTHING",
        links.join(", ")
    );
    let mut tx = db.begin().await?;
    tx.execute(&sql, &args).await?;
    event.commit(tx).await
}
