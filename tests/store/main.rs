//! The store on both databases: SQLite in a file, PostgreSQL in a throw-away cluster of its own.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

mod basket;
#[cfg(feature = "s3")]
#[path = "../bucket.rs"]
mod bucket;
mod checkout;
mod cluster;
mod contracts;
mod downloads;
mod goods;
mod guards;
mod host;
mod kunaki;
#[path = "../localstripe.rs"]
mod localstripe;
mod mails;
mod money;
mod outbox;
mod outgoing_webhook;
mod parcels;
mod payments;
mod paypal;
#[cfg(feature = "s3")]
mod s3;
mod settings;
mod smtp;
mod stripe;
mod world;

/// Makes two tests of each function: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            #[tokio::test]
            async fn on_sqlite() {
                super::$name(crate::world::World::on_sqlite().await).await;
            }
            #[tokio::test]
            async fn on_postgres() {
                super::$name(crate::world::World::on_postgres().await).await;
            }
        })+
    };
}
pub(crate) use on_both;
