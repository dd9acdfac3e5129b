//! Orders: the state machine, the queries, and the views for shoppers and merchants.

pub mod admin;
pub mod header;
pub mod sales;
pub mod state_machine;
pub mod transition;
pub(in crate::store) mod view;

pub use header::Head;
