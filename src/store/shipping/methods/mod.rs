//! The shipping methods that come with the library.

pub mod flat_rate;
#[cfg(feature = "kunaki")]
pub mod kunaki;
pub mod pick_up;
pub mod restricted;
pub mod weight_table;
