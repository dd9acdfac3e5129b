//! An in-process fake of Stripe, for what localstripe lacks: idempotency keys, Checkout Sessions, a limit to refunds. It takes
//! requests and gives answers in the shapes of Stripe's API reference, and refuses what it does not know. It is written by whoever
//! wrote the provider: that both misread the reference, no test here would notice.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use hmac::{Hmac, Mac};
use http::{HeaderMap, HeaderValue, StatusCode};
use pannier::{Attempt, StartedPayment, testing::TestGateway};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::{SECRET, attempt, euro};
use crate::service::serve;

pub struct Fake {
    pub url: String,
    ledger: Ledger,
    embedded: bool,
}

type Ledger = Arc<Mutex<Books>>;
type Answer = (StatusCode, Json<Value>);

#[derive(Default)]
struct Books {
    objects: HashMap<String, Value>,
    /// By idempotency key: the request and, once there is one, its answer.
    keys: HashMap<String, (String, Option<(StatusCode, Value)>)>,
    refunded: HashMap<String, i64>,
    /// Refunds take their time.
    refunds_slowly: bool,
    /// What is paid at the very moment in which it is called off.
    pays_first: Option<String>,
    made: u32,
}

impl Books {
    fn id(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}_test_{}", self.made)
    }

    fn pay(&mut self, id: &str, payment_status: &str) {
        let intent = self.id("pi");
        let object = self.objects.get_mut(id).expect("an intent or a session");
        if id.starts_with("pi_") {
            object["status"] = json!("succeeded");
            object["amount_received"] = object["amount"].clone();
            return;
        }
        (object["status"], object["payment_status"]) = (json!("complete"), json!(payment_status));
        (object["url"], object["payment_intent"]) = (Value::Null, json!(intent));
        let (amount, currency) = (object["amount_total"].clone(), object["currency"].clone());
        let status = if payment_status == "paid" { "succeeded" } else { "processing" };
        let metadata = object["payment_intent_data"]["metadata"].clone();
        let whole = json!({"id": intent, "object": "payment_intent", "amount": amount, "amount_received": amount,
                           "currency": currency, "status": status, "metadata": metadata});
        self.objects.insert(intent, whole);
    }
}

impl Fake {
    /// Stripe, where shoppers pay on the shop's page or on Stripe's.
    pub async fn open(embedded: bool) -> Fake {
        let ledger = Ledger::default();
        let app = Router::new()
            .route("/v1/payment_intents", post(create_intent))
            .route("/v1/payment_intents/{id}", get(show))
            .route("/v1/payment_intents/{id}/cancel", post(cancel_intent))
            .route("/v1/checkout/sessions", post(create_session))
            .route("/v1/checkout/sessions/{id}", get(show_session).post(update_session))
            .route("/v1/checkout/sessions/{id}/expire", post(expire_session))
            .route("/v1/refunds", post(refund))
            .route("/v1/refunds/{id}", get(show))
            .layer(middleware::from_fn_with_state(Arc::clone(&ledger), once))
            .layer(middleware::from_fn(authorized))
            .with_state(Arc::clone(&ledger));
        let url = serve(app).await;
        Fake { url, ledger, embedded }
    }

    pub fn object(&self, id: &str) -> Value {
        self.ledger.lock().unwrap().objects[id].clone()
    }

    /// The shopper is done on Stripe's page; the money has come, or not yet.
    pub fn completes(&self, session: &str, payment_status: &str) {
        self.ledger.lock().unwrap().pay(session, payment_status);
    }

    pub fn time_passes(&self, session: &str) {
        self.ledger.lock().unwrap().objects.get_mut(session).unwrap()["status"] = json!("expired");
    }

    /// From now on, refunds are pending.
    pub fn refunds_slowly(&self) {
        self.ledger.lock().unwrap().refunds_slowly = true;
    }

    pub fn turn(&self, id: &str, status: &str) {
        self.ledger.lock().unwrap().objects.get_mut(id).unwrap()["status"] = json!(status);
    }

    pub fn pays_before_it_is_called_off(&self, id: &str) {
        self.ledger.lock().unwrap().pays_first = Some(id.to_owned());
    }
}

#[async_trait]
impl TestGateway for Fake {
    fn attempt(&self) -> Attempt {
        if self.embedded { attempt(euro(2490)).embedded() } else { attempt(euro(2490)) }
    }

    async fn approve(&self, _: &Attempt, started: &StartedPayment) {
        self.completes(started.reference.as_deref().unwrap(), "paid");
    }

    async fn decline(&self, _: &Attempt, started: &StartedPayment) {
        let mut ledger = self.ledger.lock().unwrap();
        let object = ledger.objects.get_mut(started.reference.as_deref().unwrap()).unwrap();
        if self.embedded {
            object["last_payment_error"] = json!({"code": "card_declined", "message": "Your card was declined."});
        }
    }

    fn refusal_is_final(&self) -> bool {
        false
    }

    async fn process(&self, _: &Attempt, started: &StartedPayment) -> bool {
        let id = started.reference.as_deref().unwrap();
        match self.embedded {
            true => self.turn(id, "processing"),
            false => self.completes(id, "unpaid"),
        }
        true
    }

    async fn dispute(&self, attempt: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
        let ledger = self.ledger.lock().unwrap();
        let paid =
            |object: &&Value| object["object"] == "payment_intent" && object["metadata"]["attempt"] == *attempt.id;
        let intent = ledger.objects.values().find(paid).expect("the attempt's intent");
        let dispute = json!({"id": "dp_test_1", "object": "dispute", "amount": intent["amount"], "currency": intent["currency"],
                             "charge": "ch_test_1", "payment_intent": intent["id"], "reason": "fraudulent",
                             "status": "needs_response", "metadata": {}});
        let event = json!({"id": "evt_dp_1", "object": "event", "type": "charge.dispute.created", "livemode": false,
                           "data": {"object": dispute}});
        Some(signed(&event))
    }

    async fn ignored_webhook(&self, attempt: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
        let charge = json!({"id": "ch_test_1", "object": "charge", "metadata": {"attempt": attempt.id}});
        let event = json!({"id": "evt_ch_1", "object": "event", "type": "charge.updated", "livemode": false,
                           "data": {"object": charge}});
        Some(signed(&event))
    }

    async fn webhook(&self, attempt: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
        let ledger = self.ledger.lock().unwrap();
        let kind = if self.embedded { "payment_intent.succeeded" } else { "checkout.session.completed" };
        let about = |object: &&Value| {
            object["metadata"]["attempt"] == *attempt.id && kind.starts_with(object["object"].as_str().unwrap())
        };
        let object = ledger.objects.values().find(about).expect("the attempt's object");
        let event = json!({"id": format!("evt_{}", attempt.id), "object": "event", "type": kind, "livemode": false,
                           "data": {"object": object}});
        Some(signed(&event))
    }
}

/// An event as Stripe sends it.
fn signed(event: &Value) -> (HeaderMap, Vec<u8>) {
    let (body, now) = (event.to_string(), pannier::Timestamp::now().as_secs());
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("{now}.{body}").as_bytes());
    let tag: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let value = HeaderValue::from_str(&format!("t={now},v1={tag},v0=00")).unwrap();
    (HeaderMap::from_iter([("stripe-signature".parse().unwrap(), value)]), body.into_bytes())
}

fn error(status: StatusCode, kind: &str, code: &str, message: &str) -> Answer {
    (status, Json(json!({"error": {"type": kind, "code": code, "message": message}})))
}

fn invalid(code: &str, message: &str) -> Answer {
    error(StatusCode::BAD_REQUEST, "invalid_request_error", code, message)
}

fn missing(id: &str) -> Answer {
    let message = format!("No such object: '{id}'");
    error(StatusCode::NOT_FOUND, "invalid_request_error", "resource_missing", &message)
}

async fn authorized(request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if header("Authorization") != "Bearer sk_test_1" {
        let message = "Invalid API Key provided";
        return error(StatusCode::UNAUTHORIZED, "invalid_request_error", "", message).into_response();
    }
    assert!(!header("Stripe-Version").is_empty(), "the version of the API is left to the account");
    next.run(request).await
}

/// <https://docs.stripe.com/api/idempotent_requests>: the first answer is given again, another request under the same key is an
/// error, and so is one while the first is under way.
async fn once(State(ledger): State<Ledger>, request: Request, next: Next) -> Response {
    let Some(key) = request.headers().get("Idempotency-Key").and_then(|key| key.to_str().ok()).map(str::to_owned)
    else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 100_000).await.unwrap();
    let asked = format!("{} {}", parts.uri, String::from_utf8_lossy(&body));
    let before = ledger.lock().unwrap().keys.get(&key).cloned();
    match before {
        Some((first, _)) if first != asked => {
            let message = "Keys for idempotent requests can only be used with the same parameters";
            return error(StatusCode::BAD_REQUEST, "idempotency_error", "", message).into_response();
        }
        Some((_, Some((status, answer)))) => return (status, Json(answer)).into_response(),
        Some((_, None)) => {
            let message = "There is currently another in-progress request using this key";
            return error(StatusCode::CONFLICT, "idempotency_error", "idempotency_key_in_use", message).into_response();
        }
        None => ledger.lock().unwrap().keys.insert(key.clone(), (asked.clone(), None)),
    };
    tokio::time::sleep(Duration::from_millis(30)).await;
    let answer = next.run(Request::from_parts(parts, body.into())).await;
    let (status, body) = (answer.status(), axum::body::to_bytes(answer.into_body(), 100_000).await.unwrap());
    let body: Value = serde_json::from_slice(&body).unwrap();
    ledger.lock().unwrap().keys.insert(key, (asked, Some((status, body.clone()))));
    (status, Json(body)).into_response()
}

/// A form as Stripe reads it: `a[b]=c` is an object, `a[]=c` and `a[0]=c` are a list.
fn read(body: &Bytes) -> Value {
    let mut tree = Value::Object(Map::new());
    for (name, value) in form_urlencoded::parse(body) {
        let path: Vec<String> = name.split(['[', ']']).filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let path = if name.ends_with("[]") { [path, vec!["0".to_owned()]].concat() } else { path };
        let mut at = &mut tree;
        for (i, part) in path.iter().enumerate() {
            let list = part.parse::<usize>().ok();
            if let Some(index) = list {
                if !at.is_array() {
                    *at = json!([]);
                }
                while at.as_array().unwrap().len() <= index {
                    at.as_array_mut().unwrap().push(Value::Null);
                }
                at = &mut at[index];
            } else {
                at = &mut at[part];
            }
            if i + 1 == path.len() {
                *at = json!(value);
            }
        }
    }
    tree
}

fn only(form: &Value, known: &[&str]) -> Result<(), Answer> {
    match form.as_object().unwrap().keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(invalid("parameter_unknown", &format!("Received unknown parameter: {name}"))),
        None => Ok(()),
    }
}

fn whole(text: &Value) -> Result<i64, Answer> {
    let number = text.as_str().and_then(|text| text.parse().ok()).filter(|n| *n > 0);
    number.ok_or_else(|| invalid("parameter_invalid_integer", &format!("Invalid integer: {text}")))
}

fn lower(currency: &Value) -> Result<&str, Answer> {
    let code = currency.as_str().filter(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_lowercase()));
    code.ok_or_else(|| invalid("", &format!("Invalid currency: {currency}")))
}

async fn create_intent(State(ledger): State<Ledger>, body: Bytes) -> Result<Json<Value>, Answer> {
    let form = read(&body);
    let known = ["amount", "currency", "metadata", "automatic_payment_methods", "payment_method_types", "shipping"];
    only(&form, &known)?;
    let mut ledger = ledger.lock().unwrap();
    let id = ledger.id("pi");
    let intent = json!({
        "id": id, "object": "payment_intent", "amount": whole(&form["amount"])?, "amount_received": 0,
        "currency": lower(&form["currency"])?, "client_secret": format!("{id}_secret_1"),
        "status": "requires_payment_method", "last_payment_error": null, "metadata": form["metadata"],
        "payment_method_types": form["payment_method_types"], "shipping": form["shipping"],
    });
    ledger.objects.insert(id, intent.clone());
    Ok(Json(intent))
}

async fn create_session(State(ledger): State<Ledger>, body: Bytes) -> Result<Json<Value>, Answer> {
    let form = read(&body);
    let known = [
        "mode",
        "client_reference_id",
        "line_items",
        "success_url",
        "cancel_url",
        "customer_email",
        "metadata",
        "payment_intent_data",
        "payment_method_types",
    ];
    only(&form, &known)?;
    let line = &form["line_items"][0];
    let price = &line["price_data"];
    let amount = whole(&price["unit_amount"])? * whole(&line["quantity"])?;
    let complete =
        form["mode"] == "payment" && price["product_data"]["name"].is_string() && form["success_url"].is_string();
    if !complete {
        return Err(invalid("parameter_missing", "Missing required param"));
    }
    let mut ledger = ledger.lock().unwrap();
    let id = ledger.id("cs");
    let mut session = form.clone();
    session.as_object_mut().unwrap().remove("line_items");
    let more = json!({
        "id": id, "object": "checkout.session", "amount_total": amount, "currency": lower(&price["currency"])?,
        "status": "open", "payment_status": "unpaid", "payment_intent": null,
        "url": format!("https://checkout.stripe.com/c/pay/{id}"),
    });
    session.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ledger.objects.insert(id, session.clone());
    Ok(Json(session))
}

async fn show(State(ledger): State<Ledger>, Path(id): Path<String>) -> Result<Json<Value>, Answer> {
    ledger.lock().unwrap().objects.get(&id).cloned().map(Json).ok_or_else(|| missing(&id))
}

async fn show_session(
    State(ledger): State<Ledger>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<Value>, Answer> {
    let Json(mut session) = show(State(Arc::clone(&ledger)), Path(id)).await?;
    let expand = request.uri().query().unwrap_or_default().contains("payment_intent");
    if let Some(intent) = session["payment_intent"].as_str().filter(|_| expand).map(str::to_owned) {
        session["payment_intent"] = ledger.lock().unwrap().objects[&intent].clone();
    }
    Ok(Json(session))
}

/// Pays first what a test wants to be faster.
fn hold<'a>(ledger: &'a mut Books, id: &str) -> Result<&'a mut Value, Answer> {
    if ledger.pays_first.take_if(|first| first == id).is_some() {
        ledger.pay(id, "paid");
    }
    ledger.objects.get_mut(id).ok_or_else(|| missing(id))
}

async fn cancel_intent(State(ledger): State<Ledger>, Path(id): Path<String>) -> Result<Json<Value>, Answer> {
    let mut ledger = ledger.lock().unwrap();
    let intent = hold(&mut ledger, &id)?;
    if intent["status"] != "requires_payment_method" {
        let message = format!("You cannot cancel this PaymentIntent because it has a status of {}.", intent["status"]);
        return Err(invalid("payment_intent_unexpected_state", &message));
    }
    intent["status"] = json!("canceled");
    Ok(Json(intent.clone()))
}

async fn update_session(
    State(ledger): State<Ledger>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Answer> {
    let form = read(&body);
    only(&form, &["metadata"])?;
    let mut ledger = ledger.lock().unwrap();
    let session = ledger.objects.get_mut(&id).ok_or_else(|| missing(&id))?;
    session["metadata"].as_object_mut().unwrap().extend(form["metadata"].as_object().unwrap().clone());
    Ok(Json(session.clone()))
}

async fn expire_session(State(ledger): State<Ledger>, Path(id): Path<String>) -> Result<Json<Value>, Answer> {
    let mut ledger = ledger.lock().unwrap();
    let session = hold(&mut ledger, &id)?;
    if session["status"] != "open" {
        let message =
            format!("Only Checkout Sessions with a status in [\"open\"] can be expired, not {}.", session["status"]);
        return Err(invalid("", &message));
    }
    (session["status"], session["url"]) = (json!("expired"), Value::Null);
    Ok(Json(session.clone()))
}

async fn refund(State(ledger): State<Ledger>, body: Bytes) -> Result<Json<Value>, Answer> {
    let form = read(&body);
    only(&form, &["payment_intent", "amount", "metadata"])?;
    let (amount, intent) = (whole(&form["amount"])?, form["payment_intent"].as_str().unwrap_or_default().to_owned());
    let mut ledger = ledger.lock().unwrap();
    let paid = ledger.objects.get(&intent).ok_or_else(|| missing(&intent))?.clone();
    let before = ledger.refunded.get(&intent).copied().unwrap_or(0);
    let left = paid["amount_received"].as_i64().unwrap() - before;
    if amount > left {
        let message = format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})");
        return Err(invalid("", &message));
    }
    ledger.refunded.insert(intent.clone(), before + amount);
    let id = ledger.id("re");
    let status = if ledger.refunds_slowly { "pending" } else { "succeeded" };
    let refund = json!({"id": id, "object": "refund", "amount": amount, "currency": paid["currency"], "status": status,
                        "payment_intent": intent, "metadata": form["metadata"]});
    ledger.objects.insert(id, refund.clone());
    Ok(Json(refund))
}
