//! The visitor's session, which stores the order's id and nothing else.
//!
//! tower-sessions writes a session as a whole, and the last write wins; anything that could be lost
//! that way is stored with the order instead. A session that is only read is written once a day, to renew it.

use std::{
    cell::Cell,
    collections::HashMap,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

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
    model::{Problem, Timestamp, days},
    store::{
        Store,
        db::{Db, DbError, Value},
        rate_limit::RateLimit,
        spawn::run_to_completion,
    },
};

/// The longest lifetime of a cookie (RFC 6265bis, 5.5): 400 days.
const LIFETIME: time::Duration = time::Duration::days(400);
/// How long after it was saved a session is saved again although it has not changed, so that it and its cookie live on.
const RENEW_AFTER: Duration = days(1);
/// How long an id works that was replaced. The browser may never read the response with the new one; it gets another
/// with its next request.
const GRACE: Duration = Duration::from_secs(2 * 60);
const ORDER: &str = "order";
/// Marks a session that was loaded by a replaced id.
const REPLACED: &str = "replaced";
/// Marks a session that is to be [renewed](RENEW_AFTER).
const AGED: &str = "aged";
/// The id that a session had before, [as it is stored](at_rest), until the new one is saved.
const FORMER: &str = "former";

tokio::task_local! {
    /// Takes the id of a session that gets a new one. It is then not ended before the session is saved.
    static CYCLED: Cell<Option<String>>;
}

/// Sessions in the store's database.
#[derive(Clone, Debug)]
pub struct Sessions(Db);

const INSERT: &str = "INSERT INTO pannier_sessions (id, data, expires_at, order_id) VALUES ($1, $2, $3, $4) \
                      ON CONFLICT (id) DO NOTHING";
const END: &str = "UPDATE pannier_sessions SET expires_at = $2 WHERE id = $1 AND expires_at > $2";

#[async_trait]
impl SessionStore for Sessions {
    /// Creates a session, and ends that with its former id in the same transaction.
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let former = record.data.remove(FORMER);
        let Some(former) = former.as_ref().and_then(serde_json::Value::as_str) else {
            while self.0.execute(INSERT, &self.row(record)?).await.map_err(backend)? == 0 {
                record.id = Id::default();
            }
            return Ok(());
        };
        let mut tx = self.0.begin().await.map_err(backend)?;
        while tx.execute(INSERT, &self.row(record)?).await.map_err(backend)? == 0 {
            record.id = Id::default();
        }
        tx.execute(END, args![former, self.0.now() + GRACE]).await.map_err(backend)?;
        tx.commit().await.map_err(backend)
    }

    /// Saves a session that exists; a replaced id does not live longer by that. One that has ended since it was loaded
    /// is an error: written again, its id would be valid again. If it holds nothing, nothing is lost.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let sql = "UPDATE pannier_sessions SET data = $2, order_id = $4, \
                   expires_at = CASE WHEN expires_at > $5 THEN $3 ELSE expires_at END WHERE id = $1";
        let mut row = self.row(record)?;
        row.push((self.0.now() + GRACE).into());
        match self.0.execute(sql, &row).await.map_err(backend)? {
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
        let mut data: HashMap<String, serde_json::Value> =
            serde_json::from_str(&data).map_err(|e| session_store::Error::Decode(e.to_string()))?;
        if expires_at <= self.0.now() + GRACE {
            data.insert(REPLACED.to_owned(), true.into());
        } else if expires_at <= self.0.now() + LIFETIME.unsigned_abs() - RENEW_AFTER {
            data.insert(AGED.to_owned(), true.into());
        }
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at.as_secs())
            .map_err(|e| session_store::Error::Decode(e.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    /// Ends a session, after a [grace period](GRACE).
    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        let id = at_rest(id);
        if CYCLED.try_with(|cycled| cycled.set(Some(id.clone()))).is_err() {
            self.0.execute(END, args![id, self.0.now() + GRACE]).await.map_err(backend)?;
        }
        Ok(())
    }
}

impl Sessions {
    /// Returns the columns of a session. If it holds nothing but an order's id, it can be deleted with its basket.
    fn row(&self, record: &Record) -> session_store::Result<Vec<Value>> {
        let is_mark = |key: &str| [REPLACED, AGED, FORMER].contains(&key);
        let data: HashMap<_, _> = record.data.iter().filter(|(key, _)| !is_mark(key)).collect();
        let only_order = record.data.get(ORDER).filter(|_| data.len() == 1).and_then(serde_json::Value::as_str);
        let data = serde_json::to_string(&data).map_err(|e| session_store::Error::Encode(e.to_string()))?;
        // By the clock by which it expires.
        let lifetime = Duration::try_from(record.expiry_date - OffsetDateTime::now_utc()).unwrap_or_default();
        Ok(args![at_rest(&record.id), data, self.0.now() + lifetime, only_order].to_vec())
    }
}

/// Returns the form in which a session's id is stored: the database or a backup does not give access to sessions.
fn at_rest(id: &Id) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(id.to_string()))
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
#[derive(Clone)]
pub struct Visitor {
    session: Session,
    language: Option<Language>,
    visit: Option<String>,
    /// Whether the session was loaded by a replaced id.
    replaced: Arc<AtomicBool>,
}

/// Without the session and the visit, whose ids give access to the basket.
impl fmt::Debug for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visitor").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Visitor {
    /// Creates the visitor of a request from its session, of [tower-sessions 0.15](crate::tower_sessions).
    ///
    /// ```
    /// use axum::extract::Extension;
    /// use pannier::{Language, Problem, Store, Visitor, tower_sessions::Session};
    ///
    /// async fn pieces(Extension(store): Extension<Store>, session: Session, language: Language) -> Result<String, String> {
    ///     let basket = store.basket(&Visitor::new(session).with_language(language)).await;
    ///     basket.map(|basket| basket.count.to_string()).map_err(|problem: Problem| problem.to_string())
    /// }
    /// ```
    pub fn new(session: Session) -> Visitor {
        Visitor { session, language: None, visit: None, replaced: Arc::default() }
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
    /// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let errors = store.validated_checkout(&visitor).await?.errors;
    /// assert!(errors[0].message.starts_with("Bitte geben Sie Ihre E-Mail-Adresse ein"));
    /// # Ok(())
    /// # });
    /// ```
    #[must_use]
    pub fn with_language(self, language: Language) -> Visitor {
        Visitor { language: Some(language), ..self }
    }

    /// Sets a random id that the visitor's browser sends while it has no session, 32 hexadecimal digits in lower
    /// case: first additions to the basket with the same id within 30 seconds create a single basket. An id of
    /// another format is ignored.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::testing;
    ///
    /// // Two requests of one browser, before the first response has set the cookie.
    /// let [one, two] = [(); 2].map(|()| testing::visitor(&store).with_visit("0123456789abcdef0123456789abcdef"));
    /// store.add_to_basket(&one, "voucher", "spring", 1).await?;
    /// store.add_to_basket(&two, "voucher", "autumn", 1).await?;
    /// assert_eq!(store.basket(&two).await?.count, 2);
    /// # Ok(())
    /// # });
    /// ```
    #[must_use]
    pub fn with_visit(self, id: &str) -> Visitor {
        Visitor { visit: is_visit_id(id).then(|| id.to_owned()), ..self }
    }

    /// The id set by [`Visitor::with_visit`].
    pub(in crate::store) fn visit(&self) -> Option<&str> {
        self.visit.as_deref()
    }

    /// The language set by [`Visitor::with_language`].
    pub(crate) fn language(&self) -> Option<Language> {
        self.language
    }

    /// Returns the id of the order that the session holds: the basket, or the order placed last. Does not create a
    /// session.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// assert_eq!(visitor.order_id().await?, None);
    /// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// assert!(visitor.order_id().await?.is_some());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::Unavailable`] if the session cannot be read.
    pub async fn order_id(&self) -> Result<Option<String>, Problem> {
        // The session is locked while it is loaded: a part of a page that is no longer polled must not keep the lock, for
        // which the session layer waits, too.
        let visitor = self.clone();
        run_to_completion(async move { visitor.read_order_id().await }).await
    }

    async fn read_order_id(&self) -> Result<Option<String>, Problem> {
        if self.take(REPLACED).await? {
            self.replaced.store(true, Ordering::Relaxed);
            self.replace_id().await?;
        }
        self.take(AGED).await?;
        self.session.get(ORDER).await.map_err(unavailable)
    }

    /// Removes a mark of the session, which is then saved. Returns whether it was there; if not, nothing is saved.
    async fn take(&self, mark: &str) -> Result<bool, Problem> {
        let is_marked = self.session.get_value(mark).await.map_err(unavailable)?.is_some();
        Ok(is_marked && self.session.remove_value(mark).await.map_err(unavailable)?.is_some())
    }

    /// Returns whether [`order_id`](Visitor::order_id) has found that the session's id was replaced, by another request.
    pub(in crate::store) fn was_replaced(&self) -> bool {
        self.replaced.load(Ordering::Relaxed)
    }

    /// Stores the order's id in the session. The first call sets the cookie; each call renews it.
    pub(in crate::store) async fn set_order_id(&self, order_id: &str) -> Result<(), Problem> {
        self.session.insert(ORDER, order_id).await.map_err(unavailable)?;
        // A removal always has the session saved; an insertion does not, if the value is there already.
        self.session.remove_value(AGED).await.map(drop).map_err(unavailable)
    }

    /// Gives the session a new id, and this order or none. Its other data is kept. The old id stops working after a
    /// [grace period](GRACE), so that one that was stolen or planted gives no access to what follows.
    pub(in crate::store) async fn cycle_id(&self, order_id: Option<&str>) -> Result<(), Problem> {
        match order_id {
            Some(order_id) => self.set_order_id(order_id).await?,
            None => drop(self.session.remove_value(ORDER).await.map_err(unavailable)?),
        }
        self.replace_id().await
    }

    /// Gives the session a new id. The old one is ended as the session is saved; at once, if it may be empty and thus
    /// never saved.
    async fn replace_id(&self) -> Result<(), Problem> {
        let has_order = self.session.get_value(ORDER).await.map_err(unavailable)?.is_some();
        if self.session.id().is_none() {
            // It gets its first one, or was given a new one by this request before.
            return Ok(());
        }
        if !has_order {
            return self.session.cycle_id().await.map_err(unavailable);
        }
        let cycled = CYCLED.scope(Cell::default(), async {
            self.session.cycle_id().await.map_err(unavailable)?;
            Ok::<_, Problem>(CYCLED.with(Cell::take))
        });
        if let Some(former) = cycled.await? {
            self.session.insert(FORMER, former).await.map_err(unavailable)?;
        }
        Ok(())
    }

    /// Returns a key shared by concurrent requests of this visitor, so that they create a single
    /// basket. `None` for a session that no request has saved yet.
    pub(in crate::store) fn creation_key(&self) -> Option<String> {
        self.session.id().map(|id| format!("session:{}", at_rest(&id)))
    }
}

/// Returns whether a text has the format of a browser's id of a visit.
fn is_visit_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn unavailable(error: tower_sessions::session::Error) -> Problem {
    static LIMIT: RateLimit = RateLimit::every(Duration::from_secs(1));
    if let Some(times) = LIMIT.pass(Timestamp::now()) {
        tracing::error!(%error, times, "session unavailable");
    }
    Problem::Unavailable
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tokio::time::timeout;

    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn a_part_of_a_page_that_is_not_polled_keeps_the_session_from_no_other() {
        let store = testing::in_memory().await.build().await.unwrap();
        let saved = testing::visitor(&store);
        saved.set_order_id("order").await.unwrap();
        saved.session.save().await.unwrap();
        let visitor = Visitor::new(Session::new(saved.session.id(), Arc::new(Sessions(store.db().clone())), None));
        let mut unpolled = Box::pin(visitor.order_id());
        assert!((&mut unpolled).now_or_never().is_none(), "it waits for the database");
        let found = timeout(Duration::from_secs(10), visitor.order_id()).await;
        assert_eq!(found.unwrap().unwrap().as_deref(), Some("order"));
        assert!(!timeout(Duration::from_secs(10), visitor.session.is_empty()).await.unwrap());
        assert_eq!(unpolled.await.unwrap().as_deref(), Some("order"));
    }
}
