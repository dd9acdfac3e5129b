//! Clients for other machines: gateways, manufacturers, whoever wants to hear of orders.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, Url, redirect::Policy};

/// How long the other side may take to answer.
const TIMEOUT: Duration = Duration::from_secs(15);

/// A client for the service at `url`. It follows no redirect: an API has none, and a key must not travel along one.
pub(in crate::store) fn to(url: &str) -> Client {
    match url.parse() {
        Ok(url) if is_loopback(&url) => on_this_machine(),
        _ => build(builder()),
    }
}

/// A client for a service of this machine: no proxy stands between.
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

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn an_address_of_this_machine_is_known_by_its_host() {
        let of_this_machine = |url: &str| is_loopback(&url.parse().unwrap());
        for url in [
            "http://127.0.0.1:4000",
            "http://127.0.0.2",
            "https://localhost/x",
            "http://[::1]:8420",
            "smtp://localhost",
        ] {
            assert!(of_this_machine(url), "{url}");
        }
        for url in [
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "http://127.0.0.1@evil.example",
            "http://evil.example/localhost",
            "http://[::2]",
            "http://10.0.0.1",
        ] {
            assert!(!of_this_machine(url), "{url}");
        }
    }
}
