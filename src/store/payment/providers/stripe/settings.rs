//! Stripe as it is set from outside.

use super::{Stripe, StripeElement};
use crate::{Environment, SettingsError};

const SECRET_KEY: &str = "PANNIER_STRIPE_SECRET_KEY";
const PUBLISHABLE_KEY: &str = "PANNIER_STRIPE_PUBLISHABLE_KEY";
const WEBHOOK_SECRET: &str = "PANNIER_STRIPE_WEBHOOK_SECRET";
const ELEMENT: &str = "PANNIER_STRIPE_ELEMENT";
const API: &str = "PANNIER_STRIPE_API";
const PAGE_SCRIPT: &str = "PANNIER_STRIPE_JS";

impl Stripe {
    /// Stripe as the settings have it, by their names; `None` if none of its keys is set.
    pub(in crate::store) fn from_values<'a>(
        value: impl Fn(&str) -> &'a str,
        environment: Environment,
    ) -> Result<Option<Stripe>, SettingsError> {
        let unusable = |name, why: &str| Err(SettingsError::Unusable(name, why.to_owned()));
        let keys = [SECRET_KEY, PUBLISHABLE_KEY, WEBHOOK_SECRET];
        if keys.iter().all(|name| value(name).is_empty()) {
            return Ok(None);
        }
        if let Some(name) = keys.into_iter().find(|name| value(name).is_empty()) {
            return unusable(name, "must be set as well: Stripe needs both keys and the webhook endpoint's secret");
        }
        for (name, kinds) in
            [(SECRET_KEY, &["sk_", "rk_"][..]), (PUBLISHABLE_KEY, &["pk_"]), (WEBHOOK_SECRET, &["whsec_"])]
        {
            if !kinds.iter().any(|kind| value(name).starts_with(kind)) {
                return unusable(name, &format!("does not start with {}", kinds.join(" or ")));
            }
        }
        let test = [SECRET_KEY, PUBLISHABLE_KEY].into_iter().find(|name| value(name).contains("_test_"));
        if let (Some(name), Environment::Production) = (test, environment) {
            return unusable(name, "is a test key, which takes no money: PANNIER_ENV=production needs a live one");
        }
        let element = match value(ELEMENT) {
            "payment" => StripeElement::Payment,
            "card" => StripeElement::Card,
            other => return unusable(ELEMENT, &format!("{other:?} is neither payment nor card")),
        };
        for name in [API, PAGE_SCRIPT] {
            if !value(name).starts_with("https://") && !value(name).starts_with("http://") {
                return unusable(name, "does not start with http:// or https://");
            }
        }
        let stripe =
            Stripe::new(value(SECRET_KEY), value(PUBLISHABLE_KEY), value(WEBHOOK_SECRET)).with_element(element);
        Ok(Some(stripe.at(value(API), value(PAGE_SCRIPT))))
    }
}
