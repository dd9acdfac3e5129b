//! Orders: the state machine, the statements that read and change them, and what shoppers and merchants see of them.

pub mod admin;
pub mod header;
pub mod payment_state;
pub mod state;
pub mod transition;
pub(in crate::store) mod view;

pub use header::Head;
pub use payment_state::PaymentState;
