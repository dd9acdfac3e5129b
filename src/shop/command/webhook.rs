//! Webhooks that were kept, for the person who runs the shop.

use clap::Subcommand;
use pannier::{Store, StoredWebhook};

/// The most webhooks that are listed.
const LISTED: u32 = 50;

#[derive(Subcommand)]
pub(super) enum Webhook {
    /// List the newest, and what came of them
    List,
    /// Read one again, as of the time at which it came, and handle it
    Replay {
        /// Its id, or the gateway's name for the event, as `list` shows them
        id: String,
    },
}

impl Webhook {
    pub async fn run(self, store: &Store) -> Result<(), String> {
        match self {
            Webhook::List => list(store).await,
            Webhook::Replay { id } => match store.replay_webhook(&id).await.map_err(|problem| problem.to_string())? {
                Some(outcome) => {
                    println!("{outcome}");
                    Ok(())
                }
                None => Err(format!("there is no webhook {id}; `pannier webhook list` shows the newest")),
            },
        }
    }
}

async fn list(store: &Store) -> Result<(), String> {
    let webhooks = store.webhooks(LISTED).await.map_err(|error| error.to_string())?;
    if webhooks.is_empty() {
        println!("No webhook has come yet.");
    }
    for StoredWebhook { id, provider, event_id, attempt, handled, error, .. } in webhooks {
        let outcome = error.unwrap_or_else(|| if handled { "handled" } else { "not handled yet" }.to_owned());
        let (event, attempt) = (event_id.unwrap_or_default(), attempt.unwrap_or_default());
        println!("{id}  {provider}  {event}  {attempt}  {outcome}");
    }
    Ok(())
}
