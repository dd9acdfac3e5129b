//! What is filled in to refund something: in the form, or by an address that fills it in.

use form_urlencoded::Serializer;

use super::task::{Task, Way};
use crate::{
    RefundItems, Refundable,
    admin::{bulk::Sent, form},
};

/// The beginning of the name of a line's field, before its kind and id.
const PIECES: &str = "pieces:";
/// Maximum length of the reason, in characters.
pub(super) const LONGEST_NOTE: usize = 300;
/// Maximum length of an address that fills in the form, in bytes: a cookie holds it during a sign-in.
const LONGEST_ADDRESS: usize = 1_800;

/// The pieces of a line, as they were typed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pieces {
    kind: String,
    id: String,
    typed: String,
}

/// What is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Input {
    pieces: Vec<Pieces>,
    pub shipping: bool,
    pub extra: String,
    /// `None` if nobody was asked yet.
    pub restock: Option<bool>,
    pub note: String,
}

/// What is wrong with a form that was submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wrong {
    /// By kind and id of the line.
    pub pieces: Vec<(String, String, String)>,
    pub extra: Option<String>,
    pub note: Option<String>,
    pub form: Option<String>,
}

impl Wrong {
    /// What no field is to blame for.
    pub fn form(why: String) -> Wrong {
        Wrong { form: Some(why), ..Wrong::default() }
    }

    pub fn pieces(&self, kind: &str, id: &str) -> Option<&str> {
        self.pieces.iter().find(|(of, which, _)| of == kind && which == id).map(|(.., why)| why.as_str())
    }

    /// Whether an error stands beside a field.
    pub fn is_beside_a_field(&self) -> bool {
        !self.pieces.is_empty() || self.extra.is_some() || self.note.is_some()
    }

    fn is_none(&self) -> bool {
        *self == Wrong::default()
    }
}

impl Input {
    /// Reads what an address fills in.
    pub fn in_query(sent: &Sent) -> Input {
        Input::read(sent)
    }

    /// Reads a form that was submitted: a box that is not ticked sends nothing.
    pub fn in_form(sent: &Sent) -> Input {
        let input = Input::read(sent);
        Input { restock: input.restock.or(Some(false)), ..input }
    }

    fn read(sent: &Sent) -> Input {
        let text = |name: &str| sent.get(name).unwrap_or_default().to_owned();
        let pieces = sent.filled().filter_map(|(name, value)| match name.strip_prefix(PIECES) {
            Some(line) => pieces_of(line, value),
            None if name == "line" => value.rsplit_once('*').and_then(|(line, typed)| pieces_of(line, typed)),
            None => None,
        });
        Input {
            pieces: pieces.collect(),
            shipping: sent.get("shipping") == Some("1"),
            extra: text("extra"),
            restock: sent.get("restock").map(|value| value == "1"),
            note: text("note"),
        }
    }

    /// Returns the same with all that is left of lines and shipping, and nothing beyond.
    pub fn everything(&self, left: &Refundable) -> Input {
        let lines = left.lines.iter().filter(|line| line.left > 0);
        let pieces =
            lines.map(|line| Pieces { kind: line.kind.clone(), id: line.id.clone(), typed: line.left.to_string() });
        let shipping = left.shipping.amount > 0;
        Input { pieces: pieces.collect(), shipping, extra: String::new(), ..self.clone() }
    }

    /// Returns the name of the field of a line.
    pub fn name(kind: &str, id: &str) -> String {
        format!("{PIECES}{kind}/{id}")
    }

    /// Returns what was typed for a line.
    pub fn pieces(&self, kind: &str, id: &str) -> Option<&str> {
        self.pieces.iter().find(|line| line.kind == kind && line.id == id).map(|line| line.typed.as_str())
    }

    /// Returns the fields from which the same is read: the hidden ones of the second step.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let lines = self.pieces.iter().filter(|line| line.typed != "0");
        let lines = lines.map(|line| ("line", format!("{}/{}*{}", line.kind, line.id, line.typed)));
        let more = [
            ("shipping", self.shipping.then(|| "1".to_owned())),
            ("extra", Some(self.extra.clone())),
            ("restock", self.restock.map(|restock| if restock { "1" } else { "0" }.to_owned())),
            ("note", Some(self.note.clone())),
        ];
        let more = more.into_iter().filter_map(|(name, value)| Some((name, value?)));
        lines.chain(more.filter(|(_, value)| !value.is_empty())).collect()
    }

    /// Returns the address that fills in the form of this path. A reason that makes it too long is left out.
    pub fn address(&self, path: &str) -> String {
        let of = |input: &Input| {
            let query = Serializer::new(String::new()).extend_pairs(input.pairs()).finish();
            if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
        };
        let whole = of(self);
        match whole.len() > LONGEST_ADDRESS {
            true => of(&Input { note: String::new(), ..self.clone() }),
            false => whole,
        }
    }

    /// Returns what is to be refunded.
    ///
    /// # Errors
    /// What cannot be read, exceeds what is left, or is nothing.
    pub fn items(&self, task: &Task<'_>) -> Result<RefundItems, Wrong> {
        let (here, mut wrong) = (task.here, Wrong::default());
        let mut items = RefundItems::new();
        for Pieces { kind, id, typed } in &self.pieces {
            match pieces(typed, task.line(kind, id).map(|line| line.left)) {
                Ok(0) => {}
                Ok(quantity) => items = items.line(kind, id, quantity),
                Err(NoPieces::Wrong) => {
                    wrong.pieces.push((kind.clone(), id.clone(), here.text("admin-refund-pieces-wrong")));
                }
                Err(NoPieces::TooMany(0)) => {
                    let item = task.title(kind, id);
                    wrong.form = Some(here.format("admin-refund-pieces-none", &[("item", item.into())]));
                }
                Err(NoPieces::TooMany(left)) => {
                    let why = here.format("admin-refund-pieces-too-many", &[("left", left.into())]);
                    wrong.pieces.push((kind.clone(), id.clone(), why));
                }
            }
        }
        if self.shipping {
            items = items.shipping();
        }
        let alone = items.lines.is_empty() && !items.shipping;
        let mut extra = None;
        if task.way.moves_money() && !self.extra.is_empty() {
            extra = form::amount(&self.extra, task.money.currency);
            if extra.is_none() {
                let example = task.money.decimal();
                wrong.extra = Some(here.format("admin-refund-amount-wrong", &[("example", (&example).into())]));
            }
        }
        if self.note.chars().count() > LONGEST_NOTE {
            wrong.note = Some(here.format("admin-refund-note-long", &[("most", LONGEST_NOTE.into())]));
        }
        // What a refund that was made is for may be nothing but an amount.
        if task.way == Way::Allocate && alone {
            extra = Some(task.money);
        }
        if wrong.is_none() && alone && extra.is_none() {
            wrong.form = Some(here.text("admin-refund-nothing"));
        }
        if !wrong.is_none() {
            return Err(wrong);
        }
        if let Some(extra) = extra.filter(|extra| alone || extra.amount != 0) {
            items = items.extra(extra);
        }
        if self.restock == Some(true) {
            items = items.restock();
        }
        Ok(items.note(self.note.as_str()))
    }
}

/// Reads `poster/dunes` and the pieces of it.
fn pieces_of(line: &str, typed: &str) -> Option<Pieces> {
    let (kind, id) = line.split_once('/')?;
    Some(Pieces { kind: kind.trim().to_owned(), id: id.to_owned(), typed: typed.trim().to_owned() })
}

/// Why pieces cannot be refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoPieces {
    /// They are no number.
    Wrong,
    /// That many are left.
    TooMany(u32),
}

/// Parses a quantity of at most `left` pieces.
fn pieces(typed: &str, left: Option<u32>) -> Result<u32, NoPieces> {
    let left = left.unwrap_or_default();
    match typed {
        "" => Ok(0),
        // A number of any length is one that is too large.
        _ if typed.bytes().all(|b| b.is_ascii_digit()) => {
            typed.parse().ok().filter(|pieces| *pieces <= left).ok_or(NoPieces::TooMany(left))
        }
        _ => Err(NoPieces::Wrong),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sent(query: &str) -> Sent {
        Sent::read(query.as_bytes())
    }

    #[test]
    fn an_address_fills_in_the_form() {
        let input = Input::in_query(&sent("line=poster/dunes%2Fa3*2&line=album%2Fx*1&shipping=1&extra=5.00&note=Torn"));
        assert_eq!(input.pieces("poster", "dunes/a3"), Some("2"));
        assert_eq!(input.pieces("album", "x"), Some("1"));
        assert_eq!((input.shipping, input.extra.as_str(), input.note.as_str()), (true, "5.00", "Torn"));
        assert_eq!(input.restock, None, "nobody was asked");
    }

    #[test]
    fn what_was_typed_comes_back_after_a_sign_in_and_in_the_second_step() {
        let form =
            "form=t&pieces%3Aposter%2Fdunes%2Fa3=2&pieces%3Aalbum%2Fx=0&extra=1%2C50&note=Torn%20%26%20bent&step=check";
        let input = Input::in_form(&sent(form));
        assert_eq!((input.pieces("poster", "dunes/a3"), input.restock), (Some("2"), Some(false)));
        let address = input.address("/orders/1001/refund");
        assert!(address.is_ascii() && address.starts_with("/orders/1001/refund?line="), "{address}");
        let (_, query) = address.split_once('?').unwrap();
        let again = Input::in_query(&sent(query));
        assert_eq!(again.pairs(), input.pairs());
        assert_eq!((again.note.as_str(), again.pieces("album", "x")), ("Torn & bent", None));
    }

    #[test]
    fn a_reason_that_no_cookie_holds_is_left_out() {
        let input = Input { note: "ü".repeat(LONGEST_NOTE), extra: "5".to_owned(), ..Input::default() };
        assert_eq!(input.address("/orders/1/refund"), "/orders/1/refund?extra=5");
    }

    #[test]
    fn pieces_are_numbers_up_to_what_is_left() {
        for (typed, expected) in [
            ("", Ok(0)),
            ("0", Ok(0)),
            ("3", Ok(3)),
            ("4", Err(NoPieces::TooMany(3))),
            ("99999999999999999999", Err(NoPieces::TooMany(3))),
            ("-1", Err(NoPieces::Wrong)),
            ("two", Err(NoPieces::Wrong)),
            ("1.5", Err(NoPieces::Wrong)),
        ] {
            assert_eq!(pieces(typed, Some(3)), expected, "{typed:?}");
        }
        assert_eq!(pieces("1", None), Err(NoPieces::TooMany(0)), "a line that the order does not have");
    }

    proptest! {
        #[test]
        fn any_query_is_read_and_written_again(query in "\\PC{0,80}", line in "[a-z]{1,5}/[^*]{1,9}", count in 1..99u32) {
            let read = Input::in_query(&sent(&query));
            prop_assert_eq!(Input::in_query(&Sent::of(owned(read.pairs()))).pairs(), read.pairs());
            let line = format!("{}*{count}", line.trim());
            let read = Input::in_query(&Sent::of(vec![("line".to_owned(), line.clone())]));
            prop_assert!(read.pairs().contains(&("line", line)));
        }
    }

    fn owned(pairs: Vec<(&'static str, String)>) -> Vec<(String, String)> {
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
