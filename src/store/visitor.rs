//! The visitor's session, which stores the order's id and nothing else.
//!
//! tower-sessions writes a session as a whole, and the last write wins; anything that could be lost
//! that way is stored with the order instead.

use std::{collections::HashMap, time::Duration};

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use tower_sessions::{
    Expiry, Session, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store,
};

use crate::{
    args,
    language::Language,
    model::{Problem, Timestamp},
    store::{
        Store,
        db::{Db, DbError},
        rate_limit::RateLimit,
    },
};

/// The longest lifetime of a cookie (RFC 6265bis, 5.5): 400 days.
const LIFETIME: time::Duration = time::Duration::days(400);
const ORDER: &str = "order";

/// Sessions in the store's database.
#[derive(Clone, Debug)]
pub struct Sessions(Db);

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let sql = "INSERT INTO pannier_sessions (id, data, expires_at, order_id) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (id) DO NOTHING";
        while self.0.execute(sql, &row(record)?).await.map_err(backend)? == 0 {
            record.id = Id::default();
        }
        Ok(())
    }

    /// Saves a session that exists. One that was deleted since it was loaded, because its id was cycled or it has
    /// ended, is an error: written again, its old id would be valid again. If it holds nothing, nothing is lost.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let sql = "UPDATE pannier_sessions SET data = $2, expires_at = $3, order_id = $4 WHERE id = $1";
        match self.0.execute(sql, &row(record)?).await.map_err(backend)? {
            0 if !record.data.is_empty() => Err(session_store::Error::Backend("the session has ended".to_owned())),
            _ => Ok(()),
        }
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let sql = "SELECT data, expires_at FROM pannier_sessions WHERE id = $1 AND expires_at > $2";
        let found = self.0.fetch_optional(sql, args![at_rest(id), self.0.now()]).await.map_err(backend)?;
        let Some(found) = found else { return Ok(None) };
        let data: String = found.get("data").map_err(backend)?;
        let expires_at: Timestamp = found.get("expires_at").map_err(backend)?;
        let data: HashMap<String, serde_json::Value> =
            serde_json::from_str(&data).map_err(|e| session_store::Error::Decode(e.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at.as_secs())
            .map_err(|e| session_store::Error::Decode(e.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.0.execute("DELETE FROM pannier_sessions WHERE id = $1", args![at_rest(id)]).await.map_err(backend)?;
        Ok(())
    }
}

/// Returns the form in which a session's id is stored: the database or a backup does not give access to sessions.
fn at_rest(id: &Id) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(id.to_string()))
}

fn row(record: &Record) -> session_store::Result<Vec<crate::store::db::Value>> {
    let data = serde_json::to_string(&record.data).map_err(|e| session_store::Error::Encode(e.to_string()))?;
    let expires_at = Timestamp::from_secs(record.expiry_date.unix_timestamp());
    Ok(args![at_rest(&record.id), data, expires_at, only_order(record)].to_vec())
}

/// Returns the order's id, if the session holds nothing else: it can then be deleted with its basket.
fn only_order(record: &Record) -> Option<&str> {
    record.data.get(ORDER).filter(|_| record.data.len() == 1)?.as_str()
}

fn backend(error: DbError) -> session_store::Error {
    error.log();
    session_store::Error::Backend(error.to_string())
}

/// A session layer, for an app without one. `Lax`, because the visitor returns from the payment gateway
/// through a cross-site link. If the shop's URL is https, `Secure` and prefixed with `__Host-`, so that no other
/// subdomain can set it.
pub fn layer(store: &Store) -> SessionManagerLayer<Sessions> {
    let (name, secure) = (&store.settings().session_cookie, store.settings().base_url.starts_with("https:"));
    SessionManagerLayer::new(Sessions(store.db().clone()))
        .with_name(if secure { format!("__Host-{name}") } else { name.clone() })
        .with_same_site(SameSite::Lax)
        .with_secure(secure)
        .with_expiry(Expiry::OnInactivity(LIFETIME))
}

/// The visitor of a request: a session, and a language.
#[derive(Clone, Debug)]
pub struct Visitor {
    session: Session,
    language: Option<Language>,
}

impl Visitor {
    /// Creates the visitor of a request from its session.
    ///
    /// ```
    /// use axum::extract::Extension;
    /// use pannier::{Problem, Store, Visitor};
    /// use tower_sessions::Session;
    ///
    /// async fn pieces(Extension(store): Extension<Store>, session: Session) -> Result<String, String> {
    ///     let basket = store.basket(&Visitor::new(session)).await;
    ///     basket.map(|basket| basket.count.to_string()).map_err(|problem: Problem| problem.to_string())
    /// }
    /// ```
    pub fn new(session: Session) -> Visitor {
        Visitor { session, language: None }
    }

    /// Creates a visitor without a session.
    pub(crate) fn unknown(store: &Store) -> Visitor {
        Visitor::new(Session::new(None, std::sync::Arc::new(Sessions(store.db().clone())), None))
    }

    /// Sets the language of messages shown to this visitor: checkout errors, payment and shipping
    /// methods. Defaults to the first of the [store's languages](Store::languages).
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// let visitor = visitor.with_language(pannier::Language::GERMAN);
    /// store.add_to_basket(&visitor, "voucher", "spring", 1, None).await?;
    /// let errors = store.checkout(&visitor, true).await?.errors;
    /// assert!(errors[0].message.starts_with("Bitte geben Sie Ihre E-Mail-Adresse ein"));
    /// # Ok(())
    /// # });
    /// ```
    #[must_use]
    pub fn with_language(self, language: Language) -> Visitor {
        Visitor { language: Some(language), ..self }
    }

    /// The language set by [`Visitor::with_language`].
    pub(crate) fn language(&self) -> Option<Language> {
        self.language
    }

    /// Returns the session's order id, if there is one. Does not create a session.
    pub async fn order_id(&self) -> Result<Option<String>, Problem> {
        self.session.get(ORDER).await.map_err(unavailable)
    }

    /// Stores the order's id in the session. The first call sets the cookie; each call renews it.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// visitor.set_order_id("an-order").await?;
    /// assert_eq!(visitor.order_id().await?.as_deref(), Some("an-order"));
    /// # Ok(())
    /// # });
    /// ```
    pub async fn set_order_id(&self, order_id: &str) -> Result<(), Problem> {
        self.session.insert(ORDER, order_id).await.map_err(unavailable)
    }

    /// Gives the session a new id, and this order or none. Its other data is kept. The old id stops working, so that
    /// one that was stolen or planted gives no access to what follows.
    pub(in crate::store) async fn cycle_id(&self, order_id: Option<&str>) -> Result<(), Problem> {
        match order_id {
            Some(order_id) => self.set_order_id(order_id).await?,
            None => drop(self.session.remove_value(ORDER).await.map_err(unavailable)?),
        }
        self.session.cycle_id().await.map_err(unavailable)
    }

    /// Returns a key shared by concurrent requests of this visitor, so that they create a single
    /// basket. `None` if there is none.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// // A session that no request has saved yet has no id.
    /// assert_eq!(visitor.creation_key(), None);
    /// # Ok(())
    /// # });
    /// ```
    pub fn creation_key(&self) -> Option<String> {
        self.session.id().map(|id| format!("session:{}", at_rest(&id)))
    }
}

fn unavailable(error: tower_sessions::session::Error) -> Problem {
    static LIMIT: RateLimit = RateLimit::every(Duration::from_secs(1));
    if let Some(times) = LIMIT.pass(Timestamp::now()) {
        tracing::error!(%error, times, "session unavailable");
    }
    Problem::Unavailable
}
