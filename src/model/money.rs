//! Money: integer minor units plus an ISO 4217 currency.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::InvalidValueError;

/// An ISO 4217 currency code, such as `EUR`.
///
/// ```
/// use pannier::{Currency, InvalidValueError};
///
/// let yen: Currency = "JPY".parse()?;
/// assert_eq!((yen.code(), yen.exponent()), ("JPY", 0));
/// # Ok::<(), InvalidValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Euro.
    pub const EUR: Currency = Currency(*b"EUR");
    /// US dollar.
    pub const USD: Currency = Currency(*b"USD");

    /// Parses a currency code of three capital letters; `None` for anything else.
    ///
    /// Only the server has the list of codes in use: see [`Currency::is_iso_4217`].
    ///
    /// ```
    /// use pannier::Currency;
    ///
    /// assert_eq!(Currency::from_code("EUR"), Some(Currency::EUR));
    /// assert_eq!(Currency::from_code("euro"), None);
    /// ```
    pub const fn from_code(code: &str) -> Option<Currency> {
        match *code.as_bytes() {
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z', c @ b'A'..=b'Z'] => Some(Currency([a, b, c])),
            _ => None,
        }
    }

    /// Returns the three-letter code.
    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Returns the number of decimal digits of the minor unit (ISO 4217, "minor unit"): 2 for EUR, 0 for
    /// JPY, 3 for KWD.
    pub const fn exponent(&self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX"
            | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }

    /// Returns whether ISO 4217 lists this currency.
    ///
    /// ```
    /// use pannier::Currency;
    ///
    /// assert!(Currency::EUR.is_iso_4217());
    /// assert!(!Currency::from_code("QQQ").unwrap().is_iso_4217());
    /// ```
    #[cfg(feature = "ssr")]
    pub fn is_iso_4217(&self) -> bool {
        iso_currency::Currency::from_code(self.code()).is_some()
    }

    const fn sign(&self) -> Option<&'static str> {
        match &self.0 {
            b"EUR" => Some("€"),
            b"USD" => Some("$"),
            b"GBP" => Some("£"),
            b"JPY" => Some("¥"),
            _ => None,
        }
    }
}

impl FromStr for Currency {
    type Err = InvalidValueError;

    /// Parses a currency code, as [`Currency::from_code`] does.
    fn from_str(code: &str) -> Result<Currency, InvalidValueError> {
        let invalid = || InvalidValueError::new(format!("{code:?} is not a currency code of three capital letters"));
        Currency::from_code(code).ok_or_else(invalid)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Currency::from_code(&code).ok_or_else(|| D::Error::custom("not an ISO 4217 code"))
    }
}

/// An amount of money: `amount` in minor units (cents, pence, yen).
///
/// ```
/// use pannier::{Currency, Money};
/// let price = Money::new(1990, Currency::EUR);
/// assert_eq!(price.to_string(), "€19.90");
/// assert_eq!(price.checked_mul(3), Some(Money::new(5970, Currency::EUR)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Money {
    /// Minor units.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// Creates an amount of `amount` minor units.
    pub const fn new(amount: i64, currency: Currency) -> Money {
        Money { amount, currency }
    }

    /// Returns zero in `currency`.
    pub const fn zero(currency: Currency) -> Money {
        Money { amount: 0, currency }
    }

    /// Adds two amounts; `None` if the currencies differ or on overflow.
    ///
    /// ```
    /// use pannier::{Currency, Money};
    ///
    /// let euro = |cents| Money::new(cents, Currency::EUR);
    /// assert_eq!(euro(1990).checked_add(euro(490)), Some(euro(2480)));
    /// assert_eq!(euro(1990).checked_add(Money::new(490, Currency::USD)), None);
    /// ```
    #[must_use]
    pub fn checked_add(self, other: Money) -> Option<Money> {
        let same = self.currency == other.currency;
        let amount = if same { self.amount.checked_add(other.amount) } else { None };
        amount.map(|amount| Money { amount, ..self })
    }

    /// Multiplies by a quantity; `None` on overflow.
    #[must_use]
    pub fn checked_mul(self, quantity: u32) -> Option<Money> {
        self.amount.checked_mul(quantity.into()).map(|amount| Money { amount, ..self })
    }

    /// Formats the amount in major units, with all decimal digits and no currency: `19.90`, `1200`,
    /// `1.250`.
    pub fn decimal(&self) -> String {
        let digits = self.currency.exponent() as usize;
        let sign = if self.amount < 0 { "-" } else { "" };
        let all = format!("{:0>width$}", self.amount.unsigned_abs(), width = digits + 1);
        let (major, minor) = all.split_at(all.len() - digits);
        if digits == 0 { format!("{sign}{major}") } else { format!("{sign}{major}.{minor}") }
    }
}

impl Money {
    /// Parses an amount in major units: the inverse of [`Money::decimal`]. `None` if the text is not a
    /// plain decimal number, has more digits than the currency's minor unit, or on overflow.
    ///
    /// ```
    /// use pannier::{Currency, Money};
    ///
    /// let euro = |cents| Some(Money::new(cents, Currency::EUR));
    /// assert_eq!(Money::from_decimal("19.90", Currency::EUR), euro(1990));
    /// assert_eq!(Money::from_decimal("20", Currency::EUR), euro(2000));
    /// assert_eq!(Money::from_decimal("19.905", Currency::EUR), None);
    /// ```
    pub fn from_decimal(text: &str, currency: Currency) -> Option<Money> {
        let digits = currency.exponent() as usize;
        let (sign, plain) = text.strip_prefix('-').map_or(("", text), |plain| ("-", plain));
        let (major, minor) = plain.split_once('.').unwrap_or((plain, ""));
        let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if major.is_empty() || !numeric(major) || !numeric(minor) || minor.len() > digits || plain.ends_with('.') {
            return None;
        }
        let amount = format!("{sign}{major}{minor:0<digits$}").parse().ok()?;
        Some(Money { amount, currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimal = self.decimal();
        match self.currency.sign() {
            Some(sign) => match decimal.strip_prefix('-') {
                Some(positive) => write!(f, "-{sign}{positive}"),
                None => write!(f, "{sign}{decimal}"),
            },
            None => write!(f, "{decimal} {}", self.currency.code()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CODES: [&str; 5] = ["EUR", "USD", "JPY", "KWD", "CLF"];

    proptest! {
        #[test]
        fn decimals_say_exactly_the_amount(amount: i64, code in prop::sample::select(&CODES[..])) {
            let currency = Currency::from_code(code).unwrap();
            let text = Money::new(amount, currency).decimal();
            let digits = text.split_once('.').map_or(0, |(_, minor)| minor.len());
            prop_assert_eq!(digits, currency.exponent() as usize);
            prop_assert_eq!(text.replace('.', "").parse::<i64>().ok(), Some(amount));
            prop_assert_eq!(Money::from_decimal(&text, currency), Some(Money::new(amount, currency)));
        }

        #[test]
        fn sums_are_exact_or_refused(a: i64, b: i64, quantity: u32) {
            let euro = |amount| Money::new(amount, Currency::EUR);
            prop_assert_eq!(euro(a).checked_add(euro(b)).map(|m| m.amount), a.checked_add(b));
            prop_assert_eq!(euro(a).checked_mul(quantity).map(|m| m.amount), a.checked_mul(quantity.into()));
            prop_assert_eq!(euro(a).checked_add(Money::new(b, Currency::USD)), None);
        }

        #[test]
        fn only_three_capital_letters_are_a_code(text in "\\PC{0,4}") {
            let valid = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
            prop_assert_eq!(Currency::from_code(&text).is_some(), valid);
        }

        #[test]
        fn money_survives_the_wire(amount: i64, code in prop::sample::select(&CODES[..])) {
            let money = Money::new(amount, Currency::from_code(code).unwrap());
            let json = serde_json::to_string(&money).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&json).ok(), Some(money));
        }
    }

    #[test]
    fn signs_and_codes() {
        let text = |amount, code| Money::new(amount, Currency::from_code(code).unwrap()).to_string();
        assert_eq!(text(5, "EUR"), "€0.05");
        assert_eq!(text(-1990, "USD"), "-$19.90");
        assert_eq!(text(1200, "JPY"), "¥1200");
        assert_eq!(text(1250, "KWD"), "1.250 KWD");
    }

    /// The exceptions to two digits are those of the standard.
    #[test]
    #[cfg(feature = "ssr")]
    fn exponents_are_those_of_iso_4217() {
        for code in
            ["BIF", "CLP", "EUR", "ISK", "JPY", "KRW", "KWD", "OMR", "TND", "UGX", "USD", "VND", "XOF", "CLF", "UYW"]
        {
            let ours = Currency::from_code(code).unwrap().exponent();
            let theirs = iso_currency::Currency::from_code(code).and_then(|c| c.exponent()).unwrap();
            assert_eq!(ours, u32::from(theirs), "{code}");
        }
    }
}
