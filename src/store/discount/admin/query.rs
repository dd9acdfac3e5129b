//! Lists of codes.

use super::super::code::{self, COLUMNS, Code, CodeState, fold};
use crate::{
    args,
    model::{Timestamp, named::named},
    store::{
        admin::Admin,
        db::{self, Db},
    },
};

/// The number of codes that one statement reads for a filter, and the maximum number of these statements.
const CHUNK: u32 = 500;
const MOST_CHUNKS: u32 = 10;

/// Which codes a list has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CodeFilter {
    /// Those that can be used, now or later.
    Active,
    /// Those that were ended, have expired or are used up.
    Ended,
    /// All.
    #[default]
    All,
}

named! { CodeFilter {
    Active => "active",
    Ended => "ended",
    All => "all",
} }

impl CodeFilter {
    fn has(self, code: &Code, at: Timestamp) -> bool {
        let active = match code.state(at) {
            CodeState::Active | CodeState::Upcoming => true,
            CodeState::UsedUp | CodeState::Expired | CodeState::Ended => false,
        };
        match self {
            CodeFilter::Active => active,
            CodeFilter::Ended => !active,
            CodeFilter::All => true,
        }
    }
}

/// A query for codes, the newest first; those of a search or a series by their code.
///
/// ```
/// use pannier::{CodeFilter, CodeQuery};
///
/// let query = CodeQuery::default().filter(CodeFilter::Active).search("welc").limit(10);
/// assert_eq!((query.filter, query.limit), (CodeFilter::Active, 10));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeQuery {
    /// Which of them: all.
    pub filter: CodeFilter,
    /// Only those that begin with this, in upper or lower case.
    pub search: Option<String>,
    /// Only those of this series.
    pub series: Option<String>,
    /// Only those after this code: the next page.
    pub after: Option<String>,
    /// The maximum number of codes: 50.
    pub limit: u32,
}

impl Default for CodeQuery {
    fn default() -> CodeQuery {
        CodeQuery { filter: CodeFilter::All, search: None, series: None, after: None, limit: 50 }
    }
}

impl CodeQuery {
    /// Sets which codes are listed.
    #[must_use]
    pub fn filter(self, filter: CodeFilter) -> CodeQuery {
        CodeQuery { filter, ..self }
    }

    /// Searches for codes that begin with this.
    #[must_use]
    pub fn search(self, text: impl Into<String>) -> CodeQuery {
        CodeQuery { search: Some(text.into()), ..self }
    }

    /// Filters by the series.
    #[must_use]
    pub fn series(self, series: impl Into<String>) -> CodeQuery {
        CodeQuery { series: Some(series.into()), ..self }
    }

    /// Continues after this code: [`CodePage::next`].
    #[must_use]
    pub fn after(self, code: impl Into<String>) -> CodeQuery {
        CodeQuery { after: Some(code.into()), ..self }
    }

    /// Sets the maximum number of codes.
    #[must_use]
    pub fn limit(self, limit: u32) -> CodeQuery {
        CodeQuery { limit, ..self }
    }

    /// Returns what the codes begin with, folded.
    fn prefix(&self) -> String {
        self.search.as_deref().map(fold).unwrap_or_default()
    }
}

/// A page of a list of codes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodePage {
    /// The codes.
    pub codes: Vec<Code>,
    /// The code after which the list continues ([`CodeQuery::after`]); `None` at its end. With a filter that few codes
    /// satisfy, a page can be shorter than its limit, or empty, and the list continue all the same.
    pub next: Option<String>,
}

/// Where a list continues: after this code, which was created at this time.
struct Cursor {
    created_at: Timestamp,
    code: String,
}

impl Admin<'_> {
    /// Returns a page of the codes of a query. It looks at a few thousand codes at most, whatever the query.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{CodeFilter, CodeQuery, NewCode, Off};
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.create_code(&NewCode::new("SPRING", Off::FreeShipping)).await?;
    /// admin.create_code(&NewCode::new("AUTUMN", Off::FreeShipping)).await?;
    /// admin.end_code("SPRING").await?;
    /// let page = admin.codes(&CodeQuery::default().filter(CodeFilter::Active)).await?;
    /// assert!(page.codes.iter().all(|code| code.code == "AUTUMN") && page.next.is_none());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn codes(&self, query: &CodeQuery) -> db::Result<CodePage> {
        let (db, prefix, now) = (self.store.db(), query.prefix(), self.store.db().now());
        let mut page = CodePage { codes: Vec::new(), next: None };
        if query.limit == 0 || query.series.as_ref().is_some_and(|series| !db::is_text(series)) {
            return Ok(page);
        }
        let mut cursor = match &query.after {
            None => None,
            Some(after) => match code::load(db, &fold(after)).await? {
                Some(code) => Some(Cursor { created_at: code.created_at, code: code.code }),
                None => return Ok(page),
            },
        };
        let all = query.filter == CodeFilter::All && prefix.is_empty();
        let size = if all { query.limit.saturating_add(1) } else { CHUNK };
        for _ in 0..MOST_CHUNKS {
            let chunk = chunk(db, query, &prefix, cursor.as_ref(), size).await?;
            let is_full = chunk.len() == size as usize;
            let is_last = !is_full || chunk.last().is_none_or(|code| is_beyond(code, &prefix, query));
            for code in chunk {
                let passes = code.code.starts_with(&prefix) && query.filter.has(&code, now);
                if passes && page.codes.len() == query.limit as usize {
                    page.next = page.codes.last().map(|code| code.code.clone());
                    return Ok(page);
                }
                cursor = Some(Cursor { created_at: code.created_at, code: code.code.clone() });
                if passes {
                    page.codes.push(code);
                }
            }
            if is_last {
                return Ok(page);
            }
        }
        page.next = cursor.map(|cursor| cursor.code);
        Ok(page)
    }
}

/// Whether a code comes after all those that begin with what is searched for.
fn is_beyond(code: &Code, prefix: &str, query: &CodeQuery) -> bool {
    query.series.is_none() && !code.code.starts_with(prefix)
}

/// Returns the codes after a cursor, without the filter.
async fn chunk(db: &Db, query: &CodeQuery, prefix: &str, after: Option<&Cursor>, size: u32) -> db::Result<Vec<Code>> {
    let last = after.map_or("", |after| after.code.as_str());
    let rows = if let Some(series) = &query.series {
        let sql = format!("SELECT {COLUMNS} FROM pannier_codes WHERE series = $1 AND code > $2 ORDER BY code LIMIT $3");
        db.fetch_all(&sql, args![series, last, size]).await?
    } else if !prefix.is_empty() {
        let sql = format!("SELECT {COLUMNS} FROM pannier_codes WHERE code >= $1 AND code > $2 ORDER BY code LIMIT $3");
        db.fetch_all(&sql, args![prefix, last, size]).await?
    } else {
        // Of a series, many are created at one time.
        let sql = format!(
            "SELECT {COLUMNS} FROM pannier_codes WHERE created_at <= $1 AND (created_at < $1 OR code < $2) \
             ORDER BY created_at DESC, code DESC LIMIT $3"
        );
        let at = after.map_or(Timestamp::from_millis(i64::MAX), |after| after.created_at);
        db.fetch_all(&sql, args![at, last, size]).await?
    };
    rows.iter().map(Code::read).collect()
}
