//! Amounts in Stripe's units (<https://docs.stripe.com/currencies>): ISO 4217's minor units, with exceptions.

use crate::{Currency, Money};

/// Returns the decimal digits of Stripe's unit of a currency, and the number that amounts must be a multiple
/// of.
fn unit(currency: Currency) -> Option<(u32, i64)> {
    match currency.code() {
        // MGA: its minor unit is a fifth of an ariary, which ISO 4217 gives two digits; Stripe uses whole
        // ariary.
        "BIF" | "CLP" | "DJF" | "GNF" | "JPY" | "KMF" | "KRW" | "MGA" | "PYG" | "RWF" | "VND" | "VUV" | "XAF"
        | "XOF" | "XPF" => Some((0, 1)),
        // Currencies that have lost their minor unit: Stripe still expects it, as zeros.
        "ISK" | "UGX" => Some((2, 100)),
        "BHD" | "JOD" | "KWD" | "OMR" | "TND" => Some((3, 10)),
        _ => (currency.exponent() == 2).then_some((2, 1)),
    }
}

/// Returns the smallest charge in a currency, in Stripe's unit
/// (<https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>). Stripe documents it for the
/// currencies in which it pays out; of others, only the account knows the rate.
pub(super) fn minimum(currency: Currency) -> i64 {
    match currency.code() {
        "AUD" | "BRL" | "CAD" | "CHF" | "EUR" | "INR" | "JPY" | "NZD" | "SGD" | "USD" => 50,
        "GBP" => 30,
        "BGN" => 100,
        "AED" | "MYR" | "PLN" | "RON" => 200,
        "DKK" => 250,
        "NOK" | "SEK" => 300,
        "HKD" => 400,
        "MXN" | "THB" => 1_000,
        "CZK" => 1_500,
        "HUF" => 17_500,
        _ => 1,
    }
}

/// Converts an amount to Stripe's unit. `None` if Stripe cannot charge it exactly.
pub(super) fn to_stripe(money: Money) -> Option<i64> {
    let (digits, step) = unit(money.currency)?;
    let amount = shift(money.amount, money.currency.exponent(), digits)?;
    (amount % step == 0).then_some(amount)
}

/// Converts an amount from Stripe's unit, with the currency code in lower case.
pub(super) fn from_stripe(amount: i64, currency: &str) -> Option<Money> {
    let currency = Currency::from_code(&currency.to_ascii_uppercase())?;
    let (digits, _) = unit(currency)?;
    Some(Money::new(shift(amount, digits, currency.exponent())?, currency))
}

/// Returns the currency code in lower case, as Stripe writes it.
pub(super) fn code(currency: Currency) -> String {
    currency.code().to_ascii_lowercase()
}

/// Converts an amount to another number of decimal digits.
fn shift(amount: i64, from: u32, to: u32) -> Option<i64> {
    let factor = 10_i64.checked_pow(from.abs_diff(to))?;
    if to >= from {
        return amount.checked_mul(factor);
    }
    (amount % factor == 0).then_some(amount / factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: i64, code: &str) -> Money {
        Money::new(amount, Currency::from_code(code).unwrap())
    }

    #[test]
    fn each_currency_by_its_exponent() {
        for (amount, code, stripe) in [
            (2490, "EUR", 2490),
            (500, "JPY", 500),
            (5, "ISK", 500),
            (7, "UGX", 700),
            (5_120, "KWD", 5_120),
            (1_200, "MGA", 12),
            (1_045, "HUF", 1_045),
        ] {
            assert_eq!(to_stripe(money(amount, code)), Some(stripe), "{amount} {code}");
            let back = from_stripe(stripe, &code.to_ascii_lowercase());
            assert_eq!(back, Some(money(amount, code)), "{amount} {code}");
        }
    }

    #[test]
    fn what_cannot_be_charged_exactly_is_not_charged() {
        // A digit too many, a fifth of an ariary, two currencies of unknown units, an overflow.
        for (amount, code) in [(5_125, "KWD"), (1_220, "MGA"), (1_000, "IQD"), (1, "CLF"), (i64::MAX, "ISK")] {
            assert_eq!(to_stripe(money(amount, code)), None, "{amount} {code}");
        }
        assert_eq!(from_stripe(550, "isk"), None);
        assert_eq!(from_stripe(550, "euro"), None);
    }

    #[test]
    fn the_minimum_is_in_the_unit_of_each_currency() {
        for (amount, code) in
            [("0.50", "EUR"), ("0.30", "GBP"), ("50", "JPY"), ("175", "HUF"), ("10", "MXN"), ("15", "CZK")]
        {
            let currency = Currency::from_code(code).unwrap();
            let smallest = Money::from_decimal(amount, currency).and_then(to_stripe);
            assert_eq!(Some(minimum(currency)), smallest, "{amount} {code}");
        }
    }
}
