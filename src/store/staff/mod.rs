//! The merchant's staff: who they are, what they may do, and how they sign in.

pub mod role;
