//! Lists of managed models.

use std::collections::BTreeMap;

use super::{ManagedState, Record};
use crate::model::Timestamp;

/// A kind of model that the staff edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedKind {
    /// Its [name](crate::Managed::KIND).
    pub kind: &'static str,
    /// Whether there is [one only](crate::Managed::SINGLE).
    pub single: bool,
    /// Whether it has stock.
    pub has_stock: bool,
    /// Whether it has pictures.
    pub has_pictures: bool,
    /// Whether it has files.
    pub has_files: bool,
    /// Whether each has a page of its own.
    pub has_page: bool,
}

/// A query for the models of a kind, in the order of their titles.
///
/// ```
/// use pannier::{ManagedQuery, ManagedState};
///
/// let query = ManagedQuery::new("postcard").search("dune").state(ManagedState::Draft).limit(20);
/// assert_eq!((query.kind.as_str(), query.limit), ("postcard", 20));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedQuery {
    /// The kind.
    pub kind: String,
    /// Only those with words, in their titles or ids, that begin with these.
    pub search: Option<String>,
    /// Only those in this state.
    pub state: Option<ManagedState>,
    /// Continues after a page: its [`ManagedPage::next`].
    pub after: Option<String>,
    /// The maximum number: 50.
    pub limit: u32,
}

impl ManagedQuery {
    /// Creates a query for all models of a kind.
    pub fn new(kind: impl Into<String>) -> ManagedQuery {
        ManagedQuery { kind: kind.into(), search: None, state: None, after: None, limit: 50 }
    }

    /// Searches their titles and ids.
    #[must_use]
    pub fn search(self, text: impl Into<String>) -> ManagedQuery {
        ManagedQuery { search: Some(text.into()), ..self }
    }

    /// Filters by state.
    #[must_use]
    pub fn state(self, state: ManagedState) -> ManagedQuery {
        ManagedQuery { state: Some(state), ..self }
    }

    /// Continues after a page, by its [`ManagedPage::next`].
    #[must_use]
    pub fn after(self, next: impl Into<String>) -> ManagedQuery {
        ManagedQuery { after: Some(next.into()), ..self }
    }

    /// Sets the maximum number.
    #[must_use]
    pub fn limit(self, limit: u32) -> ManagedQuery {
        ManagedQuery { limit, ..self }
    }
}

/// A page of a list of models.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedPage {
    /// The models, in the order of their titles.
    pub rows: Vec<ManagedRow>,
    /// What the list continues after; `None` at its end.
    pub next: Option<String>,
    /// Whether the search found a part of the models only, because too many have words that begin so. A longer text finds
    /// the others.
    pub truncated: bool,
    /// The number of models of the kind in each state, whatever the search.
    pub counts: BTreeMap<ManagedState, ManagedCount>,
}

/// A model in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedRow {
    /// The id.
    pub id: String,
    /// The title, in the first language of the store.
    pub title: String,
    /// The state.
    pub state: ManagedState,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// The text of the [`Actor`](crate::Actor) who has last changed it.
    pub updated_by: String,
}

/// How many there are, up to 1,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedCount {
    /// The number: 1,000 at most.
    pub count: u32,
    /// Whether there are more.
    pub more: bool,
}

/// A model, and who has changed it last.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedRecord {
    /// The model.
    pub record: Record,
    /// The number of saves: 0 if the app has written it, and nobody has changed it since.
    pub version: u64,
    /// When it was last changed; `None` if nobody has.
    pub updated_at: Option<Timestamp>,
    /// The text of the [`Actor`](crate::Actor) who has last changed it. Empty if nobody has.
    pub updated_by: String,
}
