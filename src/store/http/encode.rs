//! Encoding of text for the places it is inserted into: HTML and XML, scripts, URLs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// As `COMPONENT`, but keeps the slashes of a path.
const PATH: &AsciiSet = &COMPONENT.remove(b'/');

/// Escapes text for HTML and XML: for the content of an element, or for the value of an attribute in quotes.
///
/// ```
/// use pannier::encode::html;
///
/// let title = "Salt & <Pepper>";
/// assert_eq!(format!("<h1>{}</h1>", html(title)), "<h1>Salt &amp; &lt;Pepper&gt;</h1>");
/// ```
pub fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Escapes JSON for a data block of a page: no text in it can end the `<script>`. It stays the same JSON.
///
/// ```
/// use pannier::encode::json_in_script;
///
/// let json = r#"{"name":"</script>"}"#;
/// assert_eq!(json_in_script(json), r#"{"name":"\u003c/script>"}"#);
/// ```
pub fn json_in_script(json: &str) -> String {
    // Outside of strings, JSON has no `<`.
    json.replace('<', "\\u003c")
}

/// Encodes a path segment, or a name or value of a query string.
pub(crate) fn component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// Encodes a path of several segments, keeping the slashes between them.
pub(crate) fn path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

/// Encodes bytes in lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{component, html, json_in_script, path};

    #[test]
    fn no_character_of_markup_stays() {
        assert_eq!(html("<a href=\"?a&b\">'ö'</a>"), "&lt;a href=&quot;?a&amp;b&quot;&gt;&#39;ö&#39;&lt;/a&gt;");
    }

    #[test]
    fn json_for_a_script_is_the_same_json() {
        let evil = serde_json::json!({ "name": "</script><script>alert(1)</script><!--" });
        let text = json_in_script(&evil.to_string());
        assert!(!text.contains('<'), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), evil);
    }

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(component("A-z_0.9~ /?%ö"), "A-z_0.9~%20%2F%3F%25%C3%B6");
        assert_eq!(path("scores/Größe 1.pdf"), "scores/Gr%C3%B6%C3%9Fe%201.pdf");
    }
}
