//! The orders that were chosen in the list: one by one, or all that its filters match.

use form_urlencoded::Serializer;
use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::{
    JobOrders, TimeZone,
    admin::{
        here::Failure,
        orders::{self, Filters},
    },
    inert::IntoInert,
    store::is_key,
};

/// The most fields that are read of a form: more than the longest list has.
const MOST_FIELDS: usize = 10_000;

/// The names and values of a form, some of them more than once.
pub(in crate::admin) struct Sent(Vec<(String, String)>);

impl Sent {
    pub fn read(form: &[u8]) -> Sent {
        Sent(form_urlencoded::parse(form).into_owned().take(MOST_FIELDS + 1).collect())
    }

    /// Takes the fields of a form that was read in another way.
    pub fn of(fields: Vec<(String, String)>) -> Sent {
        Sent(fields)
    }

    /// Returns the value of a field that is filled in.
    pub fn get(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(of, value)| of == name && !value.trim().is_empty());
        field.map(|(_, value)| value.trim())
    }

    /// Returns the [token](crate::admin::form::Token) of the form.
    ///
    /// # Errors
    /// For what no form sends, and for one of which the last fields were not read.
    pub fn token(&self) -> Result<&str, Failure> {
        self.check_whole()?;
        self.get("form").filter(|token| is_key(token)).ok_or(Failure::BadRequest(String::new()))
    }

    fn check_whole(&self) -> Result<(), Failure> {
        if self.0.len() > MOST_FIELDS { Err(Failure::TooManyFields) } else { Ok(()) }
    }

    /// Returns the value of a field as it was sent, even an empty one. `None` if the form does not have the field.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    /// Returns the fields that are filled in.
    pub fn filled(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.0.iter().map(|(name, value)| (name.as_str(), value.trim()));
        fields.filter(|(_, value)| !value.is_empty())
    }

    fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let of_name = self.0.iter().filter(move |(of, _)| of == name);
        of_name.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// The orders that were chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::admin) enum Selection {
    /// Those whose numbers were ticked.
    Numbers(Vec<i64>),
    /// All that match.
    Matching(Box<Filters>),
}

impl Selection {
    /// Reads `order=1001&order=1002`, or `all=1` and the fields of the filters.
    ///
    /// # Errors
    /// For what no list sends.
    pub fn of(sent: &Sent) -> Result<Selection, Failure> {
        sent.check_whole()?;
        if sent.get("all").is_some() {
            let fields: Map<String, Value> =
                sent.0.iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect();
            let filters: Filters = serde_json::from_value(Value::Object(fields)).map_err(|_| bad())?;
            // All, whatever page of the list was shown.
            return Ok(Selection::Matching(Box::new(filters.page_after(None))));
        }
        let numbers = sent.all("order").map(|number| number.parse().map_err(|_| bad()));
        Ok(Selection::Numbers(numbers.collect::<Result<_, Failure>>()?))
    }

    /// Returns the orders, for the store. The days of filters are those of a time zone.
    ///
    /// # Errors
    /// If a filter cannot be read.
    pub fn orders(&self, zone: &TimeZone) -> Result<JobOrders, Failure> {
        Ok(match self {
            Selection::Numbers(numbers) => JobOrders::Numbers(numbers.clone()),
            Selection::Matching(filters) => JobOrders::Matching(filters.query(zone).map_err(|_| bad())?),
        })
    }

    /// Returns the fields that [`Selection::of`] reads.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        match self {
            Selection::Numbers(numbers) => numbers.iter().map(|number| ("order", number.to_string())).collect(),
            Selection::Matching(filters) => {
                let fields = filters.pairs().map(|(name, value)| (name, value.to_owned()));
                [("all", "1".to_owned())].into_iter().chain(fields).collect()
            }
        }
    }

    /// Returns the path of a page with the same orders.
    pub fn url(&self, path: &str) -> String {
        format!("{path}?{}", Serializer::new(String::new()).extend_pairs(self.pairs()).finish())
    }

    /// Returns the path of the list with these orders, if its filters match them.
    pub fn list(&self) -> String {
        match self {
            Selection::Numbers(_) => orders::PATH.to_owned(),
            Selection::Matching(filters) => filters.url(orders::PATH),
        }
    }

    /// Renders the same fields into a form.
    pub fn hidden(&self) -> AnyView {
        let field = |(name, value)| view! { <input type="hidden" name=name value=value/> };
        self.pairs().into_iter().map(field).collect_view().into_inert()
    }
}

fn bad() -> Failure {
    Failure::BadRequest(String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(form: &str) -> Result<Selection, Failure> {
        Selection::of(&Sent::read(form.as_bytes()))
    }

    #[test]
    fn a_form_is_read_whole_or_not_at_all() {
        let fields = |n: usize| Sent::read(format!("form=kYQmG5o5{}", "&order=1".repeat(n)).as_bytes());
        assert_eq!(fields(MOST_FIELDS - 1).token(), Ok("kYQmG5o5"));
        assert!(Selection::of(&fields(MOST_FIELDS - 1)).is_ok());
        for more in [MOST_FIELDS, 100_000] {
            assert_eq!(fields(more).token(), Err(Failure::TooManyFields));
            assert_eq!(Selection::of(&fields(more)), Err(Failure::TooManyFields));
        }
    }

    #[test]
    fn orders_are_chosen_one_by_one_or_by_their_filters() {
        let chosen = selection("act=slips&order=1002&order=1001&q=ada").unwrap();
        assert_eq!(chosen, Selection::Numbers(vec![1002, 1001]));
        assert_eq!(chosen.url("/x"), "/x?order=1002&order=1001");
        let all = selection("all=1&order=1001&tab=to-send&q=ada+lovelace&before=1001&act=slips").unwrap();
        assert_eq!(all.url("/x"), "/x?all=1&tab=to-send&q=ada+lovelace");
        assert_eq!(selection(all.url("").trim_start_matches('?')).unwrap(), all);
        assert!(matches!(all.orders(&TimeZone::UTC).unwrap(), JobOrders::Matching(query) if query.before.is_none()));
        assert_eq!(selection("all=&tab=to-send").unwrap(), Selection::Numbers(vec![]));
        for bad in ["order=x", "order=1001&order=1e3"] {
            assert!(selection(bad).is_err(), "{bad}");
        }
        assert!(selection("all=1&tab=everything").unwrap().orders(&TimeZone::UTC).is_err());
    }
}
