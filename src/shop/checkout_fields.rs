//! What the checkout asks for beside address, shipping and payment, and what applies to the sale. Labels are messages:
//! `checkout-field-phone`.

use pannier::{CheckoutField, FieldContext, Language, Store, StoreBuilder};

use super::{
    shipping::{EUROPE, HOME, TRACKED},
    site::{LEGAL, LegalPage, TERMS, legal_text},
};

/// Registers the fields: a phone number where the carrier needs one, and the tick for the terms of sale, if there are any.
pub fn register(builder: StoreBuilder) -> StoreBuilder {
    let phone = CheckoutField::text("phone").max_length(40).input_type("tel").autocomplete("tel");
    builder
        .field(phone.shown_when(needs_phone).required_when(needs_phone))
        .field(CheckoutField::tick("terms").link(TERMS).required().shown_when(|checkout| checkout.terms))
        .instant_downloads()
        .terms(terms_of_sale)
        .withdrawal_information(withdrawal_information)
}

/// Returns what the owner has written of sales.
pub fn terms_of_sale(store: &Store, language: Language) -> String {
    let [_, terms, ..] = LEGAL;
    named(&terms, store, language)
}

/// Returns what the owner has written of the right of withdrawal.
pub fn withdrawal_information(store: &Store, language: Language) -> String {
    let [_, _, withdrawal, _] = LEGAL;
    named(&withdrawal, store, language)
}

/// Returns a text of the owner's below its name: in one file, nothing else says which is which.
fn named(page: &LegalPage, store: &Store, language: Language) -> String {
    let Some((_, text)) = legal_text(store, page, language) else { return String::new() };
    format!("{}\n\n{}", store.texts(language).get(page.name), text.trim())
}

/// Whether a parcel goes overseas with a carrier.
fn needs_phone(checkout: &FieldContext) -> bool {
    let is_overseas = !HOME.iter().chain(&EUROPE).any(|country| *country == checkout.country);
    is_overseas && checkout.methods.iter().any(|method| method == TRACKED)
}
