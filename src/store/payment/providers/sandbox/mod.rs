//! A payment gateway for demonstrations and tests, in which no money moves.
//!
//! [`Gateway`] is the gateway: an HTTP API, a hosted payment page and signed webhooks, with tables of its
//! own. [`Sandbox`] is the provider, which talks to it as to any other gateway: over HTTP, with an API key
//! and a webhook secret. The two share nothing but the wire format, so every step of a payment takes the same
//! path as in production.
//!
//! On the page of a payment, you decide how it ends, and later, at the same address, what happens
//! [after the sale](crate::recipes::test_by_hand#after-the-sale): a dispute, a refund that fails, or one that you make there.
//!
//! In your app, it is one line: [`Sandbox::self_hosted`] creates both, and [`Store::routes`](crate::Store::routes)
//! serves the gateway, which creates its tables when it gets its first request.
//!
//! ```
//! use pannier::{Settings, Store, db::Db, payment::sandbox::Sandbox, testing::Voucher};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let db = Db::memory().await?;
//! # let settings = Settings::new("http://127.0.0.1:3000", "keep this in the environment, not here");
//! let sandbox = Sandbox::self_hosted(db.clone(), &settings)?;
//! let store = Store::builder(db, settings).sell::<Voucher>().pay(sandbox).build().await?;
//! let app = store.with_sessions_and_security(store.routes());
//! # Ok(())
//! # }
//! ```
//!
//! A gateway at another path, or in another program, is created and served by itself:
//!
//! ```
//! use axum::Router;
//! use pannier::{Settings, Store, db::Db, payment::sandbox::{Gateway, Sandbox}, testing::Voucher};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> pannier::db::Result<()> {
//! # let db = Db::memory().await?;
//! # let settings = Settings::new("http://127.0.0.1:3000", "keep this in the environment, not here");
//! let (key, secret) = ("the key of the only merchant here", "the secret that signs the webhooks");
//! let gateway = Gateway::new(db.clone(), key, secret, "/sandbox-gateway");
//! let sandbox = Sandbox::new(settings.url("/sandbox-gateway"), key, secret);
//! let store = Store::builder(db, settings)
//!     .sell::<Voucher>()
//!     .pay(sandbox)
//!     .reject_cross_site("/sandbox-gateway")
//!     .build()
//!     .await?;
//!
//! // The pages are protected against forged requests; the API authenticates by its key.
//! let app = Router::new().merge(store.routes()).merge(gateway.pages());
//! let app = store.with_sessions_and_security(app).merge(gateway.api());
//! # Ok(())
//! # }
//! ```

use std::fmt;

use async_trait::async_trait;
use axum::Router;
use hmac::{Hmac, Mac};
use http::{HeaderMap, HeaderName};
use reqwest::{RequestBuilder, header::CONTENT_TYPE};
use serde::{Serialize, de::DeserializeOwned};
use sha2::Sha256;

use super::{request, stripe_signature};
use crate::{
    Attempt, AttemptRef, Dispute, Environment, Language, Money, PaymentError, PaymentProvider, PaymentState, Refund,
    RefundRequest, Settings, StartedPayment, Timestamp, WebhookError, WebhookEvent,
    db::IntoDb,
    language::fluent::english,
    store::http::{client, encode},
};

mod gateway;
mod wire;

pub use gateway::{Delays, Gateway};

/// The header that carries a webhook's signature.
const SIGNATURE: HeaderName = HeaderName::from_static("sandbox-signature");
/// The path of a self-hosted gateway.
const PATH: &str = "/sandbox-gateway";

/// The reason why a self-hosted sandbox could not be created.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// In [production](Environment::Production), anyone could complete an order without payment.
    #[error("the sandbox takes no money: do not register it in production (PANNIER_ENV)")]
    Production,
}

/// The payment provider of the [`Gateway`].
#[derive(Clone)]
pub struct Sandbox {
    http: reqwest::Client,
    base_url: String,
    api_key: String,
    webhook_secret: String,
    /// The gateway, if the provider serves it.
    gateway: Option<Gateway>,
}

/// Without the secrets.
impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Creates a provider together with its gateway, whose tables are in `db` and which
    /// [`Store::routes`](crate::Store::routes) serves under `/sandbox-gateway`. The provider calls it at
    /// [`Settings::base_url`], which has to lead to this server.
    ///
    /// ```
    /// use pannier::{Settings, Store, StoreBuilder, payment::sandbox::{Sandbox, SandboxError}, sqlx::SqlitePool};
    ///
    /// fn development(pool: SqlitePool, settings: Settings) -> Result<StoreBuilder, SandboxError> {
    ///     let sandbox = Sandbox::self_hosted(pool.clone(), &settings)?;
    ///     Ok(Store::builder(pool, settings).pay(sandbox))
    /// }
    /// ```
    ///
    /// # Errors
    /// [`SandboxError::Production`], since anyone could complete an order without payment there.
    pub fn self_hosted(db: impl IntoDb, settings: &Settings) -> Result<Sandbox, SandboxError> {
        match settings.environment {
            Environment::Production => Err(SandboxError::Production),
            Environment::Development => Ok(Sandbox::public_demonstration(db, settings)),
        }
    }

    /// Creates a provider like [`self_hosted`](Sandbox::self_hosted), in production as well: for a demonstration that
    /// is open to the public. Anyone can complete an order there without payment, so sell nothing that is real.
    ///
    /// ```
    /// use pannier::{Settings, Store, StoreBuilder, payment::sandbox::Sandbox, sqlx::SqlitePool};
    ///
    /// fn demonstration(pool: SqlitePool, settings: Settings) -> StoreBuilder {
    ///     let sandbox = Sandbox::public_demonstration(pool.clone(), &settings);
    ///     Store::builder(pool, settings).pay(sandbox)
    /// }
    /// ```
    pub fn public_demonstration(db: impl IntoDb, settings: &Settings) -> Sandbox {
        let [key, secret] = ["sandbox-key", "sandbox-webhook"].map(|purpose| derive(&settings.secret, purpose));
        let gateway = Gateway::new(db.into(), &*key, &*secret, PATH).merchant(&*settings.shop_name);
        Sandbox { gateway: Some(gateway), ..Sandbox::new(settings.url(PATH), key, secret) }
    }

    /// Creates a provider for the gateway at `base_url` (`http://127.0.0.1:3000/sandbox-gateway`), with the
    /// gateway's API key and webhook secret.
    pub fn new(base_url: impl Into<String>, api_key: impl Into<String>, webhook_secret: impl Into<String>) -> Sandbox {
        let base_url = base_url.into().trim_end_matches('/').to_owned();
        Sandbox {
            http: client::to(&base_url),
            base_url,
            api_key: api_key.into(),
            webhook_secret: webhook_secret.into(),
            gateway: None,
        }
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}/v1/{path}", self.base_url))
    }

    fn post(&self, path: &str, key: &str, body: &impl Serialize) -> RequestBuilder {
        let body = serde_json::to_vec(body).unwrap_or_default();
        let request = self.http.post(format!("{}/v1/{path}", self.base_url)).header("Idempotency-Key", key);
        request.header(CONTENT_TYPE, "application/json").body(body)
    }

    /// Sends a request. Without a definite response from the gateway, the outcome is unknown.
    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, PaymentError> {
        let call = match self.gateway {
            // The app calls itself, which its protection against forged requests has to know.
            Some(_) => request.header("Sec-Fetch-Site", "same-origin"),
            None => request,
        };
        let (status, body) = request::send(call.bearer_auth(&self.api_key)).await?;
        if !status.is_success() {
            let said = serde_json::from_slice::<wire::Failure>(&body).ok().map(|failure| failure.error);
            return Err(request::failure(status, said));
        }
        serde_json::from_slice(&body).map_err(|e| PaymentError::Unknown(e.to_string()))
    }

    /// Queries the payment of an attempt, by the gateway's reference or, if that was lost, by the attempt's
    /// id.
    async fn payment(&self, attempt: &AttemptRef) -> Result<wire::Payment, PaymentError> {
        let path = match &attempt.reference {
            Some(reference) => format!("payments/{}", encode::component(reference)),
            None => format!("payments?attempt={}", encode::component(&attempt.id)),
        };
        let payment: wire::Payment = self.send(self.get(&path)).await?;
        if payment.attempt == attempt.id { Ok(payment) } else { Err(PaymentError::NotFound) }
    }
}

#[async_trait]
impl PaymentProvider for Sandbox {
    fn id(&self) -> &'static str {
        "sandbox"
    }

    fn label(&self) -> String {
        english().get("payment-sandbox")
    }

    fn description(&self) -> Option<String> {
        english().get_own("payment-sandbox-description")
    }

    fn routes(&self) -> Router {
        match &self.gateway {
            Some(gateway) => gateway.pages().merge(gateway.api()),
            None => Router::new(),
        }
    }

    async fn start(&self, attempt: &Attempt) -> Result<StartedPayment, PaymentError> {
        let new = wire::NewPayment {
            amount: attempt.amount.amount,
            currency: attempt.amount.currency.code().to_owned(),
            order_number: attempt.order_number,
            return_url: attempt.return_url.clone(),
            webhook_url: attempt.webhook_url.clone(),
            merchant: Some(attempt.shop_name.clone()).filter(|name| !name.is_empty()),
        };
        let payment: wire::Payment = self.send(self.post("payments", &attempt.id, &new)).await?;
        let url = in_language(payment.page, attempt.texts.language());
        Ok(StartedPayment::redirect(Some(payment.id), url))
    }

    async fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<WebhookEvent, WebhookError> {
        stripe_signature::check(&self.webhook_secret, headers, &SIGNATURE, body, now)?;
        let malformed = |e: serde_json::Error| WebhookError::Malformed(e.to_string());
        let wire::Event { id, kind, data } = serde_json::from_slice(body).map_err(malformed)?;
        match kind.split_once('.') {
            Some(("payment", _)) => {
                let payment: wire::Payment = serde_json::from_value(data).map_err(malformed)?;
                Ok(WebhookEvent::new(id, payment.attempt.clone(), payment.state()))
            }
            Some(("dispute", _)) => {
                let dispute: wire::Dispute = serde_json::from_value(data).map_err(malformed)?;
                let event = WebhookEvent::new(id, dispute.attempt, PaymentState::Open);
                Ok(event.dispute(Dispute::new(dispute.id, dispute.status)))
            }
            Some(("refund", _)) => {
                let refund: wire::Refund = serde_json::from_value(data).map_err(malformed)?;
                let total = refund.total.map(|total| Money::new(total, refund.currency));
                let event = WebhookEvent::new(id, refund.attempt.clone(), PaymentState::Open).refund(refund.read());
                Ok(match total {
                    Some(total) => event.refunded(total),
                    None => event,
                })
            }
            _ => Err(WebhookError::Ignored),
        }
    }

    async fn fetch_state(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        Ok(self.payment(attempt).await?.state())
    }

    async fn cancel(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        let payment = self.payment(attempt).await?;
        let cancel = self.post(&format!("payments/{}/cancel", encode::component(&payment.id)), &attempt.id, &());
        Ok(self.send::<wire::Payment>(cancel).await?.state())
    }

    async fn refund(&self, attempt: &AttemptRef, request: &RefundRequest) -> Result<Refund, PaymentError> {
        let payment = self.payment(attempt).await?;
        let Money { amount, currency } = request.amount;
        let new = wire::NewRefund { amount, currency: currency.code().to_owned() };
        let path = format!("payments/{}/refunds", encode::component(&payment.id));
        Ok(self.send::<wire::Refund>(self.post(&path, &request.id, &new)).await?.read())
    }

    async fn fetch_refund(&self, attempt: &AttemptRef, refund: &Refund) -> Result<Refund, PaymentError> {
        let payment = self.payment(attempt).await?;
        let [payment, refund] = [&payment.id, &refund.reference].map(|id| encode::component(id));
        let path = format!("payments/{payment}/refunds/{refund}");
        Ok(self.send::<wire::Refund>(self.get(&path)).await?.read())
    }
}

/// Returns the address of a payment's page in a language.
fn in_language(page: String, language: Language) -> String {
    match language {
        Language::ENGLISH => page,
        language => format!("{page}?lang={language}"),
    }
}

/// Derives a key for one purpose from the store's secret, so that all instances have the same.
fn derive(secret: &[u8], purpose: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(purpose.as_bytes());
    encode::hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use futures_util::FutureExt as _;
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;
    use crate::{Currency, DisputeStatus, RefundState, store::payment::providers::random_json::bodies};

    const BODY: &[u8] = br#"{"id":"evt_1","type":"payment.succeeded","data":{"id":"pay_1","attempt":"a1","status":"succeeded","amount":1990,"currency":"EUR","page":"/pay/pay_1"}}"#;

    static PROVIDER: LazyLock<Sandbox> = LazyLock::new(|| Sandbox::new("http://127.0.0.1:9", "key", "whsec"));

    const DOCUMENTS: &[&str] = &[
        r#"{"id":"evt_1","type":"payment.succeeded","data":{"id":"pay_1","attempt":"a1","status":"succeeded","amount":1990,
            "currency":"EUR","page":"/pay/pay_1"}}"#,
        r#"{"id":"evt_2","type":"dispute.open","data":{"id":"dp_1","attempt":"a1","status":"open"}}"#,
        r#"{"id":"evt_3","type":"refund.failed","data":{"id":"re_1","attempt":"a1","amount":990,"currency":"EUR",
            "status":"failed","reason":"returned","total":1190}}"#,
    ];
    const WORDS: &[&str] = &[
        "id",
        "type",
        "data",
        "attempt",
        "status",
        "amount",
        "total",
        "currency",
        "payment.declined",
        "declined",
        "expired",
        "dispute.won",
        "refund.failed",
        "failed",
        "JPY",
    ];

    proptest! {
        #[test]
        fn any_signed_body_is_read_ignored_or_malformed(body in bodies(DOCUMENTS, WORDS)) {
            let read = read(&body, &body, 1000, 1000).now_or_never().expect("no call");
            let told = matches!(read, Ok(_) | Err(WebhookError::Ignored | WebhookError::Malformed(_)));
            prop_assert!(told, "{:?}", read);
        }
    }

    async fn read(body: &[u8], signed: &[u8], at: i64, now: i64) -> Result<WebhookEvent, WebhookError> {
        let value = stripe_signature::sign(b"whsec", Timestamp::from_secs(at), signed);
        let headers = HeaderMap::from_iter([(SIGNATURE, HeaderValue::from_str(&value).unwrap())]);
        PROVIDER.verify_webhook(&headers, body, Timestamp::from_secs(now)).await
    }

    #[tokio::test]
    async fn a_signed_webhook_is_read() {
        let state = PaymentState::Succeeded { amount: Money::new(1990, Currency::EUR) };
        assert_eq!(read(BODY, BODY, 1000, 1000).await, Ok(WebhookEvent::new("evt_1", "a1", state)));
    }

    #[tokio::test]
    async fn webhooks_tell_of_disputes_and_refunds() {
        let event = |id: &str| WebhookEvent::new(id, "a1", PaymentState::Open);
        for status in DisputeStatus::ALL {
            let body = format!(
                r#"{{"id":"evt_2","type":"dispute.{status}","data":{{"id":"dp_1","attempt":"a1","status":"{status}"}}}}"#
            );
            let told = event("evt_2").dispute(Dispute::new("dp_1", status));
            assert_eq!(read(body.as_bytes(), body.as_bytes(), 1000, 1000).await, Ok(told));
        }
        let refund = Refund::new("re_1", Money::new(990, Currency::EUR));
        for (said, state) in [
            (r#""status":"pending""#, RefundState::Pending),
            (r#""status":"succeeded""#, RefundState::Succeeded),
            (r#""status":"failed","reason":"returned""#, RefundState::Failed { reason: "returned".to_owned() }),
        ] {
            let body = format!(
                r#"{{"id":"evt_3","type":"refund.changed","data":{{"id":"re_1","attempt":"a1","amount":990,"currency":"EUR",{said}}}}}"#
            );
            let told = event("evt_3").refund(refund.clone().state(state));
            assert_eq!(read(body.as_bytes(), body.as_bytes(), 1000, 1000).await, Ok(told));
        }
        let made_there = br#"{"id":"evt_4","type":"refund.succeeded","data":{"id":"re_1","attempt":"a1","amount":990,"currency":"EUR","status":"succeeded","total":1190}}"#;
        let told = event("evt_4").refund(refund).refunded(Money::new(1190, Currency::EUR));
        assert_eq!(read(made_there, made_there, 1000, 1000).await, Ok(told));
    }

    #[tokio::test]
    async fn nothing_of_an_unverified_body_is_read() {
        let unverified = |result| matches!(result, Err(WebhookError::Unverified(_)));
        assert!(unverified(read(BODY, b"another body", 1000, 1000).await));
        assert!(unverified(read(b"not even JSON", BODY, 1000, 1000).await));
        assert!(unverified(read(BODY, BODY, 1000, 1301).await), "too old");
        let provider = Sandbox::new("http://127.0.0.1:9", "key", "whsec");
        assert!(unverified(provider.verify_webhook(&HeaderMap::new(), BODY, Timestamp::from_secs(1000)).await));
    }

    #[tokio::test]
    async fn verified_is_not_yet_understood() {
        let other = br#"{"id":"evt_2","type":"payout.paid","data":{"id":"po_1"}}"#;
        assert_eq!(read(other, other, 1000, 1000).await, Err(WebhookError::Ignored));
        assert!(matches!(read(b"{}", b"{}", 1000, 1000).await, Err(WebhookError::Malformed(_))));
    }

    #[tokio::test]
    async fn a_gateway_that_cannot_be_reached_says_nothing_about_the_payment() {
        let provider = Sandbox::new("http://127.0.0.1:9", "key", "whsec");
        let answer = provider.fetch_state(&AttemptRef::new("a1", None)).await;
        assert!(matches!(answer, Err(PaymentError::Unknown(_))), "{answer:?}");
    }
}
