//! Suggestions for misspelt e-mail domains. A suggestion is not an error, since every such domain may
//! exist; but a receipt sent to `gmial.com` never arrives.

/// The most common mail providers, and real domains that are one typo away from one of them.
const PROVIDERS: [&str; 38] = [
    "aol.com",
    "bluewin.ch",
    "btinternet.com",
    "email.com",
    "fastmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.it",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "mail.com",
    "mailbox.org",
    "msn.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "t-online.de",
    "wanadoo.fr",
    "web.de",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "ymail.com",
];
/// For domains this short, only transposed letters count as a typo: too many real domains are one letter
/// away.
const SHORT: usize = 8;
/// Typos of `.com`. None of these is a top-level domain (IANA's root zone).
const COM: [&str; 8] = ["cmo", "comm", "con", "coom", "cpm", "ocm", "vom", "xom"];

/// Returns the address that was most likely meant, if it differs from `email`.
pub(crate) fn meant(email: &str) -> Option<String> {
    let (local, domain) = email.trim().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    if local.is_empty() || PROVIDERS.contains(&domain.as_str()) {
        return None;
    }
    let ending =
        || domain.rsplit_once('.').filter(|(_, last)| COM.contains(last)).map(|(name, _)| format!("{name}.com"));
    let provider = PROVIDERS.into_iter().find(|provider| slipped(&domain, provider)).map(str::to_owned);
    provider.or_else(ending).map(|domain| format!("{local}@{domain}"))
}

/// Returns whether the two are one typo apart: a letter inserted, missing or replaced, or two transposed.
fn slipped(typed: &str, meant: &str) -> bool {
    // `hotmail.be` is not a typo of `hotmail.de`, but another country's domain.
    if let (Some(name), Some(other)) = (below_country(typed), below_country(meant))
        && name == other
    {
        return false;
    }
    let (mut a, mut b) = (typed.as_bytes(), meant.as_bytes());
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., x], [rest_b @ .., y]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    match (a, b) {
        ([w, x], [y, z]) => w == z && x == y,
        ([], [_]) | ([_], [] | [_]) => meant.len() > SHORT,
        _ => false,
    }
}

/// Returns a domain without its country code, which has two letters (ISO 3166-1 alpha-2).
fn below_country(domain: &str) -> Option<&str> {
    domain.rsplit_once('.').filter(|(_, last)| last.len() == 2).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_pointed_out() {
        for (typed, other) in [
            ("ada@gmial.com", "ada@gmail.com"),
            ("ada@gmai.com", "ada@gmail.com"),
            ("ada@gmaill.com", "ada@gmail.com"),
            ("ada@gmail.co", "ada@gmail.com"),
            ("ada@GMAIL.CON", "ada@gmail.com"),
            ("a.b+c@hotmial.com", "a.b+c@hotmail.com"),
            ("ada@outlok.com", "ada@outlook.com"),
            ("ada@t-onlin.de", "ada@t-online.de"),
            ("ada@wbe.de", "ada@web.de"),
            (" ada@quarto.con ", "ada@quarto.com"),
        ] {
            assert_eq!(meant(typed).as_deref(), Some(other), "{typed}");
        }
    }

    #[test]
    fn what_may_well_be_meant_is_left_alone() {
        for typed in [
            "",
            "ada",
            "@gmial.com",
            "ada@gmail.com",
            "ada@ymail.com",
            "ada@mail.com",
            "ada@gmx.com",
            "ada@gmx.net",
            "ada@hotmail.be",
            "ada@outlook.es",
            "ada@wep.de",
            "ada@we.de",
            "ada@quarto.example",
            "ada@quarto.co",
            "ada@gmäil.com",
        ] {
            assert_eq!(meant(typed), None, "{typed}");
        }
    }
}
