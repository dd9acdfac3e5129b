//! A code: what it takes off, when it can be used, and how it is written.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::{
    args,
    model::{Money, Timestamp, named::named},
    store::db::{self, Db, DbError, Row, Tx},
};

/// The maximum length of a code, in characters.
pub(in crate::store) const LONGEST_CODE: usize = 60;

/// The columns that [`Code::read`] reads.
pub(super) const COLUMNS: &str = "code, label, percent, amount, currency, free_shipping, kinds, least_amount, \
                                  least_currency, from_at, until_at, most_uses, uses, most_per_person, series, \
                                  created_at, disabled_at";

/// A discount code, which shoppers enter. See [`Admin::create_code`](crate::Admin::create_code).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Code {
    /// The code, in capital letters, without spaces and dashes.
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
    /// How many orders use it, without those that were cancelled.
    pub uses: u32,
    /// How many orders of one e-mail address can use it.
    pub most_per_person: Option<u32>,
    /// When it was ended.
    pub disabled_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// The series that it is in.
    pub series: Option<String>,
}

/// What a code takes off.
///
/// ```
/// use pannier::{Currency, Money, Off};
///
/// assert_eq!(Off::Percent(1250).to_string(), "12.5 %");
/// assert_eq!(Off::Amount(Money::new(500, Currency::EUR)).to_string(), "€5.00");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Off {
    /// A share of what the items cost, in basis points: 1000 is 10 %.
    Percent(u32),
    /// An amount, once for each order, spread over its items.
    Amount(Money),
    /// The shipping of the parcels that contain only items that the code is for.
    FreeShipping,
}

/// Writes it in English: for command lines and the audit log.
impl fmt::Display for Off {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Off::Percent(points) => {
                let decimal = format!("{}.{:02}", points / 100, points % 100);
                write!(f, "{} %", decimal.trim_end_matches('0').trim_end_matches('.'))
            }
            Off::Amount(amount) => write!(f, "{amount}"),
            Off::FreeShipping => f.write_str("free shipping"),
        }
    }
}

/// Whether a code can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CodeState {
    /// It can be used.
    Active,
    /// It cannot be used yet.
    Upcoming,
    /// The maximum number of orders use it.
    UsedUp,
    /// It can no longer be used.
    Expired,
    /// The merchant has ended it.
    Ended,
}

named! { CodeState {
    Active => "active",
    Upcoming => "upcoming",
    UsedUp => "used-up",
    Expired => "expired",
    Ended => "ended",
} }

impl Code {
    /// Returns whether it can be used at a time, and if not, why.
    pub fn state(&self, at: Timestamp) -> CodeState {
        if self.disabled_at.is_some() {
            CodeState::Ended
        } else if self.until_at.is_some_and(|until| at >= until) {
            CodeState::Expired
        } else if self.most_uses.is_some_and(|most| self.uses >= most) {
            CodeState::UsedUp
        } else if self.from_at.is_some_and(|from| at < from) {
            CodeState::Upcoming
        } else {
            CodeState::Active
        }
    }

    /// Returns what shoppers call it: the label, or else the code.
    pub fn title(&self) -> &str {
        if self.label.is_empty() { &self.code } else { &self.label }
    }

    /// Returns whether it can be used now, by the rules that need no database: not that of uses by one person.
    pub(crate) fn usable(&self, at: Timestamp) -> bool {
        self.state(at) == CodeState::Active
    }

    /// Returns whether it is for items of a kind.
    pub(in crate::store) fn is_for(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|own| own == kind)
    }

    /// Returns whether the items that it is for, which cost this together, reach its least amount.
    pub(in crate::store) fn is_reached(&self, value: Money) -> bool {
        self.least_amount.is_none_or(|least| least.currency == value.currency && value.amount >= least.amount)
    }

    pub(super) fn read(row: &Row) -> db::Result<Code> {
        let (percent, amount): (Option<i64>, Option<i64>) = (row.get("percent")?, row.get("amount")?);
        let off = match (percent, amount) {
            (Some(_), _) => Off::Percent(row.get_u32("percent")?),
            (None, Some(_)) => Off::Amount(row.money("amount", "currency")?),
            (None, None) => Off::FreeShipping,
        };
        let least: Option<i64> = row.get("least_amount")?;
        Ok(Code {
            code: row.get("code")?,
            label: row.get("label")?,
            off,
            kinds: read_kinds(&row.get::<String>("kinds")?)?,
            least_amount: least.map(|_| row.money("least_amount", "least_currency")).transpose()?,
            from_at: row.get("from_at")?,
            until_at: row.get("until_at")?,
            most_uses: optional_u32(row, "most_uses")?,
            uses: row.get_u32("uses")?,
            most_per_person: optional_u32(row, "most_per_person")?,
            disabled_at: row.get("disabled_at")?,
            created_at: row.get("created_at")?,
            series: row.get("series")?,
        })
    }
}

/// Reads the kinds of a code, which a table has as a JSON array. No text stands for all of them.
fn read_kinds(json: &str) -> db::Result<Vec<String>> {
    if json.is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_str(json).map_err(|error| DbError(sqlx::Error::Decode(error.into())))
}

/// Returns the kinds of a code as a table has them.
pub(super) fn kinds_column(kinds: &[String]) -> String {
    if kinds.is_empty() { String::new() } else { serde_json::Value::from(kinds).to_string() }
}

fn optional_u32(row: &Row, column: &str) -> db::Result<Option<u32>> {
    let value: Option<i64> = row.get(column)?;
    value.map(|_| row.get_u32(column)).transpose()
}

/// Folds what was typed to a code as it is stored: in capital letters, without spaces, dashes and invisible characters, in
/// the form of Unicode in which what looks alike is alike (NFKC). What is longer than a code is cut.
pub(crate) fn fold(typed: &str) -> String {
    // Capital letters of what was composed may have parts that compose again.
    let capitals: String = typed.nfkc().filter(|c| is_kept(*c)).flat_map(char::to_uppercase).collect();
    capitals.nfkc().filter(|c| is_kept(*c)).take(LONGEST_CODE).collect()
}

/// Returns the label of a code as a search looks for it.
pub(super) fn label_key(code: &Code) -> String {
    fold(&code.label)
}

/// Returns the series of a code as a search looks for it; empty without one.
pub(super) fn series_key(code: &Code) -> String {
    code.series.as_deref().map(fold).unwrap_or_default()
}

fn is_kept(c: char) -> bool {
    let dash = matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    !(c.is_whitespace() || c.is_control() || dash || invisible)
}

fn select() -> String {
    format!("SELECT {COLUMNS} FROM pannier_codes WHERE code = $1")
}

/// Returns a code, whether it can be used or not. `code` is folded.
pub(crate) async fn load(db: &Db, code: &str) -> db::Result<Option<Code>> {
    if code.is_empty() || !db::is_text(code) {
        return Ok(None);
    }
    db.fetch_optional(&select(), args![code]).await?.as_ref().map(Code::read).transpose()
}

/// Returns a code in a transaction, as [`load`] does.
pub(super) async fn load_in(tx: &mut Tx, code: &str) -> db::Result<Option<Code>> {
    if code.is_empty() || !db::is_text(code) {
        return Ok(None);
    }
    tx.fetch_optional(&select(), args![code]).await?.as_ref().map(Code::read).transpose()
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::{model::Currency, random_text::texts, store::db::is_text};

    const PIECES: &[&str] = &[
        "WELCOME", "welcome", "10", "-", " ", "\u{2011}", "\u{ad}", "\u{200b}", "\0", "ß", "ẞ", "u\u{308}", "ＷＥ",
        "ﬃ", "ŉ", "ǰ", "ΐ", "İ", "ı", "\u{345}",
    ];

    /// A code without conditions.
    pub fn code(off: Off) -> Code {
        Code {
            code: "WELCOME10".into(),
            label: String::new(),
            off,
            kinds: Vec::new(),
            least_amount: None,
            from_at: None,
            until_at: None,
            most_uses: None,
            uses: 0,
            most_per_person: None,
            disabled_at: None,
            created_at: Timestamp::from_secs(0),
            series: None,
        }
    }

    #[test]
    fn what_looks_alike_is_one_code() {
        for typed in
            ["WELCOME10", "welcome10", " Welcome-10 ", "welc\u{ad}ome 1\u{2011}0", "ＷＥＬcome10", "wel\0come10"]
        {
            assert_eq!(fold(typed), "WELCOME10", "{typed:?}");
        }
        assert_eq!(fold("grüße"), "GRÜSSE");
        assert_eq!(fold("gru\u{308}n"), fold("GRÜN"));
        assert_eq!(fold(" - \u{200b}"), "");
        assert_eq!(fold(&"x".repeat(1000)).len(), LONGEST_CODE);
    }

    proptest! {
        #[test]
        fn any_code_is_folded_once(typed in texts(PIECES, 40)) {
            let folded = fold(&typed);
            prop_assert!(folded.chars().count() <= LONGEST_CODE && is_text(&folded), "{:?}", folded);
            prop_assert_eq!(fold(&folded), folded);
        }
    }

    #[test]
    fn a_code_can_be_used_from_a_time_until_a_time_and_so_often() {
        let (one, two, three) = (Timestamp::from_secs(1), Timestamp::from_secs(2), Timestamp::from_secs(3));
        let state = |change: fn(&mut Code), at| {
            let mut code = code(Off::FreeShipping);
            change(&mut code);
            code.state(at)
        };
        assert_eq!(state(|_| {}, one), CodeState::Active);
        let timed = |code: &mut Code| {
            code.from_at = Some(Timestamp::from_secs(2));
            code.until_at = Some(Timestamp::from_secs(3));
        };
        let states = [one, two, three - Duration::from_millis(1), three].map(|at| state(timed, at));
        assert_eq!(states, [CodeState::Upcoming, CodeState::Active, CodeState::Active, CodeState::Expired]);
        let used = |code: &mut Code| (code.most_uses, code.uses) = (Some(2), 2);
        assert_eq!(state(used, one), CodeState::UsedUp);
        let once = |code: &mut Code| (code.most_uses, code.uses) = (Some(2), 1);
        assert_eq!(state(once, one), CodeState::Active);
        assert_eq!(state(|code| code.disabled_at = Some(Timestamp::from_secs(9)), one), CodeState::Ended);
    }

    #[test]
    fn what_it_takes_off_is_exact() {
        let text = |points| Off::Percent(points).to_string();
        assert_eq!([1000, 1250, 1205, 1, 10_000].map(text), ["10 %", "12.5 %", "12.05 %", "0.01 %", "100 %"]);
        assert_eq!(Off::Amount(Money::new(500, Currency::EUR)).to_string(), "€5.00");
    }

    #[test]
    fn kinds_survive_their_column() {
        let kinds = vec!["album".to_owned(), "a \"poster\"".to_owned()];
        assert_eq!(read_kinds(&kinds_column(&kinds)).unwrap(), kinds);
        assert_eq!((kinds_column(&[]).as_str(), read_kinds("").unwrap()), ("", vec![]));
        assert!(read_kinds("album").is_err());
    }
}
