//! Products as CSV: exports, and imports, which are read in, checked and applied.
//!
//! The rows of a file wait in the database: an import goes on when an instance that works on it is cut off, and uses little
//! memory, whatever its size. It works off one part after the other, a few hundred rows each, and of these a hundred in a
//! transaction, which also writes what became of them: a part that is repeated changes nothing twice. Rows are worked off in
//! their order, and one that is refused is undone alone. A check writes to the tables of the app what applying would, and
//! rolls it back; what a later row has to see of that is kept (`earlier.rs`).

use std::io;

use serde::Serialize;

use crate::{
    model::{Timestamp, named::named},
    store::db::{self, DbError, Row, read_from},
};

mod admin;
mod apply;
mod batch;
mod columns;
mod earlier;
mod export;
mod plan;
mod read;
mod rename;
mod report;
mod stage;
mod stock;
pub(in crate::store) mod worker;

pub use report::{ImportedRow, RowNote, RowOutcome};

/// A CSV file to be read in: see [`Admin::read_import`](crate::Admin::read_import).
///
/// ```
/// use pannier::NewImport;
///
/// let new = NewImport::new("postcard").file_name("spring.csv").create_unknown(true);
/// assert_eq!((new.kind.as_str(), new.create_unknown), ("postcard", true));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewImport {
    /// The kind of all its products.
    pub kind: String,
    /// The name of the file, for people.
    pub file_name: String,
    /// Whether a row whose id is unknown creates a product with this id, instead of being refused: for products of
    /// another shop.
    pub create_unknown: bool,
}

impl NewImport {
    /// Creates an import of products of a kind.
    pub fn new(kind: impl Into<String>) -> NewImport {
        NewImport { kind: kind.into(), file_name: String::new(), create_unknown: false }
    }

    /// Sets the name of the file.
    #[must_use]
    pub fn file_name(self, name: impl Into<String>) -> NewImport {
        NewImport { file_name: name.into(), ..self }
    }

    /// Sets whether a row whose id is unknown creates a product.
    #[must_use]
    pub fn create_unknown(self, create: bool) -> NewImport {
        NewImport { create_unknown: create, ..self }
    }
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImportState {
    /// The file is being read in.
    Reading,
    /// Its rows are being checked.
    Checking,
    /// It is checked, and waits to be applied.
    Checked,
    /// It is being applied.
    Applying,
    /// It is applied.
    Applied,
    /// It ended early, because in whose name it was applied may no longer import.
    Stopped,
}

named! { ImportState {
    Reading => "reading",
    Checking => "checking",
    Checked => "checked",
    Applying => "applying",
    Applied => "applied",
    Stopped => "stopped",
} }

read_from! {
    ImportState: String => db::named,
}

impl ImportState {
    /// Returns whether there is work to do, which the background tasks do.
    pub const fn is_at_work(self) -> bool {
        matches!(self, ImportState::Checking | ImportState::Applying)
    }
}

/// An import of a CSV file, and what became of its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Import {
    /// The id.
    pub id: String,
    /// The kind of all its products.
    pub kind: String,
    /// The name of the file, for people.
    pub file_name: String,
    /// The text of the [`Actor`](crate::Actor) in whose name it is applied.
    pub actor: String,
    /// Whether a row whose id is unknown creates a product.
    pub create_unknown: bool,
    /// How far it has come.
    pub state: ImportState,
    /// Whether it is applied, or is being applied. Until then, the numbers are those of the check.
    pub applied: bool,
    /// The number of rows, besides the header and those that are empty.
    pub total: u32,
    /// The number of rows that create a product.
    pub created: u32,
    /// The number of rows that change a product.
    pub updated: u32,
    /// The number of rows that change nothing.
    pub unchanged: u32,
    /// The number of rows that were refused.
    pub refused: u32,
    /// When it was read in.
    pub created_at: Timestamp,
    /// When the check ended, or else the application of its rows.
    pub finished_at: Option<Timestamp>,
}

impl Import {
    /// Returns the number of rows that the work at hand is done with.
    pub fn done(&self) -> u32 {
        self.created.saturating_add(self.updated).saturating_add(self.unchanged).saturating_add(self.refused)
    }

    fn read(row: &Row) -> db::Result<Import> {
        Ok(Import {
            id: row.get("id")?,
            kind: row.get("kind")?,
            file_name: row.get("file_name")?,
            actor: row.get("actor")?,
            create_unknown: row.get::<i64>("creates")? > 0,
            state: row.get("state")?,
            applied: row.get::<i64>("applied")? > 0,
            total: row.get_u32("total")?,
            created: row.get_u32("created")?,
            updated: row.get_u32("updated")?,
            unchanged: row.get_u32("unchanged")?,
            refused: row.get_u32("refused")?,
            created_at: row.get("created_at")?,
            finished_at: row.get("finished_at")?,
        })
    }
}

/// Why a file as a whole was not read in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileProblem {
    /// It is a workbook of a spreadsheet program.
    #[error("this is a workbook; save it as CSV, in UTF-8, and import that file")]
    Workbook,
    /// It is in UTF-16.
    #[error("this file is in UTF-16; save it as CSV in UTF-8, and import that file")]
    Utf16,
    /// It has a character that is not UTF-8.
    #[error("line {line} is not in UTF-8; save the file as CSV in UTF-8, and import that")]
    NotUtf8 {
        /// The number of the line.
        line: u32,
    },
    /// A row is too long for one: mostly, a quote is missing.
    #[error("the row in line {line} is longer than 1 MB; check whether a quote is missing at its end")]
    TooLong {
        /// The number of its first line.
        line: u32,
    },
    /// The file ends within quotes.
    #[error("the quote in line {line} is not closed; check whether the file is complete")]
    OpenQuote {
        /// The number of the first line of the row.
        line: u32,
    },
    /// It has no row besides the header.
    #[error("this file has no rows below its header")]
    Empty,
    /// The header has a name that no column has.
    #[error("there is no column {name:?}; the columns are {known}")]
    UnknownColumn {
        /// The name.
        name: String,
        /// The names of the columns, as a list.
        known: String,
    },
    /// The header has a column twice.
    #[error("the column {0:?} is there twice; remove one of them")]
    DuplicateColumn(String),
}

/// The error of an operation on an import.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The store manages no such kind, or there is one record of it only.
    #[error("there is no kind {name:?} to import or export; there are {known}")]
    UnknownKind {
        /// The unknown name.
        name: String,
        /// The known names, as a comma-separated list.
        known: String,
    },
    /// There is no import with this id.
    #[error("there is no such import; it may have been deleted, as imports are after 30 days")]
    Unknown,
    /// It was stopped, and is not applied any more.
    #[error("this import was stopped; import the file again")]
    Stopped,
    /// The file cannot be read in. Nothing was changed.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// The file did not arrive.
    #[error("the file could not be read: {0}")]
    Upload(#[from] io::Error),
    /// A database error.
    #[error(transparent)]
    Database(#[from] DbError),
}

fn json(value: &impl Serialize) -> db::Result<String> {
    serde_json::to_string(value).map_err(unreadable)
}

/// Reports stored JSON that cannot be read, such as that of a newer version.
fn unreadable(error: serde_json::Error) -> DbError {
    DbError(sqlx::Error::Decode(Box::new(error)))
}
