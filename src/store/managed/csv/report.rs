//! What became of the rows of a file.

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _, future, stream};
use serde::{Deserialize, Serialize};

use crate::{
    args,
    language::Texts,
    model::named::named,
    store::{
        admin::Admin,
        db::{self, Db, Row, Tx, Value, placeholders, read_from},
        managed::{Field, FieldError, FieldKind, FieldProblem},
        spreadsheet::{self, cell},
    },
};

/// The number of rows that are read or written at a time.
const BATCH: u32 = 500;
/// The number of columns written for each row.
const COLUMNS: usize = 9;
/// Selects rows of an import.
const ROWS: &str = "SELECT r.line, r.sheet_row, r.title, r.outcome, r.product_id, r.changes, r.notes \
    FROM pannier_imports i JOIN pannier_import_rows r ON r.import_id = i.id AND r.applied = i.applied \
    WHERE i.id = $1 AND r.line > $2";

/// What became of a row, or would become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RowOutcome {
    /// It has created a product.
    Created,
    /// It has changed a product.
    Updated,
    /// The product was so already.
    Unchanged,
    /// It has changed nothing, for the reasons noted.
    Refused,
}

named! { RowOutcome {
    Created => "created",
    Updated => "updated",
    Unchanged => "unchanged",
    Refused => "refused",
} }

read_from! {
    RowOutcome: String => db::named,
}

/// Something to know about a row: mostly, why it was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowNote {
    /// The name of the column; empty for the row as a whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    column: String,
    /// The name of the message that says it.
    message: String,
    /// What the message may name: a limit, and a text of the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max: Option<u32>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
}

impl RowNote {
    /// Creates a note about the whole row, from the name of a message.
    pub(super) fn new(message: impl Into<String>) -> RowNote {
        RowNote { message: message.into(), ..RowNote::default() }
    }

    /// Sets the column that it is about.
    pub(super) fn column(self, column: impl Into<String>) -> RowNote {
        RowNote { column: column.into(), ..self }
    }

    /// Sets the text that the message names.
    pub(super) fn text(self, text: impl Into<String>) -> RowNote {
        RowNote { text: text.into(), ..self }
    }

    /// Creates a note about a value of one of these fields: in a file, there is no list to choose from, and no place for the
    /// stock of each option.
    pub(super) fn of_value(error: FieldError, fields: &[Field]) -> RowNote {
        let field = fields.iter().find(|field| error.field.split('.').next() == Some(field.name));
        match (error.problem, field.map(|field| field.kind)) {
            (FieldProblem::NotAChoice | FieldProblem::Required, Some(FieldKind::Choice(choices))) => {
                RowNote::new("admin-imports-row-choice").column(error.field).text(choices.join(", "))
            }
            (FieldProblem::NoStockOfOptions, _) => {
                RowNote::new("admin-imports-row-no-stock-of-options").column(error.field)
            }
            (FieldProblem::BadStock, _) => RowNote::new("admin-imports-row-stock").column(error.field),
            _ => RowNote::from(error),
        }
    }

    /// Returns what is said, in a language: `price: Please enter an amount such as 12.90.`
    pub fn sentence(&self, texts: &Texts) -> String {
        let max = self.max.unwrap_or_default();
        let sentence = texts.format(&self.message, &[("max", max.into()), ("text", (&self.text).into())]);
        if self.column.is_empty() { sentence } else { format!("{}: {sentence}", self.column) }
    }
}

impl From<FieldError> for RowNote {
    fn from(FieldError { field, problem }: FieldError) -> RowNote {
        let (message, max) = problem.message();
        RowNote { column: field, message: message.to_owned(), max, text: String::new() }
    }
}

/// The maximum number of characters of a title by which a row is named.
const LONGEST_TITLE: usize = 100;

/// How people find a row again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowName {
    row: u32,
    title: String,
}

impl RowName {
    pub(super) fn new(row: u32, title: &str) -> RowName {
        RowName { row, title: title.chars().take(LONGEST_TITLE).collect() }
    }
}

/// What an earlier version has written of a row of which there was something to know.
#[derive(Deserialize)]
#[serde(untagged)]
enum Noted {
    Named { row: u32, title: String, notes: Vec<RowNote> },
    Notes(Vec<RowNote>),
}

/// A row of a file, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportedRow {
    /// The number of its first line.
    pub line: u32,
    /// Its number in a spreadsheet, where the header is row 1 and a cell of several lines is one row. 0 if an earlier
    /// version has written what became of it.
    pub row: u32,
    /// Its title, or else that of its product. Empty if it has none.
    pub title: String,
    /// What became of it.
    pub outcome: RowOutcome,
    /// The id of its product. Empty if it has none: a check knows no id of a product that is new.
    pub id: String,
    /// What it changes of a product that existed: a line for each value, such as `price: 9.00 -> 10.00`. Long values are
    /// shortened.
    pub changes: String,
    /// What there is to know about it.
    pub notes: Vec<RowNote>,
}

impl ImportedRow {
    /// Returns what there is to know about it, in a language. Empty if there is nothing.
    pub fn sentences(&self, texts: &Texts) -> String {
        self.notes.iter().map(|note| note.sentence(texts)).collect::<Vec<_>>().join(" ")
    }

    /// Creates a row of which nothing is known yet but this.
    pub(super) fn new(line: u32, name: RowName, outcome: RowOutcome, id: String, notes: Vec<RowNote>) -> ImportedRow {
        let RowName { row, title } = name;
        ImportedRow { line, row, title, outcome, id, changes: String::new(), notes }
    }

    /// Returns whether it creates or changes a product.
    pub(super) fn is_change(&self) -> bool {
        matches!(self.outcome, RowOutcome::Created | RowOutcome::Updated)
    }

    /// Refuses it, for these reasons alone.
    pub(super) fn refuse(&mut self, why: Vec<RowNote>) {
        (self.outcome, self.notes) = (RowOutcome::Refused, why);
    }

    /// Notes, once, that what it creates has the title of another product.
    pub(super) fn note_again(&mut self) {
        let note = RowNote::new("admin-imports-row-again");
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn read(row: &Row) -> db::Result<ImportedRow> {
        let stored: String = row.get("notes")?;
        let mut name = RowName { row: row.get_u32("sheet_row")?, title: row.get("title")? };
        let notes = match stored.as_str() {
            "" => Vec::new(),
            stored => match serde_json::from_str::<Noted>(stored).map_err(super::unreadable)? {
                Noted::Named { row, title, notes } => {
                    name = RowName { row, title };
                    notes
                }
                Noted::Notes(notes) => notes,
            },
        };
        let (line, outcome, id) = (row.get_u32("line")?, row.get("outcome")?, row.get("product_id")?);
        Ok(ImportedRow { changes: row.get("changes")?, ..ImportedRow::new(line, name, outcome, id, notes) })
    }

    /// Returns the values of its row in the table of an import.
    fn values(&self, import: &str, applied: bool) -> db::Result<[Value; COLUMNS]> {
        let notes = if self.notes.is_empty() { String::new() } else { super::json(&self.notes)? };
        Ok([
            import.into(),
            u32::from(applied).into(),
            self.line.into(),
            self.row.into(),
            (&self.title).into(),
            self.outcome.as_str().into(),
            (&self.id).into(),
            (&self.changes).into(),
            notes.into(),
        ])
    }
}

/// Writes what became of rows, except of those that it was written of. Returns the number written.
pub(super) async fn write(tx: &mut Tx, import: &str, applied: bool, rows: &[ImportedRow]) -> db::Result<u64> {
    if rows.is_empty() {
        return Ok(0);
    }
    let mut values = Vec::with_capacity(rows.len() * COLUMNS);
    for row in rows {
        values.extend(row.values(import, applied)?);
    }
    let row = |i: usize| format!("({})", placeholders(1 + i * COLUMNS, COLUMNS));
    let list: Vec<String> = (0..rows.len()).map(row).collect();
    let sql = format!(
        "INSERT INTO pannier_import_rows \
         (import_id, applied, line, sheet_row, title, outcome, product_id, changes, notes) VALUES {} \
         ON CONFLICT DO NOTHING",
        list.join(", ")
    );
    tx.execute(&sql, &values).await
}

impl Admin<'_> {
    /// Returns up to `limit` rows of an import of which there is something to know, such as why they were refused, after
    /// a line of the file and in its order: by the check, until the import is applied.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn noted_rows(&self, import: &str, after: u32, limit: u32) -> db::Result<Vec<ImportedRow>> {
        let sql = format!("{ROWS} AND r.notes <> '' ORDER BY r.line LIMIT $3");
        rows(self.store.db(), &sql, args![import, after, limit]).await
    }

    /// Returns up to `limit` rows of an import of which this became, or would become, after a line of the file and in its
    /// order: by the check, until the import is applied.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn imported_rows(
        &self,
        import: &str,
        outcome: RowOutcome,
        after: u32,
        limit: u32,
    ) -> db::Result<Vec<ImportedRow>> {
        let sql = format!("{ROWS} AND r.outcome = $4 ORDER BY r.line LIMIT $3");
        rows(self.store.db(), &sql, args![import, after, limit, outcome.as_str()]).await
    }

    /// Exports what became of each row of an import as CSV, with sentences in a language: what applying would do, until
    /// it is applied.
    ///
    /// # Errors
    /// An item is an error when the database cannot be read. It is the last.
    pub fn export_import(
        &self,
        id: &str,
        texts: &Texts,
    ) -> impl Stream<Item = db::Result<Bytes>> + Send + use<> + 'static {
        let (db, id, texts) = (self.store.db().clone(), id.to_owned(), texts.clone());
        let header = spreadsheet::header(["line", "row", "title", "result", "id", "changes", "message"]);
        let parts = stream::try_unfold(0, move |after| {
            let (db, id, texts) = (db.clone(), id.clone(), texts.clone());
            async move { part(&db, &id, &texts, after).await }
        });
        stream::once(future::ready(header)).chain(parts)
    }
}

/// Returns the next lines of a report, and the line of the file after which the rest continues. `None` at the end.
async fn part(db: &Db, id: &str, texts: &Texts, after: u32) -> db::Result<Option<(Bytes, u32)>> {
    let sql = format!("{ROWS} ORDER BY r.line LIMIT $3");
    let rows = rows(db, &sql, args![id, after, BATCH]).await?;
    let Some(last) = rows.last().map(|row| row.line) else { return Ok(None) };
    let record = |row: ImportedRow| {
        let (outcome, sentences) = (row.outcome.to_string(), cell(&row.sentences(texts)));
        let number = if row.row == 0 { String::new() } else { row.row.to_string() };
        let line = row.line.to_string();
        [line, number, cell(&row.title), outcome, cell(&row.id), cell(&row.changes), sentences]
    };
    Ok(Some((spreadsheet::lines(rows.into_iter().map(record))?, last)))
}

async fn rows(db: &Db, sql: &str, args: &[Value]) -> db::Result<Vec<ImportedRow>> {
    db.fetch_all(sql, args).await?.iter().map(ImportedRow::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, language::fluent::store_texts};

    #[test]
    fn a_note_is_stored_as_it_is() {
        let notes = vec![
            RowNote::from(FieldError::new("title.de", FieldProblem::TooLong(60))),
            RowNote::new("admin-imports-row-unknown-id").text("mug"),
        ];
        let json = serde_json::to_string(&notes).unwrap();
        assert_eq!(serde_json::from_str::<Vec<RowNote>>(&json).unwrap(), notes);
        assert!(!json.contains("null") && !json.contains("\"\""), "{json}");
        let named = format!(r#"{{"row":7,"title":"Mug","notes":{json}}}"#);
        for (json, expected) in [(named, Some(7)), (json, None)] {
            let (row, read) = match serde_json::from_str::<Noted>(&json).unwrap() {
                Noted::Named { row, notes, .. } => (Some(row), notes),
                Noted::Notes(notes) => (None, notes),
            };
            assert_eq!((row, read), (expected, notes.clone()), "also as an earlier version has written it");
        }
    }

    #[test]
    fn a_note_names_its_column() {
        let english = store_texts(Language::ENGLISH);
        let note = RowNote::from(FieldError::new("price", FieldProblem::NotAnAmount));
        assert!(note.sentence(&english).starts_with("price: "), "{}", note.sentence(&english));
        let note = RowNote::new("admin-imports-row-unknown-id").text("mug");
        assert!(note.sentence(&english).contains("mug"), "{}", note.sentence(&english));
    }

    #[test]
    fn a_note_says_what_can_be_written() {
        let fields = [Field::choice("way", &["flat", "rolled"]).required(), Field::stock("stock")];
        let says = |field: &str, problem| {
            RowNote::of_value(FieldError::new(field, problem), &fields).sentence(&store_texts(Language::ENGLISH))
        };
        for problem in [FieldProblem::NotAChoice, FieldProblem::Required] {
            assert!(says("way", problem).contains("flat, rolled"), "{}", says("way", problem));
        }
        assert!(says("stock", FieldProblem::BadStock).contains(" = 3"), "{}", says("stock", FieldProblem::BadStock));
    }
}
