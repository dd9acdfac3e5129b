//! Mails: the letter, sending it, and a limit.

pub mod letter;
pub mod limit;
pub mod mailer;
