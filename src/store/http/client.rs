//! HTTP clients for other servers: payment gateways, manufacturers, webhook receivers.

use std::time::Duration;

use reqwest::{Client, Url, redirect::Policy};

/// Timeout of a request.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Creates a client for the API at `url`, with a proxy if the environment names one and `url` is not on this
/// machine. It follows no redirects: an API needs none, and they would leak credentials.
pub(in crate::store) fn to(url: &str) -> Client {
    let client = Client::builder().timeout(TIMEOUT).redirect(Policy::none()).user_agent("pannier");
    let client = match url.parse() {
        Ok(url) if is_loopback(&url) => client.no_proxy(),
        _ => client,
    };
    client.build().expect("the roots of trust are compiled in")
}

/// Returns whether no other machine can read what is sent to a URL: it is encrypted, or does not leave this
/// machine. Credentials and personal data are sent nowhere else.
pub(in crate::store) fn is_private(url: &Url) -> bool {
    url.scheme() == "https" || url.scheme() == "http" && is_loopback(url)
}

/// Returns whether the host of a URL is this machine.
pub(in crate::store) fn is_loopback(url: &Url) -> bool {
    is_loopback_host(url.host_str().unwrap_or_default())
}

/// Returns whether a host is this machine: a name or an address, as in a URL.
pub(in crate::store) fn is_loopback_host(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{is_loopback, is_private};

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

    #[test]
    fn plain_http_is_for_this_machine() {
        let private = |url: &str| is_private(&url.parse().unwrap());
        assert!(private("https://pay.example") && private("http://localhost:4000"));
        assert!(!private("http://pay.example") && !private("http://10.0.0.1") && !private("ftp://127.0.0.1"));
    }
}
