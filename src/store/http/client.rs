//! Clients for other machines: gateways, manufacturers, whoever wants to hear of orders.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, Url, redirect::Policy};

/// How long the other side may take to answer.
const TIMEOUT: Duration = Duration::from_secs(15);

/// A client for an API elsewhere. It follows no redirect: an API has none, and a key must not travel along one.
pub(in crate::store) fn elsewhere() -> Client {
    build(builder())
}

/// The same for a service of this machine: no proxy stands between.
pub(in crate::store) fn on_this_machine() -> Client {
    build(builder().no_proxy())
}

fn builder() -> ClientBuilder {
    Client::builder().timeout(TIMEOUT).redirect(Policy::none()).user_agent("pannier")
}

fn build(client: ClientBuilder) -> Client {
    client.build().expect("the roots of trust are compiled in")
}

/// Whether an address is one of this machine, which no network is between.
pub(in crate::store) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}
