//! HTTP clients for other servers: payment gateways, manufacturers, webhook receivers.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, Url, redirect::Policy};

/// Timeout of a request.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Creates a client for an external API. It follows no redirects: an API needs none, and they would
/// leak credentials.
pub(in crate::store) fn elsewhere() -> Client {
    build(builder())
}

/// Creates a client for a service on this machine, without a proxy.
pub(in crate::store) fn on_this_machine() -> Client {
    build(builder().no_proxy())
}

fn builder() -> ClientBuilder {
    Client::builder().timeout(TIMEOUT).redirect(Policy::none()).user_agent("pannier")
}

fn build(client: ClientBuilder) -> Client {
    client.build().expect("the roots of trust are compiled in")
}

/// Returns whether the host of a URL is this machine.
pub(in crate::store) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}
