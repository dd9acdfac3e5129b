//! The store's credentials at PayPal.

use std::fmt;

use reqwest::Url;

pub(super) const LIVE: &str = "https://api-m.paypal.com";

/// An app of PayPal's developer dashboard ("Apps & Credentials"): its credentials, and the webhook that is registered with it.
///
/// The webhook's URL there is `/webhooks/paypal` of the store, under its prefix. Subscribe it to at least
/// these events: `CHECKOUT.ORDER.APPROVED`, `CHECKOUT.PAYMENT-APPROVAL.REVERSED` and all of
/// `PAYMENT.CAPTURE`.
#[derive(Clone)]
pub struct PayPalApp {
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) webhook_id: String,
    pub(super) api: String,
}

/// Without the secret.
impl fmt::Debug for PayPalApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PayPalApp").field("client_id", &self.client_id).field("api", &self.api).finish_non_exhaustive()
    }
}

impl PayPalApp {
    /// Creates a live app, whose payments move money.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        webhook_id: impl Into<String>,
    ) -> PayPalApp {
        PayPalApp {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            webhook_id: webhook_id.into(),
            api: LIVE.to_owned(),
        }
    }

    /// Sets the URL of the API: `https://api-m.sandbox.paypal.com`, where no money moves, or a mock server on
    /// this machine.
    #[must_use]
    pub fn api(self, url: impl Into<String>) -> PayPalApp {
        PayPalApp { api: url.into().trim_end_matches('/').to_owned(), ..self }
    }

    /// Returns whether payments move money: not in PayPal's sandbox, nor at a mock server, which has no TLS.
    pub(super) fn takes_money(&self) -> bool {
        Url::parse(&self.api).is_ok_and(|api| api.scheme() == "https" && !sandbox(&api))
    }

    /// Returns the origin of the page on which shoppers approve payments.
    pub(super) fn origin(&self) -> String {
        match Url::parse(&self.api) {
            Ok(api) if sandbox(&api) => "https://www.sandbox.paypal.com".to_owned(),
            Ok(api) if !of_paypal(&api) => api.origin().ascii_serialization(),
            _ => "https://www.paypal.com".to_owned(),
        }
    }
}

/// Whether the host of a URL is PayPal's.
pub(super) fn of_paypal(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host == "paypal.com" || host.ends_with(".paypal.com"))
}

/// Whether a host is PayPal's, and no money moves there.
pub(super) fn sandbox(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host == "sandbox.paypal.com" || host.ends_with(".sandbox.paypal.com"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_live_app_takes_money() {
        let takes_money = |api: &str| PayPalApp::new("id", "secret", "webhook").api(api).takes_money();
        assert!(takes_money(LIVE));
        assert!(!takes_money("https://api-m.sandbox.paypal.com") && !takes_money("http://127.0.0.1:4000"));
    }

    #[test]
    fn shoppers_are_sent_to_the_page_of_the_same_world() {
        let origin = |api: &str| PayPalApp::new("id", "secret", "webhook").api(api).origin();
        assert_eq!(origin(LIVE), "https://www.paypal.com");
        assert_eq!(origin("https://api-m.sandbox.paypal.com/"), "https://www.sandbox.paypal.com");
        assert_eq!(origin("http://127.0.0.1:4000"), "http://127.0.0.1:4000");
        assert_eq!(origin("https://paypal.com.evil.example"), "https://paypal.com.evil.example");
    }
}
