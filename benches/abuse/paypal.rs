//! PayPal, which knows that nothing that strangers post comes from it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{Router, routing::post};
use tokio::runtime::Runtime;

use crate::{Result, service};

const TOKEN: &str = r#"{"scope":"","access_token":"A21AA","token_type":"Bearer","app_id":"APP-1","expires_in":32400}"#;

pub struct PayPal {
    pub url: String,
    questions: Arc<AtomicUsize>,
    /// Serves as long as it is kept.
    _runtime: Runtime,
}

impl PayPal {
    pub fn open() -> Result<PayPal> {
        let (runtime, questions) = (Runtime::new()?, Arc::new(AtomicUsize::new(0)));
        let asked = Arc::clone(&questions);
        let verify = move || {
            asked.fetch_add(1, Ordering::Relaxed);
            async { r#"{"verification_status":"FAILURE"}"# }
        };
        let app = Router::new()
            .route("/v1/oauth2/token", post(async || TOKEN))
            .route("/v1/notifications/verify-webhook-signature", post(verify));
        let url = runtime.block_on(service::serve(app));
        Ok(PayPal { url, questions, _runtime: runtime })
    }

    /// How often the shop has asked about a webhook.
    pub fn questions(&self) -> usize {
        self.questions.load(Ordering::Relaxed)
    }
}
