//! The terms that apply to a sale, and the information about the right of withdrawal, frozen with the order.
//!
//! The app says what they are now. Their text is stored once, however many orders refer to it, and never changes: years later,
//! the page of an order still has what applied to it.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest, Sha256};

use super::{
    Store, StoreBuilder,
    db::{Db, Result, Tx},
    http::encode,
    is_key,
};
use crate::{args, language::Language, model::Problem};

type Source = dyn Fn(&Store, Language) -> String + Send + Sync;

/// Where the terms come from, and what this instance knows of them.
#[derive(Clone, Default)]
pub(super) struct Terms {
    source: Option<Arc<Source>>,
    /// The information about the right of withdrawal.
    withdrawal: Option<Arc<Source>>,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    /// The text that was read last in each language, and its hash: each order asks for it, and it seldom changes.
    latest: HashMap<Language, (String, String)>,
    /// The hashes of texts that were stored.
    stored: HashSet<String>,
}

/// The terms as they are now.
#[derive(Debug)]
pub(super) struct Current {
    pub hash: String,
    language: Language,
    text: String,
}

impl StoreBuilder {
    /// Freezes the terms of sale with each order. `text` returns them as plain text in a language, as they are now; it is called
    /// for each checkout and order, so it should read memory. Without a text, it returns an empty one.
    ///
    /// The confirmation mail has them attached, and the order's page links them. To have shoppers agree to them, add a
    /// [field](StoreBuilder::field) that is shown [if there are any](crate::FieldContext::terms).
    ///
    /// ```
    /// use pannier::{Language, StoreBuilder};
    ///
    /// fn terms(builder: StoreBuilder) -> StoreBuilder {
    ///     builder.terms(|_store, language| match language {
    ///         Language::GERMAN => "Wir liefern innerhalb von drei Tagen.".to_owned(),
    ///         _ => "We deliver within three days.".to_owned(),
    ///     })
    /// }
    /// ```
    pub fn terms(mut self, text: impl Fn(&Store, Language) -> String + Send + Sync + 'static) -> Self {
        self.terms.source = Some(Arc::new(text));
        self
    }

    /// Freezes the information about the right of withdrawal with each order, below the terms of sale, as
    /// [`StoreBuilder::terms`] does with those: in the European Union, the trader has to give it before the contract, and on a
    /// durable medium after it (directive 2011/83/EU, articles 6(1)(h) and 8(7)). Link it at the checkout as well.
    ///
    /// ```
    /// use pannier::StoreBuilder;
    ///
    /// fn inform(builder: StoreBuilder) -> StoreBuilder {
    ///     builder.withdrawal_information(|_store, _language| "You can withdraw within 14 days.".to_owned())
    /// }
    /// ```
    pub fn withdrawal_information(mut self, text: impl Fn(&Store, Language) -> String + Send + Sync + 'static) -> Self {
        self.terms.withdrawal = Some(Arc::new(text));
        self
    }
}

impl Store {
    /// Returns whether there are terms of sale in this language.
    pub(super) fn has_terms(&self, language: Language) -> bool {
        self.text_of(self.0.terms.source.as_ref(), language).is_some()
    }

    /// Returns what applies to an order that is placed in this language: the terms of sale, and the information about the right
    /// of withdrawal. `None` if the app has neither.
    pub(super) fn current_terms(&self, language: Language) -> Option<Current> {
        let Terms { source, withdrawal, .. } = &self.0.terms;
        let parts = [source, withdrawal].into_iter().filter_map(|part| self.text_of(part.as_ref(), language));
        let text = parts.collect::<Vec<_>>().join("\n\n\n");
        if text.is_empty() {
            return None;
        }
        Some(Current { hash: self.0.terms.known().hash(language, &text), language, text })
    }

    fn text_of(&self, source: Option<&Arc<Source>>, language: Language) -> Option<String> {
        Some(source?(self, language)).filter(|text| !text.trim().is_empty())
    }

    /// Returns the terms that an order was placed on, by the token of its page. `None` if none were recorded.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use pannier::testing::{self, ManualPayment, Voucher};
    ///
    /// let builder = testing::in_memory().await.sell::<Voucher>().pay(ManualPayment);
    /// let store = builder.terms(|_, _| "We deliver within three days.".to_owned()).build().await?;
    /// let visitor = testing::visitor(&store);
    /// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = testing::place_order(&store, &visitor).await?;
    /// assert_eq!(store.terms_of(&order.token).await?.as_deref(), Some("We deliver within three days."));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] if there is no placed order with this token.
    pub async fn terms_of(&self, token: &str) -> std::result::Result<Option<String>, Problem> {
        match is_key(token) {
            true => frozen(self.db(), token).await?.ok_or(Problem::UnknownOrder),
            false => Err(Problem::UnknownOrder),
        }
    }

    /// Returns the path of an order's terms.
    pub(super) fn terms_path(&self, token: &str) -> String {
        format!("{}/terms", self.order_path(token))
    }
}

/// Returns the terms of the placed order with this token.
async fn frozen(db: &Db, token: &str) -> Result<Option<Option<String>>> {
    let sql = "SELECT t.text FROM pannier_orders o LEFT JOIN pannier_terms t ON t.hash = o.terms \
               WHERE o.token = $1 AND o.number IS NOT NULL";
    db.fetch_optional(sql, args![token]).await?.map(|row| row.get("text")).transpose()
}

impl Terms {
    /// Stores a text, unless this instance knows that it is stored. The caller says so once the transaction is committed.
    pub async fn store(&self, tx: &mut Tx, current: &Current) -> Result<()> {
        if self.known().stored.contains(&current.hash) {
            return Ok(());
        }
        let sql = "INSERT INTO pannier_terms (hash, language, text, first_used_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (hash) DO NOTHING";
        let now = tx.now();
        tx.execute(sql, args![&current.hash, current.language.tag(), &current.text, now]).await.map(drop)
    }

    /// Notes that a text is stored.
    pub fn note(&self, current: Current) {
        self.known().stored.insert(current.hash);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Returns the hash of a text, SHA-256 in hexadecimal digits.
    fn hash(&mut self, language: Language, text: &str) -> String {
        match self.latest.get(&language) {
            Some((latest, hash)) if latest == text => hash.clone(),
            _ => {
                let hash = encode::hex(&Sha256::digest(text));
                self.latest.insert(language, (text.to_owned(), hash.clone()));
                hash
            }
        }
    }
}

/// The route of an order's terms, below the path of its page.
pub(super) fn routes<S: Clone + Send + Sync + 'static>(store: &Store) -> Router<S> {
    Router::new().route(&store.terms_path("{token}"), get(show)).with_state(store.clone())
}

async fn show(State(store): State<Store>, Path(token): Path<String>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    match store.terms_of(&token).await {
        Ok(Some(text)) => (headers, text).into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, headers, Problem::UnknownOrder.code()).into_response(),
        Err(problem) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, headers, problem.code()).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_that_of_the_text_as_it_is_now() {
        let mut known = Known::default();
        let hash = |text: &str| encode::hex(&Sha256::digest(text));
        for (language, text) in [
            (Language::ENGLISH, "three days"),
            (Language::GERMAN, "drei Tage"),
            (Language::ENGLISH, "three days"),
            (Language::ENGLISH, "four days"),
            (Language::GERMAN, "drei Tage"),
        ] {
            assert_eq!(known.hash(language, text), hash(text), "{text}");
        }
        assert_eq!(known.latest.len(), 2, "the text of before is forgotten");
    }
}
