//! Who sells, who buys, and where it is delivered.

use en16931::{
    Identifier,
    invoice::{Code, Contact, Delivery, Party, PostalAddress},
};

use super::terms::{day, text};
use crate::{Address, Document, Seller};

/// The seller (BG-4).
///
/// What is outside the scope of VAT is invoiced without VAT numbers (BR-O-02). A seller without one is identified by the tax
/// number, or else by the e-mail address (BR-CO-26).
pub(super) fn seller(seller: &Seller, with_vat_ids: bool) -> Party {
    let vat_identifier = text(&seller.vat_id).filter(|_| with_vat_ids);
    let identifier = match vat_identifier {
        Some(_) => None,
        None => text(&seller.tax_number).or_else(|| text(&seller.email)),
    };
    let contact = Contact {
        name: text(&seller.name).filter(|_| !seller.phone.is_empty() || !seller.email.is_empty()),
        phone: text(&seller.phone),
        email: text(&seller.email),
    };
    Party {
        name: text(&seller.name),
        identifiers: identifier.map(Identifier::new).into_iter().collect(),
        vat_identifier,
        tax_registration: text(&seller.tax_number),
        additional_legal_information: text(&seller.register),
        electronic_address: email(&seller.email),
        address: address(&seller.address),
        contact,
        ..Party::default()
    }
}

/// The buyer (BG-7). One who gave no name is called by the e-mail address.
pub(super) fn buyer(party: &crate::Party, with_vat_ids: bool) -> Party {
    let person = text(&party.address.name).filter(|_| !party.address.organization.trim().is_empty());
    Party {
        name: text(party.name()).or_else(|| text(&party.email)),
        vat_identifier: text(&party.vat_id).filter(|_| with_vat_ids),
        electronic_address: email(&party.email),
        address: address(&party.address),
        contact: Contact { name: person, ..Contact::default() },
        ..Party::default()
    }
}

/// When and where it was delivered (BG-13): of what was not shipped elsewhere, only the country is said.
pub(super) fn delivery(document: &Document) -> Delivery {
    let address = match &document.ship_to {
        Some(party) => address(&party.address),
        None => PostalAddress { country: code(&document.buyer.address.country), ..PostalAddress::default() },
    };
    Delivery {
        party_name: document.ship_to.as_ref().and_then(|party| text(party.name())),
        location: None,
        date: document.supplied_at.and_then(|at| day(at, &document.time_zone)),
        // An address has a country (BR-57).
        address: Some(address).filter(|address| address.country.is_some()),
    }
}

fn address(address: &Address) -> PostalAddress {
    PostalAddress {
        line1: text(&address.line1),
        line2: text(&address.line2),
        line3: None,
        city: text(&address.city),
        post_code: text(&address.postal_code),
        subdivision: text(&address.region),
        country: code(&address.country),
    }
}

fn code(text: &str) -> Option<Code> {
    (!text.is_empty()).then(|| Code::new(text))
}

/// An electronic address of the scheme EM, which is e-mail.
fn email(address: &str) -> Option<Identifier> {
    text(address).map(|address| Identifier::schemed(address, "EM"))
}
