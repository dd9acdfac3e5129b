//! The client of PayPal's REST API: access tokens and errors.

use std::time::{Duration, Instant};

use reqwest::{Method, RequestBuilder, StatusCode, header::CONTENT_TYPE};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::sync::Mutex;

use super::app::PayPalApp;
use crate::{
    PaymentError,
    store::{http::client, payment::providers::request},
};

/// The remaining lifetime below which a token is replaced, so that it does not expire in transit.
const MARGIN: Duration = Duration::from_secs(60);

pub(super) struct Client {
    http: reqwest::Client,
    pub app: PayPalApp,
    token: Mutex<Tokens>,
}

#[derive(Default)]
struct Tokens {
    current: Option<Token>,
    /// The last fetch that failed, and when.
    failed: Option<(Instant, PaymentError)>,
}

struct Token {
    value: String,
    until: Instant,
}

/// A failed call.
#[derive(Debug)]
pub(super) enum Failure {
    /// An error response from PayPal.
    Said {
        status: StatusCode,
        /// PayPal's error code: `INSTRUMENT_DECLINED`.
        issue: String,
        reason: String,
    },
    /// No response, or one that is not PayPal's.
    Other(PaymentError),
}

impl Failure {
    pub fn issue(&self) -> &str {
        match self {
            Failure::Said { issue, .. } => issue,
            Failure::Other(_) => "",
        }
    }

    fn read(status: StatusCode, body: &[u8]) -> Failure {
        let Ok(said) = serde_json::from_slice::<Said>(body) else {
            // Not PayPal's error format: the response comes from a proxy in between.
            return Failure::Other(PaymentError::Unknown(format!("{status}, without an error of PayPal's")));
        };
        let detail = said.details.into_iter().next();
        let name = said.name;
        let description = detail.as_ref().and_then(|d| d.description.clone()).unwrap_or(said.message);
        let issue = detail.and_then(|d| d.issue).unwrap_or_else(|| name.clone());
        let reason = match said.debug_id {
            Some(id) => format!("{issue}: {description} (PayPal debug id: {id})"),
            None => format!("{issue}: {description}"),
        };
        Failure::Said { status, issue, reason }
    }
}

impl From<PaymentError> for Failure {
    fn from(error: PaymentError) -> Failure {
        Failure::Other(error)
    }
}

impl From<Failure> for PaymentError {
    fn from(failure: Failure) -> PaymentError {
        match failure {
            Failure::Other(error) => error,
            // PayPal may fail the second of two concurrent calls with the same key.
            Failure::Said { issue, reason, .. } if issue == "PREVIOUS_REQUEST_IN_PROGRESS" => {
                PaymentError::Unknown(reason)
            }
            Failure::Said { status, reason, .. } => request::failure(status, Some(reason)),
        }
    }
}

/// The body of an error response; the token endpoint uses other field names (RFC 6749).
#[derive(Deserialize)]
struct Said {
    #[serde(alias = "error")]
    name: String,
    #[serde(default, alias = "error_description")]
    message: String,
    debug_id: Option<String>,
    #[serde(default)]
    details: Vec<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    issue: Option<String>,
    description: Option<String>,
}

#[derive(Deserialize)]
struct NewToken {
    access_token: String,
    expires_in: u64,
}

impl Client {
    pub fn new(app: PayPalApp) -> Client {
        Client { http: client::to(&app.api), app, token: Mutex::default() }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.url(path))
    }

    pub fn post(&self, path: &str, body: &impl Serialize) -> RequestBuilder {
        self.json(Method::POST, path, body).header("Prefer", "return=representation")
    }

    pub fn patch(&self, path: &str, body: &impl Serialize) -> RequestBuilder {
        self.json(Method::PATCH, path, body)
    }

    fn json(&self, method: Method, path: &str, body: &impl Serialize) -> RequestBuilder {
        let body = serde_json::to_vec(body).unwrap_or_default();
        self.http.request(method, self.url(path)).header(CONTENT_TYPE, "application/json").body(body)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.app.api)
    }

    /// Sends a request and parses the response.
    pub async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Failure> {
        let body = self.tell(request).await?;
        serde_json::from_slice(&body).map_err(|e| PaymentError::Unknown(e.to_string()).into())
    }

    /// Sends a request and returns the body of the response.
    pub async fn tell(&self, request: RequestBuilder) -> Result<Vec<u8>, Failure> {
        let again = request.try_clone();
        let token = self.token(None).await?;
        let (mut status, mut body) = request::send(request.bearer_auth(&token)).await?;
        // A token can be revoked before it expires.
        if let (StatusCode::UNAUTHORIZED, Some(again)) = (status, again) {
            let token = self.token(Some(&token)).await?;
            (status, body) = request::send(again.bearer_auth(token)).await?;
        }
        if status.is_success() { Ok(body) } else { Err(Failure::read(status, &body)) }
    }

    /// Returns the access token (OAuth 2.0, client credentials). Concurrent callers wait for a single fetch, and
    /// share its failure: one after the other, each would wait for its own time-out.
    async fn token(&self, stale: Option<&str>) -> Result<String, PaymentError> {
        let asked_at = Instant::now();
        let mut kept = self.token.lock().await;
        if let Some(token) = &kept.current
            && token.until > Instant::now()
            && stale != Some(token.value.as_str())
        {
            return Ok(token.value.clone());
        }
        if let Some((at, error)) = &kept.failed
            && *at >= asked_at
        {
            return Err(error.clone());
        }
        match self.fetch_token().await {
            Ok(token) => Ok(kept.current.insert(token).value.clone()),
            Err(error) => {
                kept.failed = Some((Instant::now(), error.clone()));
                Err(error)
            }
        }
    }

    async fn fetch_token(&self) -> Result<Token, PaymentError> {
        let request = self.http.post(self.url("/v1/oauth2/token"));
        let request = request.basic_auth(&self.app.client_id, Some(&self.app.client_secret));
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let (status, body) = request::send(request.body("grant_type=client_credentials")).await?;
        if !status.is_success() {
            return Err(match Failure::read(status, &body).into() {
                // The token endpoint does not exist, which says nothing about the payment.
                PaymentError::NotFound => PaymentError::Unknown("no access token: wrong API URL".to_owned()),
                error => error,
            });
        }
        let new: NewToken = serde_json::from_slice(&body).map_err(|e| PaymentError::Unknown(e.to_string()))?;
        let lifetime = Duration::from_secs(new.expires_in).saturating_sub(MARGIN);
        Ok(Token { value: new.access_token, until: Instant::now() + lifetime })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, body: &str) -> PaymentError {
        Failure::read(StatusCode::from_u16(status).unwrap(), body.as_bytes()).into()
    }

    #[test]
    fn an_error_includes_the_debug_id() {
        let body = r#"{"name":"UNPROCESSABLE_ENTITY","message":"..","debug_id":"b1d1f06c7246c",
            "details":[{"issue":"DUPLICATE_INVOICE_ID","description":"Used before."}]}"#;
        let expected = "DUPLICATE_INVOICE_ID: Used before. (PayPal debug id: b1d1f06c7246c)";
        assert_eq!(error(422, body), PaymentError::Refused(expected.to_owned()));
        let credentials = r#"{"error":"invalid_client","error_description":"Client Authentication failed"}"#;
        let expected = "invalid_client: Client Authentication failed";
        assert_eq!(error(401, credentials), PaymentError::Unauthorized(expected.to_owned()));
    }

    #[test]
    fn only_paypal_itself_can_say_that_there_is_no_such_order() {
        assert_eq!(error(404, r#"{"name":"RESOURCE_NOT_FOUND","message":"No."}"#), PaymentError::NotFound);
        assert!(matches!(error(404, "<html>nginx</html>"), PaymentError::Unknown(_)));
        assert!(matches!(error(403, "<html>a proxy</html>"), PaymentError::Unknown(_)));
    }

    #[test]
    fn what_may_go_well_another_time_is_unknown() {
        let busy = r#"{"name":"UNPROCESSABLE_ENTITY","details":[{"issue":"PREVIOUS_REQUEST_IN_PROGRESS"}]}"#;
        assert!(matches!(error(422, busy), PaymentError::Unknown(_)));
        assert!(matches!(error(500, r#"{"name":"INTERNAL_SERVER_ERROR"}"#), PaymentError::Unknown(_)));
        assert!(matches!(error(429, r#"{"name":"RATE_LIMIT_REACHED"}"#), PaymentError::Unknown(_)));
    }
}
