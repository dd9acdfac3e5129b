//! Withdrawals from contracts: the form, its steps, and what the law says of each line of an order.

use serde::{Deserialize, Serialize};

use super::{AddressField, Field, Timestamp, named::named};

/// Whether a consumer can withdraw from buying an item, by the law of the European Union (Directive 2011/83/EU).
///
/// ```
/// use pannier::WithdrawalRight;
///
/// assert_eq!("excluded".parse(), Ok(WithdrawalRight::Excluded));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum WithdrawalRight {
    /// The right applies.
    #[default]
    #[serde(rename = "applies")]
    Applies,
    /// Digital content: the right ends once it is made available, if the shopper has asked for that and knows what it means
    /// (article 16, m).
    #[serde(rename = "ends")]
    EndsWithDownload,
    /// There is no such right, as for what is made to order, perishes, or takes place on a day (article 16, c, d and l).
    #[serde(rename = "excluded")]
    Excluded,
}

named! { WithdrawalRight {
    Applies => "applies",
    EndsWithDownload => "ends",
    Excluded => "excluded",
} }

/// The form by which a customer withdraws, as it was typed.
///
/// A later version may add fields: end a struct expression with `..WithdrawalForm::default()`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WithdrawalForm {
    /// The token of the order, if the form was opened from the order's page. Empty otherwise.
    pub order: String,
    /// The number of the order, as the customer knows it. Not needed beside a token.
    pub number: String,
    /// The customer's name.
    pub name: String,
    /// The e-mail address that the receipt goes to.
    pub email: String,
    /// What the customer withdraws from. Only read beside a token, and unless it is everything.
    pub lines: Vec<WithdrawnLine>,
    /// Whether the customer withdraws from everything. Without a token, it always is.
    pub everything: bool,
    /// What the customer has to say: no reason is asked for.
    pub text: String,
}

/// Pieces of a line from which a customer withdraws.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawnLine {
    /// The sellable's kind.
    pub kind: String,
    /// The sellable's id within its kind.
    pub id: String,
    /// The number of pieces; 0 for none.
    pub quantity: u32,
}

/// The step that a withdrawal has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WithdrawalStep {
    /// The form is filled in.
    Form,
    /// The customer reads what they are about to declare, and confirms it.
    Confirm,
    /// It is declared: the store has received it.
    Received,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WithdrawalField {
    /// The number of the order.
    Number,
    /// The customer's name.
    Name,
    /// The e-mail address.
    Email,
    /// The lines and their pieces.
    Lines,
    /// What the customer has to say.
    Text,
}

impl WithdrawalField {
    /// Returns the name of the field in a form, and of its element in the page.
    pub const fn name(self) -> &'static str {
        match self {
            WithdrawalField::Number => "number",
            WithdrawalField::Name => "name",
            WithdrawalField::Email => "email",
            WithdrawalField::Lines => "lines",
            WithdrawalField::Text => "text",
        }
    }

    /// Returns the maximum length of what is typed, in characters.
    ///
    /// ```
    /// use pannier::{Field, WithdrawalField};
    ///
    /// assert_eq!(WithdrawalField::Email.max_length(), Field::Email.max_length());
    /// ```
    pub const fn max_length(self) -> usize {
        match self {
            WithdrawalField::Number => 60,
            WithdrawalField::Name => AddressField::Name.max_length(),
            WithdrawalField::Email => Field::Email.max_length(),
            // A number of pieces.
            WithdrawalField::Lines => 3,
            WithdrawalField::Text => 1000,
        }
    }
}

/// An error of a field, for the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WithdrawalError {
    /// The field.
    pub field: WithdrawalField,
    /// What is wrong and what to do.
    pub message: String,
}

impl WithdrawalError {
    /// Creates an error for a field.
    pub fn new(field: WithdrawalField, message: impl Into<String>) -> WithdrawalError {
        WithdrawalError { field, message: message.into() }
    }
}

/// A withdrawal, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WithdrawalView {
    /// The step.
    pub step: WithdrawalStep,
    /// The unguessable token of the draft, or of the declaration that it has become. `None` before the form is sent.
    pub draft: Option<String>,
    /// The form as filled in so far, or as it was declared.
    pub form: WithdrawalForm,
    /// The errors, each to be shown beside its field.
    pub errors: Vec<WithdrawalError>,
    /// The order, if the form was opened from the order's page: what is typed says nothing to a stranger.
    pub order: Option<WithdrawalOrder>,
    /// When it was received.
    pub received_at: Option<Timestamp>,
    /// The e-mail address that the receipt goes to, once it is received.
    pub receipt_to: Option<String>,
}

/// An order from which the customer withdraws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WithdrawalOrder {
    /// The number of the order.
    pub number: i64,
    /// The token of the order's page.
    pub token: String,
    /// The lines of which something is left: neither refunded nor withdrawn from before, on this page. Once the withdrawal is
    /// received, those that it names.
    pub lines: Vec<WithdrawalLine>,
    /// The withdrawals from it that were received before, the first one first.
    #[serde(default)]
    pub earlier: Vec<OrderWithdrawal>,
    /// When the period ends: the last millisecond of its last day in the time zone of the shop. `None` as long as it has not
    /// begun, because something is not paid or has not been sent.
    pub until: Option<Timestamp>,
    /// Whether the period is over, also for a customer further west in the European Union, where its last day ends later. A
    /// withdrawal is received all the same: the merchant decides about it.
    pub over: bool,
}

/// A line of an order from which the customer can withdraw, or has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WithdrawalLine {
    /// The sellable's kind.
    pub kind: String,
    /// The sellable's id within its kind.
    pub id: String,
    /// The title when the order was placed.
    pub title: String,
    /// The number of pieces.
    pub quantity: u32,
    /// Whether the right to withdraw applies, as it did when the order was placed.
    pub right: WithdrawalRight,
}

/// A withdrawal from an order that was received, as the pages of the order show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderWithdrawal {
    /// When it was received.
    pub received_at: Timestamp,
    /// The lines from which the customer withdraws, with their pieces. Empty for everything, and for what is named in words.
    pub lines: Vec<WithdrawalLine>,
    /// Whether it came from the page of the order, which only the customer knows.
    pub identified: bool,
    /// Whether it names items in words. Only one can that did not come from the order's page.
    pub in_words: bool,
}

/// Returns whether a withdrawal describes its items in free text. On the order's page (`identified`), customers select items
/// instead; elsewhere, an empty text means all items.
#[cfg(feature = "ssr")]
pub(crate) fn is_in_words(identified: bool, text: &str) -> bool {
    !identified && !text.trim().is_empty()
}

impl OrderWithdrawal {
    /// Returns how many pieces of a line the customer has withdrawn from: at most `quantity`, those that were ordered. None if
    /// it did not come from the order's page: anybody can have typed it, and nobody else may lose a choice by that.
    #[cfg(feature = "ssr")]
    pub(crate) fn pieces_of(&self, kind: &str, id: &str, quantity: u32) -> u32 {
        if !self.identified {
            return 0;
        }
        if self.lines.is_empty() {
            return quantity;
        }
        let same = self.lines.iter().filter(|line| line.kind == kind && line.id == id);
        same.fold(0_u32, |pieces, line| pieces.saturating_add(line.quantity)).min(quantity)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::is_in_words;

    #[test]
    fn only_without_the_orders_page_words_name_items() {
        assert!(is_in_words(false, "The blue one"));
        assert!(!is_in_words(false, " \n"), "everything is meant");
        assert!(!is_in_words(true, "Thank you"), "a remark beside the items that were chosen");
    }
}
