//! Logs what the content security policy of a page lacks that the store's components need. On the page itself, a
//! missing source shows only as an empty place or a form that does nothing.

use std::{collections::BTreeSet, fmt};

use axum::http::{HeaderMap, header};

use super::{
    content_security_policy::of_payment_providers,
    page_response::{Page, Shown},
};
use crate::store::{Store, rate_limit::OnlyOnce};

/// The nonce of a page, which has another one each time, as it is compared and logged.
const NONCE: &str = "'nonce-..'";
const WASM: &str = "'wasm-unsafe-eval'";

/// Logs each source that the policies of a page lack, once per process. A page with several policies obeys all of them.
pub(super) fn report(store: &Store, shown: &Shown, headers: &HeaderMap) {
    static SAID: OnlyOnce = OnlyOnce::new();
    let needs = needs(store, shown);
    if needs.is_empty() {
        return;
    }
    let policies = headers.get_all(header::CONTENT_SECURITY_POLICY).iter().filter_map(|policy| policy.to_str().ok());
    let policies: Vec<String> = policies.map(|policies| without_nonce(policies, shown.nonce.as_deref())).collect();
    let policies: Vec<Policy> = policies.iter().flat_map(|policies| policies.split(',')).map(Policy::parse).collect();
    let page = page_name(shown.page);
    if policies.is_empty() {
        if shown.page >= Page::Order && SAID.pass("no policy") {
            tracing::info!(
                "your {page} has no content security policy: call pannier::content_security_policy() in your document, \
                 unless one is added where the store does not see it, such as by a proxy"
            );
        }
        return;
    }
    for gap in gaps(&policies, needs, &store.settings().base_url) {
        if SAID.pass(&format!("{} {}", gap.directive, gap.source)) {
            tracing::warn!("the content security policy of your {page} lacks {gap}");
        }
    }
}

fn page_name(page: Page) -> &'static str {
    match page {
        Page::Document => "page",
        Page::Download => "download page",
        Page::Withdrawal => "withdrawal page",
        Page::Basket => "basket",
        Page::Order => "order page",
        Page::Checkout => "checkout",
    }
}

/// A source that a component needs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Need {
    directive: &'static str,
    source: String,
    /// The component, for the log.
    of: String,
}

impl Need {
    fn new(directive: &'static str, source: impl Into<String>, of: impl Into<String>) -> Need {
        Need { directive, source: source.into(), of: of.into() }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Need { directive, source, of } = self;
        let value = if source == NONCE { " with the value of leptos::nonce::use_nonce()" } else { "" };
        write!(f, "\"{directive} {source}\"{value}, which {of} needs")
    }
}

/// Returns policies with [`NONCE`] in place of the page's own nonce.
fn without_nonce(policies: &str, nonce: Option<&str>) -> String {
    match nonce {
        Some(nonce) => policies.replace(&format!("'nonce-{nonce}'"), NONCE),
        None => policies.to_owned(),
    }
}

/// Returns what the components of a page need: the pictures alone, if its policy is made for the others.
fn needs(store: &Store, shown: &Shown) -> Vec<Need> {
    let mut needs: Vec<Need> = pictures(&shown.pictures).collect();
    if shown.has_policy {
        return needs;
    }
    if shown.links_style {
        needs.push(Need::new("style-src", "'self'", "the store's style sheet"));
    }
    if shown.page >= Page::Withdrawal {
        needs.push(Need::new("form-action", "'self'", "the store's form"));
    }
    if shown.page >= Page::Basket && shown.has_scripts {
        let nonce = shown.nonce.is_some().then_some(("script-src", NONCE));
        let of_the_script = nonce.into_iter().chain([("script-src", WASM), ("connect-src", "'self'")]);
        needs.extend(of_the_script.map(|(directive, source)| Need::new(directive, source, "the store's script")));
    }
    if shown.page >= Page::Order {
        // A script without a nonce loads it.
        let element = of_payment_providers(store).find(|(_, directive, _)| *directive == "script-src");
        needs.extend(element.map(|_| Need::new("script-src", "'self'", "the module for payment elements")));
        needs.extend(of_payment_providers(store).map(|(provider, directive, origin)| {
            Need::new(directive, origin, format!("the payment provider {provider}"))
        }));
    }
    needs
}

/// Returns what the pictures of products need, by their origins.
fn pictures(urls: &BTreeSet<String>) -> impl Iterator<Item = Need> {
    let sources: BTreeSet<String> = urls.iter().map(|url| source_of(url)).collect();
    sources.into_iter().map(|source| Need::new("img-src", source, "a product's picture"))
}

/// Returns the source expression for a URL.
fn source_of(url: &str) -> String {
    match url.split_once(':') {
        Some((scheme @ ("http" | "https"), rest)) => {
            let authority = rest.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
            format!("{scheme}://{authority}")
        }
        Some(("data", _)) => "data:".to_owned(),
        _ => match url.strip_prefix("//") {
            Some(rest) => format!("https://{}", rest.split(['/', '?', '#']).next().unwrap_or_default()),
            None => "'self'".to_owned(),
        },
    }
}

/// Returns the needs that one of the policies of a page of the origin `own` does not meet.
fn gaps(policies: &[Policy], needs: Vec<Need>, own: &str) -> Vec<Need> {
    let is_met = |need: &Need| policies.iter().all(|policy| policy.allows(need.directive, &need.source, own));
    needs.into_iter().filter(|need| !is_met(need)).collect()
}

/// A policy as a browser reads it: the sources of each directive.
struct Policy<'a>(Vec<(&'a str, Vec<&'a str>)>);

impl Policy<'_> {
    fn parse(text: &str) -> Policy<'_> {
        let directives = text.split(';').filter_map(|directive| {
            let mut words = directive.split_ascii_whitespace();
            Some((words.next()?, words.collect()))
        });
        Policy(directives.collect())
    }

    /// Returns whether the policy of a page of the origin `own` allows a source.
    fn allows(&self, directive: &str, source: &str, own: &str) -> bool {
        let Some(sources) = self.sources(directive, source) else { return true };
        let sources: Vec<String> = sources.iter().map(|source| source.to_ascii_lowercase()).collect();
        let has = |keyword: &str| sources.iter().any(|source| source == keyword);
        let own = own.to_ascii_lowercase();
        match source {
            WASM => return has(WASM) || has("'unsafe-eval'"),
            NONCE if has(NONCE) => return true,
            // The script is part of the page, and imports a file.
            NONCE => {
                let inline = has("'unsafe-inline'") && !sources.iter().any(|source| disables_inline(source));
                return inline && self.allows(directive, "'self'", &own);
            }
            _ => {}
        }
        let wanted = if source == "'self'" { own.clone() } else { source.to_ascii_lowercase() };
        sources.iter().any(|allowed| match allowed.as_str() {
            // It allows what a script with a nonce loads, and no origin.
            "'strict-dynamic'" => directive == "script-src",
            "'self'" => covers(&own, &wanted),
            allowed => covers(allowed, &wanted),
        })
    }

    /// Returns the sources of a directive for this source, or of the one that it falls back to; `None` if neither is
    /// restricted. The first of several counts.
    fn sources(&self, directive: &str, source: &str) -> Option<&[&str]> {
        let elements: &[&str] = match directive {
            "script-src" if source != WASM => &["script-src-elem"],
            "style-src" => &["style-src-elem"],
            _ => &[],
        };
        let fallbacks: &[&str] = match directive {
            "form-action" => &[],
            "frame-src" => &["child-src", "default-src"],
            _ => &["default-src"],
        };
        let named = |name: &str| self.0.iter().find(|(directive, _)| directive.eq_ignore_ascii_case(name));
        let (_, sources) = elements.iter().chain(&[directive]).chain(fallbacks).find_map(|name| named(name))?;
        Some(sources.as_slice())
    }
}

/// Returns whether a source makes browsers ignore `'unsafe-inline'` beside it.
fn disables_inline(source: &str) -> bool {
    ["'nonce-", "'sha", "'strict-dynamic'"].iter().any(|start| source.starts_with(start))
}

/// Returns whether a scheme (`https:`) or host (`https://*.pay.example:443/path`) of a policy covers an origin or the
/// scheme `data:` (CSP Level 3, 6.7.2). Ports are not compared, nor a scheme that the policy leaves to the page: what is
/// reported is certain.
fn covers(allowed: &str, wanted: &str) -> bool {
    let Some((scheme, host)) = wanted.split_once("://") else { return allowed == wanted };
    // What is allowed over http may be encrypted as well.
    let is_scheme = |allowed: &str| allowed == scheme || allowed == "http" && scheme == "https";
    let (of, pattern) = allowed.split_once("://").unwrap_or((scheme, allowed));
    match (pattern, pattern.strip_suffix(':')) {
        ("*", _) => true,
        (_, Some(of)) => is_scheme(of),
        _ => {
            let (pattern, host) = (host_of(pattern), host_of(host));
            is_scheme(of) && pattern.strip_prefix('*').map_or(host == pattern, |domain| host.ends_with(domain))
        }
    }
}

/// Returns the host of `pay.example:8443/path`. An IPv6 address has colons, in brackets.
fn host_of(rest: &str) -> &str {
    let authority = rest.split('/').next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OWN: &str = "https://quarto.example";

    fn allows(policy: &str, directive: &str, source: &str) -> bool {
        Policy::parse(policy).allows(directive, source, OWN)
    }

    #[test]
    fn a_directive_falls_back_as_in_browsers() {
        let origin = "https://pay.example";
        for (policy, directive, allowed) in [
            ("frame-src https://pay.example; default-src 'none'", "frame-src", true),
            ("child-src https://pay.example; default-src 'none'", "frame-src", true),
            ("default-src https://pay.example", "frame-src", true),
            ("frame-src 'self'; child-src https://pay.example", "frame-src", false),
            ("default-src https://pay.example", "connect-src", true),
            ("child-src https://pay.example; default-src 'self'", "connect-src", false),
            ("default-src 'none'", "form-action", true),
            ("form-action 'self'", "form-action", false),
            ("Form-Action 'self'", "form-action", false),
            ("frame-src 'self'; frame-src https://pay.example", "frame-src", false),
            ("frame-src", "frame-src", false),
            ("img-src 'self'", "frame-src", true),
            ("", "frame-src", true),
        ] {
            assert_eq!(allows(policy, directive, origin), allowed, "{policy:?} {directive}");
        }
    }

    #[test]
    fn sources_are_matched_as_in_browsers() {
        for (allowed, source, expected) in [
            ("*", "https://pay.example", true),
            ("*", "data:", false),
            ("data:", "data:", true),
            ("https:", "data:", false),
            ("https:", "https://pay.example", true),
            ("http:", "https://pay.example", true),
            ("https:", "http://127.0.0.1:9", false),
            ("pay.example", "https://pay.example", true),
            ("pay.example", "http://pay.example", true),
            ("HTTPS://Pay.Example", "https://pay.example", true),
            ("https://pay.example", "https://Pay.Example", true),
            ("https://pay.example/v1/", "https://pay.example", true),
            ("https://pay.example:443", "https://pay.example", true),
            ("https://pay.example:*", "https://pay.example:8443", true),
            ("https://pay.example", "https://pay.example:8443", true),
            ("https://*.pay.example", "https://js.pay.example", true),
            ("https://*.pay.example", "https://*.js.pay.example", true),
            ("https://*.pay.example", "https://pay.example", false),
            ("https://js.pay.example", "https://*.pay.example", false),
            ("https://pay.example.evil.example", "https://pay.example", false),
            ("http://[::1]:9", "http://[::1]:9", true),
            ("'none'", "https://pay.example", false),
            ("'self'", "https://pay.example", false),
            ("'self'", "'self'", true),
            ("'self'", "https://quarto.example", true),
            ("'SELF'", "'self'", true),
            ("https:", "'self'", true),
            ("*", "'self'", true),
            ("quarto.example", "'self'", true),
            ("https://cdn.example", "'self'", false),
            ("'none'", "'self'", false),
        ] {
            assert_eq!(allows(&format!("img-src {allowed}"), "img-src", source), expected, "{allowed} {source}");
        }
    }

    #[test]
    fn a_script_with_a_nonce_may_load_others_where_the_policy_says_so() {
        let origin = "https://js.pay.example";
        assert!(allows("script-src 'nonce-abc' 'strict-dynamic'", "script-src", origin));
        assert!(!allows("script-src 'self' 'nonce-abc'", "script-src", origin));
        assert!(allows("script-src 'self' https://js.pay.example", "script-src", origin));
    }

    #[test]
    fn what_is_missing_is_named() {
        let needs = || {
            vec![
                Need::new("form-action", "'self'", "the store's form"),
                Need::new("connect-src", "https://api.pay.example", "the payment provider pay"),
                Need::new("frame-src", "https://js.pay.example", "the payment provider pay"),
            ]
        };
        let missing = |policies: &[&str]| {
            let policies: Vec<Policy> = policies.iter().map(|policy| Policy::parse(policy)).collect();
            gaps(&policies, needs(), OWN).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let api = "\"connect-src https://api.pay.example\", which the payment provider pay needs";
        let form = "\"form-action 'self'\", which the store's form needs";
        assert_eq!(missing(&["default-src 'self'; frame-src https://js.pay.example"]), [api]);
        assert_eq!(missing(&["default-src *"]), Vec::<String>::new());
        assert_eq!(missing(&["default-src *", "form-action 'none'"]), [form], "each of several policies counts");
    }

    #[tokio::test]
    async fn all_that_a_page_needs_is_compared() {
        let store = crate::testing::in_memory().await.build().await.unwrap();
        let mut shown = Shown {
            page: Page::Checkout,
            nonce: Some("abc".to_owned()),
            has_scripts: true,
            links_style: true,
            pictures: BTreeSet::from(["https://cdn.example/1.jpg".to_owned()]),
            has_policy: false,
        };
        let lacks = |shown: &Shown, policy: &str| {
            let policy = without_nonce(policy, shown.nonce.as_deref());
            let gaps = gaps(&[Policy::parse(&policy)], needs(&store, shown), OWN);
            gaps.iter().map(|gap| format!("{} {}", gap.directive, gap.source)).collect::<Vec<_>>()
        };
        let (picture, style) = ("img-src https://cdn.example", "style-src 'self'");
        let (nonce, wasm) = ("script-src 'nonce-..'", "script-src 'wasm-unsafe-eval'");
        let (form, connect) = ("form-action 'self'", "connect-src 'self'");
        for (policy, expected) in [
            ("", vec![]),
            ("default-src 'none'", vec![picture, style, nonce, wasm, connect]),
            ("default-src 'self'; script-src 'self'", vec![picture, nonce, wasm]),
            ("default-src 'self'; img-src https:; script-src 'nonce-abc' 'wasm-unsafe-eval'", vec![]),
            ("default-src *; script-src 'nonce-old' 'unsafe-eval'", vec![nonce]),
            ("default-src *; script-src 'self' 'unsafe-inline' 'unsafe-eval'", vec![]),
            ("default-src *; script-src 'self' 'unsafe-inline' 'nonce-old' 'wasm-unsafe-eval'", vec![nonce]),
            ("default-src *; script-src 'unsafe-inline' 'wasm-unsafe-eval'", vec![nonce]),
            ("script-src-elem 'nonce-abc'; script-src 'none'; style-src-elem 'none'", vec![style, wasm]),
            ("form-action 'none'", vec![form]),
        ] {
            assert_eq!(lacks(&shown, policy), expected, "{policy:?}");
        }
        shown.has_scripts = false;
        shown.links_style = false;
        assert_eq!(lacks(&shown, "default-src 'none'; form-action 'none'"), [picture, form]);
        for (page, expected) in [(Page::Withdrawal, vec![picture, form]), (Page::Download, vec![picture])] {
            let shown = Shown { page, has_scripts: true, ..shown.clone() };
            assert_eq!(lacks(&shown, "default-src 'none'; form-action 'none'"), expected, "{page:?}");
        }
    }

    #[test]
    fn the_log_says_where_a_nonce_comes_from() {
        let need = Need::new("script-src", NONCE, "the store's script").to_string();
        assert_eq!(
            need,
            "\"script-src 'nonce-..'\" with the value of leptos::nonce::use_nonce(), which the store's script needs"
        );
    }

    #[tokio::test]
    async fn a_policy_that_is_made_for_the_store_can_lack_pictures_only() {
        let store = crate::testing::in_memory().await.build().await.unwrap();
        let mut shown = Shown { page: Page::Checkout, ..Shown::default() };
        assert!(!needs(&store, &shown).is_empty());
        shown.has_policy = true;
        assert!(needs(&store, &shown).is_empty());
        shown.pictures.insert("https://cdn.example/1.jpg".to_owned());
        assert_eq!(needs(&store, &shown), [Need::new("img-src", "https://cdn.example", "a product's picture")]);
    }

    #[test]
    fn pictures_need_their_origin() {
        for (url, source) in [
            ("/art/dunes.svg", "'self'"),
            ("dunes.svg?at=12:30", "'self'"),
            ("https://cdn.example/dunes.jpg", "https://cdn.example"),
            ("https://cdn.example?id=1", "https://cdn.example"),
            ("http://127.0.0.1:9/dunes.jpg", "http://127.0.0.1:9"),
            ("//cdn.example/dunes.jpg", "https://cdn.example"),
            ("data:image/png;base64,AAAA", "data:"),
        ] {
            assert_eq!(source_of(url), source, "{url}");
        }
        let urls = ["https://cdn.example/1.jpg", "https://cdn.example/2.jpg"].map(str::to_owned);
        assert_eq!(pictures(&urls.into()).count(), 1);
    }

    proptest! {
        #[test]
        fn no_policy_makes_it_panic(policy in "\\PC*", source in "\\PC*", own in "\\PC*") {
            Policy::parse(&policy).allows("img-src", &source, &own);
            source_of(&source);
            covers(&policy, &source);
        }
    }
}
