//! The gateway: what a shop would otherwise reach over the internet.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    routing::{get, post},
};

use crate::{
    db::{self, Db},
    store::http::client,
};

mod api;
mod decision;
mod ledger;
mod notify;
mod page;
mod view;

/// A payment gateway that the shop itself serves, for demonstrations and tests. Its state is in the database, so payments
/// and undelivered webhooks survive a restart.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// use pannier::payment::sandbox::Gateway;
///
/// let gateway = Gateway::new(store.db().clone(), "key", "whsec", "/sandbox-gateway").merchant("Quarto");
/// gateway.start().await?;
/// let app = store.protect(gateway.pages()).merge(gateway.api());
/// # Ok(())
/// # });
/// ```
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    db: Db,
    http: reqwest::Client,
    api_key: String,
    webhook_secret: String,
    base_path: String,
    merchant: String,
    delays: Delays,
}

/// How long the gateway takes over things.
///
/// ```
/// use std::time::Duration;
/// use pannier::payment::sandbox::Delays;
///
/// let slow = Delays { decision: Duration::from_secs(60), ..Delays::default() };
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Delays {
    /// Until the webhook of a payment whose redirect comes first.
    pub webhook: Duration,
    /// Until a payment that is approved late is decided.
    pub decision: Duration,
    /// Until a webhook that was not taken is sent again; doubled each time.
    pub retry: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Delays { webhook: Duration::from_secs(3), decision: Duration::from_secs(5), retry: Duration::from_secs(1) }
    }
}

impl Gateway {
    /// A gateway below `base_path` (`/sandbox-gateway`), for one merchant with one API key and one webhook secret.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let gateway = pannier::payment::sandbox::Gateway::new(store.db().clone(), "key", "whsec", "/sandbox-gateway");
    /// # Ok(())
    /// # });
    /// ```
    pub fn new(
        db: Db,
        api_key: impl Into<String>,
        webhook_secret: impl Into<String>,
        base_path: impl AsRef<str>,
    ) -> Gateway {
        Gateway(Arc::new(Inner {
            db,
            http: client::on_this_machine(),
            api_key: api_key.into(),
            webhook_secret: webhook_secret.into(),
            base_path: format!("/{}", base_path.as_ref().trim_matches('/')),
            merchant: "Demo shop".to_owned(),
            delays: Delays::default(),
        }))
    }

    /// The merchant's name, for the payment page.
    ///
    /// ```
    /// fn named(gateway: pannier::payment::sandbox::Gateway) -> pannier::payment::sandbox::Gateway {
    ///     gateway.merchant("Quarto")
    /// }
    /// ```
    #[must_use]
    pub fn merchant(mut self, name: impl Into<String>) -> Gateway {
        Arc::make_mut(&mut self.0).merchant = name.into();
        self
    }

    /// Other delays than the usual ones, for tests.
    ///
    /// ```
    /// use std::time::Duration;
    /// use pannier::payment::sandbox::{Delays, Gateway};
    ///
    /// fn hurried(gateway: Gateway) -> Gateway {
    ///     let soon = Duration::from_millis(10);
    ///     gateway.delays(Delays { webhook: soon, decision: soon, retry: soon })
    /// }
    /// ```
    #[must_use]
    pub fn delays(mut self, delays: Delays) -> Gateway {
        Arc::make_mut(&mut self.0).delays = delays;
        self
    }

    /// Creates the tables if need be and takes up what an earlier run left undone. Call it once, before serving, on the
    /// runtime that will serve.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let gateway = pannier::payment::sandbox::Gateway::new(store.db().clone(), "key", "whsec", "/sandbox-gateway");
    /// gateway.start().await?;
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be used.
    pub async fn start(&self) -> db::Result<()> {
        ledger::create_tables(&self.0.db).await?;
        self.resume().await
    }

    /// The payment page and its style sheet, below the base path. It posts forms, and is to be guarded like any other page.
    ///
    /// ```
    /// fn guarded(store: &pannier::Store, gateway: &pannier::payment::sandbox::Gateway) -> axum::Router {
    ///     store.protect(gateway.pages())
    /// }
    /// ```
    pub fn pages(&self) -> Router {
        let routes = Router::new()
            .route("/pay/{id}", get(page::show).post(page::decide))
            .route("/style.css", get(page::style))
            .with_state(self.clone());
        Router::new().nest(&self.0.base_path, routes)
    }

    /// The API, below the base path. It is called by a program that proves itself by the API key; a check of the request's
    /// origin would only be in its way.
    ///
    /// ```
    /// fn with_gateway(app: axum::Router, gateway: &pannier::payment::sandbox::Gateway) -> axum::Router {
    ///     app.merge(gateway.api())
    /// }
    /// ```
    pub fn api(&self) -> Router {
        let routes = Router::new()
            .route("/v1/payments", post(api::create).get(api::find))
            .route("/v1/payments/{id}", get(api::show))
            .route("/v1/payments/{id}/cancel", post(api::cancel))
            .route("/v1/payments/{id}/refunds", post(api::refund))
            .with_state(self.clone());
        Router::new().nest(&self.0.base_path, routes)
    }
}
