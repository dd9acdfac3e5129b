//! Outgoing webhooks, which notify another system of the merchant's about orders.
//!
//! They are signed by the Standard Webhooks specification (<https://www.standardwebhooks.com>), so that the
//! other system can verify them with an existing library, in any language.

use std::{
    error::Error,
    fmt,
    sync::atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use reqwest::{Client, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    Event, InvalidValueError, Money, OrderSignal, OrderView, PaymentIssue, Receiver, ReceiverError, RefundReason,
    SignalKind, Timestamp, store::http::client,
};

mod settings;

pub use settings::OutgoingWebhookSettings;

/// Posts signals to a URL, as JSON:
///
/// ```json
/// {
///   "type": "order.completed",
///   "timestamp": "2026-01-31T14:05:00Z",
///   "data": {
///     "number": 1001,
///     "status": "completed",
///     "placed_at": "2026-01-31T14:03:12Z",
///     "email": "ada@example.com",
///     "currency": "EUR",
///     "items_amount": 3000,
///     "shipping_amount": 490,
///     "total_amount": 3490,
///     "refunded_amount": 0,
///     "discount_amount": 0,
///     "tax_amount": 557,
///     "discounts": [],
///     "taxes": [{"code": "S", "percent": "19", "on_top": false, "net_amount": 2933, "tax_amount": 557}],
///     "shipping": "Standard",
///     "address": ["Ada Lovelace", "Unter den Linden 1", "10117 Berlin", "Germany"],
///     "billing_address": [],
///     "vat_id": "",
///     "fields": [{"id": "phone", "label": "Phone", "value": "+49 30 1234567"}],
///     "payment": "bank-transfer",
///     "lines": [
///       {"kind": "poster", "id": "dunes", "title": "Dunes", "quantity": 1, "unit_amount": 3000, "total_amount": 3000,
///        "discount_amount": 0, "charged_amount": 3000}
///     ]
///   }
/// }
/// ```
///
/// Amounts are in minor units. `items_amount`, `shipping_amount` and `charged_amount` are after discounts and with all tax;
/// `tax_amount` is null if taxes are not recorded, and the codes of `taxes` are those of EN 16931. `type` is `order.` followed
/// by the name of the [`SignalKind`], with `_` for `-`. A type about money, such as `order.refunded`, also has
/// `"money": {"amount": 900, "currency": "EUR", "reason": "requested"}` in `data`, `order.withdrawn` has the id of the
/// withdrawal, `"withdrawal": ".."`, and `order.invoice_corrected` the number of the new invoice, `"invoice": "2026-00018"`. The
/// order is in its current state, which may be later than `type`. There is no link to the order's page: with the link, anybody
/// could fetch the downloads.
///
/// The header `webhook-id` is the idempotency key: the same for every delivery of a signal.
/// `webhook-timestamp` is the time of sending, and `webhook-signature` signs both and the body, once with
/// each secret: while a secret is rotated, there are two.
///
/// Any 2xx response accepts the webhook. `410 Gone` rejects it permanently: nothing more is sent until the
/// shop is restarted, and the deliveries stay in the outbox as failed. After any other response, including
/// redirects, or none within 15 seconds, the delivery is retried.
///
/// ```
/// use pannier::{Receiver, SignalKind, receivers::{OutgoingWebhook, OutgoingWebhookSettings}};
///
/// let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse()?;
/// let webhook = OutgoingWebhook::new(&OutgoingWebhookSettings::new("https://erp.example/orders", vec![secret])?);
/// assert!(webhook.accepts(SignalKind::Completed) && !webhook.accepts(SignalKind::Created));
/// # Ok::<(), pannier::InvalidValueError>(())
/// ```
pub struct OutgoingWebhook {
    client: Client,
    settings: OutgoingWebhookSettings,
    gone: AtomicBool,
}

/// Without the secrets.
impl fmt::Debug for OutgoingWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingWebhook").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl OutgoingWebhook {
    /// Creates a receiver that posts to the endpoint of these settings.
    pub fn new(settings: &OutgoingWebhookSettings) -> OutgoingWebhook {
        OutgoingWebhook { client: client::to(&settings.url), settings: settings.clone(), gone: AtomicBool::new(false) }
    }
}

#[async_trait]
impl Receiver for OutgoingWebhook {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn accepts(&self, kind: SignalKind) -> bool {
        self.settings.signals.contains(&kind)
    }

    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
        if self.gone.load(Ordering::Relaxed) {
            return Err(gone());
        }
        let signal = event.signal;
        let body = payload(signal, event.order).to_string();
        let now = Timestamp::now();
        let sign = |secret: &WebhookSecret| secret.sign(&signal.id, now, body.as_bytes());
        let signatures: Vec<String> = self.settings.secrets.iter().map(sign).collect();
        let request = self.client.post(&self.settings.url).header(CONTENT_TYPE, "application/json");
        let request = request
            .header("webhook-id", &signal.id)
            .header("webhook-timestamp", now.as_secs())
            .header("webhook-signature", signatures.join(" "));
        match request.body(body).send().await.map_err(unreached)?.status() {
            status if status.is_success() => Ok(()),
            StatusCode::GONE => {
                self.gone.store(true, Ordering::Relaxed);
                tracing::error!(
                    "the endpoint at PANNIER_OUTGOING_WEBHOOK_URL answered 410 Gone; no more webhooks until a restart"
                );
                Err(gone())
            }
            status => Err(ReceiverError::new(format!("the endpoint answered {status}"))),
        }
    }
}

/// Returns the innermost cause, without the URL, which may contain a key.
fn unreached(error: reqwest::Error) -> ReceiverError {
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    ReceiverError::new(format!("the endpoint cannot be reached: {cause}"))
}

fn gone() -> ReceiverError {
    ReceiverError::permanent("the endpoint answered 410 Gone; no more webhooks until a restart")
}

/// Builds the body.
fn payload(signal: &OrderSignal, order: &OrderView) -> Value {
    let lines: Vec<Value> = order
        .lines
        .iter()
        .map(|line| {
            json!({
                "kind": line.kind,
                "id": line.id,
                "title": line.title,
                "quantity": line.quantity,
                "unit_amount": line.unit_price.amount,
                "total_amount": line.total.amount,
                "discount_amount": line.discount.map_or(0, |discount| discount.amount),
                "charged_amount": line.amount.amount,
            })
        })
        .collect();
    let discounts = order
        .discounts
        .iter()
        .map(|discount| json!({ "label": discount.label, "code": discount.code, "amount": discount.amount.amount }));
    let taxes = order.taxes.iter().map(|sum| {
        json!({
            "code": sum.code.as_str(),
            "percent": sum.rate.decimal(),
            "on_top": sum.on_top,
            "net_amount": sum.net.amount,
            "tax_amount": sum.tax.amount,
        })
    });
    let fields = order.fields.iter();
    let fields = fields.map(|field| json!({ "id": field.id, "label": field.label, "value": field.value }));
    let mut data = json!({
        "number": order.number,
        "status": order.status.as_str(),
        "placed_at": order.placed_at.to_string(),
        "email": order.email,
        "currency": order.total.currency.code(),
        "items_amount": order.items_total.amount,
        "shipping_amount": order.shipping_total.amount,
        "total_amount": order.total.amount,
        "refunded_amount": order.refunded.map_or(0, |refunded| refunded.amount),
        "discount_amount": order.discount_total.map_or(0, |discount| discount.amount),
        "tax_amount": order.tax_total.map(|tax| tax.amount),
        "discounts": discounts.collect::<Vec<Value>>(),
        "taxes": taxes.collect::<Vec<Value>>(),
        "shipping": order.shipping,
        "address": order.address,
        "billing_address": order.billing_address,
        "vat_id": order.vat_id,
        "fields": fields.collect::<Vec<Value>>(),
        "payment": order.payment.as_ref().map(|payment| &payment.id),
        "lines": lines,
    });
    if let Some(Money { amount, currency }) = signal.amount {
        let reason = signal.issue.map(PaymentIssue::as_str).or(signal.reason.map(RefundReason::as_str));
        let (currency, reason) = (currency.code(), reason.unwrap_or_default());
        data["money"] = json!({ "amount": amount, "currency": currency, "reason": reason });
    }
    // Without what was declared, which is personal.
    if signal.kind == SignalKind::Withdrawn {
        data["withdrawal"] = json!(signal.subject);
    }
    let kind = format!("order.{}", signal.kind.as_str().replace('-', "_"));
    json!({ "type": kind, "timestamp": signal.at.to_string(), "data": data })
}

/// A signing secret, in the format of Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes.
///
/// ```
/// use pannier::receivers::WebhookSecret;
///
/// assert!("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse::<WebhookSecret>().is_ok());
/// assert!("whsec_c2hvcnQ=".parse::<WebhookSecret>().is_err());
/// ```
#[derive(Clone)]
pub struct WebhookSecret(Vec<u8>);

/// Without the bytes.
impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WebhookSecret").finish_non_exhaustive()
    }
}

impl WebhookSecret {
    /// Returns the signature of the webhook `id`, sent at this time, in the format of the header.
    pub fn sign(&self, id: &str, at: Timestamp, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(format!("{id}.{}.", at.as_secs()).as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl std::str::FromStr for WebhookSecret {
    type Err = InvalidValueError;

    /// Parses a secret. The error does not contain it.
    fn from_str(text: &str) -> Result<WebhookSecret, InvalidValueError> {
        let bytes = text.strip_prefix("whsec_").and_then(|encoded| STANDARD.decode(encoded).ok());
        match bytes {
            Some(bytes) if (24..=64).contains(&bytes.len()) => Ok(WebhookSecret(bytes)),
            _ => Err(InvalidValueError::new(
                "is not a webhook secret: whsec_ and base64 of 24 to 64 bytes, as from `openssl rand -base64 32`",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withdrawal_is_named_and_not_told() {
        let order = crate::testing::order(&[("poster", "dunes", 1)]);
        let signal = crate::testing::signal(SignalKind::Withdrawn, &order);
        let body = payload(&signal, &order);
        assert_eq!((&body["type"], &body["data"]["withdrawal"]), (&json!("order.withdrawn"), &json!(signal.subject)));
        let signal = crate::testing::signal(SignalKind::Completed, &order);
        assert!(payload(&signal, &order)["data"].get("withdrawal").is_none());
    }

    #[test]
    fn a_signature_is_that_of_the_standards_example() {
        let secret: WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let at = Timestamp::from_secs(1_614_265_330);
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_has_24_to_64_bytes() {
        let of = |bytes: usize| format!("whsec_{}", STANDARD.encode(vec![7; bytes])).parse::<WebhookSecret>();
        assert!(of(24).is_ok() && of(64).is_ok());
        for bytes in [0, 1, 23, 65] {
            assert!(of(bytes).is_err(), "{bytes}");
        }
        for text in
            ["", "whsec_", "whsec_!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"]
        {
            let why = text.parse::<WebhookSecret>().err().unwrap_or_else(|| panic!("{text} is taken")).to_string();
            assert!(!why.contains("MfKQ"), "{why}");
        }
    }
}
