//! Exports.

use std::collections::BTreeMap;

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _, future, stream};

use super::{ImportError, columns};
use crate::{
    args,
    model::TimeZone,
    store::{
        Store,
        admin::Admin,
        db,
        managed::{Field, FieldKind, Record},
        spreadsheet::{self, cell},
    },
};

/// The number of products that are read and written at a time.
const BATCH: u32 = 500;

impl Admin<'_> {
    /// Exports all products of a kind as CSV (RFC 4180), in any state, ordered by their ids, and with little memory, as
    /// they are read while the stream is.
    ///
    /// The first row has the names of the columns: `id`, `state`, those of the [fields](crate::Managed::fields), and empty
    /// ones: after a stock that in which an import finds by how much it changes, and after options that of new names. Times are
    /// in the time zone of the shop, with their offset (ISO 8601). A text that a spreadsheet would take for a formula begins
    /// with an apostrophe. An [import](Admin::read_import) of the file changes nothing.
    ///
    /// # Errors
    /// [`ImportError::UnknownKind`]. An item is an error when the database cannot be read. It is the last.
    pub fn export_products(
        &self,
        kind: &str,
    ) -> Result<impl Stream<Item = db::Result<Bytes>> + Send + use<> + 'static, ImportError> {
        let columns = self.import_columns(kind)?;
        let (store, kind, header) = (self.store.clone(), kind.to_owned(), spreadsheet::header(&columns));
        let parts = stream::try_unfold(String::new(), move |after| {
            let (store, kind, columns) = (store.clone(), kind.clone(), columns.clone());
            async move { part(&store, &kind, &columns, &after).await }
        });
        Ok(stream::once(future::ready(header)).chain(parts))
    }
}

/// Returns the lines of the products after an id, and the last of their ids. `None` at the end.
async fn part(store: &Store, kind: &str, columns: &[String], after: &str) -> db::Result<Option<(Bytes, String)>> {
    let Ok(kind) = store.0.managed.get(kind) else { return Ok(None) };
    let fields = kind.fields(store.settings());
    let sql = format!("SELECT id FROM {} WHERE id > $1 ORDER BY id LIMIT $2", kind.table());
    let rows = store.db().fetch_all(&sql, args![after, BATCH]).await?;
    let ids = rows.iter().map(|row| row.get("id")).collect::<db::Result<Vec<String>>>()?;
    let Some(last) = ids.last().cloned() else { return Ok(None) };
    let mut tx = store.db().begin().await?;
    let records = kind.values(&mut tx, &ids).await?;
    // On SQLite, what was found may not be on disk yet: the commit waits for that.
    tx.commit().await?;
    let mut records: BTreeMap<String, Record> = records.into_iter().map(|record| (record.id.clone(), record)).collect();
    // The order of the ids is that of the database, which the next part continues.
    let in_order = ids.iter().filter_map(|id| records.remove(id));
    let lines = spreadsheet::lines(in_order.map(|record| cells(&record, columns, &fields, store.time_zone())))?;
    Ok(Some((lines, last)))
}

fn cells(record: &Record, columns: &[String], fields: &[Field], zone: &TimeZone) -> Vec<String> {
    let is_time = |name: &str| fields.iter().any(|field| field.name == name && field.kind == FieldKind::DateTime);
    let text = |column: &String| match column.as_str() {
        columns::ID => cell(&record.id),
        columns::STATE => record.state.to_string(),
        name if is_time(name) => record.values.time(name).map(|at| zone.iso(at)).unwrap_or_default(),
        // Those of the change of a stock, and of new names of options, are empty.
        name => cell(record.values.get(name)),
    };
    columns.iter().map(text).collect()
}
