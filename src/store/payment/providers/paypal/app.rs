//! The store's credentials at PayPal.

use reqwest::Url;

use crate::{Environment, SettingsError};

pub(super) const LIVE: &str = "https://api-m.paypal.com";

const CLIENT_ID: &str = "PANNIER_PAYPAL_CLIENT_ID";
const CLIENT_SECRET: &str = "PANNIER_PAYPAL_CLIENT_SECRET";
const WEBHOOK_ID: &str = "PANNIER_PAYPAL_WEBHOOK_ID";
const API: &str = "PANNIER_PAYPAL_API";

/// A PayPal app of the developer dashboard ("Apps & Credentials"): its credentials, and the id of its
/// webhook.
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

    /// The app of the settings: none, or all of it.
    pub(crate) fn read<'a>(
        value: impl Fn(&'static str) -> &'a str,
        environment: Environment,
    ) -> Result<Option<PayPalApp>, SettingsError> {
        let names = [CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID];
        let given = names.iter().filter(|name| !value(name).is_empty()).count();
        if given == 0 {
            return Ok(None);
        }
        if let Some(missing) = names.into_iter().find(|name| value(name).is_empty()) {
            return Err(unusable(missing, "is missing: PayPal needs client id, secret and webhook id"));
        }
        let api = Url::parse(value(API)).map_err(|e| unusable(API, format!("{:?}: {e}", value(API))))?;
        let production = environment == Environment::Production;
        if api.scheme() != "https" && (production || !of_this_machine(&api)) {
            return Err(unusable(API, "must start with https://"));
        }
        if production && sandbox(&api) {
            return Err(unusable(API, "is PayPal's sandbox, which takes no money and is refused in production"));
        }
        Ok(Some(PayPalApp::new(value(CLIENT_ID), value(CLIENT_SECRET), value(WEBHOOK_ID)).api(value(API))))
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

fn sandbox(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host == "sandbox.paypal.com" || host.ends_with(".sandbox.paypal.com"))
}

fn of_this_machine(url: &Url) -> bool {
    url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

fn unusable(name: &'static str, why: impl Into<String>) -> SettingsError {
    SettingsError::Unusable(name, why.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shoppers_are_sent_to_the_page_of_the_same_world() {
        let origin = |api: &str| PayPalApp::new("id", "secret", "webhook").api(api).origin();
        assert_eq!(origin(LIVE), "https://www.paypal.com");
        assert_eq!(origin("https://api-m.sandbox.paypal.com/"), "https://www.sandbox.paypal.com");
        assert_eq!(origin("http://127.0.0.1:4000"), "http://127.0.0.1:4000");
        assert_eq!(origin("https://paypal.com.evil.example"), "https://paypal.com.evil.example");
    }
}
