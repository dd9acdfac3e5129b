//! A quantity and a title as one text, the same in every language.

/// Formats a quantity and a title: "2 × Dunes", "1 × Dunes".
pub(crate) fn times(quantity: u32, title: &str) -> String {
    format!("{quantity} × {title}")
}

/// Formats quantities and titles: "2 × Dunes, 1 × Blue Hour". Empty if there are none.
#[cfg(feature = "ssr")]
pub(crate) fn contents_of<'a>(lines: impl Iterator<Item = (u32, &'a str)>) -> String {
    lines.map(|(quantity, title)| times(quantity, title)).collect::<Vec<_>>().join(", ")
}

/// Formats a quantity and a title where one piece goes without saying: "2 × Dunes", but "Dunes" for one.
pub(crate) fn pieces(quantity: u32, title: &str) -> String {
    if quantity == 1 { title.to_owned() } else { times(quantity, title) }
}
