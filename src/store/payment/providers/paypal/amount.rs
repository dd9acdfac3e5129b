//! Amounts in PayPal's format: a decimal string, without decimals for some currencies.

use serde::{Deserialize, Serialize};

use crate::{Currency, Money};

/// The currencies that PayPal supports for accounts of any country (PayPal's reference, "Currency codes"),
/// and the two that it supports within one country: BRL and MYR.
const CURRENCIES: [&str; 24] = [
    "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "MYR", "NOK",
    "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "TWD", "USD",
];
/// The currencies that PayPal supports without decimals only, unlike ISO 4217.
const WHOLE: [&str; 3] = ["HUF", "JPY", "TWD"];

/// An amount on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Amount {
    pub currency_code: Currency,
    pub value: String,
}

impl Amount {
    /// Converts an amount. `None` if it is not positive, or if PayPal does not support its currency or its
    /// decimals.
    pub fn of(money: Money) -> Option<Amount> {
        let Money { amount, currency } = money;
        let unit = match WHOLE.contains(&currency.code()) {
            true => 10_i64.pow(currency.exponent()),
            false => 1,
        };
        if amount <= 0 || amount % unit != 0 || !CURRENCIES.contains(&currency.code()) {
            return None;
        }
        let value = if unit == 1 { money.decimal() } else { (amount / unit).to_string() };
        Some(Amount { currency_code: currency, value })
    }

    /// Converts an amount back. `None` if the value is not an amount of the currency.
    pub fn money(&self) -> Option<Money> {
        let exponent = self.currency_code.exponent() as usize;
        minor_units(&self.value, exponent).map(|amount| Money::new(amount, self.currency_code))
    }
}

fn minor_units(value: &str, exponent: usize) -> Option<i64> {
    let (major, fraction) = match value.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (value, ""),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if value.is_empty() || !digits(major) || !digits(fraction) {
        return None;
    }
    let (kept, beyond) = fraction.split_at(fraction.len().min(exponent));
    if beyond.bytes().any(|b| b != b'0') {
        return None;
    }
    format!("{major}{kept:0<exponent$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(amount: i64, code: &str) -> Money {
        Money::new(amount, Currency::from_code(code).unwrap())
    }

    fn read(value: &str, code: &str) -> Option<i64> {
        let amount = Amount { currency_code: Currency::from_code(code).unwrap(), value: value.to_owned() };
        amount.money().map(|money| money.amount)
    }

    proptest! {
        #[test]
        fn what_is_sent_comes_back(amount in 1..=i64::MAX, code in prop::sample::select(&CURRENCIES[..])) {
            let sent = money(amount, code);
            match Amount::of(sent) {
                Some(wire) => prop_assert_eq!(wire.money(), Some(sent)),
                None => prop_assert!(WHOLE.contains(&code) && amount % 100 != 0, "{} {} is not sent", amount, code),
            }
        }

        #[test]
        fn what_takes_no_decimals_gets_none(units in 1..=i64::MAX / 100, code in prop::sample::select(&WHOLE[..])) {
            let exponent = Currency::from_code(code).unwrap().exponent();
            let wire = Amount::of(money(units * 10_i64.pow(exponent), code)).unwrap();
            prop_assert_eq!(wire.value, units.to_string());
        }

        #[test]
        fn nothing_makes_it_panic(value in "\\PC{0,24}", code in prop::sample::select(&CURRENCIES[..])) {
            let digits = value.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            prop_assert!(digits || read(&value, code).is_none());
        }
    }

    #[test]
    fn an_amount_is_read_to_the_last_digit_or_not_at_all() {
        assert_eq!(read("19.90", "EUR"), Some(1990));
        assert_eq!(read("19.9", "EUR"), Some(1990));
        assert_eq!(read("19", "EUR"), Some(1900));
        assert_eq!(read(".5", "EUR"), Some(50));
        assert_eq!(read("1200", "HUF"), Some(120_000));
        assert_eq!(read("1200.00", "JPY"), Some(1200));
        for wrong in ["", ".", "19.", "-1.00", "+1.00", "1e3", "1,00", "19.901", "1.2.3", " 1", "99999999999999999999"]
        {
            assert_eq!(read(wrong, "EUR"), None, "{wrong:?}");
        }
        assert_eq!(read("1.5", "JPY"), None);
    }

    #[test]
    fn what_paypal_cannot_take_is_not_offered() {
        for (amount, code) in [(0, "EUR"), (-5, "EUR"), (1000, "KWD"), (1000, "ISK"), (1050, "HUF"), (1, "TWD")] {
            assert_eq!(Amount::of(money(amount, code)), None, "{amount} {code}");
        }
        assert_eq!(Amount::of(money(5, "EUR")).unwrap().value, "0.05");
        assert_eq!(Amount::of(money(1000, "HUF")).unwrap().value, "10");
        assert_eq!(Amount::of(money(1050, "JPY")).unwrap().value, "1050");
    }
}
