//! Adjustments of the stock, which are relative, since some may be sold at the same time; and whether it is limited.

use super::{Field, FieldError, FieldKind, FieldProblem, Kind, ManagedError, Record, Values, save::subject};
use crate::store::{
    admin::Admin,
    audit::Entry,
    db::{self, Tx},
    is_key,
    staff::role::Act,
};

/// The maximum number of characters of a reason.
const LONGEST_REASON: usize = 500;

impl Admin<'_> {
    /// Adds units to the stock of a model, or takes some from it, and returns what is left. `option` is the name of an
    /// option; empty for a model that has none. `reason` is for the audit log, and may be empty.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{ManagedSave, managed::Values};
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// # let dunes = Values::new().with("title", "Dunes").with("price", "2.50").with("stock", "20");
    /// # admin.save_managed("postcard", &ManagedSave::create(dunes)).await?;
    /// assert_eq!(admin.adjust_stock("postcard", "dunes", "", -3, "Damaged by water").await?, 17);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManagedError::UnknownKind`], [`ManagedError::Unknown`]; [`ManagedError::NoStock`] if it is unlimited, or has
    /// no such option; [`ManagedError::TooFew`] if less than nothing would be left.
    pub async fn adjust_stock(
        &self,
        kind: &str,
        id: &str,
        option: &str,
        by: i64,
        reason: &str,
    ) -> Result<u32, ManagedError> {
        let managed = self.store.0.managed.get(kind)?;
        let mut tx = self.begin().await?;
        let (left, entry) = self.adjust_in(&mut tx, managed, id, option, by, reason).await?;
        if by != 0 {
            entry.commit(tx).await?;
        }
        Ok(left)
    }

    /// Adjusts a stock in a transaction. Returns what is left, and the entry that the caller commits it with.
    pub(super) async fn adjust_in(
        &self,
        tx: &mut Tx,
        managed: &dyn Kind,
        id: &str,
        option: &str,
        by: i64,
        reason: &str,
    ) -> Result<(u32, Entry), ManagedError> {
        check(id, option)?;
        let fields = managed.fields(self.store.settings());
        let Some(field) = stock_field(&fields) else {
            self.stock_in(tx, managed, id, option).await?;
            return Err(ManagedError::NoStock);
        };
        let too_many = || ManagedError::Invalid(vec![FieldError::new(field.name, FieldProblem::TooLarge(field.max))]);
        if by > i64::from(field.max) {
            return Err(too_many());
        }
        let Some(left) = managed.adjust_stock(tx, id, option, by).await? else {
            let limited = self.stock_in(tx, managed, id, option).await?.flatten().is_some();
            return Err(if limited { ManagedError::TooFew } else { ManagedError::NoStock });
        };
        if by > 0 && left > field.max {
            return Err(too_many());
        }
        Ok((left, self.stock_entry(managed, id, option, &format!("{by:+}, {left} left"), reason)))
    }

    /// Limits the stock of a model to these units, or sells it without a limit (`None`). `option` is the name of an
    /// option; empty for a model that has none. What is ordered already is not among these units: a cancelled order adds
    /// its own to them. What is unlimited already stays so. `reason` is for the audit log, and may be empty.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{ManagedError, ManagedSave, managed::Values};
    ///
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// # let dunes = Values::new().with("title", "Dunes").with("price", "2.50");
    /// # admin.save_managed("postcard", &ManagedSave::create(dunes)).await?;
    /// admin.limit_stock("postcard", "dunes", "", Some(50), "The last edition").await?;
    /// assert_eq!(admin.adjust_stock("postcard", "dunes", "", -1, "").await?, 49);
    /// let again = admin.limit_stock("postcard", "dunes", "", Some(20), "").await;
    /// assert!(matches!(again, Err(ManagedError::Limited)));
    /// admin.limit_stock("postcard", "dunes", "", None, "Printed on demand").await?;
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManagedError::UnknownKind`], [`ManagedError::Unknown`]; [`ManagedError::Limited`] if it is limited already;
    /// [`ManagedError::NoStock`] if there is no such option, or the model's limit cannot be changed;
    /// [`ManagedError::Invalid`] for more units than the field allows, or for none if it is required.
    pub async fn limit_stock(
        &self,
        kind: &str,
        id: &str,
        option: &str,
        stock: Option<u32>,
        reason: &str,
    ) -> Result<(), ManagedError> {
        let managed = self.store.0.managed.get(kind)?;
        let fields = managed.fields(self.store.settings());
        if let Some(error) = stock_field(&fields).and_then(|field| refusal(field, stock)) {
            return Err(ManagedError::Invalid(vec![error]));
        }
        check(id, option)?;
        let mut tx = self.begin().await?;
        if !managed.limit_stock(&mut tx, id, option, stock).await? {
            return match (self.stock_in(&mut tx, managed, id, option).await?, stock) {
                (Some(None), None) => Ok(()),
                (Some(Some(_)), Some(_)) => Err(ManagedError::Limited),
                _ => Err(ManagedError::NoStock),
            };
        }
        let what = match stock {
            Some(units) => format!("limited to {units}"),
            None => "no longer limited".to_owned(),
        };
        self.stock_entry(managed, id, option, &what, reason).commit(tx).await?;
        Ok(())
    }

    /// Returns the stock of an option; `Some(None)` if it is unlimited, `None` if there is no such option.
    async fn stock_in(
        &self,
        tx: &mut Tx,
        managed: &dyn Kind,
        id: &str,
        option: &str,
    ) -> Result<Option<Option<u32>>, ManagedError> {
        let found = managed.values(tx, &[id.to_owned()]).await?.pop();
        let Some(record) = found else { return Err(ManagedError::Unknown(id.to_owned())) };
        let stocks = record.stocks(&managed.fields(self.store.settings()));
        Ok(stocks.into_iter().find(|(name, _)| name == option).map(|(_, units)| units))
    }

    /// Returns the entry of what has become of a stock.
    fn stock_entry(&self, managed: &dyn Kind, id: &str, option: &str, what: &str, reason: &str) -> Entry {
        let reason: String = reason.trim().chars().filter(|c| !c.is_control()).take(LONGEST_REASON).collect();
        let of = if option.is_empty() { String::new() } else { format!("{option}: ") };
        let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        self.entry(Act::AdjustStock).subject(&subject(managed.name(), id)).detail(format!("{of}{what}{why}"))
    }
}

impl Record {
    /// Returns the stock of each option, or of the model itself, named `""`, if it has none. `None` is unlimited. Empty
    /// for a model without stock.
    pub(crate) fn stocks(&self, fields: &[Field]) -> Vec<(String, Option<u32>)> {
        let Some(field) = stock_field(fields) else { return Vec::new() };
        let stocks = self.values.stocks(field.name);
        let with_stock = |name: String| {
            let stock = stocks.get(&name).copied();
            (name, stock)
        };
        option_names(fields, &self.values).into_iter().map(with_stock).collect()
    }
}

/// Returns the field of the stock, if there is one.
pub(super) fn stock_field(fields: &[Field]) -> Option<&Field> {
    fields.iter().find(|field| field.kind == FieldKind::Stock)
}

/// Returns the names of the options; the empty one, which stands for the model itself, if there are none.
pub(super) fn option_names(fields: &[Field], values: &Values) -> Vec<String> {
    let options = fields.iter().find_map(|field| match field.kind {
        FieldKind::Options(currency) => Some(values.options(field.name, currency)),
        _ => None,
    });
    let names: Vec<String> = options.unwrap_or_default().into_iter().map(|(name, _)| name).collect();
    if names.is_empty() { vec![String::new()] } else { names }
}

/// Returns why a stock cannot be limited to these units, or be unlimited.
fn refusal(field: &Field, stock: Option<u32>) -> Option<FieldError> {
    let problem = match stock {
        None if field.required => FieldProblem::Required,
        Some(units) if units > field.max => FieldProblem::TooLarge(field.max),
        _ => return None,
    };
    Some(FieldError::new(field.name, problem))
}

/// Checks that the database takes an id and the name of an option.
fn check(id: &str, option: &str) -> Result<(), ManagedError> {
    if !is_key(id) {
        return Err(ManagedError::Unknown(id.to_owned()));
    }
    if db::is_text(option) { Ok(()) } else { Err(ManagedError::NoStock) }
}
