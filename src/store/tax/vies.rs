//! VIES, the Commission's service that knows which VAT numbers were given out
//! (<https://ec.europa.eu/taxation_customs/vies/>): its REST interface.

use std::{sync::OnceLock, time::Duration};

use reqwest::{Client, header::CONTENT_TYPE};
use serde::Deserialize;

use crate::{
    model::Timestamp,
    store::{http::client, rate_limit::RateLimit},
};

/// The interval between two questions of checkouts. Those that come too soon are asked in the background.
const INTERVAL: Duration = Duration::from_millis(50);
/// The maximum size of an answer, in bytes. Real ones have a few hundred.
const MAX_ANSWER: usize = 64 * 1024;

/// The service at one URL.
pub(in crate::store) struct Vies {
    url: String,
    /// Made when it is first needed: most stores never ask.
    http: OnceLock<Client>,
    /// Strangers can type any number of numbers.
    questions: RateLimit,
}

/// What VIES says of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It was given out.
    Valid {
        /// The number of the consultation, as evidence, if there is one.
        consultation: Option<String>,
    },
    /// It was not given out.
    Invalid,
    /// No answer, and why.
    Unknown(String),
}

impl Vies {
    /// Creates a client for the interface at `url`.
    pub fn at(url: &str) -> Vies {
        let (http, questions) = (OnceLock::new(), RateLimit::every(INTERVAL));
        Vies { url: url.trim_end_matches('/').to_owned(), http, questions }
    }

    /// Returns whether a checkout may ask now.
    pub(super) fn may_ask(&self, now: Timestamp) -> bool {
        self.questions.pass(now).is_some()
    }

    /// Asks for a [normalized](super::normalize_vat_id) number. Takes no longer than `patience` in all.
    pub(super) async fn ask(&self, vat_id: &str, patience: Duration) -> Answer {
        match tokio::time::timeout(patience, self.answer(vat_id)).await {
            Ok(answer) => answer.unwrap_or_else(Answer::Unknown),
            Err(_) => Answer::Unknown("timed out".to_owned()),
        }
    }

    async fn answer(&self, vat_id: &str) -> Result<Answer, String> {
        let (country, number) = vat_id.split_at_checked(2).ok_or("too short")?;
        let ask = serde_json::json!({ "countryCode": country, "vatNumber": number });
        let request = self.http.get_or_init(|| client::to(&self.url)).post(format!("{}/check-vat-number", self.url));
        let request = request.header(CONTENT_TYPE, "application/json").body(ask.to_string());
        let answer = request.send().await.map_err(|error| error.without_url().to_string())?;
        let status = answer.status();
        let body = client::body(answer, MAX_ANSWER).await?;
        match read(&body, number) {
            Ok(Answer::Valid { .. }) if !status.is_success() => Err(status.to_string()),
            Ok(answer) => Ok(answer),
            Err(why) => Err(format!("{status}: {why}")),
        }
    }
}

/// The answer for a number, or the errors. Whatever is missing is no answer.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Wire {
    valid: Option<bool>,
    vat_number: Option<String>,
    request_identifier: Option<String>,
    /// `VALID` or `INVALID`, or why there is no answer.
    user_error: Option<String>,
    error_wrappers: Vec<WireError>,
}

#[derive(Deserialize)]
struct WireError {
    error: String,
}

/// Reads an answer. An error of the service, or of the state that it asks, does not say that the number is wrong.
fn read(body: &[u8], number: &str) -> Result<Answer, String> {
    let wire: Wire = serde_json::from_slice(body).map_err(|_| "no answer of VIES".to_owned())?;
    let mut errors = wire.error_wrappers.into_iter().map(|wrapper| wrapper.error).chain(wire.user_error);
    let error = errors.find(|error| !["VALID", "INVALID", ""].contains(&error.as_str()));
    match (error.as_deref(), wire.valid) {
        (Some("INVALID_INPUT"), _) => Ok(Answer::Invalid),
        (Some(error), _) => Err(error.chars().filter(|c| c.is_ascii_uppercase() || *c == '_').take(40).collect()),
        _ if wire.vat_number.as_ref().is_some_and(|of| of != number) => {
            Err("an answer about another number".to_owned())
        }
        (None, Some(true)) => {
            let plain = |id: &String| (1..=40).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
            Ok(Answer::Valid { consultation: wire.request_identifier.filter(plain) })
        }
        (None, Some(false)) => Ok(Answer::Invalid),
        (None, None) => Err("neither valid nor invalid".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::random_text::texts;

    const PIECES: &[&str] = &[
        "\"valid\":",
        "true",
        "false",
        "null",
        ",",
        "\"vatNumber\":",
        "\"136695976\"",
        "\"811907980\"",
        "\"userError\":",
        "\"VALID\"",
        "\"INVALID_INPUT\"",
        "\"MS_UNAVAILABLE\"",
        "\"requestIdentifier\":",
        "\"WAPIAAAAW1ADDPpb\"",
        "\"errorWrappers\":[{\"error\":",
        "}]",
        "\"",
    ];

    fn of(body: &str) -> Result<Answer, String> {
        read(body.as_bytes(), "136695976")
    }

    #[test]
    fn a_clear_answer_is_taken() {
        let valid = r#"{"countryCode":"DE","vatNumber":"136695976","requestDate":"2026-11-30T12:00:00.000Z","valid":true,
                        "requestIdentifier":"WAPIAAAAW1ADDPpb","name":"---","address":"---"}"#;
        assert_eq!(of(valid), Ok(Answer::Valid { consultation: Some("WAPIAAAAW1ADDPpb".into()) }));
        assert_eq!(of(r#"{"valid":true,"requestIdentifier":""}"#), Ok(Answer::Valid { consultation: None }));
        assert_eq!(of(r#"{"valid":false,"vatNumber":"136695976","userError":"INVALID"}"#), Ok(Answer::Invalid));
        assert_eq!(of(r#"{"actionSucceed":false,"errorWrappers":[{"error":"INVALID_INPUT"}]}"#), Ok(Answer::Invalid));
    }

    #[test]
    fn an_error_says_nothing_of_the_number() {
        for error in ["MS_UNAVAILABLE", "MS_MAX_CONCURRENT_REQ", "TIMEOUT", "IP_BLOCKED", "SERVICE_UNAVAILABLE"] {
            let wrapped = format!(r#"{{"actionSucceed":false,"errorWrappers":[{{"error":"{error}"}}]}}"#);
            assert_eq!(of(&wrapped), Err(error.to_owned()));
            let inside = format!(r#"{{"valid":false,"userError":"{error}"}}"#);
            assert_eq!(of(&inside), Err(error.to_owned()));
        }
        for body in ["", "{}", "[]", "null", "true", "<html>", r#"{"valid":"true"}"#, r#"{"valid":null}"#] {
            assert!(of(body).is_err(), "{body}");
        }
        assert!(of(r#"{"valid":true,"vatNumber":"811907980"}"#).is_err(), "about another number");
        let error = of(r#"{"errorWrappers":[{"error":"<script>\nBAD_THING of somebody"}]}"#);
        assert_eq!(error, Err("BAD_THING".to_owned()), "fit for the log");
    }

    #[test]
    fn checkouts_ask_one_after_the_other() {
        let (vies, now) = (Vies::at("https://vies.example/"), Timestamp::from_secs(0));
        assert_eq!(vies.url, "https://vies.example");
        assert_eq!([vies.may_ask(now), vies.may_ask(now), vies.may_ask(now + INTERVAL)], [true, false, true]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_none(body in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = read(&body, "136695976");
        }

        #[test]
        fn any_answer_that_is_valid_says_so(parts in texts(PIECES, 12)) {
            for body in [format!("{{{parts}}}"), format!("{{\"valid\":true,{parts}}}"), parts] {
                match of(&body) {
                    Ok(Answer::Valid { consultation }) => {
                        prop_assert!(body.contains("true"), "{}", body);
                        prop_assert!(consultation.is_none_or(|id| (1..=40).contains(&id.len())), "{}", body);
                    }
                    Ok(Answer::Invalid) => prop_assert!(body.contains("false") || body.contains("INVALID_INPUT"), "{}", body),
                    Ok(Answer::Unknown(why)) | Err(why) => prop_assert!(why.len() <= 40, "{}: {}", body, why),
                }
            }
        }

        #[test]
        fn only_the_word_itself_is_valid(valid in "\\PC{0,8}") {
            let body = serde_json::json!({ "valid": valid }).to_string();
            prop_assert!(of(&body).is_err());
        }
    }
}
