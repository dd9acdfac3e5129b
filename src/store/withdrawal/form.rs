//! What is typed into the form: normalized, checked, and as it is stored.

use crate::{
    language::Texts,
    model::{
        CheckoutForm, WithdrawalError, WithdrawalField, WithdrawalForm, WithdrawalLine, WithdrawalOrder, WithdrawnLine,
        is_link,
    },
    store::checkout::{
        normalize::{normalize_email, one_line},
        validate::contact_errors,
    },
};

/// Maximum number of lines of what the customer has to say.
const MOST_LINES: usize = 100;

/// What a customer declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declaration {
    pub number: String,
    pub name: String,
    pub email: String,
    /// The lines; `None` for everything.
    pub lines: Option<Vec<WithdrawalLine>>,
    pub text: String,
}

impl Declaration {
    /// Normalizes a form. `order` is the one that it was opened with.
    pub fn typed(form: &WithdrawalForm, order: Option<&WithdrawalOrder>) -> Declaration {
        let number = match order {
            Some(order) => order.number.to_string(),
            None => one_line(&form.number, WithdrawalField::Number.max_length()),
        };
        Declaration {
            number,
            name: one_line(&form.name, WithdrawalField::Name.max_length()),
            email: normalize_email(&form.email),
            lines: order.filter(|_| !form.everything).and_then(|order| chosen(&form.lines, order)),
            text: paragraphs(&form.text),
        }
    }

    /// Returns what is wrong with it, in the order of the fields.
    pub fn errors(&self, order: Option<&WithdrawalOrder>, texts: &Texts) -> Vec<WithdrawalError> {
        let number = match self.number.is_empty() {
            true => Some(texts.get("withdrawal-error-number")),
            false => wrong_with(&self.number, WithdrawalField::Number, texts),
        };
        let name = match self.name.is_empty() {
            true => Some(texts.get("withdrawal-error-name")),
            false => wrong_with(&self.name, WithdrawalField::Name, texts),
        };
        let form = CheckoutForm { email: self.email.clone(), ..CheckoutForm::default() };
        let email = contact_errors(&form, None, texts).into_iter().next().map(|error| error.message);
        let lines = order.and_then(|order| self.wrong_with_lines(order, texts));
        let text = wrong_with(&self.text, WithdrawalField::Text, texts);
        let found = [
            (WithdrawalField::Number, number),
            (WithdrawalField::Name, name),
            (WithdrawalField::Email, email),
            (WithdrawalField::Lines, lines),
            (WithdrawalField::Text, text),
        ];
        found.into_iter().filter_map(|(field, message)| Some(WithdrawalError::new(field, message?))).collect()
    }

    fn wrong_with_lines(&self, order: &WithdrawalOrder, texts: &Texts) -> Option<String> {
        let lines = self.lines.as_ref()?;
        if lines.is_empty() {
            return Some(texts.get("withdrawal-error-lines"));
        }
        lines.iter().find_map(|line| {
            let ordered = order.lines.iter().find(|ordered| is_same(ordered, line))?;
            let with = [("title", (&ordered.title).into()), ("most", ordered.quantity.into())];
            (line.quantity > ordered.quantity).then(|| texts.format("withdrawal-error-pieces", &with))
        })
    }

    /// Returns the form that says the same.
    pub fn form(&self, order: Option<&WithdrawalOrder>) -> WithdrawalForm {
        let Declaration { number, name, email, lines, text } = self.clone();
        let everything = lines.is_none();
        let lines = lines.or_else(|| order.map(|order| order.lines.clone())).unwrap_or_default();
        let withdrawn = |line: WithdrawalLine| WithdrawnLine { kind: line.kind, id: line.id, quantity: line.quantity };
        WithdrawalForm {
            order: order.map(|order| order.token.clone()).unwrap_or_default(),
            number,
            name,
            email,
            lines: lines.into_iter().map(withdrawn).collect(),
            everything,
            text,
        }
    }

    /// Returns the column of the lines.
    pub fn lines_column(&self) -> String {
        let lines = self.lines.as_ref();
        lines.map_or_else(String::new, |lines| serde_json::json!(lines).to_string())
    }
}

/// Returns the lines that are chosen, as the order has them; `None` if these are all its pieces.
fn chosen(wanted: &[WithdrawnLine], order: &WithdrawalOrder) -> Option<Vec<WithdrawalLine>> {
    let lines = order.lines.iter().map(|line| {
        let same = wanted.iter().filter(|wanted| wanted.kind == line.kind && wanted.id == line.id);
        let quantity = same.fold(0, |sum: u32, wanted| sum.saturating_add(wanted.quantity));
        WithdrawalLine { quantity, ..line.clone() }
    });
    let lines: Vec<WithdrawalLine> = lines.filter(|line| line.quantity > 0).collect();
    (lines != order.lines || lines.is_empty()).then_some(lines)
}

fn is_same(one: &WithdrawalLine, other: &WithdrawalLine) -> bool {
    one.kind == other.kind && one.id == other.id
}

/// Returns what is wrong with a text that was typed. The receipt repeats it to an address that anybody can type.
fn wrong_with(text: &str, field: WithdrawalField, texts: &Texts) -> Option<String> {
    let max = field.max_length();
    match text.chars().count() > max {
        true => Some(texts.format("field-too-long", &[("max", max.into())])),
        false => is_link(text).then(|| texts.get("field-link")),
    }
}

/// Returns the lines of a text, each normalized. One that is too long is cut, but stays too long.
fn paragraphs(text: &str) -> String {
    let max = WithdrawalField::Text.max_length();
    let mut lines: Vec<String> = text.lines().take(MOST_LINES).map(|line| one_line(line, max)).collect();
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    // Two more, because the last two may end a paragraph.
    lines.join("\n").trim().chars().take(max + 3).collect::<String>().trim_end().to_owned()
}

/// Returns the number of an order as it was typed, beside whatever else: `No. 1001`. `None` if that is not a single number.
pub(super) fn number_of(typed: &str) -> Option<i64> {
    let mut numbers = typed.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    match (numbers.next(), numbers.next()) {
        (Some(digits), None) => digits.parse().ok(),
        _ => None,
    }
}

/// Returns an e-mail address as it is compared.
pub(super) fn fold(email: &str) -> String {
    email.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{language::fluent::english, model::WithdrawalRight, random_text::texts};

    const PIECES: &[&str] = &[
        "1001",
        "#",
        "No. ",
        "Ada",
        "ada@example.com",
        " ",
        "\n",
        "\r\n",
        "\0",
        "\u{202e}",
        "https://",
        "www.",
        "一",
        "\u{9b}",
        "-7",
        "dunes",
    ];

    fn order() -> WithdrawalOrder {
        let line = |id: &str, quantity| WithdrawalLine {
            kind: "poster".into(),
            id: id.into(),
            title: id.to_uppercase(),
            quantity,
            right: WithdrawalRight::Applies,
        };
        let lines = vec![line("dunes", 2), line("reef", 1)];
        WithdrawalOrder { number: 1001, token: "token".into(), lines, earlier: Vec::new(), until: None, over: false }
    }

    fn form(lines: &[(&str, u32)]) -> WithdrawalForm {
        let line = |(id, quantity): &(&str, u32)| WithdrawnLine {
            kind: "poster".into(),
            id: (*id).into(),
            quantity: *quantity,
        };
        WithdrawalForm {
            name: "Ada".into(),
            email: "ada@example.com".into(),
            lines: lines.iter().map(line).collect(),
            ..WithdrawalForm::default()
        }
    }

    fn wrong(form: &WithdrawalForm, order: Option<&WithdrawalOrder>) -> Vec<&'static str> {
        let errors = Declaration::typed(form, order).errors(order, &english());
        errors.iter().map(|error| error.field.name()).collect()
    }

    #[test]
    fn a_stranger_names_the_order_and_is_asked_for_no_lines() {
        assert_eq!(wrong(&WithdrawalForm::default(), None), ["number", "name", "email"]);
        let stranger = WithdrawalForm { number: "1001".into(), ..form(&[("dunes", 7)]) };
        assert_eq!(wrong(&stranger, None), [""; 0]);
        assert_eq!(Declaration::typed(&stranger, None).lines, None);
        let link = WithdrawalForm { text: "See\nwww.example.com".into(), ..stranger };
        assert_eq!(wrong(&link, None), ["text"]);
    }

    #[test]
    fn from_the_orders_page_pieces_can_be_chosen_up_to_what_was_ordered() {
        let order = order();
        assert_eq!(wrong(&form(&[("dunes", 1)]), Some(&order)), [""; 0]);
        assert_eq!(wrong(&form(&[]), Some(&order)), ["lines"]);
        assert_eq!(wrong(&form(&[("dunes", 0), ("another", 1)]), Some(&order)), ["lines"]);
        assert_eq!(wrong(&form(&[("dunes", 3)]), Some(&order)), ["lines"]);
        assert_eq!(wrong(&form(&[("dunes", u32::MAX), ("dunes", 2)]), Some(&order)), ["lines"]);
        let everything = WithdrawalForm { everything: true, ..form(&[]) };
        assert_eq!(wrong(&everything, Some(&order)), [""; 0]);
        let number = Declaration::typed(&WithdrawalForm { number: "7".into(), ..everything }, Some(&order)).number;
        assert_eq!(number, "1001", "whatever is typed");
    }

    #[test]
    fn all_pieces_are_everything() {
        let order = order();
        let declared = |lines: &[(&str, u32)]| Declaration::typed(&form(lines), Some(&order));
        assert_eq!(declared(&[("reef", 1), ("dunes", 2)]).lines, None);
        let one = declared(&[("reef", 1)]);
        assert_eq!(one.lines.as_ref().map(|lines| (lines.len(), lines[0].title.as_str())), Some((1, "REEF")));
        assert_eq!(one.form(Some(&order)).lines, form(&[("reef", 1)]).lines);
        let all = declared(&[("dunes", 2), ("reef", 1)]).form(Some(&order));
        assert!(all.everything && all.lines == form(&[("dunes", 2), ("reef", 1)]).lines && all.order == "token");
    }

    #[test]
    fn a_number_is_found_in_what_stands_around_it() {
        for (typed, number) in [
            ("1001", Some(1001)),
            (" #1001 ", Some(1001)),
            ("Bestellung Nr. 1001", Some(1001)),
            ("1001/2", None),
            ("one", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(number_of(typed), number, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn any_form_is_normalized_once((number, name) in (texts(PIECES, 6), texts(PIECES, 6)), (email, text) in (texts(PIECES, 6), texts(PIECES, 12))) {
            let form = WithdrawalForm { number, name, email, text, ..WithdrawalForm::default() };
            let declared = Declaration::typed(&form, None);
            prop_assert_eq!(&Declaration::typed(&declared.form(None), None), &declared);
            let all = [&declared.number, &declared.name, &declared.email];
            prop_assert!(all.iter().all(|field| !field.contains(char::is_control)));
            prop_assert!(!declared.text.contains(|c: char| c.is_control() && c != '\n'));
            declared.errors(None, &english());
        }

        #[test]
        fn any_number_is_an_orders_or_none(typed in texts(PIECES, 6)) {
            prop_assert!(number_of(&typed).is_none_or(|number| number >= 0));
        }
    }
}
