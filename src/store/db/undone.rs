//! The error of a transaction that was undone because of others.

use std::{borrow::Cow, error::Error, sync::Arc};

use sqlx::error::{DatabaseError, ErrorKind};

/// The error of a transaction that would have succeeded alone: what shared its commit failed, or was kept waiting by
/// it. Nothing of it is left, so that it may be repeated.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Undone(Arc<str>);

impl Undone {
    /// Undone together with the others of its group.
    pub fn by(cause: &sqlx::Error) -> Undone {
        Undone(format!("undone with the transactions that it shares a commit with: {cause}").into())
    }

    /// Undone because it was idle while others waited for their commit.
    pub fn idle() -> Undone {
        Undone("undone: it was idle for too long while others waited for the commit that it shares".into())
    }

    pub fn is(error: &sqlx::Error) -> bool {
        error.as_database_error().is_some_and(|error| error.try_downcast_ref::<Undone>().is_some())
    }
}

impl DatabaseError for Undone {
    fn message(&self) -> &str {
        &self.0
    }

    /// A serialization failure of SQL: the same transaction may succeed when it is repeated.
    fn code(&self) -> Option<Cow<'_, str>> {
        Some("40001".into())
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}
