//! `pannier webhook`: lists, shows and replays stored webhooks.

use clap::Subcommand;
use pannier::{Admin, StoredWebhook};

use super::output::{heading_of_times, outln};

/// The maximum number of webhooks listed, as the help says.
const LISTED: u32 = 50;

#[derive(Subcommand)]
pub(super) enum Webhook {
    /// List the newest 50 webhooks and their outcomes
    List,
    /// Show a webhook as it was received
    Show {
        /// Its id or the gateway's event id, as shown by `list`
        id: String,
    },
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
            Webhook::Show { id } => show(admin, &id).await,
            Webhook::Replay { id } => match admin.replay_webhook(&id).await.map_err(|problem| problem.to_string())? {
                Some(outcome) => {
                    outln!("{outcome}");
                    Ok(())
                }
                None => Err(unknown(&id)),
            },
        }
    }
}

fn unknown(id: &str) -> String {
    format!("unknown webhook {id}; `pannier webhook list` shows the newest")
}

async fn list(admin: Admin<'_>) -> Result<(), String> {
    let webhooks = admin.webhooks(LISTED).await.map_err(|error| error.to_string())?;
    if webhooks.is_empty() {
        outln!("No webhooks yet.");
        return Ok(());
    }
    let zone = &admin.settings().time_zone;
    let heading = heading_of_times("Received", zone);
    let width = heading.len();
    outln!("{heading}  {:>6}  {:<10}  {:<36}  {:<30}  Outcome", "Order", "Provider", "Id", "Event");
    for webhook in &webhooks {
        let StoredWebhook { id, provider, event_id, order_number, received_at, .. } = webhook;
        let (received, event) = (zone.minute(*received_at), event_id.as_deref().unwrap_or_default());
        let order = order_number.map(|number| number.to_string()).unwrap_or_default();
        outln!("{received:<width$}  {order:>6}  {provider:<10}  {id:<36}  {event:<30}  {}", outcome(webhook));
    }
    Ok(())
}

fn outcome(webhook: &StoredWebhook) -> &str {
    webhook.error.as_deref().unwrap_or(if webhook.handled { "handled" } else { "pending" })
}

async fn show(admin: Admin<'_>, id: &str) -> Result<(), String> {
    let found = admin.webhook(id).await.map_err(|error| error.to_string())?;
    let (webhook, content) = found.ok_or_else(|| unknown(id))?;
    let StoredWebhook { id, provider, event_id, attempt, order_number, received_at, .. } = &webhook;
    let zone = &admin.settings().time_zone;
    outln!("Webhook {id} by {provider}, received {} ({zone}): {}", zone.minute(*received_at), outcome(&webhook));
    if let Some(event) = event_id {
        outln!("  event: {event}");
    }
    if let Some(attempt) = attempt {
        outln!("  payment: {attempt}");
    }
    if let Some(number) = order_number {
        outln!("  order: {number}");
    }
    if content.body.is_empty() {
        outln!("Its content was deleted (PANNIER_KEEP_WEBHOOKS).");
        return Ok(());
    }
    outln!("Headers, without credentials:");
    for (name, value) in &content.headers {
        outln!("  {name}: {value}");
    }
    outln!("Body:\n{}", content.pretty_body());
    Ok(())
}
