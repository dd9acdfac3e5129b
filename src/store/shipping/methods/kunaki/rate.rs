//! Converts Kunaki's US dollars to the shop's currency.

use crate::{Currency, Money};

/// Maximum number of decimal places of a rate.
const DIGITS: usize = 6;
const UNIT: i128 = 1_000_000;

/// The price of a US dollar in a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    currency: Currency,
    /// In millionths of the currency's major unit.
    millionths: i64,
}

impl Rate {
    /// Returns the rate for a shop with prices in dollars.
    pub fn dollars() -> Rate {
        Rate { currency: Currency::USD, millionths: UNIT as i64 }
    }

    /// Parses the price of a dollar as a decimal: `0.92`. `None` if it is malformed or zero.
    pub fn of(currency: Currency, decimal: &str) -> Option<Rate> {
        let (major, minor) = decimal.split_once('.').unwrap_or((decimal, ""));
        let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if major.is_empty() || !numeric(major) || !numeric(minor) || minor.len() > DIGITS || decimal.ends_with('.') {
            return None;
        }
        let millionths = format!("{major}{minor:0<DIGITS$}").parse().ok().filter(|rate| *rate > 0)?;
        Some(Rate { currency, millionths })
    }

    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Converts a Kunaki price (`4.25`, in US dollars). Rounds up to the minor unit: the shop pays the
    /// full price in dollars in any case.
    pub fn convert(self, dollars: &str) -> Option<Money> {
        let cents = Money::from_decimal(dollars.trim(), Currency::USD)?.amount;
        let up = self.currency.exponent();
        let price = i128::from(cents) * i128::from(self.millionths) * 10_i128.pow(up);
        let per = UNIT * 10_i128.pow(Currency::USD.exponent());
        let amount = price.div_euclid(per) + i128::from(price.rem_euclid(per) > 0);
        Some(Money::new(i64::try_from(amount).ok()?, self.currency))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::random_text::texts;

    const PIECES: &[&str] = &["0", "1", "23", "999", "9223372036854775807", ".", "00", "-", "+", " ", "e", ","];

    proptest! {
        #[test]
        fn any_price_is_converted_or_refused(price in texts(PIECES, 12), rate in "[0-9]{1,5}(\\.[0-9]{0,7})?") {
            for code in ["EUR", "JPY", "KWD"] {
                converted(code, &rate, &price);
            }
        }
    }

    fn converted(code: &str, rate: &str, dollars: &str) -> Option<i64> {
        Rate::of(Currency::from_code(code).unwrap(), rate)?.convert(dollars).map(|money| money.amount)
    }

    #[test]
    fn dollars_are_converted_and_rounded_up() {
        assert_eq!(Rate::dollars().convert("4.25"), Some(Money::new(425, Currency::USD)));
        assert_eq!(converted("EUR", "0.92", "4.25"), Some(391));
        assert_eq!(converted("EUR", "0.925", "4.25"), Some(394), "3.93125 euro");
        assert_eq!(converted("JPY", "155.5", "4.25"), Some(661), "660.875 yen");
        assert_eq!(converted("KWD", "0.307", "4.25"), Some(1_305), "1.30475 dinar");
        assert_eq!(converted("EUR", "1", "0"), Some(0));
    }

    #[test]
    fn what_is_no_price_or_rate_is_none() {
        for rate in ["", "0", "0.0", "-1", "1,5", "1.", ".5", "1e3", "0.1234567", "99999999999999999999"] {
            assert_eq!(Rate::of(Currency::EUR, rate), None, "{rate}");
        }
        for price in ["", "free", "4.255", "-"] {
            assert_eq!(converted("EUR", "0.92", price), None, "{price}");
        }
    }
}
