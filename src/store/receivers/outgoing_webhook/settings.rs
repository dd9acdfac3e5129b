//! The settings of the outgoing webhook.

use std::fmt;

use reqwest::Url;

use super::{OutgoingWebhook, WebhookSecret};
use crate::{InvalidValueError, Setting, Settings, SettingsError, SignalKind};

const URL: &str = "PANNIER_OUTGOING_WEBHOOK_URL";
const SECRET: &str = "PANNIER_OUTGOING_WEBHOOK_SECRET";
const SIGNALS: &str = "PANNIER_OUTGOING_WEBHOOK_SIGNALS";

impl OutgoingWebhook {
    /// The settings of this plug-in, for [`Settings::read`].
    pub const SETTINGS: &'static [Setting] = &[
        Setting::new(URL, "URL of another system that receives order events; off if empty"),
        Setting::new(SECRET, "whsec_.., the secret that signs them; two, separated by a space, during a rotation"),
        Setting::new(SIGNALS, "events that are sent there, separated by spaces")
            .default_value("completed cancelled refunded"),
    ];

    /// Returns the configured webhook; `None` if none is set.
    ///
    /// ```
    /// use pannier::{Settings, SettingsError, StoreBuilder, receivers::OutgoingWebhook};
    ///
    /// fn listeners(builder: StoreBuilder, settings: &Settings) -> Result<StoreBuilder, SettingsError> {
    ///     Ok(match OutgoingWebhook::from_settings(settings)? {
    ///         Some(webhook) => builder.receive(webhook),
    ///         None => builder,
    ///     })
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`OutgoingWebhookSettings::from_settings`].
    pub fn from_settings(settings: &Settings) -> Result<Option<OutgoingWebhook>, SettingsError> {
        Ok(OutgoingWebhookSettings::from_settings(settings)?.as_ref().map(OutgoingWebhook::new))
    }
}

/// The endpoint of an [`OutgoingWebhook`]. Holds secrets: never log it.
///
/// ```
/// use pannier::{SignalKind, receivers::OutgoingWebhookSettings};
///
/// let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse()?;
/// let mut webhook = OutgoingWebhookSettings::new("https://erp.example/orders", vec![secret])?;
/// webhook.signals.push(SignalKind::Attention);
/// # Ok::<(), pannier::InvalidValueError>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct OutgoingWebhookSettings {
    /// URL of the endpoint.
    pub url: String,
    /// The secrets that sign each request: one, or two during a rotation.
    pub secrets: Vec<WebhookSecret>,
    /// The events that are sent.
    pub signals: Vec<SignalKind>,
}

/// Without the secrets, nor the URL, which may hold a key.
impl fmt::Debug for OutgoingWebhookSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingWebhookSettings").field("signals", &self.signals).finish_non_exhaustive()
    }
}

impl OutgoingWebhookSettings {
    /// Creates an endpoint that receives completed and cancelled orders and refunds.
    ///
    /// ```
    /// use pannier::receivers::OutgoingWebhookSettings;
    ///
    /// let secret = || "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse();
    /// assert!(OutgoingWebhookSettings::new("https://erp.example/orders", vec![secret()?]).is_ok());
    /// assert!(OutgoingWebhookSettings::new("erp.example", vec![secret()?]).is_err());
    /// assert!(OutgoingWebhookSettings::new("https://erp.example/orders", vec![]).is_err());
    /// # Ok::<(), pannier::InvalidValueError>(())
    /// ```
    ///
    /// # Errors
    /// If the URL is invalid or the secret is missing.
    pub fn new(url: &str, secrets: Vec<WebhookSecret>) -> Result<OutgoingWebhookSettings, InvalidValueError> {
        if !url.parse::<Url>().is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) {
            return Err(InvalidValueError::new("is not an address such as https://erp.example/orders"));
        }
        if secrets.is_empty() {
            return Err(InvalidValueError::new("is of no use without a secret"));
        }
        let signals = vec![SignalKind::Completed, SignalKind::Cancelled, SignalKind::Refunded];
        Ok(OutgoingWebhookSettings { url: url.to_owned(), secrets, signals })
    }

    /// Returns the configured endpoint; `None` if none is set.
    ///
    /// ```
    /// use pannier::{Settings, receivers::OutgoingWebhookSettings};
    ///
    /// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// assert!(OutgoingWebhookSettings::from_settings(&settings)?.is_none(), "no PANNIER_OUTGOING_WEBHOOK_URL");
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// If half of it is missing or a value is invalid. The error contains no secret.
    pub fn from_settings(settings: &Settings) -> Result<Option<OutgoingWebhookSettings>, SettingsError> {
        let why = "the webhook needs a URL, and a secret that signs its requests";
        let Some([_, secrets]) = settings.all_or_none([URL, SECRET], why)? else { return Ok(None) };
        let secrets = secrets.split_whitespace().map(str::parse::<WebhookSecret>);
        let secrets = secrets.collect::<Result<Vec<_>, _>>().map_err(|why| SettingsError::invalid(SECRET, why))?;
        let webhook = OutgoingWebhookSettings::new(settings.endpoint(URL)?, secrets);
        let mut webhook = webhook.map_err(|why| SettingsError::invalid(URL, why))?;
        let signals = settings.get(SIGNALS).unwrap_or_default();
        webhook.signals = signals.split_whitespace().map(signal).collect::<Result<_, _>>()?;
        if webhook.signals.is_empty() {
            return Err(SettingsError::invalid(SIGNALS, "contains no event"));
        }
        Ok(Some(webhook))
    }
}

fn signal(name: &str) -> Result<SignalKind, SettingsError> {
    // A basket is nobody's business yet.
    let known = || SignalKind::ALL.into_iter().filter(|kind| *kind != SignalKind::Created);
    known().find(|kind| kind.as_str() == name).ok_or_else(|| {
        let known: Vec<_> = known().map(SignalKind::as_str).collect();
        SettingsError::invalid(SIGNALS, format!("{name:?} is not one of {}", known.join(", ")))
    })
}
