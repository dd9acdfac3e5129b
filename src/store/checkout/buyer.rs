//! The buyer: a consumer, or a company, with its VAT number and its billing address.
//!
//! The form asks for them if there is a tax provider. A VAT number is checked at most once a day, and one that could not be
//! checked does not prevent an order.

use super::normalize::normalize_address;
use crate::{
    language::Texts,
    model::{
        Address, AddressField, AddressRules, CheckoutForm, Field, FieldError, ParcelChoices, address_errors,
        are_picked_up,
    },
    store::{
        Store, country,
        tax::{Buyer, Place, VatProof, is_vat_id, vat_country},
    },
};

impl Store {
    /// Completes the part of the form about the buyer. What it does not ask for is emptied: nothing validates it.
    pub(super) fn complete_buyer(&self, form: &mut CheckoutForm) {
        if self.tax_provider().is_none() {
            form.vat_id.clear();
            form.billing_address = Address::default();
            return;
        }
        let untouched = !is_business(form) && !form.billing_address.has_place();
        let billing = &mut form.billing_address;
        // Until something else is typed, it follows the other country.
        if untouched || country::name(&billing.country).is_none() {
            billing.country.clone_from(&form.shipping_address.country);
            normalize_address(billing);
        }
    }

    /// Returns whether the VAT number of a form is valid; `None` without one of a country whose numbers are known, and if it
    /// changes nothing, because the seller has none.
    pub(super) async fn proof(&self, vat_id: &str) -> Option<VatProof> {
        if self.tax_provider().is_none() || !self.may_reverse_charge() || vat_country(vat_id).is_none() {
            return None;
        }
        Some(self.vat_proof(vat_id).await)
    }
}

/// Returns the place by whose rules the sale is taxed: where it is shipped to, or picked up; where the buyer is, if nothing
/// ships. `home` is the country of the shop. What a buyer from there picks up is taken to be picked up in the buyer's
/// region.
pub(super) fn place_of(form: &CheckoutForm, parcels: &[ParcelChoices], home: &str) -> Place {
    let address = &form.shipping_address;
    match parcels.is_empty() {
        true if is_business(form) && form.billing_address.has_place() => place(&form.billing_address),
        true => Place::country(&*address.country),
        false if are_picked_up(parcels) => {
            let region = if address.country == home { address.region.as_str() } else { "" };
            Place::country(home).region(region)
        }
        false => place(address),
    }
}

fn place(address: &Address) -> Place {
    Place::country(&*address.country).region(&*address.region).postal_code(&*address.postal_code)
}

/// Returns whether the form is a company's.
pub(super) fn is_business(form: &CheckoutForm) -> bool {
    !form.vat_id.is_empty() || !form.billing_address.organization.is_empty()
}

/// Returns the buyer as tax providers know one.
pub(super) fn buyer(form: &CheckoutForm, proof: Option<VatProof>) -> Buyer {
    match proof {
        Some(proof) => Buyer::Business { vat_id: form.vat_id.clone(), proof },
        None => Buyer::Consumer,
    }
}

/// Returns the form as an order is placed with it: without the country of a billing address that was not filled in, and with
/// the company of the address to ship to in one that was, if the VAT number is that of a company that was named there only.
pub(super) fn placed_form(form: &CheckoutForm) -> CheckoutForm {
    let mut form = form.clone();
    let billing = &mut form.billing_address;
    if !form.vat_id.is_empty() && billing.has_place() && billing.organization.is_empty() {
        billing.organization.clone_from(&form.shipping_address.organization);
    }
    if !is_business(&form) && !form.billing_address.has_place() {
        form.billing_address = Address::default();
    }
    form
}

/// Returns what is wrong with the VAT number and the billing address. If nothing ships, a company has to give an address.
pub(super) fn errors(form: &CheckoutForm, ships: bool, texts: &Texts) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if !form.vat_id.is_empty() && !is_vat_id(&form.vat_id) && !is_of_elsewhere(&form.vat_id) {
        errors.push(FieldError::new(Field::VatId, texts.get("checkout-vat-id-form")));
    }
    if let Some(rules) = billing_rules(form, ships, texts) {
        let billing = &form.billing_address;
        errors.extend(address_errors(billing, &rules, Field::BillingAddress, country::matches, texts));
    }
    errors
}

/// Returns the form by which the billing address is validated; `None` if it may be left empty, and is.
fn billing_rules(form: &CheckoutForm, ships: bool, texts: &Texts) -> Option<AddressRules> {
    let address = &form.billing_address;
    if address.has_place() || (is_business(form) && !ships) {
        return country::rules_in(&address.country, texts);
    }
    // The name of a company alone.
    let mut rules = country::rules_in(&address.country, texts)?;
    rules.fields.retain(|rule| rule.field == AddressField::Organization && !address.organization.is_empty());
    (!rules.fields.is_empty()).then_some(rules)
}

/// Returns whether a number has the prefix of a country whose numbers are not known.
fn is_of_elsewhere(vat_id: &str) -> bool {
    vat_country(vat_id).is_none() && vat_id.get(..2).is_some_and(|prefix| country::name(prefix).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        language::fluent::english,
        model::{Currency, Money, ShippingChoice},
    };

    fn form(vat_id: &str, fields: &[(AddressField, &str)]) -> CheckoutForm {
        let mut form = CheckoutForm { vat_id: vat_id.into(), ..CheckoutForm::default() };
        form.billing_address.country = "NL".into();
        for (field, value) in fields {
            (*value).clone_into(form.billing_address.get_mut(*field));
        }
        form
    }

    fn wrong(form: &CheckoutForm, ships: bool) -> Vec<&'static str> {
        errors(form, ships, &english()).iter().map(|error| error.field.name()).collect()
    }

    const REQUIRED: [&str; 4] = ["billing_name", "billing_line1", "billing_postal_code", "billing_city"];

    #[test]
    fn a_billing_address_is_required_of_a_company_to_which_nothing_ships() {
        let company = form("", &[(AddressField::Organization, "Example BV")]);
        assert_eq!(wrong(&company, false), REQUIRED);
        assert_eq!(wrong(&company, true), [""; 0]);
        assert_eq!(wrong(&form("", &[]), false), [""; 0], "a consumer");
    }

    #[test]
    fn a_billing_address_that_was_begun_has_to_be_complete() {
        let begun = form("", &[(AddressField::City, "Utrecht")]);
        assert_eq!(wrong(&begun, true), REQUIRED[..3]);
        let link = form("", &[(AddressField::Organization, "www.example.com")]);
        assert_eq!(wrong(&link, true), ["billing_organization"]);
    }

    #[test]
    fn a_vat_number_has_the_form_of_its_country() {
        for (vat_id, right) in
            [("DE136695976", true), ("DE136695978", false), ("136695976", false), ("US12", true), ("", true)]
        {
            assert_eq!(wrong(&form(vat_id, &[]), true).is_empty(), right, "{vat_id:?}");
        }
    }

    #[test]
    fn what_is_picked_up_is_taxed_where_the_shop_is() {
        let mut form = form("", &[]);
        let Address { country, region, postal_code, .. } = &mut form.shipping_address;
        (*country, *region, *postal_code) = ("US".into(), "NY".into(), "10001".into());
        let choice = ShippingChoice {
            id: "pick-up".into(),
            label: String::new(),
            service: String::new(),
            delivery_time: None,
            price: Money::zero(Currency::USD),
            pick_up: true,
        };
        let mut parcel = ParcelChoices {
            key: String::new(),
            contents: Vec::new(),
            choices: vec![choice],
            unanswered: false,
            chosen: "pick-up".into(),
        };
        let new_york = Place::country("US").region("NY");
        assert_eq!(place_of(&form, std::slice::from_ref(&parcel), "US"), new_york);
        assert_eq!(place_of(&form, std::slice::from_ref(&parcel), "CA"), Place::country("CA"));
        parcel.choices[0].pick_up = false;
        assert_eq!(place_of(&form, &[parcel], "CA"), new_york.postal_code("10001"));
    }

    #[test]
    fn an_order_has_no_billing_address_that_nobody_has_typed() {
        assert_eq!(placed_form(&form("", &[])).billing_address, Address::default());
        for typed in [form("US12", &[]), form("", &[(AddressField::City, "Utrecht")])] {
            assert_eq!(placed_form(&typed), typed);
        }
    }

    #[test]
    fn a_company_that_is_named_where_it_is_shipped_to_is_billed_by_that_name() {
        let place = [(AddressField::City, "Utrecht")];
        let named = [(AddressField::City, "Utrecht"), (AddressField::Organization, "Example Holding BV")];
        for (vat_id, fields, billed) in [
            ("US12", &place[..], "Example BV"),
            ("US12", &named[..], "Example Holding BV"),
            ("US12", &place[..0], ""),
            ("", &place[..], ""),
        ] {
            let mut form = form(vat_id, fields);
            form.shipping_address.organization = "Example BV".into();
            assert_eq!(placed_form(&form).billing_address.organization, billed, "{vat_id:?} {fields:?}");
        }
    }
}
