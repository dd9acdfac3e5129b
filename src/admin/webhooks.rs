//! The pages about received webhooks: their outcomes, and one as it was received.

use axum::{
    extract::{Form, Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    form::{Token, act_form, refused},
    here::{Answer, Failure, Here},
    order::{
        errors::{Outcome, outcome},
        labels,
    },
    page::Tab,
    routes::Route,
};
use crate::{Act, StoredWebhook, WebhookContent, db, encode, inert::IntoInert, store::is_key};

/// The webhooks on a page.
const PAGE: usize = 50;

/// What begins the outcome of a webhook that the store has no use for.
const IGNORED: &str = "ignored: ";
/// What [`Admin::replay_webhook`](crate::Admin::replay_webhook) answers if the webhook has taken effect.
const HANDLED: &str = "The webhook was handled.";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/webhooks", Act::ReadWebhooks, list),
        Route::page("/webhooks/{id}", Act::ReadWebhooks, show),
        Route::act("/webhooks/{id}/replay", Act::ReplayWebhook, ask_replay, replay),
    ]
}

#[derive(Deserialize)]
struct Position {
    /// The id of the last webhook of the page before.
    #[serde(default)]
    before: String,
}

/// `GET /webhooks`.
async fn list(here: Here, Query(position): Query<Position>) -> Answer {
    // One more than are listed, to know whether there are more.
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let mut webhooks = match position.before.as_str() {
        "" => here.admin().webhooks(limit).await?,
        before if is_key(before) => here.admin().webhooks_before(before, limit).await?,
        _ => Vec::new(),
    };
    let more = webhooks.len() > PAGE;
    webhooks.truncate(PAGE);
    let older = webhooks.last().filter(|_| more).map(|last| {
        let to = here.path(&format!("/webhooks?before={}", encode::component(&last.id)));
        view! {
            <nav class="ad-pager" aria-label=here.text("admin-pages")>
                <a href=to rel="next">{here.text("admin-older")}</a>
            </nav>
        }
    });
    let found = match webhooks.is_empty() {
        true => view! { <p class="ad-empty">{here.text("admin-webhooks-none")}</p> }.into_inert(),
        false => table(&here, &webhooks),
    };
    let body = view! {
        <p>{here.text("admin-webhooks-text")}</p>
        {found}
        {older}
    };
    Ok(here.page(Tab::Webhooks, &here.text("admin-tab-webhooks"), body))
}

fn table(here: &Here, webhooks: &[StoredWebhook]) -> AnyView {
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = webhooks.iter().map(|webhook| row(here, webhook)).collect_view();
    view! {
        <table class="ad-table" aria-label=here.text("admin-tab-webhooks")>
            <thead>
                <tr>
                    {head("admin-webhooks-received")}
                    {head("admin-webhooks-order")}
                    {head("admin-webhooks-provider")}
                    {head("admin-webhooks-event")}
                    {head("admin-webhooks-outcome")}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_inert()
}

fn row(here: &Here, webhook: &StoredWebhook) -> impl IntoView + use<> {
    let to = here.path(&path(&webhook.id));
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-webhooks-received")>
                <a href=to>{here.when(webhook.received_at)}</a>
            </th>
            <td class="ad-words" data-label=here.text("admin-webhooks-order")>{order(here, webhook)}</td>
            <td class="ad-words" data-label=here.text("admin-webhooks-provider")>{labels::provider(&webhook.provider, &here.texts)}</td>
            <td data-label=here.text("admin-webhooks-event")>
                <code>{webhook.event_id.clone().unwrap_or_default()}</code>
            </td>
            <td data-label=here.text("admin-webhooks-outcome")>{what_became_of(here, webhook)}</td>
        </tr>
    }
}

fn path(id: &str) -> String {
    format!("/webhooks/{}", encode::component(id))
}

fn order(here: &Here, webhook: &StoredWebhook) -> Option<AnyView> {
    let number = webhook.order_number?;
    let to = here.path(&format!("/orders/{number}"));
    Some(view! { <a href=to>{number.to_string()}</a> }.into_inert())
}

fn what_became_of(here: &Here, webhook: &StoredWebhook) -> AnyView {
    let (name, tone) = match (&webhook.error, webhook.handled) {
        (None, true) => ("admin-webhooks-handled", "good"),
        (Some(error), true) if error.starts_with(IGNORED) => ("admin-webhooks-ignored", "plain"),
        (Some(_), true) => ("admin-webhooks-no-effect", "bad"),
        (_, false) => ("admin-webhooks-pending", "wait"),
    };
    let why = webhook.error.as_deref().map(|error| error.strip_prefix(IGNORED).unwrap_or(error).to_owned());
    view! { {labels::badge(here.text(name), tone)} {why.map(|why| view! { " " <code>{why}</code> })} }.into_inert()
}

/// Returns the webhook that a path names by its id, or by the gateway's id of its event.
async fn found(here: &Here, id: &str) -> Result<(StoredWebhook, WebhookContent), Failure> {
    // An event's id is the gateway's to choose, and may be longer than a key of the store.
    if !db::is_text(id) {
        return Err(Failure::NotFound);
    }
    here.admin().webhook(id).await?.ok_or(Failure::NotFound)
}

/// `GET /webhooks/{id}`.
async fn show(here: Here, Path(id): Path<String>) -> Answer {
    let (webhook, content) = found(&here, &id).await?;
    let replay = (can_be_replayed(&content) && here.may(Act::ReplayWebhook)).then(|| {
        let to = here.path(&format!("{}/replay", path(&webhook.id)));
        view! { <p class="ad-actions"><a class="ad-button" href=to>{here.text("admin-webhooks-replay")}</a></p> }
    });
    let fact = |name: &str, value: Option<String>| {
        value.map(|value| view! { <dt>{here.text(name)}</dt> <dd><code>{value}</code></dd> })
    };
    let of_order =
        order(&here, &webhook).map(|link| view! { <dt>{here.text("admin-webhooks-order")}</dt> <dd>{link}</dd> });
    let body = view! {
        <dl class="ad-facts">
            <dt>{here.text("admin-webhooks-received")}</dt>
            <dd>{here.when(webhook.received_at)}</dd>
            <dt>{here.text("admin-webhooks-provider")}</dt>
            <dd>{labels::provider(&webhook.provider, &here.texts)}</dd>
            <dt>{here.text("admin-webhooks-outcome")}</dt>
            <dd>{what_became_of(&here, &webhook)}</dd>
            {of_order}
            {fact("admin-webhooks-event", webhook.event_id.clone())}
            {fact("admin-webhooks-payment", webhook.attempt.clone())}
            {fact("admin-webhooks-id", Some(webhook.id.clone()))}
        </dl>
        {replay}
        {received(&here, &content)}
        <p><a href=here.path("/webhooks")>{here.text("admin-webhooks-all")}</a></p>
    };
    Ok(here.page(Tab::Webhooks, &here.text("admin-webhooks-one"), body))
}

/// Whether a webhook still has its content, which is deleted after a time.
fn can_be_replayed(content: &WebhookContent) -> bool {
    !content.body.is_empty()
}

/// Renders the headers and the body.
fn received(here: &Here, content: &WebhookContent) -> AnyView {
    if !can_be_replayed(content) {
        return view! { <p>{here.text("admin-webhooks-deleted")}</p> }.into_inert();
    }
    let headers = content.headers.iter();
    let headers = headers
        .map(|(name, value)| view! { <dt><code>{name.clone()}</code></dt> <dd><code>{value.clone()}</code></dd> })
        .collect_view();
    view! {
        <h2>{here.text("admin-webhooks-headers")}</h2>
        <p>{here.text("admin-webhooks-headers-text")}</p>
        <dl class="ad-facts">{headers}</dl>
        <h2>{here.text("admin-webhooks-body")}</h2>
        <pre><code>{content.pretty_body()}</code></pre>
    }
    .into_inert()
}

/// `GET /webhooks/{id}/replay`.
async fn ask_replay(here: Here, Path(id): Path<String>) -> Answer {
    let (webhook, content) = found(&here, &id).await?;
    let refusal = (!can_be_replayed(&content)).then(|| here.text("admin-webhooks-deleted"));
    Ok(replay_page(&here, &webhook, refusal))
}

/// `POST /webhooks/{id}/replay`.
async fn replay(here: Here, Path(id): Path<String>, Form(token): Form<Token>) -> Answer {
    let (webhook, _) = found(&here, &id).await?;
    let replayed = here.admin().once(&here.form(&token.form)).replay_webhook(&webhook.id).await;
    let answer = match outcome(replayed, &here.texts)? {
        Outcome::Done(None) => return Err(Failure::NotFound),
        Outcome::Done(Some(answer)) if answer != HANDLED => answer,
        Outcome::Done(Some(_)) | Outcome::AlreadyDone => return Ok(here.done(&path(&webhook.id), "webhooks-replayed")),
        Outcome::Refused(why) => why,
    };
    let why = here.format("admin-webhooks-not-replayed", &[("answer", (&answer).into())]);
    Ok(replay_page(&here, &webhook, Some(why)))
}

fn replay_page(here: &Here, webhook: &StoredWebhook, refusal: Option<String>) -> Response {
    let title = here.text("admin-webhooks-replay");
    let form = act_form(&here.path(&format!("{}/replay", path(&webhook.id))), &title, false, ());
    let provider = labels::provider(&webhook.provider, &here.texts);
    let body = view! {
        <p>{here.format("admin-webhooks-replay-text", &[("provider", (&provider).into())])}</p>
        {form}
        <p><a href=here.path(&path(&webhook.id))>{here.text("admin-webhooks-back")}</a></p>
    };
    match refusal {
        Some(why) => refused(here, Tab::Webhooks, &title, &why, body),
        None => here.page(Tab::Webhooks, &title, body),
    }
}
