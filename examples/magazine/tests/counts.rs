//! Compares the README's table of lines of code with the code.

const README: &str = include_str!("../../../README.md");

/// Returns the number of lines without empty lines and comments.
fn lines(source: &str) -> usize {
    source.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with("//")).count()
}

#[test]
fn the_readme_counts_right() {
    // Besides the model, one line registers it and one component adds it to the basket.
    let model = lines(include_str!("../src/subscription.rs")) + 2;
    let provider = lines(include_str!("../src/honesty_box.rs")) + lines(include_str!("../src/pages/honesty_box.rs"));
    // One line registers it.
    let desk = lines(include_str!("../src/desk.rs")) + 1;
    let shipping = lines(include_str!("../src/post.rs"));
    // Each with the line that registers it.
    let tax = lines(include_str!("../src/vat.rs")) + 1;
    let promotion = lines(include_str!("../src/volume.rs")) + 1;
    let receiver = lines(include_str!("../src/circulation.rs"));
    let format = lines(include_str!("../src/plain_text.rs")) + 1;
    for (what, count, limit) in [
        ("A model, to its first sale", model, 30),
        ("A form for a model in the admin, and CSV files", desk, 60),
        ("A payment provider, with its page", provider, 150),
        ("A shipping method", shipping, 30),
        ("A tax provider", tax, 60),
        ("A promotion", promotion, 60),
        ("A receiver", receiver, 20),
        ("A format of invoices", format, 40),
    ] {
        assert!(count < limit, "{what}: {count} lines");
        let row = README.lines().find(|line| line.starts_with(&format!("| {what} |")));
        let row = row.unwrap_or_else(|| panic!("no row in the README: {what}"));
        assert!(row.contains(&format!("| {count} |")), "{what}: {count} lines, but the README says {row}");
    }
}
