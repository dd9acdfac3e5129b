//! Formatting of money, numbers, dates and country names by language, with the CLDR's data (ICU4X).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use fixed_decimal::{Decimal, Sign};
use fluent_bundle::FluentValue;
use icu_datetime::{
    DateTimeFormatter, DateTimeFormatterPreferences,
    fieldsets::{M, YMD, YMDE},
    input::Date,
};
use icu_decimal::DecimalFormatter;
use icu_experimental::{
    dimension::currency::{CurrencyType, formatter::CurrencyFormatter},
    displaynames::multi::RegionDisplayNames,
};
use icu_locale_core::Locale;
use intl_memoizer::{Memoizable, concurrent::IntlLangMemoizer};
use time::{OffsetDateTime, Time};
use unic_langid::LanguageIdentifier;

use super::{Language, Texts};
use crate::model::{
    Rate, Timestamp,
    money::{Currency, Money},
};

type MoneyFormatter = CurrencyFormatter<DecimalFormatter>;

/// The money formats of a language, cached by currency.
pub(super) struct MoneyFormats {
    locale: Locale,
    currencies: Mutex<HashMap<Currency, Arc<Sort>>>,
}

/// The format of a currency.
enum Sort {
    /// The CLDR's.
    Default(MoneyFormatter),
    /// A number between a prefix and a suffix, if the CLDR drops decimal digits that the currency has (ISO
    /// 4217): retail prices are rounded to the cash in circulation, but a charged total must be exact.
    Around(DecimalFormatter, String, String),
    /// The currency's code.
    Code,
}

impl MoneyFormats {
    pub fn new(language: Language) -> MoneyFormats {
        MoneyFormats { locale: locale(language), currencies: Mutex::default() }
    }

    pub fn money(&self, money: Money) -> String {
        let amount = decimal(money.amount, money.currency);
        match &*self.sort(money.currency) {
            Sort::Default(formatter) => formatter.format_fixed_decimal(&amount).to_string(),
            Sort::Around(formatter, before, after) => {
                let sign = if money.amount < 0 { "-" } else { "" };
                let amount = Decimal::new(Sign::None, amount.absolute);
                format!("{sign}{before}{}{after}", formatter.format(&amount))
            }
            Sort::Code => money.to_string(),
        }
    }

    fn sort(&self, currency: Currency) -> Arc<Sort> {
        let mut known = self.currencies.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(currency).or_insert_with(|| Arc::new(self.look_up(currency).unwrap_or(Sort::Code))))
    }

    fn look_up(&self, currency: Currency) -> Option<Sort> {
        let number = DecimalFormatter::try_new((&self.locale).into(), Default::default()).ok()?;
        let code = CurrencyType::try_from_str(currency.code()).ok()?;
        let money = CurrencyFormatter::try_new_symbol((&self.locale).into(), code, Default::default()).ok()?;
        // 11.1, 11 or 11.111: a number with all the digits of the currency, then the same without decimals.
        let ones = format!("11{}", "1".repeat(currency.exponent() as usize)).parse().ok()?;
        let whole = decimal(ones, currency);
        let written = money.format_fixed_decimal(&whole).to_string();
        if written.contains(&number.format(&whole).to_string()) {
            return Some(Sort::Default(money));
        }
        let (before, after) = written.split_once(&number.format(&Decimal::from(11)).to_string())?;
        let loose = |part: &str| !part.chars().any(char::is_numeric);
        let (fits, parts) = (loose(before) && loose(after), (before.to_owned(), after.to_owned()));
        fits.then_some(Sort::Around(number, parts.0, parts.1))
    }
}

/// Converts an amount to major units, exactly.
fn decimal(amount: i64, currency: Currency) -> Decimal {
    let digits = i16::try_from(currency.exponent()).unwrap_or_default();
    let mut decimal = Decimal::from(amount);
    decimal.multiply_pow10(-digits);
    decimal.pad_end(-digits);
    decimal
}

/// Returns the ICU locale of a language.
fn locale(language: Language) -> Locale {
    language.tag().parse().unwrap_or(Locale::UNKNOWN)
}

/// Formats a number inside a text.
pub(super) fn number(value: &FluentValue<'_>, memoizer: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let number = number.as_string().parse::<Decimal>().ok()?;
    memoizer.with_try_get::<Numbers, _, _>((), |numbers| numbers.0.format(&number).to_string()).ok()
}

/// A number formatter shared by the texts of a language.
struct Numbers(DecimalFormatter);

impl Memoizable for Numbers {
    type Args = ();
    type Error = ();

    fn construct(language: LanguageIdentifier, (): ()) -> Result<Self, ()> {
        let locale: Locale = language.to_string().parse().map_err(drop)?;
        DecimalFormatter::try_new((&locale).into(), Default::default()).map(Numbers).map_err(drop)
    }
}

impl Texts {
    /// Formats a date, in the [time zone](Texts::time_zone) of the shop.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Language, Timestamp};
    ///
    /// let at = Timestamp::from_secs(0);
    /// assert_eq!(store.texts(Language::ENGLISH).date(at), "1 January 1970");
    /// assert_eq!(store.texts(Language::GERMAN).date(at), "1. Januar 1970");
    /// # Ok(())
    /// # });
    /// ```
    pub fn date(&self, at: Timestamp) -> String {
        let (year, month, day) = day(self.local(at));
        let formatter = DateTimeFormatter::try_new(locale_of_dates(self.language()), YMD::long());
        match (formatter, Date::try_new_iso(year, month, day)) {
            (Ok(formatter), Ok(day)) => formatter.format(&day).to_string(),
            _ => format!("{year}-{month:02}-{day:02}"),
        }
    }

    /// Formats a date in its short form, with the time to the minute.
    pub(crate) fn date_and_time(&self, at: Timestamp) -> String {
        let local = self.local(at);
        let (time, (year, month, day)) = (local.time(), day(local));
        let formatter = DateTimeFormatter::try_new(locale_of_dates(self.language()), YMD::medium());
        let day = match (formatter, Date::try_new_iso(year, month, day)) {
            (Ok(formatter), Ok(day)) => formatter.format(&day).to_string(),
            _ => format!("{year}-{month:02}-{day:02}"),
        };
        format!("{day}, {:02}:{:02}", time.hour(), time.minute())
    }

    /// Formats a point in time: its date, and the time with the name of the zone unless that is midnight.
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        match self.local(at).time() == Time::MIDNIGHT {
            true => self.date(at),
            false => format!("{} ({})", self.date_and_time(at), self.time_zone()),
        }
    }

    /// Formats a date with its weekday.
    pub fn date_and_weekday(&self, at: Timestamp) -> String {
        let (year, month, day) = day(self.local(at));
        let formatter = DateTimeFormatter::try_new(locale_of_dates(self.language()), YMDE::long());
        match (formatter, Date::try_new_iso(year, month, day)) {
            (Ok(formatter), Ok(day)) => formatter.format(&day).to_string(),
            _ => format!("{year}-{month:02}-{day:02}"),
        }
    }

    /// Formats a month in its abbreviated form.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Language, Timestamp};
    ///
    /// assert_eq!(store.texts(Language::ENGLISH).short_month(Timestamp::from_secs(0)), "Jan");
    /// # Ok(())
    /// # });
    /// ```
    pub fn short_month(&self, at: Timestamp) -> String {
        let (year, month, day) = day(self.local(at));
        let formatter = DateTimeFormatter::try_new(locale_of_dates(self.language()), M::medium());
        match (formatter, Date::try_new_iso(year, month, day)) {
            (Ok(formatter), Ok(day)) => formatter.format(&day).to_string(),
            _ => month.to_string(),
        }
    }

    /// Formats the time of the day, to the second: `18:30:05`.
    pub(crate) fn clock(&self, at: Timestamp) -> String {
        let (hour, minute, second) = self.local(at).to_hms();
        format!("{hour:02}:{minute:02}:{second:02}")
    }

    fn local(&self, at: Timestamp) -> OffsetDateTime {
        self.time_zone().local(at)
    }

    /// Formats a number with the language's thousands separators.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert_eq!(store.texts(pannier::Language::GERMAN).number(1234567), "1.234.567");
    /// # Ok(())
    /// # });
    /// ```
    pub fn number(&self, number: i64) -> String {
        match DecimalFormatter::try_new((&locale(self.language())).into(), Default::default()) {
            Ok(formatter) => formatter.format(&Decimal::from(number)).to_string(),
            Err(_) => number.to_string(),
        }
    }

    /// Formats a tax rate in percent, exactly and without a sign: "25.5", in German "25,5".
    pub(crate) fn rate(&self, rate: Rate) -> String {
        let percent = rate.decimal();
        let formatter = DecimalFormatter::try_new((&locale(self.language())).into(), Default::default());
        match (formatter, percent.parse::<Decimal>()) {
            (Ok(formatter), Ok(number)) => formatter.format(&number).to_string(),
            _ => percent,
        }
    }
}

/// English dates are in British order, with the day before the month: most readers of a European shop
/// expect that.
fn locale_of_dates(language: Language) -> DateTimeFormatterPreferences {
    let locale = match language {
        Language::ENGLISH => Locale::try_from_str("en-GB").unwrap_or(Locale::UNKNOWN),
        other => locale(other),
    };
    (&locale).into()
}

fn day(local: OffsetDateTime) -> (i32, u8, u8) {
    (local.year(), local.month().into(), local.day())
}

/// Returns a function from country codes (ISO 3166-1 alpha-2) to names; `None` for unnamed countries.
pub(crate) fn country_names(language: Language) -> impl Fn(&str) -> Option<String> {
    let names = RegionDisplayNames::try_new((&locale(language)).into(), Default::default()).ok();
    move |code| Some(names.as_ref()?.of(code.parse().ok()?)?.to_string())
}
