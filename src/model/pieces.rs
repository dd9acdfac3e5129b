//! A quantity and a title as one text, the same in every language.

/// Formats a quantity and a title: "2 × Dunes", "1 × Dunes".
pub(crate) fn times(quantity: u32, title: &str) -> String {
    format!("{quantity} × {title}")
}

/// Formats a quantity and a title where one piece goes without saying: "2 × Dunes", but "Dunes" for one.
pub(crate) fn pieces(quantity: u32, title: &str) -> String {
    if quantity == 1 { title.to_owned() } else { times(quantity, title) }
}
