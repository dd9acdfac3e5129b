//! `pannier webhook`: lists and replays stored webhooks.

use clap::Subcommand;
use pannier::{Admin, StoredWebhook};

/// The maximum number of webhooks listed.
const LISTED: u32 = 50;

#[derive(Subcommand)]
pub(super) enum Webhook {
    /// List the newest webhooks and their outcomes
    List,
    /// Process a webhook again, verified as of the time it arrived
    Replay {
        /// Its id or the gateway's event id, as shown by `list`
        id: String,
    },
}

impl Webhook {
    pub async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        match self {
            Webhook::List => list(admin).await,
            Webhook::Replay { id } => match admin.replay_webhook(&id).await.map_err(|problem| problem.to_string())? {
                Some(outcome) => {
                    println!("{outcome}");
                    Ok(())
                }
                None => Err(format!("unknown webhook {id}; `pannier webhook list` shows the newest")),
            },
        }
    }
}

async fn list(admin: Admin<'_>) -> Result<(), String> {
    let webhooks = admin.webhooks(LISTED).await.map_err(|error| error.to_string())?;
    if webhooks.is_empty() {
        println!("No webhooks yet.");
    }
    for StoredWebhook { id, provider, event_id, attempt, handled, error, .. } in webhooks {
        let outcome = error.unwrap_or_else(|| if handled { "handled" } else { "pending" }.to_owned());
        let (event, attempt) = (event_id.unwrap_or_default(), attempt.unwrap_or_default());
        println!("{id}  {provider}  {event}  {attempt}  {outcome}");
    }
    Ok(())
}
