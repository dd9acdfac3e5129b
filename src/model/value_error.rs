//! The errors of values that are given as text: a name, a code, a number of an account.

use std::{error::Error, fmt};

/// The error of a name that none of a type's values has, such as an unknown status.
///
/// ```
/// use pannier::OrderStatus;
///
/// let error = "paid".parse::<OrderStatus>().unwrap_err();
/// assert_eq!(error.to_string(), "unknown name \"paid\"");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownNameError(String);

impl UnknownNameError {
    pub(crate) fn new(name: &str) -> UnknownNameError {
        UnknownNameError(name.to_owned())
    }
}

impl fmt::Display for UnknownNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown name {:?}", self.0)
    }
}

impl Error for UnknownNameError {}

/// The error of a value that cannot be used, such as an account number with a typing mistake. Its message says what
/// is wrong, for the person who has set the value.
///
/// ```
/// use pannier::{InvalidValueError, SettingsError};
///
/// /// The fixed charge of a courier.
/// fn charge(text: &str) -> Result<u32, InvalidValueError> {
///     text.parse().map_err(|_| InvalidValueError::new(format!("{text:?} is not a number of cents")))
/// }
///
/// // Read from a setting, the error names it.
/// let error = charge("4,90").map_err(|why| SettingsError::invalid("PANNIER_COURIER_CHARGE", why)).unwrap_err();
/// assert_eq!(error.to_string(), "PANNIER_COURIER_CHARGE: \"4,90\" is not a number of cents");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidValueError(String);

impl InvalidValueError {
    /// Creates an error that says what is wrong with the value. It is shown and logged: a secret must not be part of
    /// it.
    pub fn new(why: impl Into<String>) -> InvalidValueError {
        InvalidValueError(why.into())
    }
}

impl fmt::Display for InvalidValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for InvalidValueError {}
