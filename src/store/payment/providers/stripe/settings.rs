//! The settings of Stripe.

use super::{Stripe, StripeElement};
use crate::{Environment, Setting, Settings, SettingsError};

const SECRET_KEY: &str = "PANNIER_STRIPE_SECRET_KEY";
const PUBLISHABLE_KEY: &str = "PANNIER_STRIPE_PUBLISHABLE_KEY";
const WEBHOOK_SECRET: &str = "PANNIER_STRIPE_WEBHOOK_SECRET";
const ELEMENT: &str = "PANNIER_STRIPE_ELEMENT";
const API: &str = "PANNIER_STRIPE_API";
const PAGE_SCRIPT: &str = "PANNIER_STRIPE_JS";

impl Stripe {
    /// The settings of this plug-in, for [`Settings::read`].
    pub const SETTINGS: &'static [Setting] = &[
        Setting::new(SECRET_KEY, "sk_.. or rk_..; Stripe is off without its keys"),
        Setting::new(PUBLISHABLE_KEY, "pk_.."),
        Setting::new(WEBHOOK_SECRET, "whsec_.., of the endpoint <PANNIER_BASE_URL>/webhooks/stripe"),
        Setting::new(ELEMENT, "on the checkout page: payment (all payment methods of the account) or card")
            .default_value("payment"),
        Setting::new(API, "URL of Stripe's API").default_value(super::API),
        Setting::new(PAGE_SCRIPT, "URL of Stripe.js").default_value(super::JS),
    ];

    /// Returns Stripe with the configured keys; `None` if none is set.
    ///
    /// ```
    /// use pannier::{Settings, payment::Stripe};
    ///
    /// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// assert!(Stripe::from_settings(&settings)?.is_none(), "no PANNIER_STRIPE_SECRET_KEY");
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// When a key is missing or of another kind, or is a test key in production, or a URL is not an
    /// [endpoint](Settings::endpoint). The reason does not hold a key.
    pub fn from_settings(settings: &Settings) -> Result<Option<Stripe>, SettingsError> {
        let why = "Stripe needs both keys and the webhook endpoint's secret";
        let names = [SECRET_KEY, PUBLISHABLE_KEY, WEBHOOK_SECRET];
        let Some(keys) = settings.all_or_none(names, why)? else { return Ok(None) };
        let kinds = [&["sk_", "rk_"][..], &["pk_"], &["whsec_"]];
        for (name, (key, kinds)) in names.into_iter().zip(keys.into_iter().zip(kinds)) {
            if !kinds.iter().any(|kind| key.starts_with(kind)) {
                return Err(SettingsError::invalid(name, format!("does not start with {}", kinds.join(" or "))));
            }
        }
        let test = [SECRET_KEY, PUBLISHABLE_KEY].into_iter().zip(keys).find(|(_, key)| key.contains("_test_"));
        if let (Some((name, _)), Environment::Production) = (test, settings.environment) {
            let why = "is a test key, which takes no money: PANNIER_ENV=production needs a live one";
            return Err(SettingsError::invalid(name, why));
        }
        let element = match settings.get(ELEMENT).unwrap_or_default() {
            "payment" => StripeElement::Payment,
            "card" => StripeElement::Card,
            other => return Err(SettingsError::invalid(ELEMENT, format!("{other:?} is neither payment nor card"))),
        };
        let [secret_key, publishable_key, webhook_secret] = keys;
        let stripe = Stripe::new(secret_key, publishable_key, webhook_secret).with_element(element);
        Ok(Some(stripe.at(settings.endpoint(API)?, settings.endpoint(PAGE_SCRIPT)?)))
    }
}
