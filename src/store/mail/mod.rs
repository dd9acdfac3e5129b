//! Mails: the letter, and sending it.

pub mod letter;
pub mod mailer;
