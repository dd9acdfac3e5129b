//! The visitor's current order: the session's, or the one that took over its basket. A page reads it once, however many
//! of its parts show it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use leptos::prelude::use_context;
use tokio::sync::Mutex;

use super::{Basket, lines};
use crate::{
    language::{Language, Texts},
    model::{OrderStatus, Problem},
    store::{
        Store,
        discount::code,
        order::{Head, header},
        spawn::run_to_completion,
        visitor::Visitor,
    },
};

/// A visitor's current order.
#[derive(Clone)]
pub(crate) enum CurrentOrder {
    Basket(Basket),
    Placed(Head),
}

/// The current order as the parts of a page share it, in the context of its request.
#[derive(Clone, Default)]
pub(crate) struct OrderOfPage(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Whether the request may have changed the order. From then on, nothing is shared.
    is_changed: AtomicBool,
    /// What was read last, by the id of the session's order.
    read: Mutex<Option<(String, Language, Option<CurrentOrder>)>>,
}

impl OrderOfPage {
    async fn get(&self, store: &Store, id: &str, texts: &Texts) -> Result<Option<CurrentOrder>, Problem> {
        let mut read = self.0.read.lock().await;
        if let Some((order, language, found)) = &*read
            && (order.as_str(), *language) == (id, texts.language())
        {
            return Ok(found.clone());
        }
        let found = store.read_order(id, texts).await?;
        *read = Some((id.to_owned(), texts.language(), found.clone()));
        Ok(found)
    }
}

impl Store {
    /// Returns the visitor's current order to show it.
    pub(crate) async fn order_to_show(&self, visitor: &Visitor) -> Result<Option<CurrentOrder>, Problem> {
        let Some(id) = visitor.order_id().await? else { return Ok(None) };
        let texts = self.texts_for(visitor);
        match use_context::<OrderOfPage>() {
            Some(page) if !page.0.is_changed.load(Ordering::Relaxed) => {
                // A part that is no longer polled must not keep the others waiting.
                let store = self.clone();
                run_to_completion(async move { page.get(&store, &id, &texts).await }).await
            }
            _ => self.read_order(&id, &texts).await,
        }
    }

    /// Returns the visitor's current order to change it.
    pub(crate) async fn order_to_change(&self, visitor: &Visitor) -> Result<Option<CurrentOrder>, Problem> {
        stop_sharing();
        match visitor.order_id().await? {
            Some(id) => self.read_order(&id, &self.texts_for(visitor)).await,
            None => Ok(None),
        }
    }

    /// Returns the visitor's current order to change it, without its items.
    pub(crate) async fn head_to_change(&self, visitor: &Visitor) -> Result<Option<Head>, Problem> {
        stop_sharing();
        match visitor.order_id().await? {
            Some(id) => Ok(header::current(self.db(), &id).await?.map(|(head, _)| head)),
            None => Ok(None),
        }
    }

    async fn read_order(&self, id: &str, texts: &Texts) -> Result<Option<CurrentOrder>, Problem> {
        let Some((head, rows)) = header::current(self.db(), id).await? else { return Ok(None) };
        if head.status != OrderStatus::Created {
            return Ok(Some(CurrentOrder::Placed(head)));
        }
        let lines = lines::read(&rows)?;
        let wanted = lines.iter().map(|line| (line.kind.as_str(), line.item_id.as_str()));
        let items = self.0.sellables.load(self.db(), texts, wanted).await?;
        let currency = head.currency.unwrap_or(self.settings().currency);
        let code = match head.form.code.as_str() {
            code if !code.is_empty() && self.offers_codes() => code::load(self.db(), code).await?,
            _ => None,
        };
        let discounts = self.discounts(code.filter(|code| code.usable(self.db().now())));
        Ok(Some(CurrentOrder::Basket(Basket { head, currency, lines, items, discounts })))
    }
}

/// Has the parts of the page read for themselves from now on: what they have read is about to change.
fn stop_sharing() {
    if let Some(page) = use_context::<OrderOfPage>() {
        page.0.is_changed.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use leptos::{prelude::Owner, reactive::computed::ScopedFuture};

    use super::*;
    use crate::testing::{self, Voucher};

    #[tokio::test]
    async fn a_page_reads_the_basket_once_until_it_changes_it() {
        let store = testing::in_memory().await.sell::<Voucher>().build().await.unwrap();
        let [visitor, other] = [(); 2].map(|()| testing::visitor(&store));
        let count = async |visitor: &Visitor| store.basket(visitor).await.unwrap().count;
        let add = async |visitor: &Visitor| store.add_to_basket(visitor, "voucher", "spring", 1).await.unwrap();
        let elsewhere = async || {
            let sql = "UPDATE pannier_order_lines SET quantity = quantity + 1";
            store.db().execute(sql, &[]).await.unwrap();
        };
        add(&visitor).await;
        add(&other).await;
        let page = Owner::new();
        let render = page.with(|| {
            store.provide();
            ScopedFuture::new(async {
                assert_eq!(count(&visitor).await, 1);
                elsewhere().await;
                assert_eq!((count(&visitor).await, count(&other).await), (1, 2), "each their own");
                add(&visitor).await;
                assert_eq!(count(&visitor).await, 3);
                elsewhere().await;
                assert_eq!(count(&visitor).await, 4, "it may have changed more");
            })
        });
        render.await;
        elsewhere().await;
        assert_eq!(count(&visitor).await, 5, "no page");
    }
}
