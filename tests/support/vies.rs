//! A fake of VIES in this process, which answers as a test sets it. It speaks the interface that the Commission publishes; the
//! real service cannot be asked from a test.
#![allow(dead_code, reason = "each kind of test uses a part of it")]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use serde_json::{Value, json};

#[derive(Clone, Default)]
pub struct Fake(Arc<Inside>);

#[derive(Default)]
struct Inside {
    mood: Mutex<Mood>,
    asked: AtomicU32,
    last: Mutex<String>,
}

#[derive(Clone, Copy, Default)]
pub enum Mood {
    #[default]
    Valid,
    Invalid,
    /// The member state does not answer.
    Unavailable,
    /// It takes longer than any client waits.
    Slow,
    /// It sends a page of HTML.
    Nonsense,
    /// It answers about another number.
    AnotherNumber,
    /// Its answer is larger than any client reads.
    Endless,
    /// The same, and no JSON either.
    Hostile,
    /// It leads elsewhere.
    Redirecting,
}

impl Fake {
    /// The fake, and its URL.
    pub async fn open() -> (Fake, String) {
        let fake = Fake::default();
        let app = Router::new().route("/rest-api/check-vat-number", post(answer)).with_state(fake.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/rest-api", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (fake, url)
    }

    pub fn be(&self, mood: Mood) {
        *self.0.mood.lock().unwrap() = mood;
    }

    /// The number of questions.
    pub fn asked(&self) -> u32 {
        self.0.asked.load(Ordering::Relaxed)
    }

    /// The body of the last question.
    pub fn last(&self) -> String {
        self.0.last.lock().unwrap().clone()
    }
}

async fn answer(State(fake): State<Fake>, body: String) -> Response {
    fake.0.asked.fetch_add(1, Ordering::Relaxed);
    let request: Value = serde_json::from_str(&body).unwrap_or_default();
    *fake.0.last.lock().unwrap() = body;
    let mood = *fake.0.mood.lock().unwrap();
    let says = |valid: bool, number: &str| {
        let answer = json!({
            "countryCode": request["countryCode"], "vatNumber": number, "requestDate": "2026-11-30T12:00:00.000Z",
            "valid": valid, "requestIdentifier": "WAPIAAAAW1ADDPpb", "name": "---", "address": "---",
        });
        answer.to_string().into_response()
    };
    let number = request["vatNumber"].as_str().unwrap_or_default();
    match mood {
        Mood::Valid => says(true, number),
        Mood::Invalid => says(false, number),
        Mood::Unavailable => {
            let error = r#"{"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}"#;
            (StatusCode::INTERNAL_SERVER_ERROR, error).into_response()
        }
        Mood::Slow => std::future::pending().await,
        Mood::Nonsense => "<html>VIES is being looked after</html>".into_response(),
        Mood::AnotherNumber => says(true, "810462783B01"),
        Mood::Endless => format!("{{\"valid\":true,\"name\":\"{}\"}}", "x".repeat(1 << 20)).into_response(),
        Mood::Hostile => format!("{{\"valid\":{}true", "[".repeat(1 << 20)).into_response(),
        Mood::Redirecting => Redirect::temporary("/elsewhere").into_response(),
    }
}
