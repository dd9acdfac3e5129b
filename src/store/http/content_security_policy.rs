//! The content security policy of a page: what the store's components need, and the sources that the app adds.

use std::fmt;

use axum::http::{HeaderValue, header, request::Parts};
use leptos::{
    nonce::use_nonce,
    prelude::{use_context, with_context},
};

use super::page_response::{self, Page};
use crate::store::{Environment, Store, rate_limit::OnlyOnce};

/// Sets the content security policy of the current page, with the nonce of its scripts. Call it in the
/// shell that every page is rendered in. Short for [`ContentSecurityPolicy::new`] and
/// [`apply`](ContentSecurityPolicy::apply): if your pages load anything from other origins, add it there.
///
/// ```
/// use leptos::prelude::*;
///
/// fn shell(_options: LeptosOptions) -> impl IntoView {
///     pannier::content_security_policy();
///     view! { <!DOCTYPE html><html lang="en"><body>"Hello"</body></html> }
/// }
/// ```
pub fn content_security_policy() {
    ContentSecurityPolicy::new().apply();
}

/// Builder for the content security policy of a page
/// ([CSP Level 3](https://www.w3.org/TR/CSP3/)).
///
/// It starts with what the store's components need: scripts with the page's nonce and what they load, WASM, styles,
/// pictures and connections of your own origin, and the origins of your payment providers
/// ([`PaymentProvider::origins`](crate::PaymentProvider::origins),
/// [`element_origins`](crate::PaymentProvider::element_origins)). Everything else is blocked until you allow it. Under
/// `cargo leptos watch`, outside of production, it also allows the socket that reloads the page.
///
/// A source is an origin (`https://cdn.example`), a scheme (`https:`) or a keyword in its quotes (`'unsafe-inline'`).
/// One that cannot be part of a header, as it contains spaces, `;`, `,` or anything but ASCII, is ignored, with a
/// warning in the log.
///
/// ```
/// use leptos::prelude::*;
/// use pannier::ContentSecurityPolicy;
///
/// fn shell(_options: LeptosOptions) -> impl IntoView {
///     ContentSecurityPolicy::new()
///         .allow_img("https://cdn.example")
///         .allow_style("'unsafe-inline'")
///         .apply();
///     view! { <!DOCTYPE html><html lang="en"><body>"Hello"</body></html> }
/// }
/// ```
///
/// # Scripts of your own
///
/// A script runs only with the page's nonce, even if it is from your own origin: the policy has `'strict-dynamic'`, with
/// which browsers ignore origins.
///
/// ```
/// use leptos::{nonce::use_nonce, prelude::*};
///
/// #[component]
/// fn OwnScript() -> impl IntoView {
///     view! { <script src="/own.js" defer nonce=use_nonce()></script> }
/// }
/// ```
///
/// # A policy of your own
///
/// A header that your app sets instead is left as it is. On basket, checkout and order page, the store compares it with
/// what the page needs, and logs what it lacks, once for each source: the nonce of scripts (that of
/// `leptos::nonce::use_nonce()`), `'wasm-unsafe-eval'`, `connect-src`, `style-src`, `img-src`, `form-action`, and the origins
/// of payment providers. It only sees the header of a response that passes through [`Store::with_security`] or
/// [`Store::with_sessions_and_security`], so set it in your document or in a layer inside of them. A policy that a layer
/// around them, a proxy or a `<meta>` element adds is not compared.
#[derive(Clone, Debug, Default)]
#[must_use = "a policy has no effect until it is applied"]
pub struct ContentSecurityPolicy {
    added: Vec<(&'static str, String)>,
}

impl ContentSecurityPolicy {
    /// Creates the policy that the store's components need.
    pub fn new() -> ContentSecurityPolicy {
        ContentSecurityPolicy::default()
    }

    /// Allows pictures from a source (`img-src`), such as the CDN of the pictures that
    /// [`Sellable::image`](crate::Sellable::image) returns.
    pub fn allow_img(self, source: impl Into<String>) -> ContentSecurityPolicy {
        self.with("img-src", source.into())
    }

    /// Allows video and audio from a source (`media-src`).
    pub fn allow_media(self, source: impl Into<String>) -> ContentSecurityPolicy {
        self.with("media-src", source.into())
    }

    /// Allows fetching from a source and sockets to it (`connect-src`), such as `https://api.example` or
    /// `wss://live.example`.
    pub fn allow_connect(self, source: impl Into<String>) -> ContentSecurityPolicy {
        self.with("connect-src", source.into())
    }

    /// Allows style sheets from a source (`style-src`). `'unsafe-inline'` allows `style` attributes and elements.
    pub fn allow_style(self, source: impl Into<String>) -> ContentSecurityPolicy {
        self.with("style-src", source.into())
    }

    /// Allows fonts from a source (`font-src`).
    pub fn allow_font(self, source: impl Into<String>) -> ContentSecurityPolicy {
        self.with("font-src", source.into())
    }

    /// Allows frames of a source (`frame-src`), such as those of a video platform.
    pub fn allow_frame(self, source: impl Into<String>) -> ContentSecurityPolicy {
        self.with("frame-src", source.into())
    }

    /// Allows scripts by their hash (`'sha256-..'`), or a keyword such as `'unsafe-eval'` (`script-src`).
    ///
    /// It has no effect on origins: [a script with a `src`](ContentSecurityPolicy#scripts-of-your-own) needs the page's
    /// nonce, and may then load others.
    pub fn allow_script(self, source: impl Into<String>) -> ContentSecurityPolicy {
        self.with("script-src", source.into())
    }

    /// Allows forms to be posted to a source, or redirected there (`form-action`).
    pub fn allow_form_action(self, source: impl Into<String>) -> ContentSecurityPolicy {
        self.with("form-action", source.into())
    }

    fn with(mut self, directive: &'static str, source: String) -> ContentSecurityPolicy {
        self.added.push((directive, source));
        self
    }

    /// Sets this policy on the page being rendered, in place of any other. Call it in the shell that every page is
    /// rendered in. Outside of a page it has no effect.
    pub fn apply(self) {
        let Some(nonce) = use_nonce() else { return };
        let mut policy = Policy::new(&nonce);
        if let Some(store) = use_context::<Store>() {
            policy.allow_what_is_needed(&store);
        }
        for (directive, source) in self.added {
            policy.allow(directive, source);
        }
        if let Ok(policy) = HeaderValue::from_str(&policy.to_string()) {
            page_response::shows(Page::Document);
            page_response::content_security_policy(policy);
        }
    }
}

/// The sources that each directive allows.
struct Policy(Vec<(&'static str, Vec<String>)>);

impl Policy {
    fn new(nonce: &str) -> Policy {
        let nonce = format!("'nonce-{nonce}'");
        let of = |directive: &'static str, sources: &[&str]| {
            (directive, sources.iter().map(|source| (*source).to_owned()).collect::<Vec<_>>())
        };
        Policy(vec![
            of("default-src", &["'self'"]),
            of("script-src", &[nonce.as_str(), "'strict-dynamic'", "'wasm-unsafe-eval'"]),
            of("style-src", &["'self'"]),
            of("connect-src", &["'self'"]),
            of("frame-src", &["'self'"]),
            of("img-src", &["'self'", "data:"]),
            of("object-src", &["'none'"]),
            of("base-uri", &["'none'"]),
            of("form-action", &["'self'"]),
            of("frame-ancestors", &["'none'"]),
        ])
    }

    /// Allows the origins of the store's payment providers and, in development, the socket that reloads the page.
    fn allow_what_is_needed(&mut self, store: &Store) {
        for (_, directive, origin) in of_payment_providers(store) {
            // Their scripts are loaded by one that has the nonce.
            if directive != "script-src" {
                self.allow(directive, origin);
            }
        }
        if store.settings().environment != Environment::Production {
            let host = |parts: &Parts| Some(parts.headers.get(header::HOST)?.to_str().ok()?.to_owned());
            let host = with_context(host).flatten().unwrap_or_default();
            for socket in reload_sockets(|name| std::env::var(name).ok(), &host).into_iter().flatten() {
                self.allow("connect-src", socket);
            }
        }
    }

    fn allow(&mut self, directive: &'static str, source: String) {
        static REFUSED: OnlyOnce = OnlyOnce::new();
        if !is_source(&source) {
            if REFUSED.pass(&format!("{directive} {source}")) {
                tracing::warn!(directive, ?source, "ignored a source that cannot be part of a content security policy");
            }
            return;
        }
        match self.0.iter_mut().find(|(name, _)| *name == directive) {
            Some((_, sources)) if sources.contains(&source) => {}
            Some((_, sources)) => sources.push(source),
            // What `default-src` allows, and the source.
            None => self.0.push((directive, vec!["'self'".to_owned(), source])),
        }
    }
}

/// Returns the origins that the store's payment providers need: the provider's id, the directive, and the origin.
pub(super) fn of_payment_providers(store: &Store) -> impl Iterator<Item = (&'static str, &'static str, String)> {
    store.0.payments.iter().flat_map(|provider| {
        let element = provider.element_origins();
        let all = [
            ("form-action", provider.origins()),
            ("script-src", element.scripts),
            ("frame-src", element.frames),
            ("connect-src", element.connections),
            ("img-src", element.images),
        ];
        let id = provider.id();
        all.into_iter()
            .flat_map(move |(directive, origins)| origins.into_iter().map(move |origin| (id, directive, origin)))
    })
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (directive, sources)) in self.0.iter().enumerate() {
            let separator = if n == 0 { "" } else { "; " };
            write!(f, "{separator}{directive} {}", sources.join(" "))?;
        }
        Ok(())
    }
}

/// Returns whether a text is a single token of a policy.
fn is_source(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b';' | b','))
}

/// Returns the sockets to which Leptos's `AutoReload` connects under `cargo leptos watch`, from the variables that
/// cargo-leptos sets and the host of the request. It uses `wss` on a page with https.
fn reload_sockets(variable: impl Fn(&str) -> Option<String>, host: &str) -> Option<[String; 2]> {
    variable("LEPTOS_WATCH")?;
    let port = variable("LEPTOS_RELOAD_EXTERNAL_PORT").or_else(|| variable("LEPTOS_RELOAD_PORT"));
    let port = port.map_or(Ok(3001), |port| port.parse::<u16>()).ok()?;
    let name = match host.rsplit_once(':').map_or(host, |(name, _)| name) {
        // A policy cannot name an IPv6 address.
        name if name.is_empty() || name.contains('[') => "*",
        name => name,
    };
    Some(["ws", "wss"].map(|scheme| format!("{scheme}://{name}:{port}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn policy() -> Policy {
        Policy::new("abc")
    }

    #[test]
    fn the_page_may_load_what_is_its_own() {
        assert_eq!(
            policy().to_string(),
            "default-src 'self'; script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
             connect-src 'self'; frame-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
             form-action 'self'; frame-ancestors 'none'"
        );
    }

    #[test]
    fn each_source_is_added_to_its_directive() {
        let composed = ContentSecurityPolicy::new()
            .allow_img("https://cdn.example")
            .allow_media("https://media.example")
            .allow_connect("wss://live.example")
            .allow_style("'unsafe-inline'")
            .allow_font("https://fonts.example")
            .allow_frame("https://video.example")
            .allow_script("'unsafe-eval'")
            .allow_form_action("https://search.example");
        let mut policy = policy();
        for (directive, source) in composed.added {
            policy.allow(directive, source);
        }
        let text = policy.to_string();
        for directive in [
            "img-src 'self' data: https://cdn.example",
            "media-src 'self' https://media.example",
            "connect-src 'self' wss://live.example",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' https://fonts.example",
            "frame-src 'self' https://video.example",
            "script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval' 'unsafe-eval'",
            "form-action 'self' https://search.example",
        ] {
            assert!(text.split("; ").any(|part| part == directive), "{directive}: {text}");
        }
    }

    #[test]
    fn a_source_is_named_once() {
        let mut policy = policy();
        for _ in 0..2 {
            policy.allow("frame-src", "https://video.example".to_owned());
        }
        assert!(policy.to_string().contains("frame-src 'self' https://video.example;"), "{policy}");
    }

    proptest! {
        #[test]
        fn no_source_breaks_out_of_its_directive(source in "(\\PC|[ ;,\r\n\t])*") {
            let mut policy = policy();
            let before = policy.to_string();
            policy.allow("img-src", source.clone());
            let after = policy.to_string();
            prop_assert!(HeaderValue::from_str(&after).is_ok(), "{:?}", after);
            prop_assert_eq!(after.matches([';', ',']).count(), before.matches([';', ',']).count(), "{:?}", source);
            let words = |text: &str| text.split_ascii_whitespace().count();
            prop_assert!(words(&after) <= words(&before) + 1, "{:?}", source);
        }
    }

    #[test]
    fn the_socket_that_reloads_is_allowed_while_cargo_leptos_watches() {
        let sockets = |variables: &[(&str, &str)], host: &str| {
            let variable =
                |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
            reload_sockets(variable, host).map(|[ws, _]| ws)
        };
        let watched = ("LEPTOS_WATCH", "true");
        let (inside, outside) = (("LEPTOS_RELOAD_PORT", "4001"), ("LEPTOS_RELOAD_EXTERNAL_PORT", "5001"));
        assert_eq!(sockets(&[inside], "localhost:3000"), None);
        let is = |variables: &[(&str, &str)], host, socket| {
            assert_eq!(sockets(variables, host).as_deref(), Some(socket), "{variables:?} {host}");
        };
        is(&[watched], "localhost:3000", "ws://localhost:3001");
        is(&[watched, inside], "127.0.0.1:3000", "ws://127.0.0.1:4001");
        is(&[watched, inside, outside], "laptop.local", "ws://laptop.local:5001");
        is(&[watched], "[::1]:3000", "ws://*:3001");
        is(&[watched], "", "ws://*:3001");
        assert_eq!(sockets(&[watched, ("LEPTOS_RELOAD_PORT", "none")], "localhost"), None);
        let both = reload_sockets(|name| (name == watched.0).then(String::new), "localhost");
        assert_eq!(both, Some(["ws://localhost:3001".to_owned(), "wss://localhost:3001".to_owned()]));
    }
}
