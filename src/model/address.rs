//! A postal address.

use serde::{Deserialize, Serialize};

/// Defines the address by the list of its fields: the struct, the names, and access by name. Forms, columns,
/// validation and normalization iterate over [`Address::FIELDS`], so that no other list has to be kept equal.
macro_rules! address {
    ($(
        $(#[$doc:meta])+
        $name:ident: $Field:ident { autocomplete: $autocomplete:literal, max_length: $max:literal },
    )+) => {
        /// A postal address as it was entered. Empty strings stand for omitted fields. Which fields an address
        /// has depends on its country: see [`AddressRules`](crate::AddressRules).
        ///
        /// A later version may add fields: end a struct expression with `..Address::default()`.
        ///
        /// ```
        /// use pannier::{Address, AddressField};
        ///
        /// let address = Address {
        ///     country: "DE".into(),
        ///     name: "Ada Example".into(),
        ///     line1: "Example Street 1".into(),
        ///     city: "Berlin".into(),
        ///     postal_code: "10115".into(),
        ///     ..Address::default()
        /// };
        /// assert_eq!(address.get(AddressField::City), "Berlin");
        /// let filled_in = Address::FIELDS.into_iter().filter(|field| !address.get(*field).is_empty());
        /// assert_eq!(filled_in.count(), 5);
        /// ```
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Address {
            $($(#[$doc])+ pub $name: String,)+
        }

        /// A field of an [`Address`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum AddressField {
            $($(#[$doc])+ $Field,)+
        }

        impl Address {
            /// Every field, in the order of most forms. A later version may have more.
            pub const FIELDS: [AddressField; [$(AddressField::$Field),+].len()] = [$(AddressField::$Field),+];

            /// Returns the value of a field.
            pub fn get(&self, field: AddressField) -> &str {
                match field {
                    $(AddressField::$Field => &self.$name,)+
                }
            }

            /// Returns a mutable reference to the value of a field.
            pub fn get_mut(&mut self, field: AddressField) -> &mut String {
                match field {
                    $(AddressField::$Field => &mut self.$name,)+
                }
            }
        }

        impl AddressField {
            /// Returns the name, as in [`Address`] and in JSON.
            pub const fn name(self) -> &'static str {
                match self {
                    $(AddressField::$Field => stringify!($name),)+
                }
            }

            /// Returns the name of the field of a billing address: `billing_city`.
            pub(crate) const fn billing_name(self) -> &'static str {
                match self {
                    $(AddressField::$Field => concat!("billing_", stringify!($name)),)+
                }
            }

            /// Returns the field's name for autofill (HTML, "Autofill field"), without a section such as
            /// `shipping`.
            pub const fn autocomplete(self) -> &'static str {
                match self {
                    $(AddressField::$Field => $autocomplete,)+
                }
            }

            /// Returns the maximum length, in characters.
            pub const fn max_length(self) -> usize {
                match self {
                    $(AddressField::$Field => $max,)+
                }
            }
        }
    };
}

address! {
    /// The country (ISO 3166-1 alpha-2), on which the other fields depend.
    country: Country { autocomplete: "country", max_length: 2 },
    /// The recipient.
    name: Name { autocomplete: "name", max_length: 120 },
    /// The recipient's organization.
    organization: Organization { autocomplete: "organization", max_length: 120 },
    /// Street and number.
    line1: Line1 { autocomplete: "address-line1", max_length: 120 },
    /// Apartment, floor, c/o.
    line2: Line2 { autocomplete: "address-line2", max_length: 120 },
    /// City, town.
    city: City { autocomplete: "address-level2", max_length: 120 },
    /// State, province, prefecture.
    region: Region { autocomplete: "address-level1", max_length: 120 },
    /// Postal code.
    postal_code: PostalCode { autocomplete: "postal-code", max_length: 20 },
}

#[cfg(feature = "ssr")]
impl Address {
    /// Returns whether more is filled in than the country, which a form always sends, and the name of an organization.
    pub(crate) fn has_place(&self) -> bool {
        let says_no_place = |field| matches!(field, AddressField::Country | AddressField::Organization);
        Address::FIELDS.into_iter().any(|field| !says_no_place(field) && !self.get(field).is_empty())
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_one_name() {
        let mut address = Address::default();
        for field in Address::FIELDS {
            assert_eq!(serde_json::to_value(field).expect("JSON"), field.name());
            assert_eq!(field.billing_name(), format!("billing_{}", field.name()));
            field.name().clone_into(address.get_mut(field));
        }
        let json = serde_json::to_value(&address).expect("JSON");
        for field in Address::FIELDS {
            assert_eq!((address.get(field), &json[field.name()]), (field.name(), &field.name().into()));
        }
        assert_eq!(json.as_object().map(|fields| fields.len()), Some(Address::FIELDS.len()));
    }
}
