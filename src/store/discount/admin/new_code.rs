//! A code that is yet to be created, and what can be wrong with it.

use super::{
    super::{
        Off,
        code::{Code, LONGEST_CODE, fold},
    },
    MOST_CODES, unguessable,
};
use crate::{
    model::{Amounts, Money, Timestamp, named::named},
    store::sellable::Sellables,
};

/// The maximum length of what the codes of a series begin with, in characters.
const LONGEST_PREFIX: usize = 40;
/// The maximum length of a label, in characters.
const LONGEST_LABEL: usize = 100;
/// The maximum length of the name of a series, in characters.
const LONGEST_SERIES: usize = 60;

/// A code to be created. See [`Admin::create_code`](crate::Admin::create_code).
///
/// ```
/// use pannier::{Currency, Money, NewCode, Off};
///
/// let euro = |cents| Money::new(cents, Currency::EUR);
/// let new = NewCode::new("POSTER5", Off::Amount(euro(500))).kinds(["poster"]).least_amount(euro(3000)).most_uses(100);
/// assert_eq!((new.most_uses, new.most_per_person), (Some(100), None));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewCode {
    /// The code, as shoppers may type it. Of a series: what all begin with.
    pub code: String,
    /// What shoppers call it. If it is empty, they see the code.
    pub label: String,
    /// What it takes off.
    pub off: Off,
    /// The [kinds](crate::Sellable::KIND) that it is for. Empty for all.
    pub kinds: Vec<String>,
    /// The minimum that the items it is for must cost together, at listed prices.
    pub least_amount: Option<Money>,
    /// From when it can be used.
    pub from_at: Option<Timestamp>,
    /// From when it can no longer be used.
    pub until_at: Option<Timestamp>,
    /// How many orders can use it.
    pub most_uses: Option<u32>,
    /// How many orders of one e-mail address can use it.
    pub most_per_person: Option<u32>,
}

impl NewCode {
    /// Creates a code without conditions.
    pub fn new(code: impl Into<String>, off: Off) -> NewCode {
        NewCode {
            code: code.into(),
            label: String::new(),
            off,
            kinds: Vec::new(),
            least_amount: None,
            from_at: None,
            until_at: None,
            most_uses: None,
            most_per_person: None,
        }
    }

    /// Creates a random code without conditions: ten capital letters and digits that are not mistaken for one another.
    ///
    /// ```
    /// use pannier::{NewCode, Off};
    ///
    /// assert_eq!(NewCode::random(Off::FreeShipping).code.len(), 10);
    /// ```
    pub fn random(off: Off) -> NewCode {
        NewCode::new(unguessable(), off)
    }

    /// Sets what shoppers call it.
    #[must_use]
    pub fn label(self, label: impl Into<String>) -> NewCode {
        NewCode { label: label.into(), ..self }
    }

    /// Restricts it to these kinds.
    #[must_use]
    pub fn kinds(self, kinds: impl IntoIterator<Item = impl Into<String>>) -> NewCode {
        NewCode { kinds: kinds.into_iter().map(Into::into).collect(), ..self }
    }

    /// Sets the minimum that the items it is for must cost together.
    #[must_use]
    pub fn least_amount(self, amount: Money) -> NewCode {
        NewCode { least_amount: Some(amount), ..self }
    }

    /// Sets from when it can be used.
    #[must_use]
    pub fn from_at(self, at: Timestamp) -> NewCode {
        NewCode { from_at: Some(at), ..self }
    }

    /// Sets from when it can no longer be used.
    #[must_use]
    pub fn until_at(self, at: Timestamp) -> NewCode {
        NewCode { until_at: Some(at), ..self }
    }

    /// Sets how many orders can use it.
    #[must_use]
    pub fn most_uses(self, uses: u32) -> NewCode {
        NewCode { most_uses: Some(uses), ..self }
    }

    /// Sets how many orders of one e-mail address can use it.
    #[must_use]
    pub fn most_per_person(self, uses: u32) -> NewCode {
        NewCode { most_per_person: Some(uses), ..self }
    }

    /// Returns the code to insert, or all that is wrong.
    pub(super) fn validate(&self, sold: &Sellables, now: Timestamp) -> Result<Code, Vec<CodeField>> {
        let code = Code {
            code: fold(&self.code),
            label: one_line(&self.label),
            off: self.off,
            kinds: self.kinds.clone(),
            least_amount: self.least_amount,
            from_at: self.from_at,
            until_at: self.until_at,
            most_uses: self.most_uses,
            uses: 0,
            most_per_person: self.most_per_person,
            disabled_at: None,
            created_at: now,
            series: None,
        };
        // What is longer than a code, a shopper could not type either.
        let length = self.code.chars().count();
        let faults = [
            (CodeField::Code, code.code.is_empty() || length > LONGEST_CODE),
            (CodeField::Label, !fits(&self.label, LONGEST_LABEL)),
            (CodeField::Off, !takes_off(self.off)),
            (CodeField::Kinds, self.kinds.iter().any(|kind| !sold.knows(kind))),
            (CodeField::LeastAmount, self.least_amount.is_some_and(|least| !is_reachable(least, self.off))),
            (CodeField::UntilAt, self.until_at.is_some_and(|until| until <= self.from_at.unwrap_or(now).max(now))),
            (CodeField::MostUses, self.most_uses == Some(0)),
            (CodeField::MostPerPerson, self.most_per_person == Some(0)),
        ];
        let faults = present(faults);
        if faults.is_empty() { Ok(code) } else { Err(faults) }
    }

    /// Returns what the codes of a series have in common, or all that is wrong.
    pub(super) fn validate_series(
        &self,
        series: &str,
        count: u32,
        sold: &Sellables,
        now: Timestamp,
    ) -> Result<Code, Vec<CodeField>> {
        let name = one_line(series);
        let own = present([
            (CodeField::Code, self.code.chars().count() > LONGEST_PREFIX),
            (CodeField::Series, name.is_empty() || !fits(series, LONGEST_SERIES)),
            (CodeField::Count, !(1..=MOST_CODES).contains(&count)),
        ]);
        // With a valid code, because that of a series may be empty.
        match (NewCode { code: "series".to_owned(), ..self.clone() }).validate(sold, now) {
            Ok(each) if own.is_empty() => {
                let most_uses = Some(self.most_uses.unwrap_or(1));
                Ok(Code { code: fold(&self.code), most_uses, series: Some(name), ..each })
            }
            each => {
                let mut faults = each.err().unwrap_or_default();
                faults.extend(own);
                faults.sort_unstable();
                Err(faults)
            }
        }
    }
}

/// Returns the faults that are present.
fn present<const N: usize>(faults: [(CodeField, bool); N]) -> Vec<CodeField> {
    faults.into_iter().filter_map(|(field, fault)| fault.then_some(field)).collect()
}

/// Returns a text with single spaces between its words.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn fits(text: &str, longest: usize) -> bool {
    let line = one_line(text);
    line.chars().count() <= longest && !line.chars().any(char::is_control)
}

fn takes_off(off: Off) -> bool {
    match off {
        Off::Percent(points) => (1..=10_000).contains(&points),
        Off::Amount(amount) => is_amount(amount),
        Off::FreeShipping => true,
    }
}

fn is_amount(money: Money) -> bool {
    (1..=Amounts::MAX).contains(&money.amount) && money.currency.is_iso_4217()
}

/// Whether an order can reach a least amount and have the code take something off.
fn is_reachable(least: Money, off: Off) -> bool {
    let same = |amount: Money| amount.currency == least.currency;
    is_amount(least) && !matches!(off, Off::Amount(amount) if !same(amount))
}

/// What can be wrong with a new code: each for one reason. Its text is the name of the value.
///
/// ```
/// assert_eq!(pannier::CodeField::MostUses.to_string(), "most_uses");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CodeField {
    /// The code has no letter or digit, or more than 60 characters; what a series begins with has more than 40.
    Code,
    /// The label has more than 100 characters, or control characters.
    Label,
    /// The percentage is not more than 0 and up to 100, the amount not positive or more than
    /// [`Amounts::MAX`](crate::Amounts::MAX), or its currency not in ISO 4217.
    Off,
    /// The store does not sell one of the kinds.
    Kinds,
    /// The least amount is not positive, more than [`Amounts::MAX`](crate::Amounts::MAX), or in another currency than the
    /// amount that is taken off.
    LeastAmount,
    /// It ends before it begins, or has ended already.
    UntilAt,
    /// No order could use it.
    MostUses,
    /// Nobody could use it.
    MostPerPerson,
    /// The series has no name, one of more than 60 characters, or one with control characters.
    Series,
    /// The number of codes is not 1 to 1,000.
    Count,
}

named! { CodeField {
    Code => "code",
    Label => "label",
    Off => "off",
    Kinds => "kinds",
    LeastAmount => "least_amount",
    UntilAt => "until_at",
    MostUses => "most_uses",
    MostPerPerson => "most_per_person",
    Series => "series",
    Count => "count",
} }

impl CodeField {
    /// Returns what is wrong, in English: for command lines.
    pub(super) const fn fault(self) -> &'static str {
        match self {
            CodeField::Code => "the code needs a letter or digit, and has 60 characters at most (40 before a series)",
            CodeField::Label => "the label has 100 characters at most",
            CodeField::Off => "a percentage is up to 100, and an amount more than zero",
            CodeField::Kinds => "the shop does not sell one of the kinds",
            CodeField::LeastAmount => "the least amount is more than zero, in the currency of the amount off",
            CodeField::UntilAt => "it ends before it begins, or has ended already",
            CodeField::MostUses => "it needs at least one use",
            CodeField::MostPerPerson => "it needs at least one use per person",
            CodeField::Series => "the series needs a name of up to 60 characters",
            CodeField::Count => "a series has 1 to 1,000 codes",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{Currency, testing::Voucher};

    fn now() -> Timestamp {
        Timestamp::from_secs(1_000)
    }

    fn sold() -> Sellables {
        let mut sold = Sellables::default();
        sold.register::<Voucher>();
        sold
    }

    fn faults(new: &NewCode) -> Vec<CodeField> {
        new.validate(&sold(), now()).err().unwrap_or_default()
    }

    fn new() -> NewCode {
        NewCode::new("welcome-10", Off::Percent(1000))
    }

    #[test]
    fn a_code_is_stored_as_it_is_looked_up() {
        let code = new().label("  Welcome \n back ").kinds(["voucher"]).validate(&sold(), now()).unwrap();
        assert_eq!((code.code.as_str(), code.label.as_str()), ("WELCOME10", "Welcome back"));
        assert_eq!((code.created_at, code.uses, code.series), (now(), 0, None));
    }

    #[test]
    fn all_that_is_wrong_is_named() {
        let (euro, second) = (|amount| Money::new(amount, Currency::EUR), Duration::from_secs(1));
        let unlisted = Money::new(1, Currency::from_code("QQQ").unwrap());
        let dollar = Money::new(1, Currency::USD);
        for (wrong, field) in [
            (NewCode { code: " - ".into(), ..new() }, CodeField::Code),
            (NewCode { code: "x".repeat(61), ..new() }, CodeField::Code),
            (new().label("x".repeat(101)), CodeField::Label),
            (new().label("a\0b"), CodeField::Label),
            (NewCode { off: Off::Percent(0), ..new() }, CodeField::Off),
            (NewCode { off: Off::Percent(10_001), ..new() }, CodeField::Off),
            (NewCode { off: Off::Amount(euro(0)), ..new() }, CodeField::Off),
            (NewCode { off: Off::Amount(unlisted), ..new() }, CodeField::Off),
            (NewCode { off: Off::Amount(euro(Amounts::MAX + 1)), ..new() }, CodeField::Off),
            (new().kinds(["voucher", "anvil"]), CodeField::Kinds),
            (new().least_amount(euro(0)), CodeField::LeastAmount),
            (NewCode { off: Off::Amount(euro(1)), ..new() }.least_amount(dollar), CodeField::LeastAmount),
            (new().until_at(now()), CodeField::UntilAt),
            (new().from_at(now() + second).until_at(now() + second), CodeField::UntilAt),
            (new().most_uses(0), CodeField::MostUses),
            (new().most_per_person(0), CodeField::MostPerPerson),
        ] {
            assert_eq!(faults(&wrong), [field], "{wrong:?}");
        }
        let both = new().most_uses(0).least_amount(euro(-1));
        assert_eq!(faults(&both), [CodeField::LeastAmount, CodeField::MostUses]);
        assert_eq!(faults(&new().from_at(now()).until_at(now() + second).least_amount(euro(1)).most_uses(1)), []);
    }

    #[test]
    fn a_series_has_a_name_a_number_and_codes_that_work_once() {
        let of = |name: &str, count, new: &NewCode| new.validate_series(name, count, &sold(), now());
        let each = of(" spring  2027 ", 1000, &NewCode::new("", Off::FreeShipping)).unwrap();
        assert_eq!((each.series.as_deref(), each.most_uses, each.code.as_str()), (Some("spring 2027"), Some(1), ""));
        assert_eq!(of("spring", 1, &new().most_uses(3)).unwrap().most_uses, Some(3));
        for (name, count, field) in
            [("", 1, CodeField::Series), ("a", 0, CodeField::Count), ("a", 1001, CodeField::Count)]
        {
            assert_eq!(of(name, count, &new()), Err(vec![field]), "{name:?} {count}");
        }
        let wrong = NewCode { code: "x".repeat(41), ..new() }.most_uses(0);
        assert_eq!(of("a", 0, &wrong), Err(vec![CodeField::Code, CodeField::MostUses, CodeField::Count]));
    }
}
