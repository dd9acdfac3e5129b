//! Who publishes the magazine, as its invoices say it.

use pannier::{Address, Seller};

/// Returns the publisher.
pub fn publisher() -> Seller {
    let mut seller = Seller::default();
    seller.name = "Quarto Press".into();
    seller.address = Address {
        country: "DE".into(),
        line1: "Papiermühle 2".into(),
        postal_code: "04229".into(),
        city: "Leipzig".into(),
        ..Address::default()
    };
    seller.tax_number = "231/123/45678".into();
    seller.email = "press@quarto.example".into();
    seller
}
