//! "I'm buying for a company": company, VAT number and billing address, as a part of the checkout form.

use leptos::prelude::*;

use super::{
    checkout_fields::{AddressFields, TextField, update},
    language::use_texts,
};
use crate::{Address, AddressField, AddressRules, Field, FieldError, Texts, VatNote, country, inert::IntoInert};

const NOTE: &str = "vat_id-note";

/// The fields of a company, closed unless something is in them.
#[component]
pub(super) fn Company(
    vat_id: String,
    vat_note: Option<VatNote>,
    billing_address: Address,
    /// The country that the rest of the form is about.
    here: String,
    countries: Vec<(String, String)>,
    /// Whether the billing address can be left out, because there is one to ship to.
    ships: bool,
    errors: Vec<FieldError>,
) -> AnyView {
    let texts = use_texts();
    let organization = Field::BillingAddress(AddressField::Organization);
    let open = !vat_id.is_empty()
        || !billing_address.organization.is_empty()
        || billing_address.has_place()
        || errors.iter().any(|error| matches!(error.field, Field::VatId | Field::BillingAddress(_)));
    let rules = rules(&billing_address.country, &here, &texts);
    let [about_name, about_address] = match ships {
        true => ["company-name-optional", "company-address-optional"],
        false => ["company-name-hint", "company-address-hint"],
    };
    view! {
        <details class="pn-company" id="company" open=open>
            <summary id="company-toggle">{texts.get("company-question")}</summary>
            <div class="pn-section">
                <TextField
                    field=organization
                    label=texts.get("company-name")
                    required=false
                    says_optional=false
                    hint=texts.get(about_name)
                    value=billing_address.organization.clone()
                    errors=errors.clone()
                />
                <TextField
                    field=Field::VatId
                    label=texts.get("company-vat-id")
                    required=false
                    hint=texts.get("company-vat-id-hint")
                    note=vat_note.map(|_| NOTE)
                    update=true
                    value=vat_id
                    errors=errors.clone()
                />
                {vat_note.map(|note| view! { <p class=tone(note) id=NOTE>{texts.get(words(note))}</p> })}
                {update(texts.get("company-check"))}
                <fieldset class="pn-section pn-company__address">
                    <legend>{texts.get("company-address")}</legend>
                    <p class="pn-hint">{texts.get(about_address)}</p>
                    <AddressFields
                        of=Field::BillingAddress
                        rules
                        countries
                        address=billing_address
                        update_label=texts.get("company-country-update")
                        can_stay_empty=ships
                        errors
                    />
                </fieldset>
            </div>
        </details>
    }
    .into_inert()
}

/// The form of a billing address. The company has its own field, above the others.
fn rules(chosen: &str, here: &str, texts: &Texts) -> AddressRules {
    let of = |code: &str| country::rules_in(code, texts);
    let mut rules = of(chosen).or_else(|| of(here)).unwrap_or_default();
    rules.fields.retain(|rule| rule.field != AddressField::Organization);
    rules
}

fn words(note: VatNote) -> &'static str {
    match note {
        VatNote::ReverseCharge => "vat-note-reverse-charge",
        VatNote::Invalid => "vat-note-invalid",
        VatNote::Unknown => "vat-note-unknown",
    }
}

fn tone(note: VatNote) -> &'static str {
    match note {
        VatNote::ReverseCharge => "pn-notice pn-notice--success",
        VatNote::Invalid | VatNote::Unknown => "pn-notice pn-notice--warning",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(vat_id: &str, vat_note: Option<VatNote>, address: Address, ships: bool, errors: Vec<FieldError>) -> String {
        let countries =
            [("DE", "Germany"), ("NL", "Netherlands")].map(|(code, name)| (code.to_owned(), name.to_owned()));
        let view = move || {
            view! {
                <Company
                    vat_id=vat_id.to_owned()
                    vat_note
                    billing_address=address
                    here="DE".to_owned()
                    countries=countries.to_vec()
                    ships
                    errors
                />
            }
            .to_html()
        };
        Owner::new().with(view)
    }

    fn is_open(html: &str) -> bool {
        html.split('>').next().is_some_and(|tag| tag.contains(" open"))
    }

    #[test]
    fn a_consumer_is_bothered_with_one_line() {
        let html = html("", None, Address { country: "NL".into(), ..Address::default() }, true, Vec::new());
        assert!(!is_open(&html) && html.contains("<summary"), "{html}");
        assert!(!html.contains(" required"), "nothing is mandatory where an address to ship to suffices: {html}");
    }

    #[test]
    fn a_company_that_is_in_the_shipping_address_is_not_asked_for_again() {
        for (ships, says) in [(true, "in your shipping address already"), (false, "The company on your invoice.</p>")] {
            let html = html("", None, Address::default(), ships, Vec::new());
            assert!(html.contains(says) && html.contains("id=\"billing_organization-hint\""), "{says}: {html}");
        }
    }

    #[test]
    fn what_is_filled_in_or_wrong_is_in_sight() {
        let company = Address { organization: "Example B.V.".into(), ..Address::default() };
        assert!(is_open(&html("", None, company, true, Vec::new())));
        assert!(is_open(&html("NL123456789B01", None, Address::default(), true, Vec::new())));
        let city = Field::BillingAddress(AddressField::City);
        let wrong = html("", None, Address::default(), false, vec![FieldError::new(city, "Enter your city.")]);
        assert!(is_open(&wrong), "{wrong}");
        let place = wrong.find("id=\"billing_city-error\"").expect("a place for the error");
        assert!(wrong[place..].contains("Enter your city."), "{wrong}");
        for part in ["id=\"billing_city\"", "name=\"billing_address[city]\"", "autocomplete=\"billing address-level2\""]
        {
            assert!(wrong.contains(part), "{part}: {wrong}");
        }
        assert!(wrong.contains(" required"), "the only address is mandatory: {wrong}");
        assert_eq!(wrong.matches("billing_address[organization]").count(), 1, "{wrong}");
    }

    #[test]
    fn what_is_said_of_a_vat_number_describes_its_field() {
        for note in [VatNote::ReverseCharge, VatNote::Invalid, VatNote::Unknown] {
            let html = html("NL123456789B01", Some(note), Address::default(), true, Vec::new());
            assert!(html.contains("aria-describedby=\"vat_id-error vat_id-hint vat_id-note\""), "{html}");
            assert!(html.contains("id=\"vat_id-note\"") && !html.contains("vat-note-"), "{html}");
        }
    }
}
