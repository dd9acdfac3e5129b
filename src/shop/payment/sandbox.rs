//! The sandbox: a test gateway for development that approves payments on request.

use pannier::{Settings, StoreBuilder, db::Db, payment::sandbox::Sandbox};

pub use pannier::payment::sandbox::Gateway;

use crate::shop::keys::derive;

/// The path of the gateway.
const PATH: &str = "/sandbox-gateway";

/// Registers the sandbox. Returns the gateway to serve.
pub fn offer(builder: StoreBuilder, db: Db, settings: &Settings) -> (StoreBuilder, Option<Gateway>) {
    let (key, secret) = (derive(&settings.secret, "sandbox-key"), derive(&settings.secret, "sandbox-webhook"));
    let gateway = Gateway::new(db, &key, &secret, PATH).merchant(&settings.shop_name);
    // The provider calls the gateway over HTTP like any remote one, although both run in this process.
    (builder.pay(Sandbox::new(settings.url(PATH), key, secret)), Some(gateway))
}
