//! A fake of PayPal, in this process and on loopback: PayPal's own sandbox cannot be had here. It speaks the shapes of PayPal's
//! published reference (Orders v2, Payments v2, Webhooks Management v1), as far as a payment goes, and refuses what the
//! reference says is refused. What it signs with is a secret of its own, where PayPal has certificates. No money moves.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use pannier::payment::{PayPal, PayPalApp};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use sha2::Sha256;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::service::serve;

const CREDENTIALS: (&str, &str) = ("client-id", "client-secret");
const WEBHOOK_ID: &str = "4JH86294D6297924G";
const SIGNS: &[u8] = b"only the fake knows this";

/// A webhook: its headers and raw body.
pub type Webhook = (HeaderMap, Vec<u8>);

#[derive(Clone, Default)]
pub struct Fake {
    ledger: Arc<Mutex<Ledger>>,
}

#[derive(Default)]
struct Ledger {
    url: String,
    tokens: HashSet<String>,
    tokens_given: u32,
    orders: BTreeMap<String, Order>,
    /// What came of a `PayPal-Request-Id`: the body that was answered, or the order it was about.
    requests: HashMap<String, String>,
    refunds: HashMap<String, Value>,
    webhooks: Vec<(String, String, Webhook)>,
    /// The last part of the path whose next answer is lost.
    losing: Option<&'static str>,
    overtaken: bool,
    unchangeable: bool,
    /// Refunds take their time.
    refunds_slowly: bool,
    silent: bool,
}

struct Order {
    attempt: String,
    invoice: String,
    amount: Value,
    intent: String,
    status: &'static str,
    /// How a capture will end, in PayPal's words.
    verdict: &'static str,
    capture: Option<&'static str>,
    shipping: Value,
    refunded: i64,
}

impl Fake {
    pub async fn open() -> Fake {
        let fake = Fake::default();
        let url = serve(Router::new().fallback(answer).with_state(fake.clone())).await;
        fake.lock().url = url;
        fake
    }

    /// A provider that talks to it, as the one of any instance of the store does.
    pub fn provider(&self) -> PayPal {
        self.provider_with(CREDENTIALS.1)
    }

    pub fn provider_with(&self, secret: &str) -> PayPal {
        let app = PayPalApp::new(CREDENTIALS.0, secret, WEBHOOK_ID).api(format!("{}/", self.lock().url));
        PayPal::new(app, "Quarto")
    }

    /// The payer approves the order of this attempt on PayPal's page.
    pub fn approve(&self, attempt: &str) {
        let mut ledger = self.lock();
        let (id, order) = ledger.of(attempt);
        assert_ne!(order.status, "COMPLETED", "PayPal's page says that it is paid");
        order.status = "APPROVED";
        let resource = order_json(id, order);
        ledger.send("CHECKOUT.ORDER.APPROVED", attempt, resource);
    }

    /// From now on a capture for this attempt ends so: `COMPLETED`, `PENDING` or `DECLINED`, or with an error, `INSTRUMENT_DECLINED`.
    pub fn will(&self, attempt: &str, verdict: &'static str) {
        self.lock().of(attempt).1.verdict = verdict;
    }

    /// Gives the order of this attempt another status.
    pub fn turn(&self, attempt: &str, status: &'static str) {
        self.lock().of(attempt).1.status = status;
    }

    pub fn settle_capture(&self, attempt: &str, status: &'static str) {
        self.lock().of(attempt).1.capture = Some(status);
    }

    /// PayPal forgets an order that nobody has approved.
    pub fn forget(&self, attempt: &str) {
        self.lock().orders.retain(|_, order| order.attempt != attempt);
    }

    /// Withdraws all access tokens.
    pub fn withdraw_tokens(&self) {
        self.lock().tokens.clear();
    }

    pub fn tokens_given(&self) -> u32 {
        self.lock().tokens_given
    }

    /// Does what it is told, and loses the answer to the next call whose path ends so.
    pub fn lose_answer(&self, call: &'static str) {
        self.lock().losing = Some(call);
    }

    /// Before the next capture, somebody else captures the same order.
    pub fn overtake(&self) {
        self.lock().overtaken = true;
    }

    /// Lets no order be changed any more.
    pub fn refuse_changes(&self) {
        self.lock().unchangeable = true;
    }

    /// From now on, refunds are pending.
    pub fn refunds_slowly(&self) {
        self.lock().refunds_slowly = true;
    }

    /// PayPal has made, or failed to make, all refunds.
    pub fn settle_refunds(&self, status: &str) {
        self.lock().refunds.values_mut().for_each(|refund| refund["status"] = json!(status));
    }

    /// The shipping address of the order of this attempt.
    pub fn shipping(&self, attempt: &str) -> Value {
        self.lock().of(attempt).1.shipping.clone()
    }

    /// The payer disputes the payment of this attempt. `named`: the webhook has the order's `custom_id`.
    pub fn dispute(&self, attempt: &str, kind: &str, named: bool) -> Webhook {
        let mut ledger = self.lock();
        let id = ledger.of(attempt).0.clone();
        let mut transaction = json!({ "seller_transaction_id": format!("3C-{id}"), "invoice_number": "1001" });
        if named {
            transaction["custom"] = json!(attempt);
        }
        let resource = json!({
            "dispute_id": format!("PP-D-{id}"), "reason": "UNAUTHORISED", "status": "OPEN",
            "disputed_transactions": [transaction],
        });
        ledger.send(kind, attempt, resource);
        drop(ledger);
        self.webhook(kind, attempt).expect("a webhook")
    }

    pub fn fall_silent(&self, silent: bool) {
        self.lock().silent = silent;
    }

    pub fn orders(&self) -> usize {
        self.lock().orders.len()
    }

    /// How much was taken for an attempt, as PayPal writes it; an attempt can have more than one order.
    pub fn taken(&self, attempt: &str) -> Vec<String> {
        let ledger = self.lock();
        let taken = ledger.orders.values().filter(|o| o.attempt == attempt && o.capture == Some("COMPLETED"));
        taken.map(|order| order.amount["value"].as_str().unwrap().to_owned()).collect()
    }

    /// How many orders money was taken for.
    pub fn captures(&self) -> usize {
        self.lock().orders.values().filter(|order| order.capture.is_some()).count()
    }

    /// The last webhook of this kind about an attempt.
    pub fn webhook(&self, kind: &str, attempt: &str) -> Option<Webhook> {
        let ledger = self.lock();
        let sent = ledger.webhooks.iter().rev().find(|(k, a, _)| k == kind && a == attempt);
        sent.map(|(_, _, webhook)| webhook.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap()
    }
}

async fn answer(State(fake): State<Fake>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let mut ledger = fake.lock();
    if ledger.silent {
        return (StatusCode::SERVICE_UNAVAILABLE, "<html>upstream</html>").into_response();
    }
    let (status, answer) = ledger.answer(&method, uri.path(), &headers, &body);
    if ledger.losing.is_some_and(|call| uri.path().ends_with(call)) {
        ledger.losing = None;
        return (StatusCode::BAD_GATEWAY, "<html>the connection was reset</html>").into_response();
    }
    let text = if answer.is_null() { String::new() } else { answer.to_string() };
    (StatusCode::from_u16(status).unwrap(), [("content-type", "application/json")], text).into_response()
}

type Answer = (u16, Value);

fn error(status: u16, name: &str, issue: &str) -> Answer {
    let details = json!([{ "issue": issue, "description": "As published." }]);
    (status, json!({ "name": name, "message": "No.", "debug_id": "f1d2d2f924e98", "details": details }))
}

fn unprocessable(issue: &str) -> Answer {
    error(422, "UNPROCESSABLE_ENTITY", issue)
}

fn invalid(issue: &str) -> Answer {
    error(400, "INVALID_REQUEST", issue)
}

fn missing() -> Answer {
    error(404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")
}

impl Ledger {
    fn answer(&mut self, method: &Method, path: &str, headers: &HeaderMap, body: &[u8]) -> Answer {
        let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if path == "/v1/oauth2/token" {
            return self.token(text("authorization"), body);
        }
        let bearer = text("authorization").strip_prefix("Bearer ").unwrap_or_default();
        if !self.tokens.contains(bearer) {
            let said = json!({ "error": "invalid_token", "error_description": "Token signature verification failed" });
            return (401, said);
        }
        if *method != Method::GET && text("content-type") != "application/json" {
            return error(415, "UNSUPPORTED_MEDIA_TYPE", "UNSUPPORTED_MEDIA_TYPE");
        }
        let key = text("paypal-request-id");
        let whole = text("prefer") == "return=representation";
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (method.as_str(), &parts[..]) {
            ("POST", ["v1", "notifications", "verify-webhook-signature"]) => verify(body),
            ("POST", ["v2", "checkout", "orders"]) => self.create(key, body),
            ("GET", ["v2", "checkout", "orders", id]) => match self.orders.get(*id) {
                Some(order) => (200, order_json(id, order)),
                None => missing(),
            },
            ("PATCH", ["v2", "checkout", "orders", id]) => self.change(id, body),
            ("POST", ["v2", "checkout", "orders", id, "capture"]) => self.capture(id, key, whole),
            ("GET", ["v2", "payments", "captures", id]) => match self.orders.get(id.trim_start_matches("3C-")) {
                Some(order) if order.capture.is_some() => (200, capture_json(id.trim_start_matches("3C-"), order)),
                _ => missing(),
            },
            ("POST", ["v2", "payments", "captures", id, "refund"]) => self.refund(id, key, body),
            ("GET", ["v2", "payments", "refunds", id]) => {
                match self.refunds.values().find(|refund| refund["id"] == **id) {
                    Some(refund) => (200, refund.clone()),
                    None => missing(),
                }
            }
            _ => missing(),
        }
    }

    fn token(&mut self, authorization: &str, body: &[u8]) -> Answer {
        let basic = STANDARD.encode(format!("{}:{}", CREDENTIALS.0, CREDENTIALS.1));
        if authorization != format!("Basic {basic}") {
            let said = json!({ "error": "invalid_client", "error_description": "Client Authentication failed" });
            return (401, said);
        }
        if body != b"grant_type=client_credentials" {
            return (400, json!({ "error": "unsupported_grant_type", "error_description": "Grant Type is NULL" }));
        }
        self.tokens_given += 1;
        let token = format!("A21AA{}", self.tokens_given);
        self.tokens.insert(token.clone());
        let token =
            json!({ "scope": "", "access_token": token, "token_type": "Bearer", "app_id": "APP", "expires_in": 32400 });
        (200, token)
    }

    fn create(&mut self, key: &str, body: &[u8]) -> Answer {
        if let Some(id) = self.requests.get(key) {
            return match self.orders.get(id) {
                Some(order) => (200, self.with_links(id, order)),
                None => missing(),
            };
        }
        let Ok(new) = serde_json::from_slice::<Value>(body) else { return invalid("MALFORMED_REQUEST_JSON") };
        let unit = &new["purchase_units"][0];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (attempt, invoice) = (text(&unit["custom_id"]), text(&unit["invoice_id"]));
        let context = &new["payment_source"]["paypal"]["experience_context"];
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.,".contains(c);
        if key.len() > 108 || attempt.len() > 127 || !attempt.chars().all(plain) || invoice.len() > 127 {
            return invalid("INVALID_STRING_LENGTH");
        }
        if new["intent"] != "CAPTURE" || new["purchase_units"].as_array().map(Vec::len) != Some(1) {
            return invalid("INVALID_PARAMETER_VALUE");
        }
        let shipped = unit["shipping"]["address"]["country_code"].is_string();
        let preference = if shipped { "SET_PROVIDED_ADDRESS" } else { "NO_SHIPPING" };
        for (field, of) in [("user_action", "PAY_NOW"), ("shipping_preference", preference)] {
            if context[field] != of {
                return invalid("INVALID_PARAMETER_VALUE");
            }
        }
        if !text(&context["return_url"]).starts_with("http") || !text(&context["cancel_url"]).starts_with("http") {
            return invalid("INVALID_PARAMETER_SYNTAX");
        }
        if let Err(issue) = minor_units(&unit["amount"]) {
            return unprocessable(issue);
        }
        let id = format!("5O{:015}", self.orders.len() + 1);
        let amount = unit["amount"].clone();
        let order = Order {
            attempt,
            invoice,
            amount,
            intent: "CAPTURE".to_owned(),
            status: "PAYER_ACTION_REQUIRED",
            verdict: "COMPLETED",
            capture: None,
            shipping: unit["shipping"].clone(),
            refunded: 0,
        };
        self.orders.insert(id.clone(), order);
        if !key.is_empty() {
            self.requests.insert(key.to_owned(), id.clone());
        }
        (201, self.with_links(&id, &self.orders[&id]))
    }

    fn with_links(&self, id: &str, order: &Order) -> Value {
        let mut json = order_json(id, order);
        let link = |rel: &str, href: String, method: &str| json!({ "rel": rel, "href": href, "method": method });
        let mut links = vec![link("self", format!("{}/v2/checkout/orders/{id}", self.url), "GET")];
        if order.status == "PAYER_ACTION_REQUIRED" {
            links.push(link("payer-action", format!("{}/checkoutnow?token={id}", self.url), "GET"));
        }
        json["links"] = links.into();
        json
    }

    fn change(&mut self, id: &str, body: &[u8]) -> Answer {
        let unchangeable = self.unchangeable;
        let Some(order) = self.orders.get_mut(id) else { return missing() };
        let changes: Value = serde_json::from_slice(body).unwrap_or_default();
        if changes[0]["op"] != "replace" || changes[0]["path"] != "/intent" {
            return unprocessable("NOT_PATCHABLE");
        }
        if order.status == "COMPLETED" {
            return unprocessable("ORDER_ALREADY_COMPLETED");
        }
        if unchangeable {
            return unprocessable("NOT_PATCHABLE");
        }
        order.intent = changes[0]["value"].as_str().unwrap_or_default().to_owned();
        (204, Value::Null)
    }

    fn capture(&mut self, id: &str, key: &str, whole: bool) -> Answer {
        if std::mem::take(&mut self.overtaken) {
            self.capture(id, "somebody else's", false);
        }
        let minimal = |json: Value| if whole { json } else { json!({ "id": json["id"], "status": json["status"] }) };
        let invoices: Vec<&str> = self
            .orders
            .iter()
            .filter(|(o, order)| *o != id && order.capture.is_some())
            .map(|(_, o)| &*o.invoice)
            .collect();
        let used = self.orders.get(id).is_some_and(|order| invoices.contains(&&*order.invoice));
        let Some(order) = self.orders.get_mut(id) else { return missing() };
        if self.requests.get(key).is_some_and(|order| order == id) {
            return (200, minimal(order_json(id, order)));
        }
        match (order.status, order.intent.as_str(), order.verdict) {
            ("COMPLETED", _, _) => return unprocessable("ORDER_ALREADY_CAPTURED"),
            (_, "AUTHORIZE", _) => return unprocessable("ACTION_DOES_NOT_MATCH_INTENT"),
            ("APPROVED", _, _) if used => return unprocessable("DUPLICATE_INVOICE_ID"),
            ("APPROVED", _, "COMPLETED" | "PENDING" | "DECLINED") => {}
            ("APPROVED", _, issue) => return unprocessable(issue),
            _ => return unprocessable("ORDER_NOT_APPROVED"),
        }
        order.status = "COMPLETED";
        order.capture = Some(order.verdict);
        let (event, json, attempt) = (capture_json(id, order), order_json(id, order), order.attempt.clone());
        let kind = format!("PAYMENT.CAPTURE.{}", order.verdict);
        self.requests.insert(key.to_owned(), id.to_owned());
        self.send(&kind, &attempt, event);
        (201, minimal(json))
    }

    fn refund(&mut self, capture: &str, key: &str, body: &[u8]) -> Answer {
        if let Some(refund) = self.refunds.get(key) {
            return (200, refund.clone());
        }
        let (number, slow) = (self.refunds.len() + 1, self.refunds_slowly);
        let id = capture.trim_start_matches("3C-").to_owned();
        let Some(order) = self.orders.get_mut(&id).filter(|order| order.capture.is_some()) else { return missing() };
        let new: Value = serde_json::from_slice(body).unwrap_or_default();
        let (paid, asked) = (minor_units(&order.amount).unwrap(), minor_units(&new["amount"]));
        let Ok(asked) = asked else { return unprocessable("DECIMAL_PRECISION") };
        if new["amount"]["currency_code"] != order.amount["currency_code"] {
            return unprocessable("CURRENCY_MISMATCH");
        }
        if order.capture != Some("COMPLETED") && order.refunded == 0 {
            return unprocessable("CAPTURE_STATUS_NOT_VALID");
        }
        if order.refunded == paid {
            return unprocessable("CAPTURE_FULLY_REFUNDED");
        }
        if order.refunded + asked > paid {
            return unprocessable("REFUND_AMOUNT_EXCEEDED");
        }
        order.refunded += asked;
        order.capture = Some(if order.refunded == paid { "REFUNDED" } else { "PARTIALLY_REFUNDED" });
        let (currency, cents) = (&order.amount["currency_code"], order.refunded);
        let total = json!({ "currency_code": currency, "value": format!("{}.{:02}", cents / 100, cents % 100) });
        let refund = json!({
            "id": format!("1R{number}"), "status": if slow { "PENDING" } else { "COMPLETED" }, "amount": new["amount"], "custom_id": order.attempt,
            "seller_payable_breakdown": { "gross_amount": new["amount"], "total_refunded_amount": total },
        });
        let attempt = order.attempt.clone();
        self.refunds.insert(key.to_owned(), refund.clone());
        self.send("PAYMENT.CAPTURE.REFUNDED", &attempt, refund.clone());
        (201, refund)
    }

    fn of(&mut self, attempt: &str) -> (&String, &mut Order) {
        self.orders.iter_mut().find(|(_, order)| order.attempt == attempt).expect("an order of this attempt")
    }

    fn send(&mut self, kind: &str, attempt: &str, resource: Value) {
        let id = format!("WH-{}", self.webhooks.len() + 1);
        let event = json!({ "id": id, "event_version": "1.0", "event_type": kind, "resource": resource });
        // Laid out as nobody would lay it out who had read it and written it again.
        let body = format!("{event:#}").replace("\":", "\" :");
        let time = OffsetDateTime::now_utc().format(&Rfc3339).unwrap();
        let transmission = format!("{id}-b0f5ec90");
        let signature = STANDARD.encode(signature(&transmission, &time, body.as_bytes()).finalize().into_bytes());
        let headers = [
            ("paypal-auth-algo", "SHA256withRSA"),
            (
                "paypal-cert-url",
                "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270",
            ),
            ("paypal-transmission-id", &transmission),
            ("paypal-transmission-sig", &signature),
            ("paypal-transmission-time", &time),
        ];
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap()));
        self.webhooks.push((kind.to_owned(), attempt.to_owned(), (HeaderMap::from_iter(headers), body.into_bytes())));
    }
}

fn signature(id: &str, time: &str, body: &[u8]) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(SIGNS).unwrap();
    mac.chain_update(format!("{id}|{time}|{WEBHOOK_ID}|")).chain_update(body)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question<'a> {
    auth_algo: String,
    cert_url: String,
    transmission_id: String,
    transmission_sig: String,
    transmission_time: String,
    webhook_id: String,
    #[serde(borrow)]
    webhook_event: &'a RawValue,
}

fn verify(body: &[u8]) -> Answer {
    let Ok(question) = serde_json::from_slice::<Question>(body) else {
        return error(400, "VALIDATION_ERROR", "MALFORMED_REQUEST_JSON");
    };
    let event = question.webhook_event.get().as_bytes();
    let genuine = signature(&question.transmission_id, &question.transmission_time, event);
    let genuine = STANDARD.decode(&question.transmission_sig).is_ok_and(|s| genuine.verify_slice(&s).is_ok());
    let ours =
        question.webhook_id == WEBHOOK_ID && question.auth_algo == "SHA256withRSA" && !question.cert_url.is_empty();
    (200, json!({ "verification_status": if genuine && ours { "SUCCESS" } else { "FAILURE" } }))
}

fn order_json(id: &str, order: &Order) -> Value {
    let mut unit = json!({
        "reference_id": "default", "amount": order.amount, "custom_id": order.attempt, "invoice_id": order.invoice,
    });
    if order.capture.is_some() {
        unit["payments"] = json!({ "captures": [capture_json(id, order)] });
    }
    json!({ "id": id, "intent": order.intent, "status": order.status, "purchase_units": [unit] })
}

fn capture_json(id: &str, order: &Order) -> Value {
    json!({
        "id": format!("3C-{id}"), "status": order.capture, "amount": order.amount, "custom_id": order.attempt,
        "invoice_id": order.invoice, "final_capture": true, "supplementary_data": { "related_ids": { "order_id": id } },
    })
}

/// An amount in hundredths, or PayPal's complaint about it.
fn minor_units(amount: &Value) -> Result<i64, &'static str> {
    let (Some(value), Some(currency)) = (amount["value"].as_str(), amount["currency_code"].as_str()) else {
        return Err("MISSING_REQUIRED_PARAMETER");
    };
    let whole = ["HUF", "JPY", "TWD"].contains(&currency);
    let (major, minor) = match value.split_once('.') {
        Some(_) if whole => return Err("DECIMALS_NOT_SUPPORTED"),
        Some((major, minor)) if minor.len() == 2 => (major, minor),
        Some(_) => return Err("DECIMAL_PRECISION"),
        None => (value, "00"),
    };
    let units: i64 = format!("{major}{minor}").parse().map_err(|_| "INVALID_PARAMETER_SYNTAX")?;
    if units > 0 { Ok(units) } else { Err("CANNOT_BE_ZERO_OR_NEGATIVE") }
}
