//! Receiver that counts the sold copies of each issue.

use pannier::{Event, Receiver, ReceiverError, SignalKind, args, async_trait};

pub struct Circulation;

#[async_trait]
impl Receiver for Circulation {
    fn name(&self) -> &'static str {
        "circulation"
    }

    fn accepts(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Completed
    }

    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
        for line in event.order.lines.iter().filter(|line| line.kind == "issue") {
            // Idempotent: a repeated signal has been counted.
            let sql = "INSERT INTO circulation VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            let args = args![&event.signal.id, &line.id, line.quantity];
            event.store.db().execute(sql, args).await.map_err(ReceiverError::new)?;
        }
        Ok(())
    }
}
