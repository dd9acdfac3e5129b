//! What the checkout asks for beside address, shipping and payment. Labels are messages: `checkout-field-phone`.

use pannier::{CheckoutField, FieldContext, StoreBuilder};

use super::site::TERMS;

/// The shipping method whose carrier asks for a phone number abroad.
pub const TRACKED: &str = "tracked";
/// The countries that it delivers to without one.
const NEARBY: [&str; 2] = ["DE", "AT"];

/// Registers the fields: a phone number where the carrier needs one, and the tick for the terms of sale.
pub fn register(builder: StoreBuilder) -> StoreBuilder {
    let phone = CheckoutField::text("phone").max_length(40).input_type("tel").autocomplete("tel");
    builder
        .field(phone.shown_when(needs_phone).required_when(needs_phone))
        .field(CheckoutField::tick("terms").link(TERMS).required())
}

fn needs_phone(checkout: &FieldContext) -> bool {
    !NEARBY.contains(&checkout.country.as_str()) && checkout.methods.iter().any(|method| method == TRACKED)
}
