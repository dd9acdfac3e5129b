//! What the checkout asks for beside address, shipping and payment, and what applies to the sale. Labels are messages:
//! `checkout-field-phone`.

use pannier::{CheckoutField, FieldContext, Language, Store, StoreBuilder};

use super::{
    shipping::{EUROPE, HOME, TRACKED},
    site::TERMS,
};

/// Registers the fields: a phone number where the carrier needs one, and the tick for the terms of sale.
pub fn register(builder: StoreBuilder) -> StoreBuilder {
    let phone = CheckoutField::text("phone").max_length(40).input_type("tel").autocomplete("tel");
    builder
        .field(phone.shown_when(needs_phone).required_when(needs_phone))
        .field(CheckoutField::tick("terms").link(TERMS).required())
        .instant_downloads()
        .terms(owners_terms)
}

/// Returns what the owner has written of sales and of withdrawal.
fn owners_terms(store: &Store, language: Language) -> String {
    let site = store.site();
    let texts = ["terms", "withdrawal"].map(|field| site.get_in(field, language).trim().to_owned());
    texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Whether a parcel goes overseas with a carrier.
fn needs_phone(checkout: &FieldContext) -> bool {
    let is_overseas = !HOME.iter().chain(&EUROPE).any(|country| *country == checkout.country);
    is_overseas && checkout.methods.iter().any(|method| method == TRACKED)
}
