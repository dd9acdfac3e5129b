//! Mails: what a letter says, and how it is sent.

pub mod letter;
pub mod mailer;
