//! The JavaScript module that mounts Stripe's element, and its content security policy.

use crate::Asset;

pub(super) static MODULE: Asset = Asset::javascript("/pannier/stripe.js", include_str!("element.js"));

/// Returns the origins that Stripe.js frames, connects to and loads images from
/// (<https://docs.stripe.com/security/guide#content-security-policy>), or those of a mock server.
pub(super) fn origins(api: &str, js: &str) -> Vec<String> {
    if (api, js) == (super::API, super::JS) {
        let frames = ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"];
        return frames.into_iter().chain([super::API]).map(str::to_owned).collect();
    }
    let mut origins = vec![origin(js), origin(api)];
    origins.dedup();
    origins
}

/// Returns the origin of a URL: `https://js.stripe.com` for `https://js.stripe.com/v3/`.
pub(super) fn origin(url: &str) -> String {
    let end = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url[end..].find('/').map_or(url.len(), |path| end + path);
    url[..end].to_owned()
}
