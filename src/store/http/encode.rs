//! Percent-encoding (RFC 3986).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same, with the slashes of a path kept.
const PATH: &AsciiSet = &COMPONENT.remove(b'/');

/// Encodes a segment of a path, or a name or value of a query.
pub(crate) fn component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// Encodes a path of several segments: the slashes between them stay.
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
