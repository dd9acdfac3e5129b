//! The parameters of a product list as a URL that can be shared.

use axum::http::request::Parts;
use form_urlencoded::Serializer;
use leptos::prelude::*;
use pannier::{ProductQuery, ProductSort};

use super::{search_form::LONGEST_SEARCH, texts::text_with};

/// The parameters of a list: its path, and the query of its URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListParams {
    pub path: &'static str,
    pub words: String,
    pub kind: Option<String>,
    pub sort: ProductSort,
    pub page: u32,
}

impl ListParams {
    /// Returns the parameters of this request, which is for the list at `path`; `None` if they are invalid.
    pub fn of_request(path: &'static str) -> Option<ListParams> {
        with_context(|parts: &Parts| ListParams::parse(path, parts.uri.query().unwrap_or_default()))?
    }

    fn parse(path: &'static str, query: &str) -> Option<ListParams> {
        let mut params = ListParams { path, words: String::new(), kind: None, sort: ProductSort::Default, page: 1 };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match (&*name, value.trim()) {
                ("q", words) => params.words = words.chars().take(LONGEST_SEARCH).collect(),
                ("kind", "") => {}
                ("kind", kind) => params.kind = Some(kind.to_owned()),
                ("sort", sort) => params.sort = ProductSort::from_code(sort)?,
                // One URL per page: neither 0 nor 02.
                ("page", page) => params.page = page.parse().ok().filter(|n: &u32| *n > 0 && n.to_string() == page)?,
                _ => {}
            }
        }
        Some(params)
    }

    /// Returns whether the list is neither searched, filtered nor sorted, so that search engines may index
    /// it.
    pub fn is_plain(&self) -> bool {
        self.words.is_empty() && self.kind.is_none() && self.sort == ProductSort::Default
    }

    /// Returns the query for the store.
    pub fn query(&self) -> ProductQuery {
        let query = ProductQuery::default().words(&self.words).sort(self.sort).page(self.page);
        match &self.kind {
            Some(kind) => query.kind(kind),
            None => query,
        }
    }

    /// Returns the title of the page: the name of the list, and the number of a later page.
    pub fn title(&self, name: &str) -> String {
        match self.page {
            1 => name.to_owned(),
            page => text_with("list-page", &[("name", name.into()), ("page", page.into())]),
        }
    }

    /// Returns the parameters for another page.
    pub fn with_page(&self, page: u32) -> ListParams {
        ListParams { page, ..self.clone() }
    }

    /// Returns the parameters for the first page of one kind, or of all kinds.
    pub fn with_kind(&self, kind: Option<&str>) -> ListParams {
        ListParams { kind: kind.map(str::to_owned), page: 1, ..self.clone() }
    }

    /// Returns the URL, without default values.
    pub fn url(&self) -> String {
        let mut query = Serializer::new(String::new());
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        let parts = [
            ("q", self.words.as_str()),
            ("kind", self.kind.as_deref().unwrap_or_default()),
            ("sort", self.sort.code()),
            ("page", &page),
        ];
        query.extend_pairs(parts.iter().filter(|(_, value)| !value.is_empty()));
        match query.finish() {
            query if query.is_empty() => self.path.to_owned(),
            query => format!("{}?{query}", self.path),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_query_is_a_list_or_none(query in "((q|kind|sort|page|[a-z%+]{0,6})(=|)(price|[0-9]{0,12}|\\PC{0,20})&?){0,6}") {
            ListParams::parse("/search", &query);
        }

        #[test]
        fn an_address_leads_back_to_the_same_list(
            words in "\\PC{0,60}",
            kind in proptest::option::of("\\PC{0,12}"),
            sort in proptest::sample::select(&ProductSort::ALL[..]),
            page in 1..=u32::MAX,
        ) {
            let (words, kind) = (words.trim().to_owned(), kind.map(|kind| kind.trim().to_owned()).filter(|k| !k.is_empty()));
            let params = ListParams { path: "/search", words, kind, sort, page };
            let url = params.url();
            let query = url.split_once('?').map_or("", |(_, query)| query);
            prop_assert_eq!(ListParams::parse("/search", query), Some(params), "{}", url);
        }
    }

    #[test]
    fn an_address_says_what_is_wanted_and_nothing_else() {
        let query = "q=+blue+%26+hour%3F&kind=album&sort=price&page=3&utm_source=x";
        let params = ListParams::parse("/search", query).unwrap();
        assert_eq!((params.words.as_str(), params.page), ("blue & hour?", 3));
        assert_eq!(params.url(), "/search?q=blue+%26+hour%3F&kind=album&sort=price&page=3");
        assert_eq!(ListParams::parse("/albums", "q=&kind=&sort=").unwrap().url(), "/albums");
        assert!(ListParams::parse("/albums", "").unwrap().is_plain());
    }

    #[test]
    fn a_page_has_one_address() {
        for query in ["page=0", "page=-1", "page=two", "page=02", "page=", "page=99999999999", "sort=colour"] {
            assert_eq!(ListParams::parse("/search", query), None, "{query}");
        }
    }
}
