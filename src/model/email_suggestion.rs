//! E-mail addresses that are most likely not what was meant: no error, as every one of them may exist, but worth a question. A
//! receipt that goes to `gmial.com` reaches nobody.

/// Where most people have their mail, and whom one slip turns into somebody else.
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
/// Names as short as this have neighbours of their own: only swapped letters are taken for a slip.
const SHORT: usize = 8;
/// `.com`, as it comes out on a keyboard. None of these is a top-level domain (IANA's root zone).
const COM: [&str; 8] = ["cmo", "comm", "con", "coom", "cpm", "ocm", "vom", "xom"];

/// The address that was most likely meant, if it is another one than this.
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

/// Whether one slip lies between the two: a letter too many, too few, another one, or two in the wrong order.
fn slipped(typed: &str, meant: &str) -> bool {
    // `hotmail.be` is not `hotmail.de`, but another country's.
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

/// The name of a domain below that of a country, which has two letters (ISO 3166-1 alpha-2).
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
