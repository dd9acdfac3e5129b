//! The fields of a model, and what can be wrong with their values.

use super::values::key_in;
use crate::{language::Language, model::Currency};

/// A field of a [managed](super::Managed) model. Its name is the column of a CSV file, and the end of its label's
/// message.
///
/// ```
/// use pannier::{Currency, managed::Field};
///
/// const FIELDS: [Field; 3] = [
///     Field::text("title").required().translated(),
///     Field::money("price", Currency::EUR).required(),
///     Field::stock("stock"),
/// ];
/// assert_eq!((FIELDS[0].max, FIELDS[1].translated), (200, false));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The name: lower-case letters, digits and `_`.
    pub name: &'static str,
    /// The kind of its values.
    pub kind: FieldKind,
    /// Whether it must have a value, in the first language of the store if it is translated.
    pub required: bool,
    /// Whether it has a value for each language of the store.
    pub translated: bool,
    /// Whether the admin's list shows it beside the title.
    pub listed: bool,
    /// Whether an amount of zero is like any other: the admin does not ask whether it is meant.
    pub may_be_free: bool,
    /// Whether its choices are [tax classes](crate::TaxClass), of which the form shows the rates.
    pub tax_class: bool,
    /// The greatest number of characters of a text; the greatest number of a count or of a stock; the greatest amount,
    /// in major units; the greatest number of pictures or options.
    pub max: u32,
}

/// The kind of a field's values, which says how their texts are written: see [`Values`](super::Values).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// Text of several lines.
    LongText,
    /// An amount, zero or more.
    Money(Currency),
    /// A whole number, zero or more.
    Count,
    /// The units left for sale, of the model or of each of its options. A save sets that of what is new, and changes no
    /// other: see [`Admin::adjust_stock`](crate::Admin::adjust_stock) and
    /// [`Admin::limit_stock`](crate::Admin::limit_stock). Unless it is required, an empty one is unlimited.
    Stock,
    /// One of these.
    Choice(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// A point in time, to the minute.
    DateTime,
    /// A file in the [storage](crate::Storage).
    File,
    /// Pictures with alternative texts.
    Pictures,
    /// Options to choose from, such as sizes, each at a price of its own or at that of the model.
    Options(Currency),
    /// A color.
    Color,
}

impl Field {
    const fn new(name: &'static str, kind: FieldKind, max: u32) -> Field {
        let [required, translated, listed, may_be_free, tax_class] = [false; 5];
        Field { name, kind, required, translated, listed, may_be_free, tax_class, max }
    }

    /// Creates a line of up to 200 characters.
    pub const fn text(name: &'static str) -> Field {
        Field::new(name, FieldKind::Text, 200)
    }

    /// Creates a text of up to 20,000 characters.
    pub const fn long_text(name: &'static str) -> Field {
        Field::new(name, FieldKind::LongText, 20_000)
    }

    /// Creates an amount of up to ten million. The admin asks before something with an amount of zero is for sale,
    /// unless it [may be free](Field::may_be_free).
    pub const fn money(name: &'static str, currency: Currency) -> Field {
        Field::new(name, FieldKind::Money(currency), 10_000_000)
    }

    /// Creates a number of up to a billion.
    pub const fn count(name: &'static str) -> Field {
        Field::new(name, FieldKind::Count, 1_000_000_000)
    }

    /// Creates a stock of up to a million units.
    pub const fn stock(name: &'static str) -> Field {
        Field::new(name, FieldKind::Stock, 1_000_000)
    }

    /// Creates a choice of these.
    pub const fn choice(name: &'static str, choices: &'static [&'static str]) -> Field {
        Field::new(name, FieldKind::Choice(choices), 200)
    }

    /// Creates a choice of these [tax classes](crate::TaxClass), by their names. The form shows beside each what a consumer in
    /// the shop's country is charged today, if the store has a [tax provider](crate::TaxProvider) that knows it without asking a
    /// service.
    ///
    /// ```
    /// use pannier::managed::Field;
    ///
    /// assert!(Field::tax_class("tax_class", &["goods", "book"]).tax_class);
    /// ```
    pub const fn tax_class(name: &'static str, choices: &'static [&'static str]) -> Field {
        Field { tax_class: true, ..Field::choice(name, choices) }
    }

    /// Creates a flag, which is off unless it is set.
    pub const fn flag(name: &'static str) -> Field {
        Field::new(name, FieldKind::Flag, 3)
    }

    /// Creates a point in time.
    pub const fn date_time(name: &'static str) -> Field {
        Field::new(name, FieldKind::DateTime, 40)
    }

    /// Creates a file.
    pub const fn file(name: &'static str) -> Field {
        Field::new(name, FieldKind::File, 500)
    }

    /// Creates a list of up to 20 pictures. Their alternative texts can be translated.
    pub const fn pictures(name: &'static str) -> Field {
        Field::new(name, FieldKind::Pictures, 20)
    }

    /// Creates a list of up to 30 options.
    pub const fn options(name: &'static str, currency: Currency) -> Field {
        Field::new(name, FieldKind::Options(currency), 30)
    }

    /// Creates a color.
    pub const fn color(name: &'static str) -> Field {
        Field::new(name, FieldKind::Color, 7)
    }

    /// Makes it required.
    #[must_use]
    pub const fn required(self) -> Field {
        Field { required: true, ..self }
    }

    /// Gives it a value for each language of the store.
    #[must_use]
    pub const fn translated(self) -> Field {
        Field { translated: true, ..self }
    }

    /// Shows it in the admin's list, beside the title and the first picture: a price, a stock, or another number that
    /// the staff look for there. Of options, the list shows the lowest price.
    ///
    /// ```
    /// use pannier::{Currency, managed::Field};
    ///
    /// const PRICE: Field = Field::money("price", Currency::EUR).required().listed();
    /// assert!(PRICE.listed && !Field::count("weight").listed);
    /// ```
    #[must_use]
    pub const fn listed(self) -> Field {
        Field { listed: true, ..self }
    }

    /// Lets an amount be zero without a question, where that is no mistake: a pick-up costs nothing.
    ///
    /// ```
    /// use pannier::{Currency, managed::Field};
    ///
    /// assert!(Field::money("postage", Currency::EUR).may_be_free().may_be_free);
    /// ```
    #[must_use]
    pub const fn may_be_free(self) -> Field {
        Field { may_be_free: true, ..self }
    }

    /// Sets the maximum, of what it is the maximum by its kind.
    #[must_use]
    pub const fn max(self, max: u32) -> Field {
        Field { max, ..self }
    }

    /// Returns the names of its values in a store with these languages, each with its language: `title` for the first
    /// one, and `title.de` for a further one. A field that is not translated has one, for the first language.
    ///
    /// ```
    /// use pannier::{Language, managed::Field};
    ///
    /// let languages = [Language::ENGLISH, Language::GERMAN];
    /// let title = Field::text("title").translated().names(&languages);
    /// assert_eq!(title[1], ("title.de".to_owned(), Language::GERMAN));
    /// assert_eq!(Field::text("maker").names(&languages).len(), 1);
    /// ```
    pub fn names(&self, languages: &[Language]) -> Vec<(String, Language)> {
        let first = languages.first().copied().unwrap_or(Language::ENGLISH);
        let further = if self.translated { languages.get(1..).unwrap_or_default() } else { &[] };
        let further = further.iter().map(|language| (key_in(self.name, *language), *language));
        std::iter::once((self.name.to_owned(), first)).chain(further).collect()
    }
}

/// A value that cannot be saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
#[non_exhaustive]
pub struct FieldError {
    /// The name of the value: `price`, or `title.de`.
    pub field: String,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

impl FieldError {
    /// Creates an error of the value with this name.
    ///
    /// ```
    /// use pannier::managed::{FieldError, FieldProblem};
    ///
    /// let error = FieldError::new("price", FieldProblem::NotAnAmount);
    /// assert_eq!(error.to_string(), "price: write an amount such as 12.90");
    /// ```
    pub fn new(field: impl Into<String>, problem: FieldProblem) -> FieldError {
        FieldError { field: field.into(), problem }
    }
}

/// What is wrong with a value, and what would be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldProblem {
    /// It is required, and missing.
    #[error("this is required")]
    Required,
    /// It has more characters than this, or more pictures or options.
    #[error("at most {0} are possible")]
    TooLong(u32),
    /// It is no amount, or an ambiguous one: `1,234` could be a thousand.
    #[error("write an amount such as 12.90")]
    NotAnAmount,
    /// It is no whole number.
    #[error("write a whole number such as 12")]
    NotANumber,
    /// It is greater than this.
    #[error("the greatest possible number is {0}")]
    TooLarge(u32),
    /// It is none of the choices.
    #[error("this is none of the choices")]
    NotAChoice,
    /// It is neither yes nor no.
    #[error("write yes or no")]
    NotAFlag,
    /// It is no date, with or without a time.
    #[error("write a date and time such as 2026-12-24 18:00")]
    NotADateTime,
    /// It is no color.
    #[error("write a color such as #1b6e53")]
    NotAColor,
    /// No such file was uploaded.
    #[error("no such file was uploaded")]
    UnknownFile,
    /// No such picture was uploaded, or it is listed twice.
    #[error("no such picture was uploaded, or it is listed twice")]
    UnknownPicture,
    /// A picture has no alternative text.
    #[error("every picture needs an alternative text")]
    NoAlternativeText,
    /// A line is no option, or a second one of the same name.
    #[error("write an option a line, such as Blue or Blue = 13.90, each name once, of up to 60 characters")]
    BadOptions,
    /// An option has another name, and its kind has options of fixed names.
    #[error("the names of these options cannot be changed")]
    FixedOptions,
    /// It is no stock of the options that there are.
    #[error("write a number such as 12, or a line such as Blue = 12 for each option")]
    BadStock,
    /// It is the stock of a model whose options have one each.
    #[error("this has options, and each has a stock of its own")]
    StockOfOptions,
    /// The model, which is limited, gets its first options, and they would not be limited.
    #[error("this is limited: say how many units each option has")]
    NoStockOfOptions,
    /// Another one has it.
    #[error("this is taken")]
    Taken,
    /// It is no id.
    #[error("write up to 60 lower-case letters, digits and hyphens, such as blue-hour")]
    BadId,
    /// The maximum number of [settings](crate::StoreBuilder::manage_settings) of a kind is already published. The error is
    /// reported for `state`, which is not a field.
    #[error("at most {0} can be published; retire another one first")]
    TooManyPublished(u32),
    /// The color is too close to that of the text or the background beside it.
    #[error("the contrast of this color is too low")]
    LowContrast,
    /// The app refuses it: the name of a message of the app that says why.
    #[error("{0}")]
    Other(&'static str),
}

impl FieldProblem {
    /// Returns the name of the message that says it, and the limit that the message names.
    pub(crate) const fn message(self) -> (&'static str, Option<u32>) {
        match self {
            FieldProblem::Required => ("admin-problem-required", None),
            FieldProblem::TooLong(max) => ("admin-problem-too-long", Some(max)),
            FieldProblem::NotAnAmount => ("admin-problem-not-an-amount", None),
            FieldProblem::NotANumber => ("admin-problem-not-a-number", None),
            FieldProblem::TooLarge(max) => ("admin-problem-too-large", Some(max)),
            FieldProblem::NotAChoice => ("admin-problem-not-a-choice", None),
            FieldProblem::NotAFlag => ("admin-problem-not-a-flag", None),
            FieldProblem::NotADateTime => ("admin-problem-not-a-time", None),
            FieldProblem::NotAColor => ("admin-problem-not-a-color", None),
            FieldProblem::UnknownFile => ("admin-problem-unknown-file", None),
            FieldProblem::UnknownPicture => ("admin-problem-unknown-picture", None),
            FieldProblem::NoAlternativeText => ("admin-problem-no-alternative-text", None),
            FieldProblem::BadOptions => ("admin-problem-options", None),
            FieldProblem::FixedOptions => ("admin-problem-fixed-options", None),
            FieldProblem::BadStock => ("admin-problem-stock", None),
            FieldProblem::StockOfOptions => ("admin-problem-stock-of-options", None),
            FieldProblem::NoStockOfOptions => ("admin-problem-no-stock-of-options", None),
            FieldProblem::Taken => ("admin-problem-taken", None),
            FieldProblem::BadId => ("admin-problem-id", None),
            FieldProblem::TooManyPublished(max) => ("admin-problem-published", Some(max)),
            FieldProblem::LowContrast => ("admin-problem-contrast", None),
            FieldProblem::Other(message) => (message, None),
        }
    }
}
