//! Errors that the store reports to shoppers.

use serde::{Deserialize, Serialize};

use super::Currency;
use crate::language::Texts;

/// A refusal: a message for the shopper ([`message`](Problem::message)), and a code and an HTTP status
/// for programs.
///
/// ```
/// use pannier::Problem;
///
/// let problem = Problem::OnlyLeft(2);
/// assert_eq!(problem.to_string(), "Sorry, only 2 left.");
/// assert_eq!((problem.code(), problem.status()), ("only-left", 409));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Problem {
    /// No such kind, no such id of that kind, or no longer for sale.
    UnknownItem,
    /// Not on sale yet; see [`Sellable::available`](crate::Sellable::available).
    NotOnSaleYet,
    /// Out of stock.
    SoldOut,
    /// The stock is lower than the quantity wanted.
    OnlyLeft(u32),
    /// More than a basket line can hold.
    TooMany(u32),
    /// The quantity is not an integer of at least 0.
    BadQuantity,
    /// The basket has the maximum number of lines.
    BasketFull(u32),
    /// The currencies differ; a basket has one currency.
    MixedCurrencies {
        /// The currency of the basket.
        basket: Currency,
        /// The currency of the item to be added.
        item: Currency,
    },
    /// The total cannot be calculated: it, or an amount in it, is out of range.
    NoTotal,
    /// The visitor's order awaits payment; the basket is read-only.
    PaymentPending,
    /// The session or the e-mail address has too many unpaid orders.
    TooManyUnpaid,
    /// The line is not, or no longer, in the basket.
    NotInBasket,
    /// The basket is empty.
    EmptyBasket,
    /// No such order, or no access to it.
    UnknownOrder,
    /// No such code, or one that cannot be used: it is used up, has expired, or was ended.
    UnknownCode,
    /// Too many codes were wrong; more can be tried within an hour.
    TooManyCodes,
    /// The e-mail address has used the code as often as one may.
    CodeUsed,
    /// The request is malformed.
    BadRequest,
    /// The gateway is unreachable or timed out.
    GatewayUnavailable,
    /// The gateway declined, with its message for the shopper.
    Declined(String),
    /// The store is unavailable; nothing was changed.
    Unavailable,
    /// The browser could not reach the store.
    Offline,
}

impl Problem {
    /// Returns the stable code for URLs, logs and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Problem::UnknownItem => "unknown-item",
            Problem::NotOnSaleYet => "not-on-sale-yet",
            Problem::SoldOut => "sold-out",
            Problem::OnlyLeft(_) => "only-left",
            Problem::TooMany(_) => "too-many",
            Problem::BadQuantity => "bad-quantity",
            Problem::BasketFull(_) => "basket-full",
            Problem::MixedCurrencies { .. } => "mixed-currencies",
            Problem::NoTotal => "no-total",
            Problem::PaymentPending => "payment-pending",
            Problem::TooManyUnpaid => "too-many-unpaid",
            Problem::NotInBasket => "not-in-basket",
            Problem::EmptyBasket => "empty-basket",
            Problem::UnknownOrder => "unknown-order",
            Problem::UnknownCode => "unknown-code",
            Problem::TooManyCodes => "too-many-codes",
            Problem::CodeUsed => "code-used",
            Problem::BadRequest => "bad-request",
            Problem::GatewayUnavailable => "gateway-unavailable",
            Problem::Declined(_) => "declined",
            Problem::Unavailable => "unavailable",
            Problem::Offline => "offline",
        }
    }

    /// Restores a problem from its code, for a page reached by a redirect. `number` is the figure that the
    /// code lacks (stock left, line limit).
    ///
    /// ```
    /// use pannier::Problem;
    ///
    /// assert_eq!(Problem::from_code("only-left", Some(2)), Some(Problem::OnlyLeft(2)));
    /// assert_eq!(Problem::from_code("only-left", None), None);
    /// ```
    pub fn from_code(code: &str, number: Option<u32>) -> Option<Problem> {
        Some(match code {
            "unknown-item" => Problem::UnknownItem,
            "not-on-sale-yet" => Problem::NotOnSaleYet,
            "sold-out" => Problem::SoldOut,
            "only-left" => Problem::OnlyLeft(number?),
            "too-many" => Problem::TooMany(number?),
            "bad-quantity" => Problem::BadQuantity,
            "basket-full" => Problem::BasketFull(number?),
            "mixed-currencies" => Problem::MixedCurrencies { basket: Currency::EUR, item: Currency::EUR },
            "no-total" => Problem::NoTotal,
            "payment-pending" => Problem::PaymentPending,
            "too-many-unpaid" => Problem::TooManyUnpaid,
            "not-in-basket" => Problem::NotInBasket,
            "empty-basket" => Problem::EmptyBasket,
            "unknown-code" => Problem::UnknownCode,
            "too-many-codes" => Problem::TooManyCodes,
            "code-used" => Problem::CodeUsed,
            "bad-request" => Problem::BadRequest,
            "gateway-unavailable" => Problem::GatewayUnavailable,
            "declined" => Problem::Declined(String::new()),
            "unavailable" => Problem::Unavailable,
            _ => return None,
        })
    }

    /// Restores a problem from the variant name that a server function responded with, and its number, if
    /// any.
    #[cfg(any(test, not(feature = "ssr")))]
    pub(crate) fn from_name(name: &str, number: Option<u32>) -> Option<Problem> {
        let mut code = String::with_capacity(name.len() + 2);
        for letter in name.chars() {
            if letter.is_ascii_uppercase() && !code.is_empty() {
                code.push('-');
            }
            code.push(letter.to_ascii_lowercase());
        }
        Problem::from_code(&code, number)
    }

    /// Returns the figure that the code lacks, for [`Problem::from_code`].
    pub fn number(&self) -> Option<u32> {
        match self {
            Problem::OnlyLeft(n) | Problem::TooMany(n) | Problem::BasketFull(n) => Some(*n),
            _ => None,
        }
    }

    /// Returns the corresponding HTTP status (RFC 9110, RFC 6585).
    pub fn status(&self) -> u16 {
        match self {
            Problem::UnknownItem | Problem::UnknownOrder | Problem::NotInBasket => 404,
            Problem::NotOnSaleYet
            | Problem::SoldOut
            | Problem::OnlyLeft(_)
            | Problem::PaymentPending
            | Problem::MixedCurrencies { .. } => 409,
            Problem::TooMany(_)
            | Problem::BadQuantity
            | Problem::BasketFull(_)
            | Problem::NoTotal
            | Problem::EmptyBasket
            | Problem::UnknownCode
            | Problem::CodeUsed => 422,
            Problem::BadRequest => 400,
            Problem::TooManyUnpaid | Problem::TooManyCodes => 429,
            Problem::Declined(_) => 402,
            Problem::GatewayUnavailable | Problem::Unavailable | Problem::Offline => 503,
        }
    }
}

impl Problem {
    /// Returns the message for the shopper.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Language, Problem};
    ///
    /// let german = store.texts(Language::GERMAN);
    /// assert_eq!(Problem::OnlyLeft(2).message(&german), "Leider nur noch 2 verfügbar.");
    /// # Ok(())
    /// # });
    /// ```
    pub fn message(&self, texts: &Texts) -> String {
        match self {
            Problem::UnknownItem => texts.get("problem-unknown-item"),
            Problem::NotOnSaleYet => texts.get("problem-not-on-sale-yet"),
            Problem::SoldOut => texts.get("problem-sold-out"),
            Problem::OnlyLeft(left) => texts.format("problem-only-left", &[("left", (*left).into())]),
            Problem::TooMany(max) => texts.format("problem-too-many", &[("max", (*max).into())]),
            Problem::BadQuantity => texts.get("problem-bad-quantity"),
            Problem::BasketFull(max) => texts.format("problem-basket-full", &[("max", (*max).into())]),
            Problem::MixedCurrencies { .. } => texts.get("problem-mixed-currencies"),
            Problem::NoTotal => texts.get("problem-no-total"),
            Problem::PaymentPending => texts.get("problem-payment-pending"),
            Problem::TooManyUnpaid => texts.get("problem-too-many-unpaid"),
            Problem::NotInBasket => texts.get("problem-not-in-basket"),
            Problem::EmptyBasket => texts.get("problem-empty-basket"),
            Problem::UnknownOrder => texts.get("problem-unknown-order"),
            Problem::UnknownCode => texts.get("problem-unknown-code"),
            Problem::TooManyCodes => texts.get("problem-too-many-codes"),
            Problem::CodeUsed => texts.get("problem-code-used"),
            Problem::BadRequest => texts.get("problem-bad-request"),
            Problem::GatewayUnavailable => texts.get("problem-gateway-unavailable"),
            Problem::Declined(reason) if reason.is_empty() => texts.get("problem-declined"),
            Problem::Declined(reason) => texts.format("problem-declined-because", &[("reason", reason.into())]),
            Problem::Unavailable => texts.get("problem-unavailable"),
            Problem::Offline => texts.get("problem-offline"),
        }
    }
}

/// Formats the message: on the server in English, in the browser in the page's language. See
/// [`Problem::message`].
impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message(&Texts::here()))
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The browser parses a response without serde.
    #[test]
    fn the_name_in_an_answer_is_the_code_in_other_words() {
        let named = [
            Problem::UnknownItem,
            Problem::NotOnSaleYet,
            Problem::SoldOut,
            Problem::TooMany(999),
            Problem::BadQuantity,
            Problem::BasketFull(100),
            Problem::NoTotal,
            Problem::PaymentPending,
            Problem::TooManyUnpaid,
            Problem::NotInBasket,
            Problem::EmptyBasket,
            Problem::UnknownCode,
            Problem::TooManyCodes,
            Problem::CodeUsed,
            Problem::BadRequest,
            Problem::GatewayUnavailable,
            Problem::Declined(String::new()),
            Problem::Unavailable,
        ];
        for problem in named {
            let answer = serde_json::to_value(&problem).expect("a problem is JSON");
            let name = match &answer {
                serde_json::Value::String(name) => name,
                other => other.as_object().and_then(|o| o.keys().next()).expect("a name"),
            };
            assert_eq!(Problem::from_name(name, problem.number()), Some(problem));
        }
    }
}
