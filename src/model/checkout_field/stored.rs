//! How an order stores its fields: as one JSON object, in the order of the form,
//! `{"phone": {"label": "Phone number", "value": "030 1234567"}}`. The labels of a basket are empty.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};

use super::{FieldValue, TICKED};

/// Returns what a basket stores of the values typed, by the ids of their fields.
pub(crate) fn typed_fields_json(typed: &BTreeMap<String, String>) -> String {
    let value = |(id, value): (&String, &String)| FieldValue {
        id: id.clone(),
        label: String::new(),
        value: value.clone(),
        wording: None,
    };
    frozen_fields_json(typed.iter().map(value).collect())
}

/// Returns the values typed, from what a basket stores. It may have been filled in from an order: what was ticked for that
/// one was not ticked for this.
pub(crate) fn typed_fields(json: &str) -> BTreeMap<String, String> {
    let own = frozen_fields(json).into_iter().filter(|field| field.label.is_empty() || field.value != TICKED);
    own.map(|field| (field.id, field.value)).collect()
}

/// Returns what a placed order stores of its fields. Empty if there are none.
pub(crate) fn frozen_fields_json(fields: Vec<FieldValue>) -> String {
    match fields.is_empty() {
        true => String::new(),
        false => serde_json::to_string(&Fields(fields)).expect("texts are JSON"),
    }
}

/// Returns the fields of a placed order, in the order of the form.
pub(crate) fn frozen_fields(json: &str) -> Vec<FieldValue> {
    serde_json::from_str(json).map(|Fields(fields)| fields).unwrap_or_default()
}

struct Fields(Vec<FieldValue>);

/// A field without its id, which is the key.
#[derive(Serialize, Deserialize)]
struct Stored<T> {
    label: T,
    value: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    wording: Option<T>,
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|FieldValue { id, label, value, wording }| {
            (id, Stored { label: label.as_str(), value: value.as_str(), wording: wording.as_deref() })
        }))
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("fields by their ids")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some((id, Stored { label, value, wording })) = map.next_entry()? {
                    fields.push(FieldValue { id, label, value, wording });
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn field() -> impl Strategy<Value = FieldValue> {
        (any::<String>(), any::<String>(), any::<String>(), any::<Option<String>>())
            .prop_map(|(id, label, value, wording)| FieldValue { id, label, value, wording })
    }

    proptest! {
        #[test]
        fn fields_come_back_as_they_were_and_in_their_order(fields in prop::collection::vec(field(), 0..6)) {
            prop_assert_eq!(frozen_fields(&frozen_fields_json(fields.clone())), fields);
        }

        #[test]
        fn what_was_typed_comes_back(typed in prop::collection::btree_map("[a-z_]{1,8}", ".{0,20}", 0..6)) {
            prop_assert_eq!(typed_fields(&typed_fields_json(&typed)), typed);
        }
    }

    #[test]
    fn an_order_says_what_was_agreed_to_and_the_next_one_asks_again() {
        let json = concat!(
            r#"{"terms":{"label":"I accept the terms","value":"yes","wording":"Yes"},"#,
            r#""phone":{"label":"Phone","value":"030"}}"#,
        );
        let fields = frozen_fields(json);
        assert_eq!(frozen_fields_json(fields.clone()), json);
        let shown: Vec<_> = fields.iter().map(|field| (field.label.as_str(), field.shown())).collect();
        assert_eq!(shown, [("I accept the terms", "Yes"), ("Phone", "030")]);
        assert_eq!(typed_fields(json), BTreeMap::from([("phone".to_owned(), "030".to_owned())]));
        let ticked = BTreeMap::from([("terms".to_owned(), "yes".to_owned())]);
        assert_eq!(typed_fields(&typed_fields_json(&ticked)), ticked);
    }

    #[test]
    fn nothing_is_stored_of_no_fields() {
        assert_eq!((typed_fields_json(&BTreeMap::new()), frozen_fields("")), (String::new(), Vec::new()));
    }
}
