//! The store on both databases: SQLite in a file, PostgreSQL in a throw-away cluster of its own.

// Nested views have deeply nested types.
#![recursion_limit = "512"]
#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

mod admin;
mod admin_codes;
mod admin_pages;
mod admin_products;
mod admin_queues;
mod amounts;
mod audit;
mod availability;
mod basket;
mod catalogue;
mod checkout;
mod checkout_amounts;
mod checkout_fields;
mod codes;
mod contracts;
mod conventions;
mod dispute;
mod documents;
mod download;
mod einvoice;
mod en16931;
mod handover;
mod hold;
mod host;
mod http;
mod input;
mod invoice_corrections;
mod invoices;
mod islands;
mod jobs;
mod limits;
mod mails;
mod managed;
mod managed_csv;
mod order;
mod order_lists;
mod outage;
mod outbox;
mod owner_mail;
mod payment;
mod pdf;
mod pictures;
mod plans;
mod promises;
mod providers;
mod queues;
mod random;
mod refund;
mod refund_items;
mod refund_pages;
mod retention;
mod sandbox;
mod schema;
mod session;
mod settings;
mod shipping;
mod site;
mod staff;
mod take_back;
mod tax_report;
mod taxes;
mod terms;
mod time_zone;
mod timeline;
mod webhook;
mod withdrawal_pages;
mod withdrawals;

// What they stand on.
#[cfg(feature = "s3")]
#[path = "../support/bucket.rs"]
mod bucket;
mod database;
#[path = "../../benches/grow/fill.rs"]
mod fill;
#[path = "../support/form_fields.rs"]
mod form_fields;
#[path = "../support/localstripe.rs"]
mod localstripe;
#[path = "../support/log.rs"]
mod log;
#[path = "../support/mailbox.rs"]
mod mailbox;
mod mug_colors;
#[path = "../support/postgres.rs"]
mod postgres;
mod product;
mod routes;
#[path = "../support/service.rs"]
mod service;
mod smtp;
#[path = "../support/vies.rs"]
mod vies;
mod world;

/// Makes two tests of each function: one on SQLite, one on PostgreSQL. Each ends with a look at the plans of the statements that
/// were run.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            #[tokio::test]
            async fn on_sqlite() {
                super::$name(crate::world::World::on_sqlite().await).await;
                crate::plans::check(pannier::db::Dialect::Sqlite).await;
            }
            #[tokio::test]
            async fn on_postgres() {
                super::$name(crate::world::World::on_postgres().await).await;
                crate::plans::check(pannier::db::Dialect::Postgres).await;
            }
        })+
    };
}
pub(crate) use on_both;
