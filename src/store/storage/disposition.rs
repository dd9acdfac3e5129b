//! The `Content-Disposition` header of a download (RFC 6266).

use crate::store::http::encode;

/// Returns a `Content-Disposition` header that saves a file under its name (RFC 6266): in plain ASCII
/// for old browsers, and in UTF-8 (RFC 8187) if that differs. For your own [`Storage`](crate::Storage).
///
/// ```
/// use pannier::storage::attachment;
///
/// assert_eq!(attachment("Score.pdf"), r#"attachment; filename="Score.pdf""#);
/// assert_eq!(attachment("Größe.pdf"), r#"attachment; filename="Gr__e.pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf"#);
/// ```
pub fn attachment(file_name: &str) -> String {
    disposition("attachment", file_name)
}

/// Returns a `Content-Disposition` header of what the browser shows, and saves under this name.
pub(in crate::store) fn inline(file_name: &str) -> String {
    disposition("inline", file_name)
}

fn disposition(kind: &str, file_name: &str) -> String {
    // A quoted string cannot hold all of these; browsers interpret backslash, slash and percent differently.
    let plain = |c: char| if c.is_ascii_graphic() && !"\"\\/%".contains(c) || c == ' ' { c } else { '_' };
    let fallback: String = file_name.chars().map(plain).collect();
    if fallback == file_name {
        return format!("{kind}; filename=\"{fallback}\"");
    }
    format!("{kind}; filename=\"{fallback}\"; filename*=UTF-8''{}", encode::component(file_name))
}

#[cfg(test)]
mod tests {
    use super::{attachment, inline};

    #[test]
    fn plain_names_stay_plain() {
        assert_eq!(attachment("Blue Hour.flac"), "attachment; filename=\"Blue Hour.flac\"");
        assert_eq!(inline("Invoice 2026-00017.pdf"), "inline; filename=\"Invoice 2026-00017.pdf\"");
    }

    #[test]
    fn other_names_come_twice() {
        assert_eq!(
            attachment("Über \"50%\".zip"),
            "attachment; filename=\"_ber _50__.zip\"; filename*=UTF-8''%C3%9Cber%20%2250%25%22.zip"
        );
        assert!(!attachment("a\r\nSet-Cookie: x").contains(['\r', '\n']), "no header can be smuggled in");
    }
}
