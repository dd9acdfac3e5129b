//! What the checkout asks for beside address, shipping and payment. Labels are messages: `checkout-field-phone`.

use pannier::{CheckoutField, FieldContext, StoreBuilder};

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
}

/// Whether a parcel goes overseas with a carrier.
fn needs_phone(checkout: &FieldContext) -> bool {
    let is_overseas = !HOME.iter().chain(&EUROPE).any(|country| *country == checkout.country);
    is_overseas && checkout.methods.iter().any(|method| method == TRACKED)
}
