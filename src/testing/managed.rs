//! The contract of [`Managed`].

use std::collections::BTreeSet;

use super::assert_name;
use crate::{
    Actor, Admin, Managed, ManagedError, ManagedRecord, ManagedSave, ManagedState, Money, Store,
    managed::{Field, FieldError, FieldKind, FieldProblem, MAIN, Record, Values},
};

/// An id that is bound as an SQL parameter, or else does damage.
const ODD: &str = "o'hara\"; DROP TABLE models; -- %";

/// Tests a managed kind of a store: values come back as they were saved, drafts and what is retired are not for sale,
/// errors name their fields, two editors notice each other, a save keeps the stock, which is limited or not, and an option
/// that is renamed keeps its own, unless its name is fixed.
///
/// `valid` is what a model can be created and published with, [as values are stored](Values); with all fields, if
/// possible, and a small stock. `for_sale` returns whether shoppers can buy the model with this id. Creates two models,
/// and retires them at the end.
///
/// ```
/// use pannier::{Managed, Sellable, Store, managed::Values, testing};
///
/// async fn keeps_its_contract<Postcard: Managed + Sellable>(store: &Store) {
///     let valid = Values::new().with("title", "Dunes").with("price", "2.50").with("stock", "3");
///     testing::managed_contract::<Postcard>(store, valid, async |store, id| {
///         Postcard::load(store.db(), &[id.to_owned()]).await.is_ok_and(|found| !found.is_empty())
///     })
///     .await;
/// }
/// ```
///
/// # Panics
/// If the model violates its contract.
pub async fn managed_contract<T: Managed>(store: &Store, valid: Values, for_sale: impl AsyncFn(&Store, &str) -> bool) {
    assert_name("the kind", T::KIND);
    let admin = store.acting(&Actor::System);
    let fields = admin.managed_fields(T::KIND).unwrap_or_else(|e| panic!("{e}; the store has no `.manage::<..>()`"));
    let suite = Suite { store, admin, kind: T::KIND, fields, valid };
    suite.fields();
    if T::SINGLE {
        return suite.single::<T>().await;
    }
    suite.required().await;
    let id = suite.create().await;
    suite.values_stay::<T>(&id).await;
    suite.loading::<T>(&id).await;
    for (state, sold) in [
        (ManagedState::Draft, false),
        (ManagedState::Published, true),
        (ManagedState::Retired, false),
        (ManagedState::Published, true),
        (ManagedState::Draft, false),
    ] {
        suite.set_state(&id, state).await;
        assert_eq!(for_sale(store, &id).await, sold, "{id:?} is {state}; can it be bought?");
    }
    suite.ids(&id).await;
    suite.editors(&id).await;
    suite.stock(&id).await;
    suite.limits(&id).await;
    suite.names_of_options(&id).await;
    suite.set_state(&id, ManagedState::Retired).await;
}

struct Suite<'a> {
    store: &'a Store,
    admin: Admin<'a>,
    kind: &'static str,
    fields: Vec<Field>,
    valid: Values,
}

impl Suite<'_> {
    fn fields(&self) {
        let names: Vec<&str> = self.fields.iter().map(|field| field.name).collect();
        assert!(!names.is_empty(), "{:?} has no fields", self.kind);
        let of_imports = self.fields.iter().filter_map(|field| match field.kind {
            FieldKind::Options(_) => Some(format!("{}_rename", field.name)),
            FieldKind::Stock => Some(format!("{}_change", field.name)),
            _ => None,
        });
        let taken: Vec<String> = of_imports.chain(["id", "state"].map(str::to_owned)).collect();
        for (n, name) in names.iter().enumerate() {
            assert_name("the field", name);
            let is_free = !names[..n].contains(name) && !taken.iter().any(|taken| taken == name);
            assert!(is_free, "{name:?} is taken");
        }
        for (name, _) in self.valid.iter() {
            assert!(self.names().contains(name), "there is no field for the value {name:?}");
        }
    }

    fn names(&self) -> BTreeSet<String> {
        let names = self.fields.iter().flat_map(|field| field.names(self.store.languages()));
        names.map(|(name, _)| name).collect()
    }

    async fn record(&self, id: &str) -> ManagedRecord {
        self.admin.managed_record(self.kind, id).await.unwrap_or_else(|e| panic!("loading {id:?}: {e}"))
    }

    async fn save(&self, save: &ManagedSave) -> Vec<String> {
        self.admin.save_managed(self.kind, save).await.unwrap_or_else(|e| panic!("saving: {e}")).changed
    }

    async fn set_state(&self, id: &str, state: ManagedState) {
        let done = self.admin.set_managed_state(self.kind, id, state).await;
        done.unwrap_or_else(|e| panic!("{id:?} cannot be made {state}: {e}"));
        assert_eq!(self.record(id).await.record.state, state, "the state was not stored");
    }

    async fn load<T: Managed>(&self, ids: &[&str]) -> Vec<Record> {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let mut tx = self.store.db().begin().await.expect("a transaction");
        T::values(&mut tx, &ids).await.unwrap_or_else(|e| panic!("loading {ids:?}: {e}"))
    }

    /// Each required field is missed by its name.
    async fn required(&self) {
        for field in self.fields.iter().filter(|field| field.required && field.kind != FieldKind::Flag) {
            let without = ManagedSave::create(self.valid.clone().with(field.name, ""));
            let reason = [FieldError::new(field.name, FieldProblem::Required)];
            let refused = self.admin.save_managed(self.kind, &without).await;
            let is_refused = matches!(&refused, Err(ManagedError::Invalid(errors)) if *errors == reason);
            assert!(is_refused, "without {:?}, which is required: {refused:?}", field.name);
        }
    }

    /// Creates a draft that has the values. Returns its id.
    async fn create(&self) -> String {
        let saved = self.admin.save_managed(self.kind, &ManagedSave::create(self.valid.clone())).await;
        let id = saved.unwrap_or_else(|e| panic!("the valid values were refused: {e}")).id;
        let record = self.record(&id).await.record;
        assert_eq!(record.state, ManagedState::Draft, "what is new is not a draft");
        self.assert_valid(&record);
        id
    }

    fn assert_valid(&self, record: &Record) {
        for field in &self.fields {
            for (name, _) in field.names(self.store.languages()) {
                let (wanted, found) = (self.valid.get(&name), record.values.get(&name));
                let both_off = field.kind == FieldKind::Flag && [wanted, found].iter().all(|flag| *flag != "yes");
                assert!(both_off || wanted == found, "{name:?} was saved as {wanted:?} and loaded as {found:?}");
            }
        }
        for (name, _) in record.values.iter() {
            assert!(self.names().contains(name), "a value was loaded that no field has: {name:?}");
        }
    }

    /// What is loaded can be saved, and a save that is rolled back leaves nothing.
    async fn values_stay<T: Managed>(&self, id: &str) {
        let before = self.record(id).await.record;
        let unchanged = self.save(&ManagedSave::update(id, before.values.clone())).await;
        assert_eq!(unchanged, [""; 0], "the values that were loaded are not those that are saved");
        let mut values = before.values.clone();
        for field in self.fields.iter().filter(|field| field.kind == FieldKind::Stock) {
            values.set(field.name, "");
        }
        for commits in [true, false] {
            let mut tx = self.store.db().begin().await.expect("a transaction");
            T::save(&mut tx, id, &values, false).await.unwrap_or_else(|e| panic!("saving what was loaded: {e}"));
            if commits {
                tx.commit().await.expect("a commit");
            } else {
                T::set_state(&mut tx, id, ManagedState::Retired).await.unwrap_or_else(|e| panic!("retiring: {e}"));
                drop(tx);
            }
            assert_eq!(self.record(id).await.record, before, "saved as it was (committed: {commits}), it is changed");
        }
    }

    async fn loading<T: Managed>(&self, id: &str) {
        let missing = "no-such-id";
        let loaded = self.load::<T>(&[missing, id, ODD]).await;
        assert!(loaded.len() == 1 && loaded[0].id == id, "of one id that exists and two that do not: {loaded:?}");
        assert!(self.load::<T>(&[ODD]).await.is_empty(), "an id is not bound as an SQL parameter");
        for unknown in [missing, ODD] {
            let state = self.admin.set_managed_state(self.kind, unknown, ManagedState::Published).await;
            assert!(matches!(state, Err(ManagedError::Unknown(_))), "publishing {unknown:?}: {state:?}");
            let left = self.admin.adjust_stock(self.kind, unknown, "", 1, "").await;
            assert!(matches!(left, Err(ManagedError::Unknown(_))), "adding to the stock of {unknown:?}: {left:?}");
            let limited = self.admin.limit_stock(self.kind, unknown, "", Some(1), "").await;
            assert!(matches!(limited, Err(ManagedError::Unknown(_))), "limiting the stock of {unknown:?}: {limited:?}");
        }
    }

    async fn ids(&self, id: &str) {
        for (wanted, problem) in [(id, FieldProblem::Taken), (ODD, FieldProblem::BadId)] {
            let again = ManagedSave::create(self.valid.clone()).wanted_id(wanted);
            let refused = self.admin.save_managed(self.kind, &again).await;
            let reason = [FieldError::new("id", problem)];
            let is_refused = matches!(&refused, Err(ManagedError::Invalid(errors)) if *errors == reason);
            assert!(is_refused, "creating one with the id {wanted:?}: {refused:?}");
        }
        let another = self.create().await;
        assert_ne!(another, id, "two models have one id");
        self.set_state(&another, ManagedState::Retired).await;
    }

    /// Of two that save one version, the second learns of the first.
    async fn editors(&self, id: &str) {
        let Some(text) = self.fields.iter().find(|field| field.kind == FieldKind::Text) else { return };
        let version = self.record(id).await.version;
        let save = |typed: &str| ManagedSave::update(id, Values::new().with(text.name, typed)).based_on(version);
        let (one, another) = (save("One"), save("Another"));
        let saved =
            tokio::join!(self.admin.save_managed(self.kind, &one), self.admin.save_managed(self.kind, &another));
        let kept = match &saved {
            (Ok(_), Err(ManagedError::Conflict(now))) | (Err(ManagedError::Conflict(now)), Ok(_)) => {
                now.record.values.get(text.name)
            }
            other => panic!("two saves of one version: {other:?}"),
        };
        let record = self.record(id).await;
        assert_eq!(record.record.values.get(text.name), kept, "the second was not shown what the first has saved");
        assert_eq!(record.version, version + 1, "the version does not count the saves");
        self.save(&ManagedSave::update(id, Values::new().with(text.name, self.valid.get(text.name)))).await;
        self.assert_valid(&self.record(id).await.record);
    }

    /// Stock is adjusted, never below zero, and no save changes it.
    async fn stock(&self, id: &str) {
        let Some(field) = self.fields.iter().find(|field| field.kind == FieldKind::Stock) else { return };
        let adjust = async |option: &str, by| self.admin.adjust_stock(self.kind, id, option, by, "contract").await;
        let none = adjust("no-such-option", 1).await;
        assert!(matches!(none, Err(ManagedError::NoStock)), "an option that does not exist: {none:?}");
        let stocks = self.record(id).await.record.values.stocks(field.name);
        let Some((option, units)) = stocks.into_iter().next() else { return };
        assert!(units > 0, "the test needs some stock");
        let all = i64::from(units);
        assert_eq!(adjust(&option, -all).await.ok(), Some(0), "the whole stock cannot be taken");
        let less = adjust(&option, -1).await;
        assert!(matches!(less, Err(ManagedError::TooFew)), "less than nothing: {less:?}");
        assert_eq!(adjust(&option, all).await.ok(), Some(units), "what was taken cannot be put back");
        self.racing(id, &option, units).await;
        adjust(&option, 1).await.unwrap_or_else(|e| panic!("adding a piece: {e}"));
        // As a form does that was open meanwhile.
        self.save(&ManagedSave::update(id, self.valid.clone())).await;
        let left = self.record(id).await.record.values.stocks(field.name).get(&option).copied();
        assert_eq!(left, Some(1), "a save has changed the stock");
        adjust(&option, all - 1).await.unwrap_or_else(|e| panic!("restoring the stock: {e}"));
    }

    /// Takes the whole stock, and more than that, at once.
    async fn racing(&self, id: &str, option: &str, units: u32) {
        let by = i64::from(units / 20 + 1);
        let takers: Vec<_> = (0..25)
            .map(|_| {
                let (store, kind, id, option) = (self.store.clone(), self.kind, id.to_owned(), option.to_owned());
                tokio::spawn(async move {
                    match store.acting(&Actor::System).adjust_stock(kind, &id, &option, -by, "contract").await {
                        Ok(_) => by,
                        Err(ManagedError::TooFew) => 0,
                        Err(error) => panic!("taking from the stock: {error}"),
                    }
                })
            })
            .collect();
        let mut taken = 0;
        for taker in takers {
            taken += taker.await.expect("a taker");
        }
        let left = i64::from(units) - taken;
        assert!((0..by).contains(&left), "of {units}, {taken} were taken at once, {by} by each");
        let rest = self.admin.adjust_stock(self.kind, id, option, -left, "contract").await;
        assert_eq!(rest.ok(), Some(0), "the stock is not what was left");
    }

    /// The limit of a stock is lifted and set, each once, and by no save. What always has one, or none, is left out.
    async fn limits(&self, id: &str) {
        let stocks = async || self.record(id).await.record.stocks(&self.fields);
        let before = stocks().await;
        let Some((option, units)) = before.first() else { return };
        let now = async || stocks().await.into_iter().find(|(name, _)| name == option).and_then(|(_, units)| units);
        let limit = async |to: Option<u32>| self.admin.limit_stock(self.kind, id, option, to, "contract").await;
        if units.is_some() {
            match limit(None).await {
                Ok(()) => {}
                Err(ManagedError::NoStock | ManagedError::Invalid(_)) => return,
                Err(error) => panic!("the limit cannot be lifted: {error}"),
            }
            assert_eq!(now().await, None, "it is still limited");
        }
        let kept = match tokio::join!(limit(Some(4)), limit(Some(5))) {
            (Ok(()), Err(ManagedError::Limited)) => 4,
            (Err(ManagedError::Limited), Ok(())) => 5,
            (Err(ManagedError::NoStock), Err(ManagedError::NoStock)) if units.is_none() => return,
            other => panic!("limited twice at once: {other:?}"),
        };
        assert_eq!(now().await, Some(kept), "it has another limit than the one that was set");
        let none = self.admin.limit_stock(self.kind, id, "no-such-option", Some(1), "contract").await;
        assert!(matches!(none, Err(ManagedError::NoStock)), "an option that does not exist: {none:?}");
        for _ in 0..2 {
            limit(None).await.unwrap_or_else(|e| panic!("the limit cannot be lifted: {e}"));
        }
        let adjusted = self.admin.adjust_stock(self.kind, id, option, 1, "contract").await;
        assert!(matches!(adjusted, Err(ManagedError::NoStock)), "adding to what is unlimited: {adjusted:?}");
        self.save(&ManagedSave::update(id, self.valid.clone())).await;
        assert_eq!(now().await, None, "a save has limited the stock");
        if let Some(units) = units {
            limit(Some(*units)).await.unwrap_or_else(|e| panic!("limiting the stock again: {e}"));
        }
        assert_eq!(stocks().await, before, "the stock of another option has changed");
    }

    /// Options that exchange their names, or get a new one, keep their stock.
    async fn names_of_options(&self, id: &str) {
        let of_options = self.fields.iter().find_map(|field| match field.kind {
            FieldKind::Options(currency) => Some((field.name, currency)),
            _ => None,
        });
        let Some((field, currency)) = of_options else { return };
        let before = self.record(id).await.record;
        let options = before.values.options(field, currency);
        let Some((first, _)) = options.first() else { return };
        let other = options.get(1).map_or_else(|| format!("{first} 2"), |(name, _)| name.clone());
        let exchanged = |name: &str| match [first, &other].iter().position(|one| *one == name) {
            Some(0) => other.clone(),
            Some(_) => first.clone(),
            None => name.to_owned(),
        };
        let renamed: Vec<_> = options.iter().map(|(name, price)| (exchanged(name), *price)).collect();
        let exchange = |options: &[(String, Option<Money>)]| {
            let save = ManagedSave::update(id, Values::new().with(field, Values::options_text(options)));
            save.rename_option(first, &other).rename_option(&other, first)
        };
        match self.admin.save_managed(self.kind, &exchange(&renamed)).await {
            Ok(_) => {}
            Err(ManagedError::Invalid(_)) => return,
            Err(error) => panic!("renaming options: {error}"),
        }
        let stocks = |record: &Record| record.stocks(&self.fields);
        let expected: Vec<_> = stocks(&before).into_iter().map(|(name, units)| (exchanged(&name), units)).collect();
        assert_eq!(stocks(&self.record(id).await.record), expected, "an option did not keep its stock");
        self.save(&exchange(&options)).await;
        assert_eq!(self.record(id).await.record, before, "renamed back, it is changed");
    }

    /// There is one, which is neither created nor retired.
    async fn single<T: Managed>(&self) {
        self.save(&ManagedSave::update(MAIN, self.valid.clone())).await;
        self.assert_valid(&self.record(MAIN).await.record);
        self.values_of_one_stay::<T>().await;
        for field in self.fields.iter().filter(|field| field.required && field.kind != FieldKind::Flag) {
            let without = ManagedSave::update(MAIN, Values::new().with(field.name, ""));
            let refused = self.admin.save_managed(self.kind, &without).await;
            assert!(matches!(refused, Err(ManagedError::Invalid(_))), "without {:?}: {refused:?}", field.name);
        }
        let retired = self.admin.set_managed_state(self.kind, MAIN, ManagedState::Retired).await;
        assert!(matches!(retired, Err(ManagedError::Single(_))), "it was retired: {retired:?}");
        self.editors(MAIN).await;
    }

    async fn values_of_one_stay<T: Managed>(&self) {
        let loaded = self.load::<T>(&[MAIN, "no-such-id", ODD]).await;
        assert_eq!(loaded.len(), 1, "there is more than one: {loaded:?}");
        let unchanged = self.save(&ManagedSave::update(MAIN, loaded[0].values.clone())).await;
        assert_eq!(unchanged, [""; 0], "the values that were loaded are not those that are saved");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        args,
        testing::{
            in_memory,
            postcard::{self, Postcard},
        },
    };

    #[tokio::test]
    async fn postcards_keep_it() {
        let store = in_memory().await.manage::<Postcard>().build().await.unwrap();
        store.db().execute(postcard::TABLE, &[]).await.unwrap();
        let valid = Values::new().with("title", "Dunes").with("price", "2.50").with("stock", "3");
        managed_contract::<Postcard>(&store, valid, async |store, id| {
            let sql = "SELECT id FROM example_postcards WHERE id = $1 AND state = 'published'";
            store.db().fetch_optional(sql, args![id]).await.unwrap().is_some()
        })
        .await;
    }
}
