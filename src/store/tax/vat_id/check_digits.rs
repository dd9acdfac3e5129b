//! The check digits of VAT numbers, as the tax authorities publish them.

/// Returns whether a number, without its prefix, has the form and the check digits of its country. Where a number
/// contains a birth date or the number of an office, only their range is checked.
pub(super) fn hold(prefix: &str, number: &str) -> bool {
    match prefix {
        "AT" => number.strip_prefix('U').is_some_and(austria),
        "BE" => belgium(number),
        "BG" => bulgaria(number),
        "CH" => switzerland(number),
        "CY" => cyprus(number),
        "CZ" => czechia(number),
        "DE" => digits(number, 9).is_some_and(|d| d[0] != 0 && mod_11_10(&d)),
        "DK" => digits(number, 8).is_some_and(|d| d[0] != 0 && sum(&d, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)),
        "EE" => digits(number, 9).is_some_and(|d| sum(&d, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)),
        "EL" => digits(number, 9).is_some_and(|d| d[..8].iter().fold(0, |all, d| all * 2 + d) * 2 % 11 % 10 == d[8]),
        "ES" => spain(number),
        "FI" => digits(number, 8).is_some_and(|d| sum(&d, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11)),
        "FR" => france(number),
        "GB" | "XI" => united_kingdom(number),
        "HR" => digits(number, 11).is_some_and(|d| mod_11_10(&d)),
        "HU" => digits(number, 8).is_some_and(|d| sum(&d, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10)),
        "IE" => ireland(number),
        "IT" => digits(number, 11).is_some_and(|d| d[..7].iter().any(|d| *d != 0) && luhn(&d)),
        "LT" => lithuania(number),
        "LU" => digits(number, 8).is_some_and(|d| value(&d[..6]) % 89 == value(&d[6..])),
        "LV" => latvia(number),
        "MT" => digits(number, 8).is_some_and(|d| d[0] != 0 && sum(&d, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37)),
        "NL" => netherlands(number),
        "NO" => number.strip_suffix("MVA").and_then(|number| digits(number, 9)).is_some_and(|d| norway(&d)),
        "PL" => digits(number, 10).is_some_and(|d| sum(&d, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == d[9]),
        "PT" => digits(number, 9).is_some_and(|d| d[0] != 0 && (11 - falling(&d[..8], 9) % 11) % 11 % 10 == d[8]),
        "RO" => romania(number),
        "SE" => digits(number, 12).is_some_and(|d| luhn(&d[..10]) && (1..=94).contains(&value(&d[10..]))),
        "SI" => digits(number, 8).is_some_and(|d| d[0] != 0 && slovenia(&d)),
        "SK" => slovakia(number),
        _ => false,
    }
}

/// Returns the digits of a text of this many digits.
fn digits(text: &str, length: usize) -> Option<Vec<u32>> {
    match text.len() == length {
        true => text.chars().map(|c| c.to_digit(10)).collect(),
        false => None,
    }
}

/// Adds up the products of digits and weights, as many as there are of both.
fn sum(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Adds up digits with weights that fall by one from `first`.
fn falling(digits: &[u32], first: u32) -> u32 {
    (0..).zip(digits).map(|(n, digit)| (first - n) * digit).sum()
}

/// Returns the number that digits are.
fn value(digits: &[u32]) -> u64 {
    digits.iter().fold(0, |all, digit| all * 10 + u64::from(*digit))
}

/// Returns the sum of Luhn's algorithm, in which the last digit counts once.
fn luhn_sum(digits: &[u32]) -> u32 {
    let twice = |digit: u32| digit * 2 / 10 + digit * 2 % 10;
    digits.iter().rev().enumerate().map(|(n, digit)| if n % 2 == 0 { *digit } else { twice(*digit) }).sum()
}

fn luhn(digits: &[u32]) -> bool {
    luhn_sum(digits).is_multiple_of(10)
}

/// ISO 7064, MOD 11,10.
fn mod_11_10(digits: &[u32]) -> bool {
    let check = |all: u32, digit: &u32| ((if all == 0 { 10 } else { all }) * 2 % 11 + digit) % 10;
    digits.iter().fold(5, check) == 1
}

fn austria(number: &str) -> bool {
    digits(number, 8).is_some_and(|d| (16 - luhn_sum(&d[..7]) % 10) % 10 == d[7])
}

fn belgium(number: &str) -> bool {
    digits(number, 10)
        .is_some_and(|d| d[0] <= 1 && value(&d) > 0 && (value(&d[..8]) + value(&d[8..])).is_multiple_of(97))
}

/// A company has nine digits, a person ten: a citizen, a foreigner, or another.
fn bulgaria(number: &str) -> bool {
    if let Some(d) = digits(number, 9) {
        let rising = |first: u32| (first..).zip(&d[..8]).map(|(weight, digit)| weight * digit).sum::<u32>() % 11;
        return match rising(1) {
            10 => rising(3) % 10 == d[8],
            check => check == d[8],
        };
    }
    digits(number, 10).is_some_and(|d| {
        let citizen = sum(&d, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10;
        let foreigner = sum(&d, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10;
        let other = (11 - sum(&d, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
        [citizen, foreigner, other].contains(&d[9])
    })
}

fn cyprus(number: &str) -> bool {
    const ODD: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let Some((number, letter)) = number.split_at_checked(8) else { return false };
    digits(number, 8).is_some_and(|d| {
        let check: u32 = d.iter().enumerate().map(|(n, d)| if n % 2 == 0 { ODD[*d as usize] } else { *d }).sum();
        !number.starts_with("12") && letter.len() == 1 && letter.chars().all(|c| u32::from(c) == 65 + check % 26)
    })
}

fn czechia(number: &str) -> bool {
    if let Some(d) = digits(number, 8) {
        let check = match (11 - falling(&d[..7], 8) % 11) % 11 {
            0 => 1,
            check => check % 10,
        };
        return d[0] != 9 && check == d[7];
    }
    match digits(number, 9) {
        Some(d) if d[0] == 6 => (8 + falling(&d[1..8], 8) % 11) % 10 == d[8],
        // Given out until 1953, without a check digit.
        Some(d) => is_born(&d) && !(54..80).contains(&value(&d[..2])),
        None => is_birth_number(number),
    }
}

/// A birth number of ten digits, as the Czech Republic and Slovakia have it.
fn is_birth_number(number: &str) -> bool {
    digits(number, 10).is_some_and(|d| is_born(&d) && value(&d[..9]) % 11 % 10 == u64::from(d[9]))
}

/// Whether a birth number has a month, which says more than the month, and a day.
fn is_born(digits: &[u32]) -> bool {
    (1..=12).contains(&(value(&digits[2..4]) % 50 % 20)) && (1..=31).contains(&value(&digits[4..6]))
}

fn spain(number: &str) -> bool {
    const LETTERS: &[u8] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let [first, middle @ .., last] = number.as_bytes() else { return false };
    let Some(middle) = str::from_utf8(middle).ok().and_then(|middle| digits(middle, 7)) else { return false };
    let person = |leading: u64| LETTERS[((leading * 10_000_000 + value(&middle)) % 23) as usize] == *last;
    match first {
        b'K' | b'L' | b'M' => person(0),
        b'0'..=b'9' => person(u64::from(first - b'0')),
        b'X' | b'Y' | b'Z' => person(u64::from(first - b'X')),
        b'A'..=b'H' | b'J' | b'N' | b'P'..=b'S' | b'U' | b'V' | b'W' => {
            let check = (10 - luhn_sum(&[&middle[..], &[0][..]].concat()) % 10) % 10;
            [b'0' + check as u8, b"JABCDEFGHI"[check as usize]].contains(last)
        }
        _ => false,
    }
}

/// A key of two digits or letters, and the SIREN, which Monaco has none of.
fn france(number: &str) -> bool {
    const KEYS: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let Some((key, siren)) = number.split_at_checked(2) else { return false };
    let key: Option<Vec<u64>> = key.chars().map(|c| KEYS.find(c).map(|place| place as u64)).collect();
    let (Some(d), Some([first, second])) = (digits(siren, 9), key.as_deref()) else { return false };
    let siren = value(&d);
    let key = match (*first < 10, *second < 10) {
        (true, true) => return is_siren(&d) && (siren * 100 + 12) % 97 == first * 10 + second,
        (true, false) => first * 24 + second - 10,
        (false, _) => first * 34 + second - 100,
    };
    is_siren(&d) && (siren + 1 + key / 11) % 11 == key % 11
}

fn is_siren(digits: &[u32]) -> bool {
    digits[..3] == [0, 0, 0] || luhn(digits)
}

/// A company's number, with or without that of its branch, a government department, or a health authority.
fn united_kingdom(number: &str) -> bool {
    if let Some((prefix @ ("GD" | "HA"), office)) = number.split_at_checked(2) {
        return digits(office, 3).is_some_and(|d| (prefix == "GD") == (value(&d) < 500));
    }
    let Some(d) = digits(number, 9).or_else(|| digits(number, 12)) else { return false };
    let check = sum(&d, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
    check == 0 || value(&d[..3]) >= 100 && [42, 55].contains(&check)
}

/// Seven digits and a letter, which may be followed by another one; until 2013, a letter or sign was the second digit.
fn ireland(number: &str) -> bool {
    const LETTERS: &str = "WABCDEFGHIJKLMNOPQRSTUV";
    let (Some(head), Some(tail)) = (number.get(..7), number.get(7..)) else { return false };
    let weights: Option<Vec<u32>> = tail.chars().map(|c| LETTERS.find(c).map(|n| n as u32)).collect();
    let Some([check, more @ ..]) = weights.as_deref() else { return false };
    let old = || {
        let second = head.get(1..2).filter(|c| c.chars().all(|c| c.is_ascii_uppercase() || c == '+' || c == '*'))?;
        digits(&format!("0{}{}", head.split_once(second)?.1, &head[..1]), 7)
    };
    match (digits(head, 7), more) {
        (Some(d), []) => falling(&d, 8) % 23 == *check,
        (Some(d), [letter]) => (falling(&d, 8) + 9 * letter) % 23 == *check,
        (None, []) => old().is_some_and(|d| falling(&d, 8) % 23 == *check),
        _ => false,
    }
}

/// Nine digits of a company, or twelve of a temporary registration.
fn lithuania(number: &str) -> bool {
    let Some(d) = digits(number, 9).or_else(|| digits(number, 12)) else { return false };
    let (last, marker) = (d.len() - 1, d.len() - 2);
    let weighted = |shift: u32| (0..).zip(&d[..last]).map(|(n, d)| (1 + (n + shift) % 9) * d).sum::<u32>() % 11;
    let check = match weighted(0) {
        10 => weighted(2) % 10,
        check => check,
    };
    d[marker] == 1 && check == d[last]
}

/// A company begins with 4 or more; a person with a day of birth, or with 32.
fn latvia(number: &str) -> bool {
    let Some(d) = digits(number, 11) else { return false };
    if d[0] > 3 {
        return sum(&d, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3;
    }
    let born = (1..=31).contains(&value(&d[..2])) && (1..=12).contains(&value(&d[2..4]));
    let check = (1 + sum(&d, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10;
    (born || d[..2] == [3, 2]) && check == d[10]
}

/// A citizen's number, or, since 2020, one with check digits of ISO 7064, MOD 97-10.
fn netherlands(number: &str) -> bool {
    let (Some(nine), Some("B"), Some(two)) = (number.get(..9), number.get(9..10), number.get(10..)) else {
        return false;
    };
    let (Some(nine), Some(two)) = (digits(nine, 9), digits(two, 2)) else { return false };
    let citizen = falling(&nine[..8], 9) % 11 == nine[8];
    // The letters N, L and B count as 23, 21 and 11.
    let all = [&[2, 3, 2, 1][..], &nine[..], &[1, 1][..], &two[..]].concat();
    let sole_trader = all.iter().fold(0, |rest, digit| (rest * 10 + digit) % 97) == 1;
    value(&nine) > 0 && value(&two) > 0 && (citizen || sole_trader)
}

fn norway(digits: &[u32]) -> bool {
    sum(digits, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Up to ten digits of a company, or thirteen of a person.
fn romania(number: &str) -> bool {
    let Some(d) = digits(number, number.len()).filter(|d| d.first().is_some_and(|first| *first != 0)) else {
        return false;
    };
    let (Some((check, rest)), length) = (d.split_last(), d.len()) else { return false };
    match length {
        // The weights are those of the digits from the right.
        2..=10 => {
            let weights = [2, 3, 5, 7, 1, 2, 3, 5, 7];
            let sum: u32 = rest.iter().rev().zip(weights).map(|(digit, weight)| digit * weight).sum();
            sum * 10 % 11 % 10 == *check
        }
        13 => {
            let born = (1..=12).contains(&value(&d[3..5])) && (1..=31).contains(&value(&d[5..7]));
            let sum = sum(rest, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
            born && (if sum == 10 { 1 } else { sum }) == *check
        }
        _ => false,
    }
}

fn slovenia(digits: &[u32]) -> bool {
    match 11 - falling(&digits[..7], 8) % 11 {
        10 => digits[7] == 0,
        check => check == digits[7],
    }
}

/// A company, or a person by the birth number.
fn slovakia(number: &str) -> bool {
    let company = |d: Vec<u32>| d[0] != 0 && [2, 3, 4, 7, 8, 9].contains(&d[2]) && value(&d).is_multiple_of(11);
    is_birth_number(number) || digits(number, 10).is_some_and(company)
}

fn switzerland(number: &str) -> bool {
    let Some(d) = number.strip_prefix('E').and_then(|number| digits(number, 9)) else { return false };
    (11 - sum(&d, &[5, 4, 3, 2, 7, 6, 5, 4]) % 11) % 11 == d[8]
}
