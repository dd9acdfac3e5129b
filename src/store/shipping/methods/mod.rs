//! The built-in shipping methods.

pub mod flat_rate;
#[cfg(feature = "kunaki")]
pub mod kunaki;
pub mod pick_up;
pub mod restricted;
pub mod weight_table;
