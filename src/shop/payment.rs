//! The payment providers that the settings enable.

use std::error::Error;

use pannier::{Environment, Setting, Settings, SettingsError, StoreBuilder, db::Db};

use super::plug_ins::{self, Registration};

const SANDBOX: &str = "PANNIER_SANDBOX";

pub const SETTINGS: &[Setting] = &[Setting::new(
    SANDBOX,
    "1 or 0: offers the sandbox gateway, which takes no money. Only in development on this machine if empty",
)];

type Real = (&'static str, fn(&str, &Settings) -> bool);

/// Settings with which money is taken or goods are made, and how their values and the other settings tell.
const REAL: [Real; 4] = [
    ("PANNIER_STRIPE_SECRET_KEY", |key, _| !key.contains("_test_")),
    ("PANNIER_PAYPAL_CLIENT_ID", |_, settings| {
        settings.get("PANNIER_PAYPAL_API").is_some_and(|api| api.starts_with("https:") && !api.contains(".sandbox."))
    }),
    ("PANNIER_KUNAKI_MODE", |mode, _| mode == "LIVE"),
    // A bank account has no test mode. On this machine, no customer pays into it.
    ("PANNIER_BANK_TRANSFER_IBAN", |_, settings| !settings.is_local()),
];

/// Returns whether the sandbox is offered. Who pays with it gets the goods, so it has to be asked for where others
/// can reach the shop, and never stands beside what is real.
fn offers_sandbox(settings: &Settings) -> Result<bool, SettingsError> {
    let is_set = |(name, is_real): &Real| settings.get(name).is_some_and(|value| is_real(value, settings));
    let real = REAL.into_iter().find(is_set).map(|(name, _)| name);
    match (settings.get(SANDBOX), real) {
        (Some("1"), Some(real)) => {
            let why = format!("cannot be 1 beside {real}: a payment by the sandbox costs nothing");
            Err(SettingsError::invalid(SANDBOX, why))
        }
        (Some("1"), None) => Ok(true),
        (Some("0"), _) => Ok(false),
        (Some(other), _) => Err(SettingsError::invalid(SANDBOX, format!("{other:?} is neither 1 nor 0"))),
        (None, real) => Ok(settings.environment == Environment::Development && settings.is_local() && real.is_none()),
    }
}

/// Registers the configured `providers`, and the sandbox, whose gateway the store serves. The sandbox comes last,
/// because the first provider is preselected and should be a configured one.
///
/// # Errors
/// If no provider is available: none is configured that takes money, and the sandbox is not offered or not part
/// of the build.
pub fn offer(
    builder: StoreBuilder,
    db: &Db,
    settings: &Settings,
    mut providers: Vec<Registration>,
) -> Result<StoreBuilder, Box<dyn Error>> {
    if offers_sandbox(settings)? {
        providers.extend(sandbox(db, settings));
    }
    if providers.is_empty() {
        return Err(format!(
            "No way to pay is set up. Set PANNIER_STRIPE_SECRET_KEY, PANNIER_PAYPAL_CLIENT_ID or \
             PANNIER_BANK_TRANSFER_IBAN, and what goes with it (`pannier --help`). For a public demonstration, set \
             {SANDBOX}=1{}",
            if cfg!(feature = "sandbox") { "" } else { ", in a program that is built with the feature `sandbox`" }
        )
        .into());
    }
    Ok(plug_ins::register(builder, providers))
}

/// Returns the sandbox, if it is part of the build.
#[cfg(feature = "sandbox")]
fn sandbox(db: &Db, settings: &Settings) -> Option<Registration> {
    let sandbox = pannier::payment::sandbox::Sandbox::public_demonstration(db.clone(), settings);
    Some(Box::new(|builder: StoreBuilder| builder.pay(sandbox)))
}

#[cfg(not(feature = "sandbox"))]
fn sandbox(_: &Db, _: &Settings) -> Option<Registration> {
    None
}
