//! Orders: the state machine, the queries, and the views for shoppers and merchants.

pub mod admin;
pub(in crate::store) mod charged;
pub mod correction;
mod export;
pub mod header;
pub mod list;
pub mod state_machine;
pub mod timeline;
pub mod transition;
pub(in crate::store) mod view;

pub use header::Head;
