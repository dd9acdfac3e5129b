//! Enums whose values have names in tables.

/// Adds to an enum without fields: `ALL`, `as_str` with these names, `Display`, which writes them, and `FromStr`, its
/// inverse.
macro_rules! named {
    ($type:ident { $($variant:ident => $name:expr),+ $(,)? }) => {
        impl $type {
            /// All values. A later version may have more.
            pub const ALL: [$type; [$($name),+].len()] = [$($type::$variant),+];

            /// Returns the name in tables.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($type::$variant => $name),+
                }
            }
        }

        /// Writes the name in tables.
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::model::UnknownNameError;

            /// Parses a name in tables.
            fn from_str(name: &str) -> Result<Self, Self::Err> {
                let named = $type::ALL.into_iter().find(|value| value.as_str() == name);
                named.ok_or_else(|| $crate::model::UnknownNameError::new(name))
            }
        }
    };
}

pub(crate) use named;
