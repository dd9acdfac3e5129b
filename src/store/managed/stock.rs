//! Adjustments of the stock. They are relative, since some may be sold at the same time.

use super::{FieldError, FieldKind, FieldProblem, Kind, ManagedError, save::subject};
use crate::store::{admin::Admin, audit::Entry, db::Tx, is_key, staff::role::Act};

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
    /// no such option; [`ManagedError::TooFew`] if less than nothing would be left; [`ManagedError::Invalid`] if more are
    /// added than the [maximum](crate::managed::Field::max) of the field.
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
        if !is_key(id) {
            return Err(ManagedError::Unknown(id.to_owned()));
        }
        if option.contains('\0') {
            return Err(ManagedError::NoStock);
        }
        let fields = managed.fields(self.store.settings());
        let has_options = fields.iter().any(|field| matches!(field.kind, FieldKind::Options(_)));
        if !option.is_empty() && !has_options {
            return Err(ManagedError::NoStock);
        }
        let Some(field) = fields.iter().find(|field| field.kind == FieldKind::Stock) else {
            return Err(ManagedError::NoStock);
        };
        let too_many = || ManagedError::Invalid(vec![FieldError::new(field.name, FieldProblem::TooLarge(field.max))]);
        if by > i64::from(field.max) {
            return Err(too_many());
        }
        let Some(left) = managed.adjust_stock(tx, id, option, by).await? else {
            let found = managed.values(tx, &[id.to_owned()]).await?.pop();
            let Some(record) = found else { return Err(ManagedError::Unknown(id.to_owned())) };
            let limited = record.values.stocks(field.name).contains_key(option);
            return Err(if limited { ManagedError::TooFew } else { ManagedError::NoStock });
        };
        if by > 0 && left > field.max {
            return Err(too_many());
        }
        let reason: String = reason.trim().chars().filter(|c| !c.is_control()).take(LONGEST_REASON).collect();
        let what = if option.is_empty() { String::new() } else { format!("{option}: ") };
        let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        let detail = format!("{what}{by:+}, {left} left{why}");
        Ok((left, self.entry(Act::AdjustStock).subject(&subject(managed.name(), id)).detail(detail)))
    }
}
