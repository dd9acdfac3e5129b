//! A subscription to the printed magazine. It has no table: the constant below lists all subscriptions.

use pannier::{Currency, Money};

/// A number of issues, and their price. They ship by post, the first one immediately.
pub struct Subscription(pub u32, pub Money);

pub const TERMS: [Subscription; 2] =
    [Subscription(4, Money::new(3800, Currency::EUR)), Subscription(8, Money::new(7200, Currency::EUR))];

#[cfg(feature = "ssr")]
impl pannier::Sellable for Subscription {
    const KIND: &'static str = "subscription";

    async fn load(_: &pannier::db::Db, ids: &[String]) -> pannier::db::Result<Vec<Subscription>> {
        Ok(TERMS.into_iter().filter(|term| ids.contains(&term.id())).collect())
    }

    fn id(&self) -> String {
        self.0.to_string()
    }

    fn title(&self) -> String {
        format!("Quarto in print, {} issues", self.0)
    }

    fn url(&self) -> String {
        "/subscribe".to_owned()
    }

    fn price(&self) -> Money {
        self.1
    }

    fn weight(&self) -> Option<pannier::Grams> {
        Some(pannier::Grams(320))
    }
}
