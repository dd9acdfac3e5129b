//! Receiver that counts the sold copies of each issue.

use pannier::{OrderView, Receiver, ReceiverError, Signal, SignalKind, args, async_trait, db::Db};

pub struct Circulation(pub Db);

#[async_trait]
impl Receiver for Circulation {
    fn name(&self) -> &'static str {
        "circulation"
    }

    fn listens(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Completed
    }

    async fn receive(&self, signal: &Signal, order: &OrderView) -> Result<(), ReceiverError> {
        for line in order.lines.iter().filter(|line| line.kind == "issue") {
            // Idempotent: a repeated signal has been counted.
            let sql = "INSERT INTO circulation VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            self.0.execute(sql, args![&signal.id, &line.id, line.quantity]).await.map_err(ReceiverError::new)?;
        }
        Ok(())
    }
}
