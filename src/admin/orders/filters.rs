//! The filters of the list, as its URL and its form have them.

use form_urlencoded::Serializer;
use serde::Deserialize;

use crate::{Day, OrderQuery, OrderStatus, OrderTab, TimeZone};

/// The orders on a page.
const ON_A_PAGE: u32 = 50;

/// The filters as texts: those that are empty filter nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(in crate::admin) struct Filters {
    pub tab: String,
    /// What is searched for.
    pub q: String,
    pub email: String,
    /// The first day, as `2026-11-30`, in the time zone of the shop.
    pub from: String,
    /// The last day.
    pub until: String,
    pub status: String,
    pub provider: String,
    pub country: String,
    pub kind: String,
    /// The number of the last order on the page before.
    pub before: String,
}

/// The name of a filter whose value means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::admin) struct Invalid(pub &'static str);

impl Filters {
    /// Returns the query for the store.
    ///
    /// # Errors
    /// The first filter that cannot be read: to ignore it would show orders that nobody has asked for.
    pub fn query(&self, zone: &TimeZone) -> Result<OrderQuery, Invalid> {
        let text = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        let mut query = OrderQuery::default().limit(ON_A_PAGE);
        if let Some(tab) = text(&self.tab) {
            query.tab = tab.parse::<OrderTab>().map_err(|_| Invalid("tab"))?;
        }
        if let Some(status) = text(&self.status) {
            query.status = Some(status.parse::<OrderStatus>().map_err(|_| Invalid("status"))?);
        }
        if let Some(day) = text(&self.from) {
            query.placed_from = Some(day.parse::<Day>().map_err(|_| Invalid("from"))?.begins_at(zone));
        }
        if let Some(day) = text(&self.until) {
            query.placed_until = Some(day.parse::<Day>().map_err(|_| Invalid("until"))?.ends_at(zone));
        }
        if let Some(before) = text(&self.before) {
            query.before = Some(before.parse().map_err(|_| Invalid("before"))?);
        }
        query.search = text(&self.q);
        query.email = text(&self.email);
        query.provider = text(&self.provider);
        query.country = text(&self.country);
        query.kind = text(&self.kind);
        Ok(query)
    }

    /// Returns the filters of a query, so that a link or a form can lead to it.
    pub fn of(query: &OrderQuery, zone: &TimeZone) -> Filters {
        let day = |at| Day::of(at, zone);
        Filters {
            tab: query.tab.as_str().to_owned(),
            q: query.search.clone().unwrap_or_default(),
            email: query.email.clone().unwrap_or_default(),
            from: query.placed_from.map(|from| day(from).to_string()).unwrap_or_default(),
            until: query.placed_until.map(|end| day(end).plus(-1).to_string()).unwrap_or_default(),
            status: query.status.map(|status| status.as_str().to_owned()).unwrap_or_default(),
            provider: query.provider.clone().unwrap_or_default(),
            country: query.country.clone().unwrap_or_default(),
            kind: query.kind.clone().unwrap_or_default(),
            before: query.before.map(|number| number.to_string()).unwrap_or_default(),
        }
    }

    /// Returns the names and values of the filters that filter something.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("tab", &self.tab),
            ("q", &self.q),
            ("email", &self.email),
            ("from", &self.from),
            ("until", &self.until),
            ("status", &self.status),
            ("provider", &self.provider),
            ("country", &self.country),
            ("kind", &self.kind),
            ("before", &self.before),
        ];
        let everything = OrderTab::default().as_str();
        all.into_iter()
            .map(|(name, value)| (name, value.trim()))
            .filter(move |(name, value)| !(value.is_empty() || *name == "tab" && *value == everything))
    }

    /// Returns the URL of a page with these filters.
    pub fn url(&self, path: &str) -> String {
        let query = Serializer::new(String::new()).extend_pairs(self.pairs()).finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// Returns the URL as the audit log may keep it: `*` is in place of a search and of an e-mail address, which are personal.
    pub fn url_for_the_log(&self, path: &str) -> String {
        let hidden = |text: &str| if text.trim().is_empty() { String::new() } else { "*".to_owned() };
        Filters { q: hidden(&self.q), email: hidden(&self.email), ..self.clone() }.url(path)
    }

    /// Returns these filters, for the page that begins after this order, or for the first one.
    pub fn page_after(&self, number: Option<i64>) -> Filters {
        Filters { before: number.map(|number| number.to_string()).unwrap_or_default(), ..self.clone() }
    }

    /// Returns these filters, for the first page of another tab.
    pub fn in_tab(&self, tab: OrderTab) -> Filters {
        Filters { tab: tab.as_str().to_owned(), ..self.page_after(None) }
    }

    /// Whether they filter more than the tab does.
    pub fn are_set(&self) -> bool {
        self.pairs().any(|(name, _)| !["tab", "before"].contains(&name))
    }
}

#[cfg(test)]
mod tests {
    use axum::{extract::Query, http::Uri};
    use proptest::prelude::*;

    use super::*;

    fn parsed(url: &str) -> Filters {
        Query::try_from_uri(&url.parse::<Uri>().expect("a URL")).expect("filters").0
    }

    proptest! {
        #[test]
        fn a_url_leads_to_the_same_query(
            tab in prop::sample::select(&OrderTab::ALL[..]),
            status in prop::option::of(prop::sample::select(&OrderStatus::ALL[..])),
            words in prop::option::of("[a-zäß&=%+#?0-9@.][ a-zäß&=%+#?0-9@.]{0,20}[a-z]"),
            days in prop::option::of((0_i64..30_000, 0_i64..1000)),
            before in prop::option::of(any::<i64>()),
            zone in prop::sample::select(&["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"][..]),
        ) {
            let zone: TimeZone = zone.parse().unwrap();
            let day = |days: i64| "1970-01-01".parse::<Day>().unwrap().plus(days);
            let mut query = OrderQuery::default().limit(ON_A_PAGE);
            (query.tab, query.status, query.before) = (tab, status, before);
            (query.search, query.email, query.kind) = (words.clone(), words.clone(), words);
            query.placed_from = days.map(|(from, _)| day(from).begins_at(&zone));
            query.placed_until = days.map(|(from, length)| day(from + length).ends_at(&zone));
            let url = Filters::of(&query, &zone).url("/orders");
            prop_assert_eq!(parsed(&url).query(&zone), Ok(query), "{}", url);
        }

        #[test]
        fn whatever_is_typed_is_a_query_or_refused(value in "\\PC{0,30}") {
            for name in ["from", "until", "before", "tab", "status"] {
                let url = Serializer::new("/orders?".to_owned()).append_pair(name, &value).finish();
                let read = parsed(&url).query(&TimeZone::UTC);
                prop_assert!(read.is_ok() || read == Err(Invalid(name)));
            }
            let filters = Filters { q: value, ..Filters::default() };
            prop_assert!(filters.query(&TimeZone::UTC).is_ok());
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (name, url) in [
            ("tab", "/orders?tab=everything"),
            ("status", "/orders?status=lost"),
            ("from", "/orders?from=30.11.2026"),
            ("until", "/orders?until=2026-02-30"),
            ("before", "/orders?before=x"),
        ] {
            assert_eq!(parsed(url).query(&TimeZone::UTC), Err(Invalid(name)));
        }
    }

    #[test]
    fn a_url_has_only_what_filters() {
        assert_eq!(parsed("/orders?tab=all&q=&from=&status=").url("/orders"), "/orders");
        let filters = parsed("/orders?q=ada+lovelace&before=1001");
        assert_eq!(filters.url("/orders.csv"), "/orders.csv?q=ada+lovelace&before=1001");
        assert_eq!(filters.in_tab(OrderTab::Unpaid).url("/orders"), "/orders?tab=unpaid&q=ada+lovelace");
        assert!(filters.are_set() && !parsed("/orders?tab=unpaid&before=3").are_set());
    }
}
