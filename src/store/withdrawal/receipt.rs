//! What follows a declaration: it is matched with its order, and the mails about it are sent: the receipt, a note to the
//! merchant, and one to the order's address if the receipt goes to another.
//!
//! Each mail is sent once, and tried again until it was. Too many to one address, or to strangers, are delayed, and never
//! dropped.

use std::{convert::Infallible, time::Duration};

use futures_util::future::join_all;

use super::{
    Withdrawals,
    draft::{COLUMNS, Withdrawal},
    form::fold,
    letter,
    order::{self, Known},
};
use crate::{
    args,
    model::Timestamp,
    store::{
        Store,
        db::{
            Result, Row, Tx,
            due::{Backoff, Queue},
            new_id,
        },
        mail::{letter::Letter, limit},
        order::transition,
        receivers::SignalKind,
    },
};

/// How long a try may take before another instance makes it, unless the lease is renewed.
const LEASE: Duration = Duration::from_secs(60);
/// How long a mail may take. A mail server may need longer to accept one, which then arrives twice: a receipt that is late is
/// worse.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The maximum number of withdrawals that are handled at once: a mail that hangs keeps no other waiting.
const AT_ONCE: usize = 8;
/// The delays between tries.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(10), longest: Duration::from_secs(6 * 3600) };
/// The maximum number of tries, which take more than a week. The merchant sees what was not sent.
const GIVE_UP: u32 = 40;
/// The maximum number of mails about withdrawals to one address within an hour: anybody can type any.
const MOST: u32 = 10;
/// The maximum number of mails to the merchant within an hour.
const MOST_TO_OWNER: u32 = 60;
/// The maximum number of receipts within an hour, to whomever, that go to addresses of no order that is known: nobody can make
/// the shop send what they like to everybody.
const MOST_TO_STRANGERS: u32 = 100;

/// A mail about a withdrawal.
#[derive(Clone, Copy)]
enum Mail {
    Receipt,
    Owner,
    Note,
}

impl Mail {
    const ALL: [Mail; 3] = [Mail::Receipt, Mail::Owner, Mail::Note];

    /// Returns the statement that notes that it was sent.
    const fn sent(self) -> &'static str {
        match self {
            Mail::Receipt => "UPDATE pannier_withdrawals SET receipt_at = $2 WHERE id = $1",
            Mail::Owner => "UPDATE pannier_withdrawals SET owner_at = $2 WHERE id = $1",
            Mail::Note => "UPDATE pannier_withdrawals SET note_at = $2 WHERE id = $1",
        }
    }

    /// Returns the key under which it is sent once.
    fn key(self, id: &str) -> String {
        match self {
            Mail::Receipt => format!("withdrawal-{id}"),
            Mail::Owner => format!("withdrawal-{id}-owner"),
            Mail::Note => format!("withdrawal-{id}-order"),
        }
    }
}

/// What became of a mail.
enum Outcome {
    Sent,
    /// There were too many: how long it waits.
    Delayed(Duration),
    Failed(String),
}

/// Handles the withdrawals that have been due longest, a few at once. Returns whether there may be more that can be handled now.
pub(in crate::store) async fn send_next(store: &Store) -> Result<bool> {
    let Some(withdrawals) = &store.0.withdrawals else { return Ok(false) };
    let returning = format!("{}, attempts, leased_at", COLUMNS.join(", "));
    let queue = Queue {
        table: "pannier_withdrawals",
        key: &["id"],
        condition: "received_at IS NOT NULL",
        leased_at: "leased_at",
        returning: &returning,
    };
    let rows = queue.take(store.db(), LEASE, AT_ONCE, &[]).await?;
    let handled = join_all(rows.iter().map(|row| handle(store, withdrawals, row))).await;
    let sent: Vec<bool> = handled.into_iter().collect::<Result<_>>()?;
    // If a mail was not sent, others wait for the next round.
    Ok(!sent.is_empty() && sent.iter().all(|sent| *sent))
}

/// Handles a withdrawal. Returns whether no mail about it has failed.
async fn handle(store: &Store, withdrawals: &Withdrawals, row: &Row) -> Result<bool> {
    let (found, attempts) = (Withdrawal::read(row)?, row.get_u32("attempts")?);
    let leased_at: Timestamp = row.get("leased_at")?;
    let known = settle(store, &found).await?;
    let sent = tokio::select! {
        sent = send(store, withdrawals, &found, known.as_ref()) => sent,
        never = keep_lease(store, &found.id, leased_at) => match never {},
    };
    let (mut waits, mut errors) = (Vec::new(), Vec::new());
    for outcome in sent? {
        match outcome {
            Outcome::Sent => {}
            Outcome::Delayed(wait) => waits.push(wait.max(Duration::from_secs(1))),
            Outcome::Failed(error) => errors.push(error),
        }
    }
    let (now, failed) = (store.db().now(), !errors.is_empty());
    let (due_at, attempts) = match waits.into_iter().min() {
        _ if failed && attempts >= GIVE_UP => (None, attempts),
        _ if failed => (Some(now + BACKOFF.after(attempts)), attempts),
        // What waits was not tried.
        Some(wait) => (Some(now + wait), attempts.saturating_sub(1)),
        None => (None, 0),
    };
    let error = failed.then(|| errors.join("; "));
    if let Some(error) = &error {
        let last = due_at.is_none();
        tracing::warn!(withdrawal = %found.id, attempts, last, %error, "a mail about a withdrawal was not sent");
    }
    // Unless the merchant has named its order meanwhile, about which another mail may have to be sent.
    let sql = "UPDATE pannier_withdrawals SET due_at = $2, attempts = $3, error = $4, leased_at = NULL \
               WHERE id = $1 AND leased_at = $5";
    store.db().execute(sql, args![&found.id, due_at, attempts, error, leased_at]).await?;
    Ok(!failed)
}

/// Renews a lease whenever a third of it is over, until dropped: a mail server may take its time.
async fn keep_lease(store: &Store, id: &str, leased_at: Timestamp) -> Infallible {
    loop {
        tokio::time::sleep(LEASE / 3).await;
        let sql = "UPDATE pannier_withdrawals SET due_at = $3 WHERE id = $1 AND leased_at = $2";
        if let Err(error) = store.db().execute(sql, args![id, leased_at, store.db().now() + LEASE]).await {
            tracing::warn!(%error, "could not renew a lease; will retry");
        }
    }
}

/// Returns the order of a withdrawal, after it has been matched with it, if that was not done yet.
async fn settle(store: &Store, found: &Withdrawal) -> Result<Option<Known>> {
    let known = match &found.order_id {
        Some(id) => order::by_id(store, id).await?,
        None => order::typed(store, &found.declared.number, &found.declared.email).await?,
    };
    if let Some(known) = &known
        && found.late.is_none()
    {
        let mut tx = store.db().begin().await?;
        if attach(store, &mut tx, found, known).await? {
            tx.commit().await?;
        }
    }
    Ok(known)
}

/// Ties a withdrawal to its order, and tells the receivers. Returns `false` if it is tied to another one, or this was done
/// before: then the caller rolls back.
pub(super) async fn attach(store: &Store, tx: &mut Tx, found: &Withdrawal, known: &Known) -> Result<bool> {
    transition::lock(tx, &known.id).await?;
    let late = found.received_at.is_some_and(|at| known.is_over(at));
    let sql = "UPDATE pannier_withdrawals SET order_id = $2, late = $3 \
               WHERE id = $1 AND late IS NULL AND (order_id IS NULL OR order_id = $2)";
    if tx.execute(sql, args![&found.id, &known.id, u32::from(late)]).await? == 0 {
        return Ok(false);
    }
    store.0.outbox.push_once(tx, &new_id(), &known.id, SignalKind::Withdrawn, &found.id).await?;
    Ok(true)
}

/// Sends the mails that were not sent yet.
async fn send(
    store: &Store,
    withdrawals: &Withdrawals,
    found: &Withdrawal,
    known: Option<&Known>,
) -> Result<Vec<Outcome>> {
    let origin = match (&found.order_id, known) {
        (_, Some(known)) if known.has_email(&found.declared.email) => Origin::Customer,
        (Some(order), _) if found.identified => Origin::OrderPage(order),
        _ => Origin::Stranger,
    };
    let mut mails = Vec::new();
    for mail in Mail::ALL {
        let (to, letter) = match mail {
            Mail::Receipt if found.receipt_at.is_none() => (&found.declared.email, letter::receipt(store, found)),
            Mail::Owner if found.owner_at.is_none() => {
                let texts = store.texts_of_staff(&withdrawals.owner).await?;
                (&withdrawals.owner, letter::to_owner(store, &texts, found, known))
            }
            Mail::Note if found.note_at.is_none() => match known {
                Some(known) if fold(&known.email) != fold(&found.declared.email) => {
                    (&known.email, letter::note(store, found, known))
                }
                _ => continue,
            },
            Mail::Receipt | Mail::Owner | Mail::Note => continue,
        };
        mails.push((mail, to.as_str(), letter, limits(mail, to, origin)));
    }
    let sent =
        mails.iter().map(|(mail, to, letter, limits)| deliver(store, withdrawals, found, (*mail, to, letter), limits));
    join_all(sent).await.into_iter().collect()
}

/// Whose declaration it is, as far as that is known.
#[derive(Clone, Copy)]
enum Origin<'a> {
    /// Of who has ordered: it names the order's number and address.
    Customer,
    /// Of somebody who has the address of the page of an order, given by its id. The e-mail address may be any.
    OrderPage(&'a str),
    Stranger,
}

/// Returns the limits that a mail counts towards: the recipient of each, and how many mails it gets within an hour. What strangers
/// declare does not keep the merchant from hearing of customers.
fn limits(mail: Mail, to: &str, origin: Origin<'_>) -> Vec<(String, u32)> {
    let own = match (mail, origin) {
        (Mail::Receipt | Mail::Note, _) => (limit::recipient("withdrawal", to), MOST),
        (Mail::Owner, Origin::Stranger) => (limit::recipient("withdrawal-owner-strangers", to), MOST_TO_OWNER),
        (Mail::Owner, Origin::Customer | Origin::OrderPage(_)) => {
            (limit::recipient("withdrawal-owner", to), MOST_TO_OWNER)
        }
    };
    let all = match (mail, origin) {
        (Mail::Receipt, Origin::Stranger) => Some(("withdrawal-strangers".to_owned(), MOST_TO_STRANGERS)),
        (Mail::Receipt, Origin::OrderPage(order)) => Some((limit::recipient("withdrawal-order", order), MOST)),
        _ => None,
    };
    [own].into_iter().chain(all).collect()
}

/// Counts a mail towards all of these limits, or towards none: then returns how long it has to wait.
async fn count(store: &Store, limits: &[(String, u32)]) -> Result<Option<Duration>> {
    for (n, (recipient, most)) in limits.iter().enumerate() {
        if let Some(wait) = limit::take_of(store.db(), recipient, *most).await? {
            give_back(store, &limits[..n]).await?;
            return Ok(Some(wait));
        }
    }
    Ok(None)
}

async fn give_back(store: &Store, limits: &[(String, u32)]) -> Result<()> {
    for (recipient, _) in limits {
        limit::give_back_of(store.db(), recipient).await?;
    }
    Ok(())
}

async fn deliver(
    store: &Store,
    Withdrawals { sender, .. }: &Withdrawals,
    found: &Withdrawal,
    (mail, to, letter): (Mail, &str, &Letter),
    limits: &[(String, u32)],
) -> Result<Outcome> {
    if let Some(wait) = count(store, limits).await? {
        return Ok(Outcome::Delayed(wait));
    }
    let at = found.received_at.unwrap_or_else(|| store.db().now());
    let key = mail.key(&found.id);
    let sending = sender.send(&key, at, to, letter.heading(), letter);
    let error = match tokio::time::timeout(TIMEOUT, sending).await {
        Ok(Ok(())) => {
            store.db().execute(mail.sent(), args![&found.id, store.db().now()]).await?;
            return Ok(Outcome::Sent);
        }
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the mail server gave no answer in time".to_owned(),
    };
    give_back(store, limits).await?;
    Ok(Outcome::Failed(error))
}
