//! Rows that are worked off in one transaction, with few statements.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ImportedRow, RowOutcome,
    apply::Apply,
    columns,
    earlier::{self, Earlier},
    plan::{Plan, Planned},
    read::CsvRecord,
    report,
};
use crate::store::{
    audit::{self, NotRecorded},
    db::{self, Tx},
    managed::{
        Kind, ManagedError, ManagedSave, ManagedState, Record, Values, id, published,
        row::{self, Change, Stored, title_field},
        save::{Pending, Target, Written, validate},
        stock::stock_field,
        validate::Rules,
    },
};

/// What became of rows.
pub(super) struct Done {
    pub rows: Vec<ImportedRow>,
    /// The products that several rows are about, as these have left them.
    pub shared: Vec<Record>,
    /// How many more settings these and earlier rows would publish than they would retire. None, once that is committed.
    pub published: i64,
}

/// A batch of rows that is worked off.
pub(super) struct Batch<'a> {
    apply: &'a Apply<'a>,
    tx: Tx,
    /// Whether each row has a savepoint.
    careful: bool,
    /// The products that rows name, or that several are about, by their ids.
    products: BTreeMap<String, Product>,
    /// The ids of products that several rows are about.
    shared: BTreeSet<String>,
    /// The ids that are taken for new products, and not used yet.
    claims: BTreeSet<String>,
    rows: Vec<ImportedRow>,
    /// How many settings are published in the table of the app. `None` for products, of which any number can be.
    stored: Option<u32>,
    /// How many more the rows publish than they retire, and earlier ones of a check.
    published: i64,
    /// What was changed, by the ids of the products, and what the audit log says of it.
    changes: BTreeMap<String, Change>,
    entries: Vec<audit::Entry>,
}

/// A product whose row is locked.
struct Product {
    record: Record,
    stored: Stored,
    changed: bool,
}

/// What was written for a row.
#[derive(Default)]
struct Saved {
    id: String,
    created: bool,
    /// Whether it is new, and another product has the id that its title makes.
    again: bool,
    change: Option<Change>,
    entries: Vec<audit::Entry>,
    /// What it changes, a line for each value.
    changes: Vec<String>,
}

impl<'a> Batch<'a> {
    pub fn new(apply: &'a Apply<'a>, tx: Tx, careful: bool) -> Batch<'a> {
        Batch {
            apply,
            tx,
            careful,
            products: BTreeMap::new(),
            shared: BTreeSet::new(),
            claims: BTreeSet::new(),
            rows: Vec::new(),
            stored: None,
            published: 0,
            changes: BTreeMap::new(),
            entries: Vec::new(),
        }
    }

    /// Works off rows. Returns `None` if one of them has undone the batch.
    pub async fn work(
        mut self,
        rows: &[CsvRecord],
        missing: &[BTreeSet<String>],
        earlier: &Earlier,
    ) -> Result<Option<Done>, NotRecorded> {
        if !self.load(rows, earlier).await? {
            return Ok(None);
        }
        self.claim(rows).await?;
        for (row, missing) in rows.iter().zip(missing) {
            if !self.row(row, missing).await? {
                return Ok(None);
            }
        }
        self.finish().await.map(Some)
    }

    /// Locks and loads the products that rows name, as earlier rows have left them. Returns `false` if that has undone the
    /// batch.
    async fn load(&mut self, rows: &[CsvRecord], earlier: &Earlier) -> Result<bool, NotRecorded> {
        let Apply { admin, kind, sheet, .. } = *self.apply;
        self.stored = admin.store.published_settings(&mut self.tx, kind).await?;
        self.published = earlier.published();
        let mut wanted = BTreeSet::new();
        for id in rows.iter().map(|row| sheet.wanted_id(row, kind.name())) {
            if earlier.contains(&id) || wanted.contains(&id) {
                self.shared.insert(id.clone());
            }
            wanted.insert(id);
        }
        let ids = sheet.ids(rows);
        let mut stored = row::lock_known(&mut self.tx, admin.store.db().dialect(), kind.name(), &ids).await?;
        let mut records = kind.values(&mut self.tx, &ids).await?;
        let unlisted: Vec<String> =
            records.iter().map(|record| &record.id).filter(|id| !stored.contains_key(*id)).cloned().collect();
        for id in &unlisted {
            stored.insert(id.clone(), row::lock(&mut self.tx, kind.name(), id).await?);
        }
        // The rows change them in the order of the file, which is any.
        row::lock_models(&mut self.tx, admin.store.db().dialect(), kind, &ids).await?;
        if !unlisted.is_empty() {
            // A product without a row could not be locked until now, and may have been saved since it was read.
            records = kind.values(&mut self.tx, &ids).await?;
        }
        for record in records {
            let stored = stored.remove(&record.id).unwrap_or_else(Stored::never);
            self.products.insert(record.id.clone(), Product { record, stored, changed: false });
        }
        let restored: Vec<&Record> = ids.iter().filter_map(|id| earlier.get(id)).collect();
        for then in restored {
            if !self.restore(then).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Makes a product what earlier rows would have made of it. If that is no longer possible, it stays as it is.
    async fn restore(&mut self, then: &Record) -> Result<bool, NotRecorded> {
        let (kind, fields) = (self.apply.kind, &self.apply.sheet.fields);
        self.mark().await?;
        let now = self.products.get(&then.id).map(|product| &product.record);
        if let Err(error) = earlier::restore(&mut self.tx, kind, fields, now, then).await {
            let error = self.apply.refusal(error)?;
            tracing::debug!(id = then.id, %error, "a check does not see what earlier rows change");
            return Ok(self.undo().await?);
        }
        self.release().await?;
        let stored = self.products.remove(&then.id).map_or_else(Stored::never, |product| product.stored);
        self.products.insert(then.id.clone(), Product { record: then.clone(), stored, changed: false });
        Ok(true)
    }

    /// Takes the ids for the new products, by one statement for all of them.
    async fn claim(&mut self, rows: &[CsvRecord]) -> db::Result<()> {
        let Apply { kind, sheet, .. } = *self.apply;
        let creates = |row: &&CsvRecord| {
            let id = sheet.id(row);
            id.is_empty() || sheet.create_unknown && !self.products.contains_key(&id)
        };
        let ids = rows.iter().filter(creates).map(|row| sheet.wanted_id(row, kind.name())).collect();
        self.claims = id::claim_all(&mut self.tx, kind, ids).await?;
        Ok(())
    }

    /// Works off a row. Returns `false` if that has undone the batch.
    async fn row(&mut self, row: &CsvRecord, missing: &BTreeSet<String>) -> Result<bool, NotRecorded> {
        let sheet = self.apply.sheet;
        let now = self.products.get(&sheet.id(row)).map(|product| &product.record);
        let Planned { line, name, id, plan, stock, notes } = sheet.plan(row, now);
        let again = row.again;
        let mut row = ImportedRow::new(line, name, RowOutcome::Unchanged, id, notes);
        match plan {
            Plan::Refuse(why) => row.refuse(why),
            Plan::Keep => {}
            Plan::Save(save) => {
                let rules = self.rules(missing);
                match self.pending(&row.id, &rules, &save) {
                    Ok(pending) if self.is_full_for(&pending) => {
                        row.refuse(self.apply.reasons(&row.id, published::too_many()));
                    }
                    Ok(pending) => {
                        if !self.attempt(&mut row, &rules, &save, pending, &stock).await? {
                            return Ok(false);
                        }
                    }
                    Err(error) => row.refuse(self.apply.reasons(&row.id, error)),
                }
            }
        }
        if again && row.outcome == RowOutcome::Created {
            row.note_again();
        }
        self.rows.push(row);
        Ok(true)
    }

    /// Writes what a row asks for, or refuses it. Returns `false` if that has undone the batch.
    async fn attempt(
        &mut self,
        row: &mut ImportedRow,
        rules: &Rules<'_>,
        save: &ManagedSave,
        pending: Pending,
        stock: &[(String, i64)],
    ) -> Result<bool, NotRecorded> {
        let publishes = pending.publishes();
        self.mark().await?;
        match self.save(rules, save, pending, stock).await {
            Ok(saved) => {
                self.release().await?;
                self.published += publishes;
                self.note(row, saved).await?;
                Ok(true)
            }
            Err(error) => {
                let error = self.apply.refusal(error)?;
                let undone = self.undo().await?;
                if undone {
                    row.refuse(self.apply.reasons(&row.id, error));
                }
                Ok(undone)
            }
        }
    }

    /// Returns whether a row would publish more settings than can be.
    fn is_full_for(&self, pending: &Pending) -> bool {
        let is_full = |stored: u32| i64::from(stored) + self.published >= i64::from(published::MOST);
        pending.publishes() > 0 && self.stored.is_some_and(is_full)
    }

    fn rules(&self, missing: &BTreeSet<String>) -> Rules<'a> {
        let Apply { admin, sheet, .. } = *self.apply;
        Rules { fields: &sheet.fields, languages: admin.store.languages(), zone: &sheet.zone, missing: missing.clone() }
    }

    /// Validates what a row asks for. A new product has no id yet.
    fn pending(&self, id: &str, rules: &Rules<'_>, save: &ManagedSave) -> Result<Pending, ManagedError> {
        let target = match self.products.get(id) {
            Some(Product { record, stored, .. }) => Target { was: record.clone(), stored: stored.clone(), new: false },
            None => {
                let was = Record::new("", ManagedState::Draft, Values::new());
                Target { was, stored: Stored::never(), new: true }
            }
        };
        validate(self.apply.kind, rules, target, save)
    }

    /// Writes what a row asks for, but for the rows of the store's own tables.
    async fn save(
        &mut self,
        rules: &Rules<'_>,
        save: &ManagedSave,
        mut pending: Pending,
        stock: &[(String, i64)],
    ) -> Result<Saved, ManagedError> {
        let Apply { admin, kind, sheet, import, .. } = *self.apply;
        if pending.new {
            pending.was.id = self.new_id(save).await?;
        }
        let (id, created) = (pending.was.id.clone(), pending.new);
        let again = created && save.wanted_id.is_none() && id != self.preferred_id(save);
        let mut saved = Saved { id, created, again, ..Saved::default() };
        if pending.is_change {
            let Written { change, entry, detail, .. } = admin.write_model(&mut self.tx, kind, rules, pending).await?;
            saved.change = Some(change);
            saved.entries.push(entry);
            saved.changes.extend(detail.lines().map(str::to_owned));
        }
        for (option, by) in stock {
            let (left, entry) = admin.adjust_in(&mut self.tx, kind, &saved.id, option, *by, import).await?;
            saved.entries.push(entry);
            let name = stock_field(&sheet.fields).map_or_else(String::new, columns::change_of);
            let of = if option.is_empty() { String::new() } else { format!("{option}: ") };
            saved.changes.push(format!("{name}: {of}{} -> {left}", i64::from(left) - by));
        }
        Ok(saved)
    }

    /// Returns the id of a new product.
    async fn new_id(&mut self, save: &ManagedSave) -> Result<String, ManagedError> {
        let preferred = save.wanted_id.clone().unwrap_or_else(|| self.preferred_id(save));
        match self.claims.contains(&preferred) {
            true => Ok(preferred),
            false => {
                let (kind, title) = (self.apply.kind, self.title_of(save));
                id::claim(&mut self.tx, kind, save.wanted_id.as_deref(), title).await
            }
        }
    }

    /// Returns the id that the title of a new product makes.
    fn preferred_id(&self, save: &ManagedSave) -> String {
        id::preferred(self.title_of(save), self.apply.kind.name())
    }

    fn title_of<'s>(&self, save: &'s ManagedSave) -> &'s str {
        title_field(&self.apply.sheet.fields).map(|field| save.values.get(field.name)).unwrap_or_default()
    }

    /// Notes what was written for a row.
    async fn note(&mut self, row: &mut ImportedRow, saved: Saved) -> db::Result<()> {
        let Saved { id, created, again, change, entries, changes } = saved;
        row.outcome = match created {
            true => RowOutcome::Created,
            false if entries.is_empty() => return Ok(()),
            false => {
                row.changes = changes.join("\n");
                RowOutcome::Updated
            }
        };
        if again {
            row.note_again();
        }
        self.claims.remove(&id);
        self.entries.extend(entries);
        self.follow(&id, change.as_ref()).await?;
        if let Some(change) = change {
            let change = match self.changes.remove(&id) {
                Some(before) => before.then(change),
                None => change,
            };
            self.changes.insert(id.clone(), change);
        }
        // A check creates nothing, so that what is new has no id yet.
        if self.apply.commits {
            row.id = id;
        }
        Ok(())
    }

    /// Loads a product again that later rows may be about.
    async fn follow(&mut self, id: &str, change: Option<&Change>) -> db::Result<()> {
        if !self.shared.contains(id) {
            return Ok(());
        }
        let Some(record) = load(&mut self.tx, self.apply.kind, id).await? else { return Ok(()) };
        let mut stored = self.products.remove(id).map_or_else(Stored::never, |product| product.stored);
        if let Some(change) = change {
            stored.version += change.saves;
            stored.revision += 1;
        }
        self.products.insert(id.to_owned(), Product { record, stored, changed: true });
        Ok(())
    }

    /// Writes what belongs to the changes, and commits all of it; or rolls it back.
    async fn finish(self) -> Result<Done, NotRecorded> {
        let Batch { apply, mut tx, products, shared, claims, rows, changes, entries, stored, published, .. } = self;
        let Apply { admin, kind, import, commits, .. } = *apply;
        if commits {
            row::remove_all(&mut tx, kind.name(), &claims.into_iter().collect::<Vec<_>>()).await?;
            let changes: Vec<Change> = changes.into_values().collect();
            let (listed, actor) = (admin.store.is_listed(kind.name()), admin.actor.to_string());
            row::write(&mut tx, kind.name(), listed, &actor, &changes).await?;
            audit::write_all(&mut tx, &entries).await?;
            // Fewer, if another instance has taken the lease, and was faster: perhaps with some of these rows only.
            if report::write(&mut tx, import, true, &rows).await? < rows.len() as u64 {
                return Err(NotRecorded::AlreadyDone);
            }
            tx.commit().await?;
        }
        let left = products.into_iter().filter(|(id, product)| product.changed && shared.contains(id));
        let shared = left.map(|(_, product)| product.record).collect();
        let published = if commits || stored.is_none() { 0 } else { published };
        Ok(Done { rows, shared, published })
    }

    /// Begins what may have to be undone alone.
    async fn mark(&mut self) -> db::Result<()> {
        if self.careful { self.tx.execute_batch("SAVEPOINT imported_row").await } else { Ok(()) }
    }

    async fn release(&mut self) -> db::Result<()> {
        if self.careful { self.tx.execute_batch("RELEASE SAVEPOINT imported_row").await } else { Ok(()) }
    }

    /// Undoes what was written since the mark. Returns `false` if that is impossible, so that the batch has to be undone.
    async fn undo(&mut self) -> db::Result<bool> {
        if self.careful {
            self.tx.execute_batch("ROLLBACK TO SAVEPOINT imported_row; RELEASE SAVEPOINT imported_row").await?;
        }
        Ok(self.careful)
    }
}

async fn load(tx: &mut Tx, kind: &dyn Kind, id: &str) -> db::Result<Option<Record>> {
    Ok(kind.values(tx, &[id.to_owned()]).await?.pop())
}
