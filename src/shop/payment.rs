//! The ways to pay that the settings turn on.

use super::server::derived;
use crate::{
    Environment, Settings, StoreBuilder,
    db::Db,
    payment::{
        PayPal,
        sandbox::{Gateway, Sandbox},
    },
};

/// Where the sandbox's gateway is.
const GATEWAY: &str = "/sandbox-gateway";

/// Offers what is set up, and in development the sandbox as well, whose gateway the shop serves itself. The sandbox comes last:
/// the first is what shoppers find chosen, and whoever sets something up wants to see it.
///
/// # Errors
/// In production, when nothing is set up that takes money.
pub(super) fn offer(
    mut builder: StoreBuilder,
    db: Db,
    settings: &Settings,
) -> Result<(StoreBuilder, Option<Gateway>), String> {
    if let Some(stripe) = settings.stripe.clone() {
        builder = builder.pay(stripe);
    }
    if let Some(paypal) = PayPal::from_settings(settings) {
        builder = builder.pay(paypal);
    }
    if let Some(transfer) = settings.bank_transfer.clone() {
        builder = builder.pay(transfer);
    }
    let mut gateway = None;
    if settings.environment == Environment::Development {
        let (key, secret) = (derived(&settings.secret, "sandbox-key"), derived(&settings.secret, "sandbox-webhook"));
        gateway = Some(Gateway::new(db, &key, &secret, GATEWAY).merchant(&settings.shop_name));
        // The gateway is elsewhere, even if that is here: it is spoken to over HTTP like any other.
        builder = builder.pay(Sandbox::new(settings.url(GATEWAY), key, secret));
    }
    let no_money = settings.stripe.is_none() && settings.paypal.is_none() && settings.bank_transfer.is_none();
    if gateway.is_none() && no_money {
        let none = "PANNIER_ENV=production: no payment provider is set up, and the sandbox takes no money. Set \
                    PANNIER_STRIPE_SECRET_KEY, PANNIER_PAYPAL_CLIENT_ID or PANNIER_BANK_TRANSFER_IBAN, and what goes with it: \
                    `pannier --help` lists it";
        return Err(none.to_owned());
    }
    Ok((builder, gateway))
}
