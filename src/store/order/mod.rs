//! Orders: the state machine, and the statements that read and change them.

pub mod line;
pub mod machine;
pub mod parcel;
pub mod payment;
pub mod record;
pub mod transition;

pub use record::Head;
