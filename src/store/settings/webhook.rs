//! A listener that is told of orders, as it is set from outside.

use std::collections::BTreeMap;

use reqwest::Url;

use super::{Environment, Setting, SettingsError, unusable};
use crate::store::{
    http::client::is_loopback,
    receivers::{SignalKind, WebhookSecret},
};

const URL: &str = "PANNIER_WEBHOOK_URL";
const SECRET: &str = "PANNIER_WEBHOOK_SECRET";
const SIGNALS: &str = "PANNIER_WEBHOOK_SIGNALS";

pub(super) const SETTINGS: &[Setting] = &[
    Setting { name: URL, default: "", help: "another system of yours, which is told of orders; none is if empty" },
    Setting {
        name: SECRET,
        default: "",
        help: "whsec_.., which signs what it is told; two with a space between while one is changed",
    },
    Setting { name: SIGNALS, default: "completed cancelled refunded", help: "what it is told of, with spaces between" },
];

/// A listener that is told of orders, for [`OutgoingWebhook`](crate::delivery::OutgoingWebhook). Holds secrets: never log it.
///
/// ```
/// use pannier::{SignalKind, delivery::WebhookSettings};
///
/// let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse()?;
/// let mut webhook = WebhookSettings::new("https://erp.example/orders", vec![secret])?;
/// webhook.signals.push(SignalKind::Attention);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct WebhookSettings {
    /// The address of the listener.
    pub url: String,
    /// What signs what it is told, each for itself: one, or two while one is changed for the other.
    pub secrets: Vec<WebhookSecret>,
    /// What it is told of.
    pub signals: Vec<SignalKind>,
}

impl WebhookSettings {
    /// A listener that is told of orders that are completed or cancelled, and of refunds.
    ///
    /// ```
    /// use pannier::delivery::WebhookSettings;
    ///
    /// let secret = || "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse();
    /// assert!(WebhookSettings::new("https://erp.example/orders", vec![secret()?]).is_ok());
    /// assert!(WebhookSettings::new("erp.example", vec![secret()?]).is_err());
    /// assert!(WebhookSettings::new("https://erp.example/orders", vec![]).is_err());
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    /// When it is no address of the web, or there is no secret.
    pub fn new(url: &str, secrets: Vec<WebhookSecret>) -> Result<WebhookSettings, String> {
        if !url.parse::<Url>().is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) {
            return Err("is not an address such as https://erp.example/orders".to_owned());
        }
        if secrets.is_empty() {
            return Err("is of no use without a secret".to_owned());
        }
        let signals = vec![SignalKind::Completed, SignalKind::Cancelled, SignalKind::Refunded];
        Ok(WebhookSettings { url: url.to_owned(), secrets, signals })
    }

    pub(super) fn read(
        values: &BTreeMap<&'static str, String>,
        environment: Environment,
    ) -> Result<Option<WebhookSettings>, SettingsError> {
        let url = values[URL].trim();
        match (url.is_empty(), values[SECRET].trim().is_empty()) {
            (true, true) => return Ok(None),
            (true, false) => return Err(unusable(URL, "is missing: a secret alone tells nobody anything")),
            (false, true) => return Err(unusable(SECRET, "is missing: what a listener is told is signed")),
            (false, false) => {}
        }
        let secrets = values[SECRET].split_whitespace().map(str::parse::<WebhookSecret>);
        let secrets = secrets.collect::<Result<Vec<_>, _>>().map_err(|why| unusable(SECRET, why))?;
        let mut webhook = WebhookSettings::new(url, secrets).map_err(|why| unusable(URL, why))?;
        // It holds names and addresses of shoppers.
        let open = url.parse::<Url>().is_ok_and(|url| url.scheme() == "http" && !is_loopback(&url));
        if open && environment == Environment::Production {
            return Err(unusable(URL, "must start with https:// in production"));
        }
        webhook.signals = values[SIGNALS].split_whitespace().map(signal).collect::<Result<_, _>>()?;
        if webhook.signals.is_empty() {
            return Err(unusable(SIGNALS, "names nothing that the listener is told of"));
        }
        Ok(Some(webhook))
    }
}

fn signal(name: &str) -> Result<SignalKind, SettingsError> {
    // A basket is nobody's business yet.
    let known = || SignalKind::ALL.into_iter().filter(|kind| *kind != SignalKind::Created);
    known().find(|kind| kind.as_str() == name).ok_or_else(|| {
        let known: Vec<_> = known().map(SignalKind::as_str).collect();
        unusable(SIGNALS, format!("{name:?} is not one of {}", known.join(", ")))
    })
}
