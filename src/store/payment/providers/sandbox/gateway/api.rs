//! The API for the merchant's server.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{FromRequestParts, Path, Query, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use subtle::ConstantTimeEq as _;

use super::{
    Gateway,
    after_sale::RefundAnswer,
    ledger::{self, Change, Record},
};
use crate::{
    Currency,
    db::DbError,
    store::payment::providers::sandbox::wire::{Failure, NewPayment, NewRefund, Status},
};

/// An error response of the API.
pub(super) struct Refused(StatusCode, &'static str);

type Answer = Result<Response, Refused>;

/// A caller authenticated by the API key.
pub(super) struct Merchant;

impl FromRequestParts<Gateway> for Merchant {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Refused> {
        let sent = parts.headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        let known = sent.is_some_and(|key| key.ct_eq(gateway.0.api_key.as_bytes()).into());
        if known { Ok(Merchant) } else { Err(Refused(StatusCode::UNAUTHORIZED, "wrong API key")) }
    }
}

/// `POST /v1/payments`, idempotent per `Idempotency-Key`.
pub(super) async fn create(_: Merchant, State(gateway): State<Gateway>, headers: HeaderMap, body: Bytes) -> Answer {
    let key = idempotency_key(&headers)?;
    let new: NewPayment = read(&body)?;
    let web = |url: &str| url.starts_with("http://") || url.starts_with("https://");
    if new.amount <= 0 {
        return Err(unprocessable("the amount must be positive"));
    }
    if !Currency::from_code(&new.currency).is_some_and(|c| c.is_iso_4217()) {
        return Err(unprocessable("unknown currency"));
    }
    if !web(&new.return_url) || !web(&new.webhook_url) {
        return Err(unprocessable("return_url and webhook_url must be absolute http or https URLs"));
    }
    let payment = ledger::open(&gateway.0.db, key, &new).await?.ok_or(UNKNOWN)?;
    let (amount, currency) = (payment.amount.amount, payment.amount.currency);
    if (new.amount, new.currency.as_str(), new.order_number) != (amount, currency.code(), payment.order_number) {
        return Err(Refused(StatusCode::BAD_REQUEST, "this Idempotency-Key was used for another payment"));
    }
    Ok(gateway.answer(&payment))
}

#[derive(Deserialize)]
pub(super) struct Find {
    attempt: String,
}

/// `GET /v1/payments?attempt=..`, for an attempt whose reference was lost.
pub(super) async fn find(_: Merchant, State(gateway): State<Gateway>, Query(find): Query<Find>) -> Answer {
    let payment = ledger::find_by_attempt(&gateway.0.db, &find.attempt).await?.ok_or(UNKNOWN)?;
    Ok(gateway.answer(&payment))
}

/// `GET /v1/payments/{id}`.
pub(super) async fn show(_: Merchant, State(gateway): State<Gateway>, Path(id): Path<String>) -> Answer {
    let payment = ledger::find(&gateway.0.db, &id).await?.ok_or(UNKNOWN)?;
    Ok(gateway.answer(&payment))
}

/// `POST /v1/payments/{id}/cancel`: cancels an open payment and returns its state. A processing payment
/// cannot be cancelled.
pub(super) async fn cancel(_: Merchant, State(gateway): State<Gateway>, Path(id): Path<String>) -> Answer {
    let (from, to, webhooks) = (Status::Open, Status::Cancelled, &[Duration::ZERO][..]);
    let change = Change { from, to, message: None, decide_at: None, webhooks };
    if let Some((payment, webhooks)) = gateway.change(&id, &change).await? {
        gateway.send_all(webhooks);
        return Ok(gateway.answer(&payment));
    }
    let payment = ledger::find(&gateway.0.db, &id).await?.ok_or(UNKNOWN)?;
    Ok(gateway.answer(&payment))
}

/// `POST /v1/payments/{id}/refunds`, idempotent per `Idempotency-Key`.
pub(super) async fn refund(
    _: Merchant,
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let key = idempotency_key(&headers)?;
    let new: NewRefund = read(&body)?;
    let payment = ledger::find(&gateway.0.db, &id).await?.ok_or(UNKNOWN)?;
    if new.amount <= 0 || new.currency != payment.amount.currency.code() {
        return Err(unprocessable("a refund must be positive and in the payment's currency"));
    }
    match ledger::refund(&gateway.0.db, &payment, new.amount, key).await? {
        Some(refund) => Ok(json(StatusCode::OK, &refund)),
        None => Err(match payment.refunds {
            RefundAnswer::Unauthorized => Refused(StatusCode::FORBIDDEN, "the API key has no permission for refunds"),
            RefundAnswer::Refused => unprocessable("the merchant's balance is too low"),
            RefundAnswer::Made | RefundAnswer::Pending => unprocessable("the refund exceeds the amount left"),
        }),
    }
}

/// `GET /v1/payments/{id}/refunds/{refund}`.
pub(super) async fn show_refund(
    _: Merchant,
    State(gateway): State<Gateway>,
    Path((id, refund)): Path<(String, String)>,
) -> Answer {
    let payment = ledger::find(&gateway.0.db, &id).await?.ok_or(UNKNOWN)?;
    let refund = ledger::find_refund(&gateway.0.db, &payment, &refund).await?;
    Ok(json(StatusCode::OK, &refund.ok_or(Refused(StatusCode::NOT_FOUND, "no such refund"))?))
}

impl Gateway {
    fn answer(&self, payment: &Record) -> Response {
        json(StatusCode::OK, &payment.wire(self.page(&payment.id)))
    }
}

const UNKNOWN: Refused = Refused(StatusCode::NOT_FOUND, "no such payment");

fn unprocessable(reason: &'static str) -> Refused {
    Refused(StatusCode::UNPROCESSABLE_ENTITY, reason)
}

fn idempotency_key(headers: &HeaderMap) -> Result<&str, Refused> {
    let key = headers.get("Idempotency-Key").and_then(|value| value.to_str().ok());
    let fits = |key: &&str| (1..=255).contains(&key.len());
    key.filter(fits).ok_or(Refused(StatusCode::BAD_REQUEST, "Idempotency-Key is required, with at most 255 characters"))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(|_| Refused(StatusCode::BAD_REQUEST, "invalid body"))
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => (status, [(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        json(self.0, &Failure { error: self.1.to_owned() })
    }
}

impl From<DbError> for Refused {
    fn from(error: DbError) -> Self {
        tracing::error!(%error, "database of the sandbox gateway failed");
        Refused(StatusCode::SERVICE_UNAVAILABLE, "the gateway is unavailable")
    }
}
