//! What a new code takes off, and when.

use clap::Args;
use pannier::{Currency, Day, Money, NewCode, Off, Settings};

// Without doc comments, which clap would show as what the command does.
#[derive(Args, Clone)]
#[group(required = true, multiple = false)]
struct What {
    /// Take off a percentage, such as 10 or 12.5
    #[arg(long, value_parser = basis_points)]
    percent: Option<u32>,
    /// Take off an amount, such as 5.00
    #[arg(long)]
    amount: Option<String>,
    /// Take off the shipping
    #[arg(long)]
    free_shipping: bool,
}

#[derive(Args, Clone)]
pub struct Terms {
    #[command(flatten)]
    what: What,
    /// The currency of amounts; by default the shop's
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// What shoppers call it; by default the code
    #[arg(long, default_value = "")]
    label: String,
    /// Only for products of this kind; may be given several times
    #[arg(long = "kind", value_name = "KIND")]
    kinds: Vec<String>,
    /// What the products have to cost together, such as 50.00
    #[arg(long, value_name = "AMOUNT")]
    least: Option<String>,
    /// From the beginning of this day (2026-01-31) in the shop's time zone
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// Until the end of this day (2026-01-31)
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// How many orders can use it; each code of a series works once by default
    #[arg(long, value_name = "NUMBER")]
    most_uses: Option<u32>,
    /// How many orders of one e-mail address can use it
    #[arg(long, value_name = "NUMBER")]
    most_per_person: Option<u32>,
}

/// Parses a percentage, in basis points.
fn basis_points(text: &str) -> Result<u32, String> {
    // Percentages have two decimals, as euros do.
    let hundredths = Money::from_decimal(text.trim().trim_end_matches('%').trim_end(), Currency::EUR);
    let points = hundredths.and_then(|hundredths| u32::try_from(hundredths.amount).ok());
    points.filter(|points| (1..=10_000).contains(points)).ok_or_else(|| "not a percentage, such as 12.5".to_owned())
}

impl Terms {
    /// Returns a code to be created on these terms, in a shop with this currency and time zone.
    pub(super) fn new_code(self, code: String, shop: &Settings) -> Result<NewCode, String> {
        let currency = self.currency.unwrap_or(shop.currency);
        let money = |text: &str| {
            let amount = Money::from_decimal(text.trim(), currency);
            amount.ok_or_else(|| format!("{text:?} is not an amount in {currency}, such as 5.00"))
        };
        let off = match (self.what.percent, &self.what.amount) {
            (Some(points), _) => Off::Percent(points),
            (None, Some(amount)) => Off::Amount(money(amount)?),
            (None, None) => Off::FreeShipping,
        };
        let mut new = NewCode::new(code, off);
        new.least_amount = self.least.as_deref().map(money).transpose()?;
        new.label = self.label;
        new.kinds = self.kinds;
        new.from_at = self.from.map(|day| day.begins_at(&shop.time_zone));
        new.until_at = self.until.map(|day| day.ends_at(&shop.time_zone));
        new.most_uses = self.most_uses;
        new.most_per_person = self.most_per_person;
        Ok(new)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser;
    use pannier::Timestamp;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        terms: Terms,
    }

    fn new(line: &str) -> Result<NewCode, String> {
        new_in(&shop(), line)
    }

    fn shop() -> Settings {
        Settings::new("https://shop.example", "keep this in the environment, not here")
    }

    fn new_in(shop: &Settings, line: &str) -> Result<NewCode, String> {
        let line = Line::try_parse_from(["add"].into_iter().chain(line.split_whitespace()));
        line.map_err(|error| error.to_string())?.terms.new_code("X".to_owned(), shop)
    }

    #[test]
    fn the_words_are_those_of_a_code() {
        let euro = |cents| Money::new(cents, Currency::EUR);
        let day = Timestamp::from_secs(1_769_817_600);
        assert_eq!(new("--percent 12.5"), Ok(NewCode::new("X", Off::Percent(1250))));
        assert_eq!(new("--free-shipping"), Ok(NewCode::new("X", Off::FreeShipping)));
        let yen = Money::new(500, "JPY".parse().unwrap());
        assert_eq!(new("--amount 500 --currency JPY"), Ok(NewCode::new("X", Off::Amount(yen))));
        let dollars = Money::new(500, Currency::USD);
        let mut american = shop();
        american.currency = Currency::USD;
        american.time_zone = "America/New_York".parse().unwrap();
        assert_eq!(new_in(&american, "--amount 5"), Ok(NewCode::new("X", Off::Amount(dollars))), "the shop's");
        let until = new_in(&american, "--free-shipping --until 2026-03-08").unwrap().until_at.unwrap();
        assert_eq!(until.to_string(), "2026-03-09T04:00:00Z", "in summer time, which has begun on that day");
        let all = NewCode::new("X", Off::Amount(euro(500)))
            .label("Spring")
            .kinds(["album", "poster"])
            .least_amount(euro(5000))
            .from_at(day)
            .until_at(day + Duration::from_secs(24 * 60 * 60))
            .most_uses(100)
            .most_per_person(1);
        let line = "--amount 5.00 --label Spring --kind album --kind poster --least 50 --from 2026-01-31 \
                    --until 2026-01-31 --most-uses 100 --most-per-person 1";
        assert_eq!(new(line), Ok(all));
    }

    #[test]
    fn a_code_takes_off_one_thing() {
        for wrong in [
            "",
            "--percent 10 --free-shipping",
            "--percent 0",
            "--percent 101",
            "--percent -1",
            "--percent 0.001",
            "--amount x",
            "--amount 5.001",
            "--free-shipping --until 2026-02-30",
        ] {
            assert!(new(wrong).is_err(), "{wrong}");
        }
    }
}
