//! The finished shop as a process: started, spoken to over HTTP, killed, and started again.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

#[cfg(feature = "s3")]
#[path = "../support/bucket.rs"]
mod bucket;
mod by_hand;
#[path = "../support/client.rs"]
mod client;
mod codes;
mod commands;
mod cost;
mod crash;
mod deploy;
mod edge;
mod fault_proxy;
mod faults;
mod files;
mod http;
mod language;
#[path = "../support/localstripe.rs"]
mod localstripe;
mod outage;
mod outbox;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/process.rs"]
mod process;
#[cfg(feature = "s3")]
mod s3;
mod sale;
mod seo;
#[path = "../support/service.rs"]
mod service;
mod sql_events;
