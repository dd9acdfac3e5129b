//! localstripe, a server that speaks Stripe's API, run for a test, and gone with it.
#![allow(dead_code, reason = "each kind of test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

use std::process::Command;

use serde_json::Value;

use super::service::{Service, installed};

pub struct LocalStripe {
    pub url: String,
    http: reqwest::Client,
    _server: Service,
}

impl LocalStripe {
    pub fn open() -> LocalStripe {
        let server = Service::start(|port| {
            let mut command = Command::new(installed("localstripe"));
            command.args(["--from-scratch", "--port", &port.to_string()]);
            command
        });
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        LocalStripe { url: format!("http://127.0.0.1:{}", server.port), http, _server: server }
    }

    /// Sends webhooks there, too, signed with that secret.
    pub async fn send_webhooks_to(&self, url: &str, secret: &str) {
        let path = format!("/_config/webhooks/{}", uuid::Uuid::new_v4().simple());
        self.post(&path, &[("url", url), ("secret", secret)]).await.expect("a webhook endpoint");
    }

    /// Confirms an intent with a card, as Stripe.js does; `Err` with what is said of a card that is declined.
    pub async fn confirm(&self, intent: &str, card: &str) -> Result<Value, String> {
        let method = [
            ("type", "card"),
            ("card[number]", card),
            ("card[exp_month]", "12"),
            ("card[exp_year]", "2034"),
            ("card[cvc]", "123"),
        ];
        let method = self.post("/v1/payment_methods", &method).await.expect("a card");
        let path = format!("/v1/payment_intents/{intent}");
        self.post(&path, &[("payment_method", method["id"].as_str().unwrap())]).await.expect("a card for the intent");
        self.post(&format!("{path}/confirm"), &[]).await
    }

    /// The shopper's answer to 3D Secure.
    pub async fn authenticate(&self, intent: &str, success: bool) {
        let path = format!("/v1/payment_intents/{intent}");
        let secret = self.get(&path).await["client_secret"].as_str().unwrap().to_owned();
        let fields = [("client_secret", secret.as_str()), ("success", if success { "true" } else { "false" })];
        self.post(&format!("{path}/_authenticate"), &fields).await.expect("an answer to 3D Secure");
    }

    /// How many payments were made.
    pub async fn charges(&self) -> usize {
        let charges = self.get("/v1/charges?limit=100").await;
        charges["data"].as_array().unwrap().iter().filter(|charge| charge["status"] == "succeeded").count()
    }

    pub async fn refunded(&self, intent: &str) -> i64 {
        let refunds = self.get(&format!("/v1/refunds?payment_intent={intent}")).await;
        refunds["data"].as_array().unwrap().iter().map(|refund| refund["amount"].as_i64().unwrap()).sum()
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.http.get(format!("{}{path}", self.url)).bearer_auth("sk_test_1").send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Value, String> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.http.post(format!("{}{path}", self.url)).bearer_auth("sk_test_1").body(body);
        let answer = request.header("Content-Type", "application/x-www-form-urlencoded").send().await.unwrap();
        let (status, body) = (answer.status(), answer.bytes().await.unwrap());
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        if status.is_success() {
            return Ok(body);
        }
        Err(body["error"]["message"].as_str().unwrap_or(status.as_str()).to_owned())
    }
}
