//! HTTP clients for other servers: payment gateways, manufacturers, webhook receivers.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, Url, redirect::Policy};

/// Timeout of a request.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Creates a client for the API at `url`. It follows no redirects: an API needs none, and they would leak
/// credentials.
pub(in crate::store) fn to(url: &str) -> Client {
    match url.parse() {
        Ok(url) if is_loopback(&url) => on_this_machine(),
        _ => build(builder()),
    }
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
