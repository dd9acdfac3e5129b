//! The contract of [`Sellable`].

use super::assert_name;
use crate::{
    SaleState, Sellable,
    db::{Db, DbError},
    language::fluent::english,
};

/// Tests a sellable kind: loading, reserving, releasing. `existing` is the id of a model that is on sale;
/// if its stock is limited, it should be small, and no other test may use it. `missing` is an unused id.
///
/// # Panics
/// If the model violates its contract.
pub async fn sellable_contract<T: Sellable>(db: &Db, existing: &str, missing: &str) {
    assert_name("the kind", T::KIND);
    loading::<T>(db, existing, missing).await;
    let Some(model) = load::<T>(db, &[existing]).await.pop() else { panic!("{existing:?} is not for sale") };
    facts(&model, existing);
    on_sale(&model, db, existing);
    if let Some(stock) = model.stock() {
        assert!(stock > 0, "the test needs some stock of {existing:?}");
        reserving::<T>(db, existing, missing, stock).await;
        racing::<T>(db, existing, stock).await;
    }
}

async fn load<T: Sellable>(db: &Db, ids: &[&str]) -> Vec<T> {
    let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    T::load(db, &ids).await.unwrap_or_else(|e| panic!("loading {ids:?}: {e}"))
}

async fn loading<T: Sellable>(db: &Db, existing: &str, missing: &str) {
    let odd = "o'hara\"; DROP TABLE models; -- %";
    let models = load::<T>(db, &[missing, existing, odd, existing]).await;
    assert!(models.iter().any(|model| model.id() == existing), "{existing:?} was not loaded among others");
    assert!(models.iter().all(|model| model.id() == existing), "a model was loaded that was not requested");
    assert!(load::<T>(db, &[missing]).await.is_empty(), "{missing:?} was loaded");
    assert!(load::<T>(db, &[odd]).await.is_empty(), "an id is not bound as an SQL parameter");
}

fn facts<T: Sellable>(model: &T, id: &str) {
    assert!(id.len() <= 100, "the id {id:?} is longer than 100 bytes");
    assert!(!model.title().trim().is_empty(), "{id:?} has no title");
    assert!(!model.title_in(&english()).trim().is_empty(), "{id:?} has no title in English");
    assert!(model.url().starts_with('/'), "the url {:?} does not start with a slash", model.url());
    let price = model.price();
    assert!(price.amount >= 0, "a negative price: {price:?}");
    assert!(price.currency.is_iso_4217(), "{} is not an ISO 4217 currency", price.currency);
    if let Some(by) = model.ships_by() {
        assert!(model.weight().is_some(), "{id:?} ships by {:?} but has no weight", by.method);
        assert_name("the method it ships by", &by.method);
    }
    if let Some(download) = model.download() {
        assert!(!download.key.is_empty() && !download.file_name.is_empty(), "an unnamed file: {download:?}");
        assert!(download.content_type.contains('/'), "not a media type: {:?}", download.content_type);
    }
}

fn on_sale<T: Sellable>(model: &T, db: &Db, id: &str) {
    let available = model.available();
    if let (Some(from), Some(until)) = (available.from, available.until) {
        assert!(from < until, "the sale of {id:?} ends before it starts: {available:?}");
    }
    let state = available.state(db.now());
    assert_eq!(state, SaleState::Now, "{id:?} is not on sale now: {available:?}");
}

/// Returns the model's stock. Without stock, a model may no longer be for sale, which counts as 0.
async fn stock<T: Sellable>(db: &Db, id: &str) -> u32 {
    load::<T>(db, &[id]).await.first().map_or(0, |model| model.stock().unwrap_or(u32::MAX))
}

async fn reserving<T: Sellable>(db: &Db, existing: &str, missing: &str, all: u32) {
    let ok = |result: Result<bool, DbError>| result.unwrap_or_else(|e| panic!("reserving {existing:?}: {e}"));
    assert!(!reserve::<T>(db, missing, 1).await.is_ok_and(|done| done), "{missing:?} was reserved");
    assert!(!ok(reserve::<T>(db, existing, all + 1).await), "more was reserved than is in stock");
    assert_eq!(stock::<T>(db, existing).await, all, "a failed reservation changed the stock");

    let mut tx = db.begin().await.expect("a transaction");
    assert!(ok(T::reserve(&mut tx, existing, all).await), "the whole stock cannot be reserved");
    drop(tx);
    assert_eq!(stock::<T>(db, existing).await, all, "a reservation survived the rollback of its transaction");

    assert!(ok(reserve::<T>(db, existing, all).await), "the whole stock cannot be reserved");
    assert_eq!(stock::<T>(db, existing).await, 0, "some stock is left after reserving all of it");
    assert!(!ok(reserve::<T>(db, existing, 1).await), "a piece was reserved without stock");
    release::<T>(db, existing, all).await;
    assert_eq!(stock::<T>(db, existing).await, all, "released pieces are not back in stock");
}

/// A few more concurrent buyers than pieces: each piece is sold once.
async fn racing<T: Sellable>(db: &Db, id: &str, all: u32) {
    if all > 100 {
        return;
    }
    let buyers: Vec<_> = (0..all + 5)
        .map(|_| {
            let (db, id) = (db.clone(), id.to_owned());
            tokio::spawn(
                async move { reserve::<T>(&db, &id, 1).await.unwrap_or_else(|e| panic!("reserving {id:?}: {e}")) },
            )
        })
        .collect();
    let mut sold = 0;
    for buyer in buyers {
        sold += u32::from(buyer.await.expect("a buyer"));
    }
    assert_eq!(sold, all, "of {all} pieces, {sold} were sold to concurrent buyers");
    release::<T>(db, id, sold).await;
}

async fn reserve<T: Sellable>(db: &Db, id: &str, quantity: u32) -> Result<bool, DbError> {
    let mut tx = db.begin().await?;
    let reserved = T::reserve(&mut tx, id, quantity).await?;
    tx.commit().await?;
    Ok(reserved)
}

async fn release<T: Sellable>(db: &Db, id: &str, quantity: u32) {
    let mut tx = db.begin().await.expect("a transaction");
    T::release(&mut tx, id, quantity).await.unwrap_or_else(|e| panic!("releasing {id:?}: {e}"));
    tx.commit().await.expect("a commit");
}
