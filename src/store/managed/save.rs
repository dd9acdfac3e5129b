//! Saves.

use super::{ManagedState, Values};

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
    /// The version of the record that the values are based on. If there is a newer one, nothing is changed, and the save
    /// fails with [`ManagedError::Conflict`](crate::ManagedError::Conflict).
    pub based_on: Option<u64>,
    /// The values that were shown when these were typed. Those that are the same in both are left as they are by now.
    pub base: Option<Values>,
    /// The state afterwards. By default a new one is a draft, and any other keeps its state.
    pub state: Option<ManagedState>,
}

impl ManagedSave {
    /// Creates a new one with these values.
    pub fn create(values: Values) -> ManagedSave {
        ManagedSave { id: None, wanted_id: None, values, based_on: None, base: None, state: None }
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

    /// Sets the values that were shown when these were typed.
    #[must_use]
    pub fn base(self, shown: Values) -> ManagedSave {
        ManagedSave { base: Some(shown), ..self }
    }

    /// Sets the state afterwards.
    #[must_use]
    pub fn state(self, state: ManagedState) -> ManagedSave {
        ManagedSave { state: Some(state), ..self }
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
    /// The names of the values that it has changed, in the order of the fields: `title.de`. And `state`, if that was changed.
    /// Empty if nothing was to be changed: then nothing was written, nor recorded.
    pub changed: Vec<String>,
}
