//! The finished shop as a process: started, spoken to over HTTP, killed, and started again.

mod client;
mod crash;
mod http;
mod process;
