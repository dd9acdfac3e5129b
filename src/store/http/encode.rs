//! Percent-encoding (RFC 3986).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// As `COMPONENT`, but keeps the slashes of a path.
const PATH: &AsciiSet = &COMPONENT.remove(b'/');

/// Encodes a path segment, or a name or value of a query string.
pub(crate) fn component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// Encodes a path of several segments, keeping the slashes between them.
pub(crate) fn path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

#[cfg(test)]
mod tests {
    use super::{component, path};

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(component("A-z_0.9~ /?%ö"), "A-z_0.9~%20%2F%3F%25%C3%B6");
        assert_eq!(path("scores/Größe 1.pdf"), "scores/Gr%C3%B6%C3%9Fe%201.pdf");
    }
}
