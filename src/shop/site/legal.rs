//! The pages that the law may ask for. There is one as soon as the owner has written its text.

/// A page of the owner's text.
#[derive(Debug)]
pub struct LegalPage {
    pub path: &'static str,
    /// The field with its text.
    pub field: &'static str,
    /// The message with its name.
    pub name: &'static str,
}

/// The path of the terms of sale, which the checkout links if there are any.
pub const TERMS: &str = "/terms";

/// All of them, in the order of the footer.
pub const LEGAL: [LegalPage; 4] = [
    LegalPage { path: "/imprint", field: "imprint", name: "legal-imprint" },
    LegalPage { path: TERMS, field: "terms", name: "legal-terms" },
    LegalPage { path: "/withdrawal", field: "withdrawal", name: "legal-withdrawal" },
    LegalPage { path: "/privacy", field: "privacy", name: "legal-privacy" },
];
