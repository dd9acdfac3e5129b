//! Enums whose values have names in tables.

/// Adds to an enum without fields: `ALL`, `as_str` with these names, and `FromStr`, its inverse.
macro_rules! named {
    ($type:ident { $($variant:ident => $name:expr),+ $(,)? }) => {
        impl $type {
            /// All values.
            pub const ALL: [$type; [$($name),+].len()] = [$($type::$variant),+];

            /// Returns the name in tables.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($type::$variant => $name),+
                }
            }
        }

        impl std::str::FromStr for $type {
            type Err = ();
            fn from_str(name: &str) -> Result<Self, ()> {
                $type::ALL.into_iter().find(|value| value.as_str() == name).ok_or(())
            }
        }
    };
}

pub(crate) use named;
