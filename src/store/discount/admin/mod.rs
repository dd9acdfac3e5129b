//! The merchant's side of codes: makes them, one or a series, lists them, and ends them.

pub(in crate::store) mod csv;
mod error;
mod new_code;
mod query;

use std::collections::BTreeSet;

pub use self::{
    error::CodeError,
    new_code::{CodeField, NewCode},
    query::{CodeFilter, CodePage, CodeQuery},
};
use super::code::{self, COLUMNS, Code, Off, fold, kinds_column, label_key, series_key};
use crate::{
    args,
    model::{Money, OrderStatus, Timestamp},
    store::{
        admin::Admin,
        db::{self, Row, Tx, Value, placeholders},
        staff::role::Act,
    },
};

/// The maximum number of orders that are shown of a code.
const MOST_REDEMPTIONS: u32 = 100;
/// The maximum number of codes of one call.
const MOST_CODES: u32 = 1_000;
/// The number of codes that one statement inserts.
const BATCH: usize = 200;
/// The characters of random codes: capital letters and digits that are not mistaken for one another.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// The number of random characters of a code: there are 31^10 codes, of which a series has up to a thousand.
const RANDOM: usize = 10;

/// A code, and the orders that use it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeRecord {
    /// The code.
    pub code: Code,
    /// The orders that use it, the newest first, 100 at most.
    pub redemptions: Vec<CodeRedemption>,
}

/// The use of a code by an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeRedemption {
    /// The number of the order.
    pub order: i64,
    /// The status of the order.
    pub status: OrderStatus,
    /// The e-mail address with which it was placed.
    pub email: String,
    /// When it was placed.
    pub at: Timestamp,
    /// What the code has taken off.
    pub amount: Money,
}

impl CodeRedemption {
    fn read(row: &Row) -> db::Result<CodeRedemption> {
        Ok(CodeRedemption {
            order: row.get("number")?,
            status: row.get("status")?,
            email: row.get("email")?,
            at: row.get("redeemed_at")?,
            amount: row.money("amount", "currency")?,
        })
    }
}

impl Admin<'_> {
    /// Returns a code, in the form in which it was typed, with the orders that use it.
    ///
    /// # Errors
    /// [`CodeError::UnknownCode`].
    pub async fn code(&self, code: &str) -> Result<CodeRecord, CodeError> {
        let db = self.store.db();
        let Some(code) = code::load(db, &fold(code)).await? else { return Err(unknown(code)) };
        let sql = "SELECT o.number, o.status, o.email, o.currency, r.redeemed_at, CAST(COALESCE((SELECT SUM(d.amount) \
                   FROM pannier_order_discounts d WHERE d.order_id = r.order_id AND d.code IS NOT NULL), 0) AS BIGINT) \
                   AS amount FROM (SELECT order_id, redeemed_at FROM pannier_code_redemptions WHERE code = $1 \
                   ORDER BY redeemed_at DESC, order_id DESC LIMIT $2) r JOIN pannier_orders o ON o.id = r.order_id \
                   ORDER BY r.redeemed_at DESC, r.order_id DESC";
        let rows = db.fetch_all(sql, args![&code.code, MOST_REDEMPTIONS]).await?;
        let redemptions = rows.iter().map(CodeRedemption::read).collect::<db::Result<_>>()?;
        Ok(CodeRecord { code, redemptions })
    }

    /// Creates a code. Shoppers can type it in upper or lower case, with spaces and dashes.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{NewCode, Off};
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// let new = NewCode::new("welcome-10", Off::Percent(1000)).most_per_person(1);
    /// assert_eq!(admin.create_code(&new).await?.code, "WELCOME10");
    /// assert_eq!(admin.code("Welcome 10").await?.code.uses, 0);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`CodeError::Invalid`], with all that is wrong; [`CodeError::DuplicateCode`], also of one that was ended.
    pub async fn create_code(&self, new: &NewCode) -> Result<Code, CodeError> {
        let now = self.store.db().now();
        let code = new.validate(&self.store.0.sellables, now).map_err(CodeError::Invalid)?;
        let mut tx = self.begin().await?;
        if insert(&mut tx, std::slice::from_ref(&code)).await?.is_empty() {
            return Err(CodeError::DuplicateCode(code.code));
        }
        self.entry(Act::EditCodes).subject(&code.code).detail(format!("created: {}", code.off)).commit(tx).await?;
        Ok(code)
    }

    /// Creates a series: up to 1,000 random codes with the same terms. Each begins with the code of `each`, which may be
    /// empty, and can be used once, unless `each` sets [`most_uses`](NewCode::most_uses()). Codes are added to a series that
    /// exists already.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{CodeQuery, NewCode, Off};
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// let codes = admin.create_codes("newsletter", 20, &NewCode::new("NEWS", Off::FreeShipping)).await?;
    /// assert!(codes.len() == 20 && codes[0].code.starts_with("NEWS") && codes[0].most_uses == Some(1));
    /// assert_eq!(admin.codes(&CodeQuery::default().series("newsletter").limit(20)).await?.codes.len(), 20);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`CodeError::Invalid`], with all that is wrong.
    pub async fn create_codes(&self, series: &str, count: u32, each: &NewCode) -> Result<Vec<Code>, CodeError> {
        let each = each.validate_series(series, count, &self.store.0.sellables, self.store.db().now());
        let each = each.map_err(CodeError::Invalid)?;
        let mut tx = self.begin().await?;
        let (wanted, mut created) = (count as usize, BTreeSet::new());
        // A code that exists already is skipped, and replaced by another.
        while created.len() < wanted {
            let batch = (wanted - created.len()).min(BATCH);
            let named = || Code { code: format!("{}{}", each.code, unguessable()), ..each.clone() };
            let codes: Vec<Code> = std::iter::repeat_with(named).take(batch).collect();
            created.extend(insert(&mut tx, &codes).await?);
        }
        let name = each.series.as_deref().unwrap_or_default();
        let detail = format!("{count} codes created: {}", each.off);
        self.entry(Act::EditCodes).subject(name).detail(detail).commit(tx).await?;
        Ok(created.into_iter().map(|code| Code { code, ..each.clone() }).collect())
    }

    /// Ends a code: from now on, no order can use it. Orders that were placed with it keep what it took off. Does
    /// nothing if it was ended before.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{CodeState, NewCode, Off};
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.create_code(&NewCode::new("SPRING", Off::FreeShipping)).await?;
    /// let ended = admin.end_code("spring").await?;
    /// assert_eq!(ended.state(store.db().now()), CodeState::Ended);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`CodeError::UnknownCode`].
    pub async fn end_code(&self, code: &str) -> Result<Code, CodeError> {
        let mut tx = self.begin().await?;
        let sql = format!(
            "UPDATE pannier_codes SET disabled_at = $2 WHERE code = $1 AND disabled_at IS NULL RETURNING {COLUMNS}"
        );
        let folded = fold(code);
        let Some(row) = tx.fetch_optional(&sql, args![&folded, tx.now()]).await? else {
            return code::load_in(&mut tx, &folded).await?.ok_or_else(|| unknown(code));
        };
        let ended = Code::read(&row)?;
        self.entry(Act::EditCodes).subject(&ended.code).detail("ended").commit(tx).await?;
        Ok(ended)
    }
}

fn unknown(typed: &str) -> CodeError {
    CodeError::UnknownCode(typed.trim().to_owned())
}

/// Inserts codes, without those that exist already. Returns those that it has inserted.
async fn insert(tx: &mut Tx, codes: &[Code]) -> db::Result<Vec<String>> {
    let (mut rows, mut args) = (Vec::new(), Vec::<Value>::new());
    for code in codes {
        let own = row_of(code);
        rows.push(format!("({})", placeholders(args.len() + 1, own.len())));
        args.extend(own);
    }
    let sql = format!(
        "INSERT INTO pannier_codes ({COLUMNS}, label_key, series_key) VALUES {} ON CONFLICT (code) DO NOTHING \
         RETURNING code",
        rows.join(", ")
    );
    tx.fetch_all(&sql, &args).await?.iter().map(|row| row.get("code")).collect()
}

/// Returns the values of the [`COLUMNS`] of a code, and of those that a search looks at.
fn row_of(code: &Code) -> Vec<Value> {
    let (percent, amount, free) = match code.off {
        Off::Percent(points) => (Some(points), None, 0),
        Off::Amount(amount) => (None, Some(amount), 0),
        Off::FreeShipping => (None, None, 1),
    };
    let amount_of = |money: Option<Money>| money.map(|money| money.amount);
    let currency_of = |money: Option<Money>| money.map(|money| money.currency.code().to_owned());
    args![
        &code.code,
        &code.label,
        percent,
        amount_of(amount),
        currency_of(amount),
        free,
        kinds_column(&code.kinds),
        amount_of(code.least_amount),
        currency_of(code.least_amount),
        code.from_at,
        code.until_at,
        code.most_uses,
        code.uses,
        code.most_per_person,
        code.series.as_deref(),
        code.created_at,
        code.disabled_at,
        label_key(code),
        series_key(code)
    ]
    .to_vec()
}

/// Returns random characters that are not mistaken for one another.
fn unguessable() -> String {
    // Of 32 equally likely numbers, one stands for no character.
    let random = std::iter::repeat_with(|| ALPHABET.get(usize::from(rand::random::<u8>() & 31)));
    random.flatten().take(RANDOM).map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_a_series_is_one_that_nobody_misreads() {
        let codes: BTreeSet<String> = std::iter::repeat_with(unguessable).take(1000).collect();
        assert_eq!(codes.len(), 1000);
        for code in &codes {
            assert_eq!((code.len(), fold(code)), (RANDOM, code.clone()));
            assert!(!code.contains(['0', 'O', '1', 'I', 'L']), "{code}");
        }
        let used: BTreeSet<char> = codes.iter().flat_map(|code| code.chars()).collect();
        assert_eq!(used.len(), ALPHABET.len(), "every character is used");
    }
}
