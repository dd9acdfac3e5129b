//! Why a managed model was not changed.

use super::{FieldError, ManagedRecord};
use crate::store::{audit::NotRecorded, db::DbError};

/// The reason why a model did not save.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SaveError {
    /// It refuses these values.
    #[error("these values are invalid: {}", listed(.0))]
    Fields(Vec<FieldError>),
    /// The database could not be reached, or reported an error.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// The error of an operation on a managed model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManagedError {
    /// The store manages no such kind.
    #[error("there is no kind {0:?}")]
    UnknownKind(String),
    /// There is no model with this id.
    #[error("there is no {0:?}")]
    Unknown(String),
    /// The kind has no field for a value with this name.
    #[error("there is no field {0:?}")]
    UnknownField(String),
    /// The kind has [one record](crate::Managed::SINGLE), which is neither created nor retired.
    #[error("there is one {0:?} only, which is neither created nor retired")]
    Single(String),
    /// Values are invalid, for these reasons. Nothing was changed.
    #[error("these values are invalid, and nothing was changed: {}", listed(.0))]
    Invalid(Vec<FieldError>),
    /// It was changed since the version that the save is based on. Nothing was changed; this is what it is now.
    #[error("somebody else has changed it meanwhile, and nothing was changed")]
    Conflict(Box<ManagedRecord>),
    /// The form with this token has taken effect before: see [`Admin::once`](crate::Admin::once).
    #[error("this form was already submitted, and has taken effect once")]
    AlreadyDone,
    /// The actor is a member of staff who is disabled, or whose role does not allow it. Nothing was changed.
    #[error("this member of staff may not do this (any longer), and nothing was changed")]
    NotAllowed,
    /// It has no stock to adjust or to limit: it is unlimited, has no such option, or its limit cannot be changed.
    #[error("there is no such stock, it is unlimited, or its limit cannot be changed")]
    NoStock,
    /// Its stock is limited already: it can be [adjusted](crate::Admin::adjust_stock).
    #[error("the stock is limited already")]
    Limited,
    /// Fewer units are left than should be taken away.
    #[error("fewer are left than should be taken away")]
    TooFew,
    /// The database could not be reached, or reported an error.
    #[error(transparent)]
    Database(#[from] DbError),
}

fn listed(errors: &[FieldError]) -> String {
    errors.iter().map(FieldError::to_string).collect::<Vec<_>>().join("; ")
}

impl From<NotRecorded> for ManagedError {
    fn from(reason: NotRecorded) -> Self {
        match reason {
            NotRecorded::AlreadyDone => ManagedError::AlreadyDone,
            NotRecorded::NotAllowed => ManagedError::NotAllowed,
            NotRecorded::Database(error) => ManagedError::Database(error),
        }
    }
}

impl From<SaveError> for ManagedError {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Fields(errors) => ManagedError::Invalid(errors),
            SaveError::Database(error) => ManagedError::Database(error),
        }
    }
}
