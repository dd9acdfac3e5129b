//! Saves.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::{
    Field, FieldKind, FieldProblem, Kind, MAIN, ManagedError, ManagedRecord, ManagedState, Record, Values, discarded,
    id,
    row::{self, Change, Entry, Stored, title_field},
    stock::{option_names, stock_field},
    text::line,
    validate::{Edit, Rules},
};
use crate::store::{
    admin::Admin,
    audit,
    db::{self, Tx},
    is_key,
    staff::role::Act,
    storage::{StorageError, StoredFile},
};

/// A change of a model, or a new one: see [`Admin::save_managed`](crate::Admin::save_managed).
///
/// ```
/// use pannier::{ManagedSave, managed::Values};
///
/// let new = ManagedSave::create(Values::new().with("title", "Dunes").with("price", "2.50"));
/// assert_eq!(new.id, None);
/// let cheaper = ManagedSave::update("dunes", Values::new().with("price", "2.00")).based_on(3);
/// assert_eq!((cheaper.id.as_deref(), cheaper.based_on), (Some("dunes"), Some(3)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedSave {
    /// The id of what is changed; `None` for a new one.
    pub id: Option<String>,
    /// The id of a new one. By default it is made from the title.
    pub wanted_id: Option<String>,
    /// The values that are changed. Fields that are not named keep theirs; an empty text empties one.
    pub values: Values,
    /// The version of the record that the values are based on. If there is a newer one, nothing is changed, and the
    /// save fails with [`ManagedError::Conflict`](crate::ManagedError::Conflict).
    pub based_on: Option<u64>,
    /// The state afterwards. By default a new one is a draft, and any other keeps its state.
    pub state: Option<ManagedState>,
    /// The options that the values have by another name: their names before and after.
    pub renamed: Vec<(String, String)>,
}

impl ManagedSave {
    /// Creates a new one with these values.
    pub fn create(values: Values) -> ManagedSave {
        ManagedSave { id: None, wanted_id: None, values, based_on: None, state: None, renamed: Vec::new() }
    }

    /// Changes these values of the one with this id.
    pub fn update(id: impl Into<String>, values: Values) -> ManagedSave {
        ManagedSave { id: Some(id.into()), ..ManagedSave::create(values) }
    }

    /// Sets the id of a new one.
    #[must_use]
    pub fn wanted_id(self, id: impl Into<String>) -> ManagedSave {
        ManagedSave { wanted_id: Some(id.into()), ..self }
    }

    /// Sets the version that the values are based on.
    #[must_use]
    pub fn based_on(self, version: u64) -> ManagedSave {
        ManagedSave { based_on: Some(version), ..self }
    }

    /// Sets the state afterwards.
    #[must_use]
    pub fn state(self, state: ManagedState) -> ManagedSave {
        ManagedSave { state: Some(state), ..self }
    }

    /// Says that an option of the values is one that exists, by another name. It keeps its stock; without this, the old
    /// one is removed, and the new one begins without.
    ///
    /// ```
    /// use pannier::{ManagedSave, managed::Values};
    ///
    /// let navy = ManagedSave::update("mug", Values::new().with("options", "Navy\nGreen")).rename_option("Blue", "Navy");
    /// assert_eq!(navy.renamed, [("Blue".to_owned(), "Navy".to_owned())]);
    /// ```
    #[must_use]
    pub fn rename_option(mut self, from: impl Into<String>, to: impl Into<String>) -> ManagedSave {
        self.renamed.push((from.into(), to.into()));
        self
    }
}

/// What a save has done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Saved {
    /// The id.
    pub id: String,
    /// The version afterwards.
    pub version: u64,
    /// Whether it is new.
    pub created: bool,
    /// The names of the values that it has changed, in the order of the fields: `title.de`. And `state`, if that was
    /// changed. Empty if nothing was to be changed: then nothing was written, nor recorded.
    pub changed: Vec<String>,
}

/// The number of characters of a value that the audit log has.
const LOGGED: usize = 60;

impl Admin<'_> {
    /// Saves a model, or creates one, and updates the search index. Two saves of one model wait for each other.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{ManagedSave, managed::Values};
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// let dunes = Values::new().with("title", "Dunes at dusk").with("price", "2,5").with("stock", "20");
    /// let created = admin.save_managed("postcard", &ManagedSave::create(dunes)).await?;
    /// assert_eq!((created.id.as_str(), created.version), ("dunes-at-dusk", 1));
    /// let cheaper = ManagedSave::update(&created.id, Values::new().with("price", "2.00")).based_on(created.version);
    /// assert_eq!(admin.save_managed("postcard", &cheaper).await?.changed, ["price"]);
    /// let stale = ManagedSave::update(&created.id, Values::new().with("price", "3.00")).based_on(created.version);
    /// let conflict = admin.save_managed("postcard", &stale).await;
    /// assert!(matches!(conflict, Err(pannier::ManagedError::Conflict(_))));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManagedError::UnknownKind`], [`ManagedError::UnknownField`]; [`ManagedError::Unknown`] for an id that no model
    /// has; [`ManagedError::Invalid`]; [`ManagedError::Conflict`] if it was saved since the version that this is based
    /// on; [`ManagedError::Single`] for another state than published of what there is one of.
    pub async fn save_managed(&self, kind: &str, save: &ManagedSave) -> Result<Saved, ManagedError> {
        let managed = self.store.0.managed.get(kind)?;
        let fields = managed.fields(self.store.settings());
        let missing = self.missing(&fields, &[&save.values]).await?.pop().unwrap_or_default();
        let (languages, zone) = (self.store.languages(), self.store.time_zone());
        let rules = Rules { fields: &fields, languages, zone, missing };
        let mut tx = self.begin().await?;
        let (saved, entry) = self.save_in(&mut tx, managed, &rules, save).await?;
        let Some(entry) = entry else { return Ok(saved) };
        entry.commit(tx).await?;
        self.store.index_saved(kind, std::slice::from_ref(&saved.id)).await;
        self.store.reload_site(kind).await;
        Ok(saved)
    }

    /// Saves a model in a transaction. Returns the entry that the caller commits it with, before it updates the search
    /// index, unless nothing was to be changed.
    pub(super) async fn save_in(
        &self,
        tx: &mut Tx,
        managed: &dyn Kind,
        rules: &Rules<'_>,
        save: &ManagedSave,
    ) -> Result<(Saved, Option<audit::Entry>), ManagedError> {
        if let Some(name) = rules.unknown(&save.values) {
            return Err(ManagedError::UnknownField(name.to_owned()));
        }
        let target = target(tx, managed, rules.fields, save).await?;
        let pending = validate(managed, rules, target, save)?;
        if !pending.is_change {
            let Pending { was, stored, edit, .. } = pending;
            let version = stored.version.unsigned_abs();
            return Ok((Saved { id: was.id, version, created: false, changed: edit.changed }, None));
        }
        if pending.publishes() > 0 {
            self.store.admit_published(tx, managed).await?;
        }
        let Written { saved, change, entry, .. } = self.write_model(tx, managed, rules, pending).await?;
        let (kind, actor) = (managed.name(), self.actor.to_string());
        row::write(tx, kind, self.store.is_listed(kind), &actor, &[change]).await?;
        Ok((saved, Some(entry)))
    }

    /// Writes a model as a save has it, but not its row.
    pub(super) async fn write_model(
        &self,
        tx: &mut Tx,
        managed: &dyn Kind,
        rules: &Rules<'_>,
        pending: Pending,
    ) -> Result<Written, ManagedError> {
        let Pending { was, stored, new, edit: Edit { values, mut changed, renamed }, state, .. } = pending;
        let detail = described(rules.fields, &was, &values, &changed, &renamed, state);
        let saves = new || !changed.is_empty();
        if !renamed.is_empty() && !managed.rename_options(tx, &was.id, &renamed).await? {
            return Err(ManagedError::Invalid(rules.about_options(FieldProblem::FixedOptions)));
        }
        if saves {
            managed.save(tx, &was.id, &values, new).await?;
        }
        if state != was.state {
            managed.set_state(tx, &was.id, state).await?;
            changed.push("state".to_owned());
        }
        let record = Record { id: was.id, state, values };
        let change = Change {
            entry: Entry::of(rules.fields, rules.languages, &record),
            saves: i64::from(saves),
            retitled: stored.revision == 0 || is_retitled(rules.fields, &changed),
        };
        let act = if managed.single() { Act::SaveSite } else { Act::SaveProduct };
        let entry = self.entry(act).subject(&subject(managed.name(), &record.id)).detail(&detail);
        let version = (stored.version + change.saves).unsigned_abs();
        let saved = Saved { id: record.id, version, created: new && !managed.single(), changed };
        Ok(Written { saved, change, entry, detail })
    }

    /// Returns, for each of these values, the names of those with a file that is not in the storage, or a picture that was
    /// never added. A storage that cannot be asked is believed to have it.
    pub(super) async fn missing(&self, fields: &[Field], all: &[&Values]) -> db::Result<Vec<BTreeSet<String>>> {
        let names_of = |kind: FieldKind| -> Vec<String> {
            let fields = fields.iter().filter(|field| field.kind == kind);
            fields.flat_map(|field| field.names(self.store.languages())).map(|(name, _)| name).collect()
        };
        let (pictures, files) = (names_of(FieldKind::Pictures), names_of(FieldKind::File));
        let mut ids = Vec::new();
        for (values, name) in all.iter().flat_map(|values| pictures.iter().map(move |name| (values, name))) {
            ids.extend(values.pictures(name).into_iter().map(|picture| picture.id));
        }
        let known = self.store.pictures(&ids).await?;
        let mut missing = Vec::with_capacity(all.len());
        for values in all {
            let is_unknown =
                |name: &&String| values.pictures(name).iter().any(|picture| !known.contains_key(&picture.id));
            let mut names: BTreeSet<String> = pictures.iter().filter(is_unknown).cloned().collect();
            for name in &files {
                if self.is_missing(values, name).await {
                    names.insert(name.clone());
                }
            }
            missing.push(names);
        }
        Ok(missing)
    }

    async fn is_missing(&self, values: &Values, name: &str) -> bool {
        // As it is saved.
        let Some(key) = values.file(name).map(|key| line(&key)) else { return false };
        let file = StoredFile::new(key, "file", "application/octet-stream");
        let found = self.store.storage().signed_url(&file, Duration::from_secs(60)).await;
        matches!(found, Err(StorageError::Missing(_) | StorageError::BadKey(_)))
    }
}

/// What a save changes.
pub(super) struct Target {
    pub was: Record,
    pub stored: Stored,
    pub new: bool,
}

/// A save that is valid, and yet to be written.
pub(super) struct Pending {
    pub was: Record,
    pub new: bool,
    /// Whether anything is to be changed.
    pub is_change: bool,
    stored: Stored,
    edit: Edit,
    state: ManagedState,
}

impl Pending {
    /// Returns how many more are published after it: one, none, or one less.
    pub(super) fn publishes(&self) -> i64 {
        let is_published = |state: ManagedState| i64::from(state == ManagedState::Published);
        is_published(self.state) - is_published(self.was.state)
    }
}

/// A save whose model is written, but not its row.
pub(super) struct Written {
    pub saved: Saved,
    pub change: Change,
    /// What the caller commits it with.
    pub entry: audit::Entry,
    /// What it has changed: a line for each value, such as `price: 9.00 -> 10.00`.
    pub detail: String,
}

/// Validates a save of what it changes.
pub(super) fn validate(
    managed: &dyn Kind,
    rules: &Rules<'_>,
    target: Target,
    save: &ManagedSave,
) -> Result<Pending, ManagedError> {
    let Target { was, stored, new } = target;
    let state = if managed.single() { ManagedState::Published } else { save.state.unwrap_or(was.state) };
    if save.state.is_some_and(|wanted| wanted != state) {
        return Err(ManagedError::Single(managed.name().to_owned()));
    }
    let edit = rules
        .edit(&was, new, save, state == ManagedState::Published, |values| managed.check(values))
        .map_err(ManagedError::Invalid)?;
    let is_change = !edit.changed.is_empty() || state != was.state || new && !managed.single();
    Ok(Pending { was, new, is_change, stored, edit, state })
}

/// Finds what a save changes, and locks its row.
async fn target(tx: &mut Tx, managed: &dyn Kind, fields: &[Field], save: &ManagedSave) -> Result<Target, ManagedError> {
    let kind = managed.name();
    let id = match (&save.id, managed.single()) {
        (Some(id), true) if id != MAIN => return Err(ManagedError::Unknown(id.clone())),
        (_, true) => MAIN.to_owned(),
        (Some(id), false) if !is_key(id) => return Err(ManagedError::Unknown(id.clone())),
        (Some(id), false) => id.clone(),
        (None, false) => {
            let title = title_field(fields).map(|field| save.values.get(field.name)).unwrap_or_default();
            let id = id::claim(tx, managed, save.wanted_id.as_deref(), title).await?;
            let stored = row::lock(tx, kind, &id).await?;
            return Ok(Target { was: Record::new(id, ManagedState::Draft, Values::new()), stored, new: true });
        }
    };
    let stored = row::lock(tx, kind, &id).await?;
    let found = managed.values(tx, std::slice::from_ref(&id)).await?.pop();
    let new = found.is_none();
    let was = match found {
        Some(record) => record,
        None if managed.single() => Record::new(id, ManagedState::Published, Values::new()),
        None => return Err(ManagedError::Unknown(id)),
    };
    if save.based_on.is_some_and(|version| version < stored.version.unsigned_abs()) {
        return Err(ManagedError::Conflict(Box::new(ManagedRecord::of(was, &stored))));
    }
    Ok(Target { was, stored, new })
}

/// Returns what an entry of the audit log is about.
pub(crate) fn subject(kind: &str, id: &str) -> String {
    format!("{kind}/{id}")
}

/// Returns whether one of these values is a title.
fn is_retitled(fields: &[Field], changed: &[String]) -> bool {
    let Some(title) = title_field(fields) else { return false };
    changed.iter().any(|name| name.split('.').next() == Some(title.name))
}

/// Returns what a save changes, as the audit log says it. Of the stock, that is what options have when they come and go.
fn described(
    fields: &[Field],
    was: &Record,
    values: &Values,
    changed: &[String],
    renamed: &BTreeMap<String, String>,
    state: ManagedState,
) -> String {
    let stock = stock_field(fields).map(|field| field.name);
    let gone = discarded(fields, was, values, renamed);
    let only_gone = stock.filter(|stock| !gone.is_empty() && !changed.iter().any(|name| name == stock));
    let gone = Values::stocks_text(&gone);
    let have_options = |values: &Values| !option_names(fields, values).iter().all(String::is_empty);
    let both_have = have_options(&was.values) && have_options(values);
    let line = |name: &str| {
        let before = if both_have && stock == Some(name) { &gone } else { was.values.get(name) };
        match (short(fields, name, before), short(fields, name, values.get(name))) {
            (was, now) if was.is_empty() => format!("{name}: {now}"),
            (was, now) => format!("{name}: {was} -> {now}"),
        }
    };
    let states = (was.state != state).then(|| format!("state: {} -> {state}", was.state));
    changed.iter().map(String::as_str).chain(only_gone).map(line).chain(states).collect::<Vec<_>>().join("\n")
}

/// Returns the beginning of a value, as one line.
fn short(fields: &[Field], name: &str, value: &str) -> String {
    let is_list = |kind: FieldKind| matches!(kind, FieldKind::Options(_) | FieldKind::Stock);
    let is_list = fields.iter().any(|field| field.name == name && is_list(field.kind));
    let line = match is_list {
        true => value.lines().collect::<Vec<_>>().join("; "),
        false => value.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    match line.char_indices().nth(LOGGED) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn the_audit_log_has_the_beginning_of_each_value() {
        let was = Values::new().with("title", "Mug").with("text", "x".repeat(80));
        let now = was.clone().with("title", "Blue\nmug").with("text", "").with("maker", "Ada");
        let changed = ["title", "text", "maker"].map(str::to_owned);
        let was = Record::new("mug", ManagedState::Draft, was);
        let detail = described(&[], &was, &now, &changed, &BTreeMap::new(), ManagedState::Published);
        let text = format!("text: {}… -> ", "x".repeat(60));
        assert_eq!(detail, format!("title: Mug -> Blue mug\n{text}\nmaker: Ada\nstate: draft -> published"));
    }

    #[test]
    fn the_audit_log_says_what_options_have_when_they_come_and_go() {
        let fields = [Field::options("colors", Currency::EUR), Field::stock("stock")];
        let was = Values::new().with("colors", "Blue\nGreen").with("stock", "Blue = 3\nGreen = 4");
        let was = Record::new("mug", ManagedState::Draft, was);
        let detail = |colors: &str, stock: &str, changed: &[&str]| {
            let now = Values::new().with("colors", colors).with("stock", stock);
            let changed: Vec<String> = changed.iter().map(|name| (*name).to_owned()).collect();
            described(&fields, &was, &now, &changed, &BTreeMap::new(), ManagedState::Draft)
        };
        let removed = detail("Blue", "", &["colors"]);
        assert_eq!(removed, "colors: Blue; Green -> Blue\nstock: Green = 4 -> ");
        let replaced = detail("Blue\nGold", "Gold = 8", &["colors", "stock"]);
        assert_eq!(replaced, "colors: Blue; Green -> Blue; Gold\nstock: Green = 4 -> Gold = 8");
        assert_eq!(detail("", "20", &["stock"]), "stock: Blue = 3; Green = 4 -> 20");
    }
}
