//! The sandbox: a gateway that approves whatever it is told to, for development.

use pannier::{Settings, StoreBuilder, db::Db, payment::sandbox::Sandbox};

pub use pannier::payment::sandbox::Gateway;

use crate::shop::keys::derive;

/// Where the gateway is.
const PATH: &str = "/sandbox-gateway";

/// Offers the sandbox, and returns the gateway to serve.
pub fn offer(builder: StoreBuilder, db: Db, settings: &Settings) -> (StoreBuilder, Option<Gateway>) {
    let (key, secret) = (derive(&settings.secret, "sandbox-key"), derive(&settings.secret, "sandbox-webhook"));
    let gateway = Gateway::new(db, &key, &secret, PATH).merchant(&settings.shop_name);
    // The gateway is elsewhere, even if that is here: it is spoken to over HTTP like any other.
    (builder.pay(Sandbox::new(settings.url(PATH), key, secret)), Some(gateway))
}
