//! The settings of PayPal.

use super::{PayPal, PayPalApp, app};
use crate::{Environment, Setting, Settings, SettingsError};

const CLIENT_ID: &str = "PANNIER_PAYPAL_CLIENT_ID";
const CLIENT_SECRET: &str = "PANNIER_PAYPAL_CLIENT_SECRET";
const WEBHOOK_ID: &str = "PANNIER_PAYPAL_WEBHOOK_ID";
const API: &str = "PANNIER_PAYPAL_API";

impl PayPal {
    /// The settings of this plug-in, for [`Settings::read`].
    pub const SETTINGS: &'static [Setting] = &[
        Setting::new(CLIENT_ID, "client id of an app at PayPal; PayPal is off if empty"),
        Setting::new(CLIENT_SECRET, "the app's secret"),
        Setting::new(WEBHOOK_ID, "id of the app's webhook, whose URL is <PANNIER_BASE_URL>/webhooks/paypal"),
        Setting::new(API, "https://api-m.sandbox.paypal.com for testing").default_value(app::LIVE),
    ];

    /// Returns PayPal with the configured app and the shop's name; `None` if none is set.
    ///
    /// ```
    /// use pannier::{Settings, payment::PayPal};
    ///
    /// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// assert!(PayPal::from_settings(&settings)?.is_none(), "no PANNIER_PAYPAL_CLIENT_ID");
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// When a part of it is missing, or the URL of the API is not an [endpoint](Settings::endpoint), or is one
    /// that takes no money in production.
    pub fn from_settings(settings: &Settings) -> Result<Option<PayPal>, SettingsError> {
        let why = "PayPal needs client id, secret and webhook id";
        let app = settings.all_or_none([CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID], why)?;
        let Some([client_id, client_secret, webhook_id]) = app else { return Ok(None) };
        let app = PayPalApp::new(client_id, client_secret, webhook_id).api(settings.endpoint(API)?);
        if settings.environment == Environment::Production && !app.takes_money() {
            let why = "is PayPal's sandbox or a mock server, which takes no money and is refused in production";
            return Err(SettingsError::invalid(API, why));
        }
        Ok(Some(PayPal::new(app, &settings.shop_name)))
    }
}
