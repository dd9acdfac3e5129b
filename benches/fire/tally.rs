//! The outcome of the run, read from the shop's database and from its services.

use crate::{
    Result,
    checks::Checks,
    listener::{Listener, twice},
    neighbour::Neighbour,
    outcome::Outcome,
};

/// Prints the tally. Returns whether every figure is as expected.
pub fn print(database: &str, orders: usize, mail: &Neighbour, listener: &Listener, fetched: usize) -> Result<bool> {
    let (mut checks, outcome) = (Checks::default(), Outcome::read(database)?);
    outcome.check(&mut checks, orders);
    checks.exactly("downloads complete from the bucket", fetched, orders);
    let mails = mail.mails()?;
    checks.exactly("confirmations, by Message-ID", mails.len(), orders);
    checks.figure("  duplicates, under the same Message-ID", twice(&mails));
    let webhooks = listener.received();
    checks.exactly("webhooks, by webhook-id", webhooks.len(), outcome.delivered("webhook"));
    checks.figure("  duplicates, under the same webhook-id", twice(&webhooks));
    Ok(checks.all_right())
}
