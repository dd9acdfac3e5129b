//! The query of a job, as the table stores it.

use serde::{Deserialize, Serialize};

use super::unreadable;
use crate::{
    model::{OrderStatus, Timestamp},
    store::{
        db::Result,
        order::list::{OrderQuery, OrderTab},
    },
};

/// An [`OrderQuery`] as JSON. A filter that only a newer version knows is an error: without it, the job would be about
/// more orders than were meant.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Stored(#[serde(with = "Fields")] OrderQuery);

#[derive(Serialize, Deserialize)]
#[serde(remote = "OrderQuery", deny_unknown_fields)]
struct Fields {
    tab: OrderTab,
    search: Option<String>,
    email: Option<String>,
    placed_from: Option<Timestamp>,
    placed_until: Option<Timestamp>,
    status: Option<OrderStatus>,
    provider: Option<String>,
    country: Option<String>,
    kind: Option<String>,
    before: Option<i64>,
    limit: u32,
}

pub(super) fn to_json(query: &OrderQuery) -> Result<String> {
    serde_json::to_string(&Stored(query.clone())).map_err(unreadable)
}

pub(super) fn from_json(json: &str) -> Result<OrderQuery> {
    serde_json::from_str(json).map(|Stored(query)| query).map_err(unreadable)
}

/// Returns what a query is about, as the audit log says it.
pub(super) fn describe(query: &OrderQuery) -> String {
    let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let filters = [
        ("tab", Some(query.tab.to_string())),
        ("search", query.search.clone()),
        ("email", query.email.clone()),
        ("placed from", time(query.placed_from)),
        ("placed until", time(query.placed_until)),
        ("status", query.status.map(|status| status.as_str().to_owned())),
        ("payment", query.provider.clone()),
        ("country", query.country.clone()),
        ("kind", query.kind.clone()),
        ("before", query.before.map(|number| number.to_string())),
    ];
    let given: Vec<String> =
        filters.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name} {value}"))).collect();
    given.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_stored_with_all_its_filters_and_none_is_ignored() {
        let query = OrderQuery::default().tab(OrderTab::ToSend).search("lovelace").country("CH").before(1001).limit(7);
        let json = to_json(&query).unwrap();
        assert_eq!(from_json(&json).unwrap(), query);
        let newer = json.replacen('{', r#"{"colour":"red","#, 1);
        assert!(from_json(&newer).is_err(), "{newer}");
    }
}
