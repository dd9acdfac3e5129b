//! Webhooks: verified, kept as they came, and handled once.
//!
//! A gateway sends an event again until it is answered with 2xx, in any order, and sometimes twice at once. So an event is
//! written down first, under the gateway's name for it; what it says is settled next; and the answer comes last. One that was
//! written down and not handled, because the process died in between, is handled by the background.

use std::{collections::BTreeMap, sync::atomic::Ordering};

use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

use super::{PaymentState, WebhookError, WebhookEvent, record};
use crate::{
    args,
    model::Problem,
    store::{
        Store,
        db::{self, Row, now},
        refund,
    },
};

/// Webhooks that cannot be verified may have the gateway asked so often, in milliseconds: anybody can send them.
const HINTS_EVERY: i64 = 10_000;
/// A webhook that was kept so long ago and not handled was left behind by whoever had it, in milliseconds.
const LEFT_BEHIND: i64 = 30_000;
/// Headers that are nobody's business.
const NOT_KEPT: [HeaderName; 3] =
    [http::header::COOKIE, http::header::AUTHORIZATION, http::header::PROXY_AUTHORIZATION];

/// What became of a webhook.
#[derive(Debug, PartialEq)]
pub(in crate::store) enum Outcome {
    /// Handled, now or before.
    Noted,
    /// About something else.
    Irrelevant,
    /// It names an attempt that nobody has made.
    UnknownAttempt,
    /// There is no such provider.
    UnknownProvider,
    /// It is not believed.
    Unverified(String),
    /// It is believed, and kept, and not understood.
    Malformed(String),
    /// It has to come again.
    Later(String),
}

/// A webhook that was kept.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// for webhook in store.webhooks(20).await? {
///     println!("{} from {}: {}", webhook.id, webhook.provider, webhook.error.unwrap_or_default());
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoredWebhook {
    /// Names it in [`Store::replay_webhook`].
    pub id: String,
    /// The payment provider.
    pub provider: String,
    /// The gateway's name for the event, if it could be read.
    pub event_id: Option<String>,
    /// The attempt to pay that it names.
    pub attempt: Option<String>,
    /// When it came: milliseconds since the Unix epoch, UTC.
    pub received_at: i64,
    /// Whether it was handled.
    pub handled: bool,
    /// Why it was not, or came to nothing.
    pub error: Option<String>,
}

impl Store {
    /// Takes a webhook in. What this answers may be said to the gateway: everything is committed.
    pub(in crate::store) async fn take_in(
        &self,
        provider: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Outcome, Problem> {
        let Some(gateway) = self.provider(provider) else { return Ok(Outcome::UnknownProvider) };
        // By the clock that the gateway has signed by, and not by the store's, which a test may have moved.
        let at = now();
        let event = match gateway.read_webhook(headers, body, at / 1000).await {
            Ok(event) => event,
            Err(WebhookError::Irrelevant) => return Ok(Outcome::Irrelevant),
            Err(error @ WebhookError::Unavailable(_)) => return Ok(Outcome::Later(error.to_string())),
            Err(error @ WebhookError::Unverified(_)) => {
                tracing::warn!(provider, %error, "a webhook was not believed");
                self.take_for_a_hint(provider).await?;
                return Ok(Outcome::Unverified(error.to_string()));
            }
            Err(error @ WebhookError::Malformed(_)) => {
                tracing::warn!(provider, %error, "a webhook was not understood");
                self.keep_malformed(provider, headers, body, &error.to_string()).await?;
                return Ok(Outcome::Malformed(error.to_string()));
            }
        };
        let id = uuid::Uuid::now_v7().to_string();
        let sql = "INSERT INTO pannier_webhooks (id, provider, event_id, payment_id, headers, body, received_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (provider, event_id) DO NOTHING";
        let (headers, body) = (kept(headers), readable(body));
        let args = args![&id, provider, &event.id, &event.attempt, headers, body, at];
        if self.db().execute(sql, args).await? == 1 {
            return self.handle(&id, provider, &event).await;
        }
        let sql = "SELECT id, handled_at FROM pannier_webhooks WHERE provider = $1 AND event_id = $2";
        let known = self.db().fetch_optional(sql, args![provider, &event.id]).await?.ok_or(Problem::Unavailable)?;
        match known.get::<Option<i64>>("handled_at")? {
            Some(_) => Ok(Outcome::Noted),
            // Its first delivery is being handled, or was left behind. To handle it twice does no harm.
            None => self.handle(&known.get::<String>("id")?, provider, &event).await,
        }
    }

    async fn handle(&self, id: &str, provider: &str, event: &WebhookEvent) -> Result<Outcome, Problem> {
        let payment = record::by_id(self.db(), &event.attempt).await?;
        // The events of one gateway say nothing about the payments of another.
        let Some(payment) = payment.filter(|payment| payment.provider == provider) else {
            tracing::warn!(provider, event = event.id, "a webhook names an attempt nobody made");
            self.mark_handled(id, Some("it names an attempt that nobody has made")).await?;
            return Ok(Outcome::UnknownAttempt);
        };
        match event.state {
            PaymentState::Open => self.ask_soon(&payment.id).await?,
            _ => self.settle(&payment.id, &event.state).await?,
        }
        if let Some(total) = event.refunded {
            refund::note_total(self, &payment.id, total).await?;
        }
        self.mark_handled(id, None).await?;
        Ok(Outcome::Noted)
    }

    async fn mark_handled(&self, id: &str, error: Option<&str>) -> db::Result<()> {
        let sql = "UPDATE pannier_webhooks SET handled_at = $2, error = $3 WHERE id = $1";
        self.db().execute(sql, args![id, self.db().now(), error]).await.map(drop)
    }

    /// Whatever it is, something may have happened: the gateway is asked about everything that is under way, now and then.
    async fn take_for_a_hint(&self, provider: &str) -> Result<(), Problem> {
        let (now, last) = (self.db().now(), self.0.hinted_at.load(Ordering::Relaxed));
        let due = now - last >= HINTS_EVERY;
        if !due || self.0.hinted_at.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return Ok(());
        }
        self.ask_all_soon(provider).await
    }

    /// Kept for a person, once, however often it comes.
    async fn keep_malformed(&self, provider: &str, headers: &HeaderMap, body: &[u8], error: &str) -> db::Result<()> {
        let digest = Sha256::new().chain_update(provider).chain_update(body).finalize();
        let id: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let sql = "INSERT INTO pannier_webhooks (id, provider, headers, body, received_at, handled_at, error) \
                   VALUES ($1, $2, $3, $4, $5, $5, $6) ON CONFLICT (id) DO NOTHING";
        let args = args![id, provider, kept(headers), readable(body), now(), error];
        self.db().execute(sql, args).await.map(drop)
    }

    /// The webhooks that were kept, the newest first.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert!(store.webhooks(20).await?.is_empty());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn webhooks(&self, limit: u32) -> db::Result<Vec<StoredWebhook>> {
        let sql = "SELECT id, provider, event_id, payment_id, received_at, handled_at, error FROM pannier_webhooks \
                   ORDER BY received_at DESC, id DESC LIMIT $1";
        let read = |row: &Row| {
            Ok(StoredWebhook {
                id: row.get("id")?,
                provider: row.get("provider")?,
                event_id: row.get("event_id")?,
                attempt: row.get("payment_id")?,
                received_at: row.get("received_at")?,
                handled: row.get::<Option<i64>>("handled_at")?.is_some(),
                error: row.get("error")?,
            })
        };
        self.db().fetch_all(sql, args![limit]).await?.iter().map(read).collect()
    }

    /// Reads a webhook that was kept once more, as of the time at which it came, and handles it. `id` is its own or the
    /// gateway's name for the event. Answers with what came of it, in a sentence; to handle one twice does no harm.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert_eq!(store.replay_webhook("no-such-webhook").await?, None);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn replay_webhook(&self, id: &str) -> Result<Option<String>, Problem> {
        let sql =
            "SELECT id, provider, headers, body, received_at FROM pannier_webhooks WHERE id = $1 OR event_id = $1";
        let Some(row) = self.db().fetch_optional(sql, args![id]).await? else { return Ok(None) };
        Ok(Some(match self.handle_kept(&row).await? {
            Outcome::Noted => "It was read and handled.".to_owned(),
            other => format!("It came to nothing: {other:?}"),
        }))
    }

    async fn handle_kept(&self, row: &Row) -> Result<Outcome, Problem> {
        let (id, provider): (String, String) = (row.get("id")?, row.get("provider")?);
        let Some(gateway) = self.provider(&provider) else { return Ok(Outcome::UnknownProvider) };
        let (headers, body): (String, String) = (row.get("headers")?, row.get("body")?);
        let received_at: i64 = row.get("received_at")?;
        match gateway.read_webhook(&unkept(&headers), body.as_bytes(), received_at / 1000).await {
            Ok(event) => self.handle(&id, &provider, &event).await,
            Err(WebhookError::Unavailable(reason)) => Ok(Outcome::Later(reason)),
            Err(error) => {
                self.mark_handled(&id, Some(&error.to_string())).await?;
                Ok(Outcome::Malformed(error.to_string()))
            }
        }
    }
}

/// Handles what was kept by somebody who did not get to handle it.
pub(in crate::store) async fn handle_left_over(store: &Store) {
    let sql = "SELECT id, provider, headers, body, received_at FROM pannier_webhooks \
               WHERE handled_at IS NULL AND received_at <= $1 ORDER BY received_at LIMIT 20";
    let rows = match store.db().fetch_all(sql, args![store.db().now() - LEFT_BEHIND]).await {
        Ok(rows) => rows,
        Err(error) => return tracing::error!(%error, "webhooks that were kept cannot be read"),
    };
    for row in rows {
        if let Err(problem) = store.handle_kept(&row).await {
            tracing::warn!(%problem, "a webhook that was left over could not be handled");
        }
    }
}

/// Headers as they are kept: JSON, by name. What is not a text cannot be part of a signature.
fn kept(headers: &HeaderMap) -> String {
    let texts = headers.iter().filter(|(name, _)| !NOT_KEPT.contains(name));
    let texts: BTreeMap<&str, &str> =
        texts.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    serde_json::to_string(&texts).unwrap_or_default()
}

fn unkept(json: &str) -> HeaderMap {
    let texts: BTreeMap<String, String> = serde_json::from_str(json).unwrap_or_default();
    let header =
        |(name, value): (String, String)| Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?));
    texts.into_iter().filter_map(header).collect()
}

/// A body that was read as JSON or as a form is a text, and is kept to the byte.
fn readable(body: &[u8]) -> String {
    String::from_utf8_lossy(body).replace('\0', "\u{fffd}")
}
