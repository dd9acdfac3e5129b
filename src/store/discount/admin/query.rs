//! Lists of codes.

use super::super::code::{self, COLUMNS, Code, CodeState, fold, label_key, series_key};
use crate::{
    args,
    model::{Timestamp, named::named},
    store::{
        admin::Admin,
        db::{self, Db, Row},
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

/// A query for codes, the newest first. Those of a series are in the order of their codes; a search finds first the codes that
/// begin with it, then those whose label does, then those whose series does.
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
    /// Only those that begin with this, or whose label or series does, in upper or lower case.
    pub search: Option<String>,
    /// Only those of this series.
    pub series: Option<String>,
    /// Only those after [`CodePage::next`]: the next page.
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

    /// Searches for codes that begin with this, or whose label or series does.
    #[must_use]
    pub fn search(self, text: impl Into<String>) -> CodeQuery {
        CodeQuery { search: Some(text.into()), ..self }
    }

    /// Filters by the series.
    #[must_use]
    pub fn series(self, series: impl Into<String>) -> CodeQuery {
        CodeQuery { series: Some(series.into()), ..self }
    }

    /// Continues after the previous page: [`CodePage::next`].
    #[must_use]
    pub fn after(self, next: impl Into<String>) -> CodeQuery {
        CodeQuery { after: Some(next.into()), ..self }
    }

    /// Sets the maximum number of codes.
    #[must_use]
    pub fn limit(self, limit: u32) -> CodeQuery {
        CodeQuery { limit, ..self }
    }

    /// Returns what is searched for, folded.
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
    /// Where the list continues ([`CodeQuery::after`]): after this code, which in a search may follow the name of what was
    /// found, such as `label-SPRING`. `None` at its end. With a filter that few codes satisfy, a page can be shorter than
    /// its limit, or empty, and the list continue all the same.
    pub next: Option<String>,
}

/// A way to walk through codes, by one index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// All, the newest first.
    Newest,
    /// Those of a series.
    InSeries,
    /// Those that begin with what is searched for.
    Code,
    /// Those whose label begins with it.
    Label,
    /// Those whose series begins with it.
    Series,
}

impl Way {
    /// Returns the ways that a query takes, one after the other.
    fn of(query: &CodeQuery, prefix: &str) -> &'static [Way] {
        match (&query.series, prefix.is_empty()) {
            (Some(_), _) => &[Way::InSeries],
            (None, true) => &[Way::Newest],
            (None, false) => &[Way::Code, Way::Label, Way::Series],
        }
    }

    /// Whether it leads to a code.
    fn finds(self, code: &Code, prefix: &str) -> bool {
        match self {
            Way::Newest => true,
            Way::InSeries => code.code.starts_with(prefix) || label_key(code).starts_with(prefix),
            Way::Code => code.code.starts_with(prefix),
            Way::Label => label_key(code).starts_with(prefix),
            Way::Series => series_key(code).starts_with(prefix),
        }
    }

    /// Whether no code after this one is found: the index is ordered by what is searched for.
    fn ends_before(self, code: &Code, prefix: &str) -> bool {
        self != Way::InSeries && !self.finds(code, prefix)
    }

    /// Returns what stands before the code at which this way continues. No code has a dash.
    const fn tag(self) -> &'static str {
        match self {
            Way::Newest | Way::InSeries | Way::Code => "",
            Way::Label => "label-",
            Way::Series => "series-",
        }
    }
}

/// Where a list continues.
struct Cursor {
    /// The way, by its index.
    way: usize,
    /// After this code; at the beginning of the way if there is none.
    after: Option<Code>,
}

impl Cursor {
    /// Returns where a list continues; `None` if it says so by a code that does not exist.
    async fn read(db: &Db, ways: &[Way], next: Option<&str>) -> db::Result<Option<Cursor>> {
        let Some(next) = next else { return Ok(Some(Cursor { way: 0, after: None })) };
        let named = |way: &Way| if way.tag().is_empty() { None } else { next.strip_prefix(way.tag()) };
        let found = ways.iter().enumerate().find_map(|(n, way)| named(way).map(|code| (n, code)));
        if let Some((way, "")) = found {
            return Ok(Some(Cursor { way, after: None }));
        }
        let (way, code) = found.unwrap_or((0, next));
        let after = code::load(db, &fold(code)).await?;
        Ok(after.map(|code| Cursor { way, after: Some(code) }))
    }

    /// Returns the text that [`Cursor::read`] reads.
    fn text(&self, ways: &[Way]) -> String {
        format!("{}{}", ways[self.way].tag(), self.after.as_ref().map_or("", |code| code.code.as_str()))
    }
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
    /// admin.create_code(&NewCode::new("AUTUMN", Off::FreeShipping).label("Harvest")).await?;
    /// admin.end_code("SPRING").await?;
    /// let page = admin.codes(&CodeQuery::default().filter(CodeFilter::Active)).await?;
    /// assert!(page.codes.iter().all(|code| code.code == "AUTUMN") && page.next.is_none());
    /// assert_eq!(admin.codes(&CodeQuery::default().search("harvest")).await?.codes, page.codes);
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
        let ways = Way::of(query, &prefix);
        let Some(mut cursor) = Cursor::read(db, ways, query.after.as_deref()).await? else { return Ok(page) };
        let all = query.filter == CodeFilter::All && prefix.is_empty();
        let size = if all { query.limit.saturating_add(1) } else { CHUNK };
        // After the last code of the page.
        let mut next = None;
        for _ in 0..MOST_CHUNKS {
            let way = ways[cursor.way];
            let chunk = chunk(db, query, &prefix, way, cursor.after.as_ref(), size).await?;
            let is_full = chunk.len() == size as usize;
            let is_last = !is_full || chunk.last().is_none_or(|code| way.ends_before(code, &prefix));
            for code in chunk {
                // What several ways lead to is listed where the first of them does.
                let is_first = ways.iter().position(|way| way.finds(&code, &prefix)) == Some(cursor.way);
                let passes = is_first && query.filter.has(&code, now);
                if passes && page.codes.len() == query.limit as usize {
                    page.next = next;
                    return Ok(page);
                }
                cursor.after = Some(code.clone());
                if passes {
                    next = Some(cursor.text(ways));
                    page.codes.push(code);
                }
            }
            if is_last && cursor.way + 1 == ways.len() {
                return Ok(page);
            }
            if is_last {
                cursor = Cursor { way: cursor.way + 1, after: None };
            }
        }
        page.next = Some(cursor.text(ways));
        Ok(page)
    }
}

/// Returns the codes to which a way leads after a code, without the filter, and what comes behind them in its index.
async fn chunk(
    db: &Db,
    query: &CodeQuery,
    prefix: &str,
    way: Way,
    after: Option<&Code>,
    size: u32,
) -> db::Result<Vec<Code>> {
    let last = after.map_or("", |after| after.code.as_str());
    let select = format!("SELECT {COLUMNS} FROM pannier_codes WHERE");
    let rows = match way {
        Way::InSeries => {
            let sql = format!("{select} series = $1 AND code > $2 ORDER BY code LIMIT $3");
            db.fetch_all(&sql, args![query.series.as_deref(), last, size]).await?
        }
        Way::Code => {
            let sql = format!("{select} code >= $1 AND code > $2 ORDER BY code LIMIT $3");
            db.fetch_all(&sql, args![prefix, last, size]).await?
        }
        Way::Label => by_key(db, "label_key", prefix, after, size).await?,
        Way::Series => by_key(db, "series_key", prefix, after, size).await?,
        Way::Newest => {
            // Of a series, many are created at one time.
            let sql = format!(
                "{select} created_at <= $1 AND (created_at < $1 OR code < $2) ORDER BY created_at DESC, code DESC LIMIT $3"
            );
            let at = after.map_or(Timestamp::from_millis(i64::MAX), |after| after.created_at);
            db.fetch_all(&sql, args![at, last, size]).await?
        }
    };
    rows.iter().map(Code::read).collect()
}

/// Returns the rows from a prefix of this key on, or after a code. Its key is asked of the table, which is the order of the index:
/// that of a code from before there were keys was made by the database, and may be another than [`label_key`] makes.
async fn by_key(db: &Db, key: &str, prefix: &str, after: Option<&Code>, size: u32) -> db::Result<Vec<Row>> {
    let last = format!("(SELECT {key} FROM pannier_codes WHERE code = $1)");
    let (which, from) = match after {
        None => (format!("{key} >= $1"), prefix),
        Some(after) => (format!("{key} >= {last} AND ({key} > {last} OR code > $1)"), after.code.as_str()),
    };
    let sql = format!("SELECT {COLUMNS} FROM pannier_codes WHERE {which} ORDER BY {key}, code LIMIT $2");
    db.fetch_all(&sql, args![from, size]).await
}
