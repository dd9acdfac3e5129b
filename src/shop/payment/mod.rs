//! The payment providers that the settings enable.

use pannier::{Environment, Settings, StoreBuilder, db::Db};

#[cfg(feature = "sandbox")]
mod sandbox;
#[cfg(not(feature = "sandbox"))]
#[path = "no_sandbox.rs"]
mod sandbox;

pub use sandbox::Gateway;

use super::plug_ins::{self, Registration};

/// Registers the configured `providers`, and in development the sandbox, whose gateway the shop serves
/// itself. The sandbox comes last, because the first provider is preselected and should be a configured
/// one.
///
/// # Errors
/// If no provider is available: none is configured that takes money, and the sandbox is disabled in
/// production or by the build.
pub fn offer(
    builder: StoreBuilder,
    db: Db,
    settings: &Settings,
    providers: Vec<Registration>,
) -> Result<(StoreBuilder, Option<Gateway>), String> {
    let takes_money = !providers.is_empty();
    let mut builder = plug_ins::register(builder, providers);
    let mut gateway = None;
    if settings.environment == Environment::Development {
        (builder, gateway) = sandbox::offer(builder, db, settings);
    }
    if gateway.is_none() && !takes_money {
        let why = match settings.environment {
            Environment::Production => {
                "PANNIER_ENV=production: no payment provider is set up, and the sandbox takes no money."
            }
            Environment::Development => {
                "No payment provider is set up, and this program was built without the sandbox (feature `sandbox`)."
            }
        };
        return Err(format!(
            "{why} Set PANNIER_STRIPE_SECRET_KEY, PANNIER_PAYPAL_CLIENT_ID or PANNIER_BANK_TRANSFER_IBAN, and what goes with \
             it: `pannier --help` lists it"
        ));
    }
    Ok((builder, gateway))
}
