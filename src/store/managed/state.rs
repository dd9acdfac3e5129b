//! Changes of the state: publishing, retiring, and what comes back.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Kind, ManagedError, ManagedKinds, ManagedState,
    row::{self, Change, Entry, of_kind},
    save::subject,
    validate::Rules,
};
use crate::{
    args,
    store::{
        admin::Admin,
        db::{self, Dialect, Tx, placeholders},
        is_key,
        staff::role::Act,
    },
};

/// The number of models that one transaction retires.
const STEP: u32 = 100;

impl Admin<'_> {
    /// Publishes or retires a model, or makes it a draft, and updates the search index. If it is so already, nothing is
    /// changed.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{ManagedSave, ManagedState, managed::Values};
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// # let dunes = Values::new().with("title", "Dunes").with("price", "2.50");
    /// # admin.save_managed("postcard", &ManagedSave::create(dunes)).await?;
    /// admin.set_managed_state("postcard", "dunes", ManagedState::Published).await?;
    /// assert_eq!(admin.managed_record("postcard", "dunes").await?.record.state, ManagedState::Published);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManagedError::UnknownKind`], [`ManagedError::Unknown`], [`ManagedError::Single`]; [`ManagedError::Invalid`]
    /// for a model that lacks what it needs to be published: a required field, or the alternative text of a picture; and for one
    /// of [settings](crate::StoreBuilder::manage_settings), if 500 are published.
    pub async fn set_managed_state(&self, kind: &str, id: &str, state: ManagedState) -> Result<(), ManagedError> {
        let managed = self.store.0.managed.get(kind)?;
        if managed.single() {
            return Err(ManagedError::Single(kind.to_owned()));
        }
        if !is_key(id) {
            return Err(ManagedError::Unknown(id.to_owned()));
        }
        let fields = managed.fields(self.store.settings());
        let mut tx = self.begin().await?;
        let stored = row::lock(&mut tx, kind, id).await?;
        let found = managed.values(&mut tx, &[id.to_owned()]).await?.pop();
        let Some(mut record) = found else { return Err(ManagedError::Unknown(id.to_owned())) };
        if record.state == state {
            return Ok(());
        }
        if state == ManagedState::Published {
            let languages = self.store.languages();
            let rules = Rules { fields: &fields, languages, zone: self.store.time_zone(), missing: BTreeSet::new() };
            let errors = rules.incomplete(&record.values, true);
            if !errors.is_empty() {
                return Err(ManagedError::Invalid(errors));
            }
            self.store.admit_published(&mut tx, managed).await?;
        }
        managed.set_state(&mut tx, id, state).await?;
        let detail = format!("{} -> {state}", record.state);
        record.state = state;
        let entry = Entry::of(&fields, self.store.languages(), &record);
        let change = Change { entry, saves: 0, retitled: stored.revision == 0 };
        row::write(&mut tx, kind, self.store.is_listed(kind), &self.actor.to_string(), &[change]).await?;
        self.entry(Act::SetProductState).subject(&subject(kind, id)).detail(detail).commit(tx).await?;
        self.store.index_saved(kind, &[id.to_owned()]).await;
        self.store.reload_site(kind).await;
        Ok(())
    }

    /// Retires every draft and everything that is published, of every kind but those that there is [one
    /// of](crate::Managed::SINGLE) and other [settings](crate::StoreBuilder::manage_settings): for a shop that starts with
    /// products of its own. Returns the number. It works in steps, each a transaction with its entry in the audit log; cut
    /// off, it can be called again.
    ///
    /// # Errors
    /// [`ManagedError::AlreadyDone`], or when the database cannot be written.
    pub async fn retire_all(&self) -> Result<u64, ManagedError> {
        let (mut admin, mut retired) = (*self, 0);
        let is_product = |managed: &&Arc<dyn Kind>| !managed.single() && !self.store.is_kept(managed.name());
        for managed in self.store.0.managed.0.iter().filter(is_product) {
            // Those that the app has written may not be in lists yet.
            self.store.list_kind(&**managed).await?;
            for state in [ManagedState::Published, ManagedState::Draft] {
                loop {
                    let ids = admin.retire_some(&**managed, state).await?;
                    if ids.is_empty() {
                        break;
                    }
                    retired += ids.len() as u64;
                    self.store.index_saved(managed.name(), &ids).await;
                    // The first step has taken the form.
                    admin.form = None;
                }
            }
        }
        Ok(retired)
    }

    /// Retires some of those in a state. Returns their ids.
    async fn retire_some(&self, managed: &dyn Kind, state: ManagedState) -> Result<Vec<String>, ManagedError> {
        let (kind, mut tx) = (managed.name(), self.begin().await?);
        let ids = first_of(&mut tx, self.store.db().dialect(), kind, state).await?;
        if ids.is_empty() {
            return Ok(ids);
        }
        for id in &ids {
            managed.set_state(&mut tx, id, ManagedState::Retired).await?;
        }
        let indexed = if self.store.is_listed(kind) { "indexed" } else { "revision + 1" };
        let n = ids.len();
        let sql = format!(
            "UPDATE pannier_managed_products SET state = 'retired', revision = revision + 1, indexed = {indexed}, \
             updated_at = ${}, updated_by = ${} WHERE kind = $1 AND id IN ({})",
            n + 2,
            n + 3,
            placeholders(2, n)
        );
        let mut args = of_kind(kind, &ids);
        args.extend_from_slice(args![tx.now(), self.actor.to_string()]);
        tx.execute(&sql, &args).await?;
        self.entry(Act::RetireAll).subject(kind).detail(format!("{n}: {}", ids.join(", "))).commit(tx).await?;
        Ok(ids)
    }
}

impl ManagedKinds {
    /// Returns the ids of those of these models that are not published, by their kind. They are read from the tables of the
    /// app, by one query for each kind. Left out are kinds that are not managed, and models that do not exist.
    pub(in crate::store) async fn unpublished<'a>(
        &self,
        tx: &mut Tx,
        models: &[(&'a str, &str)],
    ) -> db::Result<BTreeMap<&'a str, BTreeSet<String>>> {
        let mut ids: BTreeMap<&'a str, BTreeSet<String>> = BTreeMap::new();
        for &(kind, id) in models {
            ids.entry(kind).or_default().insert(id.to_owned());
        }
        let mut unpublished = BTreeMap::new();
        for (name, ids) in ids {
            let Ok(kind) = self.get(name) else { continue };
            let records = kind.values(tx, &ids.into_iter().collect::<Vec<_>>()).await?.into_iter();
            let others = records.filter(|record| record.state != ManagedState::Published).map(|record| record.id);
            unpublished.insert(name, others.collect());
        }
        Ok(unpublished)
    }
}

/// Returns the first ids of those in a state, and locks their rows.
async fn first_of(tx: &mut Tx, dialect: Dialect, kind: &str, state: ManagedState) -> db::Result<Vec<String>> {
    let lock = match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => "FOR UPDATE",
    };
    let sql = format!(
        "SELECT id FROM pannier_managed_products WHERE kind = $1 AND state = $2 AND (sort_key, id) > ('', '') \
         ORDER BY sort_key, id LIMIT {STEP} {lock}"
    );
    tx.fetch_all(&sql, args![kind, state.as_str()]).await?.iter().map(|row| row.get("id")).collect()
}
