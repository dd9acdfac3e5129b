//! Which uploads managed models refer to.

use super::{Field, FieldKind, Kind, Record};
use crate::{
    args,
    model::Timestamp,
    store::{
        Store,
        db::{self, Value, placeholders},
    },
};

/// The number of models that are read, and of uploads that are noted, at once.
const BATCH: usize = 500;

/// The kinds of uploads to which managed models can refer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::store) struct HasUploads {
    pub pictures: bool,
    pub files: bool,
}

impl Store {
    /// Notes of each upload that a managed model refers to, in any state, that it is used now. Reads all of them.
    ///
    /// # Errors
    /// If the database returns an error. Then some are not noted.
    pub(in crate::store) async fn note_used_uploads(&self, now: Timestamp) -> db::Result<HasUploads> {
        let mut has = HasUploads::default();
        for kind in &self.0.managed.0 {
            let is_upload = |field: &Field| matches!(field.kind, FieldKind::Pictures | FieldKind::File);
            let fields: Vec<Field> = kind.fields(self.settings()).into_iter().filter(is_upload).collect();
            if fields.is_empty() {
                continue;
            }
            has.pictures |= fields.iter().any(|field| field.kind == FieldKind::Pictures);
            has.files |= fields.iter().any(|field| field.kind == FieldKind::File);
            self.note_uploads_of(&**kind, &fields, now).await?;
        }
        Ok(has)
    }

    async fn note_uploads_of(&self, kind: &dyn Kind, fields: &[Field], now: Timestamp) -> db::Result<()> {
        let sql = format!("SELECT id FROM {} WHERE id > $1 ORDER BY id LIMIT {BATCH}", kind.table());
        let mut after = String::new();
        loop {
            let rows = self.db().fetch_all(&sql, args![&after]).await?;
            let ids = rows.iter().map(|row| row.get("id")).collect::<db::Result<Vec<String>>>()?;
            let Some(last) = ids.last().cloned() else { return Ok(()) };
            let mut tx = self.db().begin().await?;
            let records = kind.values(&mut tx, &ids).await?;
            // On SQLite, what was found may not be on disk yet: the commit waits for that.
            tx.commit().await?;
            let (pictures, files) = uploads_of(&records, fields);
            self.note("pannier_pictures", "id", &pictures, now).await?;
            self.note("pannier_uploads", "key", &files, now).await?;
            after = last;
        }
    }

    async fn note(&self, table: &str, column: &str, uploads: &[String], now: Timestamp) -> db::Result<()> {
        for uploads in uploads.chunks(BATCH) {
            let these = placeholders(2, uploads.len());
            let sql = format!("UPDATE {table} SET used_at = $1 WHERE {column} IN ({these})");
            let args: Vec<Value> = std::iter::once(now.into()).chain(uploads.iter().map(Value::from)).collect();
            self.db().execute(&sql, &args).await?;
        }
        Ok(())
    }
}

/// Returns the ids of the pictures, and the keys of the files, that models refer to. A picture is in the value of the first
/// language.
fn uploads_of(records: &[Record], fields: &[Field]) -> (Vec<String>, Vec<String>) {
    let (mut pictures, mut files) = (Vec::new(), Vec::new());
    for (record, field) in records.iter().flat_map(|record| fields.iter().map(move |field| (record, field))) {
        match field.kind {
            FieldKind::Pictures => {
                pictures.extend(record.values.pictures(field.name).into_iter().map(|picture| picture.id));
            }
            // That of each language is a file of its own.
            _ => {
                let of_field = |name: &str| name.split('.').next() == Some(field.name);
                let values = record.values.iter().filter(|(name, key)| of_field(name) && !key.is_empty());
                files.extend(values.map(|(_, key)| key.to_owned()));
            }
        }
    }
    (pictures, files)
}
