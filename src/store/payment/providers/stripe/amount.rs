//! Stripe's units of money (<https://docs.stripe.com/currencies>): mostly ISO 4217's minor units, with exceptions.

use crate::{Currency, Money};

/// How a currency is counted: its decimal digits in Stripe's unit, and what an amount must be a multiple of.
fn unit(currency: Currency) -> Option<(u32, i64)> {
    match currency.code() {
        // The ariary has a fifth for a minor unit, which ISO 4217 counts as two digits; Stripe counts whole ones.
        "BIF" | "CLP" | "DJF" | "GNF" | "JPY" | "KMF" | "KRW" | "MGA" | "PYG" | "RWF" | "VND" | "VUV" | "XAF"
        | "XOF" | "XPF" => Some((0, 1)),
        // They have lost their minor unit; Stripe counts it still, and takes none of it.
        "ISK" | "UGX" => Some((2, 100)),
        "BHD" | "JOD" | "KWD" | "OMR" | "TND" => Some((3, 10)),
        _ => (currency.exponent() == 2).then_some((2, 1)),
    }
}

/// An amount in Stripe's unit; `None` for what cannot be charged exactly.
pub(super) fn to_stripe(money: Money) -> Option<i64> {
    let (digits, step) = unit(money.currency)?;
    let amount = shift(money.amount, money.currency.exponent(), digits)?;
    (amount % step == 0).then_some(amount)
}

/// An amount of Stripe's, with its currency as Stripe writes it.
pub(super) fn from_stripe(amount: i64, currency: &str) -> Option<Money> {
    let currency = Currency::from_code(&currency.to_ascii_uppercase())?;
    let (digits, _) = unit(currency)?;
    Some(Money::new(shift(amount, digits, currency.exponent())?, currency))
}

/// A currency as Stripe writes it.
pub(super) fn code(currency: Currency) -> String {
    currency.code().to_ascii_lowercase()
}

/// The same amount, counted with another number of decimal digits.
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
        // A digit too many, a fifth of an ariary, a currency that Stripe counts in no known way, more than a number holds.
        for (amount, code) in [(5_125, "KWD"), (1_220, "MGA"), (1_000, "IQD"), (1, "CLF"), (i64::MAX, "ISK")] {
            assert_eq!(to_stripe(money(amount, code)), None, "{amount} {code}");
        }
        assert_eq!(from_stripe(550, "isk"), None);
        assert_eq!(from_stripe(550, "euro"), None);
    }
}
