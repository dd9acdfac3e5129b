//! Webhooks: verified, and then stored as received and handled in one transaction.
//!
//! Gateways redeliver an event until it is answered with 2xx, in any order, and sometimes twice at once. So one
//! transaction stores the event under the gateway's event id and applies what it says, and the gateway is answered
//! after the commit. A duplicate finds the stored event, or waits for the transaction that is storing it, and has no
//! effect. If the transaction fails, the event is stored unhandled, and a background task per provider retries it.

use std::{collections::BTreeMap, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    PROVIDER_TIMEOUT, PaymentProvider, WebhookError, WebhookEvent,
    record::{self, Locked, Payment},
};
use crate::{
    args,
    model::{Money, PaymentState, Problem, Timestamp},
    store::{
        Store,
        admin::Admin,
        audit::{self, Entry},
        db::{
            self, DbError, Row, Tx, Value,
            due::{Backoff, Queue},
            new_id,
        },
        dispute,
        error::AdminError,
        rate_limit::RateLimit,
        refund,
        staff::role::Act,
    },
};

/// The minimum interval between polls triggered by unverified webhooks, since anybody can send those.
const UNVERIFIED_INTERVAL: Duration = Duration::from_secs(10);
/// How long an instance that has leased a left-over webhook, or calls the gateway about one, may take: longer than the
/// call may take.
const LEASE: Duration = Duration::from_secs(30);
/// The delays between tries to handle a left-over webhook: 30 s, 1 min, 2 min .. 1 h.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(30), longest: Duration::from_secs(3600) };
/// The left-over webhooks of a provider, those that were due at a time. Leased one by one.
const LEFT_OVER: Queue = Queue {
    table: "pannier_webhooks",
    key: &["id"],
    condition: "handled_at IS NULL AND provider = $2 AND due_at <= $3",
    leased_at: "started_at",
    returning: "id, provider, headers, body, received_at, attempts",
};
/// Headers that are not stored: they carry credentials.
const CREDENTIALS: [HeaderName; 3] =
    [http::header::COOKIE, http::header::AUTHORIZATION, http::header::PROXY_AUTHORIZATION];

/// Stores a webhook as handled: others see it together with what it has changed. One that is stored and not handled is
/// marked instead. Returns the id, and for a duplicate no row.
const INSERT_HANDLED: &str = "INSERT INTO pannier_webhooks (id, provider, event_id, payment_id, headers, body, \
    received_at, handled_at) SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE NOT EXISTS (SELECT 1 FROM pannier_webhooks \
    WHERE provider = $2 AND event_id = $3 AND handled_at IS NOT NULL) ON CONFLICT (provider, event_id) DO UPDATE \
    SET handled_at = excluded.handled_at, error = NULL WHERE pannier_webhooks.handled_at IS NULL RETURNING id";
/// Stores a webhook that could not be handled.
const INSERT_LEFT_OVER: &str = "INSERT INTO pannier_webhooks (id, provider, event_id, payment_id, headers, body, \
    received_at, due_at, error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (provider, event_id) DO NOTHING";

/// Where a verified webhook comes from.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// From the gateway: the parameters of [`INSERT_HANDLED`].
    Received(&'a [Value]),
    /// From the database, where it has this id, with the entry in the audit log of whoever replays it.
    Stored(&'a str, Option<&'a Entry>),
}

/// What is left to do about a webhook after the commit, because it takes calls to the gateway.
enum Left {
    Nothing,
    /// The payment was declined too often.
    CallOff(Payment),
    /// The total of the payment's refunds has fallen to this. The webhook is handled once it is known why.
    FindFailedRefunds(Payment, Money),
}

/// A webhook whose transaction is committed.
struct Handled {
    id: String,
    outcome: Outcome,
    left: Left,
}

/// The outcome of receiving a webhook.
#[derive(Debug, PartialEq)]
pub(in crate::store) enum Outcome {
    /// Handled, now or earlier.
    Noted,
    /// About something else, or of no use.
    Ignored,
    /// It refers to an attempt that does not exist.
    UnknownAttempt,
    /// There is no such provider.
    UnknownProvider,
    /// Verification failed.
    Unverified(String),
    /// Verified and stored, but the body could not be read.
    Malformed(String),
    /// It cannot be handled now: the gateway must send it again.
    Later(String),
}

/// Limits on the effects of a provider's unverified webhooks, which anybody can send.
pub(in crate::store) struct UnverifiedLimits {
    polls: RateLimit,
    log: RateLimit,
}

impl Default for UnverifiedLimits {
    fn default() -> UnverifiedLimits {
        UnverifiedLimits { polls: RateLimit::every(UNVERIFIED_INTERVAL), log: RateLimit::log_line() }
    }
}

/// A stored webhook.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// for webhook in store.acting(&pannier::Actor::CommandLine).webhooks(20).await? {
///     println!("{} from {}: {}", webhook.id, webhook.provider, webhook.error.unwrap_or_default());
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StoredWebhook {
    /// The id that [`Admin::replay_webhook`] takes.
    pub id: String,
    /// The payment provider.
    pub provider: String,
    /// The gateway's event id, if it could be read.
    pub event_id: Option<String>,
    /// The payment attempt it refers to.
    pub attempt: Option<String>,
    /// The number of the order of that attempt, if the store has it.
    pub order_number: Option<i64>,
    /// When it was received.
    pub received_at: Timestamp,
    /// Whether it was handled.
    pub handled: bool,
    /// Why it was not handled, or had no effect. `ignored: ` and the gateway's name for the event, if the store has no
    /// use for it.
    pub error: Option<String>,
}

/// The content of a stored webhook, as it was received. Empty once it was
/// [deleted](crate::Settings::keep_webhooks).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WebhookContent {
    /// The headers, by their name in lower case, without those that carry credentials.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
}

impl WebhookContent {
    /// Returns the body, indented if it is JSON.
    pub fn pretty_body(&self) -> String {
        let value = serde_json::from_str::<serde_json::Value>(&self.body);
        value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| self.body.clone())
    }
}

/// The start of a query for stored webhooks.
const SELECT: &str = "SELECT w.id, w.provider, w.event_id, w.payment_id, o.number, w.headers, w.body, w.received_at, \
    w.handled_at, w.error FROM pannier_webhooks w LEFT JOIN pannier_payments p ON p.id = w.payment_id \
    LEFT JOIN pannier_orders o ON o.id = p.order_id";

impl StoredWebhook {
    fn read(row: &Row) -> db::Result<StoredWebhook> {
        Ok(StoredWebhook {
            id: row.get("id")?,
            provider: row.get("provider")?,
            event_id: row.get("event_id")?,
            attempt: row.get("payment_id")?,
            order_number: row.get("number")?,
            received_at: row.get("received_at")?,
            handled: row.get::<Option<Timestamp>>("handled_at")?.is_some(),
            error: row.get("error")?,
        })
    }
}

impl Store {
    /// Receives a webhook. All changes are committed before this returns, so the gateway can be answered.
    pub(in crate::store) async fn receive(
        &self,
        provider: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Outcome, Problem> {
        let gateway = self.provider(provider).filter(|gateway| gateway.sends_webhooks());
        let Some(gateway) = gateway else { return Ok(Outcome::UnknownProvider) };
        if let Some(attempt) = gateway.claimed_attempt(body)
            && !self.has_attempt(provider, &attempt).await?
        {
            return Ok(Outcome::UnknownAttempt);
        }
        // The system's clock: the gateway's signature is dated, and a test may have advanced the store's clock.
        let at = Timestamp::now();
        let event = match verify(&**gateway, headers, body, at).await {
            Ok(event) => event,
            Err(WebhookError::Ignored) => return Ok(Outcome::Ignored),
            Err(error @ WebhookError::Unavailable(_)) => return Ok(Outcome::Later(error.to_string())),
            Err(error @ WebhookError::Unverified(_)) => {
                self.note_unverified(provider, &error).await?;
                return Ok(Outcome::Unverified(error.to_string()));
            }
            Err(error @ WebhookError::Malformed(_)) => {
                tracing::warn!(provider, %error, "malformed webhook");
                self.store_malformed(provider, headers, body, &error.to_string()).await?;
                return Ok(Outcome::Malformed(error.to_string()));
            }
        };
        let args = args![
            new_id(),
            provider,
            &event.id,
            &event.attempt,
            encode_headers(headers),
            readable(body),
            at,
            self.db().now()
        ];
        match self.handle(Source::Received(args), provider, &event).await {
            Ok(handled) => Ok(self.finish(handled, &event).await?),
            Err(error) => {
                self.store_left_over(&args[..7], &error).await?;
                Err(error.into())
            }
        }
    }

    /// Whether an attempt was made with this provider.
    async fn has_attempt(&self, provider: &str, attempt: &str) -> db::Result<bool> {
        Ok(record::by_id(self.db(), attempt).await?.is_some_and(|payment| payment.provider == provider))
    }

    async fn handle(&self, source: Source<'_>, provider: &str, event: &WebhookEvent) -> db::Result<Handled> {
        self.db().transact(|tx| self.try_handle(tx, source, provider, event)).await
    }

    /// Stores a webhook, or marks a stored one, and handles it, in one transaction. The webhook's row is written first,
    /// so that a duplicate waits here and not for the order.
    async fn try_handle(
        &self,
        mut tx: Tx,
        source: Source<'_>,
        provider: &str,
        event: &WebhookEvent,
    ) -> db::Result<Handled> {
        let Some((id, first)) = mark(&mut tx, source).await? else {
            // On SQLite, what it has found may not be on disk yet: the commit waits for that.
            tx.commit().await?;
            return Ok(Handled { id: String::new(), outcome: Outcome::Noted, left: Left::Nothing });
        };
        // A provider's webhooks must not settle another provider's payments.
        let known = record::lock(&mut tx, &event.attempt).await?.filter(|known| known.payment.provider == provider);
        let entry = match (source, &known) {
            (Source::Stored(_, Some(entry)), Some(known)) => Some(entry.clone().order(&known.payment.order_id)),
            (Source::Stored(_, entry), _) => entry.cloned(),
            (Source::Received(_), _) => None,
        };
        let (outcome, error, left) = match (known, &event.ignored) {
            (None, Some(_)) if matches!(source, Source::Received(_)) => {
                // Not committed: an ignored event is stored only if it is about a payment of the store.
                return Ok(Handled { id, outcome: Outcome::Ignored, left: Left::Nothing });
            }
            (None, _) => {
                tracing::warn!(provider, event = event.id, "webhook refers to an unknown payment attempt");
                (Outcome::UnknownAttempt, Some("unknown payment attempt".to_owned()), Left::Nothing)
            }
            (Some(_), Some(kind)) => (Outcome::Ignored, Some(format!("ignored: {kind}")), Left::Nothing),
            (Some(known), None) => (Outcome::Noted, None, self.apply_event(&mut tx, known, event, first).await?),
        };
        let is_handled = !matches!(left, Left::FindFailedRefunds(..));
        if !first || !is_handled || error.is_some() {
            let sql = "UPDATE pannier_webhooks SET handled_at = $2, due_at = $3, error = $4 WHERE id = $1";
            let now = tx.now();
            tx.execute(sql, args![&id, is_handled.then_some(now), now + LEASE, error]).await?;
        }
        match audit::commit(tx, entry.as_ref()).await? {
            true => Ok(Handled { id, outcome, left }),
            // Another request of the same form replays it.
            false => Ok(Handled { id, outcome: Outcome::Noted, left: Left::Nothing }),
        }
    }

    /// Applies what an event says about a payment. `first` is whether the event was never handled before: a declined
    /// card counts once.
    async fn apply_event(&self, tx: &mut Tx, known: Locked, event: &WebhookEvent, first: bool) -> db::Result<Left> {
        let mut left = Left::Nothing;
        if let Some(country) = &event.payer_country {
            self.note_payer(tx, &known.payment, country).await?;
        }
        let mut payment = self.apply_state(tx, known, &event.state).await?;
        if event.state == PaymentState::Open {
            if !event.declined {
                self.schedule_poll(tx, &payment.id).await?;
            } else if first && self.note_decline(tx, &mut payment).await? {
                left = Left::CallOff(payment.clone());
            }
        }
        if let Some(dispute) = &event.dispute {
            dispute::note(self, tx, &payment, dispute).await?;
        }
        if let Some(refund) = &event.refund {
            refund::note(self, tx, &payment, refund).await?;
        }
        if let Some(total) = event.refunded
            && let Some(payment) = refund::note_total(self, tx, &payment.id, total, event).await?
        {
            left = Left::FindFailedRefunds(payment, total);
        }
        Ok(left)
    }

    /// Does what is left to do about a webhook. Returns its outcome.
    async fn finish(&self, handled: Handled, event: &WebhookEvent) -> db::Result<Outcome> {
        match &handled.left {
            Left::Nothing => {}
            Left::CallOff(payment) => self.call_off_declined(payment).await?,
            Left::FindFailedRefunds(payment, total) => {
                refund::reconcile(self, payment, *total, event.created_at).await?;
                self.mark_handled(&handled.id, None, None).await?;
            }
        }
        Ok(handled.outcome)
    }

    /// Stores a webhook that could not be handled, to be retried in the background.
    async fn store_left_over(&self, webhook: &[Value], error: &DbError) -> db::Result<()> {
        let due_at = self.db().now() + BACKOFF.first;
        let args = [webhook, args![due_at, error.to_string()]].concat();
        self.db().execute(INSERT_LEFT_OVER, &args).await.map(drop)
    }

    async fn mark_handled(&self, id: &str, error: Option<&str>, entry: Option<&Entry>) -> db::Result<()> {
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE pannier_webhooks SET handled_at = $2, error = $3 WHERE id = $1";
        tx.execute(sql, args![id, tx.now(), error]).await?;
        audit::commit(tx, entry).await.map(drop)
    }

    /// Logs an unverified webhook, and polls the provider's open payments: it may still mean that something
    /// happened. Both are rate-limited.
    async fn note_unverified(&self, provider: &str, error: &WebhookError) -> Result<(), Problem> {
        let Some(limits) = self.0.unverified.get(provider) else { return Ok(()) };
        let now = self.db().now();
        if let Some(times) = limits.log.pass(now) {
            tracing::warn!(provider, %error, times, "webhook verification failed");
        }
        match limits.polls.pass(now) {
            Some(_) => self.schedule_polls(provider).await,
            None => Ok(()),
        }
    }

    /// Stores a malformed webhook for inspection, once, however often it is sent.
    async fn store_malformed(&self, provider: &str, headers: &HeaderMap, body: &[u8], error: &str) -> db::Result<()> {
        let digest = Sha256::new().chain_update(provider).chain_update(body).finalize();
        let id: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let sql = "INSERT INTO pannier_webhooks (id, provider, headers, body, received_at, handled_at, error) \
                   VALUES ($1, $2, $3, $4, $5, $5, $6) ON CONFLICT (id) DO NOTHING";
        let args = args![id, provider, encode_headers(headers), readable(body), Timestamp::now(), error];
        self.db().execute(sql, args).await.map(drop)
    }

    /// Handles a stored webhook, again if it was handled before: then `entry` is that of whoever replays it.
    async fn handle_stored(&self, row: &Row, entry: Option<&Entry>) -> db::Result<Outcome> {
        let (id, provider): (String, String) = (row.get("id")?, row.get("provider")?);
        let Some(gateway) = self.provider(&provider) else { return Ok(Outcome::UnknownProvider) };
        let (headers, body): (String, String) = (row.get("headers")?, row.get("body")?);
        match verify(&**gateway, &decode_headers(&headers), body.as_bytes(), row.get("received_at")?).await {
            Ok(event) => {
                let handled = self.handle(Source::Stored(&id, entry), &provider, &event).await?;
                self.finish(handled, &event).await
            }
            Err(WebhookError::Unavailable(reason)) => Ok(Outcome::Later(reason)),
            Err(error) => {
                self.mark_handled(&id, Some(&error.to_string()), entry).await?;
                Ok(Outcome::Malformed(error.to_string()))
            }
        }
    }
}

impl Admin<'_> {
    /// Returns up to `limit` stored webhooks, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn webhooks(&self, limit: u32) -> db::Result<Vec<StoredWebhook>> {
        let sql = format!("{SELECT} ORDER BY w.received_at DESC, w.id DESC LIMIT $1");
        self.store.db().fetch_all(&sql, args![limit]).await?.iter().map(StoredWebhook::read).collect()
    }

    /// Returns up to `limit` stored webhooks that were received before the one with this id, the newest first; none if
    /// there is no such webhook.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn webhooks_before(&self, id: &str, limit: u32) -> db::Result<Vec<StoredWebhook>> {
        let received = "SELECT received_at FROM pannier_webhooks WHERE id = $1";
        let Some(row) = self.store.db().fetch_optional(received, args![id]).await? else { return Ok(Vec::new()) };
        let sql =
            format!("{SELECT} WHERE (w.received_at, w.id) < ($2, $3) ORDER BY w.received_at DESC, w.id DESC LIMIT $1");
        let args = args![limit, row.get::<Timestamp>("received_at")?, id];
        self.store.db().fetch_all(&sql, args).await?.iter().map(StoredWebhook::read).collect()
    }

    /// Returns a stored webhook with its content; `None` if there is none. `id` is the webhook's id or the gateway's
    /// event id.
    ///
    /// The content is the customer's and the merchant's business: it contains names and amounts.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn webhook(&self, id: &str) -> db::Result<Option<(StoredWebhook, WebhookContent)>> {
        let sql = format!("{SELECT} WHERE w.id = $1 OR w.event_id = $1");
        let Some(row) = self.store.db().fetch_optional(&sql, args![id]).await? else { return Ok(None) };
        let headers = serde_json::from_str(&row.get::<String>("headers")?).unwrap_or_default();
        Ok(Some((StoredWebhook::read(&row)?, WebhookContent { headers, body: row.get("body")? })))
    }

    /// Replays a stored webhook: verifies it as of its arrival and handles it. Idempotent.
    ///
    /// `id` is the webhook's id or the gateway's event id. Returns the outcome as a sentence, or `None` if
    /// there is no such webhook.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn replay_webhook(&self, id: &str) -> Result<Option<String>, AdminError> {
        self.check_form().await?;
        self.check_may(Act::ReplayWebhook).await?;
        let sql =
            "SELECT id, provider, headers, body, received_at FROM pannier_webhooks WHERE id = $1 OR event_id = $1";
        let Some(row) = self.store.db().fetch_optional(sql, args![id]).await? else { return Ok(None) };
        if row.get::<String>("body")?.is_empty() {
            return Ok(Some("The webhook is too old: its content was deleted (PANNIER_KEEP_WEBHOOKS).".to_owned()));
        }
        let (id, provider): (String, String) = (row.get("id")?, row.get("provider")?);
        let entry = self.entry(Act::ReplayWebhook).subject(&id).detail(provider);
        Ok(Some(match self.store.handle_stored(&row, Some(&entry)).await? {
            Outcome::Noted => "The webhook was handled.".to_owned(),
            other => format!("The webhook had no effect: {other:?}"),
        }))
    }
}

/// Handles the left-over webhook of a provider that has been due longest. Returns whether one was due at
/// `as_of`.
pub(in crate::store) async fn resume_next(store: &Store, provider: &str, as_of: Timestamp) -> db::Result<bool> {
    let leased = LEFT_OVER.take(store.db(), LEASE, 1, args![provider, as_of]).await?.pop();
    let Some(row) = leased else { return Ok(false) };
    let reason = match store.handle_stored(&row, None).await {
        Ok(Outcome::Later(reason)) => reason,
        Ok(_) => return Ok(true),
        Err(error) => error.to_string(),
    };
    tracing::warn!(provider, reason, "stored webhook could not be handled; will retry");
    let sql = "UPDATE pannier_webhooks SET due_at = $2, error = $3 WHERE id = $1 AND handled_at IS NULL";
    let due_at = store.db().now() + BACKOFF.after(row.get_u32("attempts")?);
    store.db().execute(sql, args![row.get::<String>("id")?, due_at, reason]).await?;
    Ok(true)
}

/// Marks a webhook as handled, as the first statement of the transaction that handles it. Returns its id, and whether it
/// was not handled before; `None` for a duplicate.
async fn mark(tx: &mut Tx, source: Source<'_>) -> db::Result<Option<(String, bool)>> {
    match source {
        Source::Received(args) => {
            let Some(row) = tx.fetch_optional(INSERT_HANDLED, args).await? else { return Ok(None) };
            Ok(Some((row.get("id")?, true)))
        }
        Source::Stored(id, _) => {
            let sql = "UPDATE pannier_webhooks SET handled_at = $2, error = NULL WHERE id = $1 AND handled_at IS NULL";
            let first = tx.execute(sql, args![id, tx.now()]).await? == 1;
            Ok(Some((id.to_owned(), first)))
        }
    }
}

/// Verifies a webhook. Without an answer from the gateway in time, it must be sent again. No amount in it is
/// negative.
async fn verify(
    gateway: &dyn PaymentProvider,
    headers: &HeaderMap,
    body: &[u8],
    at: Timestamp,
) -> Result<WebhookEvent, WebhookError> {
    let read = tokio::time::timeout(PROVIDER_TIMEOUT, gateway.verify_webhook(headers, body, at)).await;
    let event = read.unwrap_or_else(|_| Err(WebhookError::Unavailable("no answer in time".to_owned())))?;
    let paid = match &event.state {
        PaymentState::Succeeded { amount } => Some(amount),
        _ => None,
    };
    if paid.into_iter().chain(&event.refunded).any(|money| money.amount < 0) {
        return Err(WebhookError::Malformed("a negative amount".to_owned()));
    }
    Ok(event)
}

/// Encodes headers as a JSON object. Headers that are not text are left out: no signature is computed over
/// them.
fn encode_headers(headers: &HeaderMap) -> String {
    let texts = headers.iter().filter(|(name, _)| !CREDENTIALS.contains(name));
    let texts: BTreeMap<&str, &str> =
        texts.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    serde_json::to_string(&texts).unwrap_or_default()
}

/// Decodes headers encoded by [`encode_headers`].
fn decode_headers(json: &str) -> HeaderMap {
    let texts: BTreeMap<String, String> = serde_json::from_str(json).unwrap_or_default();
    let header =
        |(name, value): (String, String)| Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?));
    texts.into_iter().filter_map(header).collect()
}

/// Converts a body to text. Lossless for the bodies providers read, which are JSON or forms.
fn readable(body: &[u8]) -> String {
    String::from_utf8_lossy(body).replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use proptest::{collection::btree_map, prelude::*};

    use super::*;

    #[test]
    fn a_body_that_is_json_is_indented_and_any_other_stays() {
        let pretty = |body: &str| WebhookContent { headers: BTreeMap::new(), body: body.to_owned() }.pretty_body();
        assert_eq!(pretty(r#"{"id":"evt_1"}"#), "{\n  \"id\": \"evt_1\"\n}");
        for other in ["id=evt_1&type=paid", "{broken", "caf\u{e9}"] {
            assert_eq!(pretty(other), other);
        }
    }

    proptest! {
        /// A stored webhook is verified again when it is replayed.
        #[test]
        fn headers_are_stored_as_they_came(all in btree_map("[a-z][a-z0-9-]{0,20}", "[ -~]{0,60}", 0..8)) {
            let mut headers: HeaderMap = all
                .iter()
                .map(|(name, value)| (HeaderName::try_from(name).expect("a name"), HeaderValue::try_from(value).expect("a value")))
                .collect();
            let stored = decode_headers(&encode_headers(&headers));
            for credentials in CREDENTIALS {
                headers.remove(credentials);
            }
            prop_assert_eq!(stored, headers);
        }

        #[test]
        fn whatever_was_stored_can_be_decoded(json in "\\PC{0,60}") {
            decode_headers(&json);
        }
    }
}
