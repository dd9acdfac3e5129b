//! An in-memory store for unit tests.

use crate::{Settings, Store, StoreBuilder, Visitor, db::Db};

/// Returns a builder for a store that keeps everything in memory.
///
/// ```
/// # use pannier::{db::{self, Db}, Money, Sellable};
/// # struct Postcard;
/// # impl Sellable for Postcard {
/// #     const KIND: &'static str = "postcard";
/// #     async fn load(_: &Db, ids: &[String]) -> db::Result<Vec<Self>> { Ok(ids.iter().map(|_| Postcard).collect()) }
/// #     fn id(&self) -> String { "17".into() }
/// #     fn title(&self) -> String { "A postcard".into() }
/// #     fn url(&self) -> String { "/postcards/17".into() }
/// #     fn price(&self) -> Money { Money::new(250, pannier::Currency::EUR) }
/// # }
/// use pannier::testing;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = testing::in_memory().await.sell::<Postcard>().build().await?;
/// let visitor = testing::visitor(&store);
/// store.add_to_basket(&visitor, "postcard", "17", 2).await?;
/// assert_eq!(store.basket(&visitor).await?.total.unwrap().to_string(), "€5.00");
/// # Ok(())
/// # }
/// ```
///
/// # Panics
/// If no in-memory database can be opened.
pub async fn in_memory() -> StoreBuilder {
    let db = Db::memory().await.unwrap_or_else(|e| panic!("in-memory database: {e}"));
    Store::builder(db, Settings::new("http://127.0.0.1:3000", "a secret that only tests have to know"))
}

/// Returns a new visitor.
pub fn visitor(store: &Store) -> Visitor {
    Visitor::unknown(store)
}
