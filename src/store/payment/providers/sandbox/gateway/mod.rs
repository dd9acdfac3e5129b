//! The sandbox gateway, in place of one on the internet.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use tokio::sync::OnceCell;

use crate::db::{self, Db};

mod after_sale;
mod api;
mod decision;
mod ledger;
mod notify;
mod page;
mod view;

/// A payment gateway served by the shop itself, for demonstrations and tests. The page of a payment decides how it
/// ends, and, once it is approved, what happens after the sale: a dispute, refunds that are refused, pending or fail,
/// and refunds that are made there.
///
/// Its state is in the database, so payments and undelivered webhooks survive a restart. [`Sandbox::self_hosted`](super::Sandbox::self_hosted)
/// creates and serves one; this is for another path, or a gateway in a program of its own.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// use pannier::payment::sandbox::Gateway;
///
/// let (key, secret) = ("the key of the only merchant here", "the secret that signs the webhooks");
/// let gateway = Gateway::new(store.db().clone(), key, secret, "/sandbox-gateway").merchant("Quarto");
/// let app = store.with_sessions_and_security(gateway.pages()).merge(gateway.api());
/// # Ok(())
/// # });
/// ```
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    db: Db,
    /// The client for the merchant, whose address comes with the first payment.
    http: OnceLock<reqwest::Client>,
    api_key: String,
    webhook_secret: String,
    base_path: String,
    merchant: String,
    delays: Delays,
    started: OnceCell<()>,
}

/// The delays of the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    /// The delay of the webhook when the redirect is to come first.
    pub webhook: Duration,
    /// The time until a late approval or refusal.
    pub decision: Duration,
    /// The delay before an undelivered webhook is sent again; doubled with each retry.
    pub retry: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Delays { webhook: Duration::from_secs(3), decision: Duration::from_secs(5), retry: Duration::from_secs(1) }
    }
}

/// Without the secrets.
impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway")
            .field("base_path", &self.0.base_path)
            .field("merchant", &self.0.merchant)
            .finish_non_exhaustive()
    }
}

impl Gateway {
    /// Creates a gateway under `base_path` (`/sandbox-gateway`), for one merchant with one API key and one
    /// webhook secret.
    ///
    /// # Panics
    /// If the key or the secret has fewer than 32 bytes.
    pub fn new(
        db: Db,
        api_key: impl Into<String>,
        webhook_secret: impl Into<String>,
        base_path: impl AsRef<str>,
    ) -> Gateway {
        let (api_key, webhook_secret) = (api_key.into(), webhook_secret.into());
        let shortest = api_key.len().min(webhook_secret.len());
        assert!(shortest >= 32, "the sandbox's API key and webhook secret need 32 bytes or more");
        Gateway(Arc::new(Inner {
            db,
            http: OnceLock::new(),
            api_key,
            webhook_secret,
            base_path: format!("/{}", base_path.as_ref().trim_matches('/')),
            merchant: "Demo shop".to_owned(),
            delays: Delays::default(),
            started: OnceCell::new(),
        }))
    }

    /// Sets the merchant's name, shown on the page of a payment that names no other.
    #[must_use]
    pub fn merchant(mut self, name: impl Into<String>) -> Gateway {
        Arc::make_mut(&mut self.0).merchant = name.into();
        self
    }

    /// Sets the delays, for tests.
    #[must_use]
    pub fn delays(mut self, delays: Delays) -> Gateway {
        Arc::make_mut(&mut self.0).delays = delays;
        self
    }

    /// Creates missing tables and resumes what an earlier run left unfinished, once. The first request does so
    /// rather than the constructor, so that a program that only reads the shop's orders leaves the tables alone.
    async fn start(&self) -> db::Result<()> {
        let start = || async {
            ledger::create_tables(&self.0.db).await?;
            self.resume().await
        };
        self.0.started.get_or_try_init(start).await.copied()
    }

    /// Returns the routes of the payment page and its style sheet, under the base path. The page posts forms: give
    /// the base path to [`reject_cross_site`](crate::StoreBuilder::reject_cross_site), and wrap the routes in
    /// [`Store::with_sessions_and_security`](crate::Store::with_sessions_and_security).
    pub fn pages<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let routes: Router<S> = Router::new()
            .route("/pay/{id}", get(page::show).post(page::decide))
            .route_layer(middleware::from_fn_with_state(self.clone(), started))
            .merge(page::STYLE.routes())
            .with_state(self.clone());
        Router::new().nest(&self.0.base_path, routes)
    }

    /// Returns the routes of the API, under the base path. Do not wrap them in
    /// [`Store::with_sessions_and_security`](crate::Store::with_sessions_and_security): clients are programs that
    /// authenticate by API key, and the check that protects the pages would reject them.
    pub fn api<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let routes: Router<S> = Router::new()
            .route("/v1/payments", post(api::create).get(api::find))
            .route("/v1/payments/{id}", get(api::show))
            .route("/v1/payments/{id}/cancel", post(api::cancel))
            .route("/v1/payments/{id}/refunds", post(api::refund))
            .route("/v1/payments/{id}/refunds/{refund}", get(api::show_refund))
            .route_layer(middleware::from_fn_with_state(self.clone(), started))
            .with_state(self.clone());
        Router::new().nest(&self.0.base_path, routes)
    }
}

/// Middleware that starts the gateway before its first request.
async fn started(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    match gateway.start().await {
        Ok(()) => next.run(request).await,
        Err(error) => page::Unavailable::from(error).into_response(),
    }
}
