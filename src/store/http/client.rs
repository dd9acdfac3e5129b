//! HTTP clients for other servers: payment gateways, manufacturers, webhook receivers.

use std::time::Duration;

use reqwest::{Client, Response, Url, redirect::Policy};

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

/// Reads the body of a response, unless it is larger than `max` bytes. The error says why, without the URL.
pub(in crate::store) async fn body(mut response: Response, max: usize) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| error.without_url().to_string())? {
        if body.len() + chunk.len() > max {
            return Err(format!("more than {max} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
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
    use super::{Response, body, is_loopback, is_private};

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

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit() {
        let response = |bytes: usize| Response::from(http::Response::new(vec![b'x'; bytes]));
        assert_eq!(body(response(10), 10).await.map(|body| body.len()), Ok(10));
        assert_eq!(body(response(11), 10).await, Err("more than 10 bytes".to_owned()));
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        let private = |url: &str| is_private(&url.parse().unwrap());
        assert!(private("https://pay.example") && private("http://localhost:4000"));
        assert!(!private("http://pay.example") && !private("http://10.0.0.1") && !private("ftp://127.0.0.1"));
    }
}
