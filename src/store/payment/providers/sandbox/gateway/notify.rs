//! Signed webhooks to the shop, retried until they are accepted.

use std::time::Duration;

use super::{
    Gateway,
    ledger::{self, Change, Record, Webhook},
};
use crate::{
    Timestamp, db,
    store::{
        http::client,
        payment::providers::{
            sandbox::{SIGNATURE, wire::Status},
            stripe_signature,
        },
    },
};

/// The maximum number of attempts to send a webhook, counted from the gateway's last start.
const TRIES: u32 = 8;

/// How long after its due time a webhook is still sent after a restart.
const KEEP: Duration = Duration::from_secs(3 * 24 * 60 * 60);

impl Gateway {
    /// Resumes what an earlier run left unfinished: late decisions and undelivered webhooks.
    pub(super) async fn resume(&self) -> db::Result<()> {
        for payment in ledger::processing(&self.0.db).await? {
            self.decide_late(payment);
        }
        self.send_all(ledger::undelivered(&self.0.db, Timestamp::now() - KEEP).await?);
        Ok(())
    }

    /// Sends webhooks in the background, concurrently.
    pub(super) fn send_all(&self, webhooks: impl IntoIterator<Item = Webhook>) {
        for webhook in webhooks {
            let gateway = self.clone();
            tokio::spawn(async move { gateway.send(webhook).await });
        }
    }

    async fn send(&self, mut webhook: Webhook) {
        loop {
            sleep_until(webhook.due_at).await;
            if self.try_send(&webhook).await {
                return;
            }
            webhook.tries += 1;
            if webhook.tries >= TRIES {
                tracing::warn!(webhook = webhook.id, "shop did not accept a webhook of the sandbox gateway; giving up");
                return;
            }
            let wait = self.0.delays.retry.saturating_mul(1 << (webhook.tries - 1));
            webhook.due_at = Timestamp::now() + wait;
            if let Err(error) = ledger::postponed(&self.0.db, &webhook).await {
                tracing::warn!(%error, "could not record a webhook attempt of the sandbox gateway");
            }
        }
    }

    /// Sends a webhook once. Returns whether it was accepted, that is, answered with 2xx.
    pub(super) async fn try_send(&self, webhook: &Webhook) -> bool {
        let signature =
            stripe_signature::sign(self.0.webhook_secret.as_bytes(), Timestamp::now(), webhook.body.as_bytes());
        let http = self.0.http.get_or_init(|| client::to(&webhook.url));
        let request = http.post(&webhook.url).header(SIGNATURE, signature);
        let request = request.header("Content-Type", "application/json").body(webhook.body.clone());
        match request.send().await {
            Ok(answer) if answer.status().is_success() => {}
            Ok(answer) => {
                tracing::info!(webhook = webhook.id, status = answer.status().as_u16(), "sandbox webhook not accepted");
                return false;
            }
            Err(error) => {
                tracing::info!(webhook = webhook.id, error = %error.without_url(), "sandbox webhook could not be sent");
                return false;
            }
        }
        if let Err(error) = ledger::delivered(&self.0.db, webhook).await {
            tracing::warn!(%error, "sandbox webhook was accepted, but will be sent again after a restart");
        }
        true
    }

    /// Settles a processing payment when it is due.
    pub(super) fn decide_late(&self, payment: Record) {
        let gateway = self.clone();
        tokio::spawn(async move {
            if let Some(at) = payment.decide_at {
                sleep_until(at).await;
            }
            let webhooks = &[Duration::ZERO][..];
            // Only a payment that will be declined has a message while it is processing.
            let message = payment.message.as_deref();
            let to = if message.is_some() { Status::Declined } else { Status::Succeeded };
            let change = Change { from: Status::Processing, to, message, decide_at: None, webhooks };
            match gateway.change(&payment.id, &change).await {
                Ok(Some((_, webhooks))) => gateway.send_all(webhooks),
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "late decision failed; will retry at the next start"),
            }
        });
    }

    /// See [`ledger::change`].
    pub(super) async fn change(&self, id: &str, change: &Change<'_>) -> db::Result<Option<(Record, Vec<Webhook>)>> {
        ledger::change(&self.0.db, id, change, |id| self.page(id)).await
    }

    /// Returns the path of a payment's page.
    pub(super) fn page(&self, id: &str) -> String {
        format!("{}/pay/{id}", self.0.base_path)
    }
}

async fn sleep_until(at: Timestamp) {
    tokio::time::sleep(at.duration_since(Timestamp::now())).await;
}
