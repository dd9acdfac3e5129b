//! The contract of [`StaffAuth`].

use http::{Extensions, HeaderMap, HeaderName, HeaderValue, request::Parts};

use crate::StaffAuth;

/// Headers in which a proxy may say who somebody is. Without anything else, it may be anybody who says so.
const CLAIMS: [&str; 7] = [
    "remote-user",
    "x-remote-user",
    "x-forwarded-user",
    "x-forwarded-email",
    "x-auth-request-email",
    "cf-access-authenticated-user-email",
    "from",
];

/// Tests a sign-in of staff with a request of the person who has proven the address `email`.
///
/// ```
/// use axum::http::{Request, request::Parts};
/// use pannier::{StaffAuth, async_trait, testing};
///
/// struct Proxy { key: String }
///
/// #[async_trait]
/// impl StaffAuth for Proxy {
///     async fn who(&self, parts: &Parts) -> Option<String> {
///         let only = |name| {
///             let mut values = parts.headers.get_all(name).iter();
///             values.next().filter(|_| values.next().is_none())?.to_str().ok()
///         };
///         only("x-proxy-key").filter(|key| *key == self.key)?;
///         only("x-proxy-email").map(str::to_owned)
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let request = Request::get("/admin").header("x-proxy-key", "k7Yq2").header("x-proxy-email", "ada@shop.example");
/// let (parts, ()) = request.body(()).unwrap().into_parts();
/// testing::staff_auth_contract(&Proxy { key: "k7Yq2".into() }, &parts, "ada@shop.example").await;
/// # }
/// ```
///
/// # Panics
/// If the sign-in violates its contract.
pub async fn staff_auth_contract(auth: &dyn StaffAuth, signed_in: &Parts, email: &str) {
    for _ in 0..2 {
        assert_eq!(auth.who(signed_in).await.as_deref(), Some(email), "who has sent the given request, asked again");
    }
    strangers(auth, signed_in, email).await;
    forgers(auth, signed_in, email).await;
    if let Some(way_in) = auth.way_in() {
        let local = way_in.starts_with('/') && !way_in[1..].starts_with(['/', '\\']);
        let web = way_in.starts_with("https://") || way_in.starts_with("http://");
        assert!(local || web, "the way in, {way_in:?}, is neither a path nor a URL");
    }
}

/// Requests that prove nothing.
async fn strangers(auth: &dyn StaffAuth, signed_in: &Parts, email: &str) {
    let mut bare = with_headers(signed_in, HeaderMap::new());
    bare.extensions = Extensions::new();
    assert_eq!(auth.who(&bare).await, None, "a request without headers is from nobody");
    for name in CLAIMS {
        let claim = HeaderMap::from_iter([(HeaderName::from_static(name), value(email.as_bytes()))]);
        assert_eq!(auth.who(&with_headers(&bare, claim)).await, None, "anybody can send the header {name}");
    }
}

/// Requests with a header that is not the one that was given.
async fn forgers(auth: &dyn StaffAuth, signed_in: &Parts, email: &str) {
    let without_headers = with_headers(signed_in, HeaderMap::new());
    // What proves the address may be an extension, such as a session that a layer has loaded.
    let mut proven = auth.who(&without_headers).await.is_some();
    for (name, given) in &signed_in.headers {
        let mut headers = signed_in.headers.clone();
        headers.remove(name);
        if auth.who(&with_headers(signed_in, headers.clone())).await.as_deref() == Some(email) {
            continue;
        }
        let forged = forged(given);
        headers.insert(name, forged.clone());
        let believed = auth.who(&with_headers(signed_in, headers.clone())).await;
        assert_ne!(believed.as_deref(), Some(email), "a forged header {name} is from the same person");
        proven |= believed.is_none();
        // The one is the client's, and the other its proxy's.
        for pair in [[&forged, given], [given, &forged]] {
            headers.remove(name);
            for value in pair {
                headers.append(name, value.clone());
            }
            let believed = auth.who(&with_headers(signed_in, headers.clone())).await;
            assert!(believed.is_none_or(|who| who == email), "of two headers {name}, the forged one is believed");
        }
    }
    assert!(proven, "each header may be forged: none of them proves the address");
}

fn with_headers(parts: &Parts, headers: HeaderMap) -> Parts {
    let mut parts = parts.clone();
    parts.headers = headers;
    parts
}

/// Returns a value that differs in the middle.
fn forged(given: &HeaderValue) -> HeaderValue {
    let mut bytes = given.as_bytes().to_vec();
    let middle = bytes.len() / 2;
    match bytes.get_mut(middle) {
        Some(byte) => *byte = if *byte == b'a' { b'b' } else { b'a' },
        None => bytes.push(b'a'),
    }
    value(&bytes)
}

fn value(bytes: &[u8]) -> HeaderValue {
    HeaderValue::from_bytes(bytes).unwrap_or_else(|error| panic!("not a header's value: {error}"))
}
