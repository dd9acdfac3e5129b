//! The hosted payment page, on which the shopper decides the outcome of the payment.

use std::convert::Infallible;

use axum::{
    body::Bytes,
    extract::{FromRequestParts, Path, State},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION},
        request::Parts,
    },
    response::{Html, IntoResponse, Response},
};

use super::{
    Gateway,
    after_sale::AfterSale,
    decision::Decision,
    ledger::{self, Change, Record},
    view,
};
use crate::{
    Asset, Language, Texts, Timestamp,
    db::{DbError, is_text},
    language::fluent::store_texts,
    store::payment::providers::sandbox::{in_language, wire::Status},
};

pub(super) static STYLE: Asset = Asset::css("/style.css", include_str!("style.css"));

/// The error of a page that could not be rendered.
pub(super) struct Unavailable;

type Answer = Result<Response, Unavailable>;

/// `GET /pay/{id}`.
pub(super) async fn show(
    State(gateway): State<Gateway>,
    PaymentId(id): PaymentId,
    RequestLanguage(texts): RequestLanguage,
) -> Answer {
    match ledger::find(&gateway.0.db, &id).await? {
        Some(payment) => gateway.payment_page(&payment, &texts).await,
        None => Ok(html(StatusCode::NOT_FOUND, view::unknown(&gateway.style_path(), &texts))),
    }
}

/// The id of the payment that the path names. Empty if no payment has it, so that the page says so.
pub(super) struct PaymentId(String);

impl<S: Send + Sync> FromRequestParts<S> for PaymentId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<PaymentId, Infallible> {
        let id = Path::<String>::from_request_parts(parts, state).await.map(|Path(id)| id);
        Ok(PaymentId(id.ok().filter(|id| is_text(id)).unwrap_or_default()))
    }
}

/// The texts of the page, in the language that the shop's redirect names.
pub(super) struct RequestLanguage(Texts);

impl<S: Send + Sync> FromRequestParts<S> for RequestLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<RequestLanguage, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let mut fields = form_urlencoded::parse(query.as_bytes());
        let language = fields.find(|(name, _)| name == "lang").and_then(|(_, tag)| Language::from_tag(&tag));
        Ok(RequestLanguage(store_texts(language.unwrap_or(Language::ENGLISH))))
    }
}

/// `POST /pay/{id}`. A decision is final: a second one shows the payment's status. After an approval, the page decides
/// what happens next. A form that no button has sent shows the page again.
pub(super) async fn decide(
    State(gateway): State<Gateway>,
    PaymentId(id): PaymentId,
    spoken: RequestLanguage,
    form: Bytes,
) -> Answer {
    let pressed = form_urlencoded::parse(&form).find(|(name, _)| name == "decision");
    let pressed = pressed.map(|(_, value)| value).unwrap_or_default();
    let Some(decision) = Decision::from_value(&pressed) else {
        if let Some(button) = AfterSale::from_value(&pressed) {
            return follow_up(gateway, id, button, spoken).await;
        }
        let mut page = show(State(gateway), PaymentId(id), spoken).await?;
        if page.status() == StatusCode::OK {
            *page.status_mut() = StatusCode::BAD_REQUEST;
        }
        return Ok(page);
    };
    let (delays, message) = (gateway.0.delays, decision.message(&spoken.0));
    let late = (decision.status() == Status::Processing).then(|| Timestamp::now() + delays.decision);
    let change = Change {
        from: Status::Open,
        to: decision.status(),
        message: message.as_deref(),
        decide_at: late,
        webhooks: &decision.webhooks(&delays),
    };
    let Some((payment, mut webhooks)) = gateway.change(&id, &change).await? else {
        return show(State(gateway), PaymentId(id), spoken).await;
    };
    if late.is_some() {
        gateway.decide_late(payment.clone());
    }
    if decision == Decision::WebhookFirst
        && let Some(webhook) = webhooks.first()
        && gateway.try_send(webhook).await
    {
        webhooks.clear();
    }
    gateway.send_all(webhooks);
    if decision == Decision::NoRedirect {
        return gateway.payment_page(&payment, &spoken.0).await;
    }
    Ok((StatusCode::SEE_OTHER, [(LOCATION, payment.return_url)]).into_response())
}

/// Does what a button of an approved payment says, and shows the page again.
async fn follow_up(gateway: Gateway, id: String, button: AfterSale, spoken: RequestLanguage) -> Answer {
    let Some(payment) = ledger::find(&gateway.0.db, &id).await? else {
        return show(State(gateway), PaymentId(id), spoken).await;
    };
    gateway.follow_up(&payment, button).await?;
    let page = in_language(gateway.page(&payment.id), spoken.0.language());
    Ok((StatusCode::SEE_OTHER, [(LOCATION, page)]).into_response())
}

impl Gateway {
    async fn payment_page(&self, payment: &Record, texts: &Texts) -> Answer {
        let refunds = match payment.status {
            Status::Succeeded => ledger::refunds(&self.0.db, payment).await?,
            _ => Vec::new(),
        };
        let merchant = payment.merchant.as_deref().unwrap_or(&self.0.merchant);
        Ok(html(StatusCode::OK, view::payment(payment, &refunds, merchant, &self.style_path(), texts)))
    }

    fn style_path(&self) -> String {
        format!("{}{}", self.0.base_path, STYLE.url())
    }
}

/// Builds an HTML response. Not cached, since it shows one shopper's payment; loads nothing but its style
/// sheet.
fn html(status: StatusCode, page: String) -> Response {
    let policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
    (status, [(CACHE_CONTROL, "private, no-store"), (CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}

impl From<DbError> for Unavailable {
    fn from(error: DbError) -> Self {
        tracing::error!(%error, "database of the sandbox gateway failed");
        Unavailable
    }
}

impl IntoResponse for Unavailable {
    fn into_response(self) -> Response {
        let sentence = "We can't show the payment page right now. Nothing has changed. Please reload the page.\n";
        (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response()
    }
}
