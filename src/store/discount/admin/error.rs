//! Why an operation on codes failed.

use super::CodeField;
use crate::store::{audit::NotRecorded, db::DbError};

/// The error of an operation on codes, with a hint at what to do instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// There is no such code.
    #[error("unknown code {0:?}; `pannier code list` lists all codes")]
    UnknownCode(String),
    /// There is such a code already, or was before it was ended.
    #[error("there is a code {0} already, or was one: choose another")]
    DuplicateCode(String),
    /// These values of a new code are invalid. Nothing was created.
    #[error("these values are invalid, and nothing was created: {}", names(.0))]
    Invalid(Vec<CodeField>),
    /// The form was submitted before, and has taken effect once.
    #[error("this form was already submitted, and has taken effect once")]
    AlreadyDone,
    /// The actor is a member of staff who is disabled, or whose role does not allow it. Nothing was changed.
    #[error("this member of staff may not do this (any longer), and nothing was changed")]
    NotAllowed,
    /// The database could not be reached, or reported an error.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<NotRecorded> for CodeError {
    fn from(reason: NotRecorded) -> Self {
        match reason {
            NotRecorded::AlreadyDone => CodeError::AlreadyDone,
            NotRecorded::NotAllowed => CodeError::NotAllowed,
            NotRecorded::Database(error) => CodeError::Database(error),
        }
    }
}

/// Returns what is wrong with a new code.
fn names(fields: &[CodeField]) -> String {
    fields.iter().map(|field| field.fault()).collect::<Vec<_>>().join("; ")
}
