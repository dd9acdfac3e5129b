//! What the checkout asks for beside address, shipping and payment, and what applies to the sale. Labels are messages:
//! `checkout-field-phone`.

use pannier::{CheckoutField, FieldContext, Language, Store, StoreBuilder};

use super::{
    shipping::{EUROPE, HOME, TRACKED},
    site::{LEGAL, LegalPage, TERMS},
};

/// The fields with the texts that apply to a sale.
const OF_A_SALE: [&str; 2] = ["terms", "withdrawal"];

/// Registers the fields: a phone number where the carrier needs one, and the tick for the terms of sale.
pub fn register(builder: StoreBuilder) -> StoreBuilder {
    let phone = CheckoutField::text("phone").max_length(40).input_type("tel").autocomplete("tel");
    builder
        .field(phone.shown_when(needs_phone).required_when(needs_phone))
        .field(CheckoutField::tick("terms").link(TERMS).required())
        .instant_downloads()
        .terms(owners_terms)
}

/// Returns what the owner has written of sales and of withdrawal, each below its name: in one file, nothing else says which is
/// which.
pub fn owners_terms(store: &Store, language: Language) -> String {
    let (site, texts) = (store.site(), store.texts(language));
    let part = |page: &LegalPage| {
        let text = site.get_in(page.field, language).trim();
        (!text.is_empty()).then(|| format!("{}\n\n{text}", texts.get(page.name)))
    };
    let parts: Vec<String> = LEGAL.iter().filter(|page| OF_A_SALE.contains(&page.field)).filter_map(part).collect();
    parts.join("\n\n\n")
}

/// Whether a parcel goes overseas with a carrier.
fn needs_phone(checkout: &FieldContext) -> bool {
    let is_overseas = !HOME.iter().chain(&EUROPE).any(|country| *country == checkout.country);
    is_overseas && checkout.methods.iter().any(|method| method == TRACKED)
}
