//! Reads a file into the database.

use std::{
    collections::{BTreeSet, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io,
    pin::pin,
    time::Duration,
};

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _};
use serde::{Deserialize, Serialize};

use super::{
    FileProblem, Import, ImportError, NewImport, columns, earlier, json,
    plan::{id_of, wanted_id},
    read::{CsvReader, CsvRecord},
    unreadable,
};
use crate::{
    args,
    model::days,
    store::{
        admin::Admin,
        db::{self, new_id},
        is_break,
        managed::{ManagedError, row::title_field},
    },
};

/// The maximum number of rows that are stored, and worked off, together.
const ROWS: usize = 500;
/// The size in bytes from which on no more rows are stored together: that in memory, where an empty cell takes some, too.
const BYTES: usize = 512 * 1024;
/// The maximum length of the name of a file.
const LONGEST_NAME: usize = 200;
/// How long a file may take to be read in.
const KEEP_UNREAD: Duration = days(1);
/// How long an import is kept.
pub(super) const KEEP: Duration = days(30);

/// A row as it is stored: the number of its first line, its cells, its number in a spreadsheet, and whether it has no id and
/// an earlier row has the same title. Those stored by an earlier version lack the latter.
#[derive(Serialize, Deserialize)]
struct StoredRow(u32, Vec<String>, #[serde(default)] u32, #[serde(default)] bool);

/// Returns the rows of a part.
pub(super) fn rows_of(records: &str) -> db::Result<Vec<CsvRecord>> {
    let rows: Vec<StoredRow> = serde_json::from_str(records).map_err(unreadable)?;
    Ok(rows.into_iter().map(|StoredRow(line, cells, row, again)| CsvRecord { line, row, cells, again }).collect())
}

impl Admin<'_> {
    /// Reads in a CSV file of products, to be [checked](crate::Store::run_background) and [applied](Admin::apply_import).
    /// It is in UTF-8, with commas, semicolons or tabs between the cells, and a header with names of
    /// [fields](crate::Managed::fields), in any order. So are exports.
    ///
    /// A row whose `id` is empty, or of a file without this column, creates a product; any other changes the product with
    /// this id, as earlier rows have left it. Only the columns that are there are changed. The stock of what exists is none
    /// of them: `stock_change` adds to it or takes from it, such as `+5` or `-2`, or with options a line such as
    /// `Blue = -2` for each. `options_rename` renames options, which keep their stock: a line such as `Blue = Navy` for each.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use axum::body::Bytes;
    /// use futures_util::stream;
    /// use pannier::{Actor, ImportState, NewImport};
    ///
    /// let file = stream::iter([Ok(Bytes::from("title;price\nTea;2,50\n"))]);
    /// let read = store.acting(&Actor::CommandLine).read_import(&NewImport::new("postcard"), file).await?;
    /// assert_eq!(read.state, ImportState::Checking);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ImportError::UnknownKind`]; [`ImportError::File`] for a file in another format, or with unknown columns;
    /// [`ImportError::Upload`] with the error of the stream.
    pub async fn read_import<S>(&self, new: &NewImport, file: S) -> Result<Import, ImportError>
    where
        S: Stream<Item = io::Result<Bytes>> + Send,
    {
        let known = self.import_columns(&new.kind)?;
        let fields = self.managed_fields(&new.kind).unwrap_or_default();
        let mut stage = Stage {
            admin: *self,
            new,
            id: new_id(),
            known,
            title: title_field(&fields).map(|field| field.name),
            columns: Vec::new(),
            ids: HashSet::new(),
            shared: BTreeSet::new(),
            begun: None,
            rows: Vec::new(),
            size: 0,
        };
        match stage.read(file).await {
            Ok(()) => self.import(&stage.id).await?.ok_or(ImportError::Unknown),
            Err(error) => {
                let sql = "DELETE FROM pannier_imports WHERE id = $1";
                if let Err(error) = self.store.db().execute(sql, args![&stage.id]).await {
                    // It is deleted when it expires.
                    tracing::warn!(import = stage.id, %error, "could not discard a file that was not read in");
                }
                Err(error)
            }
        }
    }

    /// Returns the names of the columns of a kind, in the order of an export.
    ///
    /// # Errors
    /// [`ImportError::UnknownKind`], also for a kind of which there is one only.
    pub fn import_columns(&self, kind: &str) -> Result<Vec<String>, ImportError> {
        let kinds = || self.managed_kinds().into_iter().filter(|of| !of.single).map(|of| of.kind);
        if !kinds().any(|of| of == kind) {
            let known = match kinds().collect::<Vec<_>>().join(", ") {
                none if none.is_empty() => "none".to_owned(),
                known => known,
            };
            return Err(ImportError::UnknownKind { name: kind.to_owned(), known });
        }
        match self.managed_fields(kind) {
            Ok(fields) => Ok(columns::names(&fields, self.store.languages())),
            Err(ManagedError::Database(error)) => Err(error.into()),
            Err(_) => Err(ImportError::Unknown),
        }
    }
}

/// A file that is being read in.
struct Stage<'a> {
    admin: Admin<'a>,
    new: &'a NewImport,
    /// The id of the import.
    id: String,
    /// The names of the columns of the kind.
    known: Vec<String>,
    /// The name of the column of the title.
    title: Option<&'static str>,
    /// The names of the columns of the file.
    columns: Vec<String>,
    /// The hashes of the ids of the products that its rows are about: eight bytes of each.
    ids: HashSet<u64>,
    /// Those ids of which an earlier row is about, too, and which are not stored yet.
    shared: BTreeSet<String>,
    /// The numbers of parts and rows that are stored, once the header was read.
    begun: Option<(u32, u32)>,
    /// The rows that are not stored yet, and their size.
    rows: Vec<StoredRow>,
    size: usize,
}

impl Stage<'_> {
    async fn read<S>(&mut self, file: S) -> Result<(), ImportError>
    where
        S: Stream<Item = io::Result<Bytes>> + Send,
    {
        let mut file = pin!(file);
        let (mut reader, mut rows) = (CsvReader::new(), Vec::new());
        while let Some(piece) = file.next().await {
            reader.push(&piece?, &mut rows)?;
            self.take(&mut rows).await?;
        }
        reader.finish(&mut rows)?;
        self.take(&mut rows).await?;
        self.finish().await
    }

    /// Takes the rows that were read, and stores those that are enough for a part.
    async fn take(&mut self, rows: &mut Vec<CsvRecord>) -> Result<(), ImportError> {
        for CsvRecord { line, row, cells, .. } in rows.drain(..) {
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if self.begun.is_none() {
                self.columns = columns::read(&cells, &self.known)?;
                self.begin().await?;
                continue;
            }
            self.size += cells.iter().map(|cell| size_of::<String>() + cell.len()).sum::<usize>();
            let id = wanted_id(&self.columns, &cells, self.title, &self.new.kind);
            let is_first = self.ids.insert(hash(&id));
            let again = !is_first && id_of(&self.columns, &cells).is_empty();
            if !is_first && !again {
                self.shared.insert(id);
            }
            self.rows.push(StoredRow(line, cells, row, again));
            if self.rows.len() >= ROWS || self.size >= BYTES {
                self.store_part().await?;
            }
        }
        Ok(())
    }

    async fn begin(&mut self) -> db::Result<()> {
        let Admin { store, actor, .. } = self.admin;
        let name: String = self.new.file_name.chars().filter(|c| !is_break(*c)).take(LONGEST_NAME).collect();
        let (header, creates, now) = (json(&self.columns)?, u32::from(self.new.create_unknown), store.db().now());
        let sql = "INSERT INTO pannier_imports (id, kind, file_name, actor, header, creates, state, created_at, \
                   expires_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, 'reading', $7, $8, $7)";
        let args = args![&self.id, &self.new.kind, name, actor.to_string(), header, creates, now, now + KEEP_UNREAD];
        store.db().execute(sql, args).await?;
        self.begun = Some((0, 0));
        Ok(())
    }

    async fn store_part(&mut self) -> db::Result<()> {
        let Some((parts, rows)) = self.begun.filter(|_| !self.rows.is_empty()) else { return Ok(()) };
        let sql = "INSERT INTO pannier_import_parts (import_id, part, records) VALUES ($1, $2, $3)";
        let mut tx = self.admin.store.db().begin().await?;
        tx.execute(sql, args![&self.id, parts, json(&self.rows)?]).await?;
        earlier::expect(&mut tx, &self.id, &std::mem::take(&mut self.shared)).await?;
        tx.commit().await?;
        let more = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.begun = Some((parts.saturating_add(1), rows.saturating_add(more)));
        self.rows.clear();
        self.size = 0;
        Ok(())
    }

    /// Stores the last rows, and has all of them checked.
    async fn finish(&mut self) -> Result<(), ImportError> {
        self.store_part().await?;
        let Some((_, total)) = self.begun.filter(|(_, total)| *total > 0) else {
            return Err(FileProblem::Empty.into());
        };
        let Admin { store, actor, .. } = self.admin;
        let mut tx = store.db().begin().await?;
        let sql =
            "UPDATE pannier_imports SET state = 'checking', total = $2, due_at = $3, expires_at = $4 WHERE id = $1";
        let now = tx.now();
        tx.execute(sql, args![&self.id, total, now, now + KEEP]).await?;
        tx.wake_on_commit(&store.0.reconciler);
        tx.commit().await?;
        tracing::info!(import = self.id, kind = self.new.kind, rows = total, %actor, "file read in");
        Ok(())
    }
}

/// Of two ids with one hash, which is next to impossible, the check keeps more than it needs.
fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
