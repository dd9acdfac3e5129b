//! Normalizes what people type into a field, or refuses it. Each function is idempotent.

use std::collections::BTreeMap;

use super::{
    Field, FieldKind, FieldProblem, PictureRef, Values, time,
    values::{lines, option_line},
};
use crate::{
    model::{Amounts, Currency, Money, TimeZone},
    store::is_break,
};

/// The maximum number of characters of an alternative text.
const LONGEST_ALT: u32 = 250;
/// The maximum number of characters of an option's name.
const LONGEST_OPTION: usize = 60;
/// The greatest price of an option, in major units.
const DEAREST: u32 = 10_000_000;
/// How the keys of files begin that the staff have uploaded.
const UPLOADS: &str = "uploads/";

/// Returns a value as [`Values`] describes it. A time without an offset is in a time zone.
pub(super) fn normalize(field: &Field, typed: &str, zone: &TimeZone) -> Result<String, FieldProblem> {
    let blank = typed.trim().is_empty();
    match field.kind {
        FieldKind::Flag => flag(typed),
        FieldKind::Text => limited(line(typed), field.max),
        FieldKind::LongText => limited(long_text(typed), field.max),
        _ if blank => Ok(String::new()),
        FieldKind::Money(currency) => Ok(money(typed, currency, field.max)?.decimal()),
        FieldKind::Count => Ok(number(typed, field.max)?.to_string()),
        FieldKind::Choice(choices) => {
            let chosen = choices.iter().find(|choice| choice.eq_ignore_ascii_case(typed.trim()));
            chosen.map(|choice| (*choice).to_owned()).ok_or(FieldProblem::NotAChoice)
        }
        FieldKind::DateTime => time::parse(typed, zone).map(time::text).ok_or(FieldProblem::NotADateTime),
        FieldKind::File => file(typed, field.max),
        FieldKind::Pictures => pictures(typed, field.max),
        FieldKind::Options(currency) => options(typed, currency, field.max),
        FieldKind::Color => color(typed),
        FieldKind::Stock => stock(typed, field.max),
    }
}

fn limited(text: String, max: u32) -> Result<String, FieldProblem> {
    let fits = u32::try_from(text.chars().count()).is_ok_and(|count| count <= max);
    if fits { Ok(text) } else { Err(FieldProblem::TooLong(max)) }
}

pub(super) fn line(typed: &str) -> String {
    let printed = typed.chars().map(|c| if is_break(c) { ' ' } else { c });
    printed.collect::<String>().trim().to_owned()
}

fn long_text(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n").replace('\r', "\n");
    let printed: String = lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    printed.trim_end().to_owned()
}

/// Reads an amount, zero or more: `12.90`, `12,9`, `1.234,56`, `12,90 €`. One that could be another amount in another
/// country is refused.
fn money(typed: &str, currency: Currency, max: u32) -> Result<Money, FieldProblem> {
    let shown = Money::zero(currency).to_string();
    let sign = shown.trim_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    let mut text: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    for unit in [sign, currency.code()] {
        let bare = text.strip_prefix(unit).or_else(|| text.strip_suffix(unit)).map(str::to_owned);
        text = bare.unwrap_or(text);
    }
    let plain = with_point(&text, currency.exponent()).filter(|plain| !plain.starts_with('-'));
    let money = plain.and_then(|plain| Money::from_decimal(&plain, currency)).ok_or(FieldProblem::NotAnAmount)?;
    let unit = 10_i64.pow(currency.exponent());
    let max = i64::from(max).min(Amounts::MAX / unit);
    if money.amount > max * unit {
        return Err(FieldProblem::TooLarge(u32::try_from(max).unwrap_or(u32::MAX)));
    }
    Ok(money)
}

/// Returns a decimal number with a point and without separators of thousands. `None` if it is ambiguous.
fn with_point(text: &str, digits: u32) -> Option<String> {
    let separators: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| matches!(c, '.' | ',')).collect();
    match separators[..] {
        [] => Some(text.to_owned()),
        [(at, separator)] => {
            let may_be_thousands = text.len() - at - 1 == 3;
            let is_ours = separator == '.' && digits == 3;
            (!may_be_thousands || is_ours).then(|| text.replacen(separator, ".", 1))
        }
        [(_, group), .., (at, point)] => {
            let groups: Vec<&str> = text[..at].split(group).collect();
            let (first, others) = groups.split_first()?;
            let grouped = (1..=3).contains(&first.len()) && others.iter().all(|part| part.len() == 3);
            (grouped && group != point).then(|| format!("{}.{}", groups.concat(), &text[at + 1..]))
        }
    }
}

/// Reads a whole number, zero or more.
pub(super) fn number(typed: &str, max: u32) -> Result<u32, FieldProblem> {
    let digits = typed.trim();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldProblem::NotANumber);
    }
    digits.parse().ok().filter(|number| *number <= max).ok_or(FieldProblem::TooLarge(max))
}

/// Reads a flag as people and spreadsheets write it, in English or German.
fn flag(typed: &str) -> Result<String, FieldProblem> {
    match typed.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "on" | "x" | "ja" | "wahr" => Ok(Values::flag_text(true)),
        "" | "no" | "n" | "false" | "0" | "off" | "nein" | "falsch" => Ok(Values::flag_text(false)),
        _ => Err(FieldProblem::NotAFlag),
    }
}

fn color(typed: &str) -> Result<String, FieldProblem> {
    let digits = typed.trim().trim_start_matches('#').to_ascii_lowercase();
    let digits = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => digits,
    };
    let is_color = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if is_color { Ok(format!("#{digits}")) } else { Err(FieldProblem::NotAColor) }
}

/// Reads the key of an uploaded file. Other files of the storage are not the staff's to offer.
fn file(typed: &str, max: u32) -> Result<String, FieldProblem> {
    let key = limited(line(typed), max)?;
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\\');
    let uploaded = key.starts_with(UPLOADS) && key.split('/').count() == 3 && key.split('/').all(plain);
    if uploaded { Ok(key) } else { Err(FieldProblem::UnknownFile) }
}

fn pictures(typed: &str, max: u32) -> Result<String, FieldProblem> {
    let mut pictures: Vec<PictureRef> = Vec::new();
    for picture in lines(typed) {
        let (id, alt) = picture.split_once(char::is_whitespace).unwrap_or((picture, ""));
        let id = id.to_ascii_lowercase();
        let is_id = id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_id || pictures.iter().any(|other| other.id == id) {
            return Err(FieldProblem::UnknownPicture);
        }
        pictures.push(PictureRef { id, alt: limited(line(alt), LONGEST_ALT)? });
    }
    if pictures.len() > max as usize {
        return Err(FieldProblem::TooLong(max));
    }
    Ok(Values::pictures_text(&pictures))
}

fn options(typed: &str, currency: Currency, max: u32) -> Result<String, FieldProblem> {
    let mut options: Vec<(String, Option<Money>)> = Vec::new();
    for option in lines(typed) {
        let (name, price) = option_line(option);
        let name = line(name);
        let again = options.iter().any(|(other, _)| is_same_option(other, &name));
        if again || !(1..=LONGEST_OPTION).contains(&name.chars().count()) {
            return Err(FieldProblem::BadOptions);
        }
        let price = price.map(|price| money(price, currency, DEAREST)).transpose();
        options.push((name, price.map_err(|_| FieldProblem::BadOptions)?));
    }
    if options.len() > max as usize {
        return Err(FieldProblem::TooLong(max));
    }
    Ok(Values::options_text(&options))
}

/// Returns whether two names are those of one option: capitals make no difference.
///
/// ```
/// use pannier::managed::is_same_option;
///
/// assert!(is_same_option("Blue", "blue") && !is_same_option("Blue", "Light blue"));
/// ```
pub fn is_same_option(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Reads a stock, whatever options there are.
fn stock(typed: &str, max: u32) -> Result<String, FieldProblem> {
    let mut stocks = BTreeMap::new();
    for stock in lines(typed) {
        let (name, units) = match option_line(stock) {
            (units, None) => ("", units),
            ("", Some(_)) => return Err(FieldProblem::BadStock),
            (name, Some(units)) => (name, units),
        };
        let units = number(units, max).map_err(|problem| match problem {
            FieldProblem::TooLarge(max) => FieldProblem::TooLarge(max),
            _ => FieldProblem::BadStock,
        })?;
        let name = line(name);
        if stocks.keys().any(|other: &String| is_same_option(other, &name)) {
            return Err(FieldProblem::BadStock);
        }
        stocks.insert(name, units);
    }
    if stocks.len() > 1 && stocks.contains_key("") {
        return Err(FieldProblem::BadStock);
    }
    Ok(Values::stocks_text(&stocks))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EUR: Currency = Currency::EUR;

    fn normalize(field: &Field, typed: &str) -> Result<String, FieldProblem> {
        super::normalize(field, typed, &TimeZone::UTC)
    }

    fn fields() -> [Field; 12] {
        [
            Field::text("a").max(20),
            Field::long_text("a").max(40),
            Field::money("a", EUR),
            Field::count("a"),
            Field::stock("a"),
            Field::choice("a", &["small", "large"]),
            Field::flag("a"),
            Field::date_time("a"),
            Field::file("a"),
            Field::pictures("a"),
            Field::options("a", EUR),
            Field::color("a"),
        ]
    }

    proptest! {
        #[test]
        fn what_is_normalized_stays_as_it_is(
            typed in "[\\PC\\n\\r\\t]{0,30}|[0-9., =#\\nA-Cyes]{0,20}",
            at in 0..12_usize,
        ) {
            let (field, zone): (Field, TimeZone) = (fields()[at], "Europe/Berlin".parse().unwrap());
            if let Ok(text) = super::normalize(&field, &typed, &zone) {
                prop_assert_eq!(super::normalize(&field, &text, &zone), Ok(text.clone()), "{:?} of {:?}", field.kind, typed);
            }
        }

        #[test]
        fn every_amount_is_read_as_it_is_written(
            amount in 0..1_000_000_000_i64,
            code in prop::sample::select(&["EUR", "JPY", "KWD"][..]),
        ) {
            let money = Money::new(amount, Currency::from_code(code).unwrap());
            prop_assert_eq!(super::money(&money.decimal(), money.currency, u32::MAX), Ok(money));
            prop_assert_eq!(super::money(&money.to_string(), money.currency, u32::MAX), Ok(money));
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let read = |typed: &str| normalize(&Field::money("price", EUR), typed);
        for (typed, amount) in [
            ("12", "12.00"),
            ("12,9", "12.90"),
            (" 12.90 ", "12.90"),
            ("0", "0.00"),
            ("12,90 €", "12.90"),
            ("€12.90", "12.90"),
            ("EUR 12.90", "12.90"),
            ("1.234,56", "1234.56"),
            ("1,234,567.8", "1234567.80"),
            ("1 234,56", "1234.56"),
            ("", ""),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(amount), "{typed}");
        }
        for typed in ["1,234", "1.234", "-1", "12.", ",5", "1.2.3", "12,34,56", "1e3", "12.905", "free", "$5", "٣"] {
            assert_eq!(read(typed), Err(FieldProblem::NotAnAmount), "{typed}");
        }
        assert_eq!(read("10000000.01"), Err(FieldProblem::TooLarge(10_000_000)));
        let dinar = Field::money("price", Currency::from_code("KWD").unwrap());
        assert_eq!(normalize(&dinar, "1.250").as_deref(), Ok("1.250"));
        assert_eq!(normalize(&dinar, "1,250"), Err(FieldProblem::NotAnAmount));
        let unlimited = Field::money("price", Currency::from_code("CLF").unwrap()).max(u32::MAX);
        assert_eq!(normalize(&unlimited, "1000000000").as_deref(), Ok("1000000000.0000"));
        assert_eq!(normalize(&unlimited, "1000000000.0001"), Err(FieldProblem::TooLarge(1_000_000_000)));
    }

    #[test]
    fn texts_are_tidied_and_limited() {
        let text = Field::text("title").max(5);
        assert_eq!(normalize(&text, " a\nb\t").as_deref(), Ok("a b"));
        assert_eq!(normalize(&text, "äöüäöü"), Err(FieldProblem::TooLong(5)));
        assert_eq!(normalize(&Field::long_text("text"), "  a\r\nb\rc\0 \n\n").as_deref(), Ok("  a\nb\nc"));
    }

    #[test]
    fn other_values_are_read_or_refused() {
        let [_, _, _, count, stock, choice, flag, _, file, pictures, options, color] = fields();
        for (field, typed, text) in [
            (count, " 007", "7"),
            (choice, "Small ", "small"),
            (flag, "JA", "yes"),
            (flag, "", "no"),
            (color, "#ABC", "#aabbcc"),
            (color, "1B6E53", "#1b6e53"),
            (file, "uploads/x1/A file.pdf", "uploads/x1/A file.pdf"),
            (options, "Blue=13,9\n\n Green ", "Blue = 13.90\nGreen"),
            (stock, "17", "17"),
            (stock, "Green=3\nBlue = 02", "Blue = 2\nGreen = 3"),
            (stock, "", ""),
            (pictures, "0F343B0931126A20F133D67C2B018A3B   A mug", "0f343b0931126a20f133d67c2b018a3b A mug"),
        ] {
            assert_eq!(normalize(&field, typed).as_deref(), Ok(text), "{typed}");
        }
        let again = "0f343b0931126a20f133d67c2b018a3b\n0f343b0931126a20f133d67c2b018a3b";
        for (field, typed, problem) in [
            (count, "-1", FieldProblem::NotANumber),
            (count, "99999999999", FieldProblem::TooLarge(1_000_000_000)),
            (choice, "medium", FieldProblem::NotAChoice),
            (flag, "perhaps", FieldProblem::NotAFlag),
            (color, "red", FieldProblem::NotAColor),
            (file, "albums/blue-hour.flac", FieldProblem::UnknownFile),
            (file, "uploads/../secret", FieldProblem::UnknownFile),
            (options, "Blue\nblue = 3", FieldProblem::BadOptions),
            (options, "= 3", FieldProblem::BadOptions),
            (options, "Blue = cheap", FieldProblem::BadOptions),
            (stock, "17\nBlue = 3", FieldProblem::BadStock),
            (stock, "Blue = many", FieldProblem::BadStock),
            (pictures, "mug.jpg A mug", FieldProblem::UnknownPicture),
            (pictures, again, FieldProblem::UnknownPicture),
        ] {
            assert_eq!(normalize(&field, typed), Err(problem), "{typed}");
        }
    }
}
