//! The JavaScript module that mounts Stripe's element, and its content security policy.

use crate::{Asset, ElementOrigins};

pub(super) static MODULE: Asset = Asset::javascript("/pannier/stripe.js", include_str!("element.js"));

/// Returns the origins that Stripe.js uses (<https://docs.stripe.com/security/guide#content-security-policy>), or
/// those of a mock server, which does everything at both of its URLs.
pub(super) fn origins(api: &str, js: &str) -> ElementOrigins {
    if (api, js) == (super::API, super::JS) {
        let scripts = ["https://js.stripe.com", "https://*.js.stripe.com"];
        let origins = scripts.into_iter().fold(ElementOrigins::new(), |all, origin| all.script(origin).frame(origin));
        return origins.frame("https://hooks.stripe.com").connect(super::API);
    }
    let mut mock = vec![origin(js), origin(api)];
    mock.dedup();
    mock.into_iter()
        .fold(ElementOrigins::new(), |all, origin| all.script(&origin).frame(&origin).connect(&origin).image(origin))
}

/// Returns the origin of a URL: `https://js.stripe.com` for `https://js.stripe.com/v3/`.
pub(super) fn origin(url: &str) -> String {
    let end = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url[end..].find('/').map_or(url.len(), |path| end + path);
    url[..end].to_owned()
}
